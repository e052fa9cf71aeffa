"""The lines of the iteration, like source in a debugger."""

import html
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from nnviz.present.numbers import name_text
from nnviz.program.compile import Program
from nnviz.program.formulas import text
from nnviz.program.step import Step
from nnviz.qt.context import Context
from nnviz.qt.panels.panel import Panel
from nnviz.qt.panels.switches import Switches
from nnviz.qt.theme import BODY, LABEL, Themes
from nnviz.session.snapshot import Snapshot

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Mark(IntEnum):
    """Where a line stands."""

    AHEAD = 0
    PASSED = 1
    DONE = 2
    NEXT = 3


class ProgramModel(QAbstractListModel):
    """Phases and lines as rows; a row is a phase's name or a Step."""

    STEP = Qt.ItemDataRole.UserRole
    MARK = Qt.ItemDataRole.UserRole + 1
    SHAPE = Qt.ItemDataRole.UserRole + 2

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Step | str] = []
        self._program: Program | None = None
        self._turned = False
        self._snapshot: Snapshot | None = None
        self._lines: dict[str, int] = {}
        self._marks: list[tuple[Mark, tuple[int, int]] | None] = []

    def show_moment(self, snapshot: Snapshot, turned: bool) -> list[QModelIndex]:
        """Take over the marks, and the lines if they are others; returns what looks different.

        ``turned`` shows samples as rows.

        No ``dataChanged``: a list view answers that by laying out and painting all of its rows.
        """
        self._snapshot = snapshot
        if snapshot.program is not self._program or turned != self._turned:
            self.beginResetModel()
            self._program, self._turned = snapshot.program, turned
            self._rows, phase = [], ""
            for step in snapshot.program.steps:
                if step.phase != phase:
                    phase = step.phase
                    self._rows.append(str(phase))
                self._rows.append(step)
            self._lines = {
                step.name: row for row, step in enumerate(self._rows) if isinstance(step, Step)
            }
            self._marks = self._looks()
            self.endResetModel()
            return []
        old, self._marks = self._marks, self._looks()
        pairs = enumerate(zip(old, self._marks, strict=True))
        return [self.index(row) for row, (before, now) in pairs if before != now]

    def _looks(self) -> list[tuple[Mark, tuple[int, int]] | None]:
        """What can change from one moment to the next in every row."""
        return [
            (self._mark(row), self._shape(row)) if isinstance(row, Step) else None
            for row in self._rows
        ]

    def row_of(self, name: str) -> QModelIndex:
        """The row of the line that computes this matrix."""
        return self.index(self._lines[name])

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Phases and lines."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """A phase cannot be chosen."""
        if isinstance(self._rows[index.row()], Step):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text for everybody, Step, mark and shape for the delegate."""
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row if isinstance(row, str) else text(row, self._turned)
        if not isinstance(row, Step) or self._snapshot is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return html.escape(name_text(text(row, self._turned)))
        if role == self.STEP:
            return row
        if role == self.MARK:
            return self._mark(row)
        if role == self.SHAPE:
            first, second = row.dimensions
            return self._shape(row), (second, first) if self._turned else (first, second)
        return None

    def _shape(self, step: Step) -> tuple[int, int]:
        assert self._snapshot is not None
        rows, columns = (self._snapshot.size(name) for name in step.dimensions)
        return (columns, rows) if self._turned else (rows, columns)

    def _mark(self, step: Step) -> Mark:
        snapshot = self._snapshot
        assert snapshot is not None
        if step is snapshot.next:
            return Mark.NEXT
        if step is snapshot.done:
            return Mark.DONE
        return Mark.PASSED if snapshot.program.index[step.name] < snapshot.line else Mark.AHEAD


class ProgramDelegate(QStyledItemDelegate):
    """Paints mark, name, shape and formula of a line."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        themes.changed.connect(lambda: self.sizeHintChanged.emit(QModelIndex()))

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The same height for all lines, a little more for a phase."""
        return QSize(40, round(self._themes.now.px(25)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """One row."""
        theme = self._themes.now
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        step = index.data(ProgramModel.STEP)
        if step is None:
            painter.setFont(theme.font(LABEL, bold=True))
            painter.setPen(QColor(theme.muted))
            painter.drawText(
                box.adjusted(10, 6, 0, 0), Qt.AlignmentFlag.AlignVCenter, index.data().upper()
            )
            painter.restore()
            return
        mark = index.data(ProgramModel.MARK)
        accent = {Mark.DONE: theme.done, Mark.NEXT: theme.next}.get(mark)
        if accent:
            tint = QColor(accent)
            tint.setAlpha(34)
            painter.fillRect(box.adjusted(4, 1, -4, -1), tint)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(theme.text), 1.2))
            painter.drawRoundedRect(box.adjusted(4.5, 1.5, -4.5, -1.5), 4, 4)
        self._paint_mark(painter, box, mark)
        left = self._paint_shape(painter, box, *index.data(ProgramModel.SHAPE))
        room = QRectF(
            box.left() + theme.px(30), box.top(), left - box.left() - theme.px(36), box.height()
        )
        painter.setFont(theme.font(BODY, bold=accent is not None))
        painter.setPen(QColor(accent or (theme.muted if mark is Mark.AHEAD else theme.text)))
        written = painter.fontMetrics().elidedText(
            name_text(index.data()), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, written)
        painter.restore()

    def _paint_mark(self, painter: QPainter, box: QRectF, mark: Mark) -> None:
        theme = self._themes.now
        x, y = box.left() + theme.px(18), box.center().y()
        if mark is Mark.DONE:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.done))
            painter.drawEllipse(QPointF(x, y), 5, 5)
        elif mark is Mark.NEXT:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.next))
            corners = [QPointF(x - 4, y - 5.5), QPointF(x + 6, y), QPointF(x - 4, y + 5.5)]
            painter.drawPolygon(QPolygonF(corners))
        elif mark is Mark.PASSED:
            painter.setPen(QPen(QColor(theme.muted), 1.6))
            painter.drawPolyline(
                QPolygonF([QPointF(x - 4, y), QPointF(x - 1, y + 3), QPointF(x + 4, y - 4)])
            )

    def _paint_shape(
        self,
        painter: QPainter,
        box: QRectF,
        shape: tuple[int, int],
        dimensions: tuple[str, str],
    ) -> float:
        """(rows, columns) flush right, each number in its dimension's colour; returns its left."""
        theme = self._themes.now
        painter.setFont(theme.font(BODY))
        metrics = painter.fontMetrics()
        parts = theme.shape_parts(shape, dimensions)
        left = box.right() - 12 - sum(metrics.horizontalAdvance(text) for text, _ in parts)
        x = left
        baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
        for part, colour in parts:
            painter.setPen(colour)
            painter.drawText(QPointF(x, baseline), part)
            x += metrics.horizontalAdvance(part)
        return left


class ProgramPanel(Panel):
    """The listing. Choosing a line shows it on the bench; stepping follows the line just done."""

    title = "Program"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._model = ProgramModel(self)
        self.list = QListView(self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(ProgramDelegate(context.themes, self.list))
        self.list.setAccessibleName("Lines of the iteration")
        self.list.setToolTip("Choose a line to look at it (↑ ↓); stepping (→ ←) computes them")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        column.addWidget(self.list)
        self._switches = Switches(context, self)
        column.addWidget(self._switches)

    def refresh(self, snapshot: Snapshot) -> None:
        """Move the marks; keep the line just done in sight."""
        self._switches.show_view(self.session.experiment.view)
        for changed in self._model.show_moment(snapshot, self.session.experiment.view.rows):
            self.list.update(changed)
        shown = self.session.selected
        selection = self.list.selectionModel()
        wanted = QModelIndex() if shown is None else self._model.row_of(shown)
        if self.list.currentIndex() != wanted or (shown is None and selection.hasSelection()):
            selection.blockSignals(True)
            self.list.clearSelection()
            self.list.setCurrentIndex(wanted)
            selection.blockSignals(False)
            self.list.viewport().update()
        if shown is None and not self.session.playing:
            self.list.scrollTo(self._model.row_of(snapshot.next.name))
            if snapshot.done is not None:
                self.list.scrollTo(self._model.row_of(snapshot.done.name))

    def _chosen(self, current: QModelIndex, _: QModelIndex) -> None:
        step = current.data(ProgramModel.STEP) if current.isValid() else None
        if step is not None:
            self.session.select(step.name)
