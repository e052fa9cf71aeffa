"""A line of text that can change often without the window being arranged anew."""

import html
import re

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QStaticText, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_TAG = re.compile(r"<[^>]*>")


def _plain(text: str) -> str:
    """The words of a rich text."""
    return html.unescape(_TAG.sub("", text)).replace("\xa0", " ").strip()


class SteadyLabel(QLabel):
    """One line of rich text, flush left, in a box that keeps its size.

    A QLabel tells its layout of every new text, so the whole window is arranged again, and with
    rich text it asks to be painted a second time while it paints.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QStaticText()
        self._text.setTextFormat(Qt.TextFormat.RichText)
        one_line = QTextOption()
        one_line.setWrapMode(QTextOption.WrapMode.NoWrap)
        self._text.setTextOption(one_line)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """What is shown."""
        return self._text.text()

    def setText(self, text: str) -> None:
        """Show this text."""
        if text != self._text.text():
            self._text.setText(text)
            self.setAccessibleDescription(_plain(text))  # QLabel itself knows nothing of it
            self.update()

    def width_of(self, text: str) -> int:
        """How wide a text would be, a little more than less."""
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        return QFontMetrics(bold).horizontalAdvance(_plain(text))

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(self.minimumWidth(), self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text in the middle of the height."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().windowText().color())
        self._text.prepare(font=self.font())
        top = (self.height() - self._text.size().height()) / 2
        painter.drawStaticText(QPointF(0, top), self._text)
