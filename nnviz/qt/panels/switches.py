"""Two switches at the foot of the listing: how the lines are written, and in how much detail."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

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
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(6)
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
                row.addWidget(button)
                self._buttons[each.name] = button
        row.addStretch(1)

    def show_view(self, view: View) -> None:
        """Press what is on."""
        for name, button in self._buttons.items():
            button.setChecked(getattr(view, name))

    def minimumSizeHint(self) -> QSize:
        """Room for the short texts."""
        return QSize(self._width(1), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The long texts where there is room for them."""
        super().resizeEvent(event)
        wanted = 0 if self._width(0) <= self.width() else 1
        for name, button in self._buttons.items():
            button.setText(_TEXTS[name][wanted])

    def _width(self, which: int) -> int:
        """How much room the long texts, 0, or the short ones, 1, need."""
        metrics = self.fontMetrics()
        texts = (metrics.horizontalAdvance(texts[which]) + _AROUND for texts in _TEXTS.values())
        return sum(texts) + 24
