"""The plane on which a decision region is computed."""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PLAYGROUND = 6.0


@dataclass(frozen=True)
class Plane:
    """A rectangle in the x1-x2 plane."""

    left: float
    bottom: float
    width: float
    height: float

    def shape(self, resolution: int) -> tuple[int, int]:
        """Rows and columns of square pixels, about resolution² together."""
        aspect = float(np.clip(self.width / self.height, 0.1, 10.0))
        columns = max(2, round(resolution * aspect**0.5))
        return max(2, round(columns / aspect)), columns

    def points(self, resolution: int) -> Floats:
        """Centres of the pixels, k x 2: the bottom row first, from left to right."""
        rows, columns = self.shape(resolution)
        across = self.left + (np.arange(columns) + 0.5) / columns * self.width
        up = self.bottom + (np.arange(rows) + 0.5) / rows * self.height
        x, y = np.meshgrid(across, up)
        return np.column_stack([x.ravel(), y.ravel()])


def plane_around(inputs: Floats) -> Plane:
    """A square that holds all samples with a margin; ±6 for data on the Playground's scale."""
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    reach = float(np.abs(inputs).max())
    if 3.5 < reach <= PLAYGROUND:
        return Plane(-PLAYGROUND, -PLAYGROUND, 2 * PLAYGROUND, 2 * PLAYGROUND)
    side = float((high - low).max()) or 1.0
    side *= 1.5 if len(inputs) < 10 else 1.2
    centre = (low + high) / 2
    return Plane(float(centre[0] - side / 2), float(centre[1] - side / 2), side, side)


def resolution_for(sizes: tuple[int, ...], wanted: int = 100, budget: float = 4e7) -> int:
    """Pixels a side: as wanted, fewer where a pass over the plane would be felt."""
    work = sum(a * b for a, b in itertools.pairwise(sizes)) + 20 * sum(sizes)
    return int(np.clip(np.sqrt(budget / work), 24, wanted))
