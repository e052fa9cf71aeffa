"""Units in rows and columns: the pixels of a picture, or small pictures side by side."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST = 9.0  # below so many pixels a small picture shows nothing


@dataclass(frozen=True)
class Cells:
    """A grid around a centre, filled row by row.

    Attributes:
        count: how many units there are; the last row may be short.
        columns: how many cells stand side by side.
        width, height: of one cell.
        channels: units that share a cell, as red, green and blue share a pixel.
        pixels: whether the cells are those of one picture, rather than a picture each.
    """

    count: int
    columns: int
    width: float
    height: float
    channels: int = 1
    pixels: bool = False

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return -(-self.count // (self.columns * self.channels))

    @property
    def half(self) -> float:
        """Half the width of the grid."""
        return self.columns * self.width / 2

    @property
    def top(self) -> float:
        """How far the grid reaches above its centre."""
        return self.rows * self.height / 2

    def corner(self, unit: int) -> tuple[float, float]:
        """The upper left corner of a unit's cell, from the centre of the grid."""
        row, column = divmod(unit // self.channels, self.columns)
        return column * self.width - self.half, row * self.height - self.top

    def at(self, x: float, y: float) -> int | None:
        """The first unit of the cell at a place, from the centre of the grid."""
        column, row = int((x + self.half) // self.width), int((y + self.top) // self.height)
        unit = (row * self.columns + column) * self.channels
        inside = 0 <= column < self.columns and row >= 0 and unit < self.count
        return unit if inside else None

    def ports(self) -> Floats:
        """The height at which the edges of each unit meet the sides of the grid.

        Every unit has one of its own: those of a row share its height from left to right.
        """
        places = (np.arange(self.count) + 0.5) / (self.columns * self.channels)
        return places * self.height - self.top


def pixel_cells(shape: tuple[int, int, int], width: float, height: float) -> Cells:
    """The pixels of a picture of height, width and channels, as large as fits."""
    rows, columns, channels = shape
    side = min(width / columns, height / rows)
    return Cells(rows * columns * channels, columns, side, side, channels, pixels=True)


@lru_cache(maxsize=64)
def picture_cells(count: int, width: float, height: float, aspect: float = 1.0) -> Cells | None:
    """So many pictures, each ``aspect`` times as wide as high; None if they would be too small."""
    columns = np.arange(1, count + 1)
    sides = np.minimum(width / columns, aspect * height / -(-count // columns))
    filled = count / (columns * -(-count // columns))
    best = int((sides * filled**2).argmax())  # a full rectangle is worth somewhat smaller cells
    side = float(sides[best])
    if min(side, side / aspect) < LEAST:
        return None
    return Cells(count, best + 1, side, side / aspect)
