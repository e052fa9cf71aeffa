"""Curves with many points, made small enough to draw."""

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
    chosen = {0, len(x) - 1}
    for start, stop in zip(edges, stops, strict=True):
        part = y[start:stop]
        if not np.isnan(part).all():
            chosen.update((start + int(np.nanargmin(part)), start + int(np.nanargmax(part))))
    places = np.array(sorted(chosen))
    return x[places], y[places]
