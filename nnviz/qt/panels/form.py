"""How a form is laid out: sections that fold, rows of fields with a caption each."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

_GAP = 8
_WIDE = 13  # heights of the text
_AROUND = 44  # frame and arrow of a field


class Cell(QWidget):
    """A caption above its field, or beside it where the field has a row to itself."""

    def __init__(
        self,
        caption: str,
        field: QWidget,
        parent: QWidget,
        *,
        beside: bool = False,
        keeps_room: bool = False,
        share: int = 1,
        letters: int = 0,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.share = share
        self._letters = letters
        self.keeps_room = keeps_room
        label = QLabel(caption, self)
        label.setObjectName("caption")
        label.setBuddy(field)
        self._beside = beside
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(1)
        self._box.addWidget(label)
        self._box.addWidget(field)

    @property
    def wish(self) -> int:
        """How wide it should be to stand beside others."""
        text = self.fontMetrics().horizontalAdvance("x" * self._letters) + _AROUND
        return max(self.minimumSizeHint().width(), text if self._letters else 0)

    @property
    def takes_room(self) -> bool:
        """Whether it is shown, or its place kept for it."""
        return not self.isHidden() or self.keeps_room

    def keep_room(self, keep: bool) -> None:
        """Let its place stay empty where it is not shown, if it is of that kind."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(keep and self.keeps_room)
        self.setSizePolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the caption beside the field where the text is small enough for both."""
        super().resizeEvent(event)
        beside = self._beside and self.width() >= _WIDE * self.fontMetrics().height()
        way = QBoxLayout.Direction
        self._box.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self._box.setSpacing(_GAP if beside else 1)
        self._box.setStretch(1, 1 if beside else 0)


class Row(QWidget):
    """Fields beside one another, or below one another where there is not room enough."""

    def __init__(self, cells: Sequence[Cell], parent: QWidget) -> None:
        super().__init__(parent)
        self._cells = cells
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(_GAP)
        for cell in cells:
            self._box.addWidget(cell, cell.share)
            cell.keep_room(True)

    def show_if_needed(self) -> None:
        """Show the row if any of its fields is shown."""
        self.setVisible(any(not cell.isHidden() for cell in self._cells))

    def settle(self) -> None:
        """Arrange now what waits to be arranged."""
        for cell in self._cells:
            _activate(cell.field)
            _activate(cell)
        self._arrange()
        _activate(self)

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest field: the others can go below."""
        widest = max(cell.minimumSizeHint().width() for cell in self._cells)
        return QSize(widest, self._box.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for more or less."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """So may fields of another size, or fewer of them."""
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._arrange()
        return handled

    def _arrange(self) -> None:
        shown = [cell.wish for cell in self._cells if cell.takes_room]
        across = sum(shown) + _GAP * (len(shown) - 1) <= self.width()
        way = QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom
        if way is not self._box.direction():
            self._box.setDirection(way)
            for cell in self._cells:
                cell.keep_room(across)
            self.updateGeometry()


class Section(QWidget):
    """Rows below a heading that folds them away."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._head = QToolButton(self)
        self._head.setObjectName("section")
        self._head.setText(title)
        self._head.setAccessibleName(f"{title} settings")
        self._head.setToolTip("Show these settings or fold them away")
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._head.setCheckable(True)
        self._head.setChecked(True)
        self._head.toggled.connect(self._fold)
        self._body = QWidget(self)
        self._rows = QVBoxLayout(self._body)
        self._rows.setContentsMargins(0, 0, 0, 4)
        self._rows.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._head)
        column.addWidget(self._body)
        self._fold(True)

    @property
    def body(self) -> QWidget:
        """Where the rows are."""
        return self._body

    def add(self, widget: QWidget) -> None:
        """Put a row below the others."""
        self._rows.addWidget(widget)

    def put_below(self, row: QWidget, widget: QWidget) -> None:
        """Put something right below a row."""
        self._rows.removeWidget(widget)
        self._rows.insertWidget(self._rows.indexOf(row) + 1, widget)

    def unfold(self) -> None:
        """Show the rows."""
        self._head.setChecked(True)

    def settle(self) -> None:
        """Arrange now what waits to be arranged."""
        _activate(self._body)
        _activate(self)

    def _fold(self, open_: bool) -> None:
        self._body.setVisible(open_)
        self._head.setArrowType(Qt.ArrowType.DownArrow if open_ else Qt.ArrowType.RightArrow)


def _activate(widget: QWidget) -> None:
    layout = widget.layout()
    if layout is not None:
        layout.activate()
