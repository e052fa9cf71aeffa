"""The entries of a large matrix that are in sight: colours, and numbers where they have room."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from nnviz.present.colours import NOT_FINITE, levels
from nnviz.present.numbers import number
from nnviz.present.overview import Overview
from nnviz.qt.items.glyphs import Glyphs
from nnviz.qt.items.in_sight import InSight
from nnviz.qt.items.matrix_content import MatrixContent
from nnviz.qt.items.text_width import Powers
from nnviz.qt.theme import Theme

_GRID_FROM = 12.0  # pixels of a cell with lines around it
Floats = NDArray[np.float64]


def paint_overview(
    painter: QPainter,
    content: MatrixContent,
    overview: Overview,
    theme: Theme,
    corner: QPointF,
    entry: float,
    room: QRectF,
) -> None:
    """Several entries a pixel: the strongest of each block.

    Args:
        corner: where the first entry is, in sight or not.
        entry: pixels an entry, less than one.
        room: what is in sight.
    """
    halvings = math.ceil(-math.log2(entry))
    small = overview.level(halvings)
    size = entry * 2.0**halvings
    rows, columns = (
        slice(max(0, int((begin - start) / size)), min(count, math.ceil((end - start) / size)))
        for begin, end, start, count in (
            (room.top(), room.bottom(), corner.y(), small.shape[0]),
            (room.left(), room.right(), corner.x(), small.shape[1]),
        )
    )
    seen = small[rows, columns]
    if not seen.size:
        return
    place = corner + QPointF(columns.start * size, rows.start * size)
    box = QRectF(place.x(), place.y(), seen.shape[1] * size, seen.shape[0] * size)
    whole = QRectF(corner.x(), corner.y(), *(entry * side for side in content.shape[::-1]))
    painter.save()
    painter.setClipRect(whole, Qt.ClipOperation.IntersectClip)  # a last block may be half empty
    painter.drawImage(box, theme.scale_for(content.name).blocks(levels(seen, content.limit)))
    painter.restore()


class CellsPainter:
    """Paints entries one by one, and keeps the signs of their numbers."""

    def __init__(self) -> None:
        self._glyphs: Glyphs | None = None
        self._glyphs_of: tuple[object, ...] = ()

    def paint(
        self,
        painter: QPainter,
        content: MatrixContent,
        theme: Theme,
        seen: InSight,
        pixels: int | None,
        ratio: float,
    ) -> None:
        """Paint them, with numbers of so many pixels; None for colours alone."""
        assert content.values is not None
        values = seen.of(content.values)
        index = levels(values, content.limit)
        painter.drawImage(seen.box, theme.scale_for(content.name).blocks(index))
        if seen.ys[1] - seen.ys[0] >= _GRID_FROM:
            self._hatch(painter, index, seen, theme)
            painter.setPen(QPen(QColor(theme.surface), 1))
            left, right, top, bottom = seen.xs[0], seen.xs[-1], seen.ys[0], seen.ys[-1]
            for x in seen.xs:
                painter.drawLine(QPointF(x, top), QPointF(x, bottom))
            for y in seen.ys:
                painter.drawLine(QPointF(left, y), QPointF(right, y))
        if pixels is not None:
            self._paint_numbers(painter, content, theme, seen, index, pixels, ratio)

    @staticmethod
    def _hatch(painter: QPainter, index: NDArray[np.uint8], seen: InSight, theme: Theme) -> None:
        """What is not finite; where cells are small its colour alone says so."""
        xs, ys = seen.xs, seen.ys
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor(theme.surface), Qt.BrushStyle.BDiagPattern))
        painter.drawRects([
            QRectF(QPointF(xs[column], ys[row]), QPointF(xs[column + 1], ys[row + 1]))
            for row, column in np.argwhere(index == NOT_FINITE)
        ])  # fmt: skip

    def _paint_numbers(
        self,
        painter: QPainter,
        content: MatrixContent,
        theme: Theme,
        seen: InSight,
        index: NDArray[np.uint8],
        pixels: int,
        ratio: float,
    ) -> None:
        """All numbers in sight, with the precision of the whole matrix."""
        assert content.values is not None
        decimals = content.decimals
        values = seen.of(content.values).ravel().tolist()
        texts = [number(value, decimals, content.digits) for value in values]
        scale = theme.scale_for(content.name)
        wanted = (pixels, ratio, *(tone.rgb() for tone in scale.tones))
        if self._glyphs is None or self._glyphs_of != wanted:
            self._glyphs_of = wanted
            self._glyphs = Glyphs(theme.exact_font(pixels), scale.tones, ratio)
        xs, ys = seen.xs, seen.ys
        rights = np.tile(xs[1:] - 0.4 * pixels, len(ys) - 1)
        if decimals is None:
            powers = Powers(_longest_power(texts), pixels)
            rights -= np.array([powers.short_of(text) for text in texts])
        middles = np.repeat((ys[1:] + ys[:-1]) / 2, len(xs) - 1)
        tones = scale.light_on[index].ravel().astype(np.int64)
        self._glyphs.draw(painter, texts, rights, middles, tones)


def _longest_power(texts: list[str]) -> str:
    return max((text[text.find("e") :] for text in texts if "e" in text), key=len, default="")
