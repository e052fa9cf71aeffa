"""What the lists of watches and of breakpoints share: a field that adds, examples, and the rows."""

from abc import abstractmethod
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from nnviz.qt.context import Context
from nnviz.qt.panels.examples import Offers
from nnviz.qt.panels.expression_field import ExpressionEntry, ExpressionField, words_of
from nnviz.qt.panels.row_cells import Column
from nnviz.qt.panels.row_table import RowTable


class ExpressionList(QWidget):
    """A table of what was entered, below the field in which it is.

    Args:
        name: of the table.
        asks: what the field asks for; ``holder`` stands in it, and ``tip`` explains it.
        offers: the sentence above the examples.
        take: takes over what was entered; raises a UserError for what is not right.
    """

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        *,
        name: str,
        columns: Sequence[Column],
        asks: str,
        holder: str,
        tip: str,
        offers: str,
        take: Callable[[str], object],
    ) -> None:
        super().__init__(parent)
        self._session, self._themes = context.session, context.themes
        self.table = RowTable(name, columns, self._field, context.themes, self)
        self.table.taken.connect(self._take)
        self.table.switched.connect(self._switch)
        self.table.dropped.connect(self._drop)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_menu)
        field = self._field(self)
        field.setPlaceholderText(holder)
        field.setToolTip(tip)
        self.entry = ExpressionEntry(asks, take, field, self._examples, self)
        self._offers = Offers(offers, self)
        self._offers.chosen.connect(self.entry.enter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.entry)
        column.addWidget(self._offers)
        column.addWidget(self.table, 1)

    # -- what differs --------------------------------------------------------------------------

    @abstractmethod
    def _check(self, text: str) -> object:
        """Raise a UserError if a text is not right."""

    @abstractmethod
    def _examples(self) -> list[str]:
        """What one can begin with."""

    @abstractmethod
    def _take(self, row: int, column: int, value: object) -> None:
        """Something else was entered in a row."""

    @abstractmethod
    def _switch(self, row: int) -> None:
        """The sign or the box of a row was pressed."""

    @abstractmethod
    def _drop(self, row: int) -> None:
        """A row is to be removed."""

    @abstractmethod
    def _fill_menu(self, menu: QMenu, row: int) -> None:
        """What can be done with a row; nothing leaves the menu away."""

    # -- what does not -------------------------------------------------------------------------

    def recolour(self) -> None:
        """Take over the theme."""
        self.table.recolour()

    def _offer(self, wanted: bool) -> None:
        """Show the examples, or leave their room to the rows."""
        if wanted:
            self._offers.offer(self._examples())
        if self._offers.isHidden() == wanted:
            self._offers.setVisible(wanted)

    def _field(self, parent: QWidget) -> ExpressionField:
        return ExpressionField(
            self._check, lambda: words_of(list(self._session.shapes)), self._themes, parent
        )

    def _edit(self, item: object) -> None:
        """Have a person change the expression of a row."""
        items: list[object] = list(self.table.rows.items)
        self.table.edit_row(items.index(item))

    def _open_menu(self, place: QPoint) -> None:
        row = self.table.indexAt(place).row()
        row = self.table.row if row < 0 else row
        if row < 0:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_menu(menu, row)
        if menu.isEmpty():
            menu.deleteLater()
        else:
            menu.popup(self.table.viewport().mapToGlobal(place))
