"""Hidden layers: a number of units each, with a button to add one and one to take one away."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from nnviz.qt.panels.fields import Number
from nnviz.qt.panels.wrapped import Wrapped
from nnviz.session.experiment import MOST_LAYERS, MOST_UNITS

_A_ROW = 4


class LayersEditor(Wrapped):
    """Shows sizes and tells when a person changes them; it keeps nothing itself."""

    changed = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_A_ROW, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The first box is always there, hidden where there is no hidden layer: it holds the place
        # of all boxes in the order of Tab.
        self.first = self._box(1)
        self._boxes: list[Number] = []
        self._fewer = self._button("−", "Take the last hidden layer away", self._take)
        self._more = self._button("+", "Add a hidden layer", self._add)
        self.arrange([*self._boxes, self._fewer, self._more])
        self.first.hide()

    def _button(self, text: str, tip: str, call: object) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(call)
        return button

    @property
    def sizes(self) -> tuple[int, ...]:
        """What is shown."""
        return tuple(box.value() for box in self._boxes)

    def show_value(self, sizes: tuple[int, ...]) -> None:
        """Show these sizes without telling."""
        if len(sizes) != len(self._boxes):
            while len(self._boxes) > len(sizes):
                box = self._boxes.pop()
                self._grid.removeWidget(box)
                box.hide()
                if box is not self.first:
                    box.deleteLater()  # later: its signal may have brought us here
            while len(self._boxes) < len(sizes):
                self._boxes.append(self._another())
            self.arrange([*self._boxes, self._fewer, self._more])
        for box, size in zip(self._boxes, sizes, strict=True):
            box.show_value(size)
        self.fit()
        self.setFocusProxy(self.first if sizes else self._more)
        self._fewer.setEnabled(bool(sizes))
        self._more.setEnabled(len(sizes) < MOST_LAYERS)

    def _box(self, layer: int) -> Number:
        box = Number(1, MOST_UNITS, self)
        box.setAccessibleName(f"Units of hidden layer {layer}")
        box.setToolTip(f"Units of hidden layer {layer}")
        box.changed.connect(lambda _: self.changed.emit(self.sizes))
        return box

    def _another(self) -> Number:
        if not self._boxes:
            self.first.show()
            return self.first
        box = self._box(len(self._boxes) + 1)
        QWidget.setTabOrder(self._boxes[-1], box)
        box.show()
        return box

    def _take(self) -> None:
        self.changed.emit(self.sizes[:-1])

    def _add(self) -> None:
        self.changed.emit((*self.sizes, self.sizes[-1] if self._boxes else 3))
