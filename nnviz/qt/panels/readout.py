"""Where the run stands, in numbers."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMenuBar,
    QSizePolicy,
    QToolTip,
    QWidget,
)

from nnviz.present.numbers import number, significant
from nnviz.qt.context import Context
from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.panels.panel import Panel
from nnviz.session.evaluation import Evaluation, Measure
from nnviz.session.snapshot import Snapshot

_WIDEST = {
    "epoch": "88,888,888",
    "iteration": "888,888,888",
    "J": "8.888e−88",
    "of it": "(8.88e−88 reg.)",
    "accuracy": "−8.88e88",
}


class Readout(Panel):
    """Epoch, iteration, J and accuracy, always in sight and always in the same place.

    A regression has R² instead of an accuracy. What regularization adds to J stands behind it in
    experiments that regularize.
    """

    title = "Where the run stands"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 12, 0)
        row.setSpacing(5)
        self._values: dict[str, SteadyLabel] = {}
        self._captions: dict[str, SteadyLabel] = {}
        for name in _WIDEST:
            value = SteadyLabel(self)
            value.setObjectName("caption" if name == "of it" else "readout")
            value.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            if name != "of it":
                caption = QLabel(name, self)
                caption.setObjectName("caption")
                row.addWidget(caption)
            row.addWidget(value)
            self._values[name] = value
        self._quality = caption
        self._values["of it"].hide()
        self._named = "accuracy"
        self._arranged: tuple[bool, int, int] | None = None
        self.recolour()

    def recolour(self) -> None:
        """Keep the room of the widest text in the present text size."""
        for name, label in self._values.items():
            label.ensurePolished()
            wide = label.fontMetrics().horizontalAdvance(_WIDEST[name])
            label.setMinimumWidth(wide + 8)
        self._quality.ensurePolished()
        self._quality.setMinimumWidth(self._quality.fontMetrics().horizontalAdvance("accuracy"))

    def refresh(self, snapshot: Snapshot) -> None:
        """Write the numbers."""
        evaluation, train = snapshot.evaluation, snapshot.evaluation.train
        regularized = snapshot.program.network.regularizer is not None
        regression = not self.session.experiment.shape.classes
        self._named = "R²" if regression else "accuracy"
        if self._quality.text() != self._named:
            self._quality.setText(self._named)
        self._write("epoch", f"{snapshot.epoch:,}")
        self._write("iteration", f"{snapshot.completed:,}")
        self._write("J", significant(evaluation.cost))
        self._write("of it", f"({significant(evaluation.penalty, 3)} reg.)")
        self._make_room(regularized)
        self._write("accuracy", _quality(train), self._named)

    def _make_room(self, regularized: bool) -> None:
        """Show what regularization adds where the menus leave room for it."""
        bar, part = self.parentWidget(), self._values["of it"]
        if not isinstance(bar, QMenuBar):  # a toolbar arranges itself
            part.setVisible(regularized)
            return
        now = (regularized, bar.width(), part.minimumWidth())
        if now == self._arranged:
            return
        self._arranged = now
        part.hide()
        menus = bar.actionGeometry(bar.actions()[-1]).right()
        needed = self.sizeHint().width() + part.minimumWidth() + 8
        part.setVisible(regularized and menus + needed <= bar.width())
        # A menu bar looks at its corner only when its own size changes.
        QApplication.sendEvent(bar, QResizeEvent(bar.size(), bar.size()))

    def _write(self, name: str, text: str, said: str = "") -> None:
        label = self._values[name]
        if label.text() != text:
            label.setText(text)
            label.setAccessibleName(f"{said or name} {text}")

    def event(self, event: QEvent) -> bool:
        """Tell more where the pointer rests; it is written when it is asked for."""
        if event.type() is QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            QToolTip.showText(event.globalPos(), self.details(), self)
            return True
        return super().event(event)

    def details(self) -> str:
        """Cost and quality of every part of the samples, and what regularization adds, in HTML."""
        snapshot = self.session.snapshot
        evaluation = snapshot.evaluation
        rows = "".join(
            f"<tr><td>{part}&nbsp;&nbsp; </td><td align='right'>{measure.count:,}&nbsp;&nbsp; </td>"
            f"<td>{significant(measure.cost)}&nbsp;&nbsp; </td><td>{_quality(measure)}</td></tr>"
            for part, measure in _parts(evaluation)
        )
        text = (
            f"After iteration {snapshot.completed:,}, epoch {snapshot.epoch:,}:"
            "<table><tr><td></td><td>samples&nbsp;&nbsp; </td>"
            f"<td>J</td><td>{self._named}</td></tr>"
            f"{rows}</table>"
        )
        if snapshot.program.network.regularizer is not None:
            text += (
                f"Regularization adds {significant(evaluation.penalty)} to every J; "
                f"without it, train has {significant(evaluation.cost - evaluation.penalty)}.<br>"
            )
        if evaluation.train.accuracy is None:
            return f"{text}R² is the share of the variance that is explained: 1 is perfect."
        return f"{text}Accuracy is the share of samples that are classified rightly."


def _parts(evaluation: Evaluation) -> list[tuple[str, Measure]]:
    parts = (("train", evaluation.train), ("dev", evaluation.dev), ("test", evaluation.test))
    return [(name, measure) for name, measure in parts if measure is not None]


def _quality(measure: Measure) -> str:
    if measure.accuracy is not None:
        return f"{100 * measure.accuracy:.1f} %"
    share = measure.explained
    if share is None:
        return "–"
    return number(share, 3) if abs(share) < 100 else significant(share, 3)
