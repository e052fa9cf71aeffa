"""Which rows or columns of a matrix are numbered where not every number has room."""

from collections.abc import Sequence


def numbered(
    edges: Sequence[float], room: float, chosen: int | None = None, first: int = 0
) -> list[int]:
    """The places, counted from 0, whose numbers can stand beside one another.

    All of them if they fit; otherwise the chosen one, the first, and multiples of 1, 2 or 5 times
    a power of ten, the last of which may be left out.

    Args:
        edges: where each place begins, and where the last one ends.
        room: how much a number takes along the matrix.
        first: the place that the first of the edges belongs to.
    """
    count = len(edges) - 1
    centres = [(edges[place] + edges[place + 1]) / 2 for place in range(count)]
    step = _step(room * count / max(edges[-1] - edges[0], 1e-9))
    wanted = [place for place in range(count) if (first + place + 1) % step == 0]
    if first == 0:
        wanted.insert(0, 0)
    if chosen is not None and 0 <= chosen - first < count:
        wanted.insert(0, chosen - first)
    kept: list[int] = []
    taken: dict[int, list[float]] = {}
    for place in dict.fromkeys(wanted):
        # Only what stands in the same stretch or in one beside it can be in the way.
        stretch = int(centres[place] // room)
        near = (taken.get(each, []) for each in (stretch - 1, stretch, stretch + 1))
        if all(abs(centres[place] - other) >= room - 1e-6 for group in near for other in group):
            taken.setdefault(stretch, []).append(centres[place])
            kept.append(first + place)
    return sorted(kept)


def _step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20 ... that is not below this."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if factor * step >= least - 1e-6:
                return factor * step
        step *= 10
