"""Paints the cells of a list, and edits them in place."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from nnviz.qt.items.stop_dot import paint_stop
from nnviz.qt.panels.expression_field import ExpressionField
from nnviz.qt.panels.row_cells import RowCell
from nnviz.qt.panels.row_model import CELL, Index
from nnviz.qt.theme import BODY, LABEL, Theme

if TYPE_CHECKING:
    from nnviz.qt.panels.row_table import RowTable

LINE, PAD = 26, 6  # pixels on a desk: a row, and beside a text
MORE = 16  # pixels on a desk: a further line of a text
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RowDelegate(QStyledItemDelegate):
    """Paints the cells, and edits them."""

    def __init__(self, table: "RowTable") -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        theme, cell, box = self._table.theme, index.data(CELL), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            tint = QColor(theme.next)
            tint.setAlpha(38 if self._table.hasFocus() else 20)
            painter.fillRect(box, tint)
        first = QRectF(box.left(), box.top(), box.width(), theme.px(LINE))
        centre = first.center()
        if cell.stop is not None:
            paint_stop(painter, centre, cell.stop, theme)
        elif cell.box is not None:
            self._paint_box(painter, centre, cell, theme)
        elif cell.drop:
            hot = option.state & QStyle.StateFlag.State_MouseOver
            painter.setPen(QPen(QColor(theme.text if hot else theme.muted), theme.px(1.3)))
            arm = theme.px(3.2)
            for way in (1, -1):
                painter.drawLine(
                    QPointF(centre.x() - arm, centre.y() - way * arm),
                    QPointF(centre.x() + arm, centre.y() + way * arm),
                )
        else:
            self._paint_text(painter, box, cell, theme)
        painter.restore()

    @staticmethod
    def _paint_box(painter: QPainter, centre: QPointF, cell: RowCell, theme: Theme) -> None:
        side, colour = theme.px(13), QColor(cell.box or theme.line)
        box = QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
        painter.setPen(QPen(colour if cell.checked else QColor(theme.muted), theme.px(1.2)))
        if cell.checked:
            painter.setBrush(colour)
        painter.drawRoundedRect(box, 3, 3)
        if cell.checked:
            painter.setPen(QPen(QColor(theme.surface), theme.px(1.8)))
            tick = ((-3.2, 0.2), (-0.9, 2.6), (3.4, -2.6))
            points = [QPointF(theme.px(x), theme.px(y)) + centre for x, y in tick]
            painter.drawPolyline(QPolygonF(points))

    def _paint_text(self, painter: QPainter, box: QRectF, cell: RowCell, theme: Theme) -> None:
        pad = theme.px(PAD)
        room = QRectF(box.left() + pad / 2, box.top(), box.width() - pad, theme.px(LINE))
        side = Qt.AlignmentFlag.AlignRight if cell.right else Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.font(BODY))
        painter.setPen(QColor(getattr(theme, cell.tone)))
        lines = self._table.lines_of(cell, box.width())
        for place, text in enumerate(lines):
            line = room.translated(0, place * theme.px(MORE))
            painter.drawText(line, side | Qt.AlignmentFlag.AlignVCenter, text)
        room.setHeight(room.height() + (len(lines) - 1) * theme.px(MORE))
        note = self._table.note_of(cell)
        if not note:
            return
        painter.setFont(theme.font(LABEL))
        tone = cell.note_tone
        if self._table.narrow and cell.narrow_note and tone == "muted":
            tone = cell.tone
        painter.setPen(QColor(getattr(theme, tone)))
        under = QRectF(room.left(), room.bottom() - theme.px(4), room.width(), box.height())
        under.setBottom(box.bottom())
        if not cell.wrapped:
            end = Qt.TextElideMode.ElideRight
            note = painter.fontMetrics().elidedText(note, end, int(room.width()))
        flags = int(side | Qt.AlignmentFlag.AlignTop)
        painter.drawText(under, flags | int(Qt.TextFlag.TextWordWrap), note)

    # -- editing -------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field of the language, or a count from 1."""
        if isinstance(index.data(Qt.ItemDataRole.EditRole), int):
            count = QSpinBox(parent)
            count.setRange(1, 1_000_000)
            count.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
            count.setAccessibleName(self._table.column_title(index.column()))
            return count
        editor = self._table.make_field(parent)
        editor.setAccessibleName(f"Edit {index.data()}")
        editor.mistaken.connect(lambda sentence: self._table.explain(editor, sentence))
        editor.entered.connect(lambda _: self._finish(editor))
        editor.destroyed.connect(lambda: self._table.explain(None, ""))
        return editor

    def _finish(self, editor: QWidget) -> None:
        editor.setProperty("finished", True)  # it loses the focus as well when it goes
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What is there, once: it is not taken from under a person's hands."""
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QSpinBox):
            if not editor.property("begun"):
                editor.setValue(int(value))
                editor.selectAll()
        elif isinstance(editor, ExpressionField) and not editor.property("begun"):
            editor.setText(str(value))
            editor.selectAll()
        editor.setProperty("begun", True)

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """Hand the text or count over."""
        row, column = index.row(), index.column()
        if isinstance(editor, QSpinBox):
            editor.interpretText()
            self._table.taken.emit(row, column, editor.value())
        elif isinstance(editor, ExpressionField):
            self._table.taken.emit(row, column, editor.text().strip())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """On the text, not on the note below it."""
        box = option.rect
        box.setHeight(round(self._table.theme.px(LINE)))
        editor.setGeometry(box)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """An expression that is wrong stays open, with all that was typed."""
        kind = event.type()
        if kind is QEvent.Type.FocusOut and editor.property("finished"):
            return False
        if not isinstance(editor, ExpressionField):
            key = event.key() if isinstance(event, QKeyEvent) else None
            if kind is QEvent.Type.KeyPress and key in ENTER and isinstance(editor, QSpinBox):
                self._finish(editor)
                return True
            return super().eventFilter(editor, event)
        if kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in ENTER or (event.key() == Qt.Key.Key_Tab and editor.completing):
                return False  # the field knows what to do
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                if editor.look():
                    self._finish(editor)
                return True
        if kind is QEvent.Type.FocusOut:
            if editor.completing:
                return False
            if not editor.text().strip():
                hint = QAbstractItemDelegate.EndEditHint.RevertModelCache
                self.closeEditor.emit(editor, hint)
                return False
            if not editor.look():
                return False
        return super().eventFilter(editor, event)
