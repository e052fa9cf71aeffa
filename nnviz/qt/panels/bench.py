"""One line of the program: its formula, its operands and its result as matrices."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnviz.nn.calls import Array
from nnviz.program.formulas import Operand, latex, plain_name, terms, text
from nnviz.program.step import Step
from nnviz.qt.context import Context
from nnviz.qt.items.matrix import MatrixContent
from nnviz.qt.panels.bench_layout import Arranged, arrange
from nnviz.qt.panels.panel import Panel
from nnviz.qt.theme import BODY, TITLE
from nnviz.session.snapshot import Snapshot

_FORMULA_SHARE, _FORMULA_LEAST = 0.24, 44.0  # of the height; in pixels
_MARGIN = 12.0
_MOMENT = 110.0  # the room for the words at the top right


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


class _Canvas(QWidget):
    """Paints the line."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._step: Step | None = None
        self._snapshot: Snapshot | None = None
        self._arranged: list[Arranged] = []
        self._arranged_for: tuple[object, ...] = ()
        self._arranged_snapshot: Snapshot | None = None
        self._formula_height = _FORMULA_LEAST
        self._card = QLabel(self)
        self._card.setObjectName("card")
        self._card.hide()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that its name can be read out
        self.setToolTip("The formula of a line, its operands and its result (Alt+5)")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing below it is painted
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)

    @property
    def _rows(self) -> bool:
        """Whether samples are shown as rows."""
        return self._context.session.experiment.view.rows

    def sizeHint(self) -> QSize:
        """Room for a formula above three rows of numbers."""
        return QSize(700, 270)

    def show_line(self, step: Step, snapshot: Snapshot) -> None:
        """Show this line at this moment."""
        self._step, self._snapshot = step, snapshot
        self._card.hide()
        shapes = ", ".join(
            f"{plain_name(name, self._rows)} {value.shape[::-1] if self._rows else value.shape}"
            for name in (*step.inputs, step.name)
            if (value := snapshot.operand(step, name)) is not None
        )
        self.setAccessibleName(f"{text(step, self._rows)}. Shapes: {shapes}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Formula above, matrices below."""
        if self._step is None or self._snapshot is None:
            return
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(self._context.themes.now.surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._context.themes.now
        self._arrange(self._step, self._snapshot)
        self._paint_formula(painter, self._step, self._snapshot)
        self._paint_moment(painter, self._step, self._snapshot)
        for each in self._arranged:
            if each.picture is not None:
                each.picture.paint(painter, each.box)
            else:
                painter.setFont(theme.font(BODY + 1))
                painter.setPen(QColor(theme.text))
                painter.drawText(each.box, Qt.AlignmentFlag.AlignCenter, each.text)

    def _arrange(self, step: Step, snapshot: Snapshot) -> None:
        """Place formula and matrices; the formula gives way where numbers need its room."""
        theme = self._context.themes.now
        key = (step, self._context.session.column, self.size(), theme, self._rows)
        if snapshot is self._arranged_snapshot and key == self._arranged_for:
            return
        self._arranged_snapshot, self._arranged_for = snapshot, key
        content = self._content(step, snapshot)
        preferred = min(max(self.height() * _FORMULA_SHARE, _FORMULA_LEAST), 110.0)
        most = -1
        for height in (preferred, _FORMULA_LEAST):
            top = height + 12
            area = QRectF(_MARGIN, top, self.width() - 2 * _MARGIN, self.height() - top - 4)
            arranged = arrange(content, area, theme)
            legible = sum(each.legible for each in arranged)
            if legible > most:
                most, self._formula_height, self._arranged = legible, height, arranged
            if legible == len(arranged):
                return

    def _paint_formula(self, painter: QPainter, step: Step, snapshot: Snapshot) -> None:
        theme, height = self._context.themes.now, self._formula_height
        source = latex(step, self._rows)
        renderer = self._context.formulas.renderer(source, theme.text)
        if renderer is None:  # for the moment until it is typeset
            painter.setFont(theme.font(TITLE))
            painter.setPen(QColor(theme.text))
            box = QRectF(_MARGIN, 6, self.width() - 2 * _MARGIN, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text(step, self._rows))
            return
        size = renderer.viewBoxF().size()
        scale = min(
            height * 0.42 / 40.0,
            height / size.height(),
            (self.width() - 2 * _MARGIN - _MOMENT) / size.width(),
        )
        box = QRectF(0, 0, size.width() * scale, size.height() * scale)
        box.moveTo(_MARGIN, 8 + (height - box.height()) / 2)
        renderer.render(painter, box)

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
        painter.setFont(theme.font(BODY, bold=True))
        painter.setPen(QColor(colour))
        box = QRectF(self.width() / 2, 4, self.width() / 2 - _MARGIN, 20)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The exact value of the entry under the pointer."""
        super().mouseMoveEvent(event)
        for each in self._arranged:
            text = each.picture.entry_at(each.box, event.position()) if each.picture else ""
            if text:
                self._card.setText(text)
                self._card.adjustSize()
                x = min(event.position().x() + 14, self.width() - self._card.width() - 4)
                y = event.position().y() - self._card.height() - 8
                self._card.move(round(x), round(max(y, 4)))
                self._card.show()
                return
        self._card.hide()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self._card.hide()

    def _content(self, step: Step, snapshot: Snapshot) -> list[str | MatrixContent]:
        values = {"learning_rate": snapshot.learning_rate}
        parts: list[str | MatrixContent] = [
            self._matrix(term.name, snapshot.operand(step, term.name), snapshot, term.transposed)
            if isinstance(term, Operand)
            else term
            for term in terms(step, values, self._rows)
        ]
        shown = self._matrix(step.name, snapshot.result(step), snapshot, transposed=False)
        return [*parts, "→", replace(shown, result=True)]

    def _matrix(
        self, name: str, values: Array | None, snapshot: Snapshot, transposed: bool
    ) -> MatrixContent:
        """A matrix as the formula has it: turned once for rows, and once for a transpose."""
        first, second = snapshot.program.dimensions(name)
        sample = self._context.session.column
        turned = transposed != self._rows
        if turned:
            first, second = second, first
        return MatrixContent(
            name=plain_name(name, self._rows),
            values=None if values is None else values.T if turned else values,
            dimensions=(first, second),
            shape=(snapshot.size(first), snapshot.size(second)),
            transposed=transposed,
            column=sample if second == "m" else None,
            row=sample if first == "m" else None,
        )
