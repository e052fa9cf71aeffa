"""Hundreds of random actions: no exception, no warning of Qt, nothing that grows."""

import random
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QSlider, QToolButton, QWidget

from nnviz.qt.actions import ROWS
from nnviz.session.presets import preset_names
from nnviz.session.run import Run
from tests.qt.driving import bits

KEYS = [key for row in ROWS for key in row.keys if row.menu in ("Run", "View", "Edit")]
FOCUS = [f"Alt+{place}" for place in range(1, 6)]
CHOICES = ("Activation", "Output", "Loss", "Initializer", "Data")
NUMBERS = ("Seed", "Samples", "Noise", "Train share")


class Monkey:
    """Does something, chosen by a seed; what it did is kept, so that a failure can be told."""

    def __init__(self, window, seed):
        self.window, self.random, self.done = window, random.Random(seed), []

    def act(self):
        others = (self.click, self.choose, self.number, self.layers, self.type,
                  self.preset, self.point, self.line, self.turn, self.resize)  # fmt: skip
        kinds = [self.key] * 8 + [*others]
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
        name = self.random.choice(preset_names())
        self.note(name)
        self.window.session.open_preset(name)

    def point(self):
        view = self.window.window.network.view
        x, y = self.random.randrange(view.width()), self.random.randrange(view.height())
        view.pointed.emit(view.mapToScene(x, y), QPointF(x, y))
        if self.random.random() < 0.3:
            view.left.emit()

    def line(self):
        if self.window.window.program.isVisible():
            self.window.choose_line(self.random.choice(list(self.window.marks)))

    def turn(self):
        self.window.draw()

    def resize(self):
        width, height = self.random.randint(650, 1500), self.random.randint(420, 900)
        self.window.window.resize(width, height)


def settle(window):
    """Back to what there was at the start, at rest."""
    window.session.pause()
    window.session.breakpoints.clear()
    window.action("Reset the layout").trigger()
    window.session.open_preset("spiral")
    window.session.open_preset("xor")
    window.window.resize(1000, 700)
    window.draw()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return len(window.window.findChildren(QWidget)), threading.active_count()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_monkey_does_no_harm(open_window, seed):
    window = open_window("xor", size=(1000, 700))
    monkey = Monkey(window, seed)
    try:
        for _ in range(120):
            monkey.act()
        first = settle(window)
        for _ in range(80):
            monkey.act()
    except Exception:
        print("; ".join(monkey.done))
        raise
    assert settle(window)[0] <= first[0] + 10  # lists that are made when they are first opened
    assert settle(window)[1] <= first[1]
    # What is left computes what a new run computes.
    window.train(7)
    run = Run(window.experiment)
    run.advance(7)
    assert bits(window.snapshot) == bits(run.snapshot())
