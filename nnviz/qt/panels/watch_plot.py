"""The curves of watches, below the cost and over the same iterations."""

import math
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from nnviz.present.numbers import exact, significant
from nnviz.present.series import decimate
from nnviz.qt.context import Context
from nnviz.qt.items.pointed_card import Row
from nnviz.qt.items.watch_legend import WatchLegend
from nnviz.qt.panels.curves import CurvePanel
from nnviz.qt.theme import LABEL, Theme
from nnviz.qt.throttle import EVERY
from nnviz.session.snapshot import Snapshot
from nnviz.session.watches import Watch, number

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
_COLOURS = 6
_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Curve:
    """A watch's points as they were at one moment."""

    watch: Watch
    x: _Floats
    y: _Floats

    @property
    def positive(self) -> bool:
        """Whether it can be drawn on a logarithmic scale."""
        return bool((self.y > 0).all())


def _pen(theme: Theme, watch: Watch) -> QPen:
    style = _STYLES[watch.slot // _COLOURS % len(_STYLES)]
    pen: QPen = pg.mkPen(theme.watch(watch.slot), width=1.6, style=style)
    return pen


class WatchPlotPanel(CurvePanel):
    """A curve a watch that is to be drawn."""

    title = "Watch plot"
    every = EVERY

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        hint = "Tick “plot” beside a watch\nto see its curve here."
        super().__init__(context, "Watches over iterations", "", hint, parent)
        self.plot.getAxis("left").showLabel(False)
        self.plot.setToolTip("Click to go to that iteration")
        self._lines: dict[Watch, pg.PlotDataItem] = {}
        self._curves: list[_Curve] = []
        self._legend = WatchLegend(self)
        self.log = QCheckBox("log", self)
        self.log.setAccessibleName("Watches on a log scale")
        self.log.toggled.connect(lambda _: self.draw_again())
        head = QHBoxLayout()
        head.setContentsMargins(10, 5, 6, 0)
        head.addWidget(self._legend, 1)
        head.addWidget(self.log, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 2)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.plot, 1)
        self._drawn: tuple[object, ...] = ()
        self.recolour()

    def recolour(self) -> None:
        """Take over the theme."""
        super().recolour()
        for watch, line in self._lines.items():
            line.setPen(_pen(self.theme, watch))
        self.log.setFont(self.theme.font(LABEL))
        self.log.setStyleSheet(f"font-size: {round(self.theme.px(LABEL))}px")
        self._drawn = ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The legend may take its share."""
        super().resizeEvent(event)
        self._legend.fit(self.height())

    # -- drawing -------------------------------------------------------------------------------

    def refresh(self, snapshot: Snapshot) -> None:
        """Draw the curves as they are now."""
        watches = [each for each in self.session.watches if each.plotted]
        self._take(watches, snapshot)
        key = (
            self.session.run, self._unit, self.log.isChecked(), self.plot.width(),
            self._end(snapshot),
            *((each.watch, len(each.x), each.y[-1:].tobytes()) for each in self._curves),
        )  # fmt: skip
        if key != self._drawn:
            self._drawn = key
            self._draw(snapshot)
        self._place_cursor(snapshot.completed)
        self._write(watches)

    def _take(self, watches: list[Watch], snapshot: Snapshot) -> None:
        """Copy the points; the run may be adding to them."""
        self._curves = []
        for watch in watches:
            x, y = watch.series.iterations.copy(), watch.series.values.copy()
            count = min(len(x), len(y))
            del x[count:], y[count:]
            present = number(watch.value) if watch.fresh else None
            complete = snapshot.line == len(snapshot.program.steps)
            if present is not None and complete and (not x or snapshot.completed > x[-1]):
                x.append(snapshot.completed)
                y.append(present)
            self._curves.append(_Curve(watch, np.array(x, dtype=float), np.array(y)))

    def _draw(self, snapshot: Snapshot) -> None:
        theme = self.theme
        drawn = [each for each in self._curves if each.x.size]
        possible = bool(drawn) and all(each.positive for each in drawn)
        self.log.setEnabled(possible)
        self.log.setToolTip(self._why_log(drawn))
        log = possible and self.log.isChecked()
        self.plot.setLogMode(False, log)
        wanted = {each.watch for each in self._curves}
        for watch in [each for each in self._lines if each not in wanted]:
            self.plot.removeItem(self._lines.pop(watch))
        columns = max(self.plot.width() // 2, 50)
        for curve in self._curves:
            if curve.watch not in self._lines:
                self._lines[curve.watch] = self.plot.plot([], [], pen=_pen(theme, curve.watch))
                self._lines[curve.watch].setLogMode(False, log)
            self._lines[curve.watch].setData(*decimate(curve.x / self._unit, curve.y, columns))
        self.plot.setXRange(0, self._end(snapshot), padding=0.02)
        self._set_height(log)
        self._hint.setVisible(not self._curves)
        self._finish_drawing()

    @staticmethod
    def _why_log(drawn: list[_Curve]) -> str:
        """What the box does, or why it does nothing."""
        if not drawn:
            return "A logarithmic scale needs a curve"
        below = [curve.watch.text for curve in drawn if not curve.positive]
        if below:
            return f"A logarithmic scale needs values above 0: not so {', '.join(below)}"
        return "Show the watches on a logarithmic scale"

    def _set_height(self, log: bool) -> None:
        """All of every curve in sight."""
        every = np.concatenate([each.y for each in self._curves] or [np.empty(0)])
        axis = self.plot.getAxis("left")
        if not every.size:
            self.plot.setYRange(0, 1, padding=0.04)
            return
        low, high = float(every.min()), float(every.max())
        if log:
            low, high = math.log10(low), math.log10(high)
            middle = (low + high) / 2
            low, high = min(low, middle - 0.25), max(high, middle + 0.25)
            axis.setStyle(maxTextLevel=0 if high - low > 1 else 1)
        else:
            if high - low <= 1e-12 * max(abs(low), abs(high), 1e-300):
                room = abs(high) / 2 or 1.0
                low, high = low - room, high + room
            axis.setStyle(maxTextLevel=2)
        self.plot.setYRange(low, high, padding=0.06)

    def _write(self, watches: list[Watch]) -> None:
        counted = "epochs" if self._by_epochs else "iterations"
        self.plot.setAccessibleName(f"Watches over {counted}")
        self.plot.setToolTip(f"Over {counted}; click to go to one")
        entries = []
        for watch in watches:
            value = number(watch.value)
            shown = "–" if value is None or watch.problem else significant(value)
            entries.append((watch.text, shown, _pen(self.theme, watch)))
        self._legend.show_entries(entries, self.theme)
        self._write_card()

    # -- pointing ------------------------------------------------------------------------------

    def _iteration_at(self, wanted: float) -> int | None:
        """The point of a curve that is nearest."""
        every = np.concatenate([each.x for each in self._curves] or [np.empty(0)])
        return int(every[np.abs(every - wanted).argmin()]) if every.size else None

    def _write_card(self) -> None:
        """The exact values of all curves where the pointer is."""
        iteration = None if self._pointed is None else self._iteration_at(self._pointed)
        if iteration is None:
            self._card.hide()
            return
        self._place_cursor(iteration)
        rows = []
        for curve in self._curves:
            near = np.flatnonzero(curve.x == iteration)
            value = exact(float(curve.y[near[0]])) if near.size else "–"
            colour = self.theme.watch(curve.watch.slot).name()
            rows.append(Row(colour, curve.watch.text, {"": value}))
        head = f"after iteration {iteration:,}"
        self._card.show_rows(head, [""], rows, self.theme, "click: go there")
        self._card.move_beside(self.plot)
