"""Datasets: what is learned from. Imports numpy and nothing of Qt."""
