"""A diverging scale with zero at its centre, between the ends of the range it stands for."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.present.colours import STEPS
from nnviz.present.numbers import significant
from nnviz.qt.theme import LABEL, Scale, Theme


class ColourBar(QWidget):
    """In one line, because the network needs the height: a caption, −limit, the scale, limit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale: Scale | None = None
        self._theme: Theme | None = None
        self._limit = 1.0
        self._caption = ""

    def sizeHint(self) -> QSize:
        """One line of text."""
        zoom = self._theme.zoom if self._theme else 1.0
        return QSize(round(320 * zoom), round(18 * zoom))

    minimumSizeHint = sizeHint

    def show_scale(self, scale: Scale, limit: float, caption: str, theme: Theme) -> None:
        """Show this scale up to this limit."""
        shown = (self._scale, self._limit, self._caption, self._theme)
        if shown != (scale, limit, caption, theme):
            self._scale, self._limit = scale, limit
            if self._theme is None or theme.zoom != self._theme.zoom:
                self.updateGeometry()
            self._caption, self._theme = caption, theme
            ends = f"from {significant(-limit, 1)} to {significant(limit, 1)}"
            self.setAccessibleName(f"Colour scale for {caption}, {ends}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Caption, lower end, bar with its zero marked, upper end."""
        if self._scale is None or self._theme is None:
            return
        painter = QPainter(self)
        painter.setFont(self._theme.font(LABEL))
        painter.setPen(QColor(self._theme.text))
        zoom, metrics = self._theme.zoom, painter.fontMetrics()
        width = metrics.horizontalAdvance(self._caption) + 12 * zoom
        line = QRectF(0, 0, self.width(), 18 * zoom)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self._caption)
        low, high = significant(-self._limit, 1), significant(self._limit, 1)
        room = max(metrics.horizontalAdvance(low), 26 * zoom)  # so that the bar does not jump
        left, right = width + room + 6 * zoom, self.width() - room - 6 * zoom
        image = QImage(bytes(range(STEPS)), STEPS, 1, STEPS, QImage.Format.Format_Indexed8)
        image.setColorTable(self._scale.table)
        painter.drawImage(QRectF(left, 4 * zoom, right - left, 10 * zoom), image)
        painter.setPen(QColor(self._theme.muted))
        middle = round((left + right) / 2)
        painter.drawLine(middle, round(2 * zoom), middle, round(15 * zoom))
        before = QRectF(width, 0, room, line.height())
        behind = QRectF(right + 6 * zoom, 0, room, line.height())
        end, begin = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
        painter.drawText(before, end | Qt.AlignmentFlag.AlignVCenter, low)
        painter.drawText(behind, begin | Qt.AlignmentFlag.AlignVCenter, high)
