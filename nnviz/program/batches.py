"""Samples laid out in memory so that batches of them are quickly taken."""

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import Array

_SMALL = 2000  # numbers in a batch


class Batches:
    """Takes batches from samples given as rows: inputs, a one, targets.

    In a small batch a sample is a column in memory, so that inputs and targets each lie in one
    piece and a product copies neither; in a large one it is a row, because rows are copied faster
    than columns. The layout follows from the sizes alone, so a replay finds the same one.
    """

    def __init__(self, rows: Array, size: int) -> None:
        self._axis = 1 if rows.shape[1] * size < _SMALL else 0
        # A copy in any case: of a single sample the transpose would be a view, never to be changed.
        self._samples: Array = np.array(rows.T, order="C") if self._axis else rows
        self._samples.flags.writeable = False  # views reach the screen without a copy

    @property
    def all(self) -> Array:
        """All samples as one batch, a row a sample."""
        return self._samples.T if self._axis else self._samples

    def buffer(self, size: int) -> Array:
        """Room for a batch of this size, a row a sample."""
        numbers = self._samples.shape[1 - self._axis]
        return np.empty((numbers, size)).T if self._axis else np.empty((size, numbers))

    def put(self, row: int, numbers: Array) -> None:
        """Change a sample."""
        samples = self._samples
        samples.flags.writeable = True
        samples[(slice(None), row) if self._axis else row] = numbers
        samples.flags.writeable = False

    def take(self, chosen: NDArray[np.int64], buffer: Array) -> None:
        """Copy the chosen samples into a buffer of their number."""
        into = buffer.T if self._axis else buffer
        self._samples.take(chosen, self._axis, into, "clip")  # "raise" would copy once more
