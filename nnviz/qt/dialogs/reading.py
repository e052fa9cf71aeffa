"""The thread that reads a file while the window stays live."""

import threading

from PySide6.QtCore import QObject, QThread, Signal

from nnviz.data.readers import Cancelled
from nnviz.errors import UserError
from nnviz.qt.pictures import decode
from nnviz.session.data_settings import Data
from nnviz.session.proposal import beginning_of, propose

_STEP = 0.01  # a bar has no more than a hundred places


class Reading(QThread):
    """Reads one file with one choice, and tells how far it is and how it ended.

    Every signal carries the ticket, because one that was sent before :meth:`cancel` may come
    after it.
    """

    progressed = Signal(int, float)
    done = Signal(int, object)
    """A :class:`~nnviz.session.proposal.Proposal`."""
    failed = Signal(int, str, object)
    """A sentence, and the :class:`~nnviz.session.proposal.Beginning` of the file."""

    def __init__(self, data: Data, ticket: int, parent: QObject) -> None:
        super().__init__(parent)
        self._data, self._ticket = data, ticket
        self._stop = threading.Event()
        self._told = 0.0

    def cancel(self) -> None:
        """End as soon as the reader asks, and wait for it."""
        self._stop.set()
        self.wait()

    def run(self) -> None:
        """Read. Runs in the thread."""
        try:
            proposal = propose(self._data, self._progress, decode)
        except Cancelled:
            return
        except UserError as error:
            self.failed.emit(self._ticket, str(error), beginning_of(self._data))
        except MemoryError:
            sentence = f"{self._data.path}: this needs more memory than there is; take a part."
            self.failed.emit(self._ticket, sentence, beginning_of(self._data))
        else:
            self.done.emit(self._ticket, proposal)

    def _progress(self, share: float) -> None:
        if self._stop.is_set():
            raise Cancelled
        if share - self._told >= _STEP or share < self._told:
            self._told = share
            self.progressed.emit(self._ticket, share)
