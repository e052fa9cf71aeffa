"""Plays what a line moves through the network as a short transition, after single steps."""

import time

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QGraphicsItem

from nnviz.present.layout import Edges, Layer
from nnviz.qt.items.flow import FlowItem
from nnviz.qt.theme import Theme
from nnviz.session.flow import flow
from nnviz.session.session import Session
from nnviz.session.snapshot import Snapshot

LONGEST = 0.35  # seconds; a person waits for nothing longer
_SHARE = 0.55  # of the time to the next line: the rest is a pause in which to look
_FRAME = 16
_HURRIED = 0.12  # seconds after a line: a key that is held down leaves no time for another
_CACHED = QGraphicsItem.CacheMode.DeviceCoordinateCache


class NetworkFlow(QObject):
    """Owns the item and its clock, which runs for no longer than the transition."""

    def __init__(
        self, session: Session, below: list[QGraphicsItem], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.item = FlowItem()
        self.reduced = False
        self._session = session
        self._below = below
        self._seen: Snapshot | None = None
        self._seen_at = 0.0
        self._began = self._lasts = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def running(self) -> bool:
        """Whether something moves."""
        return self._timer.isActive()

    def show(
        self,
        snapshot: Snapshot,
        placed: list[Edges],
        layers: list[Layer],
        squares: bool,
        theme: Theme,
    ) -> None:
        """Begin the transition of the line just done, if it is the one after what was shown."""
        before, self._seen = self._seen, snapshot
        if before is snapshot:
            return
        now = time.perf_counter()
        since, self._seen_at = now - self._seen_at, now
        self.stop()
        if self.reduced or before is None or not _follows(before, snapshot):
            return
        if not self._session.followed or since < _HURRIED:
            return
        moved = flow(snapshot, self._session.column_in(snapshot))
        if moved is None:
            return
        scale = theme.gradient_scale if moved.gradient else theme.value_scale
        self.item.show_flow(moved, placed, layers, squares, scale, theme)
        if not self.item.isVisible():
            return
        self._lasts = LONGEST
        if self._session.playing:
            self._lasts = min(LONGEST, _SHARE / self._session.speed.rate)
        self._began = now
        for each in self._below:  # they stay as they are: painted once, not for every frame
            each.setCacheMode(_CACHED)
        self._timer.start()

    def stop(self) -> None:
        """Nothing moves."""
        if self.running:
            self._timer.stop()
            self.item.hide()
            for each in self._below:
                each.setCacheMode(QGraphicsItem.CacheMode.NoCache)

    def _tick(self) -> None:
        share = (time.perf_counter() - self._began) / self._lasts
        if share >= 1.0:
            self.stop()
        else:
            self.item.show_share(share)


def _follows(before: Snapshot, now: Snapshot) -> bool:
    """Whether a moment is the one a line after another of the same program."""
    if before.program is not now.program:
        return False
    lines = len(now.program.steps)
    if before.line < lines:
        return (now.iteration, now.line) == (before.iteration, before.line + 1)
    return (now.iteration, now.line) == (before.iteration + 1, 1)
