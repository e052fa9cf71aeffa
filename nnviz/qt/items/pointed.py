"""What is pointed at in the network: a halo around a unit, or an edge with both of its ends."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nnviz.present.layout import Layer
from nnviz.qt.items.bounded import BoundedItem
from nnviz.qt.theme import Theme

_GAP, _RIM = 4.0, 5.0  # between a unit and its halo; how wide that is
_EDGE, _CASING = 4.0, 4.0  # the least width of an edge, and of what frames it
_NOTCH = 17.0  # how far the mark of a unit reaches to the sides of a block


class PointedItem(BoundedItem):
    """Lies below the units and the numbers on edges, so that none of them is covered.

    Not so where layers are blocks: their pictures would hide an edge, and have no numbers on them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._units: list[tuple[QRectF, bool]] = []
        self._line: QLineF | None = None
        self._colour = QColor()
        self._width = _EDGE
        self._theme: Theme | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is pointed at."""
        return not self._units and self._line is None

    def clear(self) -> None:
        """Point at nothing."""
        if not self.empty:
            self._units, self._line = [], None
            self.update()

    def show_unit(self, layer: Layer, unit: int, square: bool, theme: Theme) -> None:
        """A halo around a unit."""
        self._units, self._line = _halos([(layer, unit, square)]), None
        self._show(theme)

    def show_edge(
        self,
        line: NDArray[np.float64],
        colour: QColor,
        width: float,
        ends: list[tuple[Layer, int, bool]],
        theme: Theme,
    ) -> None:
        """An edge from left to right, in its own colour within a frame, and its two units."""
        self._line = QLineF(*map(float, line))
        self._colour, self._width = colour, max(width, _EDGE)
        self._units = _halos(ends)
        self._show(theme)

    def _show(self, theme: Theme) -> None:
        self._theme = theme
        bounds = QRectF()
        for box, _ in self._units:
            bounds |= box
        if self._line is not None:
            ends = QRectF(self._line.p1(), self._line.p2()).normalized()
            bounds |= ends.adjusted(0, 0, 0.1, 0.1)  # a level line has no height
        room = _GAP + _RIM + self._width + 2 * _CASING
        bounds.adjust(-room, -room, room, room)
        self._bound(bounds)
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """The edge first, so that the halos cover its ends."""
        theme = self._theme
        if theme is None or self.empty:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent, surface = QColor(theme.next), QColor(theme.surface)
        if self._line is not None:
            inner = self._width + _CASING / 2
            for colour, width in (
                (surface, inner + 3 * _CASING), (accent, inner + 1.6 * _CASING),
                (surface, inner), (self._colour, self._width),
            ):  # fmt: skip
                pen = QPen(colour, width)
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                painter.setPen(pen)
                painter.drawLine(self._line)
        for box, round_ in self._units:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(surface, _RIM + 4))
            _draw(painter, box, round_)
            painter.setPen(QPen(accent, _RIM))
            _draw(painter, box, round_)


def _draw(painter: QPainter, box: QRectF, round_: bool) -> None:
    if round_:
        painter.drawEllipse(box)
    else:
        painter.drawRoundedRect(box, 6, 6)


def _halos(units: list[tuple[Layer, int, bool]]) -> list[tuple[QRectF, bool]]:
    """But not of those in a block of pictures, which are framed where they are painted."""
    return [_around(*each) for each in units if each[0].cells is None]


def _around(layer: Layer, unit: int, square: bool) -> tuple[QRectF, bool]:
    """The halo of a unit, and whether it is round."""
    centre = QPointF(layer.x, float(layer.y[unit]))
    if layer.folded:
        return QRectF(centre.x() - _NOTCH, centre.y() - 1.0, 2 * _NOTCH, 2.0), False
    half = layer.reach + _GAP + _RIM / 2
    return QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half), not square
