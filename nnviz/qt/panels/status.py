"""One sentence at the bottom: what was just done and what comes next, or what is wrong."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from nnviz.present.numbers import name_text
from nnviz.qt.context import Context
from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.panels.panel import Panel
from nnviz.session.snapshot import Snapshot


class StatusPanel(Panel):
    """The status line."""

    title = "Status"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._text = SteadyLabel(self)
        self._problem = QLabel(self)
        self._problem.setObjectName("problem")
        self._problem.setWordWrap(True)
        self._problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._problem.hide()
        self._problem.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 10, 3)
        row.addWidget(self._problem, 1)
        row.addWidget(self._text, 1)
        context.session.signals.problem.connect(self._show_problem)

    def refresh(self, snapshot: Snapshot) -> None:
        """Say where the run stands."""
        theme = self.theme
        if self.session.playing:
            self._text.setText(f"Running: {self.session.speed.title}. Space pauses.")
            return
        formula = name_text(snapshot.next.formula)
        upcoming = f"<span style='color:{theme.next}'><b>Next:</b></span> {formula}"
        if snapshot.done is None:
            text = f"Nothing is computed yet. {upcoming} &nbsp; (→ computes it)"
        else:
            text = (
                f"<span style='color:{theme.done}'><b>Just done:</b></span> "
                f"{name_text(snapshot.done.formula)} &nbsp;&nbsp; {upcoming}"
            )
        if snapshot.line == len(snapshot.program.steps):
            text += f" &nbsp; of iteration {snapshot.completed + 1:,}"
        self._text.setText(text)

    def _show_problem(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self._text.setVisible(not sentence)
