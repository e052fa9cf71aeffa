"""Which two of more inputs a decision region is drawn across."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

_MOST_LISTED = 2000


class _Names(QComboBox):
    """A list that ends a name it has no room for with an ellipsis."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt paints it, with the name cut where it has to be."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, field.width() - 2
        )
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class AxesChooser(QWidget):
    """Two lists of the inputs' names."""

    chosen = Signal(int, int)
    """Counted from 1, and never the same twice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._boxes: list[QComboBox] = []
        self._features: tuple[str, ...] = ()
        for sign, way, name in (("→", "across", "Input across"), ("↑", "up", "Input upwards")):
            label = QLabel(sign, self)
            box = _Names(self)
            box.setAccessibleName(name)
            box.setToolTip(f"The input that is drawn {way}; all but two are held at their mean")
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.activated.connect(self._choose)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box, 1)
            self._boxes.append(box)
        self.set_shown(False)

    def set_shown(self, shown: bool) -> None:
        """Be in sight, or neither in sight nor in the way of Tab."""
        self.setVisible(shown)
        for box in self._boxes:
            box.setEnabled(shown)

    def show_axes(self, features: tuple[str, ...], first: int, second: int) -> None:
        """These names, and which two of them are chosen, counted from 1."""
        if features != self._features:
            self._features = features
            for box in self._boxes:
                box.clear()
                box.addItems(list(features[:_MOST_LISTED]))
        for box, axis in zip(self._boxes, (first, second), strict=True):
            box.setCurrentIndex(axis - 1)
        self._axes = (first, second)

    _axes = (1, 2)

    def _choose(self) -> None:
        """Tell; an input that is already on the other axis changes places with this one."""
        first, second = (box.currentIndex() + 1 for box in self._boxes)
        if first == second:
            second, first = self._axes
        self.chosen.emit(first, second)
