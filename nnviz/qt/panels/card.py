"""Exact numbers in a box beside the pointer."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.qt.panels.beside import place_beside


class Card(QLabel):
    """A box beside the pointer that never takes the mouse.

    It belongs to the window rather than to its panel, which can be smaller than the box.
    """

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.hide()

    def show_at(self, place: QPointF, text: str) -> None:
        """Show this text beside this place of the panel's part that is pointed at."""
        self._take(text)
        window = self._over.window()
        place = self._over.mapTo(window, place)
        x, y = place.x() + 14, place.y() + 14
        if y + self.height() > window.height():
            y = place.y() - 14 - self.height()
        if x + self.width() > window.width():
            x = place.x() - 14 - self.width()
        self.move(round(max(0, x)), round(max(0, y)))
        self.raise_()
        self.show()

    def show_beside(self, rect: QRect, avoid: Sequence[QRect], text: str) -> None:
        """Show this text beside a rectangle of the panel's part, over little of what to avoid."""
        self._take(text)
        self.move(place_beside(self, self._over, rect, avoid))
        self.raise_()
        self.show()

    def _take(self, text: str) -> None:
        window = self._over.window()
        if self.parent() is not window:
            self.setParent(window)
        if text != self.text():
            self.setText(text)
        self.adjustSize()
