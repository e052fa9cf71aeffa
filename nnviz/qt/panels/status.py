"""One sentence at the bottom: what was just done and what comes next, or what is wrong."""

import html

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from nnviz.present.numbers import name_text
from nnviz.program.formulas import plain_name, text
from nnviz.program.step import Step
from nnviz.qt.context import Context
from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.panels.panel import Panel
from nnviz.session.snapshot import Snapshot


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
    """The status line."""

    title = "Status"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._text = SteadyLabel(self)
        self._problem = _Sentence(self)
        self._problem.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 10, 3)
        row.addWidget(self._problem, 1)
        row.addWidget(self._text, 1)
        context.session.signals.problem.connect(self._show_problem)
        self._show_problem(context.session.problem)

    def refresh(self, snapshot: Snapshot) -> None:
        """Say where the run stands."""
        if self.session.playing:
            self._text.setText(f"Running: {self.session.speed.title}. Space pauses.")
            return
        self._text.setText(self._fitting(snapshot))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for more or less."""
        super().resizeEvent(event)
        self.refresh(self.session.snapshot)

    def _fitting(self, snapshot: Snapshot) -> str:
        """Both formulas if there is room, else that of the next line, else the names alone."""
        after = ""
        if snapshot.line == len(snapshot.program.steps):
            after = f" &nbsp; of iteration {snapshot.completed + 1:,}"
        sentence = ""
        for done, upcoming in ((True, True), (False, True), (False, False)):
            following = self._line(snapshot.next, upcoming)
            heading = f"<span style='color:{self.theme.next}'><b>Next:</b></span> {following}"
            if snapshot.done is None:
                sentence = f"Nothing is computed yet. {heading} &nbsp; (→ computes it)"
            else:
                sentence = (
                    f"<span style='color:{self.theme.done}'><b>Just done:</b></span> "
                    f"{self._line(snapshot.done, done)} &nbsp;&nbsp; {heading}{after}"
                )
            if self._text.width_of(sentence) <= self._text.width():
                break
        return sentence

    def _line(self, step: Step, whole: bool) -> str:
        rows = self.session.experiment.view.rows
        written = text(step, rows) if whole else plain_name(step.name, rows)
        return html.escape(name_text(written))

    def _show_problem(self, sentence: str) -> None:
        self._problem.say(sentence)
        self._text.setVisible(not sentence)
