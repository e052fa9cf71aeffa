"""A list whose rows are changed in place: a sign, texts and numbers, and a cross that removes."""

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QWidget

from nnviz.qt.items.broken_text import broken
from nnviz.qt.panels.expression_field import ExpressionField
from nnviz.qt.panels.row_cells import Cells, Column, RowCell
from nnviz.qt.panels.row_delegate import ENTER, LINE, MORE, PAD, RowDelegate
from nnviz.qt.panels.row_model import RowModel
from nnviz.qt.theme import BODY, LABEL, Theme, Themes

_NOTE = 15  # pixels on a desk: each line of a note
_MOST_NOTE_LINES = 4
_MOST_TEXT_LINES = 3
_NARROW = 215  # pixels on a desk: a table below that leaves columns out
_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F2)


class RowTable(QTableView):
    """The list. Up and down choose a row, Space switches it, Enter edits, Delete removes it."""

    taken = Signal(int, int, object)
    """An expression or a count was entered: row, column, what."""
    switched = Signal(int)
    """The sign or the box of a row was pressed."""
    dropped = Signal(int)
    """A row is to be removed."""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        make_field: Callable[[QWidget], ExpressionField],
        themes: Themes,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("rows")
        self.setAccessibleName(name)
        self.setToolTip("↑ ↓ choose a row, Space switches it, Enter edits it, Delete removes it")
        self._columns, self.make_field, self._themes = tuple(columns), make_field, themes
        self._narrow = False
        self.rows = RowModel(columns, self)
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(1)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for place, column in enumerate(self._columns):
            mode = QHeaderView.ResizeMode.Fixed if column.width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(place, mode)
        self._card = QLabel(self.viewport())
        self._card.setObjectName("mistake")
        self._card.setWordWrap(True)
        self._card.hide()
        self.clicked.connect(self._clicked)
        self.recolour()

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self._themes.now

    @property
    def narrow(self) -> bool:
        """Whether there is no room for all columns."""
        return self._narrow

    def note_of(self, cell: RowCell) -> str:
        """What is said below a text."""
        return cell.narrow_note or cell.note if self._narrow else cell.note

    def lines_of(self, cell: RowCell, width: float) -> list[str]:
        """The lines of a text; numbers have one."""
        metrics = QFontMetricsF(self.theme.font(BODY))
        room = width - self.theme.px(PAD)
        return broken(cell.text, metrics, room, 1 if cell.right else _MOST_TEXT_LINES)

    def column_title(self, column: int) -> str:
        """How a column is called."""
        return self._columns[column].title

    def recolour(self) -> None:
        """Take over the theme and the size of its text."""
        for place, column in enumerate(self._columns):
            if column.width:
                self.setColumnWidth(place, round(self.theme.px(column.width)))
        self._narrow = self.width() < self.theme.px(_NARROW)
        for place, column in enumerate(self._columns):
            if column.wide_only:
                self.setColumnHidden(place, self._narrow)
        self.horizontalHeader().setFont(self.theme.font(LABEL))
        self._fit()
        self.viewport().update()

    def show_rows(self, rows: Sequence[tuple[Hashable, Cells]]) -> None:
        """Show these."""
        if self.rows.show(rows):
            self._fit()

    @property
    def row(self) -> int:
        """The chosen row; -1 for none."""
        return self.currentIndex().row()

    def edit_row(self, row: int, column: int | None = None) -> None:
        """Edit a row: its expression, or another column."""
        if column is None:
            column = next(
                (at for at, cell in enumerate(self.rows.cells[row]) if isinstance(cell.edit, str)),
                -1,
            )
        if column >= 0:
            index = self.rows.index(row, column)
            self.setCurrentIndex(index)
            self.edit(index)

    def explain(self, editor: QWidget | None, sentence: str) -> None:
        """Say below an editor what is wrong with its text."""
        if editor is None or not sentence:
            self._card.hide()
            return
        self._card.setText(sentence)
        width = self.viewport().width() - 4
        self._card.setFixedWidth(width)
        self._card.setFixedHeight(self._card.heightForWidth(width))
        below = editor.geometry().bottom() + 2
        if below + self._card.height() > self.viewport().height():
            below = max(editor.geometry().top() - self._card.height() - 2, 0)
        self._card.move(2, below)
        self._card.show()
        self._card.raise_()

    # -- sizes ---------------------------------------------------------------------------------

    def _fit(self) -> None:
        """Every row as high as its notes need."""
        metrics = QFontMetricsF(self.theme.font(LABEL))
        for row, cells in enumerate(self.rows.cells):
            high = self.theme.px(LINE)
            for column, cell in enumerate(cells):
                if self.isColumnHidden(column):
                    continue
                width = sum(
                    self.columnWidth(column + k) for k in range(self.columnSpan(row, column))
                )
                notes = self._lines(metrics, cell, width) if self.note_of(cell) else 0
                more = len(self.lines_of(cell, width)) - 1
                high = max(high, self.theme.px(LINE + more * MORE + notes * _NOTE))
            if self.rowHeight(row) != round(high):
                self.setRowHeight(row, round(high))

    def _lines(self, metrics: QFontMetricsF, cell: RowCell, width: int) -> int:
        if not cell.wrapped:
            return 1
        room = QRectF(0, 0, max(width - self.theme.px(PAD), 40), 10_000)
        note = self.note_of(cell)
        high = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), note).height()
        return min(max(1, round(high / metrics.lineSpacing())), _MOST_NOTE_LINES)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps otherwise."""
        super().resizeEvent(event)
        self._narrow = self.width() < self.theme.px(_NARROW)
        for place, column in enumerate(self._columns):
            if column.wide_only:
                self.setColumnHidden(place, self._narrow)
        self._fit()

    def sizeHint(self) -> QSize:
        """A few rows."""
        return QSize(200, round(self.theme.px(5 * LINE)))

    def minimumSizeHint(self) -> QSize:
        """The header and a row."""
        return QSize(120, self.horizontalHeader().sizeHint().height() + round(self.theme.px(LINE)))

    # -- keys and clicks -----------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Space belongs to the chosen row, as it does to a check box, and so do F2 and Delete."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() is Qt.KeyboardModifier.NoModifier
            if plain and event.key() in _KEYS and self.row >= 0:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Switch, edit, remove; all else as in other lists."""
        key, row = event.key(), self.row
        if row >= 0 and key == Qt.Key.Key_Space:
            self._switch(row)
        elif row >= 0 and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._drop(row)
        elif row >= 0 and (key in ENTER or key == Qt.Key.Key_F2):
            self.edit_row(row)
        else:
            super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        cell = self.rows.cell(index)
        if cell.checked is not None:
            self._switch(index.row())
        elif cell.drop:
            self._drop(index.row())

    def _switch(self, row: int) -> None:
        if any(cell.checked is not None for cell in self.rows.cells[row]):
            self.switched.emit(row)

    def _drop(self, row: int) -> None:
        if any(cell.drop for cell in self.rows.cells[row]):
            self.dropped.emit(row)
