"""One sentence at the bottom: what was just done and what comes next, or what is wrong."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from nnviz.present.numbers import name_text
from nnviz.program.formulas import text
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
        theme = self.theme
        if self.session.playing:
            self._text.setText(f"Running: {self.session.speed.title}. Space pauses.")
            return
        rows = self.session.experiment.view.rows
        formula = name_text(text(snapshot.next, rows))
        upcoming = f"<span style='color:{theme.next}'><b>Next:</b></span> {formula}"
        if snapshot.done is None:
            sentence = f"Nothing is computed yet. {upcoming} &nbsp; (→ computes it)"
        else:
            sentence = (
                f"<span style='color:{theme.done}'><b>Just done:</b></span> "
                f"{name_text(text(snapshot.done, rows))} &nbsp;&nbsp; {upcoming}"
            )
        if snapshot.line == len(snapshot.program.steps):
            sentence += f" &nbsp; of iteration {snapshot.completed + 1:,}"
        self._text.setText(sentence)

    def _show_problem(self, sentence: str) -> None:
        self._problem.say(sentence)
        self._text.setVisible(not sentence)
