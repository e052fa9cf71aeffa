"""What a table of true against answered classes says, class by class."""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


def recall(table: Counts) -> Floats:
    """The share of the samples of a class that are answered with it; nan where there is none."""
    return _share(np.diagonal(table), table.sum(axis=1))


def precision(table: Counts) -> Floats:
    """The share of the answers with a class that are right; nan where it is never answered."""
    return _share(np.diagonal(table), table.sum(axis=0))


def row_shares(table: Counts) -> Floats:
    """The share of each answer among the samples of a class, a row a class; 0 without samples."""
    shares: Floats = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    return shares


def _share(part: Counts, whole: Counts) -> Floats:
    shares: Floats = np.full(len(whole), np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares
