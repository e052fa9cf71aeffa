"""The fields of a form: each shows a value, and tells when a person gives another."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPaintEvent, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

_PASSING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)

_AROUND = 32  # frame and arrows of a number


class Choice(QComboBox):
    """One of several names, each shown by its title."""

    changed = Signal(object)

    def __init__(self, titles: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(2)
        for name, title in titles.items():
            self.addItem(title, name)
        self.activated.connect(lambda _: self.changed.emit(self.currentData()))
        self._barred: Mapping[str, str] = {}

    def show_value(self, value: object) -> None:
        """Show a value without telling."""
        place = self.findData(value)
        if place != self.currentIndex():
            self.setCurrentIndex(place)

    def bar(self, reasons: Mapping[str, str]) -> None:
        """Let these names not be chosen; their tooltips say why."""
        if reasons == self._barred:
            return
        self._barred = dict(reasons)
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for place in range(self.count()):
            reason = reasons.get(self.itemData(place), "")
            model.item(place).setEnabled(not reason)
            self.setItemData(place, reason or None, Qt.ItemDataRole.ToolTipRole)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shorten a title that is too long with three dots; Qt cuts it off."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        elide = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), elide, room.width() - 4
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        """Open the list as wide as its titles."""
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + 24)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the wheel over a form to scroll it; only the field with the focus listens."""
        _scroll_or(self, event, super().wheelEvent)


class Typed(QComboBox):
    """A list of usual values and any other, as text.

    A text that is refused stays, to be mended, until it is right or a person leaves.
    """

    changed = Signal(str)
    settled = Signal()
    """There is nothing wrong in the field any more."""

    def __init__(self, offered: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(2)
        self.addItems(list(offered))
        self.setCompleter(None)  # type: ignore[arg-type]
        edit = self.lineEdit()
        assert isinstance(edit, QLineEdit)
        self._edit = edit
        self._shown = ""
        self._refused: str | None = None
        self.activated.connect(lambda _: self._take())
        edit.editingFinished.connect(self._take)

    def show_value(self, text: str) -> None:
        """Show a value without telling, unless another is being typed."""
        if text != self._shown:
            self._shown = text
        if not self._edit.isModified() and self.currentText() != text:
            self.setEditText(text)

    def refuse(self) -> None:
        """Keep the text that was just told, for it to be mended; give it up if the field is left.

        Who told that it was wrong tells what to do.
        """
        if self.hasFocus():
            self._refused = self.currentText().strip()
            self._edit.setModified(True)
        else:
            self._forget()

    def give_up(self) -> None:
        """Show the value again in place of a text that was refused."""
        if self._refused is not None:
            self._forget()

    def _forget(self) -> None:
        self._refused = None
        self._edit.setModified(False)
        self.setEditText(self._shown)

    def _take(self) -> None:
        text = self.currentText().strip()
        if text == self._refused and not self.hasFocus():
            return  # it has been told; leaving gives it up
        self._edit.setModified(False)
        if text == self._shown:
            self._refused = None
            self.setEditText(text)
            self.settled.emit()
        else:
            self.changed.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A text that has been refused goes when a person leaves."""
        refused = self._refused
        super().focusOutEvent(event)
        if refused is not None and refused == self._refused and event.reason() not in _PASSING:
            self._forget()
            self.settled.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the wheel over a form to scroll it; only the field with the focus listens."""
        _scroll_or(self, event, super().wheelEvent)


class Number(QSpinBox):
    """A whole number, or a share in percent."""

    changed = Signal(object)

    def __init__(self, low: int, high: int, parent: QWidget, *, percent: bool = False) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setRange(low, high)
        self.setKeyboardTracking(False)
        self._percent = percent
        if percent:
            self.setSingleStep(5)
            self.setSuffix(" %")
        self.valueChanged.connect(
            lambda value: self.changed.emit(value / 100 if percent else value)
        )

    def minimumSizeHint(self) -> QSize:
        """Room for what it shows; a seed may have ten digits, and few have."""
        hint = super().minimumSizeHint()
        digits = max(len(str(self.value())), 2) * self.fontMetrics().horizontalAdvance("8")
        suffix = self.fontMetrics().horizontalAdvance(self.suffix())
        return QSize(min(hint.width(), digits + suffix + _AROUND), hint.height())

    def show_value(self, value: float) -> None:
        """Show a value without telling; the same again would undo what is being typed."""
        shown = round(100 * value) if self._percent else round(value)
        if self.value() != shown:
            self.blockSignals(True)
            self.setValue(shown)
            self.blockSignals(False)
            self.updateGeometry()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the wheel over a form to scroll it; only the field with the focus listens."""
        _scroll_or(self, event, super().wheelEvent)


def _scroll_or(field: QWidget, event: QWheelEvent, turn: object) -> None:
    if field.hasFocus():
        assert callable(turn)
        turn(event)
    else:
        event.ignore()
