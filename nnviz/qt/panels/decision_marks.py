"""How a sample is drawn: a colour and a shape a class, an outline a part of the split."""

from dataclasses import dataclass
from functools import lru_cache

import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from nnviz.present.colours import blend
from nnviz.qt.theme import Theme

SYMBOLS = ("o", "s", "t", "d", "star", "p", "h", "+", "x", "t1")
PARTS = ("train", "dev", "test")
_PART_SYMBOLS = dict(zip(PARTS, ("o", "s", "d"), strict=True))


def symbol_of(label: int) -> str:
    """The shape of a class."""
    return SYMBOLS[label % len(SYMBOLS)]


@dataclass(frozen=True)
class Mark:
    """What a sample is painted with."""

    symbol: str
    brush: QBrush
    pen: QPen

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Paint it into a square."""
        path: QPainterPath = Symbols[self.symbol]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(box.center())
        painter.scale(box.width(), box.height())
        pen = QPen(self.pen)
        pen.setWidthF(self.pen.widthF() / box.width())
        painter.setPen(pen)
        painter.setBrush(self.brush)
        painter.drawPath(path)
        painter.restore()


@lru_cache(maxsize=512)
def mark(theme: Theme, colour: str, label: int, part: str = "train") -> Mark:
    """Filled for train; dev is paler inside its outline, test has nothing there."""
    strong = blend(colour, theme.text, 0.45)
    symbol = symbol_of(label)
    if part == "train":
        edge = "#ffffff" if theme.name == "light" else "#14171a"
        return Mark(symbol, pg.mkBrush(strong), pg.mkPen(edge, width=1))
    half = pg.mkBrush(blend(theme.surface, strong, 0.4))
    inside = half if part == "dev" else QBrush(Qt.BrushStyle.NoBrush)
    return Mark(symbol, inside, pg.mkPen(strong, width=1.6))


def value_mark(theme: Theme, fill: QColor, part: str = "train") -> Mark:
    """In a regression the fill tells the true value, so the shape is left to tell the part."""
    return Mark(_PART_SYMBOLS[part], QBrush(fill), pg.mkPen(theme.text, width=1))


def swatch(theme: Theme, colour: str, label: int, side: int) -> QIcon:
    """A picture of a class for a button."""
    ratio = 2
    pixmap = QPixmap(side * ratio, side * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    mark(theme, colour, label).paint(painter, QRectF(1, 1, side - 2, side - 2))
    painter.end()
    return QIcon(pixmap)
