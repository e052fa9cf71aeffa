"""How the numbers and colours of matrices are written: a few small fields beside the formula."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QToolButton, QWidget

from nnviz.qt.panels.matrix_menu import MOST_DIGITS, NOTATIONS, RANGES
from nnviz.session.experiment import View
from nnviz.session.session import Session


class BenchTools(QWidget):
    """Digits, notation, range of the colours, copy."""

    def __init__(self, session: Session, copy: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._digits = QSpinBox(self)
        self._digits.setRange(1, MOST_DIGITS)
        self._digits.setAccessibleName("Digits")
        self._digits.setToolTip(
            "Digits of the largest entry of a matrix; fewer are shown where there is no room"
        )
        self._digits.valueChanged.connect(lambda value: session.look("digits", value))
        row.addWidget(self._digits)
        self._boxes = {
            "notation": self._box("Notation", "How numbers are written", NOTATIONS),
            "colour_range": self._box("Range of colours", "What the colours reach up to", RANGES),
        }
        for field, box in self._boxes.items():
            box.activated.connect(
                lambda place, field=field, box=box: session.look(field, box.itemData(place))
            )
            row.addWidget(box)
        self._copy = QToolButton(self)
        self._copy.setObjectName("chip")
        self._copy.setText("Copy")
        self._copy.setAccessibleName("Copy the matrix")
        self._copy.setToolTip(
            "Copy the matrix that is pointed at, or the result, for a spreadsheet (Ctrl+C); "
            "numpy, LaTeX and Markdown are in the menu of a matrix"
        )
        self._copy.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._copy.clicked.connect(lambda: copy())
        row.addWidget(self._copy)

    def _box(self, name: str, tip: str, choices: dict[str, tuple[str, str]]) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setToolTip(tip)
        for value, (text, explained) in choices.items():
            box.addItem(text, value)
            box.setItemData(box.count() - 1, explained, Qt.ItemDataRole.ToolTipRole)
        return box

    def show_view(self, view: View) -> None:
        """Show what is chosen."""
        if self._digits.value() != view.digits:
            with QSignalBlocker(self._digits):
                self._digits.setValue(view.digits)
        for field, box in self._boxes.items():
            place = box.findData(getattr(view, field))
            if place != box.currentIndex():
                with QSignalBlocker(box):
                    box.setCurrentIndex(place)
