"""The field with the present iteration; a number typed into it is gone to."""

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QSpinBox, QWidget

MOST = 999_999_999


class IterationField(QSpinBox):
    """Shows an iteration until a person types another one and presses Enter."""

    entered = Signal(int)
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, MOST)
        self.setLocale(QLocale(QLocale.Language.English))
        self.setGroupSeparatorShown(True)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setKeyboardTracking(False)
        self.setAccessibleName("Iteration")
        self.setToolTip(
            "The present iteration. Type another and press Enter to go there, or to train on to it "
            "(Ctrl+G); ↑ ↓ and the wheel: one on or back"
        )
        self._shown = 0

    def show_iteration(self, iteration: int) -> None:
        """Show where the run stands, unless a person is typing."""
        if iteration != self._shown and not self._typing:
            self._shown = iteration
            self.setValue(iteration)

    @property
    def _typing(self) -> bool:
        return self.hasFocus() and self.lineEdit().isModified()

    def stepBy(self, steps: int) -> None:
        """Ask for so many iterations more or less."""
        self.stepped.emit(steps)

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Either way; where there is nothing the session stays."""
        return (
            QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
            | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to what is typed."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        self.interpretText()
        wanted = self.value()
        self._forget()
        self.selectAll()
        self.entered.emit(wanted)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed and not entered is forgotten."""
        self._forget()
        super().focusOutEvent(event)

    def _forget(self) -> None:
        self.lineEdit().setText(self.textFromValue(self._shown))
        self.setValue(self._shown)
        self.lineEdit().setModified(False)
