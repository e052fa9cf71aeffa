"""An entry that stays in sight: its name, its value as it is now, and a cross to let it go."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from nnviz.present.numbers import name_text
from nnviz.qt.theme import BODY, LABEL, Theme

_CROSS = "✕"
_SIDE, _GAP = 8.0, 7.0  # pixels on a desk


class PinChip(QAbstractButton):
    """Keeps its width as its value changes, and only ever grows."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._theme = name_text(name), theme
        self._value = ""
        self._room = 0.0
        self.setText(self._name)
        self.setAccessibleName(f"Unpin {name}")
        self.setToolTip(f"{self._name} stays in sight; click to let it go")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def value(self) -> str:
        """The value that is shown."""
        return self._value

    def show_value(self, value: str) -> None:
        """Show another value."""
        if value == self._value:
            return
        self._value = value
        self.setAccessibleDescription(value)
        room = QFontMetricsF(self._theme.font(BODY, bold=True)).horizontalAdvance(value)
        if room > self._room:
            self._room = room
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the widest value so far."""
        theme = self._theme
        name = QFontMetricsF(theme.font(BODY)).horizontalAdvance(self._name)
        cross = QFontMetricsF(theme.font(LABEL)).horizontalAdvance(_CROSS)
        width = name + self._room + cross + theme.px(2 * _SIDE + 2 * _GAP)
        return QSize(round(width + 0.5), round(QFontMetricsF(theme.font(BODY)).height() + 6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded frame around them; a corner like that of the entry on the bench."""
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hot = self.underMouse() or self.hasFocus()
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(theme.next if hot else theme.line), 1.6 if hot else 1.0))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(frame, 5, 5)
        side = theme.px(_SIDE)
        box = frame.adjusted(side, 0, -side, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(theme.muted))
        painter.setFont(theme.font(BODY))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | middle, self._name)
        painter.setFont(theme.font(LABEL))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | middle, _CROSS)
        cross = painter.fontMetrics().horizontalAdvance(_CROSS)
        painter.setFont(theme.font(BODY, bold=True))
        painter.setPen(QColor(theme.text))
        box.setRight(box.right() - cross - theme.px(_GAP))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | middle, self._value)
