"""What of two inputs is fed to the network, ticked as in TensorFlow Playground."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from nnviz.nn.features import FEATURES
from nnviz.qt.panels.wrapped import Wrapped

_A_ROW = 4
_AS_THEY_ARE = ("x1", "x2")


class FeatureChips(Wrapped):
    """A button a feature; x₁ and x₂ alone are the inputs as they are, which is no feature at all.

    At least one stays ticked.
    """

    changed = Signal(tuple)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_A_ROW, parent, even=True)
        self._chips: dict[str, QToolButton] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for name, feature in FEATURES.items():
            chip = QToolButton(self)
            chip.setObjectName("chip")
            chip.setText(feature.title)
            chip.setAccessibleName(f"Feature {feature.title}")
            chip.setCheckable(True)
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            chip.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
            chip.clicked.connect(lambda _=False: self.changed.emit(self._ticked()))
            self._chips[name] = chip
        self.arrange(list(self._chips.values()))

    def show_value(self, features: tuple[str, ...] | None) -> None:
        """Show these features without telling; None where there can be none."""
        ticked = () if features is None else features or _AS_THEY_ARE
        for name, chip in self._chips.items():
            chip.setChecked(name in ticked)
            last = ticked == (name,)
            chip.setEnabled(not last)
            title = FEATURES[name].title
            tip = f"Feed {title} to the network, or not"
            if last:
                tip = "The last one stays: a network needs an input"
            chip.setToolTip("" if features is None else tip)  # why not is told by the whole
        self.setFocusProxy(next(c for c in self._chips.values() if c.isEnabledTo(self)))

    def _ticked(self) -> tuple[str, ...]:
        ticked = tuple(name for name, chip in self._chips.items() if chip.isChecked())
        return () if ticked == _AS_THEY_ARE else ticked
