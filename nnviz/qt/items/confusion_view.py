"""A table of true against answered classes: numbers for few classes, a picture for many."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from nnviz.present.colours import blend, is_light, rgb
from nnviz.present.confusion import precision, recall, row_shares
from nnviz.qt.theme import LABEL, Theme

Counts = NDArray[np.int64]
_MOST_NUMBERS = 10
_LARGEST_CELL = 46.0


def percent(share: float) -> str:
    """A share as a percentage; a dash where there is none."""
    return "–" if np.isnan(share) else f"{100 * share:.1f} %"


class ConfusionView(QWidget):
    """Rows are true classes, columns are answers; darker is more of its row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setAccessibleName("Confusion matrix")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._table: Counts | None = None
        self._classes: tuple[str, ...] = ()
        self._theme: Theme | None = None
        self._pointed: tuple[int, int] | None = None
        self._card = QLabel(self)
        self._card.setObjectName("card")
        self._card.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._card.hide()

    @property
    def table(self) -> Counts | None:
        """What is shown."""
        return self._table

    def show_table(self, table: Counts, classes: tuple[str, ...], theme: Theme) -> None:
        """Show this."""
        resized = self._table is None or self._table.shape != table.shape
        if resized:
            self._pointed = None
        self._table, self._classes, self._theme = table, classes, theme
        right = int(np.trace(table))
        self.setAccessibleDescription(f"{right:,} of {int(table.sum()):,} answered rightly")
        if resized:
            self.updateGeometry()
        self._show_card()
        self.update()

    # -- where things are ----------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        """Cells are square as long as there is room."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the cells are wide."""
        theme, count = self._theme, len(self._classes)
        if theme is None or not count:
            return 100
        left, top = self._margins(theme)
        side = min((width - left) / count, theme.px(_LARGEST_CELL))
        return round(top + count * max(side, 2.0)) + 3

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(220, self.heightForWidth(220))

    def minimumSizeHint(self) -> QSize:
        """Small, but a picture still."""
        return QSize(140, self.heightForWidth(140))

    def _margins(self, theme: Theme) -> tuple[float, float]:
        """Room for the names of the classes, on the left and above."""
        metrics = QFontMetricsF(theme.font(LABEL))
        widest = max((metrics.horizontalAdvance(name) for name in self._classes), default=0.0)
        left = min(max(widest, metrics.horizontalAdvance("true")), theme.px(64))
        return left + theme.px(8), 2 * metrics.height() + theme.px(4)

    def _cells(self, theme: Theme) -> tuple[QRectF, float]:
        left, top = self._margins(theme)
        count = max(len(self._classes), 1)
        across, down = (self.width() - left - 2) / count, (self.height() - top - 2) / count
        side = max(min(across, down, theme.px(_LARGEST_CELL)), 1.0)
        return QRectF(left, top, side * count, side * count), side

    # -- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Every cell tinted by its share of the row."""
        theme, table = self._theme, self._table
        if theme is None or table is None:
            return
        painter = QPainter(self)
        painter.setFont(theme.font(LABEL))
        box, side = self._cells(theme)
        shades = np.rint(row_shares(table) * 64).astype(int)
        tints = [blend(theme.surface, theme.text, 0.02 + 0.68 * k / 64) for k in range(65)]
        colours = [QColor(each) for each in tints]
        inks = [QColor("#14171a" if is_light(*rgb(each)) else "#ffffff") for each in tints]
        gap = 1.0 if side > 6 else 0.0
        numbers = len(table) <= _MOST_NUMBERS
        if numbers:
            self._fit_font(painter, theme, table, side)
        for row, line in enumerate(table.tolist()):
            for column, count in enumerate(line):
                shade = int(shades[row, column])
                cell = QRectF(box.left() + column * side, box.top() + row * side,
                              side - gap, side - gap)  # fmt: skip
                painter.fillRect(cell, colours[shade])
                if numbers and (count or row == column):
                    painter.setPen(inks[shade])
                    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, f"{count}")
        self._paint_marks(painter, theme, box, side, gap)
        painter.setFont(theme.font(LABEL))
        self._paint_names(painter, theme, box, side)

    def _fit_font(self, painter: QPainter, theme: Theme, table: Counts, side: float) -> None:
        """The largest text that the longest number has room for."""
        size = theme.px(LABEL)
        wide = QFontMetricsF(painter.font()).horizontalAdvance(str(int(table.max())))
        if wide > side - 3:
            painter.setFont(theme.exact_font(max(size * (side - 3) / wide, 6.0)))

    def _paint_marks(
        self, painter: QPainter, theme: Theme, box: QRectF, side: float, gap: float
    ) -> None:
        """The diagonal, where answers are right, and the cell pointed at."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.muted), 1))
        if side > 6:
            for k in range(len(self._classes)):
                painter.drawRect(QRectF(box.left() + k * side, box.top() + k * side,
                                        side - gap, side - gap))  # fmt: skip
        else:
            painter.drawRect(box)
        if self._pointed is not None:
            row, column = self._pointed
            painter.setPen(QPen(QColor(theme.text), 2))
            painter.drawRect(QRectF(box.left() + column * side, box.top() + row * side,
                                    side - gap, side - gap))  # fmt: skip

    def _paint_names(self, painter: QPainter, theme: Theme, box: QRectF, side: float) -> None:
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QColor(theme.muted))
        line, elide = metrics.height(), Qt.TextElideMode.ElideRight
        painter.drawText(QRectF(0, line, box.left() - theme.px(5), line),
                         Qt.AlignmentFlag.AlignRight, "true")  # fmt: skip
        painter.drawText(QRectF(box.left(), 0, max(box.width(), 80), line),
                         Qt.AlignmentFlag.AlignLeft, "answered")  # fmt: skip
        painter.setPen(QColor(theme.text))
        count = len(self._classes)
        every_row = max(1, int(np.ceil(line / side)))
        longest = max(metrics.horizontalAdvance(name) for name in self._classes)
        every_column = max(1, int(np.ceil(min(longest + 2, theme.px(40)) / side)))
        vertical = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        for k, name in enumerate(self._classes):
            if k % every_row == 0:
                room = box.left() - theme.px(5)
                at = QRectF(0, box.top() + k * side + side / 2 - line / 2, room, line)
                painter.drawText(at, vertical, metrics.elidedText(name, elide, room))
            if k % every_column == 0 and k + every_column <= count + every_column - 1:
                room = side * every_column - 2
                at = QRectF(box.left() + k * side, line, max(room, side), line)
                where = Qt.AlignmentFlag.AlignHCenter
                if every_column > 1:
                    where = Qt.AlignmentFlag.AlignLeft
                painter.drawText(at, where, metrics.elidedText(name, elide, max(room, side)))

    # -- pointing ------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a cell."""
        if self._theme is None or self._table is None:
            return
        box, side = self._cells(self._theme)
        place = event.position()
        inside = box.contains(place)
        row = min(int((place.y() - box.top()) / side), len(self._table) - 1)
        column = min(int((place.x() - box.left()) / side), len(self._table) - 1)
        self.point_at((row, column) if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        self.point_at(None)

    def point_at(self, cell: tuple[int, int] | None) -> None:
        """Say what a cell means."""
        if cell != self._pointed:
            self._pointed = cell
            self._show_card()
            self.update()

    @property
    def said(self) -> str:
        """What is written about the cell pointed at; empty without one."""
        table = self._table
        if table is None or self._pointed is None:
            return ""
        row, column = self._pointed
        true, answered = self._classes[row], self._classes[column]
        count, total = int(table[row, column]), int(table[row].sum())
        share = percent(count / total if total else np.nan)
        return (
            f"<b>{count:,} of {total:,}</b> samples of class {true} ({share})<br>"
            f"answered {answered}{', rightly' if row == column else ''}<br>"
            f"recall of {true} {percent(float(recall(table)[row]))}<br>"
            f"precision of {answered} {percent(float(precision(table)[column]))}"
        )

    def _show_card(self) -> None:
        if not self.said or self._theme is None or self._pointed is None:
            self._card.hide()
            return
        window = self.window()
        if self._card.parentWidget() is not window:
            self._card.setParent(window)
        self._card.setText(self.said)
        self._card.adjustSize()
        box, side = self._cells(self._theme)
        row, column = self._pointed
        corner = self.mapTo(window, QPoint(round(box.left() + column * side),
                                           round(box.top() + (row + 1) * side + 6)))  # fmt: skip
        left = min(corner.x(), window.width() - self._card.width() - 4)
        top = corner.y()
        if top + self._card.height() > window.height():
            top -= round(side) + 12 + self._card.height()
        self._card.move(max(left, 0), max(top, 0))
        self._card.show()
        self._card.raise_()
