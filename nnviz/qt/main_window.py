"""Assembles the window and connects its parts; it does nothing else."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QCursor, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QMessageBox

from nnviz import __version__
from nnviz.errors import UserError
from nnviz.qt.actions import ROWS, Actions
from nnviz.qt.bridge import Bridge
from nnviz.qt.context import Context
from nnviz.qt.formulas import Formulas
from nnviz.qt.icons import Icons
from nnviz.qt.keys import KeyGuard
from nnviz.qt.motion import Motions
from nnviz.qt.opening import Opener
from nnviz.qt.panels.bench import BenchPanel
from nnviz.qt.panels.by_layer import ByLayerPanel
from nnviz.qt.panels.cost import CostPanel
from nnviz.qt.panels.debug import DebugPanel
from nnviz.qt.panels.decision import DecisionPanel
from nnviz.qt.panels.gradient_check import GradientCheckPanel
from nnviz.qt.panels.network import NetworkPanel
from nnviz.qt.panels.panel import Panel
from nnviz.qt.panels.program import ProgramPanel
from nnviz.qt.panels.readout import Readout
from nnviz.qt.panels.results import ResultsPanel
from nnviz.qt.panels.setup import SetupPanel
from nnviz.qt.panels.status import StatusPanel
from nnviz.qt.panels.stop_banner import StopBanner
from nnviz.qt.panels.story import StoryBar
from nnviz.qt.panels.timeline import TimelineBar
from nnviz.qt.panels.transport import TransportBar
from nnviz.qt.panels.watch_plot import WatchPlotPanel
from nnviz.qt.panels.why import WhyPanel
from nnviz.qt.player import Player
from nnviz.qt.pointer_rest import PointerRest
from nnviz.qt.slow_motion import SlowMotion
from nnviz.qt.theme import Themes
from nnviz.session.session import Session
from nnviz.session.speeds import SPEEDS
from nnviz.session.watches import Watch

_LAYOUT_VERSION = 3
_AREA = Qt.DockWidgetArea
_ROOM_FOR_TWO = 480  # pixels on a desk that the bench and its derivation need side by side
_BESIDE = Qt.Orientation.Horizontal
_P = TypeVar("_P", bound=Panel)


class MainWindow(QMainWindow):
    """The one window."""

    def __init__(self, session: Session, themes: Themes, settings: QSettings | None) -> None:
        super().__init__()
        self.session = session
        self._settings = settings
        self._arranged = False  # whether the layout is a person's own
        self._pressed_at: list[QSize] = []
        self._plotted: frozenset[Watch] = frozenset()
        self._themes = themes
        self.context = Context(session, Bridge(session, self), themes, Formulas(self))
        self._player = Player(session, self)
        self.pointer_rest = PointerRest(session, self._player, self)
        self._slow = SlowMotion(session, self)
        self._motions = Motions(settings, self)
        self._opener = Opener(self, session, themes)
        self._icons = Icons(themes)
        self._actions = Actions(self, self._icons, self._callbacks())
        self._guard = KeyGuard(self)
        self._build_panels()
        self._build_menus()
        self._connect_signals()
        self.resize(1280, 800)
        self._first_layout = self.saveState(_LAYOUT_VERSION)
        self._restore_layout()
        self._show_session()

    # -- building ------------------------------------------------------------------------------

    def _build_panels(self) -> None:
        context = self.context
        self.network = NetworkPanel(context, self)
        self.setCentralWidget(self.network)
        self._docks: dict[str, QDockWidget] = {}
        self.program = self._dock(ProgramPanel(context), _AREA.LeftDockWidgetArea)
        self.setup = self._dock(SetupPanel(context), _AREA.LeftDockWidgetArea)
        self.decision = self._dock(DecisionPanel(context), _AREA.RightDockWidgetArea)
        self.cost = self._dock(CostPanel(context), _AREA.RightDockWidgetArea)
        self.bench = self._dock(BenchPanel(context), _AREA.BottomDockWidgetArea)
        self.results = self._dock(ResultsPanel(context), _AREA.RightDockWidgetArea)
        self.by_layer = self._dock(ByLayerPanel(context), _AREA.RightDockWidgetArea)
        self.why = self._dock(WhyPanel(context), _AREA.BottomDockWidgetArea)
        self.debug = self._dock(DebugPanel(context), _AREA.LeftDockWidgetArea)
        self.watch_plot = self._dock(WatchPlotPanel(context), _AREA.RightDockWidgetArea)
        self.gradient_check = self._dock(GradientCheckPanel(context), _AREA.BottomDockWidgetArea)
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
            left = corner is Qt.Corner.BottomLeftCorner
            self.setCorner(corner, _AREA.LeftDockWidgetArea if left else _AREA.RightDockWidgetArea)
        self.setDockNestingEnabled(True)
        self.tabifyDockWidget(self._docks["Program"], self._docks["Setup"])
        self.tabifyDockWidget(self._docks["Setup"], self._docks["Debug"])
        self._docks["Program"].raise_()
        for title in ("Results", "By layer"):
            self.tabifyDockWidget(self._docks["Decision region"], self._docks[title])
        self._docks["Decision region"].raise_()
        self.splitDockWidget(self._docks["Bench"], self._docks["Why this line"], _BESIDE)
        self._docks["Why this line"].hide()
        self.splitDockWidget(
            self._docks["Cost"], self._docks["Watch plot"], Qt.Orientation.Vertical
        )
        self._docks["Watch plot"].hide()
        self.tabifyDockWidget(self._docks["Bench"], self._docks["Gradient check"])
        self._docks["Gradient check"].hide()
        self._docks["Gradient check"].visibilityChanged.connect(
            self._actions["gradient_check"].setChecked
        )
        self.setup.offer_file(self._actions["open"])
        self._transport = TransportBar(context, self._actions, self)
        self.addToolBar(self._transport)
        self._story = StoryBar(context, self._actions, self)
        self.addToolBarBreak()
        self.addToolBar(self._story)
        self.timeline = TimelineBar(context, self)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, self.timeline)
        readout = Readout(context, self)
        if self.menuBar().isNativeMenuBar():  # outside the window, so it has no corner
            self._transport.addWidget(readout)
        else:
            self.menuBar().setCornerWidget(readout)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(StatusPanel(context, self), 1)
        self._banner = StopBanner(context, self._transport, self.network.view, self)
        self._size_docks()

    def _dock(self, panel: _P, area: Qt.DockWidgetArea) -> _P:
        dock = QDockWidget(panel.title, self)
        dock.setObjectName(panel.title)
        dock.setWidget(panel)
        dock.visibilityChanged.connect(panel.come_into_sight)
        dock.toggleViewAction().triggered.connect(lambda on: dock.raise_() if on else None)
        self.addDockWidget(area, dock)
        self._docks[panel.title] = dock
        return panel

    def _size_docks(self) -> None:
        """Shares of the window that suit its size and that of the text."""
        docks, zoom = self._docks, self._themes.now.zoom
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        left = min(266 * zoom, (0.26 if zoom == 1.0 else 0.22) * self.width())
        right = max(294 if zoom == 1.0 else 260, 0.2 * self.width())
        high = self.height() - self._story.room - self.timeline.room
        self.resizeDocks(
            [docks["Program"], docks["Decision region"]], [round(left), round(right)], across
        )
        self.resizeDocks(
            [docks["Decision region"], docks["Cost"]], [round(0.5 * high), round(0.34 * high)], down
        )
        if not docks["Watch plot"].isHidden():
            shares = {"Decision region": 0.36, "Cost": 0.27, "Watch plot": 0.27}
            self.resizeDocks(
                [docks[name] for name in shares], [round(s * high) for s in shares.values()], down
            )
        # Large text leaves the bench room enough; on a small screen the nodes need it more.
        share = 0.35 if zoom == 1.0 else 0.4 if self.height() > 900 else 0.32
        beside = not docks["Why this line"].isHidden()
        if beside:
            share = max(share, 0.42)
        self.resizeDocks([docks["Bench"]], [round(share * high)], down)
        if beside:
            half = (self.width() - left - right) / 2
            self.resizeDocks([docks["Bench"], docks["Why this line"]], [round(half)] * 2, across)

    def _build_menus(self) -> None:
        bar = self.menuBar()
        for title in ("File", "Edit", "Run", "View", "Help"):
            menu = bar.addMenu(f"&{title}")
            menu.setToolTipsVisible(True)
            menu.addActions(self._actions.of_menu(title))
            if title == "View":
                menu.addSeparator()
                menu.addActions([dock.toggleViewAction() for dock in self._docks.values()])
                menu.addSeparator()
                menu.addActions(self._go_to_actions())

    def _go_to_actions(self) -> list[QAction]:
        """A key for every panel: show it and put the focus into it."""
        actions = []
        for place, dock in enumerate(self._docks.values(), start=1):
            action = QAction(f"Go to {dock.windowTitle()}", self)
            action.setShortcut(QKeySequence(f"Alt+{place}"))
            action.setToolTip(f"Show the panel and put the focus into it (Alt+{place})")
            action.triggered.connect(partial(self._go_to, dock))
            self.addAction(action)
            actions.append(action)
        return actions

    def _callbacks(self) -> dict[str, Callable[[], object]]:
        session = self.session
        return {
            "open": self._opener.choose_file,
            "open_folder": self._opener.choose_folder,
            "undo": self._guarded(session.undo),
            "redo": self._guarded(session.redo),
            "set_number": self._set_number,
            "draw": self._draw,
            "play": self._play_or_pause,
            "step": session.step,
            "back": session.step_back,
            "phase": session.next_phase,
            "iteration": session.next_iteration,
            "epoch": session.next_epoch,
            "previous_phase": session.previous_phase,
            "previous_iteration": session.previous_iteration,
            "previous_epoch": session.previous_epoch,
            "latest": session.latest,
            "go_to": lambda: self.timeline.panel.ask_for_iteration(),
            "restart": session.restart,
            "new_start": self._guarded(session.new_start),
            "breakpoint": lambda: self.program.toggle(),
            "disable_breakpoints": self._disable_breakpoints,
            "remove_breakpoints": session.breakpoints.clear,
            "faster": lambda: self._change_speed(1),
            "slower": lambda: self._change_speed(-1),
            "slow": self._play_slowly,
            "reduce_motion": lambda: self._motions.reduce(not self._motions.reduced),
            "next_sample": lambda: self._change_sample(1),
            "previous_sample": lambda: self._change_sample(-1),
            "zoom_in": lambda: self.network.view.zoom(1.25),
            "zoom_out": lambda: self.network.view.zoom(0.8),
            "fit": lambda: self.network.view.fit(),
            "log_cost": lambda: session.look("log_cost", not session.experiment.view.log_cost),
            "rows": lambda: session.look("rows", not session.experiment.view.rows),
            "chain": lambda: session.look("chain", not session.experiment.view.chain),
            "why": self._show_why,
            "gradient_check": self._show_gradient_check,
            "story": lambda: self._story.toggle(),
            "compare": lambda: session.compare(not session.comparison.on),
            "keep_curve": session.keep_curve,
            "units": lambda: session.look(
                "units", "values" if session.experiment.view.units == "maps" else "maps"
            ),
            "leave": self._leave,
            "enlarge": self._enlarge,
            "theme": self._change_theme,
            "present": self._present,
            "reset_layout": self._reset_layout,
            "keys": self._show_keys,
            "about": self._show_about,
            "quit": self.close,
            "presets": lambda: self._transport.choose_preset(),
            **{f"edges_{mode}": partial(self._show_edges, mode) for mode in ("W", "dW", "change")},
        }

    def _guarded(self, call: Callable[[], None]) -> Callable[[], None]:
        def guarded() -> None:
            try:
                call()
            except UserError as error:
                self.session.tell(str(error))

        return guarded

    def _connect_signals(self) -> None:
        signals = self.session.signals
        signals.playing.connect(self._show_playing)
        signals.undo.connect(self._show_undo)
        signals.experiment.connect(lambda _: self._show_session())
        signals.comparison.connect(self._show_session)
        self._docks["Why this line"].visibilityChanged.connect(self._actions["why"].setChecked)
        self.decision.drawing_changed.connect(self._actions["draw"].setChecked)
        self.session.breakpoints.changed.connect(self._show_breakpoints)
        self.session.watches.changed.connect(self._show_watch_plot)
        self.program.watched.connect(partial(self._bring, "Debug"))
        self.program.condition_wanted.connect(self._begin_condition)
        self._slow.changed.connect(self._actions["slow"].setChecked)
        self._player.held_changed.connect(self.network.effect.hold)
        self._motions.changed.connect(self._show_motion)
        self._show_motion(self._motions.reduced)

    def event(self, event: QEvent) -> bool:
        """Notice when a person moves the border between two panels."""
        kind = event.type()
        if kind is QEvent.Type.MouseButtonPress:
            self._pressed_at = self._shape()
        handled = super().event(event)
        if kind is QEvent.Type.MouseButtonRelease and self._shape() != self._pressed_at:
            self._arranged = True
        return handled

    def _shape(self) -> list[QSize]:
        return [dock.size() for dock in self._docks.values()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Until a person has moved something, the panels keep their shares."""
        super().resizeEvent(event)
        if not self._arranged:
            self._size_docks()

    # -- showing -------------------------------------------------------------------------------

    def _show_session(self) -> None:
        experiment = self.session.experiment
        title = experiment.title or self.session.preset or "own settings"
        self.setWindowTitle(f"{title} – nnviz")
        for mode in ("W", "dW", "change"):
            self._actions[f"edges_{mode}"].setChecked(experiment.view.edges == mode)
        for name in ("log_cost", "rows", "chain"):
            self._actions[name].setChecked(getattr(experiment.view, name))
        self._actions["compare"].setChecked(self.session.comparison.on)
        self._actions["units"].setChecked(experiment.view.units == "maps")
        self._actions["present"].setChecked(self._themes.presenting)
        self._show_undo()
        self._show_breakpoints()
        self._show_watch_plot()
        self._show_playing(self.session.playing)

    def _show_breakpoints(self) -> None:
        them = list(self.session.breakpoints)
        disable, remove = self._actions["disable_breakpoints"], self._actions["remove_breakpoints"]
        on = any(each.enabled for each in them) or not them
        disable.setText("Disable all breakpoints" if on else "Enable all breakpoints")
        for action in (disable, remove):
            action.setEnabled(bool(them))

    def _show_watch_plot(self) -> None:
        """The plot is there as long as there is something in it."""
        plotted = frozenset(each for each in self.session.watches if each.plotted)
        if plotted == self._plotted:
            return
        dock, more = self._docks["Watch plot"], not plotted <= self._plotted
        self._plotted = plotted
        if (more or not plotted) and dock.isHidden() == bool(plotted):
            dock.setVisible(bool(plotted))
            if not self._arranged:
                self._size_docks()

    def _show_playing(self, playing: bool) -> None:
        action = self._actions["play"]
        action.setChecked(playing)
        self._icons.change(action, "pause" if playing else "play")

    def _show_motion(self, reduced: bool) -> None:
        self.network.flow.reduced = reduced
        self._actions["reduce_motion"].setChecked(reduced)

    def _show_undo(self) -> None:
        for name, label in (("undo", self.session.undo_label), ("redo", self.session.redo_label)):
            action = self._actions[name]
            action.setEnabled(bool(label))
            action.setText(f"{name.capitalize()}: {label}" if label else name.capitalize())

    # -- doing ---------------------------------------------------------------------------------

    def _play_or_pause(self) -> None:
        if self.session.playing:
            self.session.pause()
        else:
            self.session.play()
        self._show_playing(self.session.playing)  # the button checks itself, run or not

    def _set_number(self) -> None:
        """Where it is pointed at: on the bench, else on the network."""
        if not self.bench.set_number():
            self.network.editing.begin(self.session.pointing.at)

    def _leave(self) -> None:
        if self.session.travelling is not None:
            self.session.pause()
        elif not self._banner.dismiss():
            self.network.view.setFocus()

    def _play_slowly(self) -> None:
        self._slow.switch()
        self._actions["slow"].setChecked(self._slow.on)  # it checks itself, run or not

    def _draw(self) -> None:
        dock = self._docks["Decision region"]
        on = not (self.decision.drawing.on and self.decision.isVisible())
        if on:
            dock.show()
            dock.raise_()
        self.decision.draw(on)
        self._actions["draw"].setChecked(on)

    def _show_why(self) -> None:
        """Open the derivation beside the bench, or close it."""
        dock = self._docks["Why this line"]
        on = not self.why.in_sight
        if on and dock.isHidden() and not self._arranged:
            bench = self._docks["Bench"]
            if bench.width() < _ROOM_FOR_TWO * self._themes.now.zoom:
                self.tabifyDockWidget(bench, dock)
            else:
                self.splitDockWidget(bench, dock, _BESIDE)
        dock.setVisible(on)
        if on:
            dock.raise_()
            if not self._arranged:
                self._size_docks()
        self._actions["why"].setChecked(on)

    def _disable_breakpoints(self) -> None:
        """Disable all, or enable all where none is enabled."""
        breakpoints = self.session.breakpoints
        on = any(each.enabled for each in breakpoints)
        for each in breakpoints:
            breakpoints.set(each, enabled=not on)

    def _bring(self, title: str) -> None:
        dock = self._docks[title]
        dock.show()
        dock.raise_()

    def _begin_condition(self, text: str) -> None:
        self._bring("Debug")
        self.debug.begin_condition(text)

    def _show_gradient_check(self) -> None:
        dock = self._docks["Gradient check"]
        if self.gradient_check.isVisible() and self.gradient_check.isEnabled():
            dock.hide()
        else:
            dock.show()
            dock.raise_()
            self.gradient_check.grids[0].setFocus()  # where the keys of the window still work
        # The menu item checks itself, whatever came of it.
        self._actions["gradient_check"].setChecked(dock.isVisible())

    def _show_edges(self, mode: str) -> None:
        self.session.look("edges", mode)
        self._show_session()  # the menu item checks itself on and off, changed or not

    def _change_speed(self, by: int) -> None:
        place = SPEEDS.index(self.session.speed) + by
        self.session.set_speed(SPEEDS[min(max(place, 0), len(SPEEDS) - 1)])

    def _change_sample(self, by: int) -> None:
        m = len(self.session.snapshot.batch)
        self.session.look("sample", (self.session.column + by) % m)

    def _change_theme(self) -> None:
        self._themes.choose("light" if self._themes.now.name == "dark" else "dark")

    def _go_to(self, dock: QDockWidget) -> None:
        dock.show()
        dock.raise_()
        panel = dock.widget()
        inside = panel.nextInFocusChain()
        (inside if inside is not None and panel.isAncestorOf(inside) else panel).setFocus(
            Qt.FocusReason.ShortcutFocusReason
        )

    def _present(self) -> None:
        self._themes.present(not self._themes.presenting)
        self._actions["present"].setChecked(self._themes.presenting)
        if not self._arranged:
            self._size_docks()

    def _enlarge(self) -> None:
        """Hide all panels but the one under the pointer, or the one with the focus.

        The second time, bring them back.
        """
        if self._before_enlarging is not None:
            self.network.show()
            self.restoreState(self._before_enlarging, _LAYOUT_VERSION)
            self._before_enlarging = None
            self._actions["enlarge"].setChecked(False)
            return
        under = QApplication.widgetAt(QCursor.pos()) or QApplication.focusWidget()
        dock = next((d for d in self._docks.values() if under and d.isAncestorOf(under)), None)
        self._before_enlarging = self.saveState(_LAYOUT_VERSION)
        for each in self._docks.values():
            each.setVisible(each is dock)
        self.network.setVisible(dock is None)
        self._actions["enlarge"].setChecked(True)

    _before_enlarging: QByteArray | None = None

    def _reset_layout(self) -> None:
        self.network.show()
        self._before_enlarging = None
        self._actions["enlarge"].setChecked(False)
        self.restoreState(self._first_layout, _LAYOUT_VERSION)
        self._docks["Watch plot"].setVisible(bool(self._plotted))
        self._arranged = False
        self._size_docks()

    def _show_keys(self) -> None:
        rows = "".join(
            f"<tr><td style='padding-right:24px'><b>{' or '.join(row.keys)}</b></td>"
            f"<td>{row.title}</td></tr>"
            for row in ROWS
            if row.keys
        )
        more = (
            f"Alt with 1 to {len(self._docks)} goes to a panel, "
            "Alt with an underlined letter to a field of Setup. On the bench, Alt with an arrow "
            "points at an entry, Insert pins it, Enter opens its matrix large, Ctrl+C copies it."
        )
        self._message("Keys", f"<table>{rows}</table><p>{more}</p>")

    def _show_about(self) -> None:
        self._message(
            "About nnviz",
            f"<b>nnviz {__version__}</b><br>Backpropagation made visible and debuggable, "
            "one matrix at a time.<br>MIT licence. Text in Inter (SIL Open Font License).",
        )

    def _message(self, title: str, text: str) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(title)
        box.setText(text)
        box.open()

    # -- keeping -------------------------------------------------------------------------------

    def _restore_layout(self) -> None:
        if self._settings is None:
            return
        geometry, state = self._settings.value("geometry"), self._settings.value("layout")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        if isinstance(state, QByteArray):
            self._arranged = self.restoreState(state, _LAYOUT_VERSION)
            self._docks["Watch plot"].setVisible(bool(self._plotted))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout; end the worker and the formulas."""
        if self._before_enlarging is not None:
            self._enlarge()
        if self._settings is not None:
            self._settings.setValue("geometry", self.saveGeometry())
            self._settings.setValue("layout", self.saveState(_LAYOUT_VERSION))
            self._settings.setValue("theme", self._themes.chosen or "")
            self._settings.setValue("presenting", self._themes.presenting)
        self.session.pause()
        self._player.close()
        self.context.formulas.close()
        super().closeEvent(event)
