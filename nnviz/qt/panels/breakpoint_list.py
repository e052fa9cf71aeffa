"""The breakpoints: what a run stops at, how often it was met, and from which hit on it stops."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from nnviz.present.numbers import name_text
from nnviz.qt.context import Context
from nnviz.qt.items.stop_dot import Stop
from nnviz.qt.panels.examples import HITS, Offers, conditions
from nnviz.qt.panels.expression_field import ExpressionEntry, ExpressionField, words_of
from nnviz.qt.panels.row_table import Cell, Cells, Column, RowTable, in_short
from nnviz.session.breakpoints import Breakpoint
from nnviz.session.expressions import parse_condition

_COLUMNS = (
    Column("", 22),
    Column("stops", 0),
    Column("hits", 36, True, True, "How often each was met in this run"),
    Column("from", 36, True, True, "From which hit on each stops a run"),
    Column("", 18),
)  # fmt: skip
_FROM = 3
_ALWAYS = "the first matrix not finite"


class BreakpointList(QWidget):
    """The list, and a field that adds a condition to it."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._themes = context.session, context.themes
        self.table = RowTable("Breakpoints", _COLUMNS, self._field, context.themes, self)
        self.table.taken.connect(self._take)
        self.table.switched.connect(self._switch)
        self.table.dropped.connect(self._drop)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_menu)
        field = self._field(self)
        field.setPlaceholderText("Stop when …  J < 0.05")
        field.setToolTip(
            "A condition on matrices, iteration and epoch; a run stops when it becomes true"
        )
        self.entry = ExpressionEntry(
            "Stop when", self._session.break_when, field, self._examples, self
        )
        self._offers = Offers("Or stop when one of these becomes true:", self)
        self._offers.chosen.connect(self.entry.enter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.entry)
        column.addWidget(self._offers)
        column.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Show the breakpoints as they are now."""
        breakpoints = tuple(self._session.breakpoints)
        rows: list[tuple[object, Cells]] = [("always", self._first())]
        rows += [(each, self._cells(each)) for each in breakpoints]
        self.table.show_rows(rows)
        if self.table.columnSpan(0, 1) == 1:
            self.table.setSpan(0, 1, 1, len(_COLUMNS) - 1)
        offered = not any(each.condition for each in breakpoints)
        if offered:
            self._offers.offer(self._examples())
        if self._offers.isHidden() == offered:
            self._offers.setVisible(offered)

    def recolour(self) -> None:
        """Take over the theme."""
        self.table.recolour()

    def _field(self, parent: QWidget) -> ExpressionField:
        session = self._session
        return ExpressionField(
            lambda text: parse_condition(text, session.shapes),
            lambda: words_of(list(session.shapes)),
            self._themes,
            parent,
        )

    def _examples(self) -> list[str]:
        return conditions(self._session.snapshot.program.network.depth)

    # -- rows ----------------------------------------------------------------------------------

    @staticmethod
    def _first() -> Cells:
        tip = "A run always stops right behind the first matrix that is not finite"
        return (
            Cell(stop=Stop.ON, tip=tip, spoken="always on"),
            Cell(_ALWAYS, note="always on", tone="muted", tip=tip),
            Cell(), Cell(), Cell(),
        )  # fmt: skip

    def _cells(self, which: Breakpoint) -> Cells:
        title = f"before {name_text(which.line)}" if which.line else which.condition
        problem = in_short(which.problem)
        known = not problem
        tone = "text" if known and which.enabled else "muted"
        state = "enabled" if which.enabled else "disabled"
        what = "Double-click to edit the condition" if which.condition else title
        return (
            Cell(
                stop=Stop.ON if which.enabled and known else Stop.OFF, checked=which.enabled,
                tip=f"{state.capitalize()}; click to change it (Space)", spoken=state,
            ),
            Cell(
                title, note=problem, narrow_note=problem or self._counted(which),
                wrapped=True, tone=tone, note_tone="warning" if which.problem else "muted",
                edit=which.condition or None, tip=which.problem or f"{title}\n{what}",
            ),
            Cell(f"{which.hits:,}", right=True, tone=tone, tip="How often it was met in this run"),
            Cell(
                f"{which.passes + 1:,}", right=True, tone=tone, edit=which.passes + 1,
                tip="From which hit on it stops a run; double-click to change it",
            ),
            Cell(drop=True, tip="Remove it (Delete)", spoken="remove"),
        )  # fmt: skip

    @staticmethod
    def _counted(which: Breakpoint) -> str:
        """Both numbers in words, where they have no columns."""
        said = [f"{which.hits:,} hit" + ("" if which.hits == 1 else "s")] if which.hits else []
        if which.passes:
            said.append(f"stops from {which.passes + 1:,}")
        return ", ".join(said)

    # -- doing ---------------------------------------------------------------------------------

    def _at(self, row: int) -> Breakpoint | None:
        found = self.table.rows.items[row]
        return found if isinstance(found, Breakpoint) else None

    def _take(self, row: int, column: int, value: object) -> None:
        which, breakpoints = self._at(row), self._session.breakpoints
        if which is None:
            return
        if column == _FROM and isinstance(value, int):
            if value - 1 != which.passes:
                breakpoints.set(which, passes=value - 1)
        elif str(value) != which.condition:
            breakpoints.rewrite(which, str(value), self._session.shapes)

    def _switch(self, row: int) -> None:
        which = self._at(row)
        if which is not None:
            self._session.breakpoints.set(which, enabled=not which.enabled)

    def _drop(self, row: int) -> None:
        which = self._at(row)
        if which is not None:
            self._session.breakpoints.remove(which)

    def _open_menu(self, place: QPoint) -> None:
        row = self.table.indexAt(place).row()
        row = self.table.row if row < 0 else row
        which = self._at(row) if row >= 0 else None
        if which is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        enabled = menu.addAction("Enabled")
        enabled.setCheckable(True)
        enabled.setChecked(which.enabled)
        enabled.triggered.connect(lambda on: self._session.breakpoints.set(which, enabled=on))
        if which.condition:
            menu.addAction("Edit the condition").triggered.connect(
                lambda: self.table.edit_row(self.table.rows.items.index(which))
            )
        hits = menu.addMenu("Stop from hit")
        for hit in HITS:
            action = hits.addAction(f"{hit:,}")
            action.setCheckable(True)
            action.setChecked(which.passes == hit - 1)
            action.triggered.connect(
                lambda _=False, hit=hit: self._session.breakpoints.set(which, passes=hit - 1)
            )
        menu.addAction("Remove").triggered.connect(lambda: self._session.breakpoints.remove(which))
        menu.popup(self.table.viewport().mapToGlobal(place))
