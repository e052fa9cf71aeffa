"""The map of the answers over a plane: which plane, and its picture at some parameters."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from nnviz.present.grid import Plane, Slice, on_one_scale, plane_around, resolution_for
from nnviz.present.regions import class_levels, signed_levels, value_levels
from nnviz.qt.panels.decision_region import Region, class_table
from nnviz.qt.theme import Theme
from nnviz.session.session import Session

Floats = NDArray[np.float64]
_SMALL = 0.3  # below this share of what is in sight, a plane is worth going nearer to


class RegionMap:
    """What is in sight of a plane through the inputs, in the colours of the answers."""

    def __init__(self, plot: pg.PlotWidget, session: Session) -> None:
        self._plot, self._session = plot, session
        self.region = Region()
        plot.addItem(self.region)
        self.slice: Slice | None = None
        """How the plane lies among more than two inputs; None where there are two."""
        self._plane = Plane(0, 0, 1, 1)
        self._shape = (2, 2)
        self._grid: Floats = np.empty((0, 2))
        self._resolution = 2

    def suits(self, places: Floats) -> bool:
        """Whether all of them are in sight, and not in a small part of it."""
        if not len(places):
            return True
        (left, right), (bottom, top) = self._plot.viewRange()
        sight, wanted = Plane(left, bottom, right - left, top - bottom), plane_around(places)
        share = max(wanted.width / sight.width, wanted.height / sight.height)
        return sight.holds(places) and share > _SMALL

    def fit(self, places: Floats) -> None:
        """Bring all of them into sight, on one scale where that is possible."""
        plane = plane_around(places)
        box = self._plot.getPlotItem().vb
        box.setAspectLocked(on_one_scale(places))
        box.setRange(QRectF(plane.left, plane.bottom, plane.width, plane.height), padding=0.0)

    def see(self) -> None:
        """Compute for all of the plane that is in sight from now on."""
        self._resolution = resolution_for(self._session.experiment.sizes)
        (left, right), (bottom, top) = self._plot.viewRange()
        plane = Plane(left, bottom, right - left, top - bottom)
        box = self._plot.getPlotItem().vb
        aspect = box.width() / max(box.height(), 1.0)
        shape = plane.shape(self._resolution, aspect)
        if plane != self._plane or shape != self._shape or not len(self._grid):
            self._plane, self._shape = plane, shape
            self._grid = plane.points(self._resolution, aspect)
            self.region.place(QRectF(left, bottom, plane.width, plane.height))

    def show(self, scale: tuple[float, float] | None, theme: Theme) -> None:
        """Draw the answers at the published parameters; ``scale`` is that of a regression."""
        trainer = self._session.run.trainer
        points = self._grid if self.slice is None else self.slice.lift(self._grid)
        output = self._session.answers.activations_at(points)[-1]
        classes = len(trainer.train.dataset.classes)
        table = theme.value_scale.table
        if scale is not None:
            index = value_levels(trainer.parts.restored(output)[0], *scale)
        elif classes == 2:
            index = signed_levels(output, trainer.network.threshold)
        else:
            index = class_levels(output)
            table = class_table(theme.classes(classes), theme.surface)
        self.region.show_image(index.reshape(self._shape), table)
        self._plot.viewport().update()
