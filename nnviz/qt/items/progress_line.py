"""How much of a piece of work is done, as a bar that is painted when the window is painted."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.qt.theme import Theme

_WIDTH, _HEIGHT = 140, 10  # pixels on a desk


class ProgressLine(QWidget):
    """A bar that fills from the left.

    A QProgressBar paints at once when its value is set, and the rest of the window with it, which
    may be in the middle of taking over another moment just then.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._theme: Theme | None = None
        self._share = 0.0

    def sizeHint(self) -> QSize:
        """As wide as a number with its unit."""
        zoom = self._theme.zoom if self._theme else 1.0
        return QSize(round(_WIDTH * zoom), round(_HEIGHT * zoom))

    def show_share(self, done: int, of: int, theme: Theme) -> None:
        """Show that so many of so many are done."""
        share = done / max(of, 1)
        if self._theme is None or theme.zoom != self._theme.zoom:
            self.updateGeometry()
        if (share, theme) != (self._share, self._theme):
            self._share, self._theme = share, theme
            self.setAccessibleDescription(f"{done:,} of {of:,}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bar, and its part that is done."""
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = theme.px(_HEIGHT) - 2
        bar = QRectF(0.5, (self.height() - high) / 2, self.width() - 1, high)
        painter.setPen(QColor(theme.muted))
        painter.setBrush(QColor(theme.window))
        painter.drawRoundedRect(bar, 3, 3)
        filled = QRectF(bar.left(), bar.top(), self._share * bar.width(), bar.height())
        painter.fillRect(filled.adjusted(1, 1, -1, -1), QColor(theme.next))
