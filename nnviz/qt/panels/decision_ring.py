"""A ring around one sample."""

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget


class Ring(pg.GraphicsObject):
    """It takes all of the plot for its own, so that it can move without the scene's knowing.

    With every batch another sample is ringed. What a scene knows of, it passes on a turn of the
    event loop later, and the window would be painted once more for it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._box = QRectF(0, 0, 1, 1)
        self.centre: QPointF | None = None
        self._diameter = 16.0
        self._pen = QPen()

    def cover(self, box: QRectF) -> None:
        """What is in sight."""
        if box != self._box:
            self.prepareGeometryChange()
            self._box = box

    def show_at(self, centre: QPointF | None, diameter: float, pen: QPen) -> None:
        """Show it here once the plot's viewport is updated; nowhere for None."""
        self.centre, self._diameter, self._pen = centre, diameter, pen

    def boundingRect(self) -> QRectF:
        """All that is in sight."""
        return self._box

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """A circle on the screen, whatever the scales of the axes."""
        if self.centre is not None:
            across, up = self.getViewBox().viewPixelSize()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._pen)
            half = self._diameter / 2
            painter.drawEllipse(self.centre, half * across, half * up)
