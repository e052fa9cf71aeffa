"""The plane on which a decision region is computed."""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PLAYGROUND = 6.0


_LIKE, _LIKE_OF_FEW = 4.0, 50.0  # up to this ratio two columns are drawn on one scale
_FEW = 10


@dataclass(frozen=True)
class Plane:
    """A rectangle in the plane of two inputs."""

    left: float
    bottom: float
    width: float
    height: float

    def shape(self, resolution: int, aspect: float | None = None) -> tuple[int, int]:
        """Rows and columns of pixels, about resolution² together.

        They are square where the plane has this ``aspect`` on the screen, width by height; unless
        told, where both axes have the same scale.
        """
        wanted = self.width / self.height if aspect is None else aspect
        wanted = float(np.clip(wanted, 0.1, 10.0))
        columns = max(2, round(resolution * wanted**0.5))
        return max(2, round(columns / wanted)), columns

    def points(self, resolution: int, aspect: float | None = None) -> Floats:
        """Centres of the pixels, k x 2: the bottom row first, from left to right."""
        rows, columns = self.shape(resolution, aspect)
        across = self.left + (np.arange(columns) + 0.5) / columns * self.width
        up = self.bottom + (np.arange(rows) + 0.5) / rows * self.height
        x, y = np.meshgrid(across, up)
        return np.column_stack([x.ravel(), y.ravel()])

    def holds(self, points: Floats) -> bool:
        """Whether all points, k x 2, lie inside."""
        right, top = self.left + self.width, self.bottom + self.height
        inside = (points >= (self.left, self.bottom)) & (points <= (right, top))
        return bool(inside.all())


@dataclass(frozen=True)
class Slice:
    """A plane through a space of more inputs: two of them vary and the others are held.

    Attributes:
        first, second: the columns that vary, counted from 0.
        held: a value for every input, of which those two are not used.
    """

    first: int
    second: int
    held: Floats

    def lift(self, points: Floats) -> Floats:
        """The inputs of points in the plane, k x 2 to k x n."""
        lifted = np.tile(self.held, (len(points), 1))
        lifted[:, [self.first, self.second]] = points
        return lifted


def on_one_scale(inputs: Floats) -> bool:
    """Whether both columns reach over so similar a range that one scale suits both."""
    if not len(inputs):
        return True
    low, high = np.ptp(inputs, axis=0).min(), np.ptp(inputs, axis=0).max()
    # A column without any spread lies well on the scale of the other.
    return bool(low == 0 or high <= (_LIKE_OF_FEW if len(inputs) < _FEW else _LIKE) * low)


def plane_around(inputs: Floats) -> Plane:
    """A plane that holds all samples with a margin; ±6 for data on the Playground's scale.

    It is a square, unless the two columns have scales of their own.
    """
    if not len(inputs):
        return Plane(-PLAYGROUND, -PLAYGROUND, 2 * PLAYGROUND, 2 * PLAYGROUND)
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    reach = float(np.abs(inputs).max())
    crosses = (low < 0).any()
    if crosses and 3.5 < reach <= PLAYGROUND:
        return Plane(-PLAYGROUND, -PLAYGROUND, 2 * PLAYGROUND, 2 * PLAYGROUND)
    sides = high - low
    if on_one_scale(inputs):
        sides = np.full(2, sides.max() or 1.0)
    sides = sides * (1.5 if len(inputs) < _FEW else 1.2)
    left, bottom = (low + high) / 2 - sides / 2
    return Plane(float(left), float(bottom), float(sides[0]), float(sides[1]))


def span_around(values: Floats, margin: float = 0.08) -> tuple[float, float]:
    """A range that holds all values with a margin; one around a single value has some width."""
    low, high = float(values.min()), float(values.max())
    room = margin * (high - low) or 0.5 * max(1.0, abs(low))
    return low - room, high + room


def resolution_for(sizes: tuple[int, ...], wanted: int = 100, budget: float = 4e7) -> int:
    """Pixels a side: as wanted, fewer where a pass over the plane would be felt."""
    work = sum(a * b for a, b in itertools.pairwise(sizes)) + 20 * sum(sizes)
    return int(np.clip(np.sqrt(budget / work), 24, wanted))
