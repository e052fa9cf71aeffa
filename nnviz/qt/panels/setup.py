"""The settings of the experiment, each a change that can be undone."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from nnviz.data.generators import GENERATORS
from nnviz.errors import UserError
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.initializers import INITIALIZERS
from nnviz.nn.losses import LOSSES
from nnviz.qt.context import Context
from nnviz.qt.panels.layers_editor import LayersEditor
from nnviz.qt.panels.panel import Panel
from nnviz.session.experiment import MOST_SEED, Experiment
from nnviz.session.settings import parse_value
from nnviz.session.snapshot import Snapshot

_RATES = ("0.00001", "0.0001", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10")
_BATCHES = ("full", "1", "5", "10", "20", "30", "64")


def _show_value(box: QSpinBox, value: int) -> None:
    """Show a value without telling; the same value again would undo what is being typed."""
    if box.value() != value:
        box.blockSignals(True)
        box.setValue(value)
        box.blockSignals(False)


class SetupPanel(Panel):
    """A form. What does not fit is explained below its field, and nothing changes."""

    title = "Setup"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        inside = QWidget(self)
        self._form = QFormLayout(inside)
        self._form.setContentsMargins(12, 10, 12, 10)
        self._form.setVerticalSpacing(7)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._error = QLabel(self)
        self._error.setObjectName("problem")
        self._error.setWordWrap(True)
        self._error.hide()
        self._explained = ""
        self._show: list[Callable[[Experiment], None]] = []
        self._fields: dict[str, QWidget] = {}
        self._build()
        context.session.signals.experiment.connect(lambda _: self._error.hide())
        scroll = QScrollArea(self)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def refresh(self, snapshot: Snapshot) -> None:
        """Show the settings as they are."""
        for show in self._show:
            show(self.session.experiment)

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        self._heading("Network")
        self._layers = LayersEditor(self)
        self._layers.changed.connect(lambda sizes: self._change("network.hidden", sizes))
        label = QLabel("Hidden la&yers, units of each", self)
        label.setBuddy(self._layers.first)
        self._form.addRow(label)
        self._form.addRow(self._layers)
        self._fields["network.hidden"] = self._layers
        self._show.append(lambda experiment: self._layers.show_sizes(experiment.network.hidden))
        hidden = {row.name: row.title for row in ACTIVATIONS.values() if row.hidden}
        self._choice("&Activation", "network.activation", hidden, "g of the hidden layers")
        outputs = {row.name: row.title for row in ACTIVATIONS.values()}
        self._choice("&Output", "network.output", outputs, "g of the output layer")
        losses = {row.name: row.title for row in LOSSES.values()}
        self._choice("&Loss", "network.loss", losses, "What is minimized; it must fit the output")
        initial = {row.name: row.title for row in INITIALIZERS.values()}
        self._choice("&Initializer", "network.initializer", initial, "How weights are drawn")
        self._heading("Training")
        self._typed("Learnin&g rate", "training.learning_rate", _RATES, "α: any number above 0")
        self._typed("&Batch size", "training.batch_size", _BATCHES,
                    "Samples an iteration; full for all of them")  # fmt: skip
        self._number("&Seed", "training.seed", 0, MOST_SEED,
                     "Decides weights, samples, shuffles; the same seed, the same run")  # fmt: skip
        self._heading("Data")
        sources = {row.name: row.title for row in GENERATORS.values()}
        self._choice("&Data", "data.source", sources, "What is learned from")
        self._samples = self._number("Sam&ples", "data.samples", 2, 200_000, "How many are drawn")
        self._show.append(self._show_samples)
        self._percent("&Noise", "data.noise", 0, 50, "How much the classes mix")
        self._percent("&Train share", "data.train_share", 10, 100,
                      "The part that trains; the rest tests, nothing at 100 %")  # fmt: skip

    def _heading(self, text: str) -> None:
        label = QLabel(text.upper(), self)
        label.setObjectName("caption")
        self._form.addRow(label)

    def _row(self, text: str, setting: str, field: QWidget, tip: str) -> None:
        label = QLabel(text, self)
        label.setBuddy(field)
        key = text[text.index("&") + 1].upper()
        field.setToolTip(f"{tip} (Alt+{key})")
        field.setAccessibleName(text.replace("&", ""))
        self._form.addRow(label, field)
        self._fields[setting] = field

    def _choice(self, text: str, key: str, titles: dict[str, str], tip: str) -> QComboBox:
        box = QComboBox(self)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        for name, title in titles.items():
            box.addItem(title, name)
        box.activated.connect(lambda _: self._change(key, box.currentData()))
        section, _, field = key.partition(".")

        def show(experiment: Experiment) -> None:
            box.setCurrentIndex(box.findData(getattr(getattr(experiment, section), field)))

        self._show.append(show)
        self._row(text, key, box, tip)
        return box

    def _typed(self, text: str, key: str, offered: tuple[str, ...], tip: str) -> None:
        """A list of usual values and any other."""
        box = QComboBox(self)
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.addItems(list(offered))
        box.setCompleter(None)  # type: ignore[arg-type]
        edit = box.lineEdit()
        assert isinstance(edit, QLineEdit)
        section, _, field = key.partition(".")

        def current() -> str:
            value = getattr(getattr(self.session.experiment, section), field)
            return f"{value:.10g}" if isinstance(value, float) else str(value)

        def take() -> None:
            text = box.currentText().strip()
            edit.setModified(False)
            self._error.hide()
            if text != current():
                self._change_text(key, text)

        box.activated.connect(lambda _: take())
        edit.editingFinished.connect(take)

        def show(_: Experiment) -> None:
            if not edit.isModified() and box.currentText() != current():
                box.setEditText(current())
                if self._explained == key:  # the wrong value is gone, and so is the reason
                    self._error.hide()

        self._show.append(show)
        self._row(text, key, box, tip)

    def _number(self, text: str, key: str, low: int, high: int, tip: str) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(low, high)
        box.setKeyboardTracking(False)
        section, _, field = key.partition(".")
        box.valueChanged.connect(lambda value: self._change(key, value))

        def show(experiment: Experiment) -> None:
            _show_value(box, getattr(getattr(experiment, section), field))

        self._show.append(show)
        self._row(text, key, box, tip)
        return box

    def _percent(self, text: str, key: str, low: int, high: int, tip: str) -> None:
        box = QSpinBox(self)
        box.setRange(low, high)
        box.setSingleStep(5)
        box.setSuffix(" %")
        box.setKeyboardTracking(False)
        section, _, field = key.partition(".")
        box.valueChanged.connect(lambda value: self._change(key, value / 100))

        def show(experiment: Experiment) -> None:
            _show_value(box, round(100 * getattr(getattr(experiment, section), field)))

        self._show.append(show)
        self._row(text, key, box, tip)

    def _show_samples(self, experiment: Experiment) -> None:
        row = GENERATORS.get(experiment.data.source)
        fixed = experiment.samples if row is None or row.count is not None else None
        self._samples.setEnabled(fixed is None)
        tip = "How many are drawn" if fixed is None else f"These are always {fixed}"
        self._samples.setToolTip(f"{tip} (Alt+P)")
        if fixed is not None:
            self._samples.blockSignals(True)
            self._samples.setValue(fixed)
            self._samples.blockSignals(False)

    # -- changing ------------------------------------------------------------------------------

    def _change_text(self, key: str, text: str) -> None:
        section, _, field = key.partition(".")
        current = getattr(getattr(self.session.experiment, section), field)
        try:
            value = parse_value(key, text, current)
        except UserError as error:
            self._explain(str(error), key)
            return
        self._change(key, value)

    def _change(self, key: str, value: Any) -> None:
        self._error.hide()
        try:
            self.session.set_up(key, value)
        except UserError as error:
            self.refresh(self.session.snapshot)
            self._explain(str(error), key)
        else:
            self.refresh(self.session.snapshot)

    def _explain(self, sentence: str, key: str) -> None:
        """Put the sentence below the field that caused it."""
        beside, self._explained = self._fields[key], key
        self._form.removeWidget(self._error)
        row = self._form.rowCount()
        for place in range(self._form.rowCount()):
            item = self._form.itemAt(place, QFormLayout.ItemRole.FieldRole)
            field = item.widget() if item is not None else None
            if field is beside:
                row = place + 1
        self._form.insertRow(row, self._error)
        self._error.setText(sentence)
        self._error.show()
