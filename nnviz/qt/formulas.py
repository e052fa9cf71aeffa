"""Typeset formulas: LaTeX to SVG in the background, kept, and drawn in the theme's colour."""

import logging
import threading
from collections.abc import Iterable
from itertools import count
from queue import PriorityQueue

from PySide6.QtCore import QByteArray, QObject, QTimer, Signal
from PySide6.QtSvg import QSvgRenderer

_log = logging.getLogger(__name__)
_INK = "#010203"  # replaced by the theme's colour
_SIZE = 40.0
_HEAD_START = 250  # milliseconds in which the window comes up before the typesetting competes


def typeset(latex: str) -> str:
    """The formula as SVG. Takes some 10 to 40 ms, more the first time."""
    import ziamath  # half a second of start-up that the first frame need not wait for

    ziamath.config.svg2 = False  # QtSvg draws only the lines of the newer kind
    svg: str = ziamath.Latex(latex, size=_SIZE, color=_INK).svg()
    return svg


class Formulas(QObject):
    """All formulas that were asked for."""

    ready = Signal()
    """Another formula can be drawn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._svg: dict[str, str] = {}
        self._asked: set[str] = set()
        self._renderers: dict[tuple[str, str], QSvgRenderer] = {}
        self._queue: PriorityQueue[tuple[int, int, str | None]] = PriorityQueue()
        self._turn = count()
        self._urgent: set[str] = set()
        self._thread: threading.Thread | None = None
        self._prepared = self._closed = False

    def prepare(self, formulas: Iterable[str], urgent: bool = False) -> None:
        """Typeset these in the background, in this order; what is urgent before all else."""
        asked = self._urgent if urgent else self._asked
        for latex in formulas:
            if latex not in asked and latex not in self._svg:
                asked.add(latex)
                self._asked.add(latex)
                self._queue.put((0 if urgent else 1, next(self._turn), latex))
        if not self._prepared:
            self._prepared = True
            QTimer.singleShot(_HEAD_START, self, self._start)

    def _start(self) -> None:
        if not self._closed:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()

    def renderer(self, latex: str, colour: str) -> QSvgRenderer | None:
        """The formula ready to be drawn; None while it is being typeset."""
        found = self._renderers.get((latex, colour))
        if found is None and (svg := self._svg.get(latex)) is not None:
            found = QSvgRenderer(QByteArray(svg.replace(_INK, colour).encode()), self)
            self._renderers[latex, colour] = found
        return found

    def complete(self, formulas: Iterable[str]) -> None:
        """Typeset these at once, for a picture that cannot be drawn again later."""
        for latex in formulas:
            if latex not in self._svg:
                self._asked.add(latex)
                self._svg[latex] = typeset(latex)

    def close(self) -> None:
        """End the thread after the formula it is at."""
        self._closed = True
        if self._thread is not None:
            self._queue.put((0, -1, None))  # wakes it up if it waits
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while (latex := self._queue.get()[2]) is not None and not self._closed:
            if latex in self._svg:  # asked for twice, the second time urgently
                continue
            try:
                self._svg[latex] = typeset(latex)
            except Exception:  # whatever the typesetter meets, the plain formula stays legible
                _log.exception("The formula %s cannot be typeset", latex)
            else:
                self.ready.emit()
