"""One line of the program: its formula, its operands and its result as matrices."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.program.formulas import latex
from nnviz.qt.context import Context
from nnviz.qt.items.matrix_content import MatrixContent
from nnviz.qt.panels.arithmetic import ArithmeticStrip
from nnviz.qt.panels.bench_canvas import BenchCanvas
from nnviz.qt.panels.matrix_viewer import MatrixViewer
from nnviz.qt.panels.panel import Panel
from nnviz.session.snapshot import Snapshot


class BenchPanel(Panel):
    """Shows the chosen line, or the one just done, or before the first the next.

    In its place, one of the matrices large; below, the arithmetic of the entry pointed at.
    """

    title = "Bench"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._canvas = BenchCanvas(context, self)
        self._viewer: MatrixViewer | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._canvas, 1)
        column.addWidget(ArithmeticStrip(context, self))
        context.formulas.ready.connect(self._canvas.update)
        self._canvas.opened.connect(self.open_large)

    @property
    def viewer(self) -> MatrixViewer | None:
        """What shows a matrix large; None while none is."""
        viewer = self._viewer
        return viewer if viewer is not None and not viewer.isHidden() else None

    def refresh(self, snapshot: Snapshot) -> None:
        """Show this moment."""
        rows = self.session.experiment.view.rows
        step = self.session.line_in_sight
        if self.viewer is not None:
            self.viewer.refresh(snapshot, step)
        if self.viewer is None:  # or closed, because there is no such matrix any more
            self._canvas.show_line(step, snapshot)
        steps = snapshot.program.steps
        ahead = steps[snapshot.line :] + steps[: snapshot.line]
        self.context.formulas.prepare(latex(step, rows) for step in ahead)

    def open_large(self, content: MatrixContent) -> None:
        """Show a matrix in place of the line."""
        if self._viewer is None:
            self._viewer = MatrixViewer(self.context, self)
            self._viewer.closed.connect(self._close_large)
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(1, self._viewer, 1)
        self._canvas.hide()
        self._viewer.show()
        snapshot = self.session.snapshot
        self._viewer.open(content, snapshot, self.session.line_in_sight)

    def set_number(self) -> bool:
        """Open the editor at the entry that is pointed at; whether it can be set here."""
        if not self.isVisible():
            return False
        viewer = self.viewer
        return (self._canvas if viewer is None else viewer).editing.begin()

    def _close_large(self) -> None:
        """Back to the line."""
        if self._viewer is None:
            return
        focused = self._viewer.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._viewer.hide()
        self._canvas.show()
        if focused:
            self._canvas.setFocus()
        snapshot = self.session.snapshot
        self._canvas.show_line(self.session.line_in_sight, snapshot)
