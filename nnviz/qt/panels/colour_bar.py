"""A diverging scale with zero at its centre, and the range it stands for."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.present.colours import STEPS
from nnviz.present.numbers import MINUS
from nnviz.qt.theme import LABEL, Scale, Theme


class ColourBar(QWidget):
    """A caption, the scale, and −limit … 0 … limit below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale: Scale | None = None
        self._theme: Theme | None = None
        self._limit = 1.0
        self._caption = ""

    def sizeHint(self) -> QSize:
        """One line of bar, one of text."""
        zoom = self._theme.zoom if self._theme else 1.0
        return QSize(round(260 * zoom), round(34 * zoom))

    minimumSizeHint = sizeHint

    def show_scale(self, scale: Scale, limit: float, caption: str, theme: Theme) -> None:
        """Show this scale up to this limit."""
        shown = (self._scale, self._limit, self._caption, self._theme)
        if shown != (scale, limit, caption, theme):
            self._scale, self._limit = scale, limit
            if self._theme is None or theme.zoom != self._theme.zoom:
                self.updateGeometry()
            self._caption, self._theme = caption, theme
            self.setAccessibleName(f"Colour scale for {caption}, from {-limit:g} to {limit:g}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Caption, bar, three numbers."""
        if self._scale is None or self._theme is None:
            return
        painter = QPainter(self)
        painter.setFont(self._theme.font(LABEL))
        painter.setPen(QColor(self._theme.text))
        width = painter.fontMetrics().horizontalAdvance(self._caption) + 12
        zoom = self._theme.zoom
        painter.drawText(
            QRectF(0, 0, width, 18 * zoom),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self._caption,
        )
        left, right = width + 14.0 * zoom, self.width() - 20.0 * zoom
        image = QImage(bytes(range(STEPS)), STEPS, 1, STEPS, QImage.Format.Format_Indexed8)
        image.setColorTable(self._scale.table)
        painter.drawImage(QRectF(left, 5 * zoom, right - left, 10 * zoom), image)
        painter.setPen(QColor(self._theme.muted))
        middle = (left + right) / 2
        painter.drawLine(round(middle), round(3 * zoom), round(middle), round(16 * zoom))
        low, high = f"{MINUS}{self._limit:g}", f"{self._limit:g}"
        for x, text in ((left, low), (middle, "0"), (right, high)):
            box = QRectF(x - 40 * zoom, 16 * zoom, 80 * zoom, 16 * zoom)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
