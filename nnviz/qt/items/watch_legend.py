"""The names of the watched curves, with their values where there is room for them."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.present.watched import WIDEST
from nnviz.qt.theme import LABEL, Theme

_LINE, _SIGN, _NAME_FROM, _AROUND = 17, 14, 18, 22  # pixels on a desk
_BELOW = 150  # pixels on a desk that the curves need before the values have a second line
_LEAST_BELOW = 56  # and before the names have one
_MOST_LINES = 2  # of names without values
_NARROWEST = 60  # pixels


@dataclass(frozen=True)
class _Place:
    """Where an entry stands: from where on, in which line, and how wide."""

    left: float
    line: int
    width: float


class WatchLegend(QWidget):
    """Sign, name and value of every curve; as many in a line as fit.

    Where it is low the values are left out first; then all share two lines, or one, and what has
    no room of a name is in the tool tip.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Watched curves")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self._entries: tuple[tuple[str, str, QPen], ...] = ()
        self._theme: Theme | None = None
        self._height = 0.0
        self._worded = True
        self._places: list[_Place] = []

    def fit(self, height: float) -> None:
        """Take its share of this height."""
        if height != self._height:
            self._height = height
            self._settle()

    def show_entries(self, entries: list[tuple[str, str, QPen]], theme: Theme) -> None:
        """Show these."""
        if (tuple(entries), theme) == (self._entries, self._theme):
            return
        self._entries, self._theme = tuple(entries), theme
        said = [f"{name} {value}" for name, value, _ in entries]
        self.setAccessibleDescription("; ".join(said))
        self.setToolTip("\n".join(said))
        self._settle()
        self.update()

    def _settle(self) -> None:
        """Choose what there is room for, and place it."""
        theme = self._theme
        if theme is None:
            return
        lines = self._lines
        self._worded = True
        self._places = self._flow()
        if self._lines > max(1, int((self._height - theme.px(_BELOW)) / theme.px(_LINE))):
            self._worded = False
            self._places = self._flow()
            if self._lines > self._allowed:
                self._places = self._share(self._allowed)
        if self._lines != lines:
            self.updateGeometry()
        self.update()

    @property
    def _allowed(self) -> int:
        """How many lines the names may have."""
        assert self._theme is not None
        room = (self._height - self._theme.px(_LEAST_BELOW)) / self._theme.px(_LINE)
        return min(max(1, int(room)), _MOST_LINES)

    @property
    def _lines(self) -> int:
        return 1 + max((place.line for place in self._places), default=0)

    def _flow(self) -> list[_Place]:
        """Each as wide as it needs to be, one after another."""
        assert self._theme is not None
        metrics = QFontMetricsF(self._theme.font(LABEL, bold=True))
        number = metrics.horizontalAdvance(WIDEST) if self._worded else 0.0
        found, x, line = [], 0.0, 0
        for name, _, _ in self._entries:
            wide = self._theme.px(_AROUND) + metrics.horizontalAdvance(f"{name} ") + number
            wide = min(wide, max(self.width(), _NARROWEST))
            if x and x + wide > self.width():
                x, line = 0.0, line + 1
            found.append(_Place(x, line, wide))
            x += wide
        return found

    def _share(self, lines: int) -> list[_Place]:
        """All in so many lines, equally wide."""
        each = -(-len(self._entries) // lines)
        wide = max(self.width(), _NARROWEST) / each
        return [_Place(k % each * wide, k // each, wide) for k in range(len(self._entries))]

    def sizeHint(self) -> QSize:
        """All lines."""
        high = self._theme.px(_LINE) if self._theme is not None else _LINE
        return QSize(100, round(self._lines * high) + 1)

    def minimumSizeHint(self) -> QSize:
        """One line: a low window stays as low as it is."""
        return QSize(0, round(self._theme.px(_LINE) if self._theme is not None else _LINE) + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The entries."""
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        high = theme.px(_LINE)
        painter.setFont(theme.font(LABEL, bold=True))
        metrics = QFontMetricsF(painter.font())
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for (name, value, pen), place in zip(self._entries, self._places, strict=True):
            middle = (place.line + 0.5) * high
            thick = QPen(pen)
            thick.setWidthF(theme.px(2.4))
            painter.setPen(thick)
            end = place.left + theme.px(_SIGN)
            painter.drawLine(QPointF(place.left, middle), QPointF(end, middle))
            painter.setPen(QColor(theme.text))
            room = place.width - theme.px(_AROUND)
            value = f"  {value}" if self._worded else ""
            if metrics.horizontalAdvance(f"{name}{value}") > room:
                left = max(room - metrics.horizontalAdvance(value), 0.0)
                name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, left)
            box = QRectF(place.left + theme.px(_NAME_FROM), place.line * high, room, high)
            painter.drawText(box, side, f"{name}{value}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width holds others in a line."""
        self._settle()
