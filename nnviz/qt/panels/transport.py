"""The bar above: preset, moving, speed."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolBar, QWidget

from nnviz.qt.actions import Actions
from nnviz.qt.context import Context
from nnviz.qt.panels.preset_chooser import PresetChooser
from nnviz.session.speeds import SPEEDS, Speed

_BUTTONS = ("restart", "back", "play", "slow", "step", "phase", "iteration", "epoch", "new_start")


class TransportBar(QToolBar):
    """Assembles the parts; it cannot be closed, only moved."""

    def __init__(self, context: Context, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__("Transport", parent)
        self.setObjectName("transport")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setIconSize(QSize(20, 20))
        self._themes = context.themes
        self._presets = PresetChooser(context, self)
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
        self._presets.choose()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The preset has the room that the others leave, within reason."""
        super().resizeEvent(event)
        px = self._themes.now.px
        left = self.width() - (self.sizeHint().width() - self._presets.sizeHint().width()) - 16
        self._presets.fit(round(min(max(left, px(120)), px(260))))


class _Speed(QWidget):
    """A slider from a line every two seconds to as fast as it goes."""

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
