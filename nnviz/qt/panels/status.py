"""One sentence at the bottom: what was just done and what comes next, or what is wrong."""

import html

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from nnviz.present.numbers import name_text
from nnviz.program.formulas import plain_name, text
from nnviz.program.sentences import sentence
from nnviz.program.step import Step
from nnviz.qt.context import Context
from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.panels.panel import Panel
from nnviz.session.snapshot import Snapshot

_GAP = 16  # pixels between what was done and what comes next
_READABLE = 5  # lines a second that can still be read


class _Sentence(QLabel):
    """A sentence as high as it needs to be at its width.

    A wrapping label in a status bar asks for the height that it would have at its smallest width,
    which is most of the window.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("problem")
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(self.fontMetrics().height() + 2)

    def say(self, sentence: str) -> None:
        """Show a sentence; hide without one."""
        self.setText(sentence)
        around = self.parentWidget()
        self._fit(around.width() - 24 if around is not None else 0)
        self.setVisible(bool(sentence))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width needs another height."""
        super().resizeEvent(event)
        self._fit(self.width())

    def _fit(self, width: int) -> None:
        room = QRect(0, 0, max(width, 300), 1000)
        wrapped = self.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), self.text())
        if self.height() != wrapped.height() + 2:
            self.setFixedHeight(wrapped.height() + 2)


class StatusPanel(Panel):
    """The status line: what was just done at the left, what comes next from the middle on.

    Either half says it in words, with the formula where there is room for both, so that nothing
    moves from one line of the program to the next.
    """

    title = "Status"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._done = SteadyLabel(self)
        self._next = SteadyLabel(self)
        self._problem = _Sentence(self)
        self._problem.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 10, 3)
        row.setSpacing(_GAP)
        row.addWidget(self._problem, 1)
        row.addWidget(self._done, 1)
        row.addWidget(self._next, 1)
        context.session.signals.problem.connect(self._show_problem)
        self._show_problem(context.session.problem)

    def refresh(self, snapshot: Snapshot) -> None:
        """Say where the run stands."""
        session = self.session
        running = self.context.bridge.moving and not self._readable
        self._next.setVisible(not running and not session.problem)
        if running:
            self._done.setText(f"Running: {session.speed.title}. Space pauses.")
            return
        room = (self.width() - 20 - _GAP) // 2
        if snapshot.done is None:
            self._done.setText(self._longest(["Nothing is computed yet.", "Nothing yet."], room))
        else:
            forms = self._forms(snapshot.done, snapshot, upcoming=False)
            self._done.setText(self._headed("Just done:", self.theme.done, forms, room))
        forms = self._forms(snapshot.next, snapshot, upcoming=True)
        self._next.setText(self._headed("Next:", self.theme.next, forms, room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for more or less."""
        super().resizeEvent(event)
        self.refresh(self.session.snapshot)

    @property
    def _readable(self) -> bool:
        """Whether lines follow one another slowly enough to be read."""
        speed = self.session.speed
        return speed.by_line and 0 < speed.rate <= _READABLE

    def _forms(self, step: Step, snapshot: Snapshot, upcoming: bool) -> list[str]:
        """What can be said of a line, the longest first."""
        rows = self.session.experiment.view.rows
        said = sentence(snapshot.program, step, len(snapshot.batch), rows)
        words = said.upcoming() if upcoming else said.done()
        formula, name = text(step, rows), plain_name(step.name, rows)
        if upcoming and snapshot.line == len(snapshot.program.steps):
            after = f" of iteration {snapshot.completed + 1:,}"
            formula, name = f"{formula}{after}", f"{name}{after}"
        return [
            *(f"{formula}: {each}" for each in words[:2]),
            *(f"{name}: {each}" for each in words),
            name,
            plain_name(step.name, rows),
        ]

    def _headed(self, heading: str, colour: str, forms: list[str], room: int) -> str:
        start = f"<span style='color:{colour}'><b>{heading}</b></span> "
        return self._longest([start + html.escape(name_text(form)) for form in forms], room)

    def _longest(self, forms: list[str], room: int) -> str:
        """The first that fits, else the last."""
        return next((each for each in forms if self._done.width_of(each) <= room), forms[-1])

    def _show_problem(self, sentence: str) -> None:
        self._problem.say(sentence)
        for label in (self._done, self._next):
            label.setVisible(not sentence)
