"""Drawing samples by hand on the plane: what the mouse and the keys do to them."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from nnviz.session.points import Points, moved, sprayed, without

_KEY = Qt.Key
_DIGITS = {_KEY(_KEY.Key_0 + digit): (digit - 1) % 10 for digit in range(10)}
_ARROWS = {
    _KEY.Key_Left: (-1, 0),
    _KEY.Key_Right: (1, 0),
    _KEY.Key_Down: (0, -1),
    _KEY.Key_Up: (0, 1),
}
_NEAR = 10.0  # pixels from the pointer within which a point is meant
_SPRAY, _SPRAY_COUNT, _SPRAY_APART = 28.0, 6, 12.0  # pixels, points, pixels
_STEP = 1 / 40  # of what is in sight, for an arrow


class Drawing(QObject):
    """The points as they are while they are edited, and a gesture that may be under way.

    A gesture is told as one edit, when it ends; until then only the picture follows the pointer.
    """

    edited = Signal(object)
    """Points: an edit is complete."""
    changed = Signal()
    """The points, the chosen one or the class look different."""
    done = Signal()

    def __init__(self, plot: pg.PlotWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plot = plot
        self.on = False
        self.label = 0
        self.points: Points = ()
        self.chosen: int | None = None
        """The point last touched or pointed at, which Delete takes away."""
        self._before: Points = ()
        self._held: int | None = None
        self._sprayed_at: QPointF | None = None
        self._cross: tuple[float, float] | None = None

    @property
    def cross(self) -> tuple[float, float] | None:
        """Where Enter puts a point, once arrows have been used."""
        return self._cross

    @property
    def busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._held is not None or self._sprayed_at is not None

    def show_points(self, points: Points) -> None:
        """What there is now; a gesture that began with something else is over."""
        if self.busy and points == self._before:
            return
        self._held = self._sprayed_at = None
        if points != self.points:
            self.points = points
            if self.chosen is not None and self.chosen >= len(points):
                self.chosen = None
        self._before = points

    def choose(self, label: int) -> None:
        """Add points of this class from now on."""
        if label != self.label:
            self.label = label
            self.changed.emit()

    def clear(self) -> None:
        """Take all points away."""
        self.chosen = None
        self._tell(())

    def cancel(self) -> bool:
        """End a gesture as if it had not begun; whether there was one."""
        busy = self.busy
        self._held = self._sprayed_at = None
        if busy:
            self.points = self._before
            self.changed.emit()
        return busy

    # -- the mouse ---------------------------------------------------------------------------

    def handle_mouse(self, event: QMouseEvent) -> bool:
        """Whether an event of the mouse was meant for drawing; then the plot must not have it."""
        if not self.on:
            return False
        kind = event.type()
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            if self._inside(event.position()):
                self._plot.setFocus(Qt.FocusReason.MouseFocusReason)
                self._press(event)
            return True
        if kind is QEvent.Type.MouseMove:
            return self._move(event)
        if kind is QEvent.Type.MouseButtonRelease:
            if event.button() is Qt.MouseButton.LeftButton:
                self._release()
            return True
        return False

    def _press(self, event: QMouseEvent) -> None:
        if self.busy:
            return
        place = event.position()
        under = self.nearest(place)
        self._cross = None
        if event.button() is Qt.MouseButton.RightButton:
            self.remove(under)
        elif event.button() is Qt.MouseButton.LeftButton:
            self._before = self.points
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._spray(place)
                return
            if under is None:
                x, y = self._rounded(*self._at(place))
                self.points = (*self.points, (x, y, self.label))
                under = len(self.points) - 1
            self._held = self.chosen = under
            self.changed.emit()

    def _move(self, event: QMouseEvent) -> bool:
        place = event.position()
        if self._held is not None:
            x, y = self._rounded(*self._at(self._within(place)))
            self.points = moved(self.points, self._held, x, y)
            self.changed.emit()
        elif self._sprayed_at is not None:
            if (place - self._sprayed_at).manhattanLength() >= _SPRAY_APART:
                self._spray(self._within(place))
        elif event.buttons() == Qt.MouseButton.NoButton:
            under = self.nearest(place) if self._inside(place) else None
            if under is not None and under != self.chosen:
                self.chosen = under
                self.changed.emit()
        return event.buttons() != Qt.MouseButton.NoButton

    def _release(self) -> None:
        if self.busy:
            self._held = self._sprayed_at = None
            if self.points != self._before:
                self._tell(self.points)

    def _spray(self, place: QPointF) -> None:
        self._sprayed_at = place
        x, y = self._at(place)
        rng = np.random.default_rng(len(self.points))  # the same hand, the same points
        more = sprayed(x, y, self.label, _SPRAY * self._pixel()[0], _SPRAY_COUNT, rng)
        across, up = self._pixel()
        rounded = tuple(
            (*self._rounded(each, y + (other - y) * up / across), label)
            for each, other, label in more
        )
        self.points = (*self.points, *rounded)
        self.chosen = None
        self.changed.emit()

    def remove(self, place: int | None) -> None:
        """Take a point away."""
        if place is not None and place < len(self.points):
            self.chosen = None
            self._tell(without(self.points, place))

    # -- the keys ----------------------------------------------------------------------------

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key means something here while points are drawn."""
        if not self.on:
            return False
        key, held = _KEY(event.key()), event.modifiers()
        plain = held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if held & Qt.KeyboardModifier.AltModifier:
            return key in _ARROWS
        entering = (_KEY.Key_Return, _KEY.Key_Enter, _KEY.Key_Delete, _KEY.Key_Backspace)
        return plain and (key in _DIGITS or key in entering or key is _KEY.Key_Escape)

    def handle_key(self, event: QKeyEvent) -> bool:
        """Do what a key means; whether it means anything."""
        if not self.wants(event):
            return False
        key = _KEY(event.key())
        if key in _DIGITS:
            self.choose(_DIGITS[key])
        elif key in _ARROWS:
            self._walk(*_ARROWS[key])
        elif key is _KEY.Key_Escape:
            if not self.cancel():
                self.done.emit()
        elif key in (_KEY.Key_Delete, _KEY.Key_Backspace):
            if not self.busy:
                self.remove(self.chosen)
        elif not self.busy:
            x, y = self._cross or self._middle()
            self._tell((*self.points, (*self._rounded(x, y), self.label)))
        return True

    def _walk(self, across: int, up: int) -> None:
        """Move the place of the next point; a point that is there is the chosen one."""
        (left, right), (bottom, top) = self._plot.viewRange()
        x, y = self._cross or self._middle()
        x = min(max(left, x + across * _STEP * (right - left)), right)
        y = min(max(bottom, y + up * _STEP * (top - bottom)), top)
        self._cross = x, y
        scene = self._plot.getPlotItem().vb.mapViewToScene(QPointF(x, y))
        self.chosen = self.nearest(QPointF(self._plot.mapFromScene(scene)))
        self.changed.emit()

    # -- places ------------------------------------------------------------------------------

    def nearest(self, place: QPointF) -> int | None:
        """The point that is meant by a place of the plot's viewport."""
        if not self.points:
            return None
        x, y = self._at(place)
        across, up = self._pixel()
        xs = np.array([point[:2] for point in self.points])
        apart = np.hypot((xs[:, 0] - x) / across, (xs[:, 1] - y) / up)
        found = int(len(apart) - 1 - apart[::-1].argmin())  # of two in one place, the upper one
        return found if apart[found] <= _NEAR else None

    def _tell(self, points: Points) -> None:
        self.points = points
        self.changed.emit()
        self.edited.emit(points)

    def _inside(self, place: QPointF) -> bool:
        box = self._plot.getPlotItem().vb.sceneBoundingRect()
        return bool(box.contains(self._plot.mapToScene(place.toPoint())))

    def _within(self, place: QPointF) -> QPointF:
        """The nearest place in sight: a point must not be lost outside."""
        box = self._plot.getPlotItem().vb.sceneBoundingRect()
        x = min(max(place.x(), box.left() + 1), box.right() - 1)
        return QPointF(x, min(max(place.y(), box.top() + 1), box.bottom() - 1))

    def _at(self, place: QPointF) -> tuple[float, float]:
        scene = self._plot.mapToScene(place.toPoint())
        view = self._plot.getPlotItem().vb.mapSceneToView(scene)
        return view.x(), view.y()

    def _middle(self) -> tuple[float, float]:
        (left, right), (bottom, top) = self._plot.viewRange()
        return (left + right) / 2, (bottom + top) / 2

    def _pixel(self) -> tuple[float, float]:
        """How wide and how high a pixel is."""
        across, up = self._plot.getPlotItem().vb.viewPixelSize()
        return float(across), float(up)

    def _rounded(self, x: float, y: float) -> tuple[float, float]:
        """No more decimals than a pixel tells apart: they are written into files."""

        def decimals(size: float) -> int:
            return min(15, max(0, math.ceil(-math.log10(size)) + 1)) if size > 0 else 15

        across, up = self._pixel()
        return round(x, decimals(across)), round(y, decimals(up))
