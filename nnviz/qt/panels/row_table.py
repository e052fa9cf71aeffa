"""A list whose rows are changed in place: a sign, texts and numbers, and a cross that removes."""

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from nnviz.qt.items.stop_dot import Stop, paint_stop
from nnviz.qt.panels.expression_field import ExpressionField
from nnviz.qt.theme import BODY, LABEL, Theme, Themes

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_CELL = Qt.ItemDataRole.UserRole
_LINE, _NOTE, _PAD = 26, 15, 6  # pixels on a desk: a row, each line of a note, beside a text
_MOST_NOTE_LINES = 4
_NARROW = 215  # pixels on a desk: a table below that leaves columns out
_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F2)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        width: in pixels on a desk; 0 takes what the others leave.
        right: whether its title is flush right, above numbers.
        wide_only: whether a narrow table leaves it out, and says in a note what it would.
    """

    title: str
    width: int
    right: bool = False
    wide_only: bool = False
    tip: str = ""


@dataclass(frozen=True)
class Cell:
    """What is seen of one entry.

    Attributes:
        note: smaller, below the text; ``narrow_note`` in its place where columns are left out.
        wrapped: whether the note is written in full over several lines.
        right: flush right, as numbers are.
        tone: which colour of the theme the text has; ``note_tone`` that of the note.
        stop: the sign of a breakpoint in place of a text.
        box: a box to be ticked in this colour in place of a text.
        checked: whether the sign or box is on; None where there is nothing to switch.
        drop: a cross that removes the row.
        edit: what is edited here; None for nothing.
        tip: more, as a person points at it.
    """

    text: str = ""
    note: str = ""
    narrow_note: str = ""
    wrapped: bool = False
    right: bool = False
    tone: str = "text"
    note_tone: str = "muted"
    stop: Stop | None = None
    box: str | None = None
    checked: bool | None = None
    drop: bool = False
    edit: str | int | None = None
    tip: str = ""
    spoken: str = field(default="", compare=False)
    """What is read out where there is a sign."""


Cells = tuple[Cell, ...]


def in_short(sentence: str) -> str:
    """What is wrong without the list of all that would be right."""
    return re.split(r"[:?]? it is one of ", sentence, flags=re.IGNORECASE)[0] + (
        "." if " it is one of " in sentence.lower() else ""
    )


class RowModel(QAbstractTableModel):
    """Rows of cells, each row of an item; rows that stay keep their editors."""

    def __init__(self, columns: Sequence[Column], parent: QObject) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self.items: list[Hashable] = []
        self.cells: list[Cells] = []

    def show(self, rows: Sequence[tuple[Hashable, Cells]]) -> bool:
        """Show these rows, in an order that those which stay have already; whether any differs."""
        wanted = {item for item, _ in rows}
        changed = False
        for row in reversed(range(len(self.items))):
            if self.items[row] not in wanted:
                self.beginRemoveRows(_NOWHERE, row, row)
                del self.items[row], self.cells[row]
                self.endRemoveRows()
                changed = True
        for row, (item, cells) in enumerate(rows):
            if row >= len(self.items) or self.items[row] != item:
                self.beginInsertRows(_NOWHERE, row, row)
                self.items.insert(row, item)
                self.cells.insert(row, cells)
                self.endInsertRows()
                changed = True
            elif self.cells[row] != cells:
                old, self.cells[row] = self.cells[row], cells
                for column, (before, now) in enumerate(zip(old, cells, strict=True)):
                    if before != now:
                        index = self.index(row, column)
                        self.dataChanged.emit(index, index)
                changed = True
        return changed

    def cell(self, index: _Index) -> Cell:
        """What is seen there."""
        return self.cells[index.row()][index.column()]

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """The items."""
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """The columns."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The titles."""
        column = self._columns[section]
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """What can be done there."""
        cell = self.cell(index)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if cell.edit is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text for everybody, the cell for the delegate."""
        cell = self.cell(index)
        if role == _CELL:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        if role == Qt.ItemDataRole.EditRole:
            return cell.edit
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell.spoken or f"{cell.text} {cell.note}".strip()
        if role == Qt.ItemDataRole.CheckStateRole and cell.checked is not None:
            return Qt.CheckState.Checked if cell.checked else Qt.CheckState.Unchecked
        return None


class _Delegate(QStyledItemDelegate):
    """Paints the cells, and edits them."""

    def __init__(self, table: "RowTable") -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """One cell."""
        theme, cell, box = self._table.theme, index.data(_CELL), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            tint = QColor(theme.next)
            tint.setAlpha(38 if self._table.hasFocus() else 20)
            painter.fillRect(box, tint)
        first = QRectF(box.left(), box.top(), box.width(), theme.px(_LINE))
        centre = first.center()
        if cell.stop is not None:
            paint_stop(painter, centre, cell.stop, theme)
        elif cell.box is not None:
            self._paint_box(painter, centre, cell, theme)
        elif cell.drop:
            hot = option.state & QStyle.StateFlag.State_MouseOver
            painter.setPen(QPen(QColor(theme.text if hot else theme.muted), theme.px(1.3)))
            arm = theme.px(3.2)
            for way in (1, -1):
                painter.drawLine(
                    QPointF(centre.x() - arm, centre.y() - way * arm),
                    QPointF(centre.x() + arm, centre.y() + way * arm),
                )
        else:
            self._paint_text(painter, box, cell, theme)
        painter.restore()

    @staticmethod
    def _paint_box(painter: QPainter, centre: QPointF, cell: Cell, theme: Theme) -> None:
        side, colour = theme.px(13), QColor(cell.box or theme.line)
        box = QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
        painter.setPen(QPen(colour if cell.checked else QColor(theme.muted), theme.px(1.2)))
        if cell.checked:
            painter.setBrush(colour)
        painter.drawRoundedRect(box, 3, 3)
        if cell.checked:
            painter.setPen(QPen(QColor(theme.surface), theme.px(1.8)))
            tick = ((-3.2, 0.2), (-0.9, 2.6), (3.4, -2.6))
            points = [QPointF(theme.px(x), theme.px(y)) + centre for x, y in tick]
            painter.drawPolyline(QPolygonF(points))

    def _paint_text(self, painter: QPainter, box: QRectF, cell: Cell, theme: Theme) -> None:
        pad = theme.px(_PAD)
        room = QRectF(box.left() + pad / 2, box.top(), box.width() - pad, theme.px(_LINE))
        side = Qt.AlignmentFlag.AlignRight if cell.right else Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.font(BODY))
        painter.setPen(QColor(getattr(theme, cell.tone)))
        elide = painter.fontMetrics().elidedText
        end = Qt.TextElideMode.ElideRight
        painter.drawText(
            room, side | Qt.AlignmentFlag.AlignVCenter, elide(cell.text, end, int(room.width()))
        )
        note = self._table.note_of(cell)
        if not note:
            return
        painter.setFont(theme.font(LABEL))
        tone = cell.note_tone
        if self._table.narrow and cell.narrow_note and tone == "muted":
            tone = cell.tone
        painter.setPen(QColor(getattr(theme, tone)))
        under = QRectF(room.left(), room.bottom() - theme.px(4), room.width(), box.height())
        under.setBottom(box.bottom())
        if not cell.wrapped:
            note = painter.fontMetrics().elidedText(note, end, int(room.width()))
        flags = int(side | Qt.AlignmentFlag.AlignTop)
        painter.drawText(under, flags | int(Qt.TextFlag.TextWordWrap), note)

    # -- editing -------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """A field of the language, or a count from 1."""
        if isinstance(index.data(Qt.ItemDataRole.EditRole), int):
            count = QSpinBox(parent)
            count.setRange(1, 1_000_000)
            count.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
            count.setAccessibleName(self._table.column_title(index.column()))
            return count
        editor = self._table.make_field(parent)
        editor.setAccessibleName(f"Edit {index.data()}")
        editor.mistaken.connect(lambda sentence: self._table.explain(editor, sentence))
        editor.entered.connect(lambda _: self._finish(editor))
        editor.destroyed.connect(lambda: self._table.explain(None, ""))
        return editor

    def _finish(self, editor: QWidget) -> None:
        editor.setProperty("finished", True)  # it loses the focus as well when it goes
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """What is there, once: it is not taken from under a person's hands."""
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QSpinBox):
            if not editor.property("begun"):
                editor.setValue(int(value))
                editor.selectAll()
        elif isinstance(editor, ExpressionField) and not editor.property("begun"):
            editor.setText(str(value))
            editor.selectAll()
        editor.setProperty("begun", True)

    def setModelData(self, editor: QWidget, model: object, index: _Index) -> None:
        """Hand the text or count over."""
        row, column = index.row(), index.column()
        if isinstance(editor, QSpinBox):
            editor.interpretText()
            self._table.taken.emit(row, column, editor.value())
        elif isinstance(editor, ExpressionField):
            self._table.taken.emit(row, column, editor.text().strip())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        """On the text, not on the note below it."""
        box = option.rect
        box.setHeight(round(self._table.theme.px(_LINE)))
        editor.setGeometry(box)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """An expression that is wrong stays open, with all that was typed."""
        kind = event.type()
        if kind is QEvent.Type.FocusOut and editor.property("finished"):
            return False
        if not isinstance(editor, ExpressionField):
            key = event.key() if isinstance(event, QKeyEvent) else None
            if kind is QEvent.Type.KeyPress and key in _ENTER and isinstance(editor, QSpinBox):
                self._finish(editor)
                return True
            return super().eventFilter(editor, event)
        if kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _ENTER or (event.key() == Qt.Key.Key_Tab and editor.completing):
                return False  # the field knows what to do
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                if editor.look():
                    self._finish(editor)
                return True
        if kind is QEvent.Type.FocusOut:
            if editor.completing:
                return False
            if not editor.text().strip():
                hint = QAbstractItemDelegate.EndEditHint.RevertModelCache
                self.closeEditor.emit(editor, hint)
                return False
            if not editor.look():
                return False
        return super().eventFilter(editor, event)


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
        self.setItemDelegate(_Delegate(self))
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

    def note_of(self, cell: Cell) -> str:
        """What is said below a text."""
        return cell.narrow_note or cell.note if self._narrow else cell.note

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
            lines = 0
            for column, cell in enumerate(cells):
                if self.note_of(cell) and not self.isColumnHidden(column):
                    width = sum(
                        self.columnWidth(column + k) for k in range(self.columnSpan(row, column))
                    )
                    lines = max(lines, self._lines(metrics, cell, width))
            high = self.theme.px(_LINE) + (lines * self.theme.px(_NOTE) if lines else 0)
            if self.rowHeight(row) != round(high):
                self.setRowHeight(row, round(high))

    def _lines(self, metrics: QFontMetricsF, cell: Cell, width: int) -> int:
        if not cell.wrapped:
            return 1
        room = QRectF(0, 0, max(width - self.theme.px(_PAD), 40), 10_000)
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
        return QSize(200, round(self.theme.px(5 * _LINE)))

    def minimumSizeHint(self) -> QSize:
        """The header and a row."""
        return QSize(120, self.horizontalHeader().sizeHint().height() + round(self.theme.px(_LINE)))

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
        elif row >= 0 and (key in _ENTER or key == Qt.Key.Key_F2):
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
