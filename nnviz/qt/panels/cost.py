"""The cost over the iterations or epochs, live, over the curves of earlier runs."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.present.numbers import exact, significant
from nnviz.present.series import decimate, nearest
from nnviz.qt.context import Context
from nnviz.qt.items.cost_tools import CostTools
from nnviz.qt.items.curve_legend import CurveLegend, Entry, curve_colour
from nnviz.qt.items.kept_lines import STYLES, KeptLines
from nnviz.qt.items.pointed_card import Row
from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.panels.curves import CurvePanel
from nnviz.qt.throttle import Throttle
from nnviz.session.comparison import KeptCurve
from nnviz.session.curve import Curve
from nnviz.session.snapshot import Snapshot

_LEGEND_SHARE = 0.22  # of the height, at most, for the names of kept curves
_PARTS = {"all": ("train", "dev", "test"), "train": ("train",), "test": ("dev", "test")}
_ROOM_FOR_MORE = 200  # pixels on a desk: below that height the line about the run is left out
_SIGNS = {"train": "━", "dev": "┈", "test": "┄"}


def _short(value: float) -> str:
    return significant(value)


class CostPanel(CurvePanel):
    """J of all training samples, of the dev and of the test samples."""

    title = "Cost"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        hint = "The cost is drawn here\nas the network trains.\nSpace runs it."
        super().__init__(context, "Cost over iterations", "J", hint, parent)
        self._lines = {part: self.plot.plot([], []) for part in ("train", "test", "dev")}
        self._kept: list[KeptLines] = []
        self._now = pg.InfiniteLine(angle=90)
        self.plot.addItem(self._now, ignoreBounds=True)
        self._legend = SteadyLabel(self)
        self._about = SteadyLabel(self)
        self._about.setObjectName("caption")
        self._about.hide()
        self._tools = CostTools(self.session, self)
        self.log = self._tools.log
        self._curves = CurveLegend(self._drop, self)
        head = QHBoxLayout()
        head.setContentsMargins(10, 5, 10, 0)
        head.addWidget(self._legend, 1)
        under = QHBoxLayout()
        under.setContentsMargins(10, 0, 10, 0)
        under.addWidget(self._about, 1)
        tools = QHBoxLayout()
        tools.setContentsMargins(8, 0, 0, 0)
        tools.addWidget(self._tools, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 2)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(under)
        column.addWidget(self._curves)
        column.addWidget(self.plot, 1)
        column.addLayout(tools)
        self._shown: tuple[object, ...] = ()
        self._shown_kept: tuple[object, ...] = ()
        self._labelled: tuple[object, ...] = ()
        self._labels: list[str] = []
        self._present = ""
        self._drawing = Throttle(context.bridge, self.draw_again, self)
        self.recolour()

    def recolour(self) -> None:
        """Take over the theme."""
        super().recolour()
        theme = self.theme
        for part, line in self._lines.items():
            colour = theme.text if part == "train" else theme.muted
            line.setPen(pg.mkPen(colour, width=1.6, style=STYLES[part]))
        self._now.setPen(pg.mkPen(theme.done, width=1.4))
        self._tools.recolour(theme)
        self._shown = self._shown_kept = ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The names of kept curves may take their share of the height."""
        super().resizeEvent(event)
        self._curves.fit(round(_LEGEND_SHARE * self.height()))

    # -- drawing -------------------------------------------------------------------------------

    def refresh(self, snapshot: Snapshot) -> None:
        """Draw the curve as it is now."""
        curve, view = snapshot.curve, self.session.experiment.view
        look = (view.log_cost, view.cost_axis, view.cost_parts, self.plot.width())
        kept = self.session.comparison.kept
        key = (self.session.run, curve.version, len(curve.iterations), *look, kept)
        if key != self._shown and self._drawing.passes():
            self._shown = key
            self._draw(curve, look, kept)
            self._place_cursor(snapshot.completed)
        self._tools.show_state(view, self.session.comparison)
        if not self.context.bridge.moving:
            self._place_cursor(snapshot.completed)
        self._mark_now(snapshot)
        self._write(snapshot)

    @property
    def _parts(self) -> tuple[str, ...]:
        """The parts of the samples whose curves are drawn."""
        return _PARTS[self.session.experiment.view.cost_parts]

    def _mark_now(self, snapshot: Snapshot) -> None:
        """A line at the present moment, where one has gone back behind the end of the curve."""
        iterations = snapshot.curve.iterations
        behind = bool(iterations) and snapshot.completed < iterations[-1]
        if behind:
            self._now.setPos(snapshot.completed / self._unit)
        if behind != self._now.isVisible():
            self._now.setVisible(behind)

    def _draw(self, curve: Curve, look: tuple[object, ...], kept: tuple[KeptCurve, ...]) -> None:
        log, by_epochs = bool(look[0]), look[1] == "epochs"
        columns = max(self.plot.width() // 2, 50)
        if (kept, *look) != self._shown_kept:
            self._shown_kept = (kept, *look)
            self.plot.setLogMode(False, log)
            self.plot.setAccessibleName(f"Cost over {look[1]}")
            self._draw_kept(kept, by_epochs, log, columns)
        self._hint.setVisible(len(curve.iterations) < 2 and not kept)
        x = np.array(curve.iterations, dtype=float) / self._unit
        for part, line in self._lines.items():
            y = np.array(getattr(curve, part) if part in self._parts else ())
            if log:
                y = np.where(y > 0, y, np.nan)  # a cost of exactly 0 has no logarithm
            line.setData(*decimate(x[: len(y)], y, columns), connect="finite")
        self.plot.setXRange(0, self._end(self.session.snapshot), padding=0.02)
        self._set_height(curve, kept, log)
        self._finish_drawing()

    def _draw_kept(
        self, kept: tuple[KeptCurve, ...], by_epochs: bool, log: bool, columns: int
    ) -> None:
        for lines in self._kept:
            if lines.kept not in kept:
                lines.remove()
        self._kept = [lines for lines in self._kept if lines.kept in kept]
        drawn = [lines.kept for lines in self._kept]
        self._kept += [KeptLines(self.plot, each) for each in kept if each not in drawn]
        for lines in self._kept:
            lines.draw(self.theme, self._parts, by_epochs, log, columns)

    def _set_height(self, curve: Curve, kept: tuple[KeptCurve, ...], log: bool) -> None:
        """All of every curve in sight."""
        every = np.concatenate(
            [
                getattr(each, part)
                for each in (curve, *(one.curve for one in kept))
                for part in self._parts
            ]
        )
        finite = every[np.isfinite(every) & ((every > 0) | (not log))]
        axis = self.plot.getAxis("left")
        if not finite.size:
            return
        low, high = float(finite.min()), float(finite.max())
        if log:
            low, high = math.log10(low), math.log10(high)
            self.plot.setYRange(low, max(high, low + 0.5), padding=0.06)
            # Between two powers of ten there is room for labels only if there are few of them.
            axis.setStyle(maxTextLevel=0 if high - low > 1 else 1)
        else:
            self.plot.setYRange(0, high or 1.0, padding=0.04)
            axis.setStyle(maxTextLevel=2)

    # -- pointing ------------------------------------------------------------------------------

    def _iteration_at(self, wanted: float) -> int | None:
        """The point of the present curve that is nearest."""
        iterations = self.session.snapshot.curve.iterations
        return iterations[nearest(iterations, wanted)] if iterations else None

    def _write_card(self) -> None:
        """The exact values of all curves where the pointer is."""
        curve = self.session.snapshot.curve
        iteration = None if self._pointed is None else self._iteration_at(self._pointed)
        if iteration is None:
            self._card.hide()
            return
        self._place_cursor(iteration)
        rows = [self._row(curve, self._unit, None, self._present or "now")]
        for kept, label in zip(self.session.comparison.kept, self._labels, strict=True):
            rows.append(
                self._row(kept.curve, kept.batches if self._by_epochs else 1, kept.slot, label)
            )
        head = f"after iteration {iteration:,}"
        if self._unit > 1:
            head += f", epoch {significant(iteration / self._unit)}"
        self._card.show_rows(head, [part for part in ("train", "dev", "test")
                                    if any(part in row.values for row in rows)],
                             rows, self.theme, "click: go there")  # fmt: skip
        self._card.move_beside(self.plot)

    def _row(self, curve: Curve, unit: int, slot: int | None, label: str) -> Row:
        """A curve's values at the place nearest to the pointer, none where it has ended."""
        assert self._pointed is not None
        colour = self.theme.text if slot is None else curve_colour(self.theme, slot)
        wanted = self._pointed / self._unit * unit
        if slot is not None and round(wanted) > curve.iterations[-1]:
            return Row(colour, label, {})
        costs = _costs(curve, nearest(curve.iterations, wanted))
        return Row(colour, label, {p: exact(cost) for p, cost in costs.items() if cost is not None})

    # -- saying --------------------------------------------------------------------------------

    def _write(self, snapshot: Snapshot) -> None:
        """The costs of the present parameters, the names of the kept curves, and the rest."""
        evaluation = snapshot.evaluation
        costs = {"train": evaluation.cost, "dev": evaluation.dev_cost,
                 "test": evaluation.test_cost}  # fmt: skip
        said = {part: cost for part in self._parts if (cost := costs[part]) is not None}
        shown = self._fitting(said)
        self._legend.setText(shown or f"{self._faint}no dev or test samples</span>")
        self._write_kept()
        self._write_about(snapshot)
        self._write_card()

    @property
    def _faint(self) -> str:
        return f"<span style='color:{QColor(self.theme.muted).name()}'>"

    def _fitting(self, costs: dict[str, float]) -> str:
        """The costs in a line that fits: digits go first, then words."""
        metrics, room = QFontMetricsF(self._legend.font()), self._legend.width()
        shown = ""
        for worded, digits in ((True, 4), (True, 3), (True, 2), (False, 3), (False, 2)):
            numbers = {
                part: f"{part if worded else ''} {significant(cost, digits)}".strip()
                for part, cost in costs.items()
            }
            plain = "  ".join(f"{_SIGNS[part]} {text}" for part, text in numbers.items())
            shown = "&nbsp; ".join(
                f"<span>━ </span><b>{text}</b>"
                if part == "train"
                else f"{self._faint}{_SIGNS[part]} {text}</span>"
                for part, text in numbers.items()
            )
            if 1.06 * metrics.horizontalAdvance(plain) < room:  # one of them is bold
                break
        return shown

    def _write_kept(self) -> None:
        session = self.session
        comparison = session.comparison
        key = (comparison.kept, session.experiment, session.preset, self._parts, self.theme)
        if key == self._labelled:
            return
        self._labelled = key
        self._labels = comparison.labels(session.experiment, session.preset)
        self._present = ""
        if comparison.kept:
            self._present = comparison.present_label(session.experiment, session.preset)
        pairs = zip(comparison.kept, self._labels, strict=True)
        self._curves.show_entries([self._entry(*pair) for pair in pairs], self.theme)

    def _entry(self, kept: KeptCurve, label: str) -> Entry:
        costs = _costs(kept.curve, -1)
        values = [
            f"{_SIGNS[part]} {_short(cost)}" if part != "train" else _short(cost)
            for part in self._parts
            if (cost := costs[part]) is not None
        ]
        iteration = kept.curve.iterations[-1]
        details = "".join(
            f"<br>{part} {exact(cost)}" for part, cost in costs.items() if cost is not None
        )
        return Entry(
            kept.slot,
            label,
            tuple(values),
            f"<b>{label}</b><br>after iteration {iteration:,}, "
            f"epoch {significant(iteration / kept.batches)}{details}",
        )

    def _write_about(self, snapshot: Snapshot) -> None:
        """What the present run is among the kept ones, and how much of J is regularization."""
        said = [f"now: {self._present}"] if self._present else []
        evaluation = snapshot.evaluation
        if evaluation.penalty and math.isfinite(evaluation.cost):
            share = 100 * evaluation.penalty / evaluation.cost
            said.insert(0, f"{_short(evaluation.penalty)} of J is regularization, {share:.0f} %")
        text = " · ".join(said)
        wanted = bool(text) and self.height() >= self.theme.px(_ROOM_FOR_MORE)
        if wanted == self._about.isHidden():
            self._about.setVisible(wanted)
        if text != self._legend.toolTip():
            self._legend.setToolTip(text)
            self._about.setToolTip(text)
        metrics = QFontMetricsF(self._about.font())
        self._about.setText(
            metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(self._about.width() - 2, 80))
        )

    # -- doing ---------------------------------------------------------------------------------

    def _drop(self, slot: int) -> None:
        for each in self.session.comparison.kept:
            if each.slot == slot:
                self.session.drop_curve(each)


def _costs(curve: Curve, place: int) -> dict[str, float | None]:
    """The costs on the parts at a point of a curve; None for a part without samples."""
    found = {part: getattr(curve, part)[place] for part in ("train", "dev", "test")}
    return {part: None if math.isnan(cost) else cost for part, cost in found.items()}
