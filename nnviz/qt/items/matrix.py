"""One matrix: its numbers where they fit, its heat map where they do not."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from nnviz.present.colours import levels, limit_of, readable_on
from nnviz.present.numbers import MINUS, cells, exact, name_text
from nnviz.qt.theme import BODY, LABEL, Theme

CELL_HEIGHT = 24.0
HEAD = 22.0  # the name above
FOOT = 40.0  # the shape below, and the range of a heat map
BAR = 4.0  # the coloured side that stands for a dimension
_PADDING = 10.0
_MOST_NUMBERS = 4000


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
    """

    name: str
    values: NDArray[np.float64] | None
    dimensions: tuple[str, str]
    shape: tuple[int, int]
    transposed: bool = False
    column: int | None = None
    row: int | None = None
    result: bool = False

    @cached_property
    def texts(self) -> list[list[str]] | None:
        """The entries as text; None where there are too many to be read, or none."""
        if self.values is None or self.values.size > _MOST_NUMBERS:
            return None
        return cells(self.values)

    @cached_property
    def longest(self) -> int:
        """The characters of the widest entry, not counting its sign."""
        if self.texts is None:
            return len("0.000")
        return max(len(text.lstrip(MINUS)) for row in self.texts for text in row)


class MatrixPicture:
    """Measures and paints one matrix with text of a given size."""

    def __init__(self, content: MatrixContent, theme: Theme, size: int = BODY) -> None:
        self.content = content
        self._theme = theme
        self._size = size
        self._head, self._foot = theme.px(HEAD), theme.px(FOOT)
        self._cell_height = CELL_HEIGHT * size / BODY
        self._texts = content.texts
        metrics = QFontMetricsF(theme.exact_font(size))
        # Room for a sign and for the widest digits, so that cells keep their width as values run.
        self._text_width = metrics.horizontalAdvance(
            MINUS
        ) + content.longest * metrics.horizontalAdvance("0")
        self._cell_width = max(self._text_width + _PADDING, 30.0)
        head = QFontMetricsF(self._theme.font(BODY, bold=True)).horizontalAdvance(self.title)
        shape = QFontMetricsF(self._theme.font(BODY)).horizontalAdvance(self._shape_text())
        self._least = max(head, shape) + 4

    @property
    def title(self) -> str:
        """The name as it is written above the matrix."""
        return name_text(self.content.name) + ("ᵀ" if self.content.transposed else "")

    def natural(self) -> QSizeF:
        """The size with all numbers legible."""
        rows, columns = self.content.shape
        width = max(columns * self._cell_width, self._least) + 2 * BAR
        return QSizeF(width, rows * self._cell_height + BAR + self._head + self._foot)

    def reduced(self, width: float, height: float) -> QSizeF:
        """The size as a heat map within these bounds."""
        rows, columns = self.content.shape
        inside = height - self._head - self._foot - BAR
        cell = min((width - 2 * BAR) / columns, inside / rows, 22.0)
        across = max(columns * cell, 26.0, self._least)
        down = max(rows * cell, 16.0)
        return QSizeF(min(across + 2 * BAR, max(width, self._least + 2 * BAR)),
                      min(down, inside) + BAR + self._head + self._foot)  # fmt: skip

    def body(self, box: QRectF) -> QRectF:
        """The part of the box that the values take."""
        return box.adjusted(BAR, self._head + BAR, -BAR, -self._foot)

    def fits(self, box: QRectF) -> bool:
        """Whether numbers are legible in the box."""
        rows, columns = self.content.shape
        body = self.body(box)
        return (
            self._texts is not None
            and body.width() >= columns * self._cell_width - 0.5
            and body.height() >= rows * self._cell_height - 0.5
        )

    def entry_at(self, box: QRectF, place: QPointF) -> str:
        """The entry under a place in all its digits; empty beside the values."""
        body, values = self.body(box), self.content.values
        if values is None or not body.contains(place):
            return ""
        rows, columns = self.content.shape
        i = min(int((place.y() - body.top()) / body.height() * rows), rows - 1)
        j = min(int((place.x() - body.left()) / body.width() * columns), columns - 1)
        return f"{self.title}[{i + 1},{j + 1}] = {exact(float(values[i, j]))}"

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Name, sides, values and shape."""
        content, theme, body = self.content, self._theme, self.body(box)
        painter.setFont(self._theme.font(BODY, bold=True))
        painter.setPen(QColor(theme.done if content.result else theme.text))
        painter.drawText(
            QRectF(box.left(), box.top(), box.width(), self._head - 2),
            Qt.AlignmentFlag.AlignCenter,
            self.title,
        )
        rows, columns = content.dimensions
        painter.fillRect(
            QRectF(body.left() - BAR, body.top(), BAR - 1, body.height()), theme.dimension(rows)
        )
        painter.fillRect(
            QRectF(body.left(), body.top() - BAR, body.width(), BAR - 1), theme.dimension(columns)
        )
        limit = 1.0
        if content.values is None:
            self._paint_unknown(painter, body)
        else:
            limit = limit_of([content.values])
            if self.fits(box):
                self._paint_numbers(painter, body, limit)
            else:
                self._paint_map(painter, body, limit)
        if content.result:
            painter.setPen(QPen(QColor(theme.done), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(body.adjusted(0.5, 0.5, -0.5, -0.5))
        self._paint_shape(painter, box, body)
        if content.values is not None and not self.fits(box):
            painter.setFont(self._theme.font(LABEL))
            painter.setPen(QColor(theme.muted))
            painter.drawText(
                QRectF(
                    box.left() - 10,
                    body.bottom() + 0.5 * self._foot,
                    box.width() + 20,
                    0.45 * self._foot,
                ),
                Qt.AlignmentFlag.AlignCenter,
                f"±{limit:g}",
            )

    def _paint_unknown(self, painter: QPainter, body: QRectF) -> None:
        painter.fillRect(body, QColor(self._theme.window))
        pen = QPen(QColor(self._theme.muted), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(body.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setFont(self._theme.font(BODY))
        painter.drawText(body, Qt.AlignmentFlag.AlignCenter, "?")

    def _paint_numbers(self, painter: QPainter, body: QRectF, limit: float) -> None:
        assert self.content.values is not None
        assert self._texts is not None
        theme, scale = self._theme, self._theme.scale_for(self.content.name)
        index = levels(self.content.values, limit)
        rows, columns = self.content.shape
        width, height = body.width() / columns, body.height() / rows
        painter.setFont(theme.exact_font(self._size))
        inset = (width - self._text_width) / 2
        for i in range(rows):
            for j in range(columns):
                cell = QRectF(body.left() + j * width, body.top() + i * height, width, height)
                colour = scale.qcolors[index[i, j]]
                painter.fillRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), colour)
                text = readable_on(colour.getRgb()[:3], "#14171a", "#ffffff")
                painter.setPen(QColor(text))
                # Flush right with one precision a matrix: the points stand below one another.
                painter.drawText(
                    cell.adjusted(0, 0, -inset, 0),
                    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                    self._texts[i][j],
                )
        self._paint_sample(painter, body, theme)

    def _paint_sample(self, painter: QPainter, body: QRectF, theme: Theme) -> None:
        rows, columns = self.content.shape
        painter.setPen(QPen(QColor(theme.text), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.content.column is not None and columns > 1:
            width = body.width() / columns
            left = body.left() + self.content.column * width
            painter.drawRect(QRectF(left, body.top(), width, body.height()))
        if self.content.row is not None and rows > 1:
            height = body.height() / rows
            top = body.top() + self.content.row * height
            painter.drawRect(QRectF(body.left(), top, body.width(), height))

    def _paint_map(self, painter: QPainter, body: QRectF, limit: float) -> None:
        assert self.content.values is not None
        scale = self._theme.scale_for(self.content.name)
        # No more entries than pixels are coloured; a larger matrix shows every k-th.
        rows, columns = self.content.shape
        every_row = max(1, rows // max(1, int(body.height() * 2)))
        every_column = max(1, columns // max(1, int(body.width() * 2)))
        shown = self.content.values[::every_row, ::every_column]
        index = np.zeros((shown.shape[0], -(-shown.shape[1] // 4) * 4), dtype=np.uint8)
        index[:, : shown.shape[1]] = levels(shown, limit)
        image = QImage(
            index.tobytes(),
            shown.shape[1],
            shown.shape[0],
            index.shape[1],
            QImage.Format.Format_Indexed8,
        )
        image.setColorTable(scale.table)
        painter.drawImage(body, image)
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(body)

    def _shape_text(self) -> str:
        return f"({self.content.shape[0]}, {self.content.shape[1]})"

    def _paint_shape(self, painter: QPainter, box: QRectF, body: QRectF) -> None:
        """(rows, columns), each number in the colour of its dimension."""
        painter.setFont(self._theme.font(BODY, bold=True))
        metrics = QFontMetricsF(painter.font())
        rows, columns = self.content.dimensions
        parts = (
            ("(", QColor(self._theme.muted)),
            (str(self.content.shape[0]), self._theme.dimension_text(rows)),
            (", ", QColor(self._theme.muted)),
            (str(self.content.shape[1]), self._theme.dimension_text(columns)),
            (")", QColor(self._theme.muted)),
        )
        total = sum(metrics.horizontalAdvance(text) for text, _ in parts)
        x = box.center().x() - total / 2
        y = body.bottom() + 4 + metrics.ascent()
        for text, colour in parts:
            painter.setPen(colour)
            painter.drawText(QPointF(x, y), text)
            x += metrics.horizontalAdvance(text)
