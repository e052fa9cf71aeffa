"""Rows of cells, as Qt's views read them."""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from nnviz.qt.panels.row_cells import Cells, Column, RowCell

Index = QModelIndex | QPersistentModelIndex
CELL = Qt.ItemDataRole.UserRole
"""The role under which the delegate finds the cell itself."""
_NOWHERE = QModelIndex()


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

    def cell(self, index: Index) -> RowCell:
        """What is seen there."""
        return self.cells[index.row()][index.column()]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """The items."""
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
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

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What can be done there."""
        cell = self.cell(index)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if cell.edit is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text for everybody, the cell for the delegate."""
        cell = self.cell(index)
        if role == CELL:
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
