"""All edges of a network in one item: wide and smooth for the few, thin and fast for the many."""

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nnviz.present.colours import blend, levels
from nnviz.present.layout import Edges, widths
from nnviz.qt.items.bounded import BoundedItem
from nnviz.qt.theme import Scale

FEW = 400  # up to so many edges are drawn smooth and as wide as their weight
_BUCKETS = 32


class EdgesItem(BoundedItem):
    """Draws edges in the colours of a scale."""

    def __init__(self) -> None:
        super().__init__()
        self._batches: list[tuple[QPen, PrimitiveArray]] = []
        self._smooth = True
        self._thickest = 8.0

    def show_edges(
        self,
        edges: list[Edges],
        values: list[NDArray[np.float64]],
        limit: float,
        scale: Scale,
        faded: set[int],
        surface: str,
        thickest: float = 8.0,
    ) -> None:
        """Draw these edges.

        Args:
            values: what colours them, an array for each of ``edges``.
            faded: the layers whose edges stand back.
            surface: the colour towards which they fade.
            thickest: the width of an edge at the limit, where they are drawn smooth.
        """
        self._thickest = thickest
        self._batches = []
        self._smooth = sum(len(each.lines) for each in edges) <= FEW
        bounds = QRectF()
        for each, value in zip(edges, values, strict=True):
            if not len(each.lines):
                continue
            low, high = each.lines.min(axis=0), each.lines.max(axis=0)
            bounds |= QRectF(low[0], min(low[1], low[3]), high[2] - low[0], 0).united(
                QRectF(low[0], max(high[1], high[3]), high[2] - low[0], 1)
            )
            fade = 0.62 if each.layer in faded else 0.0
            self._add(each.lines, value, limit, scale, fade, surface)
        bounds = bounds.adjusted(-10, -10, 10, 10)
        self._bound(bounds)
        self.update()

    def _add(
        self,
        lines: NDArray[np.float64],
        values: NDArray[np.float64],
        limit: float,
        scale: Scale,
        fade: float,
        surface: str,
    ) -> None:
        index = levels(values, limit)
        if self._smooth:
            thickness = widths(values, limit, self._thickest)
            groups = np.unique(np.column_stack([index, np.rint(thickness * 2)]), axis=0)
            keys = [(int(i), float(t) / 2) for i, t in groups]
            members = [(index == i) & (np.rint(thickness * 2) == round(t * 2)) for i, t in keys]
        else:
            # Thousands of edges: a pen a bucket, the strongest last so that they are on top.
            bucket = (index.astype(int) * _BUCKETS) // 256
            order = sorted(set(bucket.tolist()), key=lambda b: abs(b - _BUCKETS // 2))
            members = [bucket == b for b in order]
            keys = [(int(index[chosen][0]), 1.0) for chosen in members]
        strongest_last = sorted(zip(keys, members, strict=True), key=lambda pair: pair[0][1])
        for (level, width), chosen in strongest_last:
            colour = scale.qcolors[level]
            if fade:
                colour = QColor(blend(colour.name(), surface, fade))
            pen = QPen(colour, width)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setCosmetic(not self._smooth)
            batch = PrimitiveArray(QLineF, 4)
            batch.resize(int(np.count_nonzero(chosen)))
            batch.ndarray()[:] = lines[chosen]
            self._batches.append((pen, batch))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """A batch a pen."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._smooth)
        for pen, batch in self._batches:
            painter.setPen(pen)
            painter.drawLines(*batch.drawargs())
