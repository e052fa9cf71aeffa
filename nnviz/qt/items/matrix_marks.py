"""What is pointed at in a matrix: lit rows, columns and entries, and small corners for pins."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from nnviz.qt.theme import Theme

Part = tuple[int | None, int | None]
"""A row and a column as they are shown; None stands for all of them."""
_FADED = 140  # of 255: how much of the surface covers what is not lit
_THINNEST = 6.0  # pixels of a lit row that is thinner than that
_CORNER = 8.0
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Marks:
    """What stands out in one matrix.

    Attributes:
        lit: the parts that keep their colours; all others fade. None fades nothing.
        pointed: the entry that is pointed at itself.
        pins: the entries that stay pointed at.
    """

    lit: tuple[Part, ...] | None = None
    pointed: Part | None = None
    pins: tuple[tuple[int, int], ...] = ()

    def fades(self, row: int, column: int) -> bool:
        """Whether an entry is covered by a veil, so that its text is read on another colour."""
        return self.lit is not None and not any(
            rows in (None, row) and columns in (None, column) for rows, columns in self.lit
        )


def paint_marks(painter: QPainter, marks: Marks, xs: Floats, ys: Floats, theme: Theme) -> None:
    """Paint them over the values, whose columns and rows lie between ``xs`` and ``ys``."""
    body = QRectF(QPointF(xs[0], ys[0]), QPointF(xs[-1], ys[-1]))
    boxes = [_box(part, xs, ys) for part in marks.lit or ()]
    if marks.lit is not None:
        around = QPainterPath()
        around.addRect(body)
        for box in boxes:
            inside = QPainterPath()
            inside.addRect(box)
            around -= inside
        veil = QColor(theme.surface)
        veil.setAlpha(_FADED)
        painter.fillPath(around, veil)
    for box in boxes:
        _frame(painter, box, theme, 2.4)
    if marks.pointed is not None:
        _frame(painter, _box(marks.pointed, xs, ys), theme, 3.2)
    for row, column in marks.pins:
        _corner(painter, _box((row, column), xs, ys), theme)


def _box(part: Part, xs: Floats, ys: Floats) -> QRectF:
    """Where a part is drawn, never too thin to be seen."""
    row, column = part
    left, right = (xs[0], xs[-1]) if column is None else (xs[column], xs[column + 1])
    top, bottom = (ys[0], ys[-1]) if row is None else (ys[row], ys[row + 1])
    across, down = max(_THINNEST - right + left, 0) / 2, max(_THINNEST - bottom + top, 0) / 2
    return QRectF(QPointF(left, top), QPointF(right, bottom)).adjusted(-across, -down, across, down)


def _frame(painter: QPainter, box: QRectF, theme: Theme, width: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width = min(width, min(box.width(), box.height()) / 4)  # the colour inside stays in sight
    # A rim in the colour of the surface keeps the frame apart from whatever colour it lies on.
    for colour, wide in (
        (theme.surface, theme.px(width) + min(width, 2)),
        (theme.next, theme.px(width)),
    ):
        pen = QPen(QColor(colour), wide)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(box)


def _corner(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """A triangle in the upper right corner."""
    side = theme.px(_CORNER)
    right, top = box.right(), box.top()
    painter.setPen(QPen(QColor(theme.surface), 1))
    painter.setBrush(QColor(theme.next))
    painter.drawPolygon(
        QPolygonF([QPointF(right - side, top), QPointF(right, top), QPointF(right, top + side)])
    )
