"""A small table of numbers, each column as wide as what is in it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.qt.theme import LABEL, Theme

Rows = Sequence[Sequence[str]]
_LEAST_NAME = 34
_SMALLEST = 0.55  # of the usual size of text, where there is little room


class NumberTable(QWidget):
    """Names on the left, numbers flush right below their titles."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._titles: tuple[str, ...] = ()
        self._rows: Rows = ()
        self._theme: Theme | None = None
        self._widths: list[float] = []

    @property
    def rows(self) -> Rows:
        """What is shown below the titles."""
        return self._rows

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the columns."""
        return self._titles

    def show_rows(self, titles: tuple[str, ...], rows: Rows, theme: Theme) -> None:
        """Show these; the first column holds names."""
        if (titles, rows, theme) == (self._titles, self._rows, self._theme):
            return
        self._titles, self._rows, self._theme = titles, rows, theme
        metrics = QFontMetricsF(theme.font(LABEL))
        widths = [
            max(metrics.horizontalAdvance(text) for text in column)
            for column in zip(titles, *rows, strict=True)
        ]
        # Columns may grow but never shrink while the same things are shown: nothing jitters.
        if len(widths) == len(self._widths):
            widths = [max(pair) for pair in zip(widths, self._widths, strict=True)]
        if widths != self._widths:
            self._widths = widths
        self.setMinimumSize(self.minimumSizeHint())
        self.setAccessibleDescription("; ".join(" ".join(row) for row in (titles, *rows)))
        self.updateGeometry()
        self.update()

    def forget_widths(self) -> None:
        """Something else is shown from now on."""
        self._widths = []

    def _line(self) -> float:
        return 16.0 if self._theme is None else self._theme.px(17)

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(200, round(self._line() * (len(self._rows) + 1)) + 2)

    def minimumSizeHint(self) -> QSize:
        """The numbers, and what is left of the names."""
        return QSize(round(_SMALLEST * self._needed()) + 1, self.sizeHint().height())

    def _needed(self) -> float:
        """The width of the numbers, and of a short name, in text of the usual size."""
        theme = self._theme
        if theme is None or not self._widths:
            return 60.0
        least = min(self._widths[0], theme.px(_LEAST_NAME))
        return least + sum(width + theme.px(8) for width in self._widths[1:])

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows that have to be painted."""
        theme = self._theme
        if theme is None or not self._widths:
            return
        painter = QPainter(self)
        scale = max(min(1.0, self.width() / self._needed()), _SMALLEST)
        painter.setFont(theme.exact_font(scale * theme.px(LABEL)))
        metrics, line = QFontMetricsF(painter.font()), self._line()
        name, *widths = (scale * width for width in self._widths)
        rest = self.width() - name - sum(widths)
        gap = min(max(rest / max(len(widths), 1), scale * theme.px(8)), theme.px(26))
        taken = sum(width + gap for width in widths)
        room = min(name, self.width() - taken)
        for place, row in enumerate((self._titles, *self._rows)):
            top = place * line
            if top > event.rect().bottom() or top + line < event.rect().top():
                continue
            painter.setPen(QColor(theme.muted if place == 0 else theme.text))
            shown = metrics.elidedText(row[0], Qt.TextElideMode.ElideRight, room + 1)
            left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRectF(0, top, room + 1, line), left, shown)
            right = room
            for width, text in zip(widths, row[1:], strict=True):
                right += width + gap
                box = QRectF(right - width - 2, top, width + 2, line)
                flush = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
                painter.drawText(box, flush, text)
            if place == 0:
                painter.setPen(QColor(theme.line))
                painter.drawLine(0, round(line) - 1, round(right), round(line) - 1)
