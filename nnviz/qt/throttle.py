"""What is dear is done a few times a second while a run plays, and always for its last moment."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from nnviz.qt.bridge import Bridge

EVERY = 0.1  # seconds: more often than that nobody can read a number
# Milliseconds: the next frame comes before, and does it together with all that it draws itself.
_LATER = 150


class Throttle(QObject):
    """Asked before each time; where it refuses, it asks for another time as soon as it may be.

    So the last of many moments is never left out, however the run comes to stand. While nothing
    moves, because it is paused or held, it refuses nothing.

    Args:
        again: draws the present moment, and asks :meth:`passes` anew.
    """

    def __init__(
        self, bridge: Bridge, again: Callable[[], object], parent: QObject, every: float = EVERY
    ) -> None:
        super().__init__(parent)
        self._bridge, self._every, self._due = bridge, every, 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(again)

    def passes(self) -> bool:
        """Whether it may be done now."""
        now = time.perf_counter()
        if self._bridge.moving and now < self._due:
            if not self._timer.isActive():
                self._timer.start(round(1000 * (self._due - now)) + _LATER)
            return False
        self._due = now + self._every
        self._timer.stop()
        return True

    def hurry(self) -> None:
        """Have the next time pass: something else than the moment has changed."""
        self._due = 0.0
