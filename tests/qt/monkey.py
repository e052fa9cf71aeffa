"""Random actions on a window, chosen by a seed: keys, clicks, drags, typing, and all settings.

``python -m tests.qt.monkey --actions 10000`` does many of them and prints what is left behind.
"""

import argparse
import gc
import os
import random
import sys
import threading
import time
import warnings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    qInstallMessageHandler,
)
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QMenu,
    QMenuBar,
    QSlider,
    QToolButton,
    QWidget,
)

from nnviz.errors import UserError
from nnviz.qt.actions import ROWS
from nnviz.qt.application import start_qt
from nnviz.qt.main_window import MainWindow
from nnviz.qt.panels.expression_field import ExpressionField
from nnviz.qt.theme import Themes
from nnviz.session.presets import load_preset, preset_names
from nnviz.session.run import Run
from nnviz.session.session import Session
from tests.qt.driving import Driver, bits

KEYS = [key for row in ROWS for key in row.keys if row.menu in ("Run", "View", "Edit")]
FOCUS = [f"Alt+{place}" for place in range(1, 10)]
EXPRESSIONS = (
    "J < 0.3",
    "max(abs(dW1)) > 0.1",
    "epoch == 3",
    "any(isnan(Z2))",
    "norm(dW1)",
    "W1[1,2]",
    "mean(A1) + 1",
    "dW1 @ W1",
    "J <",
    "shape(Z1)",
    "iteration >= 5 and J > 0",
)
SLOW = ("cats-dogs", "mnist")  # what they do is done by the others as well, in less time
CHOICES = ("Activation", "Output", "Loss", "Initializer", "Data")
NUMBERS = ("Seed", "Samples", "Noise", "Train share")


class Monkey:
    """Does something, chosen by a seed; what it did is kept, so that a failure can be told."""

    def __init__(self, window, seed):
        self.window, self.random, self.done = window, random.Random(seed), []

    def act(self):
        others = (self.click, self.choose, self.number, self.layers, self.type,
                  self.preset, self.point, self.line, self.turn, self.resize)  # fmt: skip
        debugging = (self.jump, self.edit, self.express, self.drag, self.drag, self.press_keys)
        kinds = [self.key] * 8 + [*others] + [*debugging] * 2
        act = self.random.choice(kinds)
        self.done.append(act.__name__)
        act()

    def note(self, what):
        self.done[-1] += f" {what}"

    def key(self):
        key = self.random.choice(KEYS + FOCUS)
        self.note(key)
        self.window.press(key)

    def click(self):
        every = [
            each
            for kind in (QToolButton, QCheckBox, QSlider)
            for each in self.window.window.findChildren(kind)
            if each.isVisible() and each.isEnabled() and not each.visibleRegion().isEmpty()
            and not each.objectName().startswith("qt_")
        ]  # fmt: skip
        widget = self.random.choice(every)
        self.note(widget.accessibleName())
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def choose(self):
        name = self.random.choice(CHOICES)
        box = self.window.field(name)
        value = box.itemData(self.random.randrange(box.count()))
        if value == "file":  # it asks for one
            return
        self.note(f"{name} {value}")
        self.window.choose(name, value)

    def number(self):
        name = self.random.choice(NUMBERS)
        value = self.random.choice([0, 1, 2, 10, 35, 50, 80, 100, 300])
        self.note(f"{name} {value}")
        if self.window.field(name).isEnabled():
            self.window.set_number(name, value)

    def layers(self):
        boxes = self.window.layer_boxes
        what = self.random.choice(["add", "take", "size"])
        self.note(what)
        if what == "add" and len(boxes) < 5:
            self.window.button("Add a hidden layer").click()
        elif what == "take":
            self.window.button("Take the last hidden layer away").click()
        elif boxes:
            self.random.choice(boxes).setValue(self.random.choice([1, 2, 3, 8, 24, 25, 60]))

    def type(self):
        name = self.random.choice(["Learning rate", "Batch size"])
        text = self.random.choice(["0.01", "1", "10", "1e6", "full", "abc", "", "-1", "7"])
        self.note(f"{name} {text!r}")
        self.window.type_into(name, text)

    def preset(self):
        name = self.random.choice([name for name in preset_names() if name not in SLOW])
        self.note(name)
        self.window.session.open_preset(name)

    def point(self):
        view = self.window.window.network.view
        x, y = self.random.randrange(view.width()), self.random.randrange(view.height())
        view.pointed.emit(view.mapToScene(x, y), QPointF(x, y))
        if self.random.random() < 0.3:
            view.left.emit()

    def line(self):
        if self.window.panel("Program").isVisible():
            self.window.choose_line(self.random.choice(list(self.window.marks)))

    def turn(self):
        self.window.draw()

    def resize(self):
        width, height = self.random.randint(650, 1500), self.random.randint(420, 900)
        self.window.window.resize(width, height)

    # -- what a debugger does ------------------------------------------------------------------

    def jump(self):
        iteration, line = self.random.randrange(60), self.random.randrange(20)
        self.note(f"{iteration} {line}")
        self.window.session.jump(iteration, line)

    def edit(self):
        matrices = self.window.session.snapshot.matrices
        name = self.random.choice([each for each in matrices if each[0] in "WbXY"])
        rows, columns = matrices[name].shape
        row, column = self.random.randrange(rows), self.random.randrange(columns)
        value = self.random.choice([0.0, 1.0, -2.5, 1e-9, 100.0, float("nan")])
        self.note(f"{name}[{row},{column}] {value}")
        try:
            self.window.session.edit(name, row, column, value)
        except UserError as error:
            self.window.session.tell(str(error))

    def express(self):
        """Type an expression into a field for one, or drop what was said before."""
        session = self.window.session
        fields = [
            each for each in self.window.window.findChildren(ExpressionField) if each.isVisible()
        ]
        if self.random.random() < 0.3:
            self.note("clear")
            session.breakpoints.clear()
            for watch in list(session.watches):
                session.watches.remove(watch)
        elif fields:
            field = self.random.choice(fields)
            text = self.random.choice(EXPRESSIONS)
            self.note(text)
            QTest.keyClicks(field, text)
            QTest.keyClick(field, Qt.Key.Key_Return)
        else:
            self.window.press("Alt+8")
        for watch in session.watches:
            if self.random.random() < 0.3:
                session.watches.plot(watch, not watch.plotted)

    def _somewhere(self):
        """A widget in sight and a place on it; not what opens a list of its own."""
        widgets = [
            each
            for each in self.window.window.findChildren(QWidget)
            if each.isVisible() and each.isEnabled() and not each.visibleRegion().isEmpty()
            and not isinstance(each, QMenuBar | QMenu | QComboBox)
            and not each.objectName().startswith("qt_") and each.width() > 3 and each.height() > 3
        ]  # fmt: skip
        widget = self.random.choice(widgets)
        return widget, QPoint(
            self.random.randrange(widget.width()), self.random.randrange(widget.height())
        )

    def drag(self):
        """Press, move and let go somewhere, or click twice."""
        widget, place = self._somewhere()
        self.note(f"{type(widget).__name__} {widget.accessibleName()} {place.toTuple()}")
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        modifiers = self.random.choice(
            [none, none, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier]
        )
        if self.random.random() < 0.2:
            QTest.mouseDClick(widget, left, modifiers, place)
            return
        QTest.mousePress(widget, left, modifiers, place)
        for _ in range(self.random.randrange(4)):
            place += QPoint(self.random.randint(-60, 60), self.random.randint(-40, 40))
            local = QPointF(place)
            QApplication.sendEvent(
                widget,
                QMouseEvent(
                    QEvent.Type.MouseMove, local, QPointF(widget.mapToGlobal(place)),
                    Qt.MouseButton.NoButton, left, modifiers,
                ),
            )  # fmt: skip
        QTest.mouseRelease(widget, left, modifiers, place)

    def press_keys(self):
        """Keys for whatever has the focus: typing, arrows, Enter, Escape, Tab."""
        keys = (
            Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_Return, Qt.Key.Key_Tab,
            Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Insert, Qt.Key.Key_F2, Qt.Key.Key_1,
            Qt.Key.Key_Minus, Qt.Key.Key_Period,
        )  # fmt: skip
        for _ in range(self.random.randint(1, 5)):
            target = QApplication.focusWidget() or self.window.window
            key = self.random.choice(keys)
            self.note(key.name)
            QTest.keyClick(target, key)


def see_all(window):
    """Have every panel made: one is made when it is first seen."""
    for title in window.window._docks.titles:
        window.panel(title)


def settle(window):
    """Back to what there was at the start, at rest."""
    session = window.session
    session.pause()
    window.press("Escape")
    session.breakpoints.clear()
    for watch in list(session.watches):
        session.watches.remove(watch)
    window.action("Reset the layout").trigger()
    session.open_preset("spiral")
    session.open_preset("xor")
    session.pointing.clear()
    window.window.resize(1000, 700)
    window.draw()
    collect()


def collect():
    """Delete what is due to be deleted."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def left_of(window):
    """How many widgets, running timers and threads there are."""
    running = [each for each in window.window.findChildren(QTimer) if each.isActive()]
    return len(window.window.findChildren(QWidget)), len(running), threading.active_count()


def assert_learns_as_new(window):
    """What is left computes what a new run computes."""
    window.session.restart()
    window.train(7)
    run = Run(window.experiment)
    run.advance(7)
    assert bits(window.snapshot) == bits(run.snapshot())


def memory():
    """Megabytes that this process takes."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def main():
    """Do many actions, and fail at the first exception, warning or leak."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actions", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    import ziamath  # noqa: F401  the way in which it finds its font is deprecated

    warnings.simplefilter("error")
    said, raised = [], []

    def hear(kind, context, text):
        if not text.startswith("This plugin does not support "):
            said.append(text)

    sys.excepthook = lambda *exception: raised.append(exception)
    start_qt()
    qInstallMessageHandler(hear)
    window = Driver(MainWindow(Session(load_preset("xor"), "xor"), Themes("light"), None), None)
    window.window.resize(1000, 700)
    window.window.show()
    window.draw()
    see_all(window)
    monkey, measured, begin = Monkey(window, given.seed), [], time.perf_counter()
    rounds = 10
    for place in range(rounds):
        for _ in range(given.actions // rounds):
            monkey.act()
            if said or raised:
                print("; ".join(monkey.done[-12:]))
                for kind, error, trace in raised:
                    sys.__excepthook__(kind, error, trace)
                sys.exit("\n".join(said) or "an exception")
        settle(window)
        measured.append((*left_of(window), memory()))
        done = (place + 1) * (given.actions // rounds)
        widgets, timers, threads, megabytes = measured[-1]
        print(
            f"{done:6} actions, {time.perf_counter() - begin:5.0f} s: {widgets} widgets, "
            f"{timers} timers running, {threads} threads, {megabytes:.0f} MB",
            flush=True,
        )
    assert_learns_as_new(window)
    window.window.close()


if __name__ == "__main__":
    main()
