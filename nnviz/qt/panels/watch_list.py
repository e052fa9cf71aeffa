"""The watches: expressions, what they are now and were before, and which are drawn as curves."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from nnviz.present.watched import brief, is_wrong, preview, whole
from nnviz.qt.context import Context
from nnviz.qt.panels.examples import watches
from nnviz.qt.panels.expression_list import ExpressionList
from nnviz.qt.panels.row_cells import Cells, Column, RowCell, in_short
from nnviz.session.expressions import parse
from nnviz.session.watches import Watch, number

_COLUMNS = (
    Column("plot", 30),
    Column("watch", 0),
    Column("value, before", 86, right=True, wide_only=True),
    Column("", 20),
)


class WatchList(ExpressionList):
    """The list, and a field that adds to it."""

    condition_wanted = Signal(str)
    """A person wants to stop on a condition that begins like this."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(
            context,
            parent,
            name="Watches",
            columns=_COLUMNS,
            asks="Watch",
            holder="Watch …  norm(dW1)",
            tip="A matrix, an entry such as W1[2,1], or what is computed from them",
            offers="Nothing is watched yet. Type above, or begin with one of these:",
            take=context.session.watch,
        )
        arranged = self.layout()
        assert isinstance(arranged, QVBoxLayout)
        arranged.addStretch(0)  # keeps the field at the top while there is no table

    def refresh(self) -> None:
        """Show the watches with the values of this moment."""
        them = tuple(self._session.watches)
        self.table.show_rows([(each, self._cells(each)) for each in them])
        self._offer(not them)
        if self.table.isHidden() == bool(them):
            self.table.setVisible(bool(them))

    def _check(self, text: str) -> object:
        return parse(text, self._session.shapes)

    def _examples(self) -> list[str]:
        return watches(self._session.snapshot.program.network.depth)

    # -- rows ----------------------------------------------------------------------------------

    def _cells(self, watch: Watch) -> Cells:
        value, previous, problem = watch.value, watch.previous, watch.problem
        known = value is not None and not problem
        tone = "text" if known and watch.fresh else "muted"
        if known and is_wrong(value):
            tone = "warning"
        note, tip = in_short(problem), f"{watch.text}\nDouble-click to edit it"
        if not problem:
            note = preview(value)
            if value is None:
                note = "not computed yet"
            elif not watch.fresh:
                note = f"from iteration {watch.at:,}  {note}".rstrip()
        said, before = (whole(value) if known else ""), ""
        was = f"\nbefore: {whole(previous)}" if known and previous is not None else ""
        if was and not isinstance(previous, np.ndarray):
            before = brief(previous)
        plot = RowCell()
        if watch.plotted or value is None or number(value) is not None or isinstance(value, float):
            colour = self._themes.now.watch(watch.slot).name()
            state = "drawn below the cost" if watch.plotted else "not drawn"
            plot = RowCell(
                box=colour, checked=watch.plotted, spoken=state,
                tip=f"{state.capitalize()}; click to change it (Space)",
            )  # fmt: skip
        return (
            plot,
            RowCell(
                watch.text, note=note, narrow_note=in_short(problem) or self._narrow_note(watch),
                wrapped=bool(problem), tone="muted" if problem else "text",
                note_tone="warning" if problem else "muted", edit=watch.text,
                tip=problem or tip,
            ),
            RowCell(
                "" if problem else brief(value), note=before, right=True, tone=tone,
                tip=f"{said}{was}",
            ),
            RowCell(drop=True, tip="Remove it (Delete)", spoken="remove"),
        )  # fmt: skip

    @staticmethod
    def _narrow_note(watch: Watch) -> str:
        """The value where it has no column."""
        if watch.value is None:
            return ""
        since = "" if watch.fresh else f" from iteration {watch.at:,}"
        shown = preview(watch.value) or brief(watch.value)
        return f"{shown}{since}"

    # -- doing ---------------------------------------------------------------------------------

    def _at(self, row: int) -> Watch:
        found = self.table.rows.items[row]
        assert isinstance(found, Watch)
        return found

    def _take(self, row: int, _: int, value: object) -> None:
        which, session = self._at(row), self._session
        if str(value) != which.text:
            session.watches.rewrite(which, str(value), session.shapes)
            session.measure_watches()

    def _switch(self, row: int) -> None:
        which = self._at(row)
        self._session.watches.plot(which, not which.plotted)

    def _drop(self, row: int) -> None:
        self._session.watches.remove(self._at(row))

    def _fill_menu(self, menu: QMenu, row: int) -> None:
        which = self._at(row)
        plotted = menu.addAction("Draw its curve")
        plotted.setCheckable(True)
        plotted.setChecked(which.plotted)
        plotted.setEnabled(self.table.rows.cells[row][0].checked is not None)
        plotted.triggered.connect(lambda on: self._session.watches.plot(which, on))
        menu.addAction("Edit").triggered.connect(lambda: self._edit(which))
        menu.addAction("Stop when …").triggered.connect(
            lambda: self.condition_wanted.emit(f"{which.text} > ")
        )
        menu.addAction("Remove").triggered.connect(lambda: self._session.watches.remove(which))
