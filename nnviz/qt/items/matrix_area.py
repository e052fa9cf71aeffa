"""A matrix of any size: scrolled, and zoomed from colours alone to numbers."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from nnviz.present.colours import NOT_FINITE, levels
from nnviz.present.numbers import MINUS, number, widest
from nnviz.present.overview import Overview
from nnviz.present.ticks import numbered
from nnviz.qt.items.glyphs import Glyphs
from nnviz.qt.items.matrix_content import MatrixContent
from nnviz.qt.items.matrix_marks import Marks, paint_marks
from nnviz.qt.items.text_width import Powers, width_of
from nnviz.qt.theme import BODY, LABEL, Theme

_LEAST_TEXT = 9.0  # pixels; below, colours alone are shown
_LINE = 1.75  # the height of a cell with a number, in sizes of its text
_LARGEST = 64.0  # pixels a row
_NOTCH = 1.2  # how much larger a notch of the wheel shows it
_GRID_FROM = 12.0  # pixels of a cell with lines around it
Floats = NDArray[np.float64]
Place = tuple[int, int]


class MatrixArea(QAbstractScrollArea):
    """Shows the part of a matrix that is in sight, with its rows and columns numbered."""

    pointed = Signal(object)
    """The row and column under the pointer; None beside the values."""
    clicked = Signal(object, bool)
    """An entry was clicked, with or without Ctrl."""
    heading_clicked = Signal(object)
    """The number of a row or of a column was clicked: (row, None) or (None, column)."""

    scrolled = Signal()
    """Another part is in sight."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._content: MatrixContent | None = None
        self._overview: Overview | None = None
        self._marks: Marks | None = None
        self._row_height = self._reading_height
        self._longest = 5
        self._glyphs: Glyphs | None = None
        self._glyphs_of: tuple[object, ...] = ()
        self._pressed: QPoint | None = None
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # -- what is shown -------------------------------------------------------------------------

    def show_content(self, content: MatrixContent, theme: Theme, same_values: bool = False) -> None:
        """Show this; the part in sight and the zoom stay."""
        old = self._content
        self._content, self._theme = content, theme
        if not same_values or self._overview is None:
            self._overview = None if content.values is None else Overview(content.values)
        if content.values is not None:
            self._longest = widest(content.values, content.digits, content.notation)
        if old is None or old.shape != content.shape:
            self._row_height = self._reading_height
        self._measure()
        self.viewport().update()

    def show_marks(self, marks: Marks | None) -> None:
        """Let this stand out."""
        if marks != self._marks:
            self._marks = marks
            self.viewport().update()

    @property
    def row_height(self) -> float:
        """Pixels a row."""
        return self._row_height

    @property
    def column_width(self) -> float:
        """Pixels a column: room for its numbers, or as much as a row."""
        pixels = self._text_pixels
        if pixels is None:
            return self._row_height
        widest_text = width_of(MINUS, pixels) + self._longest * width_of("0", pixels)
        return round(widest_text + 0.8 * pixels)

    @property
    def numbers_shown(self) -> bool:
        """Whether entries are written as numbers."""
        return self._text_pixels is not None

    @property
    def _text_pixels(self) -> int | None:
        pixels = self._row_height / _LINE
        return round(pixels) if pixels >= _LEAST_TEXT - 0.01 else None

    @property
    def _reading_height(self) -> float:
        return round(_LINE * self._theme.px(BODY))

    @property
    def _head(self) -> int:
        return round(self._theme.px(20))

    @property
    def _side(self) -> int:
        rows = self._content.shape[0] if self._content else 1
        return round(width_of(str(rows), round(self._theme.px(LABEL))) + self._theme.px(14))

    # -- scrolling and zooming -----------------------------------------------------------------

    def _measure(self) -> None:
        """Tell the scroll bars how large everything is."""
        if self._content is None:
            return
        rows, columns = self._content.shape
        room = self.viewport().size() - QSize(self._side, self._head)
        for bar, whole, seen, step in (
            (self.horizontalScrollBar(), columns * self.column_width, room.width(),
             self.column_width),
            (self.verticalScrollBar(), rows * self._row_height, room.height(), self._row_height),
        ):  # fmt: skip
            bar.setRange(0, max(0, math.ceil(whole) - seen))
            bar.setPageStep(max(1, seen))
            bar.setSingleStep(max(1, round(step), seen // 16))

    def zoom(self, factor: float, anchor: QPointF | None = None) -> None:
        """Show it so much larger; what is at the anchor, or in the middle, stays there."""
        if self._content is None:
            return
        rows, columns = self._content.shape
        room = self.viewport().size() - QSize(self._side, self._head)
        corner = QPointF(self._side, self._head)
        if anchor is None:
            anchor = corner + QPointF(room.width() / 2, room.height() / 2)
        at = anchor - corner
        row = (self.verticalScrollBar().value() + at.y()) / self._row_height
        column = (self.horizontalScrollBar().value() + at.x()) / self.column_width
        # No smaller than what shows all of it, unless that would be larger than to be read.
        least = min(room.width() / columns, room.height() / rows, self._reading_height)
        height = min(max(self._row_height * factor, least), self._theme.px(_LARGEST))
        self._row_height = height
        self._measure()
        self.scrolled.emit()
        self.verticalScrollBar().setValue(round(row * height - at.y()))
        self.horizontalScrollBar().setValue(round(column * self.column_width - at.x()))
        self.viewport().update()

    def show_all(self) -> None:
        """So small that all of it is in sight."""
        self.zoom(0.0)

    def show_numbers(self) -> None:
        """So large that its numbers can be read."""
        self.zoom(self._reading_height / self._row_height)

    def bring_into_sight(self, row: int, column: int) -> None:
        """Scroll until an entry is in sight."""
        room = self.viewport().size() - QSize(self._side, self._head)
        for bar, place, size, seen in (
            (self.horizontalScrollBar(), column, self.column_width, room.width()),
            (self.verticalScrollBar(), row, self._row_height, room.height()),
        ):
            begin, end = place * size, (place + 1) * size
            if begin < bar.value():
                bar.setValue(math.floor(begin))
            elif end > bar.value() + seen:
                bar.setValue(math.ceil(end - seen))

    def rows_a_page(self) -> int:
        """How many rows are in sight."""
        return max(1, int((self.viewport().height() - self._head) / self._row_height) - 1)

    def entry_at(self, place: QPointF) -> Place | None:
        """The row and column at a place."""
        row, column = self._under(place)
        inside = place.x() >= self._side and place.y() >= self._head
        return (row, column) if inside and row is not None and column is not None else None

    def _under(self, place: QPointF) -> tuple[int | None, int | None]:
        """The row beside a place and the column above it; None beyond the last."""
        if self._content is None:
            return None, None
        rows, columns = self._content.shape
        row = int((self.verticalScrollBar().value() + place.y() - self._head) // self._row_height)
        x = self.horizontalScrollBar().value() + place.x() - self._side
        column = int(x // self.column_width)
        return row if 0 <= row < rows else None, column if 0 <= column < columns else None

    def box_of(self, row: int, column: int) -> QRectF:
        """Where an entry is drawn."""
        left = self._side + column * self.column_width - self.horizontalScrollBar().value()
        top = self._head + row * self._row_height - self.verticalScrollBar().value()
        return QRectF(left, top, self.column_width, self._row_height)

    # -- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The entries in sight, and the numbers of their rows and columns."""
        painter = QPainter(self.viewport())
        theme, content = self._theme, self._content
        painter.fillRect(event.rect(), QColor(theme.surface))
        if content is None:
            return
        head, side = self._head, self._side
        inside = QRect(side, head, self.viewport().width(), self.viewport().height())
        rows = self._seen(0, inside.height() - head)
        columns = self._seen(1, inside.width() - side)
        xs = self._places(1, columns)
        ys = self._places(0, rows)
        painter.setClipRect(inside)
        if content.values is None:
            painter.setFont(theme.font(BODY))
            painter.setPen(QColor(theme.muted))
            painter.drawText(
                QRect(side, head, inside.width() - side, inside.height() - head),
                Qt.AlignmentFlag.AlignCenter,
                f"{content.title} is not computed yet in this iteration",
            )
        elif self._row_height < 1.0:
            self._paint_overview(painter, content)
        else:
            self._paint_cells(painter, content, rows, columns, xs, ys)
        self._paint_sample(painter, content, rows, columns, xs, ys)
        if self._marks is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            shown = _within(self._marks, rows, columns)
            paint_marks(painter, shown, xs, ys, theme)
        painter.setClipping(False)
        self._paint_headings(painter, content, rows, columns, xs, ys)

    def _seen(self, axis: int, room: int) -> range:
        """The rows or columns in sight."""
        assert self._content is not None
        size = self._row_height if axis == 0 else self.column_width
        bar = self.verticalScrollBar() if axis == 0 else self.horizontalScrollBar()
        first = int(bar.value() / size)
        last = min(math.ceil((bar.value() + max(room, 1)) / size), self._content.shape[axis])
        return range(min(first, last - 1), last)

    def _places(self, axis: int, seen: range) -> Floats:
        """Where these rows or columns begin, and where the last one ends."""
        size = self._row_height if axis == 0 else self.column_width
        bar = self.verticalScrollBar() if axis == 0 else self.horizontalScrollBar()
        start = (self._head if axis == 0 else self._side) - bar.value()
        places: Floats = start + size * np.arange(seen.start, seen.stop + 1, dtype=np.float64)
        return places

    def _paint_overview(self, painter: QPainter, content: MatrixContent) -> None:
        """Several entries a pixel: the strongest of each block."""
        assert self._overview is not None
        halvings = math.ceil(-math.log2(self._row_height))
        small = self._overview.level(halvings)
        block = 2.0**halvings
        size = self._row_height * block
        left = self._side - self.horizontalScrollBar().value()
        top = self._head - self.verticalScrollBar().value()
        rows = slice(
            max(0, int((self._head - top) / size)),
            min(small.shape[0], math.ceil((self.viewport().height() - top) / size)),
        )
        columns = slice(
            max(0, int((self._side - left) / size)),
            min(small.shape[1], math.ceil((self.viewport().width() - left) / size)),
        )
        seen = small[rows, columns]
        if not seen.size:
            return
        image = self._theme.scale_for(content.name).blocks(levels(seen, content.limit))
        corner = QPointF(left + columns.start * size, top + rows.start * size)
        whole = QRectF(left, top, *(self._row_height * side for side in content.shape[::-1]))
        box = QRectF(corner.x(), corner.y(), seen.shape[1] * size, seen.shape[0] * size)
        painter.save()
        painter.setClipRect(whole, Qt.ClipOperation.IntersectClip)  # a last block may be half empty
        painter.drawImage(box, image)
        painter.restore()

    def _paint_cells(
        self,
        painter: QPainter,
        content: MatrixContent,
        rows: range,
        columns: range,
        xs: Floats,
        ys: Floats,
    ) -> None:
        assert content.values is not None
        values = content.values[rows.start : rows.stop, columns.start : columns.stop]
        scale = self._theme.scale_for(content.name)
        index = levels(values, content.limit)
        box = QRectF(QPointF(xs[0], ys[0]), QPointF(xs[-1], ys[-1]))
        painter.drawImage(box, scale.blocks(index))
        for row, column in np.argwhere(index == NOT_FINITE):
            cell = QRectF(QPointF(xs[column], ys[row]), QPointF(xs[column + 1], ys[row + 1]))
            painter.fillRect(cell, QBrush(QColor(self._theme.surface), Qt.BrushStyle.BDiagPattern))
        if self._row_height >= _GRID_FROM:
            painter.setPen(QPen(QColor(self._theme.surface), 1))
            for x in xs:
                painter.drawLine(QPointF(x, ys[0]), QPointF(x, ys[-1]))
            for y in ys:
                painter.drawLine(QPointF(xs[0], y), QPointF(xs[-1], y))
        if self._text_pixels is not None:
            self._paint_numbers(painter, content, values, index, xs, ys, self._text_pixels)

    def _paint_numbers(
        self,
        painter: QPainter,
        content: MatrixContent,
        values: Floats,
        index: NDArray[np.uint8],
        xs: Floats,
        ys: Floats,
        pixels: int,
    ) -> None:
        """All numbers in sight, with the precision of the whole matrix."""
        decimals = content.decimals
        texts = [number(value, decimals, content.digits) for value in values.ravel().tolist()]
        scale, ratio = self._theme.scale_for(content.name), self.devicePixelRatioF()
        dark, light = scale.tones
        if self._glyphs is None or self._glyphs_of != (pixels, ratio, dark.rgb(), light.rgb()):
            self._glyphs_of = (pixels, ratio, dark.rgb(), light.rgb())
            self._glyphs = Glyphs(self._theme.exact_font(pixels), (dark, light), ratio)
        powers = Powers(_longest_power(texts), pixels)
        inset = 0.4 * pixels
        rights = np.tile(xs[1:] - inset, len(ys) - 1)
        if decimals is None:
            rights = rights - np.array([powers.short_of(text) for text in texts])
        middles = np.repeat((ys[1:] + ys[:-1]) / 2, len(xs) - 1)
        tones = scale.light_on[index].ravel().astype(np.int64)
        self._glyphs.draw(painter, texts, rights, middles, tones)

    def _paint_sample(
        self,
        painter: QPainter,
        content: MatrixContent,
        rows: range,
        columns: range,
        xs: Floats,
        ys: Floats,
    ) -> None:
        painter.setPen(QPen(QColor(self._theme.text), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if content.column is not None and content.column in columns:
            left = xs[content.column - columns.start]
            width = max(self.column_width, 3.0)
            painter.drawRect(QRectF(left, ys[0] - 2, width, ys[-1] - ys[0] + 4))
        if content.row is not None and content.row in rows:
            top = ys[content.row - rows.start]
            height = max(self._row_height, 3.0)
            painter.drawRect(QRectF(xs[0] - 2, top, xs[-1] - xs[0] + 4, height))

    def _paint_headings(
        self,
        painter: QPainter,
        content: MatrixContent,
        rows: range,
        columns: range,
        xs: Floats,
        ys: Floats,
    ) -> None:
        """The numbers of rows and columns, in the colours of their dimensions, always in sight."""
        theme, head, side = self._theme, self._head, self._side
        width, height = self.viewport().width(), self.viewport().height()
        row_colour, column_colour = (theme.dimension_text(each) for each in content.dimensions)
        label = round(theme.px(LABEL))
        room = width_of(str(content.shape[1]), label) + theme.px(6)
        right, bottom = min(xs[-1], width), min(ys[-1], height)
        painter.fillRect(QRectF(0, 0, right, head), QColor(theme.window))
        painter.setClipRect(QRect(side, 0, width - side, head))
        for column in numbered(xs.tolist(), room, content.column, columns.start):
            x = (xs[column - columns.start] + xs[column - columns.start + 1]) / 2
            left = max(x - room / 2, float(side)) if column == 0 else x - room / 2
            if left >= side:
                self._label(painter, QRectF(left, 0, room, head - 4), column, content.column,
                            column_colour, Qt.AlignmentFlag.AlignCenter)  # fmt: skip
        painter.fillRect(
            QRectF(side, head - 3, right - side, 3), theme.dimension(content.dimensions[1])
        )
        painter.setClipRect(QRect(0, head, side, height))
        painter.fillRect(QRectF(0, head, side, bottom - head), QColor(theme.window))
        flush = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row in numbered(ys.tolist(), theme.px(14), content.row, rows.start):
            y = (ys[row - rows.start] + ys[row - rows.start + 1]) / 2
            high = theme.px(14)
            top = max(y - high / 2, float(head)) if row == 0 else y - high / 2
            if top >= head:
                self._label(painter, QRectF(0, top, side - 7, high), row, content.row, row_colour,
                            flush)  # fmt: skip
        painter.fillRect(
            QRectF(side - 3, head, 3, bottom - head), theme.dimension(content.dimensions[0])
        )
        painter.setClipping(False)

    def _label(
        self,
        painter: QPainter,
        box: QRectF,
        place: int,
        chosen: int | None,
        colour: QColor,
        flags: Qt.AlignmentFlag,
    ) -> None:
        painter.setFont(self._theme.font(LABEL, bold=place == chosen))
        painter.setPen(QColor(self._theme.text) if place == chosen else colour)
        painter.drawText(box, flags, str(place + 1))

    # -- the pointer ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less of it is in sight."""
        super().resizeEvent(event)
        self._measure()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Paint the part that is in sight now."""
        self.scrolled.emit()
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, across with Shift; with Ctrl zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            notches = event.angleDelta().y() / 120
            self.zoom(_NOTCH**notches, event.position())
            event.accept()
            return
        across = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        delta = event.angleDelta()
        for bar, turned in (
            (self.horizontalScrollBar(), delta.y() if across else delta.x()),
            (self.verticalScrollBar(), 0 if across else delta.y()),
        ):
            bar.setValue(bar.value() - round(turned / 120 * 3 * bar.singleStep()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is under the pointer."""
        super().mouseMoveEvent(event)
        self.pointed.emit(self.entry_at(event.position()))

    def viewportEvent(self, event: QEvent) -> bool:
        """Nothing is pointed at once the pointer has left."""
        if event.type() is QEvent.Type.Leave:
            self.pointed.emit(None)
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where, to tell a click from a drag."""
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = event.position().toPoint() if left else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """An entry, a row or a column was clicked."""
        pressed, self._pressed = self._pressed, None
        if pressed is None or (event.position().toPoint() - pressed).manhattanLength() > 4:
            return
        place = event.position()
        entry = self.entry_at(place)
        row, column = self._under(place)
        if entry is not None:
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.clicked.emit(entry, control)
        elif place.y() < self._head and place.x() >= self._side and column is not None:
            self.heading_clicked.emit((None, column))
        elif place.x() < self._side and place.y() >= self._head and row is not None:
            self.heading_clicked.emit((row, None))


def _longest_power(texts: list[str]) -> str:
    return max((text[text.find("e") :] for text in texts if "e" in text), key=len, default="")


def _within(marks: Marks, rows: range, columns: range) -> Marks:
    """The marks with places counted from the first row and column in sight."""

    def moved(part: tuple[int | None, int | None]) -> tuple[int | None, int | None] | None:
        row, column = part
        seen = (row is None or row in rows) and (column is None or column in columns)
        return (
            (
                None if row is None else row - rows.start,
                None if column is None else column - columns.start,
            )
            if seen
            else None
        )

    lit = marks.lit if marks.lit is None else tuple(p for each in marks.lit if (p := moved(each)))
    pins = tuple(
        (row - rows.start, column - columns.start)
        for row, column in marks.pins
        if row in rows and column in columns
    )
    return Marks(lit, moved(marks.pointed) if marks.pointed is not None else None, pins)
