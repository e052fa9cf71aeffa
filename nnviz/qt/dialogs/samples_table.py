"""The first rows of a file, with the range of every column below them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from nnviz.present.colours import blend
from nnviz.present.numbers import significant
from nnviz.qt.theme import Themes
from nnviz.session.proposal import Beginning, Proposal, Range

_MOST_COLUMNS = 200
_WIDEST, _ROW = 180, 23  # pixels on a desk
_BELOW = ("lowest", "mean", "highest")


class SamplesTable(QTableWidget):
    """Shows a proposal: the target first and in colour, columns that are left out faint."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setAccessibleName("First rows")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setMaximumSectionSize(round(themes.now.px(_WIDEST)))
        across.setSectionsClickable(True)
        across.setHighlightSections(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(1)
        down.setDefaultSectionSize(round(themes.now.px(_ROW)))
        down.setHighlightSections(False)

    def show_proposal(self, proposal: Proposal) -> None:
        """The rows of a file that was read."""
        shown = proposal.preview
        targets = {shown.target, *shown.target.split(", ")}
        inputs = set(proposal.dataset.features)
        pictures = proposal.pixels is not None
        roles = [
            "target" if name in targets else "input" if pictures or name in inputs else "left out"
            for name in shown.columns
        ]
        self._fill(shown.columns, shown.rows, roles, proposal.ranges)

    def show_beginning(self, beginning: Beginning) -> None:
        """The rows of a file that could not be read as it was asked."""
        rows = [list(row) for row in beginning.rows]
        self._fill(beginning.columns, rows, ["input"] * len(beginning.columns), {})

    def _fill(
        self,
        columns: tuple[str, ...],
        rows: list[list[str]],
        roles: list[str],
        ranges: dict[int, Range],
    ) -> None:
        theme = self._themes.now
        self.clear()
        count = min(len(columns), _MOST_COLUMNS)
        self.setColumnCount(count)
        self.setRowCount(len(rows) + (len(_BELOW) if ranges else 0))
        names = [str(row + 1) for row in range(len(rows))]
        self.setVerticalHeaderLabels([*names, *(_BELOW if ranges else ())])
        target, soft = QColor(theme.next), QColor(blend(theme.surface, theme.next, 0.14))
        below = QColor(blend(theme.surface, theme.muted, 0.12))
        for column in range(count):
            role = roles[column]
            head = QTableWidgetItem(columns[column] or str(column + 1))
            head.setToolTip(f"{columns[column]}: {role}")
            if role != "input":
                head.setForeground(QBrush(target if role == "target" else QColor(theme.muted)))
            self.setHorizontalHeaderItem(column, head)
            cells = [row[column] if column < len(row) else "" for row in rows]
            found = ranges.get(column)
            if ranges:
                numbers = (found.low, found.mean, found.high) if found else ()
                cells += [significant(each) for each in numbers] or [""] * len(_BELOW)
            for row, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                right = found is not None or text.replace(".", "").isdecimal()
                side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                if role == "target":
                    item.setBackground(QBrush(soft))
                elif row >= len(rows):
                    item.setBackground(QBrush(below))
                if role == "left out":
                    item.setForeground(QBrush(QColor(theme.muted)))
                self.setItem(row, column, item)
        self.resizeColumnsToContents()
        across = self.horizontalHeader()
        for column in range(count):  # the order of the file, but for the target
            across.moveSection(across.visualIndex(column), column)
        targets = [column for column in range(count) if roles[column] == "target"]
        for place, column in enumerate(targets):
            across.moveSection(across.visualIndex(column), place)
