"""With one input: the answers as curves over it, with the samples and their residuals."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from nnviz.qt.theme import Theme

Floats = NDArray[np.float64]
_MOST_CURVES = 10


class LineItems:
    """A curve an output unit, and a thin line from each sample to the prediction for it."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self._plot = plot
        self.residuals = pg.PlotCurveItem()
        plot.addItem(self.residuals)
        self.curves: list[pg.PlotCurveItem] = []
        self._zero = pg.InfiniteLine(angle=0)
        self._zero.hide()
        plot.addItem(self._zero, ignoreBounds=True)

    def hide(self) -> None:
        """Show nothing."""
        self._zero.hide()
        for item in (self.residuals, *self.curves):
            item.setData([], [])

    def dress(self, colours: list[str], boundary: float | None, theme: Theme) -> None:
        """A colour a curve, and where one unit changes from a class to the other."""
        self.residuals.setPen(pg.mkPen(theme.muted, width=1))
        while len(self.curves) < min(len(colours), _MOST_CURVES):
            curve = pg.PlotCurveItem()
            curve.setZValue(1)
            self._plot.addItem(curve)
            self.curves.append(curve)
        for curve in self.curves[len(colours) :]:
            curve.setData([], [])
        for curve, colour in zip(self.curves, colours, strict=False):
            curve.setPen(pg.mkPen(colour, width=theme.px(2.0)))
        self._zero.setVisible(boundary is not None)
        if boundary is not None:
            self._zero.setPen(pg.mkPen(theme.line, width=1))
            self._zero.setPos(boundary)

    def show_curves(self, x: Floats, output: Floats) -> None:
        """Output n_L x k over x; it is broken off where it is not finite."""
        for curve, y in zip(self.curves, output, strict=False):
            curve.setData(x, np.where(np.isfinite(y), y, np.nan), connect="finite")

    def show_residuals(self, x: Floats, targets: Floats, predictions: Floats) -> None:
        """A line from each target to the prediction."""
        finite = np.isfinite(predictions)
        ends = np.column_stack([targets[finite], predictions[finite]]).ravel()
        self.residuals.setData(np.repeat(x[finite], 2), ends, connect="pairs")
