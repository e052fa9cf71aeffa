"""What a line moves through the network, drawn over the edges: short, and with few pens."""

import math

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nnviz.present.colours import levels, limit_of
from nnviz.present.layout import Edges, Layer
from nnviz.qt.items.bounded import BoundedItem
from nnviz.qt.theme import Scale, Theme
from nnviz.session.flow import Flow, Motion

Floats = NDArray[np.float64]
_MOST = 250  # edges on which something runs; the strongest of more
_BUCKETS = 12  # colours
_LENGTH = 0.22  # of a pulse, as a share of its edge
_FAINTEST = 0.04  # of the limit; below it nothing is seen to run
_FEW = 120  # up to so many are drawn wide
_RIMMED = 24  # up to so many have a rim that sets them off from the edges below
_THINNEST, _THICKEST = 3.0, 7.0
_OF_MANY = 2.2
_RIM = 2.6
_WIDEST = 9.0  # hides the widest edge
_GROWTH = 9.0  # pixels by which a ring grows


class FlowItem(BoundedItem):
    """Draws one moment of a flow: 0 is its beginning and 1 its end."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self._motion = Motion.GLOW
        self._lines: list[tuple[QPen, Floats]] = []
        self._rimmed = True
        self._rings: list[tuple[QColor, QRectF, bool]] = []
        self._rim = QColor()
        self.hide()

    def show_flow(
        self,
        flow: Flow,
        placed: list[Edges],
        layers: list[Layer],
        squares: bool,
        scale: Scale,
        theme: Theme,
    ) -> None:
        """Take up a flow.

        Args:
            placed: the drawn edges; what runs on others is not shown.
            squares: whether units are squares rather than circles.
        """
        self.prepareGeometryChange()
        self._motion, self._share = flow.motion, 0.0
        self._lines, self._rings, self._bounds = [], [], QRectF()
        self._rim = QColor(theme.text)
        if flow.motion is Motion.PULSE:
            for layer, values in flow.values.items():
                self._take_rings(layers[layer], values, squares, scale)
        else:
            drawn = [each for each in placed if each.layer in flow.values]
            if drawn:
                self._take_lines(drawn, flow, scale)
        margin = _GROWTH + _THICKEST
        self._bounds = self._bounds.adjusted(-margin, -margin, margin, margin)
        self.setVisible(bool(self._lines or self._rings))

    def _take_lines(self, placed: list[Edges], flow: Flow, scale: Scale) -> None:
        """The strongest edges, a batch a colour."""
        values = np.concatenate(
            [flow.values[each.layer][each.rows, each.columns] for each in placed]
        )
        lines = np.vstack([each.lines for each in placed])
        limit = limit_of([values])
        strength = np.where(np.isfinite(values), np.abs(values), limit)
        chosen = np.flatnonzero(strength > _FAINTEST * limit)
        if len(chosen) > _MOST:
            chosen = chosen[np.argpartition(strength[chosen], -_MOST)[-_MOST:]]
        if not len(chosen):
            return
        values, lines, strength = values[chosen], lines[chosen], strength[chosen]
        if flow.motion is Motion.BACKWARD:
            lines = lines[:, [2, 3, 0, 1]]
        index = levels(values, limit)
        few, single = len(chosen) <= _FEW, len(chosen) <= _RIMMED
        glows = flow.motion is Motion.GLOW
        bucket = (index.astype(int) * _BUCKETS) // 256
        for number in sorted(set(bucket.tolist()), key=lambda each: abs(each - _BUCKETS / 2)):
            members = bucket == number
            share = min(float(strength[members].max()) / limit, 1.0)
            pen = QPen(scale.qcolors[int(index[members][strength[members].argmax()])])
            width = _THINNEST + (_THICKEST - _THINNEST) * share if few else _OF_MANY
            pen.setWidthF(_WIDEST if glows and single else width)
            # Long lines with round ends are a hundred times as slow as with flat ones.
            round_ends = single and not glows
            pen.setCapStyle(Qt.PenCapStyle.RoundCap if round_ends else Qt.PenCapStyle.FlatCap)
            self._lines.append((pen, lines[members]))
        self._rimmed = single and not glows
        low = lines.reshape(-1, 2).min(axis=0)
        high = lines.reshape(-1, 2).max(axis=0)
        self._bounds = QRectF(low[0], low[1], high[0] - low[0], high[1] - low[1])

    def _take_rings(self, layer: Layer, values: Floats, squares: bool, scale: Scale) -> None:
        """A ring around every unit, or one around a block."""
        reach = layer.reach
        if layer.folded:
            box = QRectF(layer.x - reach, layer.top, 2 * reach, layer.bottom - layer.top)
            strongest = values[int(np.nanargmax(np.abs(values)))] if _any(values) else 0.0
            values, boxes = np.array([strongest]), [box]
        else:
            boxes = [QRectF(layer.x - reach, y - reach, 2 * reach, 2 * reach) for y in layer.y]
        index = levels(values, limit_of([values]))
        for level, box in zip(index, boxes, strict=True):
            self._rings.append((scale.qcolors[int(level)], box, squares or layer.folded))
            self._bounds |= box

    def show_share(self, share: float) -> None:
        """Draw this moment of it."""
        self._share = share
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """This moment."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._motion is Motion.PULSE:
            self._paint_rings(painter)
        elif self._motion is Motion.GLOW:
            self._paint_glow(painter)
        else:
            self._paint_pulses(painter)

    def _paint_glow(self, painter: QPainter) -> None:
        """Lines that swell and shrink: see-through ones cost twenty times as much to paint."""
        share = math.sin(math.pi * self._share)
        for pen, lines in self._lines:
            swollen = QPen(pen)
            swollen.setWidthF(max(share * pen.widthF(), 0.5))
            _draw(painter, swollen, lines)

    def _paint_pulses(self, painter: QPainter) -> None:
        """Short pieces of the edges, all as far along, on a ground that sets them off."""
        eased = self._share * self._share * (3 - 2 * self._share)
        head = eased * (1 + _LENGTH)
        first, last = max(head - _LENGTH, 0.0), min(head, 1.0)
        pieces = []
        for pen, lines in self._lines:
            way = lines[:, 2:] - lines[:, :2]
            pieces.append((pen, np.hstack([lines[:, :2] + first * way, lines[:, :2] + last * way])))
        self._paint_lines(painter, pieces)

    def _paint_lines(self, painter: QPainter, batches: list[tuple[QPen, Floats]]) -> None:
        if self._rimmed:
            for pen, lines in batches:
                rim = QPen(pen)
                rim.setColor(self._rim)
                rim.setWidthF(pen.widthF() + _RIM)
                _draw(painter, rim, lines)
        for pen, lines in batches:
            _draw(painter, pen, lines)

    def _paint_rings(self, painter: QPainter) -> None:
        painter.setOpacity(1.0 - self._share * self._share)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        growth = 2.0 + (_GROWTH - 2.0) * self._share
        for colour, box, square in self._rings:
            painter.setPen(QPen(colour, 5.0))
            ring = box.adjusted(-growth, -growth, growth, growth)
            if square:
                painter.drawRoundedRect(ring, 6 + growth, 6 + growth)
            else:
                painter.drawEllipse(ring)


def _any(values: Floats) -> bool:
    return bool(np.isfinite(values).any())


def _draw(painter: QPainter, pen: QPen, lines: Floats) -> None:
    """Lines as Qt takes them in one call."""
    batch = PrimitiveArray(QLineF, 4)  # drawargs points into it: it has to live as long
    batch.resize(len(lines))
    batch.ndarray()[:] = lines
    painter.setPen(pen)
    painter.drawLines(*batch.drawargs())
