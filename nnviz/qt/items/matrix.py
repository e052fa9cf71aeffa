"""One matrix: its numbers where they fit, its heat map where they do not."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen

from nnviz.present.colours import NOT_FINITE, levels, limit_of
from nnviz.present.numbers import MINUS, cells, exact, name_text
from nnviz.qt.theme import BODY, LABEL, Theme

HEAD = 22.0  # the name above
FOOT = 24.0  # the shape below
BAR = 4.0  # the coloured side that stands for a dimension
_MOST_CELLS = 4000  # more are painted as an image, without numbers
_THINNEST = 3.0  # pixels of a sample beside the chosen one
_HATCHED = Qt.BrushStyle.BDiagPattern
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MatrixContent:
    """What a matrix shows.

    Attributes:
        name: as in the program; ``transposed`` adds the sign and turns the values.
        values: rows x columns as they are shown; None where it is not computed yet.
        dimensions: the names of its rows' and columns' dimensions, as shown.
        shape: their sizes.
        column: the column of the chosen sample, where its columns are samples.
        row: the same for a matrix whose rows are samples.
        result: whether it is what the line computes.
        digits: how many digits of the largest entry are shown.
    """

    name: str
    values: NDArray[np.float64] | None
    dimensions: tuple[str, str]
    shape: tuple[int, int]
    transposed: bool = False
    column: int | None = None
    row: int | None = None
    result: bool = False
    digits: int = 3

    @property
    def readable(self) -> bool:
        """Whether there are few enough entries to be read as numbers."""
        return self.shape[0] * self.shape[1] <= _MOST_CELLS

    @cached_property
    def texts(self) -> list[list[str]] | None:
        """The entries as text; None where there are too many to be read, or none."""
        if self.values is None or not self.readable:
            return None
        return cells(self.values, self.digits)

    @cached_property
    def longest(self) -> int:
        """The characters of the widest entry, not counting its sign."""
        if self.texts is None:
            return len("0.000")
        return max(len(text.lstrip(MINUS)) for row in self.texts for text in row)


class MatrixPicture:
    """Measures and paints one matrix.

    Three ways, by the room there is: all numbers; the numbers of the chosen sample between thin
    cells of colour for the others; colours only.
    """

    def __init__(
        self, content: MatrixContent, theme: Theme, size: int = BODY, padding: float = 10.0
    ) -> None:
        self.content = content
        self._theme = theme
        self._size = size
        self._head, self._foot = theme.px(HEAD), theme.px(FOOT)
        # Small text, used where room is scarce, stands closer.
        self._cell_height = (1.85 if size >= BODY else 1.5) * size
        metrics = QFontMetricsF(theme.exact_font(size))
        # Room for a sign and for the widest digits, so that cells keep their width as values run.
        digit = metrics.horizontalAdvance("0")
        self._text_width = metrics.horizontalAdvance(MINUS) + content.longest * digit
        self._cell_width = max(self._text_width + padding, 28.0)
        title = QFontMetricsF(theme.font(BODY, bold=True))
        self._least = 4 + max(
            title.horizontalAdvance(self.title), title.horizontalAdvance(self._shape_text())
        )

    @property
    def title(self) -> str:
        """The name as it is written above the matrix."""
        return name_text(self.content.name) + ("ᵀ" if self.content.transposed else "")

    # -- measuring -----------------------------------------------------------------------------

    def natural(self) -> QSizeF:
        """The size with all numbers legible."""
        rows, columns = self.content.shape
        return self._outer(columns * self._cell_width, rows * self._cell_height)

    def focused(self, width: float, height: float) -> QSizeF | None:
        """The size with the chosen sample legible; None if there is none, or it is not.

        As wide as ``width`` where that helps, wider where it must be; never above ``height``.
        """
        rows, columns = self.content.shape
        across, down = columns * self._cell_width, rows * self._cell_height
        if self.content.values is None:
            return None
        if self.content.column is not None and columns > 1:
            thin = (width - 2 * BAR - self._cell_width) / (columns - 1)
            thin = min(max(thin, _THINNEST), self._cell_height)
            across = self._cell_width + (columns - 1) * thin
        elif self.content.row is not None and rows > 1:
            thin = (height - BAR - self._head - self._foot - self._cell_height) / (rows - 1)
            if thin < _THINNEST:
                return None
            down = self._cell_height + (rows - 1) * min(thin, self._cell_height)
        else:
            return None
        size = self._outer(across, down)
        return size if size.height() <= height + 0.5 else None

    def reduced(self, width: float, height: float) -> QSizeF:
        """The size as a heat map within these bounds."""
        rows, columns = self.content.shape
        inside = height - self._head - self._foot - BAR
        cell = min((width - 2 * BAR) / columns, inside / rows, 22.0)
        return self._outer(max(columns * cell, 26.0), min(max(rows * cell, 16.0), inside))

    def _outer(self, across: float, down: float) -> QSizeF:
        return QSizeF(max(across, self._least) + 2 * BAR, down + BAR + self._head + self._foot)

    def body(self, box: QRectF) -> QRectF:
        """The part of the box that the values take."""
        return box.adjusted(BAR, self._head + BAR, -BAR, -self._foot)

    def fits(self, box: QRectF) -> bool:
        """Whether all numbers are legible in the box."""
        rows, columns = self.content.shape
        body = self.body(box)
        return (
            self.content.readable
            and body.width() >= columns * self._cell_width - 0.5
            and body.height() >= rows * self._cell_height - 0.5
        )

    def _edges(self, box: QRectF) -> tuple[Floats, Floats]:
        """Where columns and rows begin and end; the chosen sample wider if not all are legible."""
        body = self.body(box)
        rows, columns = self.content.shape
        across, down = np.full(columns, 1.0), np.full(rows, 1.0)
        if not self.fits(box):
            column, row = self.content.column, self.content.row
            high = body.height() / rows >= self._cell_height - 0.5
            wide = body.width() / columns >= self._cell_width - 0.5
            spare = body.width() - self._cell_width
            if high and column is not None and spare >= _THINNEST * (columns - 1) > 0:
                across[:] = spare / (columns - 1)
                across[column] = max(self._cell_width, spare / (columns - 1))
            spare = body.height() - self._cell_height
            if wide and row is not None and spare >= _THINNEST * (rows - 1) > 0:
                down[:] = spare / (rows - 1)
                down[row] = max(self._cell_height, spare / (rows - 1))
        xs = body.left() + np.concatenate([[0.0], np.cumsum(across)]) * body.width() / across.sum()
        ys = body.top() + np.concatenate([[0.0], np.cumsum(down)]) * body.height() / down.sum()
        return xs, ys

    def entry_at(self, box: QRectF, place: QPointF) -> str:
        """The entry under a place in all its digits; empty beside the values."""
        values = self.content.values
        if values is None or not self.body(box).contains(place):
            return ""
        xs, ys = self._edges(box)
        rows, columns = self.content.shape
        i = int(np.clip(np.searchsorted(ys, place.y(), "right") - 1, 0, rows - 1))
        j = int(np.clip(np.searchsorted(xs, place.x(), "right") - 1, 0, columns - 1))
        return f"{self.title}[{i + 1},{j + 1}] = {exact(float(values[i, j]))}"

    # -- painting ------------------------------------------------------------------------------

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Name, sides, values and shape."""
        content, theme, body = self.content, self._theme, self.body(box)
        self._paint_head(painter, box)
        self._paint_sides(painter, body)
        if content.values is None:
            self._paint_unknown(painter, body)
        else:
            limit = limit_of([content.values])
            xs, ys = self._edges(box)
            if content.values.size > _MOST_CELLS:
                self._paint_image(painter, body, content.values, limit)
            else:
                self._paint_cells(painter, xs, ys, content.values, limit)
            self._paint_sample(painter, xs, ys)
        if content.result:
            painter.setPen(QPen(QColor(theme.done), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(body.adjusted(0.5, 0.5, -0.5, -0.5))
        self._paint_shape(painter, box, body)

    def _paint_head(self, painter: QPainter, box: QRectF) -> None:
        """The name, and beside it the range of the colours where not all numbers are shown."""
        values, theme = self.content.values, self._theme
        known = values is not None and not self.fits(box)
        range_text = f" ±{limit_of([values]):g}" if known and values is not None else ""
        bold, plain = theme.font(BODY, bold=True), theme.font(LABEL)
        wide = QFontMetricsF(bold).horizontalAdvance(self.title)
        total = wide + QFontMetricsF(plain).horizontalAdvance(range_text)
        left, height = box.center().x() - total / 2, self._head - 2
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(bold)
        painter.setPen(QColor(theme.done if self.content.result else theme.text))
        painter.drawText(QRectF(left, box.top(), wide + 2, height), middle, self.title)
        painter.setFont(plain)
        painter.setPen(QColor(theme.muted))
        painter.drawText(QRectF(left + wide, box.top(), total, height), middle, range_text)

    def _paint_sides(self, painter: QPainter, body: QRectF) -> None:
        """A bar for the dimension of the rows and one for that of the columns."""
        rows, columns = self.content.dimensions
        left = QRectF(body.left() - BAR, body.top(), BAR - 1, body.height())
        above = QRectF(body.left(), body.top() - BAR, body.width(), BAR - 1)
        painter.fillRect(left, self._theme.dimension(rows))
        painter.fillRect(above, self._theme.dimension(columns))

    def _paint_unknown(self, painter: QPainter, body: QRectF) -> None:
        painter.fillRect(body, QColor(self._theme.window))
        painter.setPen(QPen(QColor(self._theme.muted), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(body.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setFont(self._theme.font(BODY))
        painter.drawText(body, Qt.AlignmentFlag.AlignCenter, "?")

    def _paint_cells(
        self, painter: QPainter, xs: Floats, ys: Floats, values: Floats, limit: float
    ) -> None:
        """A colour a cell, and the number where the cell has room for it."""
        theme, scale = self._theme, self._theme.scale_for(self.content.name)
        index = levels(values, limit)
        painter.setFont(theme.exact_font(self._size))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for i in range(len(ys) - 1):
            height = ys[i + 1] - ys[i]
            for j in range(len(xs) - 1):
                width = xs[j + 1] - xs[j]
                gap = 0.5 if min(width, height) > 6 else 0.0
                cell = QRectF(xs[j], ys[i], width, height).adjusted(gap, gap, -gap, -gap)
                level = int(index[i, j])
                painter.fillRect(cell, scale.qcolors[level])
                if level == NOT_FINITE:
                    painter.fillRect(cell, QBrush(QColor(theme.surface), _HATCHED))
                if width < self._cell_width - 0.5 or height < self._cell_height - 0.5:
                    continue
                assert self.content.texts is not None
                painter.setPen(scale.text_on(level))
                # Flush right with one precision a matrix: points stand below one another.
                inset = (width - self._text_width) / 2
                text = self.content.texts[i][j]
                painter.drawText(cell.adjusted(0, 0, -inset, 0), right, text)

    def _paint_sample(self, painter: QPainter, xs: Floats, ys: Floats) -> None:
        """A frame around the chosen sample."""
        column, row = self.content.column, self.content.row
        painter.setPen(QPen(QColor(self._theme.text), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if column is not None and len(xs) > 2:
            left, right = xs[column], xs[column + 1]
            painter.drawRect(QRectF(left, ys[0], right - left, ys[-1] - ys[0]))
        if row is not None and len(ys) > 2:
            top, bottom = ys[row], ys[row + 1]
            painter.drawRect(QRectF(xs[0], top, xs[-1] - xs[0], bottom - top))

    def _paint_image(self, painter: QPainter, body: QRectF, values: Floats, limit: float) -> None:
        """Thousands of entries: one image. Of a matrix beyond its pixels, every k-th entry."""
        scale = self._theme.scale_for(self.content.name)
        every_row = max(1, len(values) // max(1, int(body.height() * 2)))
        every_column = max(1, values.shape[1] // max(1, int(body.width() * 2)))
        painter.drawImage(body, scale.image(levels(values[::every_row, ::every_column], limit)))
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(body)

    def _shape_text(self) -> str:
        return f"({self.content.shape[0]}, {self.content.shape[1]})"

    def _paint_shape(self, painter: QPainter, box: QRectF, body: QRectF) -> None:
        """(rows, columns), each number in the colour of its dimension."""
        painter.setFont(self._theme.font(BODY, bold=True))
        metrics = QFontMetricsF(painter.font())
        x = box.center().x() - metrics.horizontalAdvance(self._shape_text()) / 2
        y = body.bottom() + 4 + metrics.ascent()
        for text, colour in self._theme.shape_parts(self.content.shape, self.content.dimensions):
            painter.setPen(colour)
            painter.drawText(QPointF(x, y), text)
            x += metrics.horizontalAdvance(text)
