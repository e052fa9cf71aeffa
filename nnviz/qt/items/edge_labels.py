"""The numbers on the edges of a network that is small enough."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnviz.qt.theme import Theme


class EdgeLabelsItem(QGraphicsItem):
    """Texts with their centres; a plate behind each keeps it legible on crossing edges."""

    def __init__(self) -> None:
        super().__init__()
        self._centres: NDArray[np.float64] = np.empty((0, 2))
        self._texts: list[str] = []
        self._faded: list[bool] = []
        self._theme: Theme | None = None
        self._bounds = QRectF()
        self._size = 11

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
        bounds = QRectF()
        if len(centres):
            (left, top), (right, bottom) = centres.min(axis=0), centres.max(axis=0)
            bounds = QRectF(left, top, right - left, bottom - top).adjusted(
                -4 * size, -size, 4 * size, size
            )
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds
        self.update()

    def boundingRect(self) -> QRectF:
        """The rectangle around all labels."""
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """A plate and a text each."""
        if self._theme is None:
            return
        painter.setFont(self._theme.exact_font(self._size))
        metrics = painter.fontMetrics()
        plate = QColor(self._theme.surface)
        plate.setAlpha(225)
        for (x, y), text, faded in zip(self._centres, self._texts, self._faded, strict=True):
            width, height = metrics.horizontalAdvance(text) + 6.0, self._size + 5.0
            box = QRectF(x - width / 2, y - height / 2, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(plate)
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor(self._theme.muted if faded else self._theme.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
