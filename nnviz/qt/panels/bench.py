"""One line of the program: its formula, its operands and its result as matrices."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from nnviz.program.formulas import Operand, latex, terms
from nnviz.program.step import Step
from nnviz.qt.context import Context
from nnviz.qt.items.matrix import MatrixContent
from nnviz.qt.panels.bench_layout import Arranged, arrange
from nnviz.qt.panels.panel import Panel
from nnviz.qt.theme import BODY, TITLE, font
from nnviz.session.snapshot import Snapshot

_FORMULA_HEIGHT = 46.0
_MARGIN = 12.0


class BenchPanel(Panel):
    """Shows the chosen line, or the one just done, or before the first the next."""

    title = "Bench"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._canvas = _Canvas(context, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._canvas)
        context.formulas.ready.connect(self._canvas.update)

    def refresh(self, snapshot: Snapshot) -> None:
        """Show this moment."""
        network = snapshot.program.network
        self._canvas.show_line(self._line(snapshot), snapshot)
        steps = snapshot.program.steps
        ahead = steps[snapshot.line :] + steps[: snapshot.line]
        self.context.formulas.prepare(latex(step, network) for step in ahead)

    def _line(self, snapshot: Snapshot) -> Step:
        chosen = self.session.selected
        if chosen is not None:
            return snapshot.program.steps[snapshot.program.index[chosen]]
        return snapshot.done or snapshot.next


class _Canvas(QWidget):
    """Paints the line."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._step: Step | None = None
        self._snapshot: Snapshot | None = None
        self._arranged: tuple[object, list[Arranged]] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(150)

    def sizeHint(self) -> QSize:
        """Room for a formula above three rows of numbers."""
        return QSize(700, 270)

    def show_line(self, step: Step, snapshot: Snapshot) -> None:
        """Show this line at this moment."""
        self._step, self._snapshot = step, snapshot
        self._arranged = None
        shapes = ", ".join(
            f"{name} {value.shape}"
            for name in (*step.inputs, step.name)
            if (value := snapshot.operand(step, name)) is not None
        )
        self.setAccessibleName(f"{step.formula}. Shapes: {shapes}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Formula above, matrices below."""
        if self._step is None or self._snapshot is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_formula(painter, self._step, self._snapshot)
        self._paint_moment(painter, self._step, self._snapshot)
        area = QRectF(
            _MARGIN,
            _FORMULA_HEIGHT + 14,
            self.width() - 2 * _MARGIN,
            self.height() - _FORMULA_HEIGHT - 18,
        )
        theme = self._context.themes.now
        key = (self._step, id(self._snapshot), self._context.session.column, area, theme)
        if self._arranged is None or self._arranged[0] != key:
            content = self._content(self._step, self._snapshot)
            self._arranged = (key, arrange(content, area, theme))
        painter.setFont(font(BODY + 2))
        for each in self._arranged[1]:
            if each.picture is not None:
                each.picture.paint(painter, each.box)
            else:
                painter.setFont(font(BODY + 3))
                painter.setPen(QColor(theme.text))
                painter.drawText(each.box, Qt.AlignmentFlag.AlignCenter, each.text)

    def _paint_formula(self, painter: QPainter, step: Step, snapshot: Snapshot) -> None:
        theme = self._context.themes.now
        source = latex(step, snapshot.program.network)
        renderer = self._context.formulas.renderer(source, theme.text)
        if renderer is None:  # for the moment until it is typeset
            painter.setFont(font(TITLE))
            painter.setPen(QColor(theme.text))
            box = QRectF(_MARGIN, 6, self.width() - 2 * _MARGIN, _FORMULA_HEIGHT)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, step.formula)
            return
        size = renderer.viewBoxF().size()
        scale = min(
            24.0 / 40.0,
            _FORMULA_HEIGHT / size.height(),
            (self.width() - 2 * _MARGIN) / size.width(),
        )
        width, height = size.width() * scale, size.height() * scale
        top = 8 + (_FORMULA_HEIGHT - height) / 2
        renderer.render(painter, QRectF(_MARGIN, top, width, height))

    def _paint_moment(self, painter: QPainter, step: Step, snapshot: Snapshot) -> None:
        """Say which moment this is, top right: just done, next, or chosen."""
        theme = self._context.themes.now
        if step is snapshot.done:
            text, colour = "just done", theme.done
        elif step is snapshot.next:
            text, colour = "next", theme.next
        elif snapshot.result(step) is None:
            text, colour = "not computed yet", theme.muted
        else:
            text, colour = "computed before", theme.muted
        painter.setFont(font(BODY, bold=True))
        painter.setPen(QColor(colour))
        box = QRectF(self.width() / 2, 4, self.width() / 2 - _MARGIN, 20)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _content(self, step: Step, snapshot: Snapshot) -> list[str | MatrixContent]:
        parts: list[str | MatrixContent] = []
        for term in terms(step, snapshot.program.network, snapshot.learning_rate):
            if isinstance(term, Operand):
                parts.append(self._operand(step, term, snapshot))
            else:
                parts.append(term)
        rows, columns = step.dimensions
        parts.append("→")
        parts.append(
            MatrixContent(
                name=step.name,
                values=snapshot.result(step),
                dimensions=step.dimensions,
                shape=(snapshot.size(rows), snapshot.size(columns)),
                column=self._context.session.column if columns == "m" else None,
                result=True,
            )
        )
        return parts

    def _operand(self, step: Step, operand: Operand, snapshot: Snapshot) -> MatrixContent:
        values = snapshot.operand(step, operand.name)
        rows, columns = _dimensions(snapshot, operand.name)
        shape = snapshot.size(rows), snapshot.size(columns)
        sample = self._context.session.column if columns == "m" else None
        if operand.transposed:
            return MatrixContent(
                operand.name,
                None if values is None else values.T,
                (columns, rows),
                (shape[1], shape[0]),
                transposed=True,
                row=sample,
            )
        return MatrixContent(operand.name, values, (rows, columns), shape, column=sample)


def _dimensions(snapshot: Snapshot, name: str) -> tuple[str, str]:
    """The dimensions of any matrix by its name."""
    if name == "X":
        return "n0", "m"
    if name == "Y":
        return f"n{snapshot.program.network.depth}", "m"
    return snapshot.program.steps[snapshot.program.index[name]].dimensions
