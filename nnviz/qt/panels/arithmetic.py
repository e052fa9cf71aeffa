"""One entry with its arithmetic in numbers, and the entries that stay in sight."""

import html
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QStaticText,
    QTextOption,
)
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from nnviz.present.numbers import name_text
from nnviz.qt.context import Context
from nnviz.qt.items.pin_chip import PinChip
from nnviz.qt.panels.arithmetic_words import Explainer
from nnviz.qt.panels.panel import Panel
from nnviz.qt.theme import BODY, Theme
from nnviz.qt.throttle import EVERY
from nnviz.session.pointing import Cell
from nnviz.session.snapshot import Snapshot

_LINES = 2
_HIGH = 300  # pixels on a desk: a panel that is lower has one line, and the chips beside it
_SHARE = 0.45  # of the width that the chips may take there
_SIDE, _TOP = 12, 5  # pixels
# How many terms of a sum are tried, until the text fits.
_TERMS = (200, 96, 64, 48, 36, 28, 22, 18, 15, 12, 10, 8, 7, 6, 5, 4, 3, 2)
_FEW = 8
_NARROW = 5.0  # pixels that a character takes at least, on average
_LEFT_OUT = " more … "
_HINTS = (
    "Point at an entry of a matrix, at an edge or at a unit to see how it was worked out; "
    "click an entry to keep it in sight.",
    "Point at an entry, an edge or a unit to see its arithmetic; click an entry to pin it.",
    "Point at an entry to see its arithmetic.",
)


class ArithmeticStrip(Panel):
    """Spells out what is pointed at, or else the entry that was pinned last.

    Pinned entries stand below it with their values as they are now. Where the panel around it is
    low, all of it is one line, so that the matrices keep their room. Its height follows from the
    room alone, not from what is written.
    """

    title = "Arithmetic"

    every = EVERY

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._line = _Line(self)
        self._row = QWidget(self)
        self._more = QLabel(self._row)
        self._more.setObjectName("caption")
        self._chip_row = QHBoxLayout(self._row)
        self._chip_row.setContentsMargins(_SIDE, 0, _SIDE, _TOP)
        self._chip_row.setSpacing(6)
        self._chip_row.addWidget(self._more)
        self._chips: dict[Cell, PinChip] = {}
        self._names: tuple[bool, Theme] | None = None
        self._row.hide()
        self._explainer: Explainer | None = None
        self._arranged = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._arranged.setContentsMargins(0, 0, 0, 0)
        self._arranged.setSpacing(0)
        self._arranged.addWidget(self._line, 1)
        self._arranged.addWidget(self._row, 0, Qt.AlignmentFlag.AlignLeft)
        if parent is not None:
            parent.installEventFilter(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.session.pointing.changed.connect(self._pointed)
        self.recolour()

    @property
    def text(self) -> str:
        """What is written."""
        return self._line.text

    @property
    def values(self) -> dict[Cell, str]:
        """The pinned entries with what is written of them."""
        return {cell: chip.value for cell, chip in self._chips.items()}

    def recolour(self) -> None:
        """Take over the theme."""
        self._line.use(self.theme)
        self._arrange()

    def refresh(self, snapshot: Snapshot) -> None:
        """Say it for this moment; while it plays, as often as can be read."""
        self._explainer = Explainer(snapshot, self.session.experiment, self.session.set_by_hand)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for another number of chips."""
        super().resizeEvent(event)
        self._fit_chips()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The panel around it has another height."""
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        """Lines and chips below one another, or in one line where the panel is low."""
        around = self.parentWidget()
        low = around is not None and around.height() < self.theme.px(_HIGH)
        direction = QBoxLayout.Direction
        wanted = direction.LeftToRight if low else direction.TopToBottom
        self._line.allow(1 if low else _LINES)
        if self._arranged.direction() != wanted:
            self._arranged.setDirection(wanted)
            side = _TOP if low else 0
            self._chip_row.setContentsMargins(_SIDE, side, _SIDE, _TOP)
            self._fit_chips()

    def changeEvent(self, event: QEvent) -> None:
        """Catch up once the panel around it is in sight again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._catch_up()

    def _pointed(self) -> None:
        """Answer the pointer at once."""
        if not (self.isVisible() and self.isEnabled()):
            self._stale = True
            return
        snapshot = self.session.snapshot
        self._explainer = Explainer(snapshot, self.session.experiment, self.session.set_by_hand)
        self._show()

    def _show(self) -> None:
        assert self._explainer is not None
        self._show_pins(self._explainer)
        self._show_entry(self._explainer)

    def _show_entry(self, explainer: Explainer) -> None:
        pointing = self.session.pointing
        cell = explainer.cell(pointing.at, self.session.line_in_sight, self.session.column)
        if cell is None and pointing.pins:
            cell = pointing.pins[-1]
        if cell is None:
            self._line.show_hint()
        else:
            self._line.show_words(lambda most: explainer.words(cell, most))

    # -- pins ------------------------------------------------------------------------------------

    def _show_pins(self, explainer: Explainer) -> None:
        pins = self.session.pointing.pins
        written = self.session.experiment.view.rows, self.theme
        if written != self._names:
            self._names = written
            self._drop(tuple(self._chips))
        self._drop(tuple(cell for cell in self._chips if cell not in pins))
        new = [cell for cell in pins if cell not in self._chips]
        for cell in new:
            self._chips[cell] = self._chip(cell, explainer)
        for cell, chip in self._chips.items():
            chip.show_value(explainer.value(cell))
        self._row.setVisible(bool(pins))
        if new or len(pins) != self._row.property("pins"):
            self._row.setProperty("pins", len(pins))
            self._fit_chips()

    def _chip(self, cell: Cell, explainer: Explainer) -> PinChip:
        chip = PinChip(explainer.name(cell), self.theme, self._row)
        chip.clicked.connect(lambda: self.session.pointing.pin(cell))
        self._chip_row.insertWidget(len(self._chips), chip)
        return chip

    def _drop(self, cells: tuple[Cell, ...]) -> None:
        for cell in cells:
            chip = self._chips.pop(cell)
            chip.hide()
            chip.deleteLater()

    def _fit_chips(self) -> None:
        """Show the newest that there is room for, and say how many there are beside them."""
        gap = self._chip_row.spacing()
        widths = [chip.sizeHint().width() + gap for chip in self._chips.values()]
        beside = self._arranged.direction() == QBoxLayout.Direction.LeftToRight
        room = self.width() * (_SHARE if beside else 1.0) - 2 * _SIDE
        if sum(widths) > room:
            room -= self._more.fontMetrics().horizontalAdvance("and 88 more") + 8
        shown = 0
        for width in reversed(widths):
            room -= width
            shown += room >= 0
        hidden = len(widths) - max(shown, 1)
        for place, chip in enumerate(self._chips.values()):
            chip.setVisible(place >= hidden)
        self._more.setText(f"and {hidden} more")
        self._more.setVisible(hidden > 0)


class _Line(QWidget):
    """A line or two of text; a longer one leaves out terms until it fits."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ""
        self._lines = _LINES
        self._theme: Theme | None = None
        self._words: Callable[[int], str] | None = None
        self._static = QStaticText()
        self._static.setTextFormat(Qt.TextFormat.RichText)
        wrapped = QTextOption()
        wrapped.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._static.setTextOption(wrapped)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def use(self, theme: Theme) -> None:
        """Write in these colours and sizes."""
        self._theme = theme
        self.updateGeometry()
        self._write()

    def allow(self, lines: int) -> None:
        """Write so many lines at most."""
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()
            self._write()

    def show_hint(self) -> None:
        """Say what to do."""
        self._words = None
        self._write()

    def show_words(self, words: Callable[[int], str]) -> None:
        """Write the text with as many terms of its sums as there is room for."""
        self._words = words
        self._write()

    def sizeHint(self) -> QSize:
        """The room of all lines, whatever is written."""
        assert self._theme is not None
        high = QFontMetricsF(self._theme.font(BODY)).lineSpacing()
        return QSize(200, round(self._lines * high) + 2 * _TOP)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return QSize(60, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for another number of terms."""
        super().resizeEvent(event)
        self._write()

    def _write(self) -> None:
        if self._theme is None:
            return
        if self._words is None:
            text = next((each for each in _HINTS if self._lay_out(each)), _HINTS[-1])
        else:
            text = self._fitting(self._words)
        if text != self.text:
            self.text = text
            self.setAccessibleName(text)
        self._lay_out(text)
        self.update()

    def _fitting(self, words: Callable[[int], str]) -> str:
        few = words(_FEW)
        # Terms are of about the same length: more than that there is no need to try.
        longest = self._lines * self.width() / _NARROW
        tried = max(longest * _FEW / len(few), _FEW) if _LEFT_OUT in few else max(_TERMS)
        text = before = ""
        for most in _TERMS:
            if most > tried:
                continue
            text = few if most == _FEW else words(most)
            if text != before and self._lay_out(text):
                return text
            before = text
        # No sum is left to be shortened: the result is what must be seen.
        characters = len(text)
        while characters > 20 and not self._lay_out(text):
            characters -= 4
            half = characters // 2
            text = f"{text[:half]} … {text[len(text) - half :]}"
        return text

    def _lay_out(self, text: str) -> bool:
        """Prepare to draw a text; whether it fits."""
        assert self._theme is not None
        font = self._theme.font(BODY)
        self._static.setText(_rich(text) if self._words else html.escape(text))
        self._static.setTextWidth(max(self.width() - 2 * _SIDE, 20))
        self._static.prepare(font=font)
        return self._static.size().height() <= self.sizeHint().height() - _TOP

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, flush left, in the middle of the height."""
        assert self._theme is not None
        painter = QPainter(self)
        painter.setFont(self._theme.font(BODY))
        painter.setPen(QColor(self._theme.text if self._words else self._theme.muted))
        top = max((self.height() - self._static.size().height()) / 2, 0.0)
        painter.drawStaticText(QPointF(_SIDE, top), self._static)


def _rich(text: str) -> str:
    """The name in front and the value at the end stand out."""
    name, space, rest = text.partition(" ")
    before, equals, value = rest.rpartition("= ")
    if equals and "," not in value:
        rest = f"{html.escape(before)}= <b>{html.escape(value)}</b>"
    else:
        rest = html.escape(rest)
    steady = name_text(f"<b>{html.escape(name)}</b>{space}") + rest
    return steady.replace("… ", "…&nbsp;").replace(" more …", "&nbsp;more&nbsp;…")
