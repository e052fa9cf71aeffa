"""nnviz makes backpropagation visible and debuggable."""

__version__ = "0.1.0"
