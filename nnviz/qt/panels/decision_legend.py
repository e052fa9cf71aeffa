"""What the colours and shapes beside a decision region stand for."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.present.colours import STEPS
from nnviz.present.numbers import significant
from nnviz.qt.panels.decision_marks import Mark
from nnviz.qt.theme import LABEL, Theme

_MOST = 12  # entries; more classes than that are counted instead
_LONGEST = 160.0  # pixels on a desk that one name may take


class Legend(QWidget):
    """Marks with their names, in as many lines as the width needs; it lies beside the data."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: list[tuple[Mark | None, str]] = []
        self._theme: Theme | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_entries(self, entries: list[tuple[Mark | None, str]], theme: Theme) -> None:
        """Show these; one without a mark is a remark."""
        if len(entries) > _MOST:
            marked = [each for each in entries if each[0] is not None]
            rest = [each for each in entries if each[0] is None]
            hidden = len(marked) - _MOST + 1
            entries = [*marked[: _MOST - 1], (None, f"… and {hidden} more"), *rest]
        self._entries, self._theme = entries, theme
        self.setAccessibleName("Legend: " + ", ".join(name for _, name in entries))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Names flow into lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many lines as they need."""
        if self._theme is None or not self._entries:
            return 0
        return round(self._arrange(width)[1])

    def sizeHint(self) -> QSize:
        """At the present width."""
        return QSize(120, self.heightForWidth(max(self.width(), 120)))

    minimumSizeHint = sizeHint

    def _arrange(self, width: float) -> tuple[list[tuple[QRectF, Mark | None, str]], float]:
        theme = self._theme
        assert theme is not None
        metrics = QFontMetrics(theme.font(LABEL))
        line, side, gap = theme.px(17), theme.px(11), theme.px(10)
        x = y = 0.0
        placed = []
        for each, name in self._entries:
            shown = metrics.elidedText(
                name,
                Qt.TextElideMode.ElideRight,
                round(width if each is None else min(theme.px(_LONGEST), width - 2 * side)),
            )
            room = metrics.horizontalAdvance(shown) + 2.0 + (side + 4 if each is not None else 0)
            if x and x + room > width:
                x, y = 0.0, y + line
            placed.append((QRectF(x, y, room, line), each, shown))
            x += room + gap
        return placed, y + line

    def paintEvent(self, event: QPaintEvent) -> None:
        """Each mark and its name."""
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        painter.setFont(theme.font(LABEL))
        side = theme.px(11)
        for box, each, name in self._arrange(self.width())[0]:
            painter.setPen(QColor(theme.muted if each is None else theme.text))
            text = box
            if each is not None:
                top = box.center().y() - side / 2
                each.paint(painter, QRectF(box.left() + 1, top + 1, side - 2, side - 2))
                text = box.adjusted(side + 4, 0, 0, 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)


class RangeBar(QWidget):
    """The value scale of a regression with the numbers at its ends and in its middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[str, float, float, Theme] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_range(self, caption: str, low: float, high: float, theme: Theme) -> None:
        """Show the scale from low to high."""
        if self._shown != (caption, low, high, theme):
            self._shown = caption, low, high, theme
            self.setAccessibleName(
                f"Colour scale for {caption}, from {significant(low)} to {significant(high)}"
            )
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """A bar and a line of text."""
        zoom = self._shown[3].zoom if self._shown else 1.0
        return QSize(round(200 * zoom), round(32 * zoom))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        """The caption at the left, the bar with its numbers at the right."""
        if self._shown is None:
            return
        caption, low, high, theme = self._shown
        painter = QPainter(self)
        painter.setFont(theme.font(LABEL))
        metrics = painter.fontMetrics()
        caption = metrics.elidedText(
            caption, Qt.TextElideMode.ElideRight, round(0.45 * self.width())
        )
        painter.setPen(QColor(theme.text))
        left_aligned = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(0, 0, self.width(), theme.px(16)), left_aligned, caption)
        ends = [significant(each) for each in (low, (low + high) / 2, high)]
        half = metrics.horizontalAdvance(max(ends, key=len)) / 2
        left = metrics.horizontalAdvance(caption) + theme.px(12) + half
        right = self.width() - half - 2
        image = QImage(bytes(range(STEPS)), STEPS, 1, STEPS, QImage.Format.Format_Indexed8)
        image.setColorTable(theme.value_scale.table)
        painter.drawImage(QRectF(left, theme.px(4), right - left, theme.px(9)), image)
        painter.setPen(QColor(theme.muted))
        for x, text in zip((left, (left + right) / 2, right), ends, strict=True):
            painter.drawText(
                QRectF(x - half - 1, theme.px(15), 2 * half + 2, theme.px(15)),
                Qt.AlignmentFlag.AlignCenter,
                text,
            )
