"""The panels around the network: where they stand, how large they are, and who is in front."""

import itertools
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import (
    QByteArray,
    QChildEvent,
    QEvent,
    QObject,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QCursor, QKeySequence
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabBar, QWidget

from nnviz.qt.panels.panel import Panel
from nnviz.qt.theme import Themes

_LAYOUT_VERSION = 4
_ROOM_FOR_TWO = 860  # pixels on a desk that the bench and another need side by side
_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


class Docks(QObject):
    """A dock for every panel, by the panel's title, around the network in the middle.

    ``reserved`` is how much of the window's height the bars take that come and go.
    """

    enlarged = Signal(bool)
    """Whether one panel has the whole window."""

    def __init__(
        self, window: QMainWindow, middle: QWidget, themes: Themes, reserved: Callable[[], int]
    ) -> None:
        super().__init__(window)
        self._window, self._middle = window, middle
        self._themes, self._reserved = themes, reserved
        self._by_title: dict[str, QDockWidget] = {}
        self._making: dict[str, Callable[[], Panel]] = {}
        self._panels: dict[str, Panel] = {}
        self._seen: set[str] = set()
        self._by_hand = False  # whether the layout is a person's own
        self._pressed_at: list[QSize] = []
        self._before_enlarging: QByteArray | None = None
        area = Qt.DockWidgetArea
        window.setCorner(Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, area.RightDockWidgetArea)
        window.setDockNestingEnabled(True)
        window.installEventFilter(self)

    def __getitem__(self, title: str) -> QDockWidget:
        return self._by_title[title]

    def __len__(self) -> int:
        return len(self._by_title)

    def add(
        self,
        title: str,
        make: Callable[[], Panel],
        area: Qt.DockWidgetArea,
        hidden: bool = False,
    ) -> None:
        """Have a dock for a panel, which is made when it is first seen or asked for.

        One that is hidden takes no room before it is shown.
        """
        dock = QDockWidget(title, self._window)
        dock.setHidden(hidden)
        dock.setObjectName(title)
        dock.visibilityChanged.connect(partial(self._come_into_sight, title))
        dock.toggleViewAction().triggered.connect(lambda on: dock.raise_() if on else None)
        self._window.addDockWidget(area, dock)
        self._by_title[title], self._making[title] = dock, make

    @property
    def titles(self) -> list[str]:
        """The titles of all panels, in the order of their keys."""
        return list(self._by_title)

    def panel(self, title: str) -> Panel:
        """The panel of a dock."""
        if title not in self._panels:
            panel = self._panels[title] = self._making[title]()
            self[title].setWidget(panel)
            panel.come_into_sight(title in self._seen)
        return self._panels[title]

    def _come_into_sight(self, title: str, in_sight: bool) -> None:
        if in_sight:
            self._seen.add(title)
            new = title not in self._panels
            panel = self.panel(title)
            if new:  # what it drew before it had its place was drawn for another size
                QTimer.singleShot(0, panel, panel.draw_again)
        else:
            self._seen.discard(title)
        if title in self._panels:
            panel, focused = self._panels[title], QApplication.focusWidget()
            if not in_sight and focused is not None and panel.isAncestorOf(focused):
                self._middle.setFocus(Qt.FocusReason.OtherFocusReason)
            panel.come_into_sight(in_sight)

    def stack(self, *titles: str) -> None:
        """Put panels behind the first of them, as tabs."""
        for first, second in itertools.pairwise(titles):
            self._window.tabifyDockWidget(self[first], self[second])
        self[titles[0]].raise_()

    def put_below(self, title: str, other: str) -> None:
        """Show a panel below another."""
        if not self._by_hand:
            self._window.splitDockWidget(self[other], self[title], _DOWN)
        self[title].show()
        self.share()

    def actions(self) -> tuple[list[QAction], list[QAction]]:
        """What shows and hides each panel; and what puts the focus into it, with a key."""
        going = []
        for place, title in enumerate(self._by_title, start=1):
            action = QAction(f"Go to {title}", self._window)
            key = f"Alt+{place}" if place < 10 else f"Alt+Shift+{place - 9}"
            action.setShortcut(QKeySequence(key))
            action.setToolTip(f"Show the panel and put the focus into it ({key})")
            action.triggered.connect(partial(self.go_to, title))
            self._window.addAction(action)
            going.append(action)
        return [dock.toggleViewAction() for dock in self._by_title.values()], going

    # -- showing -------------------------------------------------------------------------------

    def bring(self, title: str) -> None:
        """Show a panel in front of those that share its place."""
        self[title].show()
        self[title].raise_()

    def go_to(self, title: str) -> None:
        """Show a panel and put the focus into it."""
        panel = self.panel(title)
        self.bring(title)
        inside = panel.nextInFocusChain()
        (inside if inside is not None and panel.isAncestorOf(inside) else panel).setFocus(
            Qt.FocusReason.ShortcutFocusReason
        )

    def in_sight(self, title: str) -> bool:
        """Whether a panel is shown and in front."""
        return title in self._seen and self.panel(title).isVisible()

    def show_at_bench(self, title: str, on: bool, beside: bool) -> None:
        """Show a panel at the bench, or hide it: beside it, or in front where that is narrow."""
        dock, bench = self[title], self["Bench"]
        if on and dock.isHidden() and not self._by_hand:
            narrow = bench.width() < _ROOM_FOR_TWO * self._themes.now.zoom
            if beside and not narrow:
                self._window.splitDockWidget(bench, dock, _ACROSS)
            else:
                self._window.tabifyDockWidget(bench, dock)
        dock.setVisible(on)
        if on:
            dock.raise_()
            self.share()

    # -- sizes ---------------------------------------------------------------------------------

    def share(self) -> None:
        """Shares of the window that suit its size and that of the text, unless a person chose."""
        if self._by_hand:
            return
        window, zoom, resize = self._window, self._themes.now.zoom, self._window.resizeDocks
        left = min(266 * zoom, (0.26 if zoom == 1.0 else 0.22) * window.width())
        right = max(294 if zoom == 1.0 else 260, 0.2 * window.width())
        high = window.height() - self._reserved()
        resize([self["Program"], self["Decision region"]], [round(left), round(right)], _ACROSS)
        shares = {"Decision region": 0.5, "Cost": 0.34}
        if not self["Watch plot"].isHidden():
            shares = {"Decision region": 0.36, "Cost": 0.27, "Watch plot": 0.27}
        heights = [round(share * high) for share in shares.values()]
        resize([self[title] for title in shares], heights, _DOWN)
        # Large text leaves the bench room enough; on a small screen the nodes need it more.
        share = 0.34 if zoom == 1.0 else 0.4 if window.height() > 900 else 0.32
        beside = self._beside_bench()
        if beside:
            share = max(share, 0.42)
        resize([self["Bench"]], [round(share * high)], _DOWN)
        if beside:
            half = round((window.width() - left - right) / (1 + len(beside)))
            resize([self["Bench"], *beside], [half] * (1 + len(beside)), _ACROSS)

    def _beside_bench(self) -> list[QDockWidget]:
        """The panels that share the bench's height, not its place."""
        stacked = self._window.tabifiedDockWidgets(self["Bench"])
        below = Qt.DockWidgetArea.BottomDockWidgetArea
        return [
            dock
            for dock in self._by_title.values()
            if dock is not self["Bench"]
            and dock not in stacked
            and not dock.isHidden()
            and not dock.isFloating()
            and self._window.dockWidgetArea(dock) == below
        ]

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        """Notice when a border is moved: from then on the shares are a person's own.

        The tabs of docks, which come and go, take no arrow keys: Alt and a number goes there.
        A filter, and not the window's own ``event``: everything that the window paints would be
        called from that, and an exception there would end the program without a word.
        """
        kind = event.type()
        if kind is QEvent.Type.MouseButtonPress:
            self._pressed_at = self._sizes()
        elif kind is QEvent.Type.MouseButtonRelease and self._sizes() != self._pressed_at:
            self._by_hand = True
        elif kind is QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            child = event.child()
            if isinstance(child, QTabBar):
                child.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return super().eventFilter(window, event)

    def _sizes(self) -> list[QSize]:
        return [dock.size() for dock in self._by_title.values()]

    # -- all of it -----------------------------------------------------------------------------

    def enlarge(self) -> None:
        """Hide all panels but the one under the pointer, or the one with the focus.

        The second time, bring them back.
        """
        if self._before_enlarging is not None:
            self._middle.show()
            self._window.restoreState(self._before_enlarging, _LAYOUT_VERSION)
            self._before_enlarging = None
            self.enlarged.emit(False)
            return
        under = QApplication.widgetAt(QCursor.pos()) or QApplication.focusWidget()
        every = self._by_title.values()
        one = next((dock for dock in every if under and dock.isAncestorOf(under)), None)
        self._before_enlarging = self.state()
        for each in every:
            each.setVisible(each is one)
        self._middle.setVisible(one is None)
        self.enlarged.emit(True)

    def keep_first(self) -> None:
        """Take note of the layout that :meth:`reset` brings back."""
        self._first = self.state()

    def reset(self) -> None:
        """Put all panels back in their places."""
        self._middle.show()
        self._before_enlarging = None
        self.enlarged.emit(False)
        self._window.restoreState(self._first, _LAYOUT_VERSION)
        self._by_hand = False
        self.share()

    def state(self) -> QByteArray:
        """The layout as a person has left it, also while one panel is enlarged."""
        return self._before_enlarging or self._window.saveState(_LAYOUT_VERSION)

    def restore(self, state: QByteArray) -> None:
        """Have the layout that a person left last time."""
        self._by_hand = self._window.restoreState(state, _LAYOUT_VERSION)
