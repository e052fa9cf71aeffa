"""What the update in sight promised and did to J; or that playing is held by the pointer."""

import html
import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.present.numbers import MINUS, significant
from nnviz.program.step import Phase
from nnviz.qt.theme import LABEL, Theme
from nnviz.session.effect import Effect
from nnviz.session.session import Session
from nnviz.session.snapshot import Snapshot

_MOST_WORK = 2e8  # weights times samples, from which on J takes too long to be asked at a step
_SMALLEST = 0.72  # of the usual size of text, where there is little room
_WHY = (
    "Projected: the change of J if it were a plane, Σ dW ⊙ ΔW over all weights and biases that "
    "are updated so far; for plain gradient descent that is −α‖dW‖². Real: J of the same batch "
    "with the new numbers, less J with the old ones. They differ because J is curved: the "
    "gradient holds at one point, and the step leaves it. The smaller the learning rate, the "
    "nearer they are to each other."
)
_TOO_LONG = (
    "The step was too long: along the gradient J falls at first, but so far away it has risen "
    "again. A smaller learning rate mends it. "
)
_EDITED = "Numbers that you have set behind these lines are left out. "
_NO_DESCENT = (
    "The update does not go downhill on this batch: with averages of earlier gradients that can "
    "happen. "
)


class StepReadout(QWidget):
    """Two short lines at the end of the network's head; empty most of the time."""

    written = Signal(bool)
    """Whether there is something to read."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme: Theme | None = None
        self._effect: Effect | None = None
        self._left_out = 0
        self._held = False
        self._shown: tuple[tuple[str, str], ...] = ()
        self._shorter: tuple[tuple[str, str], ...] = ()
        self.setAccessibleName("What the update does to J")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        # At once and not with the next frame: by then a run may be in the worker's hands.
        session.signals.moved.connect(self._moved)

    def sizeHint(self) -> QSize:
        """Two lines."""
        zoom = self._theme.zoom if self._theme else 1.0
        return QSize(round(150 * zoom), round(26 * zoom))

    def show_theme(self, theme: Theme) -> None:
        """Write in these colours."""
        if theme != self._theme:
            self._theme = theme
            self.updateGeometry()
            self.update()

    def hold(self, held: bool) -> None:
        """Say that playing waits for the pointer to go away, or no longer."""
        self._held = held
        self._write()

    def showEvent(self, event: object) -> None:
        """Catch up with what happened while hidden."""
        self._moved(self._session.snapshot)

    def _moved(self, snapshot: Snapshot) -> None:
        self._effect, self._left_out = None, 0
        done = snapshot.done
        if self.isVisible() and done is not None and done.phase is Phase.UPDATE:
            if snapshot.parameters.flat.size * len(snapshot.batch) <= _MOST_WORK:
                self._effect = self._session.effect()
            elif self._session.followed:
                self._left_out = len(snapshot.batch)
        self._write()

    @property
    def lines(self) -> tuple[str, ...]:
        """What is written."""
        return tuple(text for text, _ in self._shown)

    def _fitting(self) -> tuple[tuple[str, ...], float] | None:
        """The longest form of the lines that has room, and the size of text; None for no room."""
        if self._theme is None or not self._shown:
            return None
        usual = self._theme.px(LABEL)
        for lines in (self.lines, *self._shorter):
            for share in (1.0, 0.93, 0.86, 0.79, _SMALLEST):
                metrics = QFontMetricsF(self._theme.exact_font(share * usual, bold=True))
                widest = max(metrics.horizontalAdvance(text) for text in lines)
                if widest <= self.width() - 2:
                    return lines, share * usual
        return None

    @property
    def painted(self) -> tuple[str, ...]:
        """What is to be seen of what is written: all of it, a shorter form, or nothing."""
        fitting = self._fitting()
        return () if fitting is None else fitting[0]

    def _write(self) -> None:
        """Compose the lines; the colour of each is named as the theme names it."""
        shown: tuple[tuple[str, str], ...] = ()
        shorter: tuple[tuple[str, str], ...] = ()
        tip = ""
        found = self._effect
        if self._held:
            shown = (("Held by the pointer:", "next"), ("move it away to go on", "text"))
            tip = "Playing goes on when the pointer leaves what it rests on; Space ends it."
        elif found is not None:
            shown = (
                (f"projected ΔJ {_signed(found.projected)}", "text"),
                (f"real ΔJ {_signed(found.real)}{_share(found)}", "text"),
            )
            numbers = _signed(found.projected), _signed(found.real)
            # Where there is no room for more, of a number either all is seen or nothing.
            shorter = tuple(
                (words[0] + numbers[0], words[1] + numbers[1])
                for words in (("projected ΔJ ", "real ΔJ "), ("projected ", "real "))
            )
            tip = _WHY
            if found.real > 0 and found.projected < 0:
                shown = (shown[0], (f"{shown[1][0]}: too long a step", "warning"))
                tip = _TOO_LONG + _WHY
            elif found.projected > 0:
                tip = _NO_DESCENT + _WHY
            if found.edited:
                tip = _EDITED + tip
        elif self._left_out:
            shown = (("ΔJ is left out:", "muted"), (f"J of {self._left_out:,} samples", "muted"))
            tip = "So many samples take too long for a J at every line."
        self.setToolTip(f"<p>{html.escape(tip)}</p>" if tip else "")
        if shown != self._shown:
            self._shown, self._shorter = shown, shorter
            self.setAccessibleDescription(". ".join(self.lines))
            self.update()
            self.written.emit(bool(shown))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines, smaller where there is little room."""
        theme = self._theme
        fitting = self._fitting()
        if theme is None or fitting is None:
            return
        painter = QPainter(self)
        lines, size = fitting
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        height = self.height() / 2
        for place, (text, (_, colour)) in enumerate(zip(lines, self._shown, strict=True)):
            painter.setFont(theme.exact_font(size, bold=colour in ("warning", "next")))
            painter.setPen(QColor(getattr(theme, colour)))
            box = QRectF(0, place * height, self.width(), height)
            painter.drawText(box, right, text)


def _signed(value: float) -> str:
    text = significant(value, 3)
    return text if text.startswith(MINUS) or not value > 0 else f"+{text}"


def _share(found: Effect) -> str:
    """How much of what was promised came, where that is a share."""
    if not (math.isfinite(found.real) and found.projected and found.real / found.projected > 0):
        return ""
    share = 100 * found.real / found.projected
    return f" ({share:.0f} %)" if share < 1000 else ""
