"""Leaves keys to the field that has the focus where it needs them itself.

And sees to it that none of them falls to a widget that nobody has chosen.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QWidget,
)

_KEY = Qt.Key
_NEEDED: tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...] = (
    (QAbstractButton, frozenset({_KEY.Key_Space})),
    (QComboBox, frozenset({_KEY.Key_Space, _KEY.Key_Home, _KEY.Key_End})),
    (QAbstractSlider, frozenset({_KEY.Key_Left, _KEY.Key_Right, _KEY.Key_Home, _KEY.Key_End})),
    (QAbstractSpinBox, frozenset({_KEY.Key_Period, _KEY.Key_Comma, _KEY.Key_Home, _KEY.Key_End})),
)


def _being_typed_into(widget: QWidget) -> bool:
    """Whether a field holds text that a person has typed and not yet entered."""
    edit = widget if isinstance(widget, QLineEdit) else widget.findChild(QLineEdit)
    return isinstance(edit, QLineEdit) and edit.isModified()


class KeyGuard(QObject):
    """Qt asks the focused widget first whether a key is a shortcut; this answers for it.

    Without it Space on a check box would start the run instead of checking the box.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        # Only the widget that has the focus is listened to: a filter of the whole application is
        # asked about every event of every widget, painting included.
        application.focusChanged.connect(self._follow)
        self._follow(None, QApplication.focusWidget())

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the key for the widget if it needs it; a hidden one leaves all keys to the middle.

        Qt would give them to whichever widget comes next.
        """
        focused = QApplication.focusWidget()
        if event.type() is QEvent.Type.Hide and focused is not None and watched is focused:
            middle = self._window.centralWidget()
            if middle is not None and focused.window() is self._window and middle.isVisible():
                middle.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(watched, QWidget):
            assert isinstance(event, QKeyEvent)
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if event.matches(QKeySequence.StandardKey.Undo) and not _being_typed_into(watched):
                # A field whose value has been taken over has nothing of its own to undo.
                event.ignore()
                return True
            if plain and isinstance(watched, QComboBox) and event.text().isalnum():
                event.accept()  # letters find an entry of the list
                return True
            if plain and watched is QApplication.focusWidget():
                for kind, keys in _NEEDED:
                    if isinstance(watched, kind) and event.key() in keys:
                        event.accept()
                        return True
        return False
