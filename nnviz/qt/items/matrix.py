"""One matrix: its numbers where they fit, its heat map where they do not."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen

from nnviz.present.colours import NOT_FINITE, levels
from nnviz.present.numbers import MINUS
from nnviz.present.ticks import numbered
from nnviz.qt.items.matrix_content import MOST_CELLS, MatrixContent
from nnviz.qt.items.matrix_marks import Marks, paint_marks
from nnviz.qt.items.text_width import Powers, width_of
from nnviz.qt.theme import BODY, LABEL, Theme

HEAD = 22.0  # the name above
FOOT = 24.0  # the shape below
BAR = 4.0  # the coloured side that stands for a dimension
_NUMBERS = 14.0  # the numbers of the columns, between the name and the values
_THINNEST = 3.0  # pixels of a sample beside the chosen one
_HATCHED = Qt.BrushStyle.BDiagPattern
Floats = NDArray[np.float64]


class MatrixPicture:
    """Measures and paints one matrix.

    Three ways, by the room there is: all numbers; the numbers of the chosen sample between thin
    cells of colour for the others; colours only.
    """

    def __init__(
        self,
        content: MatrixContent,
        theme: Theme,
        size: int = BODY,
        padding: float = 10.0,
        numbered: bool = False,
        compact: bool = False,
    ) -> None:
        self.content = content
        self._theme = theme
        self.size = size
        self._numbered = numbered
        self._compact = compact
        self._name, self.foot = theme.px(HEAD), 2.0 if compact else theme.px(FOOT)
        label = round(theme.px(LABEL))
        self._beside = width_of(str(content.shape[0]), label) + theme.px(4) if numbered else 0.0
        # Small text, used where room is scarce, stands closer.
        self._cell_height = (1.5 if size < BODY or compact else 1.85) * size
        self._powers = Powers(content.power, size)
        # Room for a sign and for the widest digits, so that cells keep their width as values run.
        self._text_width = width_of(MINUS, size) + content.longest * width_of("0", size)
        self._cell_width = max(self._text_width + padding, 28.0)
        body = round(theme.px(BODY))
        texts = (
            (f"{content.title} {self._shape_text()} ±0.05",)
            if compact
            else (content.title, self._shape_text())
        )
        self._least = 4 + max(width_of(text, body, bold=True) for text in texts)

    @property
    def head(self) -> float:
        """The height of what stands above the values."""
        return self._name + (self._theme.px(_NUMBERS) if self._numbered else 0.0)

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
            thin = (width - self._sides - self._cell_width) / (columns - 1)
            thin = min(max(thin, _THINNEST), self._cell_height)
            across = self._cell_width + (columns - 1) * thin
        elif self.content.row is not None and rows > 1:
            thin = (height - BAR - self.head - self.foot - self._cell_height) / (rows - 1)
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
        inside = height - self.head - self.foot - BAR
        cell = min((width - self._sides) / columns, inside / rows, 22.0)
        return self._outer(max(columns * cell, 26.0), min(max(rows * cell, 16.0), inside))

    @property
    def _sides(self) -> float:
        """The width of what stands beside the values."""
        return self._beside + 2 * BAR

    def _outer(self, across: float, down: float) -> QSizeF:
        return QSizeF(max(across, self._least) + self._sides, down + BAR + self.head + self.foot)

    def body(self, box: QRectF) -> QRectF:
        """The part of the box that the values take."""
        return box.adjusted(self._beside + BAR, self.head + BAR, -BAR, -self.foot)

    def fits(self, box: QRectF) -> bool:
        """Whether all numbers are legible in the box."""
        rows, columns = self.content.shape
        body = self.body(box)
        return (
            self.content.readable
            and body.width() >= columns * self._cell_width - 0.5
            and body.height() >= rows * self._cell_height - 0.5
        )

    def legibility(self, box: QRectF) -> int:
        """2 where all numbers can be read, 1 where those of the chosen sample can, otherwise 0."""
        if self.fits(box):
            return 2
        xs, ys = self._edges(box)
        wide = np.diff(xs).max() >= self._cell_width - 0.5
        high = np.diff(ys).max() >= self._cell_height - 0.5
        return int(self.content.readable and wide and high)

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

    def cell_at(self, box: QRectF, place: QPointF) -> tuple[int, int] | None:
        """The row and column of the values at a place; None beside them."""
        if not self.body(box).contains(place):
            return None
        xs, ys = self._edges(box)
        return _between(ys, place.y()), _between(xs, place.x())

    def heading_at(self, box: QRectF, place: QPointF) -> tuple[int | None, int | None] | None:
        """The row or the column whose number is at a place, and None for the other."""
        body = self.body(box)
        xs, ys = self._edges(box)
        above = QRectF(body.left(), box.top() + self._name, body.width(), body.top() - box.top())
        if place.y() < body.top() and above.contains(place):
            return None, _between(xs, place.x())
        if box.left() <= place.x() < body.left() and body.top() <= place.y() < body.bottom():
            return _between(ys, place.y()), None
        return None

    def cell_box(self, box: QRectF, row: int, column: int) -> QRectF:
        """Where an entry is drawn."""
        xs, ys = self._edges(box)
        return QRectF(QPointF(xs[column], ys[row]), QPointF(xs[column + 1], ys[row + 1]))

    # -- painting ------------------------------------------------------------------------------

    def paint(self, painter: QPainter, box: QRectF, marks: Marks | None = None) -> None:
        """Name, sides, values and shape, and what is pointed at."""
        content, theme, body = self.content, self._theme, self.body(box)
        xs, ys = self._edges(box)
        self._paint_head(painter, box)
        if self._numbered:
            self._paint_numbers(painter, body, xs, ys)
        self._paint_sides(painter, body)
        if content.values is None:
            self._paint_unknown(painter, body)
        else:
            if content.values.size > MOST_CELLS:
                self._paint_image(painter, body, content.values)
            else:
                self._paint_cells(painter, xs, ys, content.values, marks or Marks())
            self._paint_sample(painter, xs, ys)
        if content.result:
            painter.setPen(QPen(QColor(theme.done), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(body.adjusted(0.5, 0.5, -0.5, -0.5))
        if marks is not None:
            paint_marks(painter, marks, xs, ys, theme)
        if not self._compact:
            middle = body.center().x() - width_of(self._shape_text(), self._body, bold=True) / 2
            self._paint_shape(painter, middle, body.bottom() + 4)

    def _paint_head(self, painter: QPainter, box: QRectF) -> None:
        """The name, and beside it the range of the colours where not all numbers are shown."""
        content, theme = self.content, self._theme
        known = content.values is not None and not self.fits(box)
        range_text = f" ±{content.limit:g}" if known else ""
        bold, plain = theme.font(BODY, bold=True), theme.font(LABEL)
        wide = width_of(content.title, self._body, bold=True)
        shape = width_of(f" {self._shape_text()}", self._body, bold=True) if self._compact else 0.0
        total = wide + shape + width_of(range_text, round(theme.px(LABEL)))
        middle_of_values = (box.left() + self._beside + box.right()) / 2
        left, height = min(middle_of_values - total / 2, box.right() - total), self._name - 2
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(bold)
        painter.setPen(QColor(theme.done if self.content.result else theme.text))
        painter.drawText(QRectF(left, box.top(), wide + 2, height), middle, content.title)
        if self._compact:
            space = width_of(" ", self._body, bold=True)
            top = box.top() + (height - QFontMetricsF(bold).height()) / 2
            self._paint_shape(painter, left + wide + space, top)
        painter.setFont(plain)
        painter.setPen(QColor(theme.muted))
        place = QRectF(left + wide + shape, box.top(), total, height)
        painter.drawText(place, middle, range_text)

    def _paint_numbers(self, painter: QPainter, body: QRectF, xs: Floats, ys: Floats) -> None:
        """The numbers of rows and columns, as many as have room; the chosen sample's stands out."""
        content, theme = self.content, self._theme
        height = theme.px(_NUMBERS)
        colours = [theme.dimension_text(dimension) for dimension in content.dimensions]
        middle = Qt.AlignmentFlag.AlignCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        wide = width_of(str(content.shape[1]), round(theme.px(LABEL))) + theme.px(5)
        for column in numbered(xs.tolist(), wide, content.column):
            painter.setFont(theme.font(LABEL, bold=column == content.column))
            painter.setPen(QColor(theme.text) if column == content.column else colours[1])
            left = (xs[column] + xs[column + 1] - wide) / 2
            place = QRectF(left, body.top() - BAR - height, wide, height)
            painter.drawText(place, middle, str(column + 1))
        for row in numbered(ys.tolist(), height - theme.px(1), content.row):
            painter.setFont(theme.font(LABEL, bold=row == content.row))
            painter.setPen(QColor(theme.text) if row == content.row else colours[0])
            top = (ys[row] + ys[row + 1] - height) / 2
            place = QRectF(body.left() - BAR - self._beside - 3, top, self._beside, height)
            painter.drawText(place, right, str(row + 1))

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
        self, painter: QPainter, xs: Floats, ys: Floats, values: Floats, marks: Marks
    ) -> None:
        """A colour a cell, and the number where the cell has room for it."""
        theme, scale, content = self._theme, self._theme.scale_for(self.content.name), self.content
        index = levels(values, content.limit)
        painter.setFont(theme.exact_font(self.size))
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
                faded = marks.fades(i, j)
                painter.setPen(QColor(theme.text) if faded else scale.text_on(level))
                # Flush right with one precision a matrix: points stand below one another.
                text = content.text(i, j)
                inset = (width - self._text_width) / 2 + self._powers.short_of(text)
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

    def _paint_image(self, painter: QPainter, body: QRectF, values: Floats) -> None:
        """Thousands of entries: one image. Of a matrix beyond its pixels, every k-th entry."""
        scale = self._theme.scale_for(self.content.name)
        every_row = max(1, len(values) // max(1, int(body.height() * 2)))
        every_column = max(1, values.shape[1] // max(1, int(body.width() * 2)))
        index = levels(values[::every_row, ::every_column], self.content.limit)
        painter.drawImage(body, scale.blocks(index))
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(body)

    def _shape_text(self) -> str:
        return f"({self.content.shape[0]}, {self.content.shape[1]})"

    def _paint_shape(self, painter: QPainter, x: float, top: float) -> None:
        """(rows, columns), each number in the colour of its dimension."""
        painter.setFont(self._theme.font(BODY, bold=True))
        y = top + QFontMetricsF(painter.font()).ascent()
        for text, colour in self._theme.shape_parts(self.content.shape, self.content.dimensions):
            painter.setPen(colour)
            painter.drawText(QPointF(x, y), text)
            x += width_of(text, self._body, bold=True)

    @property
    def _body(self) -> int:
        """The size of the name and the shape in pixels."""
        return round(self._theme.px(BODY))


def _between(edges: Floats, at: float) -> int:
    """Between which two edges a place lies."""
    return int(np.clip(np.searchsorted(edges, at, "right") - 1, 0, len(edges) - 2))
