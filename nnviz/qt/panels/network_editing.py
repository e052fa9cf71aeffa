"""Setting numbers on the network: click one and type, or drag it."""

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from nnviz.present.numbers import exact
from nnviz.qt.context import Context
from nnviz.qt.items.nodes import Column
from nnviz.qt.panels.network_places import Drawn, Places, Target
from nnviz.qt.panels.network_view import NetworkView
from nnviz.qt.panels.number_editor import NumberEditor, editable, open_editor, title_of
from nnviz.session.edits import SAMPLES, Edit
from nnviz.session.pointing import Cell, Edge, Place, Unit, belongs_to
from nnviz.session.session import Session

_REACH = 7  # pixels from an edge within which it is meant
_X, _Y = SAMPLES


class NetworkEditing(QObject):
    """Listens to the mouse over the network before its view does."""

    opened = Signal()
    """An editor is open; what else lies over the network gives way."""

    def __init__(self, context: Context, view: NetworkView) -> None:
        super().__init__(view)
        self._context, self._view = context, view
        self._drawn: Drawn | None = None
        self._editor: NumberEditor | None = None
        self._box = QRect()
        self._pressed: tuple[Target, QPointF] | None = None
        self._dragging = False
        self._latest = Cell("W1", 0, 0)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)
        view.resized.connect(self._check_place)

    @property
    def session(self) -> Session:
        """The session whose numbers are set."""
        return self._context.session

    @property
    def editor(self) -> NumberEditor | None:
        """The editor that is open here."""
        return self._editor

    # -- showing -------------------------------------------------------------------------------

    def show(self, drawn: Drawn) -> None:
        """Take over what is drawn now."""
        self._drawn = drawn
        cell = None if self._editor is None else self._editor.cell
        if self._editor and cell and cell.matrix in SAMPLES and cell.column != drawn.column:
            self._editor.finish()  # the drawing shows another sample
        self._check_place()

    def _check_place(self) -> None:
        """An editor stays where it is: where its number moves away it closes."""
        if self._editor is not None and self._drawn is not None:
            now = self._on_view(self._editor.cell)
            if (now.center() - self._box.center()).manhattanLength() > 6:
                self._editor.finish()

    def mark(self, columns: list[Column], weights: bool) -> None:
        """Note in the columns which of their numbers were set by hand."""
        for column in columns:
            column.set_values, column.set_biases, column.set_targets = set(), set(), set()
        if self._drawn is None:
            return
        places, last = Places(self._drawn), len(columns) - 1
        for cell in self._set_here():
            if cell.matrix == _X:
                unit = places.unit_of(cell.row)
                if unit is not None:
                    columns[0].set_values.add(unit)
            elif cell.matrix == _Y:
                columns[last].set_targets.add(cell.row)
            elif cell.matrix[0] == "b" and weights:
                columns[int(cell.matrix[1:])].set_biases.add(cell.row)

    def marked_edges(self, weights: bool) -> tuple[set[int], list[tuple[float, float]]]:
        """Which labels of edges were set by hand, and the middles of such edges without one.

        None where the edges show no ``weights``.
        """
        labels: set[int] = set()
        middles: list[tuple[float, float]] = []
        if self._drawn is not None and weights:
            places = Places(self._drawn)
            for cell in self._set_here():
                if cell.matrix[0] == "W":
                    place = places.label_of(cell)
                    middle = places.middle_of(cell)
                    if place is not None:
                        labels.add(place)
                    elif middle is not None:
                        middles.append((float(middle[0]), float(middle[1])))
        return labels, middles

    def _set_here(self) -> dict[Cell, Edit]:
        """What was set by hand of what is drawn: of X and Y, the chosen sample."""
        assert self._drawn is not None
        snapshot, column = self._drawn.snapshot, self._drawn.column
        found = {}
        for (matrix, row, place), edit in self.session.set_by_hand.items():
            if matrix not in SAMPLES:
                found[Cell(matrix, row, place)] = edit
            elif place == int(snapshot.batch[column]):
                found[Cell(matrix, row, column)] = edit
        return found

    def note(self, at: Edge | Unit) -> str:
        """What to add to the card of an edge or a unit, as HTML; empty for nothing."""
        if self._drawn is None:
            return ""
        network = self._drawn.snapshot.program.network
        rows = self.session.experiment.view.rows
        return "".join(
            f"<div>{title_of(cell, rows)} set by hand in iteration {edit.iteration + 1:,} "
            f"(was {exact(edit.old)})</div>"
            for cell, edit in self._set_here().items()
            if belongs_to(cell, network) == at
        )

    def written_at(self, x: float, y: float) -> Edge | Unit | None:
        """What a number belongs to that is written at a place, as the label of an edge."""
        drawn = self._drawn
        program = self.session.snapshot.program
        if drawn is None or drawn.snapshot.program is not program:
            return None  # another network is about to be drawn
        cell = Places(drawn).written_at(QPointF(x, y))
        if cell is None or not editable(cell, drawn.snapshot):
            return None
        return belongs_to(cell, program.network)

    # -- finding -------------------------------------------------------------------------------

    def _at(self, point: QPointF) -> Target | None:
        if self._drawn is None:
            return None
        reach = _REACH / max(self._view.transform().m11(), 0.01)
        found = Places(self._drawn).at(point, reach)
        return found if found and editable(found.cell, self._drawn.snapshot) else None

    def _on_view(self, cell: Cell) -> QRect:
        assert self._drawn is not None
        return self._view.mapFromScene(Places(self._drawn).box(cell)).boundingRect()

    def _units(self) -> list[QRect]:
        """Where the units are, with what is written at them."""
        if self._drawn is None:
            return []
        boxes = Places(self._drawn).units()
        return [self._view.mapFromScene(box).boundingRect() for box in boxes]

    def card_room(self, at: Edge | Unit, pointer: QPoint) -> tuple[QRect, list[QRect]]:
        """What the card of an edge or a unit must not cover, and what it had better not cover.

        The pointer is where the view is pointed at.
        """
        spot = QRect(pointer - QPoint(_REACH, _REACH), pointer + QPoint(_REACH, 2 * _REACH))
        if self._drawn is None:
            return spot, []
        if isinstance(at, Unit):
            box = Places(self._drawn).around(at)
            spot = spot.united(self._view.mapFromScene(box).boundingRect())
        labels = [self._view.mapFromScene(box).boundingRect() for box in self._drawn.labels.boxes]
        return spot, [*self._units(), *labels]

    def _following(self, cell: Cell, by: int) -> tuple[Cell, QRect, list[QRect]] | None:
        """The next number, brought into sight."""
        if self._drawn is None:
            return None
        places = Places(self._drawn)
        found = places.following(cell, by)
        if not editable(found, self._drawn.snapshot):
            return None
        self._view.ensureVisible(places.box(found), 20, 20)
        self._box, self._latest = self._on_view(found), found
        return found, self._box, self._units()

    # -- editing -------------------------------------------------------------------------------

    def begin(self, at: Place | None = None) -> None:
        """Open the editor at an edge, a unit or an entry; else where it was last."""
        self._context.bridge.flush()  # so that what is drawn is what there is
        if self._drawn is None:
            return
        cell = self._latest
        if isinstance(at, Edge):
            cell = Cell(f"W{at.layer}", at.unit, at.source)
        elif isinstance(at, Unit):
            cell = self._of_unit(at)
        elif isinstance(at, Cell):
            cell = at
        drawn = self._drawn
        if cell.matrix in SAMPLES:
            cell = Cell(cell.matrix, cell.row, drawn.column)
        if not editable(cell, drawn.snapshot):
            cell = Cell("W1", 0, 0)
        self._view.ensureVisible(Places(drawn).box(cell), 20, 20)
        self._open(cell, self._on_view(cell))

    def _of_unit(self, unit: Unit) -> Cell:
        assert self._drawn is not None
        if unit.layer:
            return Cell(f"b{unit.layer}", unit.unit, 0)
        row = Places(self._drawn).input_of(unit.unit)
        return self._latest if row is None else Cell(_X, row, self._drawn.column)

    def _open(self, cell: Cell, box: QRect) -> None:
        """Open the editor at an entry, unless it went with its network since it was drawn."""
        if self.session.playing:  # what is clicked is what was seen
            self.session.pause()
            self._context.bridge.flush()
        if not editable(cell, self.session.snapshot):
            return
        self._box, self._latest = box, cell
        editor = open_editor(self._context, self._view, box, cell, self._following, self._units())
        self._editor = editor
        editor.closed.connect(lambda: self._forget(editor))
        self.opened.emit()

    def _forget(self, editor: NumberEditor) -> None:
        if self._editor is editor:
            self._editor = None

    # -- the mouse and the keys ----------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is meant for a number."""
        if isinstance(event, QMouseEvent) and watched is self._view.viewport():
            return self._handle_mouse(event)
        if event.type() is QEvent.Type.Wheel and self._editor is not None:
            self._editor.finish()
        if event.type() is QEvent.Type.KeyPress and watched is self._view:
            assert isinstance(event, QKeyEvent)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.begin(self.session.pointing.at)
                return True
        return super().eventFilter(watched, event)

    def _handle_mouse(self, event: QMouseEvent) -> bool:
        kind, place = event.type(), event.position()
        if kind is QEvent.Type.MouseMove:
            return self._move(event)
        if event.button() is not Qt.MouseButton.LeftButton:
            return False
        target = self._at(self._view.mapToScene(place.toPoint()))
        if kind is QEvent.Type.MouseButtonPress:
            self._pressed = None if target is None else (target, place)
            return target is not None and target.draggable
        if kind is QEvent.Type.MouseButtonDblClick:
            return target is not None
        if kind is QEvent.Type.MouseButtonRelease and self._pressed is not None:
            return self._release(place)
        return False

    def _move(self, event: QMouseEvent) -> bool:
        place = event.position()
        if self._pressed is None or event.buttons() != Qt.MouseButton.LeftButton:
            if event.buttons() == Qt.MouseButton.NoButton:
                self._show_cursor(place)
            return False
        target, start = self._pressed
        if not target.draggable:
            return False
        up = start.y() - place.y()
        if not self._dragging:
            if (place - start).manhattanLength() < QApplication.startDragDistance():
                return True
            self._dragging = True
            self._open(target.cell, self._view.mapFromScene(target.box).boundingRect())
            if self._editor is not None:
                self._editor.begin_drag()
        if self._editor is not None:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self._editor.drag(up, 10.0 if shift else 0.1 if control else 1.0)
        return True

    def _release(self, place: QPointF) -> bool:
        assert self._pressed is not None
        (target, start), self._pressed = self._pressed, None
        if self._dragging:
            self._dragging = False
            return True
        if (place - start).manhattanLength() < QApplication.startDragDistance():
            self._open(target.cell, self._view.mapFromScene(target.box).boundingRect())
        return target.draggable

    def _show_cursor(self, place: QPointF) -> None:
        target = self._at(self._view.mapToScene(place.toPoint()))
        shape = Qt.CursorShape.ArrowCursor
        if target is not None:
            shape = Qt.CursorShape.PointingHandCursor
        if self._view.viewport().cursor().shape() is not shape:
            self._view.viewport().setCursor(shape)
