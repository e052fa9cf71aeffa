"""What the two tracks of the time line share: dragging, the wheel, keys and pointing."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from nnviz.qt.theme import LIGHT, Theme

_NOTCH = 120  # what a wheel turns by, in Qt's unit
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}
_PAGES = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1}
_ENDS = {Qt.Key.Key_Home: False, Qt.Key.Key_End: True}


class Track(QAbstractSlider):
    """A slider that does not move by itself: it asks, and is shown where the session stands.

    Subclasses say what lies at a place (``_dragged``, ``_pressed``), and paint.
    """

    went = Signal(int)
    """Go to this moment."""
    stepped = Signal(int)
    """So many steps on, or back."""
    paged = Signal(int)
    """So many pages on, or back."""
    ended = Signal(bool)
    """To the end, or to the beginning."""
    pointed = Signal(object)
    """The pointer is at this place, or no longer anywhere: None."""
    lingered = Signal()
    """It has rested there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.theme: Theme = LIGHT
        self.under: float | None = None
        """Where the pointer is."""
        self._turned = 0

    # -- what differs ----------------------------------------------------------------------------

    def _pressed(self, x: float) -> None:
        """The left button went down at a place."""

    def _dragged(self, x: float, fine: bool) -> None:
        """The pointer was moved to a place with the button held, and perhaps Shift."""

    # -- events ----------------------------------------------------------------------------------

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        """Nothing: what is painted does not follow the value, which only a screen reader reads."""

    def event(self, event: QEvent) -> bool:
        """The card that follows the pointer says what a tool tip would hide it with."""
        if event.type() is QEvent.Type.ToolTip:
            self.lingered.emit()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._pressed(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point, or drag."""
        x = event.position().x()
        if self.isSliderDown():
            self._dragged(x, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        self._point(x)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            if not self.rect().contains(event.position().toPoint()):
                self._point(None)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        if not self.isSliderDown():
            self._point(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has something else under the pointer, which may have gone as well."""
        super().resizeEvent(event)
        if not self.isSliderDown() and self.under is not None:
            self._point(None)

    def look(self) -> None:
        """Notice a pointer that has gone without a word, as it does when a window is resized."""
        here = self.mapFromGlobal(QCursor.pos())
        if self.under is not None and not self.isSliderDown() and not self.rect().contains(here):
            self._point(None)

    def _paint_focus(self, painter: QPainter) -> None:
        """A frame around what has the focus."""
        if self.hasFocus():
            painter.setPen(QPen(QColor(self.theme.muted), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _point(self, x: float | None) -> None:
        self.under = x
        self.update()
        self.pointed.emit(x)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A step a notch; turning it away from oneself goes on."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        self._turned += turned
        notches = int(self._turned / _NOTCH)
        self._turned -= notches * _NOTCH
        if notches:
            self.stepped.emit(notches)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a slider."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key in _PAGES:
            self.paged.emit(_PAGES[key])
        elif key in _ENDS:
            self.ended.emit(_ENDS[key])
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show who has the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And who has it no more."""
        super().focusOutEvent(event)
        self.update()
