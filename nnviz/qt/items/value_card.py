"""A card beside the pointer, with the exact value of what is pointed at."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

_ASIDE, _ABOVE, _BELOW = 12, 7, 7  # pixels between the card and what it speaks of
_EDGE = 4  # pixels that it keeps from the sides of its room


class ValueCard(QLabel):
    """Stands above and to the right of what it speaks of, or below, inside its parent's view."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, text: str, about: QRectF, room: QSize) -> None:
        """Show a text beside a part of the parent within its ``room``; without text, nothing."""
        if not text:
            self.hide()
            return
        self.setText(text)
        self.adjustSize()
        left = min(about.right() + _ASIDE, room.width() - self.width() - _EDGE)
        top = about.top() - self.height() - _ABOVE
        if top < _EDGE:
            top = min(about.bottom() + _BELOW, room.height() - self.height() - _EDGE)
        self.move(round(max(left, _EDGE)), round(max(top, _EDGE)))
        self.show()
        self.raise_()
