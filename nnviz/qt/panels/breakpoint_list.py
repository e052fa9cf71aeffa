"""The breakpoints: what a run stops at, how often it was met, and from which hit on it stops."""

from PySide6.QtWidgets import QMenu, QWidget

from nnviz.present.numbers import name_text
from nnviz.qt.context import Context
from nnviz.qt.items.stop_dot import Stop
from nnviz.qt.panels.examples import HITS, conditions
from nnviz.qt.panels.expression_list import ExpressionList
from nnviz.qt.panels.row_cells import Cells, Column, RowCell, in_short
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


class BreakpointList(ExpressionList):
    """The list, and a field that adds a condition to it."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(
            context,
            parent,
            name="Breakpoints",
            columns=_COLUMNS,
            asks="Stop when",
            holder="Stop when …  J < 0.05",
            tip="A condition on matrices, iteration and epoch; a run stops when it becomes true",
            offers="Or stop when one of these becomes true:",
            take=context.session.break_when,
        )

    def refresh(self) -> None:
        """Show the breakpoints as they are now."""
        breakpoints = tuple(self._session.breakpoints)
        rows: list[tuple[object, Cells]] = [("always", self._first())]
        rows += [(each, self._cells(each)) for each in breakpoints]
        self.table.show_rows(rows)
        if self.table.columnSpan(0, 1) == 1:
            self.table.setSpan(0, 1, 1, len(_COLUMNS) - 1)
        self._offer(not any(each.condition for each in breakpoints))

    def _check(self, text: str) -> object:
        return parse_condition(text, self._session.shapes)

    def _examples(self) -> list[str]:
        return conditions(self._session.snapshot.program.network.depth)

    # -- rows ----------------------------------------------------------------------------------

    @staticmethod
    def _first() -> Cells:
        tip = "A run always stops right behind the first matrix that is not finite"
        return (
            RowCell(stop=Stop.ON, tip=tip, spoken="always on"),
            RowCell(_ALWAYS, note="always on", tone="muted", tip=tip),
            RowCell(), RowCell(), RowCell(),
        )  # fmt: skip

    def _cells(self, which: Breakpoint) -> Cells:
        title = f"before {name_text(which.line)}" if which.line else which.condition
        problem = in_short(which.problem)
        known = not problem
        tone = "text" if known and which.enabled else "muted"
        state = "enabled" if which.enabled else "disabled"
        what = "Double-click to edit the condition" if which.condition else title
        return (
            RowCell(
                stop=Stop.ON if which.enabled and known else Stop.OFF, checked=which.enabled,
                tip=f"{state.capitalize()}; click to change it (Space)", spoken=state,
            ),
            RowCell(
                title, note=problem, narrow_note=problem or self._counted(which),
                wrapped=True, tone=tone, note_tone="warning" if which.problem else "muted",
                edit=which.condition or None, tip=which.problem or f"{title}\n{what}",
            ),
            RowCell(
                f"{which.hits:,}", right=True, tone=tone, tip="How often it was met in this run"
            ),
            RowCell(
                f"{which.passes + 1:,}", right=True, tone=tone, edit=which.passes + 1,
                tip="From which hit on it stops a run; double-click to change it",
            ),
            RowCell(drop=True, tip="Remove it (Delete)", spoken="remove"),
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

    def _fill_menu(self, menu: QMenu, row: int) -> None:
        which = self._at(row)
        if which is None:
            return
        enabled = menu.addAction("Enabled")
        enabled.setCheckable(True)
        enabled.setChecked(which.enabled)
        enabled.triggered.connect(lambda on: self._session.breakpoints.set(which, enabled=on))
        if which.condition:
            menu.addAction("Edit the condition").triggered.connect(lambda: self._edit(which))
        hits = menu.addMenu("Stop from hit")
        for hit in HITS:
            action = hits.addAction(f"{hit:,}")
            action.setCheckable(True)
            action.setChecked(which.passes == hit - 1)
            action.triggered.connect(
                lambda _=False, hit=hit: self._session.breakpoints.set(which, passes=hit - 1)
            )
        menu.addAction("Remove").triggered.connect(lambda: self._session.breakpoints.remove(which))
