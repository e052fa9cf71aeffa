"""A row of small buttons that takes any width."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

_GAP = 4


class ToolRow(QWidget):
    """Widgets from the left, others from the right, a menu at the end.

    Where they have no room together, those that were added last are left out; the menu holds
    whatever they do.
    """

    def __init__(self, menu: QToolButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._menu = menu
        menu.setParent(self)
        self._widgets: list[tuple[QWidget, bool]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def add(self, widget: QWidget, right: bool = False) -> None:
        """Add a widget; the earlier, the more important."""
        widget.setParent(self)
        self._widgets.append((widget, right))

    def arrange(self) -> None:
        """Give every widget its place; call it when one needs more room than before."""
        height = self.height()

        def place(widget: QWidget, left: int, hint: QSize) -> None:
            high = min(hint.height(), height)
            widget.setGeometry(QRect(left, (height - high) // 2, hint.width(), high))

        hint = self._menu.sizeHint()
        left, end = 0, self.width() - hint.width()
        place(self._menu, end, hint)
        full = False
        for widget, right in self._widgets:
            hint = widget.sizeHint()
            full = full or left + hint.width() + _GAP > end
            widget.setVisible(not full)
            if full:
                continue
            if right:
                end -= hint.width() + _GAP
                place(widget, end, hint)
            else:
                place(widget, left, hint)
                left += hint.width() + _GAP
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width leaves out others."""
        super().resizeEvent(event)
        self.arrange()

    def sizeHint(self) -> QSize:
        """Room for all of them."""
        hints = [self._menu.sizeHint(), *(widget.sizeHint() for widget, _ in self._widgets)]
        width = sum(hint.width() + _GAP for hint in hints)
        return QSize(width, max(hint.height() for hint in hints))

    def minimumSizeHint(self) -> QSize:
        """Room for the menu."""
        return QSize(self._menu.sizeHint().width(), self.sizeHint().height())
