"""Drives a window as a person does, and reads what it shows."""

import re

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QSpinBox,
    QToolButton,
    QWidget,
)

from nnviz.qt.panels.program import Mark, ProgramModel
from nnviz.session.run import Run


class Driver:
    """One window."""

    def __init__(self, window, qtbot):
        self.window = window
        self.qtbot = qtbot

    # -- the session behind it -----------------------------------------------------------------

    @property
    def session(self):
        return self.window.session

    @property
    def experiment(self):
        return self.session.experiment

    @property
    def snapshot(self):
        return self.session.snapshot

    @property
    def where(self):
        """Iterations completed, and lines done in the present one."""
        return self.snapshot.completed, self.snapshot.line

    # -- doing ---------------------------------------------------------------------------------

    def draw(self):
        """Let everything that waits be drawn."""
        self.window.context.bridge.flush()
        QApplication.processEvents()

    def picture(self):
        """The window as it is seen now, whether or not the panels have been told of a move."""
        return self.window.grab().toImage()

    def press(self, keys):
        """Press keys, as written in the table of actions, where the focus is."""
        target = QApplication.focusWidget() or self.window
        QTest.keySequence(target, QKeySequence(keys))

    def action(self, title):
        return next(each for each in self.window.actions() if each.text() == title)

    def button(self, name):
        return self.find(QToolButton, name)

    def click(self, widget):
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def wait_for(self, condition):
        self.qtbot.waitUntil(condition, timeout=20_000)

    def play_until(self, condition):
        self.session.play()
        self.wait_for(condition)

    def reach(self, iterations):
        """Play until so many iterations are complete, and pause."""
        self.play_until(lambda: self.snapshot.completed >= iterations)
        self.session.pause()

    def train(self, iterations):
        """Complete exactly so many iterations at once."""
        self.session.run.advance(iterations)
        self.session.publish()
        self.draw()

    # -- the form ------------------------------------------------------------------------------

    def find(self, kind, name, inside=None):
        """A widget by its accessible name."""
        found = [
            each
            for each in (inside or self.window).findChildren(kind)
            if each.accessibleName() == name and not each.isHidden()
        ]
        assert len(found) == 1, (name, found)
        return found[0]

    def field(self, name):
        return self.find(QWidget, name, self.panel("Setup"))

    def show_setup(self):
        self.dock("Setup").show()
        self.dock("Setup").raise_()
        for _ in range(6):  # it is made now, draws, and then its rows take their room
            QApplication.processEvents()

    def choose(self, name, value):
        """Choose an entry of a list by what it stands for."""
        box = self.field(name)
        place = box.findData(value)
        assert place >= 0, value
        box.setCurrentIndex(place)
        box.activated.emit(place)

    def type_into(self, name, text):
        """Type into a field and press Enter."""
        self.show_setup()
        box = self.field(name)
        box.setFocus()
        edit = box.lineEdit()
        edit.selectAll()
        QTest.keyClick(box, Qt.Key.Key_Delete)
        QTest.keyClicks(box, text)
        QTest.keyClick(box, Qt.Key.Key_Return)

    def set_number(self, name, value):
        self.field(name).setValue(value)

    def shown_in(self, name):
        """What a field of the form shows."""
        box = self.field(name)
        if isinstance(box, QComboBox):
            return box.currentText() if box.isEditable() else box.currentData()
        return box.value()

    @property
    def layer_boxes(self):
        boxes = [
            each
            for each in self.panel("Setup").findChildren(QSpinBox)
            if each.accessibleName().startswith("Units of hidden layer") and not each.isHidden()
        ]
        return sorted(boxes, key=lambda box: int(box.accessibleName().split()[-1]))

    def explanations(self):
        """The sentences about mistakes that are in sight."""
        return [
            label.text()
            for label in self.window.findChildren(QLabel, "problem")
            if not label.isHidden() and label.text()
        ]

    def in_sight(self, widget):
        """Whether all of it lies in the window, in front of what it shares its place with."""
        box = widget.rect().translated(widget.mapTo(self.window, widget.rect().topLeft()))
        return widget.isVisible() and self.window.rect().contains(box)

    # -- the panels ----------------------------------------------------------------------------

    def panel(self, title):
        """A panel by its title; it is made now if it was not in sight before."""
        return self.window._docks.panel(title)

    def dock(self, title):
        return self.window.findChild(QDockWidget, title)

    @property
    def status(self):
        """The status line as plain text."""
        labels = self.window.statusBar().findChildren(QLabel)
        return " ".join(plain(each.text()) for each in labels if not each.isHidden())

    @property
    def readout(self):
        """Epoch, iteration, J and accuracy as they are written."""
        labels = self.window.findChildren(QLabel, "readout")
        return [each.text() for each in labels]

    @property
    def marks(self):
        """The mark of every line of the listing, by the name of its matrix."""
        model = self.panel("Program").list.model()
        rows = [model.index(row) for row in range(model.rowCount())]
        steps = [(row.data(ProgramModel.STEP), row.data(ProgramModel.MARK)) for row in rows]
        return {step.name: mark for step, mark in steps if step is not None}

    def marked(self, mark):
        return [name for name, each in self.marks.items() if each is mark]

    @property
    def just_done(self):
        return self.marked(Mark.DONE)

    @property
    def next_up(self):
        return self.marked(Mark.NEXT)

    def choose_line(self, name):
        """Click on a line of the listing."""
        listing = self.panel("Program").list
        index = listing.model().row_of(name)
        listing.scrollTo(index)
        place = listing.visualRect(index).center()
        QTest.mouseClick(
            listing.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
        )

    @property
    def bench(self):
        """The parts on the bench from left to right, signs and matrices with their places."""
        self.draw()
        self.panel("Bench").grab()
        return self.panel("Bench")._canvas._arranged

    @property
    def bench_matrices(self):
        """What the matrices on the bench show."""
        return [each.picture.content for each in self.bench if each.picture is not None]

    @property
    def bench_line(self):
        """The name of the line on the bench."""
        return next(each.name for each in self.bench_matrices if each.result)

    @property
    def columns(self):
        """What is drawn of each layer of the network."""
        return self.window.network._nodes._columns

    @property
    def layers(self):
        """Where the layers of the network are drawn."""
        return self.window.network._layers

    @property
    def placed_edges(self):
        return self.window.network._placed

    @property
    def edge_pens(self):
        """The colour and width of every drawn edge, by (layer, row, column)."""
        pens = {}
        for pen, batch in self.window.network._edges._batches:
            for line in batch.ndarray():
                pens[line.tobytes()] = pen.color().name(), pen.widthF()
        return {
            (each.layer, int(row), int(column)): pens[np.ascontiguousarray(line).tobytes()]
            for each in self.placed_edges
            for row, column, line in zip(each.rows, each.columns, each.lines, strict=True)
        }

    def point_at(self, x, y):
        """Hold the pointer at a place of the network's drawing; returns what is written there."""
        self.window.network.view.pointed.emit(QPointF(x, y), QPointF(20, 20))
        card = self.window.network._card
        return None if card.isHidden() else plain(card.text())

    @property
    def region(self):
        """The decision region: colour indices, the lowest row first, and its rectangle."""
        region = self.panel("Decision region")._region
        rows, columns = region._image.height(), region._image.width()
        return region._data[:rows, :columns], region.boundingRect(), region._image.colorTable()

    @property
    def curves(self):
        """x and y of the curves of the cost panel: train and test."""
        return [each.getOriginalDataset() for each in self.panel("Cost").plot.listDataItems()[:2]]

    @property
    def card(self):
        """The card beside the cost plot, with exact values; None while nothing is pointed at."""
        card = self.panel("Cost")._card
        return None if card.isHidden() else plain(card.text())

    def point_at_cost(self, x):
        """Hold the pointer over a place of the cost plot's axis."""
        plot = self.panel("Cost").plot
        (_, _), (bottom, top) = plot.viewRange()
        box = plot.getPlotItem().vb
        plot.scene().sigMouseMoved.emit(box.mapViewToScene(QPointF(x, (bottom + top) / 2)))

    @property
    def legend(self):
        return plain(self.panel("Cost")._legend.text())


def plain(html):
    """Text without its tags."""
    text = re.sub(r"<[^>]*>", " ", html).replace("&nbsp;", " ")
    return re.sub(r"\s+", " ", text).strip()


def bits(snapshot):
    """Every number of a moment, to be compared exactly."""
    return {
        "parameters": snapshot.parameters.flat.tobytes(),
        "where": (snapshot.iteration, snapshot.line),
        **{name: value.tobytes() for name, value in snapshot.matrices.items()},
    }


def straight(experiment, iterations, lines=0):
    """The moment reached by running straight there."""
    run = Run(experiment)
    run.advance(iterations)
    for _ in range(lines):
        run.step()
    return run.snapshot()
