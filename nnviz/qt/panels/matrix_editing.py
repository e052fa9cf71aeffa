"""Setting numbers in a matrix that is shown: on the entry that is pointed at, by key or menu."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from nnviz.qt.context import Context
from nnviz.qt.panels.number_editor import NumberEditor, editable, open_editor
from nnviz.session.pointing import Cell

Where = Callable[[Cell], QRect | None]
_BEGIN_NUMBERS = frozenset("0123456789.-+−")


class MatrixEditing(QObject):
    """Opens the editor over a widget that shows matrices.

    ``where`` says where the widget shows the present number of an entry; None for nowhere. With
    ``typing`` a digit begins to set the entry that is pointed at. ``avoid`` tells what the editor
    had better not cover.
    """

    def __init__(
        self,
        context: Context,
        widget: QWidget,
        where: Where,
        avoid: Callable[[], list[QRect]] = list,
        *,
        typing: bool = False,
    ) -> None:
        super().__init__(widget)
        self._context, self._widget = context, widget
        self._where, self._avoid = where, avoid
        self.editor: NumberEditor | None = None
        if typing:
            widget.installEventFilter(self)

    def can_set(self, cell: Cell | None) -> bool:
        """Whether an entry is given rather than computed, and in sight."""
        snapshot = self._context.session.snapshot
        return cell is not None and editable(cell, snapshot) and self._where(cell) is not None

    def begin(self, cell: Cell | None = None, typed: str = "") -> bool:
        """Open the editor at an entry, or at the one pointed at; whether there is one.

        What was ``typed`` takes the place of the number.
        """
        if cell is None:
            at = self._context.session.pointing.at
            cell = at if isinstance(at, Cell) else None
        if not self.can_set(cell):
            return False
        assert cell is not None
        box = self._where(cell)
        assert box is not None
        avoid = self._avoid()
        editor = open_editor(self._context, self._widget, box, cell, self._following, avoid)
        self.editor = editor
        editor.closed.connect(lambda: self._forget(editor))
        if typed:
            editor.begin_typing(typed)
        return True

    def _forget(self, editor: NumberEditor) -> None:
        if self.editor is editor:
            self.editor = None

    def _following(self, cell: Cell, by: int) -> tuple[Cell, QRect, list[QRect]] | None:
        matrix = self._context.session.snapshot.matrices[cell.matrix]
        place = (cell.row * matrix.shape[1] + (cell.column or 0) + by) % matrix.size
        found = Cell(cell.matrix, *divmod(place, matrix.shape[1]))
        box = self._where(found)
        if box is None:
            return None
        self._context.session.pointing.point(found)
        return found, box, self._avoid()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a digit for the entry that is pointed at, where it is one that can be set."""
        kind = event.type()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        assert isinstance(event, QKeyEvent)
        begins = event.text() in _BEGIN_NUMBERS and bool(event.text())
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        at = self._context.session.pointing.at
        if not begins or plain != Qt.KeyboardModifier.NoModifier or not isinstance(at, Cell):
            return False
        if not self.can_set(at):
            return False
        if kind is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return self.begin(at, event.text())
