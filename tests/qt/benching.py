"""Reaches the entries of the matrices on the bench as a person does: with the mouse."""

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest


class Bench:
    """The bench of a window."""

    def __init__(self, driver):
        self.driver = driver

    @property
    def canvas(self):
        return self.driver.panel("Bench")._canvas

    def part(self, key, which=-1):
        """A matrix with its place; an update has the old one and the new one."""
        found = [
            each
            for each in self.driver.bench
            if each.picture is not None and each.picture.content.key == key
        ]
        return found[which]

    def content(self, key, which=-1):
        return self.part(key, which).picture.content

    def place(self, key, row, column, which=-1):
        """The middle of an entry, by its row and column as they are shown."""
        part = self.part(key, which)
        return part.picture.cell_box(part.box, row, column).center().toPoint()

    def hover(self, key, row, column, which=-1):
        place = self.place(key, row, column, which)
        QTest.mouseMove(self.canvas, QPoint(1, 1))
        QTest.mouseMove(self.canvas, place)
        return place

    def click(self, key, row, column, which=-1, control=False):
        modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier(0)
        place = self.hover(key, row, column, which)
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, modifier, place)

    def double_click(self, key, row, column, which=-1):
        place = self.hover(key, row, column, which)
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(self.canvas, Qt.MouseButton.LeftButton, pos=place)

    def click_heading(self, key, row, column):
        """Click on the number of a row or, with row None, of a column."""
        part = self.part(key)
        body = part.picture.body(part.box)
        cell = part.picture.cell_box(part.box, row or 0, column or 0).center()
        place = (
            QPoint(round(cell.x()), round(body.top() - 8))
            if row is None
            else QPoint(round(body.left() - 8), round(cell.y()))
        )
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, pos=place)

    def marks(self, key, which=-1):
        """What stands out in a matrix."""
        light = self.canvas._light(self.canvas._step, self.canvas._snapshot)
        return None if light is None else light.marks(self.content(key, which))

    def colour(self, key, row, column, which=-1):
        """The colour of an entry near its upper left corner, beside its number."""
        part = self.part(key, which)
        box = part.picture.cell_box(part.box, row, column)
        image = self.canvas.grab().toImage()
        return image.pixelColor(round(box.left() + 5), round(box.top() + 5)).name()

    def stale(self):
        """How many pixels on the screen are not as they would be if all were painted anew."""
        corner = self.canvas.mapTo(self.driver.window, QPoint(0, 0))
        window, size = self.driver.window, self.canvas.size()
        seen = window.screen().grabWindow(window.winId(), *corner.toTuple(), *size.toTuple())
        return int((_pixels(seen) != _pixels(self.canvas.grab())).any(axis=2).sum())


def _pixels(pixmap):
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
