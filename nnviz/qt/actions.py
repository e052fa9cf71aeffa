"""Everything that a key, a menu or a button can do, as rows of one table."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from nnviz.qt.icons import Icons


@dataclass(frozen=True)
class Row:
    """One action.

    Attributes:
        keys: the first is the one that is shown.
        icon: the name of a picture in resources/icons; empty for none.
        checkable: whether it is on or off.
    """

    name: str
    title: str
    menu: str
    keys: tuple[str, ...]
    tip: str
    icon: str = ""
    checkable: bool = False


ROWS = (
    Row("presets", "Choose a preset", "File", ("P",), "Open the list of presets"),
    Row("open", "Open…", "File", ("Ctrl+O",),
        "Open data (CSV, NPZ, NPY, IDX) or an experiment; or drop it on the window"),
    Row("open_folder", "Open a folder of pictures…", "File", ("Ctrl+Shift+O",),
        "Open pictures: a subfolder a class, or names such as cat.1.jpg"),
    Row("undo", "Undo", "Edit", ("Ctrl+Z",), "Take the last change of a setting back"),
    Row("redo", "Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y"), "Make the change again"),
    Row("set_number", "Set a number…", "Edit", ("F2",),
        "Type another weight, bias, input or label: the one that is pointed at; "
        "Tab goes on to the next"),
    Row("draw", "Draw samples", "Edit", ("E",),
        "Draw samples of your own on the decision region, or end it", checkable=True),
    Row("play", "Run", "Run", ("Space", "F5"), "Run or pause", "play", checkable=True),
    Row("step", "Step", "Run", ("Right", "F10"), "Compute the next matrix", "step"),
    Row("back", "Step back", "Run", ("Left", "Shift+F10"), "Undo the last matrix", "back"),
    Row("phase", "Next phase", "Run", ("Shift+Right", "F11"),
        "Go on to the end of the phase: forward, backward or update", "phase"),
    Row("iteration", "Next iteration", "Run", ("Ctrl+Right", "F6"),
        "Go on to the end of the iteration", "iteration"),
    Row("epoch", "Next epoch", "Run", ("Ctrl+Shift+Right", "F7"),
        "Go on to the end of the epoch", "epoch"),
    Row("restart", "Back to the start", "Run", ("Home", "Shift+F5"),
        "Back to the same initial weights", "restart"),
    Row("previous_phase", "Previous phase", "Run", ("Shift+Left", "Shift+F11"),
        "Go back to the beginning of the phase"),
    Row("previous_iteration", "Previous iteration", "Run", ("Ctrl+Left", "Shift+F6"),
        "Go back to the beginning of the iteration"),
    Row("previous_epoch", "Previous epoch", "Run", ("Ctrl+Shift+Left", "Shift+F7"),
        "Go back to the beginning of the epoch"),
    Row("latest", "Latest moment", "Run", ("End",),
        "Having gone back, go to the latest moment of the run again"),
    Row("go_to", "Go to iteration…", "Run", ("Ctrl+G",),
        "Type the iteration to go to, or to train on to"),
    Row("new_start", "New start", "Run", ("Ctrl+Home", "Ctrl+R"),
        "Start again from other initial weights: the next seed", "dice"),
    Row("breakpoint", "Breakpoint on the line", "Run", ("F9",),
        "Stop before the selected line, else before the next one; or no longer"),
    Row("disable_breakpoints", "Disable all breakpoints", "Run", (),
        "Keep all breakpoints without stopping at them, or stop at them again"),
    Row("remove_breakpoints", "Remove all breakpoints", "Run", ("Ctrl+Shift+F9",),
        "Forget every breakpoint"),
    Row("faster", "Faster", "Run", ("]",), "Run at the next higher speed"),
    Row("slower", "Slower", "Run", ("[",), "Run at the next lower speed"),
    Row("slow", "Slow motion", "Run", ("S",),
        "Play line by line at the pace last chosen, or go on as before. Resting the pointer on "
        "something holds it", "slow", checkable=True),
    Row("next_sample", "Next sample", "View", (".",), "Show the next sample in the nodes"),
    Row("previous_sample", "Previous sample", "View", (",",),
        "Show the previous sample in the nodes"),
    Row("edges_W", "Edges show weights", "View", ("W",), "Colour the edges by their weight",
        checkable=True),
    Row("edges_dW", "Edges show gradients", "View", ("G",),
        "Colour the edges by the gradient of their weight", checkable=True),
    Row("edges_change", "Edges show the last change", "View", ("C",),
        "Colour the edges by what the last update changed", checkable=True),
    Row("units", "Units show maps", "View", ("M",),
        "Show in each unit what it has learned: its map, or its weights as a picture",
        checkable=True),
    Row("zoom_in", "Zoom in", "View", ("+", "="), "Draw the network larger"),
    Row("zoom_out", "Zoom out", "View", ("-",), "Draw the network smaller"),
    Row("fit", "Fit the network", "View", ("0",), "Show the whole network"),
    Row("log_cost", "Cost on a log scale", "View", ("L",),
        "Show the cost on a logarithmic scale", checkable=True),
    Row("rows", "Samples as rows", "View", ("R",),
        "Show every matrix with a sample a row and β for a bias, as note 001 writes them; "
        "nothing else is computed", checkable=True),
    Row("chain", "Chain rule in full", "View", ("D",),
        "Show g′(Z) as a line of its own, and what the chain rule gives beside the shortcut "
        "dZ = A − Y", checkable=True),
    Row("why", "Why this line", "View", ("Y",),
        "Derive the line on the bench, term by term, or close the derivation", checkable=True),
    Row("gradient_check", "Check the gradient", "View", ("X",),
        "Show finite differences beside the gradient in sight, or close them", checkable=True),
    Row("story", "What to look at", "View", ("I",),
        "Show the text about the experiment, or close it", checkable=True),
    Row("compare", "Compare runs", "View", ("K",),
        "Keep the cost curve of every run that ends, under that of the next", checkable=True),
    Row("keep_curve", "Keep the cost curve", "View", ("Shift+K",),
        "Keep the cost curve as it is now, to compare the next run with it"),
    Row("leave", "Leave a field", "View", ("Escape",),
        "Take the focus out of a field, so that all keys are those of the window again"),
    Row("enlarge", "Enlarge the panel", "View", ("F4",),
        "Give the whole window to the panel under the pointer, or take it back", checkable=True),
    Row("theme", "Light or dark", "View", ("Ctrl+D",), "Change between light and dark"),
    Row("present", "Large text for presenting", "View", ("F8",),
        "Write everything large enough for the last row", checkable=True),
    Row("reduce_motion", "Reduce motion", "View", (),
        "Show nothing that moves: no flow on the edges", checkable=True),
    Row("reset_layout", "Reset the layout", "View", (), "Put all panels back in their places"),
    Row("keys", "Keys", "Help", ("F1",), "All keys on one page"),
    Row("about", "About nnviz", "Help", (), "What this is"),
    Row("quit", "Quit", "File", ("Ctrl+Q",), "Close the window"),
)  # fmt: skip


class Actions:
    """The rows as Qt's actions, by name."""

    def __init__(
        self, window: QWidget, icons: Icons, callbacks: dict[str, Callable[[], object]]
    ) -> None:
        self._by_name: dict[str, QAction] = {}
        for row in ROWS:
            action = QAction(row.title, window)
            action.setShortcuts([QKeySequence(key) for key in row.keys])
            key = f" ({' or '.join(row.keys)})" if row.keys else ""
            action.setToolTip(f"{row.tip}{key}")
            action.setCheckable(row.checkable)
            if row.icon:
                icons.give(action, row.icon)
            call = callbacks[row.name]
            action.triggered.connect(lambda _checked=False, call=call: call())
            window.addAction(action)
            self._by_name[row.name] = action

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def of_menu(self, menu: str) -> list[QAction]:
        """The actions of a menu in their order."""
        return [self._by_name[row.name] for row in ROWS if row.menu == menu]
