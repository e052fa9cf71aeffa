"""The lines of the iteration, like source in a debugger."""

import html
from collections.abc import Mapping
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from nnviz.errors import UserError
from nnviz.present.numbers import name_text
from nnviz.program.compile import Program
from nnviz.program.formulas import text
from nnviz.program.step import Step
from nnviz.qt.context import Context
from nnviz.qt.items.stop_dot import Stop, paint_stop
from nnviz.qt.panels.examples import HITS
from nnviz.qt.panels.panel import Panel
from nnviz.qt.panels.switches import Switches
from nnviz.qt.theme import BODY, LABEL, Themes
from nnviz.session.snapshot import Snapshot

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_GUTTER = 18  # pixels on a desk: the place of breakpoints beside the lines


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
    STOP = Qt.ItemDataRole.UserRole + 3
    STOPPED = Qt.ItemDataRole.UserRole + 4

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Step | str] = []
        self._program: Program | None = None
        self._turned = False
        self._snapshot: Snapshot | None = None
        self._lines: dict[str, int] = {}
        self._stops: Mapping[str, Stop] = {}
        self._stopped = ""
        self._marks: list[tuple[object, ...] | None] = []

    def show_moment(
        self,
        snapshot: Snapshot,
        turned: bool,
        stops: Mapping[str, Stop] | None = None,
        stopped: str = "",
    ) -> list[QModelIndex]:
        """Take over the marks, and the lines if they are others; returns what looks different.

        ``turned`` shows samples as rows; ``stops`` are the breakpoints by their line; ``stopped``
        is why the run has stopped before the next line, if it has.

        No ``dataChanged``: a list view answers that by laying out and painting all of its rows.
        """
        self._snapshot = snapshot
        self._stops, self._stopped = stops or {}, stopped
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

    def _looks(self) -> list[tuple[object, ...] | None]:
        """What can change from one moment to the next in every row."""
        return [
            (self._mark(row), self._shape(row), self._stop(row), self._is_stopped(row))
            if isinstance(row, Step)
            else None
            for row in self._rows
        ]

    def _stop(self, step: Step) -> Stop:
        return self._stops.get(step.name, Stop.NONE)

    def _is_stopped(self, step: Step) -> bool:
        assert self._snapshot is not None
        return bool(self._stopped) and step is self._snapshot.next

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
            tip = html.escape(name_text(text(row, self._turned)))
            why = html.escape(name_text(self._stopped))
            return f"{tip}<br><b>{why}</b>" if self._is_stopped(row) else tip
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            stop = self._stop(row)
            return "" if stop is Stop.NONE else f"breakpoint, {stop.value}"
        if role == self.STOP:
            return self._stop(row)
        if role == self.STOPPED:
            return self._is_stopped(row)
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


class Listing(QListView):
    """The lines, with a gutter on their left where a click sets a breakpoint."""

    pressed_beside = Signal(str)
    """The gutter was pressed beside the line that computes this matrix."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._ghost = -1
        self.setMouseTracking(True)

    @property
    def gutter(self) -> int:
        """How wide it is, in pixels."""
        return round(self._themes.now.px(_GUTTER))

    @property
    def ghost(self) -> int:
        """The row beside which the pointer is in the gutter; -1 for none."""
        return self._ghost

    def _beside(self, place: QPoint) -> QModelIndex:
        """The line beside a place in the gutter."""
        index = self.indexAt(place) if 0 <= place.x() < self.gutter else QModelIndex()
        is_line = index.isValid() and index.data(ProgramModel.STEP) is not None
        return index if is_line else QModelIndex()

    def _point(self, index: QModelIndex) -> None:
        if index.row() != self._ghost:
            for row in (self._ghost, index.row()):
                if row >= 0:
                    self.update(self.model().index(row, 0))
            self._ghost = index.row()
            hand = Qt.CursorShape.PointingHandCursor
            self.viewport().setCursor(hand if index.isValid() else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """In the gutter it is the breakpoint that is meant, not the line."""
        index = self._beside(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self.pressed_beside.emit(index.data(ProgramModel.STEP).name)
        elif event.button() is Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick clicks in the gutter are two clicks."""
        if self._beside(event.position().toPoint()).isValid():
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where a click would set a breakpoint."""
        self._point(self._beside(event.position().toPoint()))
        if not event.buttons():
            super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self._point(QModelIndex())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The gutter below the lines."""
        painter = QPainter(self.viewport())
        strip = QRect(0, 0, self.gutter, self.viewport().height())
        painter.fillRect(strip, QColor(self._themes.now.window))
        painter.end()
        super().paintEvent(event)


class ProgramDelegate(QStyledItemDelegate):
    """Paints breakpoint, mark, name, shape and formula of a line."""

    def __init__(self, themes: Themes, parent: Listing) -> None:
        super().__init__(parent)
        self._themes, self._listing = themes, parent
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
        gutter = float(self._listing.gutter)
        step = index.data(ProgramModel.STEP)
        if step is None:
            painter.setFont(theme.font(LABEL, bold=True))
            painter.setPen(QColor(theme.muted))
            painter.drawText(
                box.adjusted(gutter + theme.px(4), 6, 0, 0),
                Qt.AlignmentFlag.AlignVCenter,
                index.data().upper(),
            )
            painter.restore()
            return
        stop = index.data(ProgramModel.STOP)
        if stop is Stop.NONE and index.row() == self._listing.ghost:
            stop = Stop.GHOST
        paint_stop(painter, QPointF(box.left() + gutter / 2, box.center().y()), stop, theme)
        box.setLeft(box.left() + gutter)
        mark, stopped = index.data(ProgramModel.MARK), index.data(ProgramModel.STOPPED)
        accent = {Mark.DONE: theme.done, Mark.NEXT: theme.next}.get(mark)
        if stopped:
            accent = theme.stop
            painter.fillRect(QRectF(box.left(), box.top() + 1, 4, box.height() - 2), QColor(accent))
        if accent:
            tint = QColor(accent)
            tint.setAlpha(60 if stopped else 34)
            painter.fillRect(box.adjusted(4, 1, -4, -1), tint)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(theme.text), 1.2))
            painter.drawRoundedRect(box.adjusted(4.5, 1.5, -4.5, -1.5), 4, 4)
        self._paint_mark(painter, box, mark, accent)
        left = self._paint_shape(painter, box, *index.data(ProgramModel.SHAPE))
        room = QRectF(
            box.left() + theme.px(22), box.top(), left - box.left() - theme.px(26), box.height()
        )
        painter.setFont(theme.font(BODY, bold=accent is not None))
        colour = accent or (theme.muted if mark is Mark.AHEAD else theme.text)
        painter.setPen(QColor(theme.text if stopped else colour))
        written = painter.fontMetrics().elidedText(
            name_text(index.data()), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, written)
        painter.restore()

    def _paint_mark(self, painter: QPainter, box: QRectF, mark: Mark, accent: str | None) -> None:
        theme = self._themes.now
        x, y = box.left() + theme.px(12), box.center().y()
        if mark is Mark.DONE:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.done))
            painter.drawEllipse(QPointF(x, y), 5, 5)
        elif mark is Mark.NEXT:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(accent or theme.next))
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
    condition_wanted = Signal(str)
    """A person wants to stop on a condition that begins like this."""
    watched = Signal()
    """Something is watched from now on."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._model = ProgramModel(self)
        self.list = Listing(context.themes, self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(ProgramDelegate(context.themes, self.list))
        self.list.setAccessibleName("Lines of the iteration")
        self.list.setToolTip(
            "Choose a line to look at it (↑ ↓); stepping (→ ←) computes them; "
            "click beside one to stop before it (F9)"
        )
        self.list.pressed_beside.connect(self.toggle)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
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
        rows, stopped = self.session.experiment.view.rows, self.session.stopped
        for changed in self._model.show_moment(snapshot, rows, self._stops(), stopped):
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

    def _stops(self) -> dict[str, Stop]:
        """The breakpoints by their line."""
        return {
            each.line: Stop.ON if each.enabled else Stop.OFF
            for each in self.session.breakpoints
            if each.line
        }

    # -- breakpoints ---------------------------------------------------------------------------

    def toggle(self, line: str = "") -> None:
        """Stop before a line or no longer; before the selected one or else the next."""
        wanted = line or self.session.selected or self.session.snapshot.next.name
        try:
            self.session.toggle_breakpoint(wanted)
        except UserError as error:
            self.session.tell(str(error))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done about the line under the pointer, or about the chosen one."""
        index = self.list.currentIndex()
        where = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            index = self.list.indexAt(self.list.viewport().mapFromGlobal(where))
        elif index.isValid():
            box = self.list.visualRect(index)
            where = self.list.viewport().mapToGlobal(box.center())
        else:
            index = self._model.row_of(self.session.snapshot.next.name)
        step = index.data(ProgramModel.STEP) if index.isValid() else None
        if step is not None:
            self.menu_of(step).popup(where)

    def menu_of(self, step: Step) -> QMenu:
        """Breakpoint and watches of a line."""
        session, name = self.session, step.name
        breakpoints = session.breakpoints
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        found = breakpoints.at(name)
        shown = name_text(name)
        here = menu.addAction(f"Stop before {shown}")
        here.setCheckable(True)
        here.setChecked(found is not None)
        here.triggered.connect(lambda: self.toggle(name))
        if found is not None:
            enabled = menu.addAction("Breakpoint enabled")
            enabled.setCheckable(True)
            enabled.setChecked(found.enabled)
            enabled.triggered.connect(lambda on: breakpoints.set(found, enabled=on))
        hits = menu.addMenu("Stop from hit")
        for hit in HITS:
            action = hits.addAction(f"{hit:,}")
            action.setCheckable(True)
            action.setChecked(found is not None and found.passes == hit - 1)
            action.triggered.connect(lambda _=False, hit=hit: self._stop_from(name, hit))
        menu.addSeparator()
        whole = session.snapshot.size(step.dimensions[0]) * session.snapshot.size(
            step.dimensions[1]
        )
        texts = [name] if whole == 1 else [f"norm({name})", f"max(abs({name}))", name]
        for text_ in texts:
            action = menu.addAction(f"Watch {text_}")
            action.triggered.connect(lambda _=False, text_=text_: self._watch(text_))
        begun = f"{name} > " if whole == 1 else f"max(abs({name})) > "
        menu.addAction(f"Stop when {begun}…").triggered.connect(
            lambda: self.condition_wanted.emit(begun)
        )
        return menu

    def _stop_from(self, line: str, hit: int) -> None:
        if self.session.breakpoints.at(line) is None:
            self.toggle(line)
        found = self.session.breakpoints.at(line)
        if found is not None:
            self.session.breakpoints.set(found, enabled=True, passes=hit - 1)

    def _watch(self, wanted: str) -> None:
        try:
            self.session.watch(wanted)
        except UserError as error:
            self.session.tell(str(error))
        else:
            self.watched.emit()

    def _chosen(self, current: QModelIndex, _: QModelIndex) -> None:
        step = current.data(ProgramModel.STEP) if current.isValid() else None
        if step is not None:
            self.session.select(step.name)
