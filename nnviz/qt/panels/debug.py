"""What a person debugs with: watches, and breakpoints."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from nnviz.qt.context import Context
from nnviz.qt.panels.breakpoint_list import BreakpointList
from nnviz.qt.panels.panel import Panel
from nnviz.qt.panels.watch_list import WatchList
from nnviz.qt.theme import LABEL
from nnviz.qt.throttle import EVERY
from nnviz.session.snapshot import Snapshot


class DebugPanel(Panel):
    """Both lists, one above the other."""

    title = "Debug"
    every = EVERY

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._headings: list[QLabel] = []
        self.watches = WatchList(context, self)
        self.breakpoints = BreakpointList(context, self)
        self.watches.condition_wanted.connect(self.begin_condition)
        halves = QSplitter(Qt.Orientation.Vertical, self)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(6)
        halves.addWidget(self._part("WATCHES", self.watches))
        halves.addWidget(self._part("BREAKPOINTS", self.breakpoints))
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        scroll = QScrollArea(self)  # in a low window
        scroll.setWidget(halves)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 8)
        column.addWidget(scroll)
        self.recolour()

    def _part(self, title: str, inside: QWidget) -> QWidget:
        part = QWidget(self)
        heading = QLabel(title, part)
        heading.setObjectName("caption")
        self._headings.append(heading)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(4)
        column.addWidget(heading)
        column.addWidget(inside, 1)
        return part

    def recolour(self) -> None:
        """Take over the theme."""
        for heading in self._headings:
            heading.setFont(self.theme.font(LABEL, bold=True))
        self.watches.recolour()
        self.breakpoints.recolour()

    def refresh(self, snapshot: Snapshot) -> None:
        """Show both lists at this moment."""
        self.watches.refresh()
        self.breakpoints.refresh()

    def begin_condition(self, text: str) -> None:
        """Have a person write a condition that begins like this."""
        self.breakpoints.entry.begin(text)
