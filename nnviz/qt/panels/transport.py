"""The bar above: preset, moving, speed, and where the run stands."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolBar,
    QWidget,
)

from nnviz.errors import UserError
from nnviz.present.numbers import significant
from nnviz.qt.actions import Actions
from nnviz.qt.context import Context
from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.panels.panel import Panel
from nnviz.session.presets import preset_names
from nnviz.session.snapshot import Snapshot
from nnviz.session.speeds import SPEEDS, Speed

_BUTTONS = ("restart", "back", "play", "step", "phase", "iteration", "epoch", "new_start")


class TransportBar(QToolBar):
    """Assembles the parts; it cannot be closed, only moved."""

    def __init__(self, context: Context, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__("Transport", parent)
        self.setObjectName("transport")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setIconSize(QSize(20, 20))
        self._presets = _Presets(context, self)
        self.addWidget(self._presets)
        self.addSeparator()
        for name in _BUTTONS:
            self.addAction(actions[name])
            button = self.widgetForAction(actions[name])
            button.setAccessibleName(actions[name].text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addSeparator()
        self.addWidget(_Speed(context, self))

    def choose_preset(self) -> None:
        """Open the list of presets."""
        self._presets.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._presets.showPopup()


class _Presets(QComboBox):
    """The presets by name."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = context.session
        self.setAccessibleName("Preset")
        self._about: str | None = None
        self.addItems(preset_names())
        self.setPlaceholderText("own settings")
        self.setMinimumWidth(130)
        self.textActivated.connect(self._open)
        context.bridge.frame.connect(lambda _: self._show())
        self._show()

    def _show(self) -> None:
        self.setCurrentIndex(self.findText(self._session.preset))
        experiment = self._session.experiment
        about = ""
        if experiment.title:
            about = f"<b>{experiment.title}</b><br>{experiment.description}<br>"
        if about != self._about:
            self._about = about
            self.setToolTip(f"{about}Open a preset (P); Ctrl+Z brings back what was there")

    def _open(self, name: str) -> None:
        try:
            self._session.open_preset(name)
        except UserError as error:
            self._session.tell(str(error))


class _Speed(QWidget):
    """A slider from one line a second to as fast as it goes."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = context.session
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setRange(0, len(SPEEDS) - 1)
        self._slider.setPageStep(1)
        self._slider.setFixedWidth(92)
        self._slider.setAccessibleName("Speed")
        self._slider.setToolTip("Speed of a run ( [ slower, ] faster )")
        self._text = QLabel(self)
        widest = max(SPEEDS, key=lambda speed: len(speed.title)).title
        self._text.setMinimumWidth(self._text.fontMetrics().horizontalAdvance(widest) + 4)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.addWidget(self._slider)
        row.addWidget(self._text)
        self._slider.valueChanged.connect(lambda value: self._session.set_speed(SPEEDS[value]))
        self._session.signals.speed.connect(self._show)
        self._show(self._session.speed)

    def _show(self, speed: Speed) -> None:
        self._slider.blockSignals(True)
        self._slider.setValue(SPEEDS.index(speed))
        self._slider.blockSignals(False)
        self._text.setText(speed.title)


_WIDEST = {
    "epoch": "88,888,888",
    "iteration": "888,888,888",
    "J": "8.888e−88",
    "accuracy": "100.0 %",
}


class Readout(Panel):
    """Epoch, iteration, J and accuracy, always in sight and always in the same place."""

    title = "Where the run stands"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 12, 0)
        row.setSpacing(5)
        self._values: dict[str, SteadyLabel] = {}
        for name, tip in (
            ("epoch", "Epochs completed"),
            ("iteration", "Iterations completed"),
            ("J", "Cost of all training samples after the last complete iteration"),
            ("accuracy", "Share of training samples that are classified rightly"),
        ):
            caption = QLabel(name, self)
            caption.setObjectName("caption")
            value = SteadyLabel(self)
            value.setObjectName("readout")
            value.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            caption.setToolTip(tip)
            value.setToolTip(tip)
            row.addWidget(caption)
            row.addWidget(value)
            self._values[name] = value
        self.recolour()

    def recolour(self) -> None:
        """Keep the room of the widest number in the present text size."""
        for name, label in self._values.items():
            label.ensurePolished()
            wide = label.fontMetrics().horizontalAdvance(_WIDEST[name])
            label.setMinimumWidth(wide + 8)

    def refresh(self, snapshot: Snapshot) -> None:
        """Write the four numbers."""
        evaluation = snapshot.evaluation
        self._write("epoch", f"{snapshot.epoch:,}")
        self._write("iteration", f"{snapshot.completed:,}")
        self._write("J", significant(evaluation.cost))
        train = evaluation.train
        if train.accuracy is not None:
            self._write("accuracy", f"{100 * train.accuracy:.1f} %")
        else:
            self._write("accuracy", "–" if train.explained is None else f"R² {train.explained:.3f}")

    def _write(self, name: str, text: str) -> None:
        label = self._values[name]
        if label.text() != text:
            label.setText(text)
            label.setAccessibleName(f"{name} {text}")
