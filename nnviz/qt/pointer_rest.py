"""Notices that the pointer rests on something while the run is played line by line.

Only then: at full speed the numbers under the pointer stay live, which people asked for, and a
run that ends whenever the pointer happens to lie on the window would be a nuisance.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from nnviz.qt.player import Player
from nnviz.session.session import Session

_EVERY = 60  # milliseconds; a look at where the pointer is costs next to nothing
_RESTS = 0.3  # seconds; a pointer on its way elsewhere stays shorter


class PointerRest(QObject):
    """Holds the player while the pointer rests on a unit, an edge, a cell or a point of a plot."""

    def __init__(self, session: Session, player: Player, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._player, self._window = session, player, window
        self.where: Callable[[], QPoint] = QCursor.pos
        self._last = QPoint()
        self._moved_at: float | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._look)
        session.signals.playing.connect(self._follow)
        session.signals.speed.connect(self._follow)

    def _follow(self, _: object) -> None:
        session = self._session
        wanted = session.playing and session.speed.by_line and not session.hurried
        if wanted and not self._timer.isActive():
            # A pointer that lay there before has not been put there to look at something.
            self._last, self._moved_at = QPoint(self.where()), None
            self._timer.start()
        elif not wanted and self._timer.isActive():
            self._timer.stop()
            self._player.hold(False)

    def _look(self) -> None:
        here, now = QPoint(self.where()), time.perf_counter()
        if here != self._last:
            self._last, self._moved_at = here, now
        if self._player.held:
            if not self._on_something(here):
                self._player.hold(False)
        elif self._moved_at is None or now - self._moved_at < _RESTS:
            return
        elif self._on_something(here):
            self._player.hold(True)

    def _on_something(self, here: QPoint) -> bool:
        """Whether there is something to look at: it is pointed at, or has a card."""
        under = QApplication.widgetAt(here)
        if under is None or under.window() is not self._window:
            return False
        if self._session.pointing.at is not None:
            return True
        around: QWidget | None = under
        while around is not None and around is not self._window:
            cards = around.findChildren(QLabel, "card")
            if cards:
                return any(card.isVisible() for card in cards)
            around = around.parentWidget()
        return False
