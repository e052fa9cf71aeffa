"""The samples over a decision region: train, dev and test, and a ring around the chosen one."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPen

from nnviz.present.regions import ring_sizes, value_levels
from nnviz.qt.panels.decision_marks import PARTS, Mark, mark, value_mark
from nnviz.qt.panels.decision_ring import Ring
from nnviz.qt.theme import Theme
from nnviz.session.build import Parts, Samples

Floats = NDArray[np.float64]
MOST_SHOWN = 2000
_FEW = 20


class SampleItems:
    """One scatter a part; positions are in the plot's own units."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        # Train comes last, so that it lies above the others.
        self.parts = {part: pg.ScatterPlotItem(pxMode=True) for part in reversed(PARTS)}
        self.drawn = pg.ScatterPlotItem(pxMode=True)
        self.chosen = Ring()
        for item in (*self.parts.values(), self.drawn, self.chosen):
            plot.addItem(item, ignoreBounds=True)
        self._plot = plot
        self._base = dict.fromkeys(PARTS, 7.5)

    def hide(self) -> None:
        """Show no samples."""
        for item in (*self.parts.values(), self.drawn):
            item.clear()
        self.chosen.show_at(None, 0.0, QPen())

    def show_classes(self, parts: Parts, places: dict[str, Floats], theme: Theme) -> None:
        """Every part at these places, a colour and a shape a class."""
        colours = theme.classes(len(parts.train.dataset.classes))
        for part, item in self.parts.items():
            labels = _of(parts, part).dataset.labels[:MOST_SHOWN].tolist()
            marks = [mark(theme, colours[k], k, part) for k in labels]
            self._set(item, part, places[part], marks, len(parts.train), theme)

    def show_values(
        self, parts: Parts, places: dict[str, Floats], scale: tuple[float, float], theme: Theme
    ) -> None:
        """Every part at these places, each sample in the colour of its true value."""
        for part, item in self.parts.items():
            values = _of(parts, part).dataset.values
            assert values is not None
            index = value_levels(values[:MOST_SHOWN, 0], *scale)
            fills = theme.value_scale.qcolors
            marks = [value_mark(theme, fills[k], part) for k in index.tolist()]
            self._set(item, part, places[part], marks, len(parts.train), theme)

    def _set(
        self,
        item: pg.ScatterPlotItem,
        part: str,
        places: Floats,
        marks: list[Mark],
        count: int,
        theme: Theme,
    ) -> None:
        size = theme.px((15.0 if count <= _FEW else 7.5) - (0.0 if part == "train" else 0.5))
        self._base[part] = size
        item.setData(
            pos=places,
            size=size,
            symbol=[each.symbol for each in marks] or "o",
            brush=[each.brush for each in marks] or None,
            pen=[each.pen for each in marks] or None,
        )

    def show_residuals(self, part: str, residuals: Floats, span: float) -> None:
        """Draw samples larger the more the prediction misses them."""
        if len(residuals):
            self.parts[part].setSize(self._base[part] * 0.8 * ring_sizes(residuals, span))

    def show_drawn(
        self, points: tuple[tuple[float, float, int], ...], colours: list[str], theme: Theme
    ) -> None:
        """The points while they are drawn; all of them look like train."""
        for item in self.parts.values():
            item.clear()
        marks = [mark(theme, colours[label], label) for _, _, label in points]
        self._set(
            self.drawn,
            "train",
            np.array([point[:2] for point in points]).reshape(-1, 2),
            marks,
            len(points) if len(points) <= _FEW else _FEW + 1,
            theme,
        )

    def ring(self, place: Floats | None, few: bool, theme: Theme) -> None:
        """Ring the sample at this place; None for no ring."""
        centre = None if place is None else QPointF(*place.tolist())
        pen = pg.mkPen(QColor(theme.text), width=2)
        self.chosen.show_at(centre, theme.px(25 if few else 16), pen)
        self._plot.viewport().update()


def _of(parts: Parts, part: str) -> Samples:
    samples: Samples = getattr(parts, part)
    return samples
