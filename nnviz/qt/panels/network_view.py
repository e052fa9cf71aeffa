"""The plane on which the network is drawn: zoom, pan, fit, and what is under the pointer."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

_MOST, _LEAST = 8.0, 0.05
_LOWEST = 48  # pixels; less than Qt asks for, so that a low window stays as low as it is


class NetworkView(QGraphicsView):
    """Fits the network until a person zooms or pans; fits again when asked."""

    resized = Signal()
    pointed = Signal(QPointF, QPointF)
    """The pointer moved: where in the scene, and where in the view."""
    left = Signal()

    def __init__(self, scene: QGraphicsScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setMinimumHeight(_LOWEST)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self._bounds = QRectF()
        self._fitted = True

    def show_bounds(self, bounds: QRectF) -> None:
        """What there is to see now; fits it unless a person has moved."""
        if bounds != self._bounds:
            self._bounds = QRectF(bounds)
            # Room around it, so that it can be dragged to any side.
            room = bounds.width(), bounds.height()
            self.setSceneRect(bounds.adjusted(-room[0], -room[1], *room))
            if self._fitted:
                self.fit()

    def fit(self) -> None:
        """Show everything, as large as it goes."""
        if self._bounds.isEmpty():
            return
        self._fitted = True
        view = self.viewport().rect()
        scale = min(view.width() / self._bounds.width(), view.height() / self._bounds.height(), 1.0)
        self.resetTransform()
        self.scale(scale, scale)
        self.centerOn(self._bounds.center())

    def zoom(self, factor: float) -> None:
        """Larger or smaller, around the pointer or the middle."""
        scale = self.transform().m11() * factor
        if _LEAST <= scale <= _MOST:
            self._fitted = False
            self.scale(factor, factor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        self.zoom(1.0015 ** event.angleDelta().y())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a pan; the hand of the drag mode is for dragging only."""
        super().mouseReleaseEvent(event)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit."""
        self.fit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, or tell what is pointed at."""
        before = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        super().mouseMoveEvent(event)
        if before != (self.horizontalScrollBar().value(), self.verticalScrollBar().value()):
            self._fitted = False
        self.pointed.emit(self.mapToScene(event.position().toPoint()), event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep everything in sight unless a person has moved."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
        self.resized.emit()
