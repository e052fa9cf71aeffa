"""Two switches at the foot of the listing: how the lines are written, and in how much detail."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QToolButton, QWidget

from nnviz.qt.actions import ROWS
from nnviz.qt.context import Context
from nnviz.session.experiment import View

_TEXTS = {"rows": ("samples as rows", "as rows"), "chain": ("full chain rule", "full chain")}

_AROUND = 22  # frame and padding of a button


class Switches(QWidget):
    """A button a switch, pressed while it is on; the same as the entries of the menu."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = context.session
        self._buttons: dict[str, QToolButton] = {}
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(8, 4, 8, 4)
        self._box.setSpacing(6)
        for each in ROWS:
            if each.name in _TEXTS:
                button = QToolButton(self)
                button.setObjectName("chip")
                button.setText(_TEXTS[each.name][1])
                button.setCheckable(True)
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                button.setAccessibleName(each.title)
                button.setToolTip(f"{each.tip} ({each.keys[0]})")
                button.clicked.connect(lambda on, name=each.name: self._session.look(name, on))
                self._box.addWidget(button)
                self._buttons[each.name] = button
        self._box.addStretch(1)

    def show_view(self, view: View) -> None:
        """Press what is on."""
        for name, button in self._buttons.items():
            button.setChecked(getattr(view, name))

    def minimumSizeHint(self) -> QSize:
        """Room for the short texts, one below the other."""
        return QSize(max(self._widths(1)) + 16, self._box.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The long texts where there is room for them, and the short ones side by side."""
        super().resizeEvent(event)
        long, short = (sum(self._widths(which)) + 22 for which in (0, 1))
        for name, button in self._buttons.items():
            button.setText(_TEXTS[name][0 if long <= self.width() else 1])
        way = QBoxLayout.Direction
        self._box.setDirection(way.LeftToRight if short <= self.width() else way.TopToBottom)

    def _widths(self, which: int) -> list[int]:
        """How much room the long texts, 0, or the short ones, 1, need each."""
        metrics = self.fontMetrics()
        return [metrics.horizontalAdvance(texts[which]) + _AROUND for texts in _TEXTS.values()]
