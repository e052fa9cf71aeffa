"""The cost over the iterations, live, on train and test."""

import math
import time
from bisect import bisect_left

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from nnviz.present.numbers import exact, significant
from nnviz.present.series import decimate
from nnviz.qt.context import Context
from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.panels.panel import Panel
from nnviz.qt.panels.plot import WholeAxis, colour_plot, make_plot
from nnviz.session.curve import Curve
from nnviz.session.snapshot import Snapshot

_EVERY = 0.1  # seconds between two drawings of the curve while it grows


def _short(value: float) -> str:
    return significant(value)


class CostPanel(Panel):
    """J of all training and of all test samples."""

    title = "Cost"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.plot = make_plot(self, "Cost over iterations", "iterations", "J")
        self.plot.setAxisItems({"bottom": WholeAxis("bottom", text="iterations")})
        self.plot.setMouseEnabled(False, False)
        self._train = self.plot.plot([], [])
        self._test = self.plot.plot([], [])
        self._cursor = pg.InfiniteLine(angle=90)
        self.plot.addItem(self._cursor, ignoreBounds=True)
        self._hint = pg.TextItem("The cost is drawn here\nas the network trains.\nSpace runs it.",
                                 anchor=(0.5, 0.5))  # fmt: skip
        self.plot.addItem(self._hint, ignoreBounds=True)
        self._legend = SteadyLabel(self)
        self.log = QCheckBox("log", self)
        self.log.setToolTip("Show the cost on a logarithmic scale (L)")
        self.log.toggled.connect(lambda on: self.session.look("log_cost", on))
        head = QHBoxLayout()
        head.setContentsMargins(10, 5, 10, 0)
        head.addWidget(self._legend, 1)
        head.addWidget(self.log)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 2)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.plot, 1)
        self._shown: tuple[object, ...] = ()
        self._due = 0.0
        self._pointed: int | None = None
        self.plot.scene().sigMouseMoved.connect(self._point)
        self.plot.viewport().installEventFilter(self)
        self.recolour()

    def recolour(self) -> None:
        """Take over the theme."""
        theme = self.theme
        colour_plot(self.plot, theme)
        self._train.setPen(pg.mkPen(theme.text, width=1.6))
        self._test.setPen(pg.mkPen(theme.muted, width=1.6, style=Qt.PenStyle.DashLine))
        self._cursor.setPen(pg.mkPen(theme.line, width=1))
        self._hint.setColor(theme.muted)
        self._shown = ()

    def refresh(self, snapshot: Snapshot) -> None:
        """Draw the curve as it is now."""
        curve, log = snapshot.curve, self.session.experiment.view.log_cost
        key = (self.session.run, curve.version, len(curve.iterations), log, self.plot.width())
        now = time.perf_counter()
        if key != self._shown and (not self.session.playing or now >= self._due):
            self._shown, self._due = key, now + _EVERY
            self._draw(curve, log)
            self._cursor.setPos(snapshot.completed)
        self.log.blockSignals(True)
        self.log.setChecked(log)
        self.log.blockSignals(False)
        if not self.session.playing:
            self._cursor.setPos(snapshot.completed)
        self._write(snapshot)

    def _draw(self, curve: Curve, log: bool) -> None:
        self.plot.setLogMode(False, log)
        columns = max(self.plot.width() // 2, 50)
        self._hint.setVisible(len(curve.iterations) < 2)
        x = np.array(curve.iterations, dtype=float)
        for line, values in ((self._train, curve.train), (self._test, curve.test)):
            y = np.array(values)
            if log:
                y = np.where(y > 0, y, np.nan)  # a cost of exactly 0 has no logarithm
            line.setData(*decimate(x, y, columns), connect="finite")
        last = max(x[-1], 1.0) if len(x) else 1.0
        self.plot.setXRange(0, last, padding=0.02)
        every = np.array([curve.train, curve.test])
        finite = every[np.isfinite(every) & ((every > 0) | (not log))]
        if finite.size:
            low, high = float(finite.min()), float(finite.max())
            if log:
                low, high = math.log10(low), math.log10(high)
                self.plot.setYRange(low, max(high, low + 0.5), padding=0.06)
                # Between two powers of ten there is room for labels only if there are few of them.
                self.plot.getAxis("left").setStyle(maxTextLevel=0 if high - low > 1 else 1)
            else:
                self.plot.setYRange(0, high or 1.0, padding=0.04)
                self.plot.getAxis("left").setStyle(maxTextLevel=2)
        (left, right), (bottom, top) = self.plot.viewRange()
        self._hint.setPos((left + right) / 2, (bottom + top) / 2)
        self.plot.scene().prepareForPaint()  # otherwise it is moved, and drawn twice, when painted

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Nothing is pointed at any more; pyqtgraph tells only of moves inside the plot."""
        if event.type() is QEvent.Type.Leave:
            self._pointed = None
            self._cursor.setPos(self.session.snapshot.completed)
            self._write(self.session.snapshot)
        return super().eventFilter(watched, event)

    def _point(self, place: QPointF) -> None:
        box = self.plot.getPlotItem().vb
        inside = box.sceneBoundingRect().contains(place)
        self._pointed = round(box.mapSceneToView(place).x()) if inside else None
        self._write(self.session.snapshot)

    def _write(self, snapshot: Snapshot) -> None:
        """The exact values under the pointer; without one, those of the present parameters."""
        theme = self.theme
        train, test = snapshot.evaluation.cost, snapshot.evaluation.test_cost
        when, text = "", _short
        curve = snapshot.curve
        if self._pointed is not None and curve.iterations:
            place = min(bisect_left(curve.iterations, self._pointed), len(curve.iterations) - 1)
            before = max(place - 1, 0)
            if self._pointed - curve.iterations[before] < curve.iterations[place] - self._pointed:
                place = before
            train = curve.train[place]
            test = None if math.isnan(curve.test[place]) else curve.test[place]
            when, text = f" &nbsp; after iteration {curve.iterations[place]:,}", exact
            self._cursor.setPos(curve.iterations[place])
        muted = QColor(theme.muted).name()
        shown = f"<b>train {text(train)}</b>"
        if test is not None:
            shown += f" &nbsp; <span style='color:{muted}'>┄ test {text(test)}</span>"
        self._legend.setText(f"<span>━ </span>{shown}<span style='color:{muted}'>{when}</span>")
