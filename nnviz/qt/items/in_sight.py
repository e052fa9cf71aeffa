"""The part of a large matrix that is in sight."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from nnviz.qt.items.matrix_marks import Marks, Part

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class InSight:
    """Which rows and columns are in sight, and where.

    Attributes:
        xs, ys: where each column and row begins, and where the last one ends.
    """

    rows: range
    columns: range
    xs: Floats
    ys: Floats

    @property
    def box(self) -> QRectF:
        """All of it."""
        return QRectF(QPointF(self.xs[0], self.ys[0]), QPointF(self.xs[-1], self.ys[-1]))

    def of(self, values: Floats) -> Floats:
        """The entries in sight."""
        return values[self.rows.start : self.rows.stop, self.columns.start : self.columns.stop]

    def marks(self, marks: Marks) -> Marks:
        """What stands out in it, with places counted from the first row and column in sight."""
        lit = None
        if marks.lit is not None:
            lit = tuple(part for each in marks.lit if (part := self._moved(each)) is not None)
        pins = tuple(
            (row - self.rows.start, column - self.columns.start)
            for row, column in marks.pins
            if row in self.rows and column in self.columns
        )
        return Marks(lit, None if marks.pointed is None else self._moved(marks.pointed), pins)

    def _moved(self, part: Part) -> Part | None:
        row, column = part
        if (row is not None and row not in self.rows) or (
            column is not None and column not in self.columns
        ):
            return None
        return (
            None if row is None else row - self.rows.start,
            None if column is None else column - self.columns.start,
        )
