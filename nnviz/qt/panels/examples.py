"""What a person can start from where an expression is asked for, in the names of the network."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QWidget

HITS = (1, 2, 3, 5, 10, 100, 1000)
"""Hits of a breakpoint from which on one may want to stop."""

_GAP = 4


def conditions(depth: int) -> list[str]:
    """Conditions that somebody who looks for a fault asks for first."""
    return [
        "max(abs(dW1)) > 10",
        "J < 0.05",
        "epoch == 100",
        f"any(isnan(Z{depth}))",
        "norm(dW1) < 1e-6",
    ]


def watches(depth: int) -> list[str]:
    """Values that tell how a training goes."""
    return [
        "norm(dW1)",
        "max(abs(W1))",
        f"mean(A{depth})",
        "W1[1,1]",
        f"norm(dW{depth}) / norm(W{depth})",
    ]


class Offers(QWidget):
    """A sentence, and a button an example; as many in a row as fit."""

    chosen = Signal(str)

    def __init__(self, sentence: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._sentence = QLabel(sentence, self)
        self._sentence.setObjectName("caption")
        self._sentence.setWordWrap(True)
        self._buttons: list[QToolButton] = []
        self._texts: list[str] = []
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def offer(self, texts: Sequence[str]) -> None:
        """Show these examples."""
        if list(texts) == self._texts:
            return
        self._texts = list(texts)
        for button in self._buttons:
            button.deleteLater()
        self._buttons = []
        for text in texts:
            button = QToolButton(self)
            button.setObjectName("offer")
            button.setText(text)
            button.setToolTip(f"Add {text}")
            button.setAccessibleName(f"Add {text}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, text=text: self.chosen.emit(text))
            button.show()
            self._buttons.append(button)
        self.arrange()
        self.updateGeometry()

    def arrange(self) -> None:
        """Give every button its place."""
        self._place(self.width(), move=True)

    def _place(self, width: int, move: bool = False) -> int:
        """Places in this width; returns the height that they need."""
        high = self._sentence.heightForWidth(max(width, 60))
        if move:
            self._sentence.setGeometry(QRect(0, 0, width, high))
        x, y, line = 0, high + _GAP, 0
        for button in self._buttons:
            hint = button.sizeHint()
            if x and x + hint.width() > width:
                x, y = 0, y + line + _GAP
            if move:
                button.setGeometry(QRect(x, y, min(hint.width(), width), hint.height()))
            x, line = x + hint.width() + _GAP, hint.height()
        return y + line

    def hasHeightForWidth(self) -> bool:
        """Fewer in a row are more rows."""
        return True

    def heightForWidth(self, width: int) -> int:
        """All rows."""
        return self._place(width)

    def sizeHint(self) -> QSize:
        """At the present width."""
        width = max(self.width(), 120)
        return QSize(width, self._place(width))

    def minimumSizeHint(self) -> QSize:
        """A button; lower than all of them where there is little room."""
        return QSize(60, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width holds others in a row."""
        super().resizeEvent(event)
        self.arrange()
