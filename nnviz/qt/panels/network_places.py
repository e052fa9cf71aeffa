"""Which numbers of a network can be set, in which order, and where each is drawn."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from nnviz.nn.network import Network
from nnviz.present.layout import Edges, Layer, nearest_edge, nearest_node
from nnviz.qt.items.edge_labels import EdgeLabelsItem
from nnviz.qt.items.nodes import NodesItem
from nnviz.session.edits import SAMPLES
from nnviz.session.pointing import Cell, Unit
from nnviz.session.snapshot import Snapshot

_X, _Y = SAMPLES
_SPOT = 12.0  # pixels: the room of a number that is not written


@dataclass(frozen=True)
class Drawn:
    """What is drawn of a network at a moment, for the sample in this column of the batch."""

    snapshot: Snapshot
    column: int
    layers: list[Layer]
    edges: list[Edges]
    labels: EdgeLabelsItem
    nodes: NodesItem


@dataclass(frozen=True)
class Target:
    """A number under the pointer, where it is, and whether it can be dragged there."""

    cell: Cell
    box: QRectF
    draggable: bool


class Places:
    """Finds numbers on a drawing."""

    def __init__(self, drawn: Drawn) -> None:
        self._drawn = drawn
        self._network: Network = drawn.snapshot.program.network

    # -- in order ------------------------------------------------------------------------------

    def following(self, cell: Cell, by: int) -> Cell:
        """The number after this one, or before it: the inputs, every unit with its bias, Y."""
        count = self._count
        place = (self._index(cell) + by) % count
        while True:
            found = self._cell(place)
            if found.matrix != _X or self.unit_of(found.row) is not None:
                return found
            place = (place + (1 if by > 0 else -1)) % count  # an input that no unit shows

    @property
    def _count(self) -> int:
        sizes = self._network.sizes
        parameters = sum(n * (before + 1) for before, n in pairwise(sizes))
        return self._network.inputs + parameters + sizes[-1]

    def _index(self, cell: Cell) -> int:
        sizes, place = self._network.sizes, self._network.inputs
        if cell.matrix == _X:
            return cell.row
        for layer in range(1, len(sizes)):
            row = sizes[layer - 1] + 1
            if cell.matrix == f"W{layer}":
                return place + cell.row * row + (cell.column or 0)
            if cell.matrix == f"b{layer}":
                return place + cell.row * row + row - 1
            place += sizes[layer] * row
        return place + cell.row

    def _cell(self, place: int) -> Cell:
        sizes = self._network.sizes
        if place < self._network.inputs:
            return Cell(_X, place, self._drawn.column)
        place -= self._network.inputs
        for layer in range(1, len(sizes)):
            row = sizes[layer - 1] + 1
            if place < sizes[layer] * row:
                unit, source = divmod(place, row)
                last = source == row - 1
                return Cell(f"b{layer}", unit, 0) if last else Cell(f"W{layer}", unit, source)
            place -= sizes[layer] * row
        return Cell(_Y, place, self._drawn.column)

    # -- inputs and features -------------------------------------------------------------------

    def unit_of(self, row: int) -> int | None:
        """The unit that shows an input; None where only functions of it are fed."""
        features = self._network.features
        if not features:
            return row
        names = [feature.name for feature in features]
        name = f"x{row + 1}"
        return names.index(name) if name in names else None

    def input_of(self, unit: int) -> int | None:
        """The input that a unit of the first layer shows as it is; None for a function of it."""
        features = self._network.features
        if not features:
            return unit
        found = features[unit].name.removeprefix("x")
        return int(found) - 1 if found.isdigit() else None

    # -- on the drawing ------------------------------------------------------------------------

    def at(self, point: QPointF, reach: float) -> Target | None:
        """The number at a place; edges are meant within ``reach``."""
        drawn = self._drawn
        written = self.written_at(point)
        if written is not None:
            return Target(written, self.box(written), True)
        x, y = point.x(), point.y()
        node = nearest_node(drawn.layers, x, y)
        if node is not None:
            return self._at_node(*node)
        for each in drawn.edges:
            found = nearest_edge(each.lines, x, y, reach)
            if found is not None:
                cell = Cell(f"W{each.layer}", int(each.rows[found]), int(each.columns[found]))
                return Target(cell, _spot(x, y), False)
        return None

    def written_at(self, point: QPointF) -> Cell | None:
        """The number that is written at a place: a bias, a target, the label of an edge."""
        for (kind, layer, unit), box in self._drawn.nodes.boxes.items():
            if box.adjusted(-1, -1, 1, 1).contains(point):
                return Cell(f"b{layer}", unit, 0) if kind == "bias" else self._sample(_Y, unit)
        for place, box in enumerate(self._drawn.labels.boxes):
            if box.contains(point):
                return self._labelled(place)
        return None

    def _at_node(self, layer: int, unit: int) -> Target | None:
        row = self.input_of(unit) if layer == 0 else None
        if row is None:
            return None
        cell = self._sample(_X, row)
        folded = self._drawn.layers[0].folded
        return Target(cell, self.box(cell), not folded)

    def _sample(self, matrix: str, row: int) -> Cell:
        return Cell(matrix, row, self._drawn.column)

    def _labelled(self, place: int) -> Cell:
        for each in self._drawn.edges:
            if place < len(each.rows):
                return Cell(f"W{each.layer}", int(each.rows[place]), int(each.columns[place]))
            place -= len(each.rows)
        raise IndexError(place)

    def label_of(self, cell: Cell) -> int | None:
        """Which of the labels of edges is that of a weight."""
        place = 0
        for each in self._drawn.edges:
            if cell.matrix == f"W{each.layer}":
                found = np.flatnonzero((each.rows == cell.row) & (each.columns == cell.column))
                here = len(found) and place + int(found[0]) < len(self._drawn.labels.boxes)
                return place + int(found[0]) if here else None
            place += len(each.rows)
        return None

    def middle_of(self, cell: Cell) -> NDArray[np.float64] | None:
        """The middle of the edge of a weight, where it is drawn."""
        for each in self._drawn.edges:
            if cell.matrix == f"W{each.layer}":
                found = np.flatnonzero((each.rows == cell.row) & (each.columns == cell.column))
                if len(found):
                    line = each.lines[found[0]]
                    middle: NDArray[np.float64] = (line[:2] + line[2:]) / 2
                    return middle
        return None

    def units(self) -> list[QRectF]:
        """Where single units, their biases and targets are."""
        single = [layer for layer in self._drawn.layers if not layer.folded]
        units = [_unit_box(layer, unit) for layer in single for unit in range(len(layer.y))]
        return [*units, *self._drawn.nodes.boxes.values()]

    def around(self, unit: Unit) -> QRectF:
        """A unit, with its bias and its target."""
        layer = self._drawn.layers[unit.layer]
        found = _unit_box(layer, unit.unit)
        for kind in ("bias", "target"):
            box = self._drawn.nodes.boxes.get((kind, unit.layer, unit.unit))
            found = found if box is None else found.united(box)
        return found

    def box(self, cell: Cell) -> QRectF:
        """Where a number is, or would be if all were drawn."""
        drawn, layers = self._drawn, self._drawn.layers
        if cell.matrix == _X:
            layer, unit = layers[0], self.unit_of(cell.row)
            return _unit_box(layer, unit or 0)
        if cell.matrix[0] == "W":
            place = self.label_of(cell)
            if place is not None:
                return QRectF(drawn.labels.boxes[place])
            middle = self.middle_of(cell)
            if middle is None:
                number = int(cell.matrix[1:])
                left, right = layers[number - 1], layers[number]
                y = (left.y[cell.column or 0] + right.y[cell.row]) / 2
                middle = np.array([(left.x + right.x) / 2, y])
            return _spot(*middle.tolist())
        last = len(layers) - 1
        bias = cell.matrix[0] == "b"
        number = int(cell.matrix[1:]) if bias else last
        key = ("bias" if bias else "target", number, cell.row)
        return QRectF(drawn.nodes.boxes.get(key) or _unit_box(layers[number], cell.row))


def _spot(x: float, y: float) -> QRectF:
    return QRectF(x - _SPOT / 2, y - _SPOT / 2, _SPOT, _SPOT)


def _unit_box(layer: Layer, unit: int) -> QRectF:
    """The rectangle around a unit, in a block around its place."""
    if layer.cells is not None:
        left, top = layer.cells.corner(unit)
        return QRectF(layer.x + left, top, layer.cells.width, layer.cells.height)
    y = float(layer.y[unit])
    half = _SPOT / 2 if layer.folded else layer.reach
    return QRectF(layer.x - layer.reach, y - half, 2 * layer.reach, 2 * half)
