"""Plays a run at its speed: by lines on a timer, by iterations in the worker."""

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from nnviz.qt.worker import Worker
from nnviz.session.session import Session
from nnviz.session.snapshot import Snapshot
from nnviz.session.speeds import Speed

_FRAME = 0.016
_LONGEST_SLICE = 0.036
_SHARE = 3.0  # a slice lasts this many times as long as showing its result
_HIGHEST_RATE_SHOWN = 60.0


class Player(QObject):
    """Listens to whether the session plays, and at which speed."""

    held_changed = Signal(bool)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._worker = Worker(session, self)
        self._worker.answered.connect(self._answer)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._began = self._told = 0.0
        self._count = 0
        self._held = False
        self._showing = 0.005  # seconds that showing a slice takes, a running mean
        session.settle = self._settle
        session.signals.playing.connect(self._playing)
        session.signals.speed.connect(self._speed)

    def close(self) -> None:
        """End the timer and the thread."""
        self._timer.stop()
        self._worker.close()

    @property
    def held(self) -> bool:
        """Whether playing line by line waits for a moment."""
        return self._held

    def hold(self, on: bool) -> None:
        """Wait before the next line, or go on; the session plays all the while.

        Iterations are not waited for: they are too fast to be looked at one by one.
        """
        on = on and self._session.playing and self._session.speed.by_line
        if on == self._held:
            return
        self._held = on
        if on:
            self._timer.stop()
        elif self._session.playing:
            self._restart_clock()
            if self._session.speed.by_line:
                self._count = 1  # the next line comes as long after this as after another
                self._wait(self._session.speed)
            else:
                self._timer.start(0)
        self.held_changed.emit(on)

    def _settle(self) -> None:
        """Free the run for a change by a person; an answer on its way is out of date then."""
        self._worker.cancel()
        if self._session.playing and not self._held:
            self._timer.start(1)

    def _playing(self, playing: bool) -> None:
        if playing:
            self._restart_clock()
            self._timer.start(0)
        else:
            self._timer.stop()
            self.hold(False)

    def _speed(self, _: Speed) -> None:
        if self._held and not self._session.speed.by_line:
            self.hold(False)
        if self._session.playing and not self._held:
            self._restart_clock()
            if not self._worker.busy:  # otherwise its answer starts the timer
                self._timer.start(0)

    def _restart_clock(self) -> None:
        self._began = time.perf_counter()
        self._count = 0
        self._told = 0.0

    def _tick(self) -> None:
        session = self._session
        if not session.playing or self._held or self._worker.busy:
            return
        now = time.perf_counter()
        if self._told:
            self._showing += 0.2 * (min(now - self._told, 0.1) - self._showing)
        speed = session.speed
        if session.hurried:
            seconds = min(max(_SHARE * self._showing, 0.008), _LONGEST_SLICE)
            self._worker.request(seconds, None)
        elif speed.by_line:
            session.play_line()
            self._count += 1
            self._wait(speed)
        else:
            due = int((now - self._began) * speed.rate) + 1 - self._count
            self._count += max(1, due)
            self._worker.request(_LONGEST_SLICE, max(1, due))

    def _answer(self, ticket: int, snapshot: Snapshot) -> None:
        if not self._worker.is_current(ticket):
            return
        self._session.publish(snapshot)
        if not self._session.playing:
            return
        if self._session.hurried:
            # Paint requests are posted events and come before a timer, so the next slice begins
            # once this one is on the screen.
            self._told = time.perf_counter()
            self._timer.start(1)
        else:
            self._wait(self._session.speed)

    def _wait(self, speed: Speed) -> None:
        """Be called again when the next line or iteration is due, at most once a frame."""
        due = self._began + self._count / speed.rate
        now = time.perf_counter()
        if due < now - 0.25:  # too slow for this speed: do not hurry to catch up
            self._restart_clock()
            due = now
        shortest = _FRAME if speed.rate > _HIGHEST_RATE_SHOWN else 0.001
        self._timer.start(round(1000 * max(due - now, shortest)))
