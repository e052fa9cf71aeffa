"""The curves of watches, below the cost and over the same iterations."""

import html
import math
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnviz.present.numbers import exact, significant
from nnviz.present.series import decimate
from nnviz.present.watched import WIDEST
from nnviz.qt.context import Context
from nnviz.qt.items.pointed_card import put_beside
from nnviz.qt.panels.panel import Panel
from nnviz.qt.panels.plot import WholeAxis, colour_plot, make_plot
from nnviz.qt.theme import LABEL, Theme
from nnviz.qt.throttle import EVERY
from nnviz.session.snapshot import Snapshot
from nnviz.session.watches import Watch, number

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
_COLOURS = 6
_BELOW_LEGEND = 150  # pixels on a desk that the curves need before the values have a second line
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


class WatchLegend(QWidget):
    """Sign, name and value of every curve; as many in a line as fit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Watched curves")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._entries: tuple[tuple[str, str, QPen], ...] = ()
        self._theme: Theme | None = None
        self._height = 0.0
        self._worded = True

    @property
    def entries(self) -> list[tuple[str, str]]:
        """The names with their values."""
        return [(name, value) for name, value, _ in self._entries]

    def fit(self, height: float) -> None:
        """Write the values as well only where they leave the curves enough of this height."""
        if height != self._height:
            self._height = height
            self._settle()

    def show_entries(self, entries: list[tuple[str, str, QPen]], theme: Theme) -> None:
        """Show these."""
        if (tuple(entries), theme) == (self._entries, self._theme):
            return
        self._entries, self._theme = tuple(entries), theme
        self.setAccessibleDescription("; ".join(f"{name} {value}" for name, value, _ in entries))
        self._settle()
        self.update()

    def _settle(self) -> None:
        if self._theme is None:
            return
        self._worded = True
        room = self._height - self._theme.px(_BELOW_LEGEND)
        self._worded = self._high() <= max(room, self._theme.px(18))
        high = self._high()
        if high != self.height():
            self.setFixedHeight(high)

    def sizeHint(self) -> QSize:
        """All lines."""
        return QSize(100, self._high())

    def _high(self) -> int:
        if self._theme is None:
            return 16
        lines = max((line for _, line, _ in self._places()), default=0) + 1
        return round((lines if self._worded else min(lines, 2)) * self._theme.px(17)) + 1

    def _places(self) -> list[tuple[float, int, float]]:
        """Where each entry begins, in which line, and how wide it is."""
        assert self._theme is not None
        metrics = QFontMetricsF(self._theme.font(LABEL, bold=True))
        number_width = metrics.horizontalAdvance(WIDEST) if self._worded else 0.0
        found, x, line = [], 0.0, 0
        for name, _, _ in self._entries:
            wide = min(
                self._theme.px(22) + metrics.horizontalAdvance(f"{name} ") + number_width,
                max(self.width(), 60),
            )
            if x and x + wide > self.width():
                x, line = 0.0, line + 1
            found.append((x, line, wide))
            x += wide
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """The entries."""
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        high = theme.px(17)
        for (name, value, pen), (x, line, wide) in zip(self._entries, self._places(), strict=True):
            middle = (line + 0.5) * high
            thick = QPen(pen)
            thick.setWidthF(theme.px(2.4))
            painter.setPen(thick)
            painter.drawLine(QPointF(x, middle), QPointF(x + theme.px(14), middle))
            painter.setPen(QColor(theme.text))
            painter.setFont(theme.font(LABEL, bold=True))
            metrics = QFontMetricsF(painter.font())
            room = wide - theme.px(22)
            value = f"  {value}" if self._worded else ""
            text = f"{name}{value}"
            if metrics.horizontalAdvance(text) > room:
                left = room - metrics.horizontalAdvance(value)
                end = Qt.TextElideMode.ElideRight
                text = f"{metrics.elidedText(name, end, max(left, 20))}{value}"
            box = QRectF(x + theme.px(18), line * high, room, high)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width holds others in a line."""
        self._settle()


class WatchPlotPanel(Panel):
    """A curve a watch that is to be drawn."""

    title = "Watch plot"
    every = EVERY

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.plot = make_plot(self, "Watches over iterations", "iterations", "")
        self.plot.setAxisItems({"bottom": WholeAxis("bottom", text="iterations")})
        self.plot.setMinimumHeight(40)
        self.plot.setMouseEnabled(False, False)
        self.plot.getAxis("bottom").showLabel(False)
        self.plot.getAxis("left").showLabel(False)
        self.plot.setToolTip("Click to go to that iteration")
        self._cursor = pg.InfiniteLine(angle=90)
        self.plot.addItem(self._cursor, ignoreBounds=True)
        self._hint = pg.TextItem(
            "Tick “plot” beside a watch\nto see its curve here.", anchor=(0.5, 0.5)
        )
        self.plot.addItem(self._hint, ignoreBounds=True)
        self._lines: dict[Watch, pg.PlotDataItem] = {}
        self._curves: list[_Curve] = []
        self._legend = WatchLegend(self)
        self.log = QCheckBox("log", self)
        self.log.setAccessibleName("Watches on a log scale")
        self.log.toggled.connect(lambda _: self.draw_again())
        self._axis = QLabel(self)
        self._axis.setObjectName("caption")
        self._card = QLabel(self)
        self._card.setObjectName("card")
        self._card.setTextFormat(Qt.TextFormat.RichText)
        self._card.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._card.hide()
        head = QHBoxLayout()
        head.setContentsMargins(10, 5, 10, 0)
        head.addWidget(self._legend, 1)
        tools = QHBoxLayout()
        tools.setContentsMargins(12, 0, 10, 0)
        tools.addWidget(self.log)
        tools.addStretch(1)
        tools.addWidget(self._axis)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 2)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.plot, 1)
        column.addLayout(tools)
        self._drawn: tuple[object, ...] = ()
        self._pointed: float | None = None
        self.plot.scene().sigMouseMoved.connect(self._point)
        self.plot.viewport().installEventFilter(self)
        self.recolour()

    def recolour(self) -> None:
        """Take over the theme."""
        theme = self.theme
        colour_plot(self.plot, theme)
        self.plot.getAxis("bottom").setHeight(theme.px(24))
        self._cursor.setPen(pg.mkPen(theme.line, width=1))
        self._hint.setColor(theme.muted)
        for watch, line in self._lines.items():
            line.setPen(_pen(theme, watch))
        for widget in (self.log, self._axis):
            widget.setFont(theme.font(LABEL))
            widget.setStyleSheet(f"font-size: {round(theme.px(LABEL))}px")
        self._drawn = ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The legend may take its share."""
        super().resizeEvent(event)
        self._legend.fit(self.height())

    # -- drawing -------------------------------------------------------------------------------

    @property
    def _unit(self) -> int:
        """How many iterations are 1 on the axis, which is that of the cost."""
        by_epochs = self.session.experiment.view.cost_axis == "epochs"
        return self.session.run.trainer.batches if by_epochs else 1

    def refresh(self, snapshot: Snapshot) -> None:
        """Draw the curves as they are now."""
        watches = [each for each in self.session.watches if each.plotted]
        self._take(watches, snapshot)
        key = (
            self.session.run, self._unit, self.log.isChecked(), self.plot.width(), self._end,
            self.session.comparison.kept,
            *((each.watch, len(each.x), each.y[-1:].tobytes()) for each in self._curves),
        )  # fmt: skip
        if key != self._drawn:
            self._drawn = key
            self._draw()
        self._cursor.setPos(snapshot.completed / self._unit)
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
        curve, kept = snapshot.curve, self.session.comparison.kept
        by_epochs = self.session.experiment.view.cost_axis == "epochs"
        ends = [each.curve.iterations[-1] / (each.batches if by_epochs else 1) for each in kept]
        present_end = curve.iterations[-1] / self._unit if curve.iterations else 0.0
        self._end = max(present_end, *ends, 1.0)

    _end = 1.0

    def _draw(self) -> None:
        theme = self.theme
        drawn = [each for each in self._curves if each.x.size]
        possible = bool(drawn) and all(each.positive for each in drawn)
        self.log.setEnabled(possible)
        self.log.setToolTip(
            "Show the watches on a logarithmic scale"
            if possible or not drawn
            else "A logarithmic scale needs values above 0"
        )
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
        self.plot.setXRange(0, self._end, padding=0.02)
        self._set_height(log)
        self._hint.setVisible(not self._curves)
        (left, right), (bottom, top) = self.plot.viewRange()
        self._hint.setPos((left + right) / 2, (bottom + top) / 2)
        self.plot.scene().prepareForPaint()  # otherwise it is moved, and drawn twice, when painted

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
        by_epochs = self.session.experiment.view.cost_axis == "epochs"
        self._axis.setText("epochs" if by_epochs else "iterations")
        self.plot.setAccessibleName(f"Watches over {self._axis.text()}")
        entries = []
        for watch in watches:
            value = number(watch.value)
            shown = "–" if value is None or watch.problem else significant(value)
            entries.append((watch.text, shown, _pen(self.theme, watch)))
        self._legend.show_entries(entries, self.theme)
        self._write_card()

    # -- pointing ------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click goes to an iteration; outside, nothing is pointed at."""
        if event.type() is QEvent.Type.Leave:
            self._pointed = None
            self._cursor.setPos(self.session.snapshot.completed / self._unit)
            self._write_card()
        if (
            event.type() is QEvent.Type.MouseButtonRelease
            and isinstance(event, QMouseEvent)
            and event.button() is Qt.MouseButton.LeftButton
        ):
            box = self.plot.getPlotItem().vb
            place = self.plot.mapToScene(event.position().toPoint())
            if self._curves and box.sceneBoundingRect().contains(place):
                self.session.jump_to(self._iteration_at(box.mapSceneToView(place).x()))
        return super().eventFilter(watched, event)

    def _point(self, place: QPointF) -> None:
        box = self.plot.getPlotItem().vb
        inside = box.sceneBoundingRect().contains(place)
        self._pointed = box.mapSceneToView(place).x() if inside else None
        self._write_card()

    def _iteration_at(self, x: float) -> int:
        """The point of a curve that is nearest to a place of the axis."""
        every = np.concatenate([each.x for each in self._curves])
        if not every.size:
            return 0
        return int(every[np.abs(every - x * self._unit).argmin()])

    def _write_card(self) -> None:
        """The exact values of all curves where the pointer is."""
        if self._pointed is None or not any(each.x.size for each in self._curves):
            if not self._card.isHidden():
                self._card.hide()
            return
        iteration = self._iteration_at(self._pointed)
        self._cursor.setPos(iteration / self._unit)
        rows = [f"<tr><td colspan='2'><b>after iteration {iteration:,}</b></td></tr>"]
        for curve in self._curves:
            near = np.flatnonzero(curve.x == iteration)
            value = exact(float(curve.y[near[0]])) if near.size else "–"
            colour = self.theme.watch(curve.watch.slot).name()
            rows.append(
                f"<tr><td><span style='color:{colour}'>━</span> {html.escape(curve.watch.text)}"
                f"</td><td align='right'>&nbsp; {value}</td></tr>"
            )
        self._card.setText(f"<table cellspacing='2'>{''.join(rows)}</table>")
        put_beside(self._card, self.plot)

    def come_into_sight(self, in_sight: bool) -> None:
        """Nothing is pointed at in a hidden panel."""
        if not in_sight:
            self._pointed = None
            self._card.hide()
        super().come_into_sight(in_sight)
