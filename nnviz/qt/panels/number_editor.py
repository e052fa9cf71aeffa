"""A small editor beside a number: type it, nudge it with the arrow keys, or drag it.

:func:`open_editor` opens it beside a number in a panel. What it sets is an entry of a W, a b, of X
or of Y at the moment in sight, by :meth:`~nnviz.session.session.Session.edit`.
"""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from nnviz.data.dataset import targets
from nnviz.errors import UserError
from nnviz.present.numbers import exact, name_text, significant
from nnviz.present.typed import dragged, nudged, typed_number
from nnviz.program.formulas import plain_name
from nnviz.qt.context import Context
from nnviz.qt.panels.beside import place_beside
from nnviz.qt.panels.fields import Choice
from nnviz.session.edits import SAMPLES
from nnviz.session.pointing import Cell
from nnviz.session.session import Session
from nnviz.session.snapshot import Snapshot

GoOn = Callable[[Cell, int], tuple[Cell, QRect, Sequence[QRect]] | None]
"""The number after another (1) or before it (−1), where it is, and what not to cover."""

_FINE, _COARSE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_KEY = Qt.Key
_STEPS = {_KEY.Key_Up: 0.1, _KEY.Key_Down: -0.1}
_PAGES = {_KEY.Key_PageUp: 1.0, _KEY.Key_PageDown: -1.0}
_OWN = (
    *_STEPS, *_PAGES, _KEY.Key_Tab, _KEY.Key_Backtab, _KEY.Key_Escape, _KEY.Key_Return,
    _KEY.Key_Enter,
)  # fmt: skip
_LONGEST = "−0.0034242816869870405"  # what the field has room for
_KEYS = "↑ ↓ by 0.1, Shift 0.01, Ctrl 1; Tab: next"


def editable(cell: Cell, snapshot: Snapshot) -> bool:
    """Whether an entry can be set by hand: it is not computed, and there is one."""
    given = cell.matrix in SAMPLES or cell.matrix[0] in "Wb"
    matrix = snapshot.matrices.get(cell.matrix) if given else None
    if matrix is None or cell.column is None:
        return False
    rows, columns = matrix.shape
    return bool(0 <= cell.row < rows and 0 <= cell.column < columns)


def title_of(cell: Cell, rows: bool) -> str:
    """The name of an entry in the notes' notation: ``W₁[2,1]``; with samples as rows, turned."""
    assert cell.column is not None
    first, second = (cell.column, cell.row) if rows else (cell.row, cell.column)
    return f"{name_text(plain_name(cell.matrix, rows))}[{first + 1},{second + 1}]"


class _Field(QLineEdit):
    """A line of text that tells of the keys which mean something to a number."""

    nudged = Signal(float)
    went_on = Signal(int)
    entered = Signal()
    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Claim keys that are the window's elsewhere."""
        kind = event.type()
        if kind is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in _OWN:
                event.accept()
                return True
        elif kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._take(event):
            return True
        return bool(super().event(event))

    def _take(self, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers()
        if key in _STEPS:
            self.nudged.emit(_STEPS[Qt.Key(key)] * _size_of_step(modifiers))
        elif key in _PAGES:
            self.nudged.emit(_PAGES[Qt.Key(key)])
        elif key in (_KEY.Key_Tab, _KEY.Key_Backtab):
            self.went_on.emit(-1 if key == _KEY.Key_Backtab or modifiers & _FINE else 1)
        elif key in (_KEY.Key_Return, _KEY.Key_Enter):
            self.entered.emit()
        elif key == _KEY.Key_Escape:
            self.left.emit()
        else:
            return False
        return True


def _size_of_step(modifiers: Qt.KeyboardModifier) -> float:
    """How much larger a step becomes: Shift takes small ones, Ctrl large ones."""
    return 0.1 if modifiers & _FINE else 10.0 if modifiers & _COARSE else 1.0


class _Handle(QLabel):
    """What is dragged up or down to change the number."""

    began = Signal()
    dragged = Signal(float, float)
    """By how many pixels upwards, and how many take the place of one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("⇕", parent)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setToolTip("Drag up or down; Shift: finer, Ctrl: coarser")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._from: float | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = event.globalPosition().y()
            self.began.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self._from is not None:
            up = self._from - event.globalPosition().y()
            self.dragged.emit(up, 1.0 / _size_of_step(event.modifiers()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End."""
        self._from = None


class NumberEditor(QFrame):
    """Sets one entry; Tab goes on to the next.

    It lies beside the number, never on it, and stays where it is. It closes by itself when the
    number is gone: another network, another batch, a run that plays.
    """

    closed = Signal()
    retargeted = Signal()
    """It is at another number."""

    def __init__(self, context: Context, around: QWidget, go_on: GoOn | None = None) -> None:
        super().__init__(around.window())
        self.setObjectName("editor")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._context, self._around, self._go_on = context, around, go_on
        self._title = QLabel(self)
        self.field = _Field(self)
        self.handle = _Handle(self)
        self._class_title = QLabel("Class", self)
        self.classes: Choice | None = None
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._set_pending)
        self._cell = Cell("", 0, 0)
        self._run: object = None
        self._sample: int | None = None
        self._pending: float | None = None
        self._gesture: object = None
        self._from, self._largest = 0.0, 1.0  # where a drag began, and the largest number there
        self._closing = False
        self._arrange()
        self.field.nudged.connect(self._nudge)
        self.field.went_on.connect(self._move_on)
        self.field.entered.connect(self._enter)
        self.field.left.connect(self.leave)
        self.field.textEdited.connect(lambda _: self._say_keys())
        self.handle.began.connect(self.begin_drag)
        self.handle.dragged.connect(self.drag)
        context.bridge.frame.connect(self._follow)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)

    @property
    def session(self) -> Session:
        """The session whose number is set."""
        return self._context.session

    @property
    def cell(self) -> Cell:
        """The entry that is edited."""
        return self._cell

    @property
    def words(self) -> str:
        """What is written below the field."""
        return self._words.text()

    # -- building ------------------------------------------------------------------------------

    def _arrange(self) -> None:
        theme = self._context.themes.now
        self._title.setFont(theme.font(13, bold=True))
        self.field.ensurePolished()
        self.field.setFixedWidth(self.field.fontMetrics().horizontalAdvance(_LONGEST) + 16)
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 8, 8, 6)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self.field, 0, 1)
        grid.addWidget(self.handle, 0, 2)
        grid.addWidget(self._class_title, 1, 0)
        grid.addWidget(self._words, 2, 0, 1, 3)
        self._class_title.hide()

    def _offer_classes(self) -> None:
        """For a label, what it can stand for."""
        offered = classes_of(self.session) if self._cell.matrix == SAMPLES[1] else []
        if self.classes is not None:
            self.classes.deleteLater()
            self.classes = None
        self._class_title.setVisible(bool(offered))
        if not offered:
            return
        self.classes = Choice({str(k): name for k, (name, _) in enumerate(offered)}, self)
        self.classes.setAccessibleName("Class of the sample")
        self.classes.setToolTip("Set the whole label to what stands for this class")
        self.classes.changed.connect(self._choose_class)
        grid = self.layout()
        assert isinstance(grid, QGridLayout)
        grid.addWidget(self.classes, 1, 1, 1, 2)
        self.classes.show()
        self._class_title.setBuddy(self.classes)

    # -- opening and closing -------------------------------------------------------------------

    def edit(self, cell: Cell, rect: QRect, avoid: Sequence[QRect] = ()) -> None:
        """Edit this entry, which is written in this rectangle of the panel.

        It covers as little as it can of the rectangles to ``avoid``.
        """
        self.session.pause()
        self._run = self.session.run
        self._cell, self._gesture, self._pending = cell, None, None
        self._sample = self._row_of_sample()
        self._offer_classes()
        rows = self.session.experiment.view.rows
        title = title_of(cell, rows)
        self._title.setText(title)
        self.field.setAccessibleName(f"Value of {title}")
        self.setAccessibleName(f"Set {title}")
        self._say_keys()
        self._words.ensurePolished()
        self._words.setFixedHeight(2 * self._words.fontMetrics().lineSpacing() + 2)
        self._show_value()
        self.adjustSize()
        self.move(place_beside(self, self._around, rect, avoid))
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()
        self.retargeted.emit()

    def begin_typing(self, text: str) -> None:
        """Have what was typed in the field, in place of the number."""
        self.field.setText(text)
        self.field.setModified(True)

    def leave(self) -> None:
        """Close, whatever was typed; what nudges and drags have set stays set."""
        if self._closing:
            return
        self._set_pending()
        self._closing = True
        focused = QApplication.focusWidget()
        inside = focused is not None and _within(focused, self)
        self.hide()
        if inside and self._around.isVisible():
            self._around.setFocus(Qt.FocusReason.OtherFocusReason)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.disconnect(self._focus_moved)
        self._context.bridge.frame.disconnect(self._follow)
        self.closed.emit()
        self.deleteLater()

    def finish(self) -> None:
        """Close; a number that has been typed is set, unless it is none."""
        if not self._closing and self.field.isModified():
            self._set_typed()
        self.leave()

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is not None and not _within(now, self) and not self._closing:
            self.finish()

    # -- following the session -----------------------------------------------------------------

    def _row_of_sample(self) -> int | None:
        """The row of the training set that a column of X or Y is."""
        snapshot, column = self.session.snapshot, self._cell.column
        if self._cell.matrix not in SAMPLES or column is None or column >= len(snapshot.batch):
            return None
        return int(snapshot.batch[column])

    def _follow(self, snapshot: Snapshot) -> None:
        if self._closing:
            return
        if (
            self.session.run is not self._run
            or self.session.playing
            or not editable(self._cell, snapshot)
            or self._row_of_sample() != self._sample
            or not self._around.isVisible()
        ):
            self._pending = None
            self.leave()
            return
        self._title.setText(title_of(self._cell, self.session.experiment.view.rows))
        if not self.field.isModified() and self._pending is None:
            self._show_value()

    @property
    def value(self) -> float:
        """The number as it is now."""
        matrix = self.session.snapshot.matrices[self._cell.matrix]
        return float(matrix[self._cell.row, self._cell.column or 0])

    def _show_value(self) -> None:
        text = exact(self.value if self._pending is None else self._pending)
        if text != self.field.text() or self.field.isModified():
            selected = self.field.selectedText() == self.field.text()
            self.field.setText(text)
            if selected:
                self.field.selectAll()
        if self.classes is not None:
            column = self.session.snapshot.matrices[SAMPLES[1]][:, self._cell.column or 0]
            found = [
                str(k)
                for k, (_, wanted) in enumerate(classes_of(self.session))
                if np.array_equal(wanted, column)
            ]
            self.classes.show_value(found[0] if found else None)

    # -- words ---------------------------------------------------------------------------------

    def _say_keys(self) -> None:
        self._say(f"{_KEYS}\n{self._consequence()}", wrong=False)

    def _consequence(self) -> str:
        """What follows from setting it now."""
        session, snapshot, cell = self.session, self.session.snapshot, self._cell
        if cell.matrix in SAMPLES:
            parts = session.run.trainer.parts
            scaling = parts.inputs if cell.matrix == SAMPLES[0] else parts.values
            if scaling is not None:
                column = snapshot.matrices[cell.matrix][:, cell.column or 0]
                given = float(scaling.restore(column[None, :])[0, cell.row])
                return f"Standardized; {significant(given)} in the data."
            return "This pass and all later ones follow."
        place = snapshot.program.index[cell.matrix]
        if place < snapshot.line:
            return "It is updated: the next pass takes it up."
        return "This pass follows at once." if snapshot.line else "The pass begins with it."

    def _say(self, text: str, *, wrong: bool) -> None:
        name = "problem" if wrong else "caption"
        if self._words.objectName() != name:
            self._words.setObjectName(name)
            self._words.style().unpolish(self._words)
            self._words.style().polish(self._words)
        self._words.setText(text)

    # -- setting -------------------------------------------------------------------------------

    def _enter(self) -> None:
        if not self.field.isModified() or self._set_typed():
            self.leave()

    def _set_typed(self) -> bool:
        """Set what is typed; where that is no number, say so and change nothing."""
        try:
            value = typed_number(self.field.text())
        except UserError as error:
            self._say(str(error), wrong=True)
            return False
        self.field.setModified(False)
        return self._set(value, None)

    def _set(self, value: float, gesture: object) -> bool:
        session, cell = self.session, self._cell
        if session.run is not self._run or not editable(cell, session.snapshot):
            return True  # there is nothing left to be set; it closes
        if value == self.value:
            return True
        try:
            session.edit(cell.matrix, cell.row, cell.column or 0, value, gesture)
        except UserError as error:
            self._say(str(error), wrong=True)
            return False
        return True

    def _set_soon(self, value: float) -> None:
        """Set a number when there is nothing else to do: many keys or moves may wait."""
        if self._closing:
            return
        if self._gesture is None:
            self._gesture = object()
        self._pending = value
        self.field.setModified(False)
        self.field.setText(exact(value))
        self.field.selectAll()
        self._timer.start()

    def _set_pending(self) -> None:
        self._timer.stop()
        value, self._pending = self._pending, None
        if value is not None and self._set(value, self._gesture):
            self._say_keys()

    def _nudge(self, by: float) -> None:
        value = self.value if self._pending is None else self._pending
        if self.field.isModified():
            try:
                value = typed_number(self.field.text())
            except UserError as error:
                self._say(str(error), wrong=True)
                return
        self._set_soon(nudged(value, by))

    def begin_drag(self) -> None:
        """Begin a gesture that starts from the number as it is."""
        self._set_pending()
        self._from, self._gesture = self.value, object()
        around = np.abs(self.session.snapshot.matrices[self._cell.matrix])
        self._largest = float(around.max(initial=0.0, where=np.isfinite(around)))

    def drag(self, pixels: float, finer: float) -> None:
        """Drag the number up by so many pixels from where it began."""
        self._set_soon(dragged(self._from, pixels, self._largest, finer))

    def _choose_class(self, which: str) -> None:
        """Set the whole label, as one change."""
        session, column = self.session, self._cell.column or 0
        wanted = classes_of(session)[int(which)][1]
        gesture = object()
        for row, value in enumerate(wanted.tolist()):
            if float(session.snapshot.matrices[SAMPLES[1]][row, column]) != value:
                session.edit(SAMPLES[1], row, column, value, gesture)
        self.field.setModified(False)
        self._show_value()

    def _move_on(self, by: int) -> None:
        if self.field.isModified() and not self._set_typed():
            return
        self._set_pending()
        following = None if self._go_on is None else self._go_on(self._cell, by)
        if following is not None:
            self.edit(*following)
            return
        self.field.selectAll()


def open_editor(
    context: Context,
    parent_widget: QWidget,
    rect: QRect,
    cell: Cell,
    go_on: GoOn | None = None,
    avoid: Sequence[QRect] = (),
) -> NumberEditor:
    """Open an editor beside an entry that is written in a rectangle of a widget.

    Another one that is open is finished first. ``go_on`` says where Tab leads to; ``avoid`` are
    rectangles of the widget that it had better not cover.
    """
    for other in parent_widget.window().findChildren(NumberEditor):
        other.finish()
    editor = NumberEditor(context, parent_widget, go_on)
    editor.edit(cell, rect, avoid)
    return editor


def classes_of(session: Session) -> list[tuple[str, np.ndarray[tuple[int], np.dtype[np.float64]]]]:
    """The classes of a classification by name, each with the label that stands for it."""
    trainer = session.run.trainer
    names = trainer.train.dataset.classes
    if trainer.train.dataset.values is not None or not names:
        return []
    network = trainer.network
    outputs = network.sizes[-1]
    labels = targets(np.arange(len(names)), outputs, network.activations[-1].labels)
    return [(name, labels[k]) for k, name in enumerate(names)]


def _within(widget: QWidget, around: QWidget) -> bool:
    """Whether a widget belongs to another, also through a list that opens above it."""
    each: QWidget | None = widget
    while each is not None:
        if each is around:
            return True
        each = each.parentWidget()
    return False
