"""One matrix large: scrolled, zoomed and searched, while the run goes on."""

import re
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from nnviz.errors import UserError
from nnviz.program.step import Step
from nnviz.qt.context import Context
from nnviz.qt.items.matrix_area import MatrixArea
from nnviz.qt.items.matrix_content import MatrixContent
from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.items.value_card import ValueCard
from nnviz.qt.panels.bench_content import content_of
from nnviz.qt.panels.bench_light import Light
from nnviz.qt.panels.matrix_clipboard import copy_matrix
from nnviz.qt.panels.matrix_editing import MatrixEditing
from nnviz.qt.panels.matrix_menu import matrix_menu, sample_of
from nnviz.qt.throttle import Throttle
from nnviz.session.pointing import Cell
from nnviz.session.snapshot import Snapshot

_ENTRY = re.compile(r"\[?\s*(\d+)\s*(?:[,; ]\s*(\d+)\s*)?\]?")
_KEY = Qt.Key
_KEYS = {
    _KEY.Key_Left, _KEY.Key_Right, _KEY.Key_Up, _KEY.Key_Down, _KEY.Key_PageUp,
    _KEY.Key_PageDown, _KEY.Key_Home, _KEY.Key_End, _KEY.Key_Plus, _KEY.Key_Equal,
    _KEY.Key_Minus, _KEY.Key_0, _KEY.Key_1, _KEY.Key_Escape, _KEY.Key_Insert,
    _KEY.Key_Return, _KEY.Key_Enter,
}  # fmt: skip


class MatrixViewer(QWidget):
    """Shows a matrix by its name, so that it shows the new one after every step."""

    closed = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._name = ""
        self._transposed = False
        self._content: MatrixContent | None = None
        self._step: Step | None = None
        self._throttle = Throttle(context.bridge, self._show_latest, self)
        self._seen: tuple[object, bool] = (None, False)
        self._title = SteadyLabel(self)
        self._go_to = QLineEdit(self)
        self._build_head()
        self.area = MatrixArea(context.themes.now, self)
        self.area.setAccessibleName("Matrix")
        self.area.installEventFilter(self)
        self.area.pointed.connect(self._point)
        self.area.clicked.connect(self._click)
        self.area.heading_clicked.connect(self._choose_sample)
        self.editing = MatrixEditing(context, self.area.viewport(), self._where)
        self._card = ValueCard(self.area)
        self.area.scrolled.connect(self._card.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 4)
        column.setSpacing(4)
        column.addLayout(self._head)
        column.addWidget(self.area, 1)
        context.session.pointing.changed.connect(self._mark)

    def _build_head(self) -> None:
        self._head = QHBoxLayout()
        self._head.setSpacing(4)
        self._head.addWidget(self._title, 1)
        self._go_to.setPlaceholderText("[row, column]")
        self._go_to.setAccessibleName("Go to entry")
        self._go_to.setToolTip("Go to an entry: its row and column, such as [3, 17], and Enter")
        self._go_to.returnPressed.connect(self._go)
        self._head.addWidget(self._go_to)
        self._buttons = [
            self._button("−", "Smaller", "Show more of it: colours instead of numbers (−, "
                         "Ctrl+wheel)", lambda: self.area.zoom(0.8)),
            self._button("+", "Larger", "Show it larger (+, Ctrl+wheel)",
                         lambda: self.area.zoom(1.25)),
            self._button("All", "Show all", "Show all of the matrix (0)",
                         lambda: self.area.show_all()),
            self._button("Numbers", "Show numbers", "Show it so large that numbers can be read (1)",
                         lambda: self.area.show_numbers()),
            self._button("Copy", "Copy this matrix", "Copy it for a spreadsheet (Ctrl+C); numpy, "
                         "LaTeX and Markdown are in its menu", self._copy),
            self._button("Back", "Back to the line", "Back to the line and its formula (Escape)",
                         self.closed.emit),
        ]  # fmt: skip

    def _button(self, text: str, name: str, tip: str, call: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("chip")
        button.setText(text)
        button.setAccessibleName(name)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: call())
        self._head.addWidget(button)
        return button

    # -- showing -------------------------------------------------------------------------------

    def open(self, content: MatrixContent, snapshot: Snapshot, step: Step) -> None:
        """Show this matrix from now on."""
        self._name, self._transposed = content.key, content.transposed
        self._seen = None, False
        self._throttle.hurry()
        self.area.setFocus()
        self.refresh(snapshot, step)
        at = self._context.session.pointing.at
        if isinstance(at, Cell) and at.matrix == self._name and at.column is not None:
            self.area.bring_into_sight(*content.stored(at.row, at.column))
        else:
            self.area.bring_into_sight(0, 0)

    def refresh(self, snapshot: Snapshot, step: Step) -> None:
        """Show this moment; not more often than can be read while it runs."""
        session, theme = self._context.session, self._context.themes.now
        if not self._throttle.passes():
            return
        if self._name not in snapshot.program.index and self._name not in ("X", "Y"):
            self.closed.emit()  # another network, which has no such matrix
            return
        self._step = step
        values = snapshot.matrices.get(self._name)
        content = content_of(self._name, values, snapshot, session, self._transposed)
        turned = content.turned
        # X is the same array all through a run over all samples at once.
        same = session.playing and self._seen[0] is values and self._seen[1] == turned
        self._seen = values, turned
        self._content = content
        self._go_to.setFixedWidth(round(theme.px(118)))
        self.area.show_content(content, theme, same)
        shape = "".join(
            f"<span style='color:{colour.name()}'>{part}</span>"
            for part, colour in theme.shape_parts(content.shape, content.dimensions)
        )
        self._title.setText(
            f"<b>{content.title}</b>&nbsp; {shape}&nbsp; "
            f"<span style='color:{theme.muted}'>±{content.limit:g}</span>"
        )
        self.area.setAccessibleName(f"{content.title}, {content.shape[0]} x {content.shape[1]}")
        self._mark()

    def _show_latest(self) -> None:
        """Show what was left out while it came too fast."""
        session = self._context.session
        if self.isVisible() and self._name:
            self.refresh(session.snapshot, session.line_in_sight)

    def _mark(self) -> None:
        """Let what is pointed at stand out."""
        if self._content is None or self._step is None or not self.isVisible():
            return
        session = self._context.session
        pointing, program = session.pointing, session.snapshot.program
        light = Light(pointing.at, pointing.pins, self._step, program)
        marks = light.marks(self._content)
        if marks is not None and marks.lit == (marks.pointed,):
            marks = replace(marks, lit=None)  # all but a single entry would be hard to read
        self.area.show_marks(marks)

    # -- pointing ------------------------------------------------------------------------------

    def _cell(self, row: int, column: int) -> Cell:
        assert self._content is not None
        return Cell(self._name, *self._content.stored(row, column))

    def _point(self, place: tuple[int, int] | None) -> None:
        pointing = self._context.session.pointing
        if place is None or self._content is None:
            self._card.hide()
            pointing.point(None)
            return
        pointing.point(self._cell(*place))
        self._say(*place)

    def _say(self, row: int, column: int) -> None:
        """The entry in all its digits, beside it."""
        assert self._content is not None
        about, room = self.area.box_of(row, column), self.area.viewport().size()
        self._card.say(self._content.entry(row, column), about, room)

    def _pointed(self) -> tuple[int, int] | None:
        at, content = self._context.session.pointing.at, self._content
        if content is None or not isinstance(at, Cell) or at.column is None:
            return None
        if at.matrix != self._name:
            return None
        row, column = content.stored(at.row, at.column)
        return (row, column) if row < content.shape[0] and column < content.shape[1] else None

    def _where(self, cell: Cell) -> QRect | None:
        """Where an entry is, brought into sight; None for that of another matrix."""
        content = self._content
        if content is None or cell.matrix != self._name or cell.column is None:
            return None
        place = content.stored(cell.row, cell.column)
        if content.values is None or not all(map(int.__lt__, place, content.shape)):
            return None
        self.area.bring_into_sight(*place)
        return self.area.box_of(*place).toAlignedRect()

    def _go_to_entry(self, row: int, column: int) -> None:
        """Point at an entry, and bring it into sight."""
        assert self._content is not None
        rows, columns = self._content.shape
        row, column = min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
        self.area.bring_into_sight(row, column)
        self._point((row, column))

    def _go(self) -> None:
        try:
            row, column = self._read(self._go_to.text())
        except UserError as error:
            self._context.session.tell(str(error))
            return
        self._context.session.tell("")
        self._go_to_entry(row, column)
        self.area.setFocus()

    def _read(self, text: str) -> tuple[int, int]:
        """A row and a column, counted from 0, from what was typed.

        Raises:
            UserError: it is no entry of this matrix.
        """
        assert self._content is not None
        found = _ENTRY.fullmatch(text.strip())
        rows, columns = self._content.shape
        if found is None:
            raise UserError(f"Go to {text or 'nothing'}: write a row and a column, such as [3, 1].")
        row, column = int(found[1]), int(found[2] or 1)
        if not (1 <= row <= rows and 1 <= column <= columns):
            raise UserError(
                f"[{row}, {column}] is not in {self._content.title}: it has rows 1 to {rows} and "
                f"columns 1 to {columns}."
            )
        return row - 1, column - 1

    def _click(self, place: tuple[int, int], control: bool) -> None:
        if control:
            self._choose_sample(place)
        else:
            self._context.session.pointing.pin(self._cell(*place))

    def _choose_sample(self, place: tuple[int | None, int | None]) -> None:
        sample = None if self._content is None else sample_of(self._content, place)
        if sample is not None:
            self._context.session.look("sample", sample)

    # -- keys and menu -------------------------------------------------------------------------

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """With the focus in the values, arrows and the like are theirs and not the window's."""
        if watched is self.area and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and self._needs(event):
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                return self._press(event)
        return False

    def _needs(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ends = event.key() in (_KEY.Key_Home, _KEY.Key_End)
        plain = modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        # Shift with an arrow goes on to the next phase here as everywhere.
        arrow_with_shift = bool(modifiers) and not control and event.key() in (
            _KEY.Key_Left, _KEY.Key_Right,
        )  # fmt: skip
        return (plain and event.key() in _KEYS and not arrow_with_shift) or (control and ends)

    def _press(self, event: QKeyEvent) -> bool:
        """Whether a key was for the values."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
            return True
        if self._content is None or not self._needs(event):
            return False
        key = _KEY(event.key())
        row, column = self._pointed() or (0, 0)
        (rows, columns), page = self._content.shape, self.area.rows_a_page()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        moves = {
            _KEY.Key_Left: (row, column - 1),
            _KEY.Key_Right: (row, column + 1),
            _KEY.Key_Up: (row - 1, column),
            _KEY.Key_Down: (row + 1, column),
            _KEY.Key_PageUp: (row - page, column),
            _KEY.Key_PageDown: (row + page, column),
            _KEY.Key_Home: (0 if control else row, 0),
            _KEY.Key_End: (rows - 1 if control else row, columns - 1),
        }
        if key in moves:
            self._go_to_entry(*moves[key])
        elif key in (_KEY.Key_Plus, _KEY.Key_Equal):
            self._zoom(1.25)
        elif key == _KEY.Key_Minus:
            self._zoom(0.8)
        elif key == _KEY.Key_0:
            self.area.show_all()
        elif key == _KEY.Key_1:
            self.area.show_numbers()
        elif key == _KEY.Key_Escape:
            self.closed.emit()
        elif key in (_KEY.Key_Return, _KEY.Key_Enter):
            self.editing.begin()
        elif key == _KEY.Key_Insert and self._pointed() is not None:
            self._context.session.pointing.pin(self._cell(row, column))
        return True

    def _zoom(self, factor: float) -> None:
        """Around what is pointed at, so that it stays in sight."""
        pointed = self._pointed()
        self.area.zoom(factor, None if pointed is None else self.area.box_of(*pointed).center())

    def _copy(self) -> None:
        if self._content is not None:
            copy_matrix(self._context.session, self._content)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the matrix."""
        if self._content is None:
            return
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        inside = self.area.viewport().mapFromGlobal(event.globalPos())
        place = self._pointed() if by_key else self.area.entry_at(QPointF(inside))
        middle = self.area.viewport().mapToGlobal(QPoint(60, 60))
        menu = matrix_menu(self._context.session, self._content, place, self, editing=self.editing)
        menu.popup(middle if by_key else event.globalPos())
