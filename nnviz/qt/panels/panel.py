"""What all panels have in common: they draw when there is something new and somebody can see it."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from nnviz.qt.context import Context
from nnviz.qt.panels.plot import FramedPlot
from nnviz.qt.theme import Theme
from nnviz.qt.throttle import Throttle
from nnviz.session.session import Session
from nnviz.session.snapshot import Snapshot


class Panel(QWidget):
    """A view of the session. A hidden one does nothing until it is shown."""

    title = ""
    every: ClassVar[float] = 0.0
    """How many seconds lie between two refreshes while a run plays, if not every frame has one."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setAccessibleName(self.title)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._stale = True
        self._throttle = Throttle(context.bridge, self._catch_up, self, self.every)
        context.bridge.frame.connect(self._frame)
        context.themes.changed.connect(self._themed)

    @property
    def session(self) -> Session:
        """The session that is shown."""
        return self.context.session

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self.context.themes.now

    def refresh(self, snapshot: Snapshot) -> None:
        """Draw this moment."""

    def recolour(self) -> None:
        """Take over the theme; :meth:`refresh` follows."""

    def come_into_sight(self, in_sight: bool) -> None:
        """Come out from behind another tab, or go there.

        Qt takes a dock behind a tab for visible; its panel must cost nothing there, and Tab must
        not lead there.
        """
        self.setEnabled(in_sight)
        self._catch_up()

    def _frame(self, snapshot: Snapshot) -> None:
        self._stale = True
        self._catch_up()

    def _catch_up(self) -> None:
        if self._stale and self.isVisible() and self.isEnabled() and self._throttle.passes():
            self._stale = False
            self.refresh(self.session.snapshot)
            for plot in self.findChildren(FramedPlot):
                plot.keep_to_frames(self.context.bridge.moving)

    def _themed(self) -> None:
        self.recolour()
        self.draw_again()

    def draw_again(self) -> None:
        """Refresh at once: not the moment has changed, but what is shown of it."""
        self._throttle.hurry()
        self._frame(self.session.snapshot)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self._catch_up()
