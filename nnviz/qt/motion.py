"""Whether things may move on the screen: not for people whom it disturbs."""

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QApplication, QStyle

_KEY = "reduce_motion"


class Motions(QObject):
    """A person's choice, kept with the settings; without one, what the system says."""

    changed = Signal(bool)

    def __init__(self, settings: QSettings | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        kept = None if settings is None else settings.value(_KEY)
        self._chosen = None if kept is None else str(kept).lower() == "true"

    @property
    def reduced(self) -> bool:
        """Whether nothing is to move."""
        if self._chosen is not None:
            return self._chosen
        # Qt 6.11 tells no preference for less motion, but a style gives its own animations no
        # time where the system wants none.
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return QApplication.style().styleHint(hint) == 0

    def reduce(self, on: bool) -> None:
        """Choose, and remember it."""
        self._chosen = on
        if self._settings is not None:
            self._settings.setValue(_KEY, on)
        self.changed.emit(on)
