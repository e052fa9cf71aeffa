"""What is drawn in the units of a layer: maps over the plane, or weights as pictures."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QBrush, QImage, QPainter, QTransform

from nnviz.present.maps import LayerMaps
from nnviz.qt.theme import Scale


class UnitPictures:
    """The pictures of a layer in one image of colour indices, one below the other.

    The image reads the memory of the maps, so a new level is seen as soon as it is written.
    """

    def __init__(self, maps: LayerMaps, scale: Scale) -> None:
        self.maps = maps
        strip = maps.strip
        self.image = QImage(
            strip.data, strip.shape[1], strip.shape[0], strip.shape[1],
            QImage.Format.Format_Indexed8,
        )  # fmt: skip
        self.image.setColorTable(scale.table)

    def source(self, unit: int) -> QRect:
        """Where a unit's picture is in the image."""
        _, height, width = self.maps.levels.shape
        return QRect(0, unit * height, width, height)

    def paint_rounded(self, painter: QPainter, box: QRectF, unit: int, radius: float) -> None:
        """Fill a rounded square with the picture; the pen draws its outline."""
        part = self.source(unit)
        brush = QBrush(self.image)
        brush.setTransform(
            QTransform.fromTranslate(box.left(), box.top())
            .scale(box.width() / part.width(), box.height() / part.height())
            .translate(0, -part.top())
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setBrush(brush)
        painter.drawRoundedRect(box, radius, radius)

    def paint(self, painter: QPainter, box: QRectF, unit: int) -> None:
        """Fill a box with the picture."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, self.image, QRectF(self.source(unit)))


class Photo:
    """One sample as the picture it is: grey or in colour, black to white over a range."""

    def __init__(self, pixels: NDArray[np.float64], shape: tuple[int, int, int], high: float):
        height, width, channels = shape
        grey = np.clip(pixels.reshape(shape) * (255 / high), 0, 255) + 0.5
        self._data = np.empty((height, width, 4), dtype=np.uint8)
        self._data[...] = 255
        self._data[:, :, :3] = grey if channels >= 3 else grey[:, :, :1]
        self.image = QImage(
            self._data.data, width, height, 4 * width, QImage.Format.Format_RGBX8888
        )

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Every pixel a square, as many as there are."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(box, self.image)
