"""Why the line on the bench is what it is: its derivation, term by term."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from nnviz.present.numbers import name_text
from nnviz.program.derivation import derive
from nnviz.program.formulas import latex, plain_name
from nnviz.program.step import Step
from nnviz.qt.context import Context
from nnviz.qt.items.derivation_view import DerivationView, Page
from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.panels.panel import Panel
from nnviz.qt.throttle import EVERY
from nnviz.session.snapshot import Snapshot

_AHEAD = 3  # lines whose formulas are typeset before they are reached


class WhyPanel(Panel):
    """Derives the line that the bench shows. While it is hidden, nothing is typeset for it."""

    title = "Why this line"
    every = EVERY

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wanted: Page | None = None
        self._on_page: Page | None = None
        self._shown: tuple[object, ...] = ()
        self.view = DerivationView(context.formulas, self)
        self.view.anchorClicked.connect(self._go_to)
        self._heading = SteadyLabel(self)
        self.copy = QToolButton(self)
        self.copy.setText("Copy as LaTeX")
        self.copy.setAccessibleName("Copy the derivation as LaTeX")
        self.copy.setToolTip("Copy all lines of the derivation as one LaTeX formula")
        self.copy.clicked.connect(self._copy)
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 6, 6)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        context.formulas.ready.connect(self._formula_ready)

    @property
    def in_sight(self) -> bool:
        """Whether it is open and not behind another tab."""
        return self.isVisible() and self.isEnabled()

    @property
    def complete(self) -> bool:
        """Whether the derivation that is wanted is drawn, with all its formulas."""
        return bool(self._shown) and self._shown[0] is self._wanted and bool(self._shown[-1])

    def refresh(self, snapshot: Snapshot) -> None:
        """Show the derivation of the line in sight."""
        step, rows = self.session.line_in_sight, self.session.experiment.view.rows
        page = self._page(step, rows, snapshot)
        if page != self._wanted:
            self._wanted = page
            self._prepare(page)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks lines elsewhere."""
        super().resizeEvent(event)
        if self.in_sight and self._wanted is not None:
            self._draw()

    def recolour(self) -> None:
        """Another theme needs other pictures."""
        self._shown = ()

    def _page(self, step: Step, rows: bool, snapshot: Snapshot) -> Page:
        program = snapshot.program
        known = self._wanted
        names = {"m", "1", "x", *(f"n{k}" for k in range(program.network.depth + 1))}
        sizes = {name: snapshot.size(name) for name in names}
        lines = frozenset(program.index)
        if (
            known is not None
            and known.derivation.step is step
            and known.derivation.rows == rows
            and known.sizes == sizes
            and known.lines == lines
        ):
            return known
        return Page(derive(program, step, rows), sizes, lines)

    def _draw(self) -> None:
        """Show the page that is wanted: at once, with its formulas as text until all are typeset.

        So it is arranged twice at most, and never speaks of another line than the bench.
        """
        page, theme = self._wanted, self.theme
        if page is None:
            return
        complete = not self.view.missing(page, theme.text)
        key = (page, theme, self.view.viewport().width(), complete)
        if key == self._shown:
            return
        same = self._on_page is page
        self._on_page, self._shown = page, key
        self.view.show_page(page, theme, keep_place=same)
        self._heading.setText(self._title(page))
        if complete:
            self._look_ahead()

    def _formula_ready(self) -> None:
        if self.in_sight:
            self._draw()

    def _look_ahead(self) -> None:
        """Have the formulas of the next lines ready before they are reached."""
        snapshot, rows = self.session.snapshot, self.session.experiment.view.rows
        steps = snapshot.program.steps
        for ahead in range(_AHEAD):
            step = steps[(snapshot.line + ahead) % len(steps)]
            self._prepare(Page(derive(snapshot.program, step, rows), {}, frozenset()))

    def _prepare(self, page: Page) -> None:
        """Typeset these before others, and the formula of the line for the bench first of all."""
        line = latex(page.derivation.step, page.derivation.rows)
        self.context.formulas.prepare([line, *page.formulas], urgent=True)

    def _title(self, page: Page) -> str:
        step, rows = page.derivation.step, page.derivation.rows
        name = name_text(plain_name(step.name, rows))
        first, second = step.dimensions[::-1] if rows else step.dimensions
        parts = self.theme.shape_parts((page.sizes[first], page.sizes[second]), (first, second))
        shape = "".join(
            f"<span style='color:{colour.name()}'>{text}</span>" for text, colour in parts
        )
        return f"<b>{name}</b> &nbsp;{shape}"

    def _go_to(self, link: QUrl) -> None:
        self.session.select(link.toString())

    def _copy(self) -> None:
        if self._wanted is not None:
            QGuiApplication.clipboard().setText(self._wanted.derivation.latex)
