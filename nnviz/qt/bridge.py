"""Between the session's signals and Qt: redraws coalesced to one a turn of the event loop."""

from PySide6.QtCore import QObject, QTimer, Signal

from nnviz.session.session import Session
from nnviz.session.snapshot import Snapshot


class Bridge(QObject):
    """Tells the panels when to draw.

    However often the session moves within one turn of the event loop, ``frame`` comes once, with
    the latest moment.
    """

    frame = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._held = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._emit)
        session.signals.moved.connect(self._moved)
        session.signals.selected.connect(self._moved)
        session.signals.experiment.connect(self._moved)
        session.signals.comparison.connect(self._moved)
        session.breakpoints.changed.connect(self._moved)
        session.watches.changed.connect(self._moved)

    @property
    def moving(self) -> bool:
        """Whether moments follow one another: a run that is held plays, and stands still."""
        return self._session.playing and not self._held

    def hold(self, on: bool) -> None:
        """Playing waits at a moment, which is to be shown exactly, or goes on."""
        self._held = on
        self._moved()

    def _moved(self, _: object = None) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Draw now what is waiting to be drawn."""
        if self._timer.isActive():
            self._timer.stop()
            self._emit()

    def _emit(self) -> None:
        snapshot: Snapshot = self._session.snapshot
        self.frame.emit(snapshot)
