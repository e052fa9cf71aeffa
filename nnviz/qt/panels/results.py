"""How well the network does: by part, by class, and number by number in a regression."""

import time

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.nn.calls import Array
from nnviz.present.confusion import precision, recall
from nnviz.present.numbers import exact, significant
from nnviz.present.residuals import fit
from nnviz.qt.context import Context
from nnviz.qt.items.confusion_view import ConfusionView, Counts, percent
from nnviz.qt.items.number_table import NumberTable
from nnviz.qt.panels.panel import Panel
from nnviz.qt.panels.plot import colour_plot, make_plot
from nnviz.session.evaluation import Evaluation, Measure
from nnviz.session.snapshot import Snapshot

PARTS = ("train", "dev", "test")
_EVERY = 0.33  # seconds between two evaluations while it plays, and more if they take long
_SHARE = 20.0
_MOST_POINTS = 2000
_MOST_CLASSES = 100


class ResultsPanel(Panel):
    """Accuracy and cost; for classes who is taken for whom, for numbers how far off they are."""

    title = "Results"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._part = "train"
        self._output = 0
        self._shown: tuple[object, ...] = ()
        self._due = 0.0
        self._pairs: tuple[Array, Array] | None = None
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        self.summary = NumberTable("Results by part", inside)
        column.addWidget(self.summary)
        column.addLayout(self._chooser(inside))
        self._said = QLabel(inside)
        self._said.setObjectName("caption")
        self._said.setWordWrap(True)
        column.addWidget(self._said)
        self.confusion = ConfusionView(inside)
        column.addWidget(self.confusion)
        self._make_plot(inside)
        column.addWidget(self.plot, 1)
        self.classes = NumberTable("Samples by class", inside)
        column.addWidget(self.classes)
        column.addStretch(0)
        scroll = QScrollArea(self)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(scroll)
        self.recolour()

    def _chooser(self, parent: QWidget) -> QHBoxLayout:
        """Which part is looked at closely, and which of several predicted numbers."""
        row = QHBoxLayout()
        row.setSpacing(2)
        group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        for part in PARTS:
            button = QToolButton(parent)
            button.setText(part)
            button.setCheckable(True)
            button.setAccessibleName(f"Look at {part}")
            button.setToolTip(f"Look closely at the {part} samples")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _, part=part: self.choose(part))
            group.addButton(button)
            row.addWidget(button)
            self.buttons[part] = button
        row.addStretch(1)
        self.outputs = QComboBox(parent)
        self.outputs.setAccessibleName("Predicted value")
        self.outputs.setToolTip("Which of the predicted values is shown")
        self.outputs.activated.connect(self._choose_output)
        row.addWidget(self.outputs)
        return row

    def _make_plot(self, parent: QWidget) -> None:
        self.plot = make_plot(parent, "Predicted against true", "true", "predicted")
        self.plot.setMinimumHeight(200)
        self._diagonal = self.plot.plot([], [])
        self._points = pg.ScatterPlotItem(pxMode=True)
        self.plot.addItem(self._points)
        self.plot.setMouseEnabled(False, False)
        self.plot.scene().sigMouseMoved.connect(self._point)

    def recolour(self) -> None:
        """Take over the theme."""
        theme = self.theme
        colour_plot(self.plot, theme)
        self._diagonal.setPen(pg.mkPen(theme.muted, width=1, style=Qt.PenStyle.DashLine))
        self._shown = ()
        for table in (self.summary, self.classes):
            table.forget_widths()

    # -- choosing ------------------------------------------------------------------------------

    def choose(self, part: str) -> None:
        """Look closely at a part."""
        self._part = part
        self._look_again()

    def _choose_output(self, place: int) -> None:
        self._output = place
        self._look_again()

    def _look_again(self) -> None:
        self._shown = ()
        self._frame(self.session.snapshot)

    def come_into_sight(self, in_sight: bool) -> None:
        """Nothing is pointed at in a hidden panel."""
        if not in_sight:
            self.confusion.point_at(None)
        super().come_into_sight(in_sight)

    # -- drawing -------------------------------------------------------------------------------

    def refresh(self, snapshot: Snapshot) -> None:
        """Answer all samples of the chosen part with the present parameters."""
        run, evaluation = self.session.run, snapshot.evaluation
        now = time.perf_counter()
        same_run = bool(self._shown) and self._shown[0] is run
        if same_run and self._shown[1] is evaluation:
            return
        if same_run and self.session.playing and now < self._due:
            return
        if not same_run:
            self.summary.forget_widths()
            self.classes.forget_widths()
        self._shown = (run, evaluation)
        self._show(evaluation)
        spent = time.perf_counter() - now
        self._due = now + max(_EVERY, _SHARE * spent)

    def _show(self, evaluation: Evaluation) -> None:
        parts = self._present(evaluation)
        if self._part not in parts:
            self._part = "train"
        for part, button in self.buttons.items():
            button.setEnabled(part in parts)
            button.setChecked(part == self._part)
        classes = self.session.run.trainer.train.dataset.classes
        for widget, on in (
            (self.confusion, 1 < len(classes) <= _MOST_CLASSES),
            (self.classes, bool(classes)),
            (self.plot, not classes),
        ):
            if widget.isHidden() == on:
                widget.setVisible(on)
        if classes:
            self._show_classes(evaluation, classes)
        else:
            self._show_numbers(evaluation)

    @staticmethod
    def _present(evaluation: Evaluation) -> dict[str, Measure]:
        """The measures of the parts that have samples."""
        found = {part: getattr(evaluation, part) for part in PARTS}
        return {part: measure for part, measure in found.items() if measure is not None}

    def _count(self, part: str, measure: Measure) -> str:
        """Of how many samples a measure is; of a very large part only some are looked at."""
        every = len(getattr(self.session.run.trainer.parts, part))
        some = f" of {every:,}" if every != measure.count else ""
        return f"{measure.count:,}{some}"

    # -- classes -------------------------------------------------------------------------------

    def _show_classes(self, evaluation: Evaluation, classes: tuple[str, ...]) -> None:
        self.outputs.hide()
        parts = self._present(evaluation)
        rows = []
        for part, measure in parts.items():
            share = measure.accuracy if measure.accuracy is not None else np.nan
            rows.append(
                (part, self._count(part, measure), percent(share), significant(measure.cost))
            )
        self.summary.show_rows(("", "samples", "accuracy", "J"), rows, self.theme)
        table = self.session.answers.confusion(self._part)
        assert table is not None  # a part without samples cannot be chosen
        if len(classes) <= _MOST_CLASSES:
            self.confusion.show_table(table, classes, self.theme)
        wrong = int(table.sum() - np.trace(table))
        self._said.setText(
            f"{self._part}: {wrong:,} of {int(table.sum()):,} answered wrongly"
            f"{_worst(table, classes)}"
        )
        self._show_class_table(table, classes, tuple(parts))

    def _show_class_table(
        self, table: Counts, classes: tuple[str, ...], parts: tuple[str, ...]
    ) -> None:
        trainer = self.session.run.trainer
        counts = [
            np.bincount(getattr(trainer.parts, part).dataset.labels, minlength=len(classes))
            for part in parts
        ]
        found, sure = recall(table), precision(table)
        rows = [
            (name, *(f"{each[k]:,}" for each in counts), percent(found[k]), percent(sure[k]))
            for k, name in enumerate(classes)
        ]
        self.classes.show_rows(("class", *parts, "recall", "precision"), rows, self.theme)
        self.classes.setToolTip(
            "How many samples of a class each part has. For the part that is looked at: recall "
            "is the share of a class that is answered rightly, precision the share of the "
            "answers with it that are right."
        )

    # -- numbers -------------------------------------------------------------------------------

    def _show_numbers(self, evaluation: Evaluation) -> None:
        names = self.session.run.trainer.train.dataset.predicted
        self._output = min(self._output, len(names) - 1)
        shown = [self.outputs.itemText(k) for k in range(self.outputs.count())]
        if shown != list(names):
            self.outputs.clear()
            self.outputs.addItems(list(names))
        self.outputs.setCurrentIndex(self._output)
        self.outputs.setVisible(len(names) > 1)
        name, rows, k = names[self._output], [], self._output
        for part, measure in self._present(evaluation).items():
            pairs = self.session.answers.predictions(part)
            assert pairs is not None
            found = fit(pairs[0][:, k], pairs[1][:, k])
            explained = "–" if found.explained is None else significant(found.explained)
            rows.append(
                (part, self._count(part, measure), significant(measure.cost), explained,
                 significant(found.rmse), significant(found.largest))
            )  # fmt: skip
            if part == self._part:
                self._pairs = (pairs[0][:, k], pairs[1][:, k])
        titles = ("", "samples", "J", "R²", "RMSE", "largest y − ŷ")
        self.summary.show_rows(titles, rows, self.theme)
        self.summary.setToolTip("RMSE and the largest residual in the units of the data")
        self._say_numbers(name)
        self._show_points(name)

    def _say_numbers(self, name: str) -> None:
        assert self._pairs is not None
        count = len(self._pairs[0])
        some = f", the first {_MOST_POINTS:,} of {count:,}" if count > _MOST_POINTS else ""
        self._said.setText(f"{name} of the {self._part} samples, predicted against true{some}")

    def _show_points(self, name: str) -> None:
        assert self._pairs is not None
        true, predicted = (each[:_MOST_POINTS] for each in self._pairs)
        good = np.isfinite(predicted)
        theme = self.theme
        pen = pg.mkPen(theme.text if theme.name == "dark" else "#ffffff", width=0.6)
        self._points.setData(
            x=true[good], y=predicted[good], size=theme.px(6), brush=pg.mkBrush(theme.positive),
            pen=pen,
        )  # fmt: skip
        seen = np.concatenate([true, predicted[good]])
        low, high = float(seen.min()), float(seen.max())
        room = 0.04 * (high - low or 1.0)
        self._diagonal.setData([low - room, high + room], [low - room, high + room])
        self.plot.setRange(xRange=(low, high), yRange=(low, high), padding=0.04)
        self.plot.setLabel("bottom", f"true {name}")
        self.plot.setLabel("left", f"predicted {name}")
        self.plot.scene().prepareForPaint()

    def _point(self, place: QPointF) -> None:
        """Say the exact numbers of the sample nearest to the pointer."""
        box = self.plot.getPlotItem().vb
        if self._pairs is None or not box.sceneBoundingRect().contains(place):
            self.plot.setToolTip("")
            return
        true, predicted = (each[:_MOST_POINTS] for each in self._pairs)
        across, up = box.viewPixelSize()
        at = box.mapSceneToView(place)
        with np.errstate(all="ignore"):
            away = np.hypot((true - at.x()) / across, (predicted - at.y()) / up)
        if not np.isfinite(away).any() or float(np.nanmin(away)) > 12:
            self.plot.setToolTip("")
            return
        k = int(np.nanargmin(away))
        self.plot.setToolTip(
            f"a {self._part} sample: true {exact(true[k])}, "
            f"predicted {exact(predicted[k])}, off by {exact(true[k] - predicted[k])}"
        )


def _worst(table: Counts, classes: tuple[str, ...]) -> str:
    """The mistake that is made most often, in words."""
    mistakes = table.copy()
    np.fill_diagonal(mistakes, 0)
    if not mistakes.any():
        return ""
    true, answered = np.unravel_index(int(mistakes.argmax()), mistakes.shape)
    count = int(mistakes[true, answered])
    return f"; most often {classes[true]} as {classes[answered]}, {count:,} times"
