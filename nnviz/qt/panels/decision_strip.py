"""The tools for drawing samples: a swatch a class, in its colour and shape."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from nnviz.qt.panels.decision_marks import swatch
from nnviz.qt.theme import Theme
from nnviz.session.points import MOST_CLASSES

_SIDE = 15
_ROOM = 26  # of a button, on a desk


class DrawStrip(QWidget):
    """The classes to draw, in one line where there is room for it and otherwise in two."""

    label_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # As narrow as the panel may be; then the swatches stand in two lines.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._looks: tuple[object, ...] = ()
        self._columns = 0
        self._zoom = 1.0
        self._group = QButtonGroup(self)
        self.swatches = [self._swatch(label) for label in range(MOST_CLASSES)]
        self._group.idClicked.connect(self.label_chosen)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self.set_shown(False)

    def _swatch(self, label: int) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        key = (label + 1) % 10
        button.setAccessibleName(f"Draw points of class {label}")
        button.setToolTip(f"Draw points of class {label} (key {key})")
        self._group.addButton(button, label)
        return button

    def set_shown(self, shown: bool) -> None:
        """Be in sight, or neither in sight nor in the way of Tab."""
        self.setVisible(shown)
        for each in self.swatches:
            each.setEnabled(shown)

    def show_state(self, label: int, colours: list[str], theme: Theme) -> None:
        """The chosen class, and the colour of every class."""
        self.swatches[label].setChecked(True)
        looks = (tuple(colours), theme)
        if looks != self._looks:
            self._looks, self._zoom = looks, theme.zoom
            side = round(theme.px(_SIDE))
            for k, (button, colour) in enumerate(zip(self.swatches, colours, strict=True)):
                button.setIcon(swatch(theme, colour, k, side))
                button.setIconSize(QSize(side, side))
                button.setFixedSize(round(theme.px(_ROOM)), round(theme.px(_ROOM)))
            self._arrange(anew=True)

    def sizeHint(self) -> QSize:
        """As narrow as two lines are, whichever there are now, so that no panel grows for it."""
        return QSize(round(5 * _ROOM * self._zoom), super().sizeHint().height())

    minimumSizeHint = sizeHint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line where there is room for it."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self, anew: bool = False) -> None:
        columns = 10 if self.width() >= 10 * _ROOM * self._zoom else 5
        if columns == self._columns and not anew:
            return
        self._columns = columns
        for k, button in enumerate(self.swatches):
            self._grid.addWidget(button, k // columns, k % columns, Qt.AlignmentFlag.AlignLeft)
        for k in range(11):
            self._grid.setColumnStretch(k, 1 if k == columns else 0)
        self.updateGeometry()
