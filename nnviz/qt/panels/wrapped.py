"""Small widgets side by side, in as many columns as there is room for."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

_GAP = 4


class Wrapped(QWidget):
    """Rows of at most so many widgets, and of fewer where there is less room.

    ``even`` makes all of them equally wide.
    """

    def __init__(self, most: int, parent: QWidget | None = None, *, even: bool = False) -> None:
        super().__init__(parent)
        self._most = most
        self._even = even
        self._widgets: Sequence[QWidget] = ()
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)

    def arrange(self, widgets: Sequence[QWidget]) -> None:
        """Show these widgets in this order."""
        self._widgets, self._columns = widgets, 0
        self.fit()

    def minimumSizeHint(self) -> QSize:
        """As wide as one of them."""
        return QSize(self._widest(), self._grid.minimumSize().height())

    def _widest(self) -> int:
        return max((each.minimumSizeHint().width() for each in self._widgets), default=1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for more or fewer."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Take as many columns as there is room for now."""
        widest = self._widest()
        columns = min(max((self.width() + _GAP) // (widest + _GAP), 1), self._most)
        if columns != self._columns:
            self._columns = columns
            for place, widget in enumerate(self._widgets):
                self._grid.addWidget(widget, place // columns, place % columns)
            for column in range(self._most):
                self._grid.setColumnStretch(column, int(self._even and column < columns))
            self.updateGeometry()
