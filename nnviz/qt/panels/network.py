"""The network as nodes and edges, with the values of one sample."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGraphicsScene,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.present.colours import levels, limit_of
from nnviz.present.layout import (
    FOLD,
    Edges,
    Geometry,
    Layer,
    Look,
    edges_of_unit,
    fit_geometry,
    line_of_edge,
    nearest_edge,
    nearest_node,
    place_edges,
    place_labels,
    place_layers,
    share_edges,
    widths,
)
from nnviz.present.numbers import compact, significant
from nnviz.program.touch import Touched, touched
from nnviz.qt.context import Context
from nnviz.qt.items.edge_labels import EdgeLabelsItem
from nnviz.qt.items.edges import FEW, EdgesItem
from nnviz.qt.items.nodes import NodesItem, bias_box, value_box
from nnviz.qt.items.pointed import PointedItem
from nnviz.qt.panels.card import Card
from nnviz.qt.panels.colour_bar import ColourBar
from nnviz.qt.panels.network_card import edge_card, node_card
from nnviz.qt.panels.network_columns import columns_of
from nnviz.qt.panels.network_editing import NetworkEditing
from nnviz.qt.panels.network_flow import NetworkFlow
from nnviz.qt.panels.network_maps import UnitDrawings
from nnviz.qt.panels.network_places import Drawn
from nnviz.qt.panels.network_view import NetworkView
from nnviz.qt.panels.panel import Panel
from nnviz.qt.panels.step_readout import StepReadout
from nnviz.qt.theme import Scale
from nnviz.session.pointing import Cell, Edge, Unit, belongs_to
from nnviz.session.snapshot import Snapshot

_NARROWEST, _WORDS_FROM = 330, 400  # pixels on a desk: of the panel, and for words in its head
_LABELLED = 40  # up to so many edges carry their number
_LEAST_LABEL = 11
_LABEL_WIDTH = 5.3  # of the longest number, such as −2.52e−6, by the size of its text
_MODES = {
    "W": "Colour the edges by their weight (W)",
    "dW": "Colour the edges by the gradient of their weight (G)",
    "change": "Colour the edges by what the last update changed (C)",
}
_CAPTIONS = {"W": "weights, biases", "dW": "gradients dW, db", "change": "last change"}


class NetworkPanel(Panel):
    """Draws the network of the session; points out what the line just done touches."""

    title = "Network"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._scene = QGraphicsScene(self)
        self._edges, self._labels, self._nodes = EdgesItem(), EdgeLabelsItem(), NodesItem()
        self._own_edges = EdgesItem()  # of the unit that is pointed at
        self._mark = PointedItem()
        self.flow = NetworkFlow(self.session, [self._edges, self._labels, self._nodes], self)
        for item in (
            self._edges, self.flow.item, self._mark, self._labels, self._nodes, self._own_edges,
        ):  # fmt: skip
            self._scene.addItem(item)
        self._drawings = UnitDrawings(self.session)
        self.view = NetworkView(self._scene, self)
        self.view.setAccessibleName("Network drawing")
        self.editing = NetworkEditing(context, self.view)
        self._bar = ColourBar(self)
        self.effect = StepReadout(self.session, self)
        self._count = QLabel(self)
        self._count.setObjectName("caption")
        self._card = Card(self.view)
        self._geometry: Geometry | None = None
        self._asked: tuple[tuple[int, ...], int, int, float, Look] | None = None
        self._pointed: tuple[int, int] | None = None
        self._layers: list[Layer] = []
        self._placed: list[Edges] = []
        self._limit = 1.0
        self._bias_scale = self.theme.value_scale
        self._centres: NDArray[np.float64] = np.empty((0, 2))
        self._drawn: Snapshot | None = None
        self._lit = Touched()
        self._pointer: tuple[QPointF, QPointF] | None = None
        self._under: Edge | Unit | None = None
        self._moved = False  # the drawing, below the pointer
        self.editing.opened.connect(self._card.hide)
        self.view.pointed.connect(self._point)
        self.view.left.connect(self._leave)
        self.view.resized.connect(lambda: self._frame(self.session.snapshot))
        self.session.pointing.changed.connect(self._show_pointed)
        self._build()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(10, 6, 10, 0)
        self._words = QLabel("Edges show", self)
        head.addWidget(self._words)
        self._modes = QButtonGroup(self)
        for name, tip in _MODES.items():
            button = QToolButton(self)
            button.setText(name)
            button.setCheckable(True)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setProperty("mode", name)
            self._modes.addButton(button)
            head.addWidget(button)
        self._modes.buttonClicked.connect(
            lambda button: self.session.look("edges", button.property("mode"))
        )
        head.addSpacing(14)
        label = QLabel("Sample", self)
        self._sample = QSpinBox(self)
        self._sample.setMinimum(1)
        self._sample.setAccessibleName("Sample whose values the nodes show")
        self._sample.setToolTip("The column of the batch whose values the nodes show ( , and . )")
        self._sample.valueChanged.connect(lambda value: self.session.look("sample", value - 1))
        label.setBuddy(self._sample)
        head.addWidget(label)
        head.addWidget(self._sample)
        head.addSpacing(14)
        head.addWidget(self.effect, 1)
        head.addWidget(self._count)
        # Where there is something to say about the update, how many edges are drawn can wait.
        self.effect.written.connect(lambda said: self._count.setVisible(not said))
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 0, 10, 4)
        foot.addStretch(1)
        foot.addWidget(self._bar)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        self.setMinimumWidth(_NARROWEST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the buttons speak for themselves."""
        super().resizeEvent(event)
        self._words.setVisible(self.width() >= self.theme.px(_WORDS_FROM))

    # -- drawing -------------------------------------------------------------------------------

    def refresh(self, snapshot: Snapshot) -> None:
        """Draw this moment."""
        self._drawn = snapshot
        self._show_settings(snapshot)
        self._place(snapshot)
        step = snapshot.done
        lit = touched(step) if step is not None and self.session.followed else Touched()
        self._lit = lit
        self._draw_pictures(snapshot)
        if self._moved and self._pointer is not None:
            self._aim()
        self._moved = False
        self._point_out()
        self._take_up_edits(snapshot)
        self._draw_edges(snapshot, lit)
        self._draw_nodes(snapshot, lit)
        self._draw_mark()
        self.view.show_bounds(self._nodes.boundingRect())
        self._show_card()
        assert self._geometry is not None
        squares = self._geometry.plate > 0
        self.flow.show(snapshot, self._placed, self._layers, squares, self.theme)
        self.effect.show_theme(self.theme)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing moves where nobody sees it."""
        super().hideEvent(event)
        self.flow.stop()
        self._card.hide()

    def _take_up_edits(self, snapshot: Snapshot) -> None:
        column = self.session.column_in(snapshot)
        self.editing.show(
            Drawn(snapshot, column, self._layers, self._placed, self._labels, self._nodes)
        )

    def _show_settings(self, snapshot: Snapshot) -> None:
        mode = self.session.experiment.view.edges
        for button in self._modes.buttons():
            button.setChecked(button.property("mode") == mode)
        m = len(snapshot.batch)
        self._sample.blockSignals(True)
        if self._sample.maximum() != m:
            self._sample.setMaximum(m)
        if self._sample.suffix() != f" of {m}":  # a suffix makes the panel be arranged anew
            self._sample.setSuffix(f" of {m}")
        self._sample.setValue(self.session.column + 1)
        self._sample.blockSignals(False)

    def _place(self, snapshot: Snapshot) -> None:
        sizes = snapshot.program.network.sizes
        most = self.session.experiment.view.most_edges
        weights = snapshot.parameters.W[1:]
        total = sum(weight.size for weight in weights)
        room = self.view.viewport().size()
        look = self._drawings.look(snapshot.program.network)
        asked = (sizes, room.width() - 4, room.height() - 4, self.theme.zoom, look)
        new = asked != self._asked
        if new:
            self._asked, self._moved = asked, True
            self._geometry = fit_geometry(*asked)
            self._layers = place_layers(sizes, self._geometry)
        if new or total > most or len(self._placed) != len(weights):
            shares = share_edges([weight.size for weight in weights], most)
            self._placed = [
                place_edges(self._layers, layer, weight, share)
                for layer, (weight, share) in enumerate(zip(weights, shares, strict=True), start=1)
            ]
            lines = np.vstack([each.lines for each in self._placed])
            few = total <= _LABELLED
            assert self._geometry is not None
            size = max(self._geometry.label, _LEAST_LABEL)
            # Plates on the right of units cover the beginnings of edges.
            reach = [self._geometry.covers(each.layer) for each in self._placed]
            covered = np.repeat(reach, [len(each.lines) for each in self._placed])
            covered = np.clip(covered / (lines[:, 2] - lines[:, 0]), 0.0, 0.5)
            lines[:, :2] += covered[:, None] * (lines[:, 2:] - lines[:, :2])
            self._centres = (
                place_labels(lines, _LABEL_WIDTH * size, size + 6.0, self._plates())
                if few
                else np.empty((0, 2))
            )
        drawn = sum(len(each.lines) for each in self._placed)
        folded = any(size > FOLD for size in sizes)
        self._count.setText(
            f"strongest {drawn:,} of {total:,} edges" if drawn < total else
            (f"{total:,} edges" if folded else "")
        )  # fmt: skip

    def _plates(self) -> NDArray[np.float64]:
        """Single units, and where their values and biases are written: centre, width, height."""
        geometry = self._geometry
        assert geometry is not None
        boxes = []
        for place, layer in enumerate(self._layers):
            for y in () if layer.folded else layer.y.tolist():
                centre, reach = QPointF(layer.x, y), layer.reach
                boxes.append(QRectF(layer.x - reach, y - reach, 2 * reach, 2 * reach))
                if geometry.plate:
                    boxes.append(value_box(centre, geometry))
                if place:
                    boxes.append(bias_box(centre, geometry))
        found = [(box.center().x(), box.center().y(), box.width(), box.height()) for box in boxes]
        return np.array(found).reshape(-1, 4)

    def _draw_pictures(self, snapshot: Snapshot) -> None:
        assert self._geometry is not None
        mode = self.session.experiment.view.edges
        incoming, _ = self._of_mode(snapshot, 1, mode)
        self._drawings.show(
            snapshot, incoming, mode != "W", self._layers, self._geometry, self.theme
        )

    def _edge_values(self, snapshot: Snapshot) -> tuple[list[NDArray[np.float64]], float]:
        """What colours the drawn edges, and the limit of the scale."""
        mode = self.session.experiment.view.edges
        values, everything = [], []
        for each in self._placed:
            layer = each.layer
            matrix, bias = self._of_mode(snapshot, layer, mode)
            values.append(matrix[each.rows, each.columns])
            everything += [matrix, bias]
        return values, limit_of(everything)

    @staticmethod
    def _of_mode(
        snapshot: Snapshot, layer: int, mode: str
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The matrix and the bias of a layer that a mode shows; zeros before they are computed."""
        parameters = snapshot.parameters
        if mode == "W":
            return parameters.W[layer], parameters.b[layer]
        if mode == "change":
            return snapshot.change.W[layer], snapshot.change.b[layer]
        zeros = np.zeros_like(parameters.W[layer]), np.zeros_like(parameters.b[layer])
        return (
            snapshot.matrices.get(f"dW{layer}", zeros[0]),
            snapshot.matrices.get(f"db{layer}", zeros[1]),
        )

    def _known(self, snapshot: Snapshot, layer: int) -> bool:
        """Whether what colours the edges into a layer has been computed in this iteration."""
        mode = self.session.experiment.view.edges
        return mode != "dW" or f"dW{layer}" in snapshot.matrices

    def _draw_edges(self, snapshot: Snapshot, lit: Touched) -> None:
        mode = self.session.experiment.view.edges
        values, limit = self._edge_values(snapshot)
        theme = self.theme
        scale = theme.value_scale if mode == "W" else theme.gradient_scale
        inside = snapshot.line < len(snapshot.program.steps)
        faded = (
            {each.layer for each in self._placed} - lit.edges
            if lit.units | lit.edges | lit.biases and inside and self.session.followed
            else set()
        )
        if self._pointed is not None:
            faded = {each.layer for each in self._placed}
        self._draw_own_edges(snapshot, limit, scale)
        self._edges.show_edges(self._placed, values, limit, scale, faded, theme.surface)
        texts: list[str] = []
        stands_back: list[bool] = []
        if len(self._centres):
            for each, value in zip(self._placed, values, strict=True):
                known = self._known(snapshot, each.layer)
                texts += [significant(float(v), 3) if known else "?" for v in value]
                stands_back += [each.layer in faded] * len(value)
        assert self._geometry is not None
        size = max(self._geometry.label, _LEAST_LABEL)
        self._labels.show_labels(self._centres, texts, stands_back, size, theme)
        self._labels.mark(*self.editing.marked_edges(mode == "W"))
        caption = _CAPTIONS[mode]
        if mode == "dW" and "dW1" not in snapshot.matrices:
            caption += " so far"
        self._bar.show_scale(scale, limit, caption, theme)
        self._limit = limit
        self._bias_scale = scale

    def _draw_own_edges(self, snapshot: Snapshot, limit: float, scale: Scale) -> None:
        """All edges of the unit that is pointed at, where most of its edges are not drawn."""
        view = self.session.experiment.view
        found: list[Edges] = []
        if self._pointed is not None:
            weights = [
                self._of_mode(snapshot, layer, view.edges)[0]
                for layer in range(1, len(self._layers))
            ]
            found = edges_of_unit(self._layers, *self._pointed, weights, view.most_edges)
        values = [
            self._of_mode(snapshot, each.layer, view.edges)[0][each.rows, each.columns]
            for each in found
        ]
        self._own_edges.show_edges(
            found, values, limit_of(values) if found else limit, scale, set(),
            self.theme.surface, thickest=3.0,
        )  # fmt: skip

    def _draw_nodes(self, snapshot: Snapshot, lit: Touched) -> None:
        geometry = self._geometry
        assert geometry is not None
        columns, limit = columns_of(
            snapshot, self._layers, self.session.column_in(snapshot), lit, geometry, self._drawings
        )
        mode = self.session.experiment.view.edges
        for layer, column in enumerate(columns[1:], start=1):
            _, bias = self._of_mode(snapshot, layer, mode)
            column.biases = bias[:, 0]
            known = mode != "dW" or f"db{layer}" in snapshot.matrices
            name = "db" if mode == "dW" else "b"
            column.bias_texts = [
                f"{name} {compact(float(value)) if known else '?'}" for value in bias[:, 0]
            ]
        self.editing.mark(columns, mode == "W")
        self._nodes.show_columns(
            columns, geometry, limit, self._limit, self._bias_scale, self.theme,
            self._drawings.where,
        )  # fmt: skip

    # -- pointing ------------------------------------------------------------------------------

    def _point(self, place: QPointF, position: QPointF) -> None:
        self._pointer = place, position
        self._aim()
        self._show_card()

    def _leave(self) -> None:
        self._pointer = self._under = None
        self._card.hide()
        self.session.pointing.point(None)

    def _aim(self) -> None:
        """Tell what is under the pointer."""
        assert self._pointer is not None
        if self._drawn is None or self._drawn.program is not self.session.snapshot.program:
            return  # another network is about to be drawn
        self._under = self._found(self._pointer[0].x(), self._pointer[0].y())
        self.session.pointing.point(self._under)

    def _found(self, x: float, y: float) -> Edge | Unit | None:
        """The unit or the edge at a place of the drawing."""
        written = self.editing.written_at(x, y)
        if written is not None:
            return written
        node = nearest_node(self._layers, x, y)
        if node is not None:
            return Unit(*node)
        reach = 7.0 / max(self.view.transform().m11(), 0.01)
        for each in self._placed:
            found = nearest_edge(each.lines, x, y, reach)
            if found is not None:
                return Edge(each.layer, int(each.rows[found]), int(each.columns[found]))
        return None

    def _at(self) -> Edge | Unit | None:
        """The edge or unit that is pointed at, here or on the bench, if it is drawn now."""
        at = self.session.pointing.at
        if isinstance(at, Cell):
            at = belongs_to(at, self.session.snapshot.program.network)
        if at is None or at.layer >= len(self._layers):
            return None
        ends = [(at.layer, at.unit)]
        if isinstance(at, Edge):
            ends.append((at.layer - 1, at.source))
        return at if all(unit < len(self._layers[layer].y) for layer, unit in ends) else None

    def _show_pointed(self) -> None:
        """Draw what is pointed at as soon as it is something else."""
        if self._drawn is None or not self.isVisible():
            return
        before = self._pointed
        self._point_out()
        if self._pointed != before:
            self._draw_edges(self._drawn, self._lit)
        self._draw_mark()

    def _point_out(self) -> None:
        """Note which unit it is, where units are drawn without all their edges."""
        at, folded = self._at(), any(layer.folded for layer in self._layers)
        self._pointed = (at.layer, at.unit) if isinstance(at, Unit) and folded else None

    def _draw_mark(self) -> None:
        """A halo around the unit or the edge that is pointed at."""
        at = self._at()
        self._mark.setZValue(float(any(layer.folded for layer in self._layers)))
        if at is None:
            self._mark.clear()
            self._nodes.point_out(())
            return
        if isinstance(at, Unit):
            self._nodes.point_out(((at.layer, at.unit),))
            self._mark.show_unit(*self._end(at.layer, at.unit), self.theme)
            return
        assert self._drawn is not None
        self._nodes.point_out(((at.layer - 1, at.source), (at.layer, at.unit)))
        matrix, _ = self._of_mode(self._drawn, at.layer, self.session.experiment.view.edges)
        value = matrix[at.unit : at.unit + 1, at.source]
        few = sum(len(each.lines) for each in self._placed) <= FEW
        self._mark.show_edge(
            line_of_edge(self._layers, at.layer, at.unit, at.source),
            self._bias_scale.qcolors[levels(value, self._limit)[0]],
            float(widths(value, self._limit)[0]) if few else 0.0,
            [self._end(at.layer - 1, at.source), self._end(at.layer, at.unit)],
            self.theme,
        )

    def _end(self, layer: int, unit: int) -> tuple[Layer, int, bool]:
        """A unit as it is drawn, and whether it is a square."""
        return self._layers[layer], unit, layer in self._drawings.pictures

    def _show_card(self) -> None:
        """The exact numbers of what is under the pointer; they stay live while training."""
        if self._pointer is None:
            return
        _, position = self._pointer
        text = self._card_text()
        if not text or self.editing.editor is not None:
            self._card.hide()
            return
        assert self._under is not None
        spot, avoid = self.editing.card_room(self._under, position.toPoint())
        self._card.show_beside(spot, avoid, text)

    def _card_text(self) -> str:
        at = self._under
        if self._drawn is None or at is None:
            return ""
        # The moment that is drawn, which a new network may not be yet.
        snapshot = self._drawn
        note = self.editing.note(at)
        if isinstance(at, Edge):
            return edge_card(snapshot, at.layer, at.unit, at.source) + note
        sample = min(self.session.experiment.view.sample, len(snapshot.batch) - 1)
        return node_card(snapshot, at.layer, at.unit, sample, self._drawings) + note
