"""A matrix of any size as a grid of cells that can be pointed at; only what is seen is painted."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from nnviz.qt.theme import BODY, LABEL, Theme

_KEY = Qt.Key
_MOVES = {
    _KEY.Key_Left: (0, -1),
    _KEY.Key_Right: (0, 1),
    _KEY.Key_Up: (-1, 0),
    _KEY.Key_Down: (1, 0),
    _KEY.Key_PageUp: (-10, 0),
    _KEY.Key_PageDown: (10, 0),
}
# Sizes of text and room around it, to be tried in turn until all columns fit; and how high a row
# is, and how low it may be so that all rows fit.
_SIZES = ((BODY, 14, 24, 17), (LABEL, 10, 19, 15), (LABEL - 1, 6, 19, 14))
Place = tuple[int, int]


@dataclass(frozen=True)
class EntryLook:
    """How one cell looks."""

    text: str
    fill: QColor
    pen: QColor
    hatched: bool = False


class EntryGrid(QAbstractScrollArea):
    """Cells with the numbers of their rows and columns beside them."""

    pointed = Signal(object)
    """Another cell is under the pointer, or was reached with a key: (row, column); or None."""
    scrolled = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._shape = (0, 0)
        self._look: Callable[[int, int], EntryLook] | None = None
        self._theme: Theme | None = None
        self._cell_width, self._cell_height = 60.0, 24.0
        self._widest = ""
        self._text = BODY
        self._marked: Place | None = None
        self._dimensions = ("1", "1")
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self._scrolled)

    def show_entries(
        self,
        shape: Place,
        dimensions: tuple[str, str],
        look: Callable[[int, int], EntryLook],
        widest: str,
        theme: Theme,
    ) -> None:
        """Show a matrix of this shape; ``look`` says how a cell looks, ``widest`` fits in each."""
        if self._theme is None or theme.zoom != self._theme.zoom:
            self.updateGeometry()
        self._theme, self._look, self._dimensions = theme, look, dimensions
        self._widest = widest
        changed, self._shape = shape != self._shape, shape
        if self._size_cells() or changed:
            self._fit_bars()
        self.viewport().update()

    def _size_cells(self) -> bool:
        """Cells as wide as their numbers need; smaller numbers where all columns fit then."""
        theme, before = self._theme, (self._cell_width, self._cell_height, self._text)
        if theme is None:
            return False
        # With a bar or without: grids beside each other shall have cells of one size.
        bar = self.verticalScrollBar().sizeHint().width()
        room = (self.width() - bar - self._side) / max(self._shape[1], 1)
        sizes = []
        for size, padding, high, low in _SIZES:
            advance = QFontMetricsF(theme.font(size)).horizontalAdvance(self._widest)
            width = max(advance + theme.px(padding), theme.px(40))
            sizes.append((width, size, theme.px(high), theme.px(low)))
        fitting = [each for each in sizes if each[0] <= room]
        self._cell_width, self._text, tall, least = (fitting or sizes)[0]
        across = 0.0 if fitting else self.horizontalScrollBar().sizeHint().height()
        share = (self.height() - across - self._head - 1) / max(self._shape[0], 1)
        self._cell_height = min(tall, share) if share >= least else tall
        return before != (self._cell_width, self._cell_height, self._text)

    def mark(self, place: Place | None, into_sight: bool = False) -> None:
        """Frame a cell."""
        if place != self._marked:
            self._marked = place
            self.viewport().update()
        if place is not None and into_sight:
            self._bring(place)

    def scroll_to(self, x: int, y: int) -> None:
        """Stand where another grid of the same shape stands."""
        self.horizontalScrollBar().setValue(x)
        self.verticalScrollBar().setValue(y)

    # -- measuring -----------------------------------------------------------------------------

    @property
    def _head(self) -> float:
        return self._theme.px(17) if self._theme is not None else 17.0

    @property
    def _side(self) -> float:
        """The width of the numbers of the rows."""
        if self._theme is None:
            return 20.0
        metrics = QFontMetricsF(self._theme.font(LABEL))
        return metrics.horizontalAdvance(f"{self._shape[0]}") + self._theme.px(10)

    def sizeHint(self) -> QSize:
        """Room for a small matrix."""
        return QSize(240, 120)

    def minimumSizeHint(self) -> QSize:
        """A cell; less than it takes to be read, so that a narrow window can stay one."""
        high = self._theme.px(_SIZES[0][2]) if self._theme is not None else _SIZES[0][2]
        return QSize(40, round(self._head + 1.6 * high))

    def _fit_bars(self) -> None:
        rows, columns = self._shape
        area = self.viewport().size()
        across = self._side + columns * self._cell_width
        down = self._head + rows * self._cell_height
        for bar, needed, room, step in (
            (self.horizontalScrollBar(), across, area.width(), self._cell_width),
            (self.verticalScrollBar(), down, area.height(), self._cell_height),
        ):
            bar.setRange(0, max(0, round(needed - room + 1)))
            bar.setPageStep(room)
            bar.setSingleStep(round(step))

    def visible(self) -> tuple[range, range]:
        """The rows and columns that are seen, wholly or in part."""
        rows, columns = self._shape
        x, y = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        wide = self.viewport().width() - self._side
        high = self.viewport().height() - self._head
        first_row, first_column = int(y / self._cell_height), int(x / self._cell_width)
        last_row = min(rows, int((y + high) / self._cell_height) + 1)
        last_column = min(columns, int((x + wide) / self._cell_width) + 1)
        return range(first_row, last_row), range(first_column, last_column)

    def _box(self, row: int, column: int) -> QRectF:
        x = self._side + column * self._cell_width - self.horizontalScrollBar().value()
        y = self._head + row * self._cell_height - self.verticalScrollBar().value()
        return QRectF(x, y, self._cell_width, self._cell_height)

    def cell_at(self, place: QPoint) -> Place | None:
        """The cell under a place of the viewport."""
        x = place.x() - self._side
        y = place.y() - self._head
        if x < 0 or y < 0:
            return None
        row = int((y + self.verticalScrollBar().value()) / self._cell_height)
        column = int((x + self.horizontalScrollBar().value()) / self._cell_width)
        inside = row < self._shape[0] and column < self._shape[1]
        return (row, column) if inside else None

    def place_of(self, row: int, column: int) -> QPoint:
        """The middle of a cell in the viewport."""
        return self._box(row, column).center().toPoint()

    def _bring(self, place: Place) -> None:
        box = self._box(*place)
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if box.left() < self._side:
            across.setValue(round(across.value() + box.left() - self._side))
        elif box.right() > self.viewport().width():
            across.setValue(round(across.value() + box.right() - self.viewport().width() + 1))
        if box.top() < self._head:
            down.setValue(round(down.value() + box.top() - self._head))
        elif box.bottom() > self.viewport().height():
            down.setValue(round(down.value() + box.bottom() - self.viewport().height() + 1))

    def _scrolled(self) -> None:
        self.viewport().update()
        self.scrolled.emit(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    # -- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells in sight, then the numbers of rows and columns over their edge."""
        theme, look = self._theme, self._look
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().base())
        if theme is None or look is None:
            return
        rows, columns = self.visible()
        side, head = self._side, self._head
        view = QRectF(self.viewport().rect())
        painter.setClipRect(QRectF(side, head, view.width() - side, view.height() - head))
        painter.setFont(theme.font(self._text))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        inset = theme.px(5)
        for i in rows:
            for j in columns:
                cell, box = look(i, j), self._box(i, j).adjusted(0.5, 0.5, -0.5, -0.5)
                painter.fillRect(box, cell.fill)
                if cell.hatched:
                    painter.fillRect(box, QBrush(QColor(theme.line), Qt.BrushStyle.BDiagPattern))
                painter.setPen(cell.pen)
                painter.drawText(box.adjusted(0, 0, -inset, 0), right, cell.text)
        if self._marked is not None:
            painter.setPen(QPen(QColor(theme.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._box(*self._marked).adjusted(1, 1, -1, -1))
        painter.setClipping(False)
        self._paint_numbers(painter, theme, rows, columns)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.next), 1, Qt.PenStyle.DotLine))
            painter.drawRect(view.adjusted(0.5, 0.5, -1, -1))

    def _paint_numbers(self, painter: QPainter, theme: Theme, rows: range, columns: range) -> None:
        """Numbers and the dimensions' colours; not beside cells that are scrolled out of sight."""
        painter.setFont(theme.font(LABEL))
        painter.setPen(QColor(theme.muted))
        side, head, bar = self._side, self._head, 3.0
        last = self._box(self._shape[0] - 1, self._shape[1] - 1)
        for j in columns:
            box = self._box(0, j)
            if box.left() >= side - 1:
                text = QRectF(box.left(), 0, box.width(), head - bar)
                painter.drawText(text, Qt.AlignmentFlag.AlignCenter, f"{j + 1}")
        flush = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for i in rows:
            box = self._box(i, 0)
            if box.top() >= head - 1:
                text = QRectF(0, box.top(), side - bar - 3, box.height())
                painter.drawText(text, flush, f"{i + 1}")
        width = min(last.right(), self.viewport().width()) - side
        height = min(last.bottom(), self.viewport().height()) - head
        rows_colour, columns_colour = (theme.dimension(name) for name in self._dimensions)
        painter.fillRect(QRectF(side - bar, head, bar - 1, height), rows_colour)
        painter.fillRect(QRectF(side, head - bar, width, bar - 1), columns_colour)

    # -- pointing ------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the cell below."""
        super().mouseMoveEvent(event)
        self.pointed.emit(self.cell_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The same, for a finger."""
        super().mousePressEvent(event)
        self.pointed.emit(self.cell_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was reached with keys is pointed at no longer."""
        super().focusOutEvent(event)
        if self._marked is not None and not self.underMouse():
            self.pointed.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from cell to cell."""
        move = _MOVES.get(Qt.Key(event.key()))
        rows, columns = self._shape
        if move is None or not rows or not columns:
            event.ignore()
            return
        row, column = self._marked or (0, 0)
        if self._marked is not None:
            row, column = row + move[0], column + move[1]
        place = min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
        self._bring(place)
        self.pointed.emit(place)

    def event(self, event: QEvent) -> bool:
        """Keep the arrow keys, which are the window's for stepping, while a cell is marked."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and self._marked is not None and Qt.Key(event.key()) in _MOVES:
                event.accept()
                return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer cells have room."""
        super().resizeEvent(event)
        self._size_cells()
        self._fit_bars()
