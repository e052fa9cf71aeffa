"""A diverging scale with zero at its centre, and the range it stands for."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.present.colours import STEPS
from nnviz.present.numbers import MINUS
from nnviz.qt.theme import LABEL, Scale, Theme, font


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
        return QSize(250, 34)

    minimumSizeHint = sizeHint

    def show_scale(self, scale: Scale, limit: float, caption: str, theme: Theme) -> None:
        """Show this scale up to this limit."""
        shown = (self._scale, self._limit, self._caption, self._theme)
        if shown != (scale, limit, caption, theme):
            self._scale, self._limit = scale, limit
            self._caption, self._theme = caption, theme
            self.setAccessibleName(f"Colour scale for {caption}, from {-limit:g} to {limit:g}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Caption, bar, three numbers."""
        if self._scale is None or self._theme is None:
            return
        painter = QPainter(self)
        painter.setFont(font(LABEL))
        painter.setPen(QColor(self._theme.text))
        width = painter.fontMetrics().horizontalAdvance(self._caption) + 12
        painter.drawText(
            QRectF(0, 0, width, 18), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self._caption,
        )  # fmt: skip
        left, right = float(width) + 14, self.width() - 20.0
        image = QImage(bytes(range(STEPS)), STEPS, 1, STEPS, QImage.Format.Format_Indexed8)
        image.setColorTable(self._scale.table)
        painter.drawImage(QRectF(left, 5, right - left, 10), image)
        painter.setPen(QColor(self._theme.muted))
        middle = (left + right) / 2
        painter.drawLine(round(middle), 3, round(middle), 16)
        for x, text in (
            (left, f"{MINUS}{self._limit:g}"), (middle, "0"), (right, f"{self._limit:g}"),
        ):  # fmt: skip
            painter.drawText(QRectF(x - 40, 16, 80, 16), Qt.AlignmentFlag.AlignCenter, text)
