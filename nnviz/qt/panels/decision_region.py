"""The picture of a decision region: colour indices, which Qt maps by a table."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nnviz.present.colours import blend
from nnviz.present.regions import shades


def class_table(colours: list[str], surface: str) -> list[int]:
    """Some shades a class, from unsure to sure."""
    steps = shades(len(colours))
    return [
        QColor(blend(surface, colour, 0.15 + 0.6 * (shade + 1) / steps)).rgb()
        for colour in colours
        for shade in range(steps)
    ]


class Region(pg.GraphicsObject):
    """An image of colour indices; no colours are computed."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QRectF(0, 0, 1, 1)
        self._image: QImage | None = None
        self._data: NDArray[np.uint8] | None = None

    def place(self, box: QRectF) -> None:
        """Where the image lies in the plane."""
        self.prepareGeometryChange()
        self._box = box

    def show_image(self, index: NDArray[np.uint8], table: list[int]) -> None:
        """Show these indices, the lowest row first, once the plot's viewport is updated.

        An update of the item instead would reach the viewport a turn of the event loop later, so
        that the window would be painted once more for it.
        """
        height, width = index.shape
        self._data = np.zeros((height, -(-width // 4) * 4), dtype=np.uint8)
        self._data[:, :width] = index
        image = QImage(
            self._data.data, width, height, self._data.shape[1], QImage.Format.Format_Indexed8
        )
        image.setColorTable(table)
        self._image = image

    def boundingRect(self) -> QRectF:
        """Its place in the plane."""
        return self._box

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Smoothed, because the network's answer is."""
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._box, self._image)
