"""Curves with many points, made small enough to draw."""

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def decimate(x: Floats, y: Floats, columns: int) -> tuple[Floats, Floats]:
    """At most two points a column, its lowest and its highest in their order; ends are kept.

    Nothing is smoothed away: every extreme is still there.
    """
    if len(x) <= 2 * columns:
        return x, y
    edges = np.searchsorted(x, np.linspace(x[0], x[-1], columns + 1)[:-1])
    edges = np.unique(edges)
    stops = np.append(edges[1:], len(x))
    owner = np.repeat(np.arange(len(edges)), stops - edges)
    keep = np.zeros(len(x), dtype=bool)
    keep[[0, -1]] = True
    for extreme in (np.fmin, np.fmax):
        hits = np.flatnonzero(y == extreme.reduceat(y, edges)[owner])
        _, first = np.unique(owner[hits], return_index=True)
        keep[hits[first]] = True
    return x[keep], y[keep]


def nearest(iterations: list[int], wanted: float) -> int:
    """The place of the iteration that is nearest to the wanted one."""
    place = min(bisect_left(iterations, wanted), len(iterations) - 1)
    before = max(place - 1, 0)
    closer = wanted - iterations[before] < iterations[place] - wanted
    return before if closer else place
