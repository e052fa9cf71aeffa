"""The drawing of a line: formula above, matrices below, and all that is pointed at in them."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from nnviz.program.formulas import latex, plain_name, text
from nnviz.program.step import Step
from nnviz.qt.context import Context
from nnviz.qt.items.matrix_content import MatrixContent
from nnviz.qt.items.value_card import ValueCard
from nnviz.qt.panels.bench_content import contents_of
from nnviz.qt.panels.bench_layout import Arranged, arrange
from nnviz.qt.panels.bench_light import Light
from nnviz.qt.panels.bench_tools import BenchTools
from nnviz.qt.panels.matrix_clipboard import copy_matrix
from nnviz.qt.panels.matrix_editing import MatrixEditing
from nnviz.qt.panels.matrix_menu import matrix_menu, sample_of
from nnviz.qt.theme import BODY, LABEL, TITLE, Theme
from nnviz.session.pointing import Cell
from nnviz.session.snapshot import Snapshot

_FORMULA_SHARE = 0.24  # of the height
_FORMULA_LEAST, _FORMULA_MOST = 44.0, 110.0  # pixels
_MARGIN = 12.0
_MOMENT = 110.0  # the least room for the words at the top right
_MOMENT_HEIGHT = 20.0
_TOOLS_FROM, _TOOLS_BESIDE = 150.0, 560.0  # the least height and width with tools
_POINTER = 11.0  # pixels that an arrow covers below its tip
_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class BenchCanvas(QWidget):
    """Paints the line, and points, pins, chooses and copies what a person asks for."""

    opened = Signal(object)
    """A matrix is to be seen large: its content."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._step: Step | None = None
        self._snapshot: Snapshot | None = None
        self._arranged: list[Arranged] = []
        self._arranged_for: tuple[object, ...] = ()
        self._arranged_snapshot: Snapshot | None = None
        self._formula_height = _FORMULA_LEAST
        self._ranges = self._fewer = ""
        self._card = ValueCard(self)
        self._tools = BenchTools(context.session, self.copy, self)
        self._placed_for: Theme | None = None
        self._pointed_part = -1
        self._pressed: tuple[Arranged, tuple[int, int]] | None = None
        self.editing = MatrixEditing(context, self, self._where, self._matrices, typing=True)
        context.session.pointing.changed.connect(self._mark)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that its name can be read out
        self.setToolTip(
            "The formula of a line, its operands and its result (Alt+5). Click an entry to pin it, "
            "with Ctrl to choose its sample; double click to see the matrix large"
        )
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing below it is painted
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)

    @property
    def _rows(self) -> bool:
        """Whether samples are shown as rows."""
        return self._context.session.experiment.view.rows

    def event(self, event: QEvent) -> bool:
        """No tip over what the card beside the pointer says."""
        if event.type() is QEvent.Type.ToolTip and self._card.isVisible():
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        """Room for a formula above three rows of numbers."""
        return QSize(700, 270)

    def show_line(self, step: Step, snapshot: Snapshot) -> None:
        """Show this line at this moment."""
        self._step, self._snapshot = step, snapshot
        self._card.hide()
        self._tools.show_view(self._context.session.experiment.view)
        if self._placed_for != self._context.themes.now:
            self._place_tools()
        shapes = ", ".join(
            f"{plain_name(name, self._rows)} {value.shape[::-1] if self._rows else value.shape}"
            for name in (*step.inputs, step.name)
            if (value := snapshot.operand(step, name)) is not None
        )
        self.setAccessibleName(f"{text(step, self._rows)}. Shapes: {shapes}")
        self._repaint()

    def _repaint(self) -> None:
        """Paint anew all but the tools, which look the same; hidden, they cover nothing."""
        kept = QRegion() if self._tools.isHidden() else QRegion(self._tools.geometry())
        self.update(QRegion(self.rect()) - kept)

    def _mark(self) -> None:
        if self.isVisible():
            self._repaint()

    def _place_tools(self) -> None:
        # Where there is little room the numbers need it more; all of it is in the menu as well.
        theme = self._placed_for = self._context.themes.now
        wide = self.width() >= theme.px(_TOOLS_BESIDE)  # else the formula needs their room
        self._tools.setVisible(wide and self.height() >= theme.px(_TOOLS_FROM))
        size = self._tools.sizeHint()
        left = self.width() - round(_MARGIN) - size.width()
        self._tools.setGeometry(left, round(theme.px(_MOMENT_HEIGHT)) + 4, *size.toTuple())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tools stay at the right."""
        super().resizeEvent(event)
        self._place_tools()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Formula above, matrices below."""
        if self._step is None or self._snapshot is None:
            return
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(self._context.themes.now.surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._context.themes.now
        self._arrange(self._step, self._snapshot)
        self._paint_formula(painter, self._step, self._snapshot)
        self._paint_moment(painter, self._step, self._snapshot)
        light = self._light(self._step, self._snapshot)
        for each in self._arranged:
            if each.picture is not None:
                marks = light.marks(each.picture.content) if light is not None else None
                each.picture.paint(painter, each.box, marks)
            else:
                painter.setFont(theme.font(BODY + 1))
                painter.setPen(QColor(theme.text))
                painter.drawText(each.box, Qt.AlignmentFlag.AlignCenter, each.text)

    def _light(self, step: Step, snapshot: Snapshot) -> Light | None:
        pointing = self._context.session.pointing
        if pointing.at is None and not pointing.pins:
            return None
        return Light(pointing.at, pointing.pins, step, snapshot.program)

    def _arrange(self, step: Step, snapshot: Snapshot) -> None:
        """Place formula and matrices; the formula gives way where numbers need its room."""
        theme = self._context.themes.now
        session = self._context.session
        view = session.experiment.view
        looks = view.rows, view.digits, view.notation, view.colour_range
        key = (step, session.column_in(snapshot), self.size(), theme, looks)
        if snapshot is self._arranged_snapshot and key == self._arranged_for:
            return
        self._arranged_snapshot, self._arranged_for = snapshot, key
        content = contents_of(step, snapshot, session)
        self._ranges = _ranges(content) if view.colour_range == "shared" else ""
        tools = 0.0 if self._tools.isHidden() else self._tools.geometry().bottom() - 8.0
        least = max(_FORMULA_LEAST, tools)
        preferred = max(min(self.height() * _FORMULA_SHARE, _FORMULA_MOST), least)
        most = -1
        for height in (preferred, least):
            top = height + 12
            area = QRectF(_MARGIN, top, self.width() - 2 * _MARGIN, self.height() - top - 4)
            arranged = arrange(content, area, theme)
            legible = sum(each.legible for each in arranged)
            if legible > most:
                most, self._formula_height, self._arranged = legible, height, arranged
            if legible == len(arranged):
                break
        self._fewer = _fewer_digits(self._arranged, view.digits)

    def _paint_formula(self, painter: QPainter, step: Step, snapshot: Snapshot) -> None:
        theme, height = self._context.themes.now, self._formula_height
        width = self.width() - 2 * _MARGIN - self._beside_formula
        source = latex(step, self._rows)
        renderer = self._context.formulas.renderer(source, theme.text)
        if renderer is None:  # for the moment until it is typeset
            painter.setFont(theme.font(TITLE))
            painter.setPen(QColor(theme.text))
            box = QRectF(_MARGIN, 6, width, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text(step, self._rows))
            return
        size = renderer.viewBoxF().size()
        scale = min(height * 0.42 / 40.0, height / size.height(), width / size.width())
        box = QRectF(0, 0, size.width() * scale, size.height() * scale)
        box.moveTo(_MARGIN, 8 + (height - box.height()) / 2)
        renderer.render(painter, box)

    @property
    def _beside_formula(self) -> float:
        """The room that words and tools take at the top right."""
        tools = 0 if self._tools.isHidden() else self._tools.width() + 12
        return max(self._context.themes.now.px(_MOMENT), tools)

    def _paint_moment(self, painter: QPainter, step: Step, snapshot: Snapshot) -> None:
        """Say which moment this is, top right: just done, next, or chosen."""
        theme = self._context.themes.now
        if step is snapshot.done:
            text, colour = "just done", theme.done
        elif step is snapshot.next:
            text, colour = "next", theme.next
        elif snapshot.result(step) is None:
            text, colour = "not computed yet", theme.muted
        else:
            text, colour = "computed before", theme.muted
        painter.setFont(theme.font(BODY, bold=True))
        painter.setPen(QColor(colour))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        height = theme.px(_MOMENT_HEIGHT)
        box = QRectF(_MARGIN, 3, self.width() - 2 * _MARGIN, height)
        painter.drawText(box, right, text)
        if said := "   ".join(filter(None, (self._fewer, self._ranges))):
            used = painter.fontMetrics().horizontalAdvance(text) + theme.px(14)
            painter.setFont(theme.font(LABEL))
            painter.setPen(QColor(theme.muted))
            painter.drawText(box.adjusted(0, 0, -used, 0), right, said)

    # -- pointing ------------------------------------------------------------------------------

    def _at(self, place: QPointF) -> tuple[Arranged, tuple[int, int]] | None:
        """The matrix at a place, and the row and column of its entry there, as shown."""
        for each in self._arranged:
            cell = each.picture.cell_at(each.box, place) if each.picture else None
            if cell is not None:
                return each, cell
        return None

    def _where(self, cell: Cell) -> QRect | None:
        """Where the present number of an entry is; an update shows the one before it as well."""
        present = self._context.session.snapshot.matrices.get(cell.matrix)
        if present is None or cell.column is None:
            return None
        for each in reversed(self._arranged):
            content = each.picture.content if each.picture is not None else None
            if each.picture is None or content is None or content.key != cell.matrix:
                continue
            shown = content.stored(cell.row, cell.column)
            if content.values is None or not all(map(int.__lt__, shown, content.shape)):
                continue
            now = present[cell.row, cell.column]
            if np.array_equal(content.values[shown], now, equal_nan=True):
                return each.picture.cell_box(each.box, *shown).toAlignedRect()
        return None

    def _matrices(self) -> list[QRect]:
        return [each.box.toAlignedRect() for each in self._arranged if each.picture is not None]

    def _sample_at(self, place: QPointF) -> int | None:
        """The sample whose number is at a place."""
        for each in self._arranged:
            heading = each.picture.heading_at(each.box, place) if each.picture else None
            if each.picture is not None and heading is not None:
                return sample_of(each.picture.content, heading)
        return None

    def _point(self, part: Arranged, cell: tuple[int, int]) -> None:
        """Point at an entry of a matrix, and say its value beside it."""
        picture = part.picture
        assert picture is not None
        self._pointed_part = self._arranged.index(part)
        self._context.session.pointing.point(_entry(picture.content, cell))

    def _say(self, part: Arranged, cell: tuple[int, int], place: QPointF) -> None:
        said = part.picture.content.entry(*cell) if part.picture is not None else ""
        self._card.say(said, QRectF(place, place).adjusted(0, 0, 0, _POINTER), self.size())

    def _pointed(self) -> tuple[Arranged, tuple[int, int]] | None:
        """The matrix and the entry that are pointed at, if they are on the bench."""
        at = self._context.session.pointing.at
        if not isinstance(at, Cell) or at.column is None:
            return None
        last = self._pointed_part
        order = sorted(
            range(len(self._arranged)),
            # An update has the same matrix twice: the one that was pointed at, or the result.
            key=lambda place: (place != last, -place),
        )
        for place in order:
            part = self._arranged[place]
            if part.picture is None or part.picture.content.key != at.matrix:
                continue
            cell = part.picture.content.stored(at.row, at.column)
            rows, columns = part.picture.content.shape
            if cell[0] < rows and cell[1] < columns:
                return part, cell
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the entry under the pointer."""
        super().mouseMoveEvent(event)
        found = self._at(event.position())
        over_sample = found is None and self._sample_at(event.position()) is not None
        hand = Qt.CursorShape.PointingHandCursor
        self.setCursor(hand if over_sample else Qt.CursorShape.ArrowCursor)
        if found is None:
            self._leave()
            return
        self._point(*found)
        self._say(*found, event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self._leave()

    def _leave(self) -> None:
        self._card.hide()
        self._context.session.pointing.point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where, to tell a click from a drag."""
        super().mousePressEvent(event)
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = self._at(event.position()) if left else None
        sample = self._sample_at(event.position()) if left else None
        if sample is not None:
            self._context.session.look("sample", sample)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click pins an entry or lets it go; with Ctrl it chooses the sample."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        found = self._at(event.position())
        if pressed is None or found is None or found[1] != pressed[1]:
            return
        part, cell = found
        assert part.picture is not None
        session, content = self._context.session, part.picture.content
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            sample = sample_of(content, cell)
            if sample is not None:
                session.look("sample", sample)
        else:
            session.pointing.pin(_entry(content, cell))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the matrix large; what the first of the two clicks did to a pin is taken back."""
        found = self._at(event.position())
        if found is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        picture = found[0].picture
        assert picture is not None
        self._context.session.pointing.pin(_entry(picture.content, found[1]))
        self.opened.emit(picture.content)

    # -- keys and menu -------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with an arrow moves what is pointed at; Insert pins, Enter opens, Ctrl+C copies."""
        key = Qt.Key(event.key())
        if key in _ARROWS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._move(*_ARROWS[key])
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key == Qt.Key.Key_Insert and (found := self._pointed()) is not None:
            self._context.session.pointing.pin(_entry(_content(found[0]), found[1]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(_content(self._chosen()))
        else:
            super().keyPressEvent(event)

    def _move(self, down: int, right: int) -> None:
        """Point at the entry beside; beyond the side of a matrix, at the next matrix."""
        found = self._pointed()
        if found is None:
            part = self._chosen()
            cell = (0, 0)
        else:
            part, cell = found
            rows, columns = _content(part).shape
            row, column = min(max(cell[0] + down, 0), rows - 1), cell[1] + right
            if not 0 <= column < columns:
                part = self._beside(part, right)
                rows, columns = _content(part).shape
                row = min(row, rows - 1)
                column = 0 if right > 0 else columns - 1
                if part is found[0]:
                    column = cell[1]
            cell = (row, column)
        self._point(part, cell)
        picture = part.picture
        assert picture is not None
        self._say(part, cell, picture.cell_box(part.box, *cell).center())

    def _beside(self, part: Arranged, right: int) -> Arranged:
        """The next matrix to this side; the same one where there is none."""
        matrices = [each for each in self._arranged if each.picture is not None]
        place = matrices.index(part) + right
        return matrices[min(max(place, 0), len(matrices) - 1)]

    def _chosen(self) -> Arranged:
        """The matrix that is pointed at, or the result."""
        found = self._pointed()
        return found[0] if found is not None else self._arranged[-1]

    def copy(self) -> None:
        """Copy the matrix that is pointed at, or the result."""
        if self._arranged:
            copy_matrix(self._context.session, _content(self._chosen()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the matrix under the pointer, or the one that is pointed at."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        found = self._pointed() if by_key else self._at(QPointF(event.pos()))
        if found is None and not by_key:
            return
        place = event.globalPos()
        if by_key:
            box = found[0].box if found is not None else self._chosen().box
            place = self.mapToGlobal(box.center().toPoint())
        self.menu(found).popup(place)

    def menu(self, found: tuple[Arranged, tuple[int, int]] | None) -> QMenu:
        """The menu on an entry of a matrix, or on the result."""
        content = _content(found[0] if found is not None else self._chosen())
        return matrix_menu(
            self._context.session,
            content,
            found[1] if found is not None else None,
            self,
            lambda: self.opened.emit(content),
            self.editing,
        )


def _content(part: Arranged) -> MatrixContent:
    assert part.picture is not None
    return part.picture.content


def _entry(content: MatrixContent, cell: tuple[int, int]) -> Cell:
    """An entry as it is shown, by its name in the program."""
    return Cell(content.key, *content.stored(*cell))


def _ranges(parts: list[str | MatrixContent]) -> str:
    """What full colour stands for, where matrices share it."""
    limits = {
        part.gradient: part.limit
        for part in parts
        if isinstance(part, MatrixContent) and part.values is not None
    }
    words = {False: "values", True: "gradients"}
    return "   ".join(f"{words[kind]} ±{limits[kind]:g}" for kind in sorted(limits))


def _fewer_digits(arranged: list[Arranged], wanted: int) -> str:
    """Says so where there is no room for as many digits as a person chose."""
    shown = min(
        (each.picture.content.digits for each in arranged if each.picture is not None),
        default=wanted,
    )
    return f"{shown} of {wanted} digits" if shown < wanted else ""
