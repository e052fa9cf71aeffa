"""What the items of the network's scene have in common: a rectangle around all that they paint."""

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsItem


class BoundedItem(QGraphicsItem):
    """An item whose rectangle follows from what it shows."""

    def __init__(self) -> None:
        super().__init__()
        self._bounds = QRectF()

    def boundingRect(self) -> QRectF:
        """Around all that is painted."""
        return self._bounds

    def _bound(self, bounds: QRectF) -> None:
        """Paint inside this rectangle from now on; the scene looks anew only if it is another."""
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds
