"""A large matrix made smaller so that nothing vanishes: of each block its strongest entry."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def halved(values: Floats) -> Floats:
    """Half as many rows and columns: of four entries the one farthest from zero.

    What is not a number is stronger than all else. A last row or column without a partner is
    halved along itself.
    """
    # Read in the order of memory: X and all that is shown transposed lies there by columns.
    if values.strides[0] < values.strides[1]:
        return halved(values.T).T
    rows, columns = values.shape
    out = np.empty((-(-rows // 2), -(-columns // 2)))
    for row, out_row in _runs(rows):
        for column, out_column in _runs(columns):
            out[out_row, out_column] = _strongest(values[row, column], out[out_row, out_column])
    return out


def _runs(count: int) -> list[tuple[slice, slice]]:
    """The places that have partners, and the last one if it has none; before and after halving."""
    even = count - count % 2
    runs = [(slice(0, even), slice(0, even // 2))] if even else []
    return [*runs, (slice(even, count), slice(even // 2, None))] if count % 2 else runs


def _strongest(values: Floats, like: Floats) -> Floats:
    """Of every block of values that falls on one entry of ``like`` the strongest."""
    steps = (values.shape[0] // like.shape[0], values.shape[1] // like.shape[1])
    parts = [
        values[row :: steps[0], column :: steps[1]]
        for row in range(steps[0])
        for column in range(steps[1])
    ]
    high, low = parts[0].copy(), parts[0].copy()
    for part in parts[1:]:
        np.maximum(high, part, out=high)
        np.minimum(low, part, out=low)
    with np.errstate(invalid="ignore"):
        np.copyto(high, low, where=high + low < 0)
    return high


class Overview:
    """A matrix in all sizes, each half of the one before, made when it is first asked for."""

    def __init__(self, values: Floats) -> None:
        self._levels = [values]

    def level(self, halvings: int) -> Floats:
        """The matrix after so many halvings; fewer where only one entry is left."""
        while len(self._levels) <= halvings and self._levels[-1].size > 1:
            self._levels.append(halved(self._levels[-1]))
        return self._levels[min(halvings, len(self._levels) - 1)]
