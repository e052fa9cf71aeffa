"""The lines of one kept curve in a plot."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from nnviz.present.series import decimate
from nnviz.qt.items.curve_legend import SIGNS, curve_colour
from nnviz.qt.theme import Theme
from nnviz.session.comparison import KeptCurve

STYLES = {
    "train": Qt.PenStyle.SolidLine,
    "dev": Qt.PenStyle.DotLine,
    "test": Qt.PenStyle.DashLine,
}
_SIGNS_A_LINE = 5


class KeptLines:
    """Thin lines of one colour, with a few signs on the first."""

    def __init__(self, plot: pg.PlotWidget, kept: KeptCurve) -> None:
        self.kept = kept
        self._plot = plot
        self._lines = {part: plot.plot([], []) for part in STYLES}
        self._signs = pg.ScatterPlotItem(pxMode=True)
        plot.addItem(self._signs)
        for item in (*self._lines.values(), self._signs):
            item.setZValue(-10)  # under the present curve

    def remove(self) -> None:
        """Take them out of the plot."""
        for item in (*self._lines.values(), self._signs):
            self._plot.removeItem(item)

    def draw(
        self, theme: Theme, parts: tuple[str, ...], by_epochs: bool, log: bool, columns: int
    ) -> None:
        """Show these parts."""
        kept = self.kept
        x = np.array(kept.curve.iterations, dtype=float) / (kept.batches if by_epochs else 1)
        colour = curve_colour(theme, kept.slot)
        first = True
        for part, line in self._lines.items():
            y = np.array(getattr(kept.curve, part))
            shown = part in parts and bool(np.isfinite(y).any())
            line.setVisible(shown)
            if not shown:
                line.setData([], [])
                continue
            y = np.where(y > 0, y, np.nan) if log else y
            across, up = decimate(x, y, columns)
            line.setPen(pg.mkPen(colour, width=1, style=STYLES[part]))
            line.setData(across, up, connect="finite")
            if first:
                self._mark(across, np.log10(up) if log else up, colour, theme)
                first = False

    def _mark(self, x: np.ndarray, y: np.ndarray, colour: str, theme: Theme) -> None:
        """Signs at even distances, a little apart from those of other curves."""
        share = (np.arange(_SIGNS_A_LINE) + 0.35 + 0.12 * self.kept.slot) / _SIGNS_A_LINE
        places = np.unique(np.searchsorted(x, x[0] + share * (x[-1] - x[0])).clip(0, len(x) - 1))
        places = places[np.isfinite(y[places])]
        self._signs.setData(
            x=x[places],
            y=y[places],
            symbol=SIGNS[self.kept.slot],
            size=theme.px(7),
            brush=pg.mkBrush(colour),
            pen=pg.mkPen(colour, width=1),
        )
