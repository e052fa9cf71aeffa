"""What a person points at: an entry of a matrix, and the edge or unit of the network it belongs to.

The bench and the network listen to the same :class:`Pointing`, so that pointing at either lights
up the other. Rows and columns are those of samples as columns, counted from 0.
"""

import re
from dataclasses import dataclass

from psygnal import Signal

from nnviz.nn.network import Network

_WEIGHT = re.compile(r"[vsr]?d?W(\d+)")
_BIAS = re.compile(r"[vs]?d?b(\d+)")
_OF_UNITS = re.compile(r"(?:c?d?Z|d?A|D|G)(\d+)")
_MOST_PINS = 12


@dataclass(frozen=True)
class Cell:
    """An entry of a matrix by the matrix's name; without a column, a whole row of it."""

    matrix: str
    row: int
    column: int | None


@dataclass(frozen=True)
class Edge:
    """A weight: from a unit of the layer below to a unit of this layer."""

    layer: int
    unit: int
    source: int


@dataclass(frozen=True)
class Unit:
    """A unit of a layer; layer 0 holds what the network reads."""

    layer: int
    unit: int


Place = Cell | Edge | Unit


def belongs_to(cell: Cell, network: Network) -> Edge | Unit | None:
    """The edge or unit of an entry; None for J, for R, and for X below features."""
    if found := _WEIGHT.fullmatch(cell.matrix):
        return None if cell.column is None else Edge(int(found[1]), cell.row, cell.column)
    if found := _BIAS.fullmatch(cell.matrix) or _OF_UNITS.fullmatch(cell.matrix):
        return Unit(int(found[1]), cell.row)
    if cell.matrix == "Y":
        return Unit(network.depth, cell.row)
    if cell.matrix == ("F" if network.features else "X"):
        return Unit(0, cell.row)
    return None


def cell_of(place: Edge | Unit, matrix: str, network: Network) -> Cell | None:
    """The entry of a matrix that belongs to an edge, or the row that belongs to a unit."""
    if isinstance(place, Edge):
        found = _WEIGHT.fullmatch(matrix)
        here = found is not None and int(found[1]) == place.layer
        return Cell(matrix, place.unit, place.source) if here else None
    if _WEIGHT.fullmatch(matrix):
        return None
    if belongs_to(Cell(matrix, place.unit, None), network) != place:
        return None
    return Cell(matrix, place.unit, 0 if _BIAS.fullmatch(matrix) else None)


class Pointing:
    """What is pointed at now, and the entries that stay pointed at."""

    changed = Signal()
    """Something else is pointed at, or pinned."""

    def __init__(self) -> None:
        self.at: Place | None = None
        self.pins: tuple[Cell, ...] = ()

    def point(self, at: Place | None) -> None:
        """Point at this; None for nothing."""
        if at != self.at:
            self.at = at
            self.changed.emit()

    def pin(self, cell: Cell) -> None:
        """Keep an entry in sight, or let it go; the oldest of too many goes."""
        others = tuple(pin for pin in self.pins if pin != cell)
        self.pins = others if len(others) < len(self.pins) else (*others, cell)[-_MOST_PINS:]
        self.changed.emit()

    def clear(self) -> None:
        """Let go of everything: another network has other entries."""
        if self.at is not None or self.pins:
            self.at, self.pins = None, ()
            self.changed.emit()
