"""Where the moments of a run lie on a time line, in pixels.

A moment is counted in lines done since the start of the run, so that it is one whole number.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

_STEPS = (1, 2, 5)


def round_step(span: float, most: int) -> int:
    """The least of 1, 2, 5, 10, 20, 50 ... that divides a span into at most so many parts."""
    power = 1
    while True:
        for step in _STEPS:
            if step * power * max(most, 1) >= span:
                return step * power
        power *= 10


def ticks(end: float, length: float, apart: float) -> list[int]:
    """Round numbers from 0 to ``end`` that stand at least ``apart`` on a line of this length."""
    step = round_step(end, int(length / apart))
    return list(range(0, int(end) + 1, step))


@dataclass(frozen=True)
class RunTrack:
    """The whole run, from ``left`` to ``right``: the start and the latest moment that is known.

    Attributes:
        reached: the latest moment.
        lines: how many lines an iteration has.
    """

    reached: int
    lines: int
    left: float
    right: float

    def x(self, moment: float) -> float:
        """Where a moment lies; one that is not known lies at an end."""
        share = min(max(moment / self.reached, 0.0), 1.0) if self.reached else 0.0
        return self.left + share * (self.right - self.left)

    def at(self, x: float) -> int:
        """The moment at a place: the end of an iteration, or the latest of all."""
        share = (x - self.left) / max(self.right - self.left, 1e-9)
        moment = min(max(share, 0.0), 1.0) * self.reached
        whole = min(round(moment / self.lines) * self.lines, self.reached)
        return whole if abs(whole - moment) <= self.reached - moment else self.reached


@dataclass(frozen=True)
class LineTrack:
    """The lines of an iteration side by side, in groups; before them the start, where none is done.

    Attributes:
        groups: how many lines each group has.
        heads: the room that is wanted before each group for its name.
        start: the room for the moment at which no line is done.
        gap: the room between two groups.
        least: a line as wide as this has room for its own name, which goes before that of a group.
    """

    groups: Sequence[int]
    heads: Sequence[float]
    left: float
    right: float
    start: float
    gap: float
    least: float
    edges: list[float] = field(init=False)
    """The left side of every line."""
    width: float = field(init=False)
    """How wide each of them is."""
    headed: bool = field(init=False)
    """Whether the groups have room for their names."""

    def __post_init__(self) -> None:
        count = max(sum(self.groups), 1)
        free = max(self.right - self.left - self.start, 0.0)
        gap = self.gap if self.gap * len(self.groups) < free / 4 else 0.0
        free -= gap * len(self.groups)
        headed = free - sum(self.heads) >= self.least * count
        width = (free - sum(self.heads) * headed) / count
        edges, x = [], self.left + self.start
        for lines, head in zip(self.groups, self.heads, strict=True):
            x += gap + head * headed
            edges += [x + width * each for each in range(lines)]
            x += width * lines
        for name, value in (("edges", edges), ("width", width), ("headed", headed)):
            object.__setattr__(self, name, value)

    def x(self, done: int) -> float:
        """Where so many lines are done: the right side of the last of them."""
        return self.edges[done - 1] + self.width if done else self.left + self.start

    def at(self, x: float) -> int:
        """How many lines are done once the one at a place is; 0 before the first."""
        return bisect_right(self.edges, x)


def clusters(places: Sequence[float], apart: float) -> list[list[int]]:
    """Which of some places, in order, lie so near to the first of them that they are one."""
    found: list[list[int]] = []
    for index, place in enumerate(places):
        if found and place - places[found[-1][0]] < apart:
            found[-1].append(index)
        else:
            found.append([index])
    return found
