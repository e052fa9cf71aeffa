"""The one thread that trains: it computes a slice when asked, hands it over, and waits."""

import threading
from queue import SimpleQueue

from PySide6.QtCore import QObject, QThread, Signal

from nnviz.session.session import Session
from nnviz.session.snapshot import Snapshot

Request = tuple[int, float, int | None]


class Worker(QThread):
    """Calls ``session.compute`` for one request at a time.

    Between a request and its answer nobody else may touch the run; :meth:`cancel` waits for that.
    """

    answered = Signal(int, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._requests: SimpleQueue[Request | None] = SimpleQueue()
        self._stop = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        self._ticket = 0

    @property
    def busy(self) -> bool:
        """Whether a slice is being computed."""
        return not self._idle.is_set()

    def request(self, seconds: float, most: int | None) -> None:
        """Train for about this long, at most so many iterations; ``answered`` tells the end."""
        if not self.isRunning():
            self.start()
        self._ticket += 1
        self._stop.clear()
        self._idle.clear()
        self._requests.put((self._ticket, seconds, most))

    def is_current(self, ticket: int) -> bool:
        """Whether an answer belongs to the latest request and was not cancelled."""
        return ticket == self._ticket

    def cancel(self) -> None:
        """End the slice that is being computed, and wait until the run is free."""
        self._stop.set()
        self._idle.wait()
        self._ticket += 1

    def close(self) -> None:
        """End the thread."""
        self.cancel()
        if self.isRunning():
            self._requests.put(None)
            self.wait()

    def run(self) -> None:
        """Answer requests until told to end. Runs in the thread."""
        while (request := self._requests.get()) is not None:
            ticket, seconds, most = request
            try:
                snapshot: Snapshot = self._session.compute(seconds, most, self._stop.is_set)
            finally:
                self._idle.set()  # whatever happened, nobody shall wait for ever
            self.answered.emit(ticket, snapshot)
