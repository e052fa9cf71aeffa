"""A matrix of any size: scrolled, and zoomed from colours alone to numbers."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from nnviz.present.numbers import MINUS, widest
from nnviz.present.overview import Overview
from nnviz.qt.items.in_sight import InSight
from nnviz.qt.items.matrix_cells import CellsPainter, paint_overview
from nnviz.qt.items.matrix_content import MatrixContent
from nnviz.qt.items.matrix_headings import Headings
from nnviz.qt.items.matrix_marks import Marks, paint_marks
from nnviz.qt.items.text_width import width_of
from nnviz.qt.theme import BODY, Theme

_LEAST_TEXT = 9.0  # pixels; below, colours alone are shown
_LINE = 1.75  # the height of a cell with a number, in sizes of its text
_LARGEST = 64.0  # pixels a row
_NOTCH = 1.2  # how much larger a notch of the wheel shows it
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
        self._cells = CellsPainter()
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
    def column_width(self) -> float:
        """Pixels a column: room for its numbers, or as much as a row."""
        pixels = self._text_pixels
        if pixels is None:
            return self._row_height
        widest_text = width_of(MINUS, pixels) + self._longest * width_of("0", pixels)
        return round(widest_text + 0.8 * pixels)

    @property
    def _text_pixels(self) -> int | None:
        """The size of the numbers; None where entries are too small to be written."""
        pixels = self._row_height / _LINE
        return round(pixels) if pixels >= _LEAST_TEXT - 0.01 else None

    @property
    def _reading_height(self) -> float:
        return round(_LINE * self._theme.px(BODY))

    @property
    def _head(self) -> int:
        return Headings(self._content, self._theme).above if self._content else 0

    @property
    def _side(self) -> int:
        return Headings(self._content, self._theme).beside if self._content else 0

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
        width, height = self.viewport().width(), self.viewport().height()
        room = QRectF(self._side, self._head, width - self._side, height - self._head)
        seen = self._in_sight()
        painter.setClipRect(room)
        if content.values is None:
            painter.setFont(theme.font(BODY))
            painter.setPen(QColor(theme.muted))
            said = f"{content.title} is not computed yet in this iteration"
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, said)
        elif self._row_height < 1.0:
            assert self._overview is not None
            corner = self.box_of(0, 0).topLeft()
            paint_overview(painter, content, self._overview, theme, corner, self._row_height, room)
        else:
            ratio = self.devicePixelRatioF()
            self._cells.paint(painter, content, theme, seen, self._text_pixels, ratio)
        self._paint_sample(painter, content, seen)
        if self._marks is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_marks(painter, seen.marks(self._marks), seen.xs, seen.ys, theme)
        painter.setClipping(False)
        Headings(content, theme).paint(painter, seen, width, height)

    def _in_sight(self) -> InSight:
        """The rows and columns in sight."""
        assert self._content is not None
        rows, ys = self._run(
            self.verticalScrollBar().value(), self._row_height, self._content.shape[0],
            self._head, self.viewport().height(),
        )  # fmt: skip
        columns, xs = self._run(
            self.horizontalScrollBar().value(), self.column_width, self._content.shape[1],
            self._side, self.viewport().width(),
        )  # fmt: skip
        return InSight(rows, columns, xs, ys)

    @staticmethod
    def _run(scrolled: int, size: float, count: int, begin: int, end: int) -> tuple[range, Floats]:
        """The places between ``begin`` and ``end``, and where each of them begins."""
        last = min(math.ceil((scrolled + max(end - begin, 1)) / size), count)
        first = min(int(scrolled / size), last - 1)
        places: Floats = begin - scrolled + size * np.arange(first, last + 1, dtype=np.float64)
        return range(first, last), places

    def _paint_sample(self, painter: QPainter, content: MatrixContent, seen: InSight) -> None:
        """A frame around the chosen sample."""
        box = seen.box
        painter.setPen(QPen(QColor(self._theme.text), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if content.column is not None and content.column in seen.columns:
            box.setLeft(seen.xs[content.column - seen.columns.start])
            box.setWidth(max(self.column_width, 3.0))
            painter.drawRect(box.adjusted(0, -2, 0, 2))
        if content.row is not None and content.row in seen.rows:
            box.setTop(seen.ys[content.row - seen.rows.start])
            box.setHeight(max(self._row_height, 3.0))
            painter.drawRect(box.adjusted(-2, 0, 2, 0))

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
