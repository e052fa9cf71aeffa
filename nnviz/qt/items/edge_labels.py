"""The numbers on the edges of a network that is small enough."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nnviz.qt.items.bounded import BoundedItem
from nnviz.qt.items.nodes import underlined
from nnviz.qt.theme import Theme


class EdgeLabelsItem(BoundedItem):
    """Texts with their centres; a plate behind each keeps it legible on crossing edges."""

    def __init__(self) -> None:
        super().__init__()
        self._centres: NDArray[np.float64] = np.empty((0, 2))
        self._texts: list[str] = []
        self._faded: list[bool] = []
        self._theme: Theme | None = None
        self._size = 11
        self._set: set[int] = set()
        self._dots: list[tuple[float, float]] = []
        self.boxes: list[QRectF] = []
        """Where the labels are, in their order."""

    def mark(self, labels: set[int], dots: list[tuple[float, float]]) -> None:
        """Underline these labels and draw these dots: weights that were set by hand."""
        if (labels, dots) != (self._set, self._dots):
            self._set, self._dots = labels, dots
            self._find_bounds()
            self.update()

    def show_labels(
        self,
        centres: NDArray[np.float64],
        texts: list[str],
        faded: list[bool],
        size: int,
        theme: Theme,
    ) -> None:
        """Draw these labels with text of this size."""
        self._centres, self._texts, self._faded, self._theme = centres, texts, faded, theme
        self._size = size
        metrics = QFontMetricsF(theme.exact_font(size))
        self.boxes = [
            QRectF(x - wide / 2, y - (size + 5.0) / 2, wide, size + 5.0)
            for (x, y), wide in zip(
                centres.tolist(),
                [metrics.horizontalAdvance(text) + 6.0 for text in texts],
                strict=True,
            )
        ]
        self._find_bounds()
        self.update()

    def _find_bounds(self) -> None:
        bounds, size = QRectF(), self._size
        centres = np.vstack([self._centres.reshape(-1, 2), np.array(self._dots).reshape(-1, 2)])
        if len(centres):
            (left, top), (right, bottom) = centres.min(axis=0), centres.max(axis=0)
            bounds = QRectF(left, top, right - left, bottom - top).adjusted(
                -4 * size, -size, 4 * size, size
            )
        self._bound(bounds)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """A plate and a text each."""
        if self._theme is None:
            return
        font = self._theme.exact_font(self._size)
        plate = QColor(self._theme.surface)
        plate.setAlpha(225)
        for place, (box, text, faded) in enumerate(
            zip(self.boxes, self._texts, self._faded, strict=True)
        ):
            painter.setFont(underlined(font) if place in self._set else font)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(plate)
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor(self._theme.muted if faded else self._theme.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(QPen(plate, 1.5))
        painter.setBrush(QColor(self._theme.text))
        for x, y in self._dots:
            painter.drawEllipse(QPointF(x, y), 3.5, 3.5)
