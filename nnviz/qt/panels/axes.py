"""The axes of the plots: their labels never lie over each other."""

from collections.abc import Iterable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

_APART = 6.0  # pixels between two labels beside each other


def apart(boxes: Iterable[QRectF]) -> list[int]:
    """Which of the boxes are drawn, the first ones first, so that no two touch."""
    kept: list[QRectF] = []
    found = []
    for place, box in enumerate(boxes):
        room = box.adjusted(-_APART / 2, 0, _APART / 2, 0)
        if not any(room.intersects(other) for other in kept):
            kept.append(room)
            found.append(place)
    return found


class ClearAxis(pg.AxisItem):
    """An axis that leaves labels out rather than write one over another.

    pyqtgraph itself writes all labels of the coarsest ticks, however long and large they are.
    """

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        """What is drawn: the line, the ticks, and the labels that have room."""
        specs = super().generateDrawSpecs(painter)
        if specs is None:
            return None
        line, ticks, labels = specs
        return line, ticks, [labels[place] for place in apart(box for box, *_ in labels)]


class WholeAxis(ClearAxis):
    """An axis of counts: it labels whole numbers only."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The text of each tick; none between two counts."""
        return [f"{value:,.0f}" if value == round(value) else "" for value in values]
