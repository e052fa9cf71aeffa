"""Assembles the window and connects its parts; it does nothing else."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QMessageBox

from nnviz import __version__
from nnviz.errors import UserError
from nnviz.qt.actions import ROWS, Actions
from nnviz.qt.bridge import Bridge
from nnviz.qt.context import Context
from nnviz.qt.docks import Docks
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

_P = TypeVar("_P", bound=Panel)


class MainWindow(QMainWindow):
    """The one window."""

    def __init__(self, session: Session, themes: Themes, settings: QSettings | None) -> None:
        super().__init__()
        self.session = session
        self._settings = settings
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
        self._docks.keep_first()
        self._restore_layout()
        self._show_session()

    # -- building ------------------------------------------------------------------------------

    def _build_panels(self) -> None:
        context, area = self.context, Qt.DockWidgetArea
        self.network = NetworkPanel(context, self)
        self.network.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # first: it is given to the proxy
        self.network.setFocusProxy(self.network.view)
        self.setCentralWidget(self.network)
        self._docks = Docks(self, self.network, self._themes, self._reserved)
        left, right, below = (
            area.LeftDockWidgetArea, area.RightDockWidgetArea, area.BottomDockWidgetArea,
        )  # fmt: skip
        for kind, where, hidden in (
            (ProgramPanel, left, False), (SetupPanel, left, False), (DecisionPanel, right, False),
            (CostPanel, right, False), (BenchPanel, below, False), (ResultsPanel, right, False),
            (ByLayerPanel, right, False), (DebugPanel, left, False), (WhyPanel, below, True),
            (GradientCheckPanel, below, True), (WatchPlotPanel, right, True),
        ):  # fmt: skip
            self._docks.add(kind.title, partial(self._panel, kind), where, hidden)
        self._docks.stack("Program", "Setup", "Debug")
        self._docks.stack("Decision region", "Results", "By layer")
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
        self._docks.share()

    def _panel(self, kind: type[Panel]) -> Panel:
        """Make a panel, and connect it with what is not its own."""
        panel = kind(self.context)
        match panel:
            case SetupPanel():
                panel.offer_file(self._actions["open"])
            case DecisionPanel():
                panel.drawing_changed.connect(self._actions["draw"].setChecked)
            case ProgramPanel():
                panel.watched.connect(partial(self._docks.bring, "Debug"))
                panel.condition_wanted.connect(self._begin_condition)
        return panel

    def panel(self, kind: type[_P]) -> _P:
        """A panel by what it is; it is made now if nobody has seen it yet."""
        panel = self._docks.panel(kind.title)
        assert isinstance(panel, kind)
        return panel

    def _reserved(self) -> int:
        """The height of the bars that come and go."""
        return self._story.room + self.timeline.room

    def _build_menus(self) -> None:
        bar = self.menuBar()
        for title in ("File", "Edit", "Run", "View", "Help"):
            menu = bar.addMenu(f"&{title}")
            menu.setToolTipsVisible(True)
            menu.addActions(self._actions.of_menu(title))
            if title == "View":
                menu.addSeparator()
                showing, going = self._docks.actions()
                menu.addActions(showing)
                menu.addSeparator()
                menu.addActions(going)

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
            "breakpoint": lambda: self.panel(ProgramPanel).toggle(),
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
            "enlarge": lambda: self._docks.enlarge(),
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
        for title, name in (("Why this line", "why"), ("Gradient check", "gradient_check")):
            self._docks[title].visibilityChanged.connect(self._actions[name].setChecked)
        self._docks.enlarged.connect(self._actions["enlarge"].setChecked)
        self.session.breakpoints.changed.connect(self._show_breakpoints)
        self.session.watches.changed.connect(self._show_watch_plot)
        self._slow.changed.connect(self._actions["slow"].setChecked)
        self._player.held_changed.connect(self.context.bridge.hold)
        self._player.held_changed.connect(self.network.effect.hold)
        self._motions.changed.connect(self._show_motion)
        self._show_motion(self._motions.reduced)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Until a person has moved something, the panels keep their shares."""
        super().resizeEvent(event)
        self._docks.share()

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
        if more and dock.isHidden():
            self._docks.put_below("Watch plot", "Cost")
        elif not plotted:
            dock.hide()
            self._docks.share()

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
        if not self.panel(BenchPanel).set_number():
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
        on = not (self.panel(DecisionPanel).drawing.on and self.panel(DecisionPanel).isVisible())
        if on:
            dock.show()
            dock.raise_()
        self.panel(DecisionPanel).draw(on)
        self._actions["draw"].setChecked(on)

    def _show_why(self) -> None:
        """Open the derivation beside the bench, or close it."""
        on = not self._docks.in_sight("Why this line")
        self._docks.show_at_bench("Why this line", on, beside=True)
        self._actions["why"].setChecked(on)

    def _disable_breakpoints(self) -> None:
        """Disable all, or enable all where none is enabled."""
        breakpoints = self.session.breakpoints
        on = any(each.enabled for each in breakpoints)
        for each in breakpoints:
            breakpoints.set(each, enabled=not on)

    def _begin_condition(self, text: str) -> None:
        self._docks.bring("Debug")
        self.panel(DebugPanel).begin_condition(text)

    def _show_gradient_check(self) -> None:
        on = not self._docks.in_sight("Gradient check")
        self._docks.show_at_bench("Gradient check", on, beside=False)
        if on:
            self.panel(GradientCheckPanel).grids[
                0
            ].setFocus()  # where the keys of the window still work
        self._actions["gradient_check"].setChecked(on)

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

    def _present(self) -> None:
        self._themes.present(not self._themes.presenting)
        self._actions["present"].setChecked(self._themes.presenting)
        self._docks.share()

    def _reset_layout(self) -> None:
        self._docks.reset()
        self._docks["Watch plot"].setVisible(bool(self._plotted))

    def _show_keys(self) -> None:
        rows = "".join(
            f"<tr><td style='padding-right:24px'><b>{' or '.join(row.keys)}</b></td>"
            f"<td>{row.title}</td></tr>"
            for row in ROWS
            if row.keys
        )
        more = (
            "Alt with 1 to 9 goes to a panel, and with Shift to those behind the ninth, "
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
            self._docks.restore(state)
            self._docks["Watch plot"].setVisible(bool(self._plotted))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout; end the worker and the formulas."""
        if self._settings is not None:
            self._settings.setValue("geometry", self.saveGeometry())
            self._settings.setValue("layout", self._docks.state())
            self._settings.setValue("theme", self._themes.chosen or "")
            self._settings.setValue("presenting", self._themes.presenting)
        self.session.pause()
        self._player.close()
        self.context.formulas.close()
        super().closeEvent(event)
