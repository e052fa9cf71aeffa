"""The numbers of rows and columns along the sides of a matrix that is scrolled."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from nnviz.present.ticks import numbered
from nnviz.qt.items.in_sight import InSight
from nnviz.qt.items.matrix_content import MatrixContent
from nnviz.qt.items.text_width import width_of
from nnviz.qt.theme import LABEL, Theme

_BAR = 3.0  # the coloured side that stands for a dimension


class Headings:
    """How much room they take, and how they are painted."""

    def __init__(self, content: MatrixContent, theme: Theme) -> None:
        self._content, self._theme = content, theme
        self._label = round(theme.px(LABEL))
        self.above = round(theme.px(20))
        self.beside = round(width_of(str(content.shape[0]), self._label) + theme.px(14))

    def paint(self, painter: QPainter, seen: InSight, width: float, height: float) -> None:
        """Paint those of the rows and columns in sight, in the colours of their dimensions."""
        content, theme = self._content, self._theme
        row_colour, column_colour = (theme.dimension_text(each) for each in content.dimensions)
        row_bar, column_bar = (theme.dimension(each) for each in content.dimensions)
        head, side = float(self.above), float(self.beside)
        right, bottom = min(float(seen.xs[-1]), width), min(float(seen.ys[-1]), height)
        painter.fillRect(QRectF(0, 0, right, head), QColor(theme.window))
        painter.fillRect(QRectF(0, head, side, bottom - head), QColor(theme.window))
        painter.fillRect(QRectF(side, head - _BAR, right - side, _BAR), column_bar)
        painter.fillRect(QRectF(side - _BAR, head, _BAR, bottom - head), row_bar)
        room = width_of(str(content.shape[1]), self._label) + theme.px(6)
        first = seen.columns.start
        for column in numbered(seen.xs.tolist(), room, content.column, first):
            left = (seen.xs[column - first] + seen.xs[column - first + 1] - room) / 2
            left = max(left, side) if column == 0 else left
            if left >= side:  # otherwise it would be cut
                box = QRectF(left, 0, room, head - _BAR - 1)
                centre = Qt.AlignmentFlag.AlignCenter
                self._number(painter, box, column, content.column, column_colour, centre)
        first, room = seen.rows.start, theme.px(14)
        flush = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row in numbered(seen.ys.tolist(), room, content.row, first):
            top = (seen.ys[row - first] + seen.ys[row - first + 1] - room) / 2
            top = max(top, head) if row == 0 else top
            if top >= head:
                box = QRectF(0, top, side - _BAR - 4, room)
                self._number(painter, box, row, content.row, row_colour, flush)

    def _number(
        self,
        painter: QPainter,
        box: QRectF,
        place: int,
        chosen: int | None,
        colour: QColor,
        flags: Qt.AlignmentFlag,
    ) -> None:
        """One number; that of the chosen sample stands out."""
        painter.setFont(self._theme.font(LABEL, bold=place == chosen))
        painter.setPen(QColor(self._theme.text) if place == chosen else colour)
        painter.drawText(box, flags, str(place + 1))
