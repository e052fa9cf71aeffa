"""The kept curves by name, each with its sign, its cost and a button that drops it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.qt.theme import LABEL, Theme

# Paul Tol's muted colours, told apart by people of every kind of colour vision, without those
# that look like a value's; darker on white, lighter on black.
_COLOURS = {
    "light": ("#b3365c", "#1e8577", "#7a6a00", "#88359a", "#5b4a3f", "#2f7d1f"),
    "dark": ("#ff8fa8", "#4fd6bf", "#d9cb57", "#d79bf0", "#c9b29b", "#8fd96b"),
}
SIGNS = ("o", "s", "t", "d", "+", "x")
"""pyqtgraph's names of the signs on the curves, for whom the colours say nothing."""

_ROWS = 6


def curve_colour(theme: Theme, slot: int) -> str:
    """The colour of a kept curve."""
    return _COLOURS[theme.name][slot]


@dataclass(frozen=True)
class Entry:
    """What is said of one kept curve.

    Attributes:
        values: the text of its cost on train, and on test or dev if that is drawn.
        details: the same with every digit, as a person points at the row.
    """

    slot: int
    label: str
    values: tuple[str, ...]
    details: str


class CurveLegend(QScrollArea):
    """A row a curve; the highest of them scroll where there is little room."""

    def __init__(self, drop: Callable[[int], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Kept curves")
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(10, 0, 4, 0)
        column.setSpacing(0)
        self._rows = [_Row(drop, inside) for _ in range(_ROWS)]
        for row in self._rows:
            column.addWidget(row)
        column.addStretch(1)
        self.setWidget(inside)
        self._count = 0
        self._most = 0
        self.hide()

    def show_entries(self, entries: list[Entry], theme: Theme) -> None:
        """Show these."""
        for place, row in enumerate(self._rows):
            entry = entries[place] if place < len(entries) else None
            row.show_entry(entry, theme)
        if len(entries) != self._count:
            self._count = len(entries)
            self.setVisible(bool(entries))
        self.fit(self._most)

    def fit(self, most: int) -> None:
        """Take no more than this height, but two rows and the half that tells of others."""
        self._most = most
        row = self._rows[0].sizeHint().height()
        wanted = min(self._count * row, max(most, int(2.5 * row))) + 2
        if wanted != self.height():
            self.setFixedHeight(wanted)

    @property
    def entries(self) -> list[Entry]:
        """What is shown."""
        return [row.entry for row in self._rows if row.entry is not None]


class _Row(QWidget):
    def __init__(self, drop: Callable[[int], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.entry: Entry | None = None
        self._theme: Theme | None = None
        self._drop = QToolButton(self)
        self._drop.setText("×")
        self._drop.setObjectName("drop")
        self._drop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._drop.clicked.connect(lambda: drop(self.entry.slot) if self.entry else None)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._drop)
        self._drop.setEnabled(False)
        self.hide()

    def show_entry(self, entry: Entry | None, theme: Theme) -> None:
        if entry == self.entry and theme is self._theme:
            return
        if theme is not self._theme:
            self._drop.setFont(theme.font(LABEL))
            side = round(theme.px(16))
            self._drop.setFixedSize(side, side)
            self._drop.setStyleSheet("padding: 0px")
        self.entry, self._theme = entry, theme
        self.setVisible(entry is not None)
        self._drop.setEnabled(entry is not None)
        if entry is not None:
            self.setToolTip(entry.details)
            self.setAccessibleName(f"{entry.label}: {' '.join(entry.values)}")
            self._drop.setToolTip(f"Drop this curve: {entry.label}")
            self._drop.setAccessibleName(f"Drop {entry.label}")
        self.update()

    def sizeHint(self) -> QSize:
        high = 17 if self._theme is None else round(self._theme.px(17))
        return QSize(60, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        entry, theme = self.entry, self._theme
        if entry is None or theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(LABEL))
        metrics = QFontMetricsF(painter.font())
        high, right = float(self.height()), float(self._drop.x()) - 4
        sign = theme.px(22)
        _paint_sign(painter, QRectF(0, 0, sign, high), theme, entry.slot)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        label = metrics.horizontalAdvance(entry.label)
        begin, gap = sign + theme.px(6), theme.px(9)
        wide = [metrics.horizontalAdvance(text) + gap for text in entry.values]
        # What it is called comes first, then the cost on train, then the others.
        count = len(wide)
        while count > 1 and begin + label + sum(wide[:count]) > right:
            count -= 1
        if count == 1 and right - begin - wide[0] < theme.px(60):
            count = 0
        for place in reversed(range(count)):
            painter.setPen(QColor(theme.text if place == 0 else theme.muted))
            box = QRectF(right - wide[place], 0, wide[place], high)
            painter.drawText(box, middle, entry.values[place])
            right -= wide[place]
        room = max(right - begin, 0.0)
        painter.setPen(QColor(theme.text))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        shown = metrics.elidedText(entry.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(begin, 0, room, high), left, shown)


def _paint_sign(painter: QPainter, box: QRectF, theme: Theme, slot: int) -> None:
    """A piece of the curve with its sign on it."""
    colour = QColor(curve_colour(theme, slot))
    centre, r = box.center(), theme.px(3.5)
    painter.setPen(colour)
    painter.drawLine(QPointF(box.left(), centre.y()), QPointF(box.right(), centre.y()))
    x, y = centre.x(), centre.y()
    sign = SIGNS[slot]
    if sign in "+x":
        pen = painter.pen()
        pen.setWidthF(theme.px(1.6))
        painter.setPen(pen)
        ends = [(r, 0.0), (0.0, r)] if sign == "+" else [(0.8 * r, 0.8 * r), (0.8 * r, -0.8 * r)]
        for dx, dy in ends:
            painter.drawLine(QPointF(x - dx, y - dy), QPointF(x + dx, y + dy))
        return
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    if sign == "o":
        painter.drawEllipse(centre, r, r)
    elif sign == "s":
        painter.drawRect(QRectF(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r))
    else:
        corners = [(0.0, r), (-r, -0.8 * r), (r, -0.8 * r)]
        if sign == "d":
            corners = [(0.0, -1.2 * r), (r, 0.0), (0.0, 1.2 * r), (-r, 0.0)]
        painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))
