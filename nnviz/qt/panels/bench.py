"""One line of the program: its formula, its operands and its result as matrices."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.program.formulas import latex
from nnviz.program.step import Step
from nnviz.qt.context import Context
from nnviz.qt.panels.bench_canvas import BenchCanvas
from nnviz.qt.panels.panel import Panel
from nnviz.session.snapshot import Snapshot


class BenchPanel(Panel):
    """Shows the chosen line, or the one just done, or before the first the next."""

    title = "Bench"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._canvas = BenchCanvas(context, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._canvas)
        context.formulas.ready.connect(self._canvas.update)

    def refresh(self, snapshot: Snapshot) -> None:
        """Show this moment."""
        rows = self.session.experiment.view.rows
        self._canvas.show_line(self._line(snapshot), snapshot)
        steps = snapshot.program.steps
        ahead = steps[snapshot.line :] + steps[: snapshot.line]
        self.context.formulas.prepare(latex(step, rows) for step in ahead)

    def _line(self, snapshot: Snapshot) -> Step:
        chosen = self.session.selected
        if chosen is not None:
            return snapshot.program.steps[snapshot.program.index[chosen]]
        return snapshot.done or snapshot.next
