"""The mathematics of a dense network. Imports numpy and nothing else."""
