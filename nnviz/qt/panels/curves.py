"""What the plots over the iterations share: their axis, the pointer on it, and the card of it."""

from abc import abstractmethod

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtWidgets import QWidget

from nnviz.qt.context import Context
from nnviz.qt.items.pointed_card import PointedCard
from nnviz.qt.panels.axes import WholeAxis
from nnviz.qt.panels.panel import Panel
from nnviz.qt.panels.plot import colour_plot, make_plot
from nnviz.session.snapshot import Snapshot

_LOWEST = 40  # pixels: in a low window the bench needs the room more
_SHAPE = Qt.CursorShape


class CurvePanel(Panel):
    """Curves over the iterations or epochs of the run; a click goes to one.

    Args:
        hint: what stands in the plot as long as it has no curve.
    """

    def __init__(
        self, context: Context, name: str, up: str, hint: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self.plot = make_plot(self, name, "iterations", up)
        self.plot.setAxisItems({"bottom": WholeAxis("bottom", text="iterations")})
        self.plot.setMinimumHeight(_LOWEST)
        self.plot.setMouseEnabled(False, False)
        self.plot.getAxis("bottom").showLabel(False)  # what is counted is said beside the plot
        self._cursor = pg.InfiniteLine(angle=90)
        self.plot.addItem(self._cursor, ignoreBounds=True)
        self._hint = pg.TextItem(hint, anchor=(0.5, 0.5))
        self.plot.addItem(self._hint, ignoreBounds=True)
        self._card = PointedCard(self)
        self._pointed: float | None = None
        self.plot.scene().sigMouseMoved.connect(self._point)
        self.plot.scene().sigMouseClicked.connect(self._click)
        self.plot.viewport().installEventFilter(self)

    # -- what differs --------------------------------------------------------------------------

    @abstractmethod
    def _iteration_at(self, wanted: float) -> int | None:
        """The iteration with a point nearest to this one; None where nothing is drawn."""

    @abstractmethod
    def _write_card(self) -> None:
        """Write the exact values where the pointer is, or hide the card."""

    # -- the axis ------------------------------------------------------------------------------

    @property
    def _by_epochs(self) -> bool:
        return self.session.experiment.view.cost_axis == "epochs"

    @property
    def _unit(self) -> int:
        """How many iterations of the present run are 1 on the axis."""
        return self.session.run.trainer.batches if self._by_epochs else 1

    def _end(self, snapshot: Snapshot) -> float:
        """Where the axis ends: all of the cost and of the kept curves is on it."""
        curve, kept = snapshot.curve, self.session.comparison.kept
        ends = [
            each.curve.iterations[-1] / (each.batches if self._by_epochs else 1) for each in kept
        ]
        present = curve.iterations[-1] / self._unit if curve.iterations else 0.0
        return max(present, *ends, 1.0)

    def _place_cursor(self, iteration: int) -> None:
        self._cursor.setPos(iteration / self._unit)

    def _finish_drawing(self) -> None:
        """To be called behind every change of the curves or the axes."""
        (left, right), (bottom, top) = self.plot.viewRange()
        self._hint.setPos((left + right) / 2, (bottom + top) / 2)
        self.plot.scene().prepareForPaint()  # otherwise it is moved, and drawn twice, when painted

    def recolour(self) -> None:
        """Take over the theme."""
        theme = self.theme
        colour_plot(self.plot, theme)
        self.plot.getAxis("bottom").setHeight(theme.px(24))
        self._cursor.setPen(pg.mkPen(theme.line, width=1))
        self._hint.setColor(theme.muted)

    # -- pointing ------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Nothing is pointed at any more; pyqtgraph tells only of moves inside the plot."""
        if event.type() is QEvent.Type.Leave:
            self._pointed = None
            self._place_cursor(self.session.snapshot.completed)
            self._write_card()
        return super().eventFilter(watched, event)

    def _place(self, scene: QPointF) -> float | None:
        """The place of the axis below a point; None outside the plot."""
        box = self.plot.getPlotItem().vb
        inside = box.sceneBoundingRect().contains(scene)
        return box.mapSceneToView(scene).x() * self._unit if inside else None

    def _point(self, scene: QPointF) -> None:
        self._pointed = self._place(scene)
        leads = self._pointed is not None and self._iteration_at(self._pointed) is not None
        self.plot.viewport().setCursor(_SHAPE.PointingHandCursor if leads else _SHAPE.ArrowCursor)
        self._write_card()

    def _click(self, event: MouseClickEvent) -> None:
        """Go to the moment that the card tells of."""
        place = self._place(event.scenePos())
        if place is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        iteration = self._iteration_at(place)
        if iteration is not None:
            self.session.jump_to(iteration)

    def come_into_sight(self, in_sight: bool) -> None:
        """Nothing is pointed at in a hidden panel."""
        if not in_sight:
            self._pointed = None
            self._card.hide()
        super().come_into_sight(in_sight)
