"""The gradient check in place: a dW or db in sight beside its finite differences."""

import html
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from nnviz.nn.calls import Array
from nnviz.nn.error_bands import Band
from nnviz.present.colours import NOT_FINITE, levels, limit_of
from nnviz.present.numbers import MINUS, decimals_for, name_text, number, prose
from nnviz.program.compile import Program
from nnviz.program.formulas import plain_name
from nnviz.program.step import Kind
from nnviz.qt.context import Context
from nnviz.qt.items.band_legend import BANDS, BandLegend, band_colours
from nnviz.qt.items.entry_grid import EntryGrid, EntryLook, Place
from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.panels.gradient_words import arithmetic, duration, power, short
from nnviz.qt.panels.panel import Panel
from nnviz.qt.theme import BODY
from nnviz.session.entry_check import EntryCheck, verdict
from nnviz.session.pointing import Cell, Edge, Unit, belongs_to, cell_of
from nnviz.session.snapshot import Snapshot
from nnviz.session.trainer import Trainer

_AT_ONCE = 0.02  # seconds: a check that takes no longer is made without being asked for
_SLICE = 0.01
_MOST_WORK = 2e8  # weights times samples, from which on even one J takes too long to be unasked
_MOST_WANTED = 2000  # entries in sight that go before others
_IN_SIGHT = "in sight"


@dataclass(frozen=True)
class _Checked:
    """The numbers that a check is of."""

    trainer: Trainer
    samples_version: int
    iteration: int
    memory: Array
    name: str
    gradient: Array

    def same(self, other: "_Checked | None") -> bool:
        """Whether a check of the other is one of this."""
        return (
            other is not None
            and self.trainer is other.trainer
            and (self.samples_version, self.iteration, self.name)
            == (other.samples_version, other.iteration, other.name)
            and np.array_equal(self.memory, other.memory, equal_nan=True)
            and np.array_equal(self.gradient, other.gradient, equal_nan=True)
        )


class GradientCheckPanel(Panel):
    """The gradient, finite differences and the relative error of every entry."""

    title = "Gradient check"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.check: EntryCheck | None = None
        self._checked: _Checked | None = None
        self._snapshot: Snapshot | None = None
        self._gradient: Array | None = None
        self._name = ""
        self._place: Place | None = None
        self._limit = 1.0
        self._decimals: int | None = 3
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        self._build()
        self.session.signals.playing.connect(lambda playing: self._stop() if playing else None)
        self.session.pointing.changed.connect(self._show_pointed)

    def _build(self) -> None:
        self._which = QComboBox(self)
        self._which.setAccessibleName("Gradient that is checked")
        self._which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._which.setToolTip("The gradient that is checked: that of the line in sight, or one")
        self._which.activated.connect(lambda _: self._frame(self.session.snapshot))
        self._verdict = QLabel(self)
        self._verdict.setWordWrap(True)
        self._verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._verdict.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._progress = QProgressBar(self)
        self._progress.setAccessibleName("Entries checked")
        self._progress.setMaximumWidth(140)
        self._button = QPushButton("Check", self)
        self._button.setToolTip("Check the entries that are not checked yet")
        self._button.clicked.connect(self._start_or_stop)
        self._progress.hide()  # each is shown where there is something to do or to wait for
        self._button.hide()
        head = QHBoxLayout()
        head.addWidget(self._which)
        head.addWidget(self._verdict, 1)
        head.addWidget(self._progress)
        head.addWidget(self._button)
        self._titles = [QLabel(self) for _ in range(3)]
        for title in self._titles:  # no title makes its matrix wider than the others
            title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.grids = [
            EntryGrid(name, self)
            for name in ("Gradient by backpropagation", "Finite differences", "Relative error")
        ]
        area = QGridLayout()
        area.setHorizontalSpacing(14)
        area.setVerticalSpacing(0)
        for column, (title, grid) in enumerate(zip(self._titles, self.grids, strict=True)):
            area.addWidget(title, 0, column)
            area.addWidget(grid, 1, column)
            area.setColumnStretch(column, 1)
            grid.pointed.connect(self._point)
            grid.scrolled.connect(partial(self._follow, grid))
            if grid is not self.grids[-1]:  # one bar is enough for all, and the wheel turns each
                grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._empty = QLabel(self)
        self._empty.setObjectName("hint")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._whole = SteadyLabel(self)
        self._lines = [SteadyLabel(self) for _ in range(2)]
        self._legend = BandLegend(self)
        # What the bands mean, or the arithmetic of an entry: two lines either way.
        self._foot = QStackedLayout()
        for pair in ((self._whole, self._legend), self._lines):
            page = QWidget(self)
            lines = QVBoxLayout(page)
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(2)
            for line in pair:
                lines.addWidget(line)
            self._foot.addWidget(page)
        self._body = QWidget(self)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(3)
        body.addLayout(area, 1)
        body.addLayout(self._foot)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(10, 6, 10, 6)
        column_.setSpacing(4)
        column_.addLayout(head)
        column_.addWidget(self._body, 1)
        column_.addWidget(self._empty, 1)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    # -- what is checked -------------------------------------------------------------------------

    def refresh(self, snapshot: Snapshot) -> None:
        """Take up the gradient of this moment."""
        self._snapshot = snapshot
        self._legend.show_bands(self.theme)
        self._fill_choice(snapshot.program)
        if self.session.playing:
            self._forget("It runs: pause, and the gradient in sight is checked.")
            return
        self._name = self._wanted(snapshot)
        step = snapshot.program.steps[snapshot.program.index[self._name]]
        gradient = snapshot.result(step)
        if gradient is None:
            self._forget(
                f"{self._shown_name} is not computed yet in this iteration: step on to its line, "
                "and its finite differences stand beside it."
            )
            return
        self._take_up(snapshot, gradient)
        self._show()

    def _fill_choice(self, program: Program) -> None:
        rows = self.session.experiment.view.rows
        names = [step.name for step in program.steps if step.kind in (Kind.DW, Kind.DB)]
        entries = [(_IN_SIGHT, ""), *((name_text(plain_name(n, rows)), n) for n in sorted(names))]
        box = self._which
        if [(box.itemText(k), box.itemData(k)) for k in range(box.count())] == entries:
            return
        chosen = box.currentData()
        with QSignalBlocker(box):
            box.clear()
            for text, name in entries:
                box.addItem(text, name)
            box.setCurrentIndex(max(box.findData(chosen), 0))

    def _wanted(self, snapshot: Snapshot) -> str:
        """The chosen gradient; that of the line in sight; or the last one that is computed."""
        chosen: str = self._which.currentData()
        if chosen:
            return chosen
        program, line = snapshot.program, snapshot.line
        if self.session.selected is not None:
            line = program.index[self.session.selected] + 1
        steps = program.steps[:line]
        if steps:
            name = steps[-1].name.lstrip("vs").removeprefix("d")
            if steps[-1].kind in (Kind.W, Kind.B, Kind.AVERAGE) and f"d{name}" in program.index:
                return f"d{name}"
        kinds = (Kind.DW, Kind.DB)
        before = [step.name for step in steps if step.kind in kinds]
        first = next(step.name for step in program.steps if step.kind in kinds)
        return before[-1] if before else first

    @property
    def _shown_name(self) -> str:
        return name_text(plain_name(self._name, self._rows))

    @property
    def _rows(self) -> bool:
        return self.session.experiment.view.rows

    def _take_up(self, snapshot: Snapshot, gradient: Array) -> None:
        """Make a check of this gradient, unless the one there is is of the same numbers."""
        run = self.session.run
        trainer, memory = run.trainer, run.began_with[0]
        wanted = _Checked(
            trainer, trainer.samples_version, snapshot.iteration, memory, self._name, gradient
        )
        self._gradient = gradient
        if wanted.same(self._checked):
            return
        self._stop()
        self.check, self._checked, self._place = None, wanted, None
        if trainer.parameters.flat.size * len(snapshot.batch) <= _MOST_WORK:
            check = self._made(wanted)
            if check.seconds_left <= _AT_ONCE:
                check.advance(2 * _AT_ONCE)

    def _made(self, of: _Checked) -> EntryCheck:
        self.check = EntryCheck(of.trainer, of.iteration, of.memory, of.name, of.gradient)
        return self.check

    def _forget(self, reason: str) -> None:
        """Show no check, and why."""
        self._stop()
        self.check = self._checked = self._gradient = self._place = None
        self._empty.setText(reason)
        self._verdict.setText("")
        self._body.hide()
        self._empty.show()
        self._progress.hide()
        self._button.hide()

    # -- checking a slice at a time --------------------------------------------------------------

    @property
    def checking(self) -> bool:
        """Whether entries are being compared."""
        return self._timer.isActive()

    def _start_or_stop(self) -> None:
        if self.checking:
            self._stop()
        elif self._checked is not None:
            check = self.check or self._made(self._checked)
            if not check.done:
                self._timer.start(0)
        self._show_head()

    def _stop(self) -> None:
        self._timer.stop()

    def _go_on(self) -> None:
        check = self.check
        if check is None:
            return
        self._prefer_visible(check)
        check.advance(_SLICE)
        if not check.done:
            # Where a single entry takes long, the window has as much time as the check.
            self._timer.start(round(min(1000 * check.seconds_left / _left(check), 200)))
        self._show()

    def _prefer_visible(self, check: EntryCheck) -> None:
        rows, columns = self.grids[0].visible()
        if len(rows) * len(columns) <= _MOST_WANTED:
            check.prefer(self._entry((i, j)) for i in rows for j in columns)

    def _entry(self, place: Place) -> Place:
        """The entry of the matrix at a place of the screen, and the other way round."""
        return (place[1], place[0]) if self._rows else place

    # -- showing -----------------------------------------------------------------------------

    def _show(self) -> None:
        assert self._gradient is not None
        self._empty.hide()
        self._body.show()
        self._show_head()
        self._show_titles()
        self._show_grids(self._gradient)
        self._show_pointed()

    def _show_head(self) -> None:
        check = self.check
        if self._gradient is None:
            return
        if check is None or (check.checked == 0 and not check.done):
            entries = self._gradient.size
            long = "" if check is None else f", about {duration(check.seconds_left)}"
            text = f"{self._shown_name} is not checked yet: {entries:,} entries{long}."
        else:
            text = verdict(check, self._shown_name)
        wrong = check is not None and bool(check.count(Band.WRONG))
        self._verdict.setText(html.escape(prose(text)))
        colour = self.theme.warning if wrong else self.theme.text
        self._verdict.setStyleSheet(f"font-weight: 600; color: {colour};")
        done = check is not None and check.done
        self._progress.setVisible(check is not None and not done and check.checked > 0)
        if check is not None:
            self._progress.setRange(0, check.entries)
            self._progress.setValue(check.checked)
        self._button.setVisible(not done)
        begun = check is not None and check.checked > 0
        self._button.setText("Stop" if self.checking else "Go on" if begun else "Check")
        self._button.setToolTip(
            "Stop comparing (Enter)" if self.checking else "Compare every entry (Enter)"
        )

    def _show_titles(self) -> None:
        parameter = name_text(plain_name(self._name[1:], self._rows))
        titles = (
            (f"{self._shown_name} by backpropagation", self._shown_name),
            (f"(J({parameter} + h) − J({parameter} − h)) / 2h", "finite differences"),
            ("relative error", "error"),
        )
        room = self.width() / 3 - self.theme.px(16)
        metrics = QFontMetricsF(self.theme.font(BODY, bold=True))
        for label, (long, brief) in zip(self._titles, titles, strict=True):
            text = long if metrics.horizontalAdvance(long) <= room else brief
            label.setText(f"<b>{html.escape(text)}</b>")
            label.setToolTip(long)

    def _show_grids(self, gradient: Array) -> None:
        assert self._snapshot is not None
        theme, check = self.theme, self.check
        approx = gradient if check is None else check.approx
        found = approx[np.isfinite(approx)]
        self._limit = limit_of([gradient, found])
        digits = max(self.session.experiment.view.digits, 4)
        self._decimals = decimals_for(gradient, digits)
        dimensions = self._snapshot.program.dimensions(self._name)
        shape, dimensions = self._entry(gradient.shape), _turned(dimensions, self._rows)
        widest = max((self._written(float(value)) for value in _extremes(gradient)), key=len)
        widest = MINUS + widest.lstrip(MINUS)
        looks = (self._look_of_gradient, self._look_of_difference, self._look_of_error)
        # Columns of one width, so that the three stand where they stand together.
        widest = max(widest, f"{BANDS[Band.GOOD].sign} 8.8e−88", key=len)
        for grid, look in zip(self.grids, looks, strict=True):
            grid.show_entries(shape, dimensions, look, widest, theme)

    def _written(self, value: float) -> str:
        if self._decimals is None and value:
            return power(value, 4)
        return number(value, self._decimals)

    def _value_look(self, value: float) -> EntryLook:
        scale = self.theme.gradient_scale
        level = int(levels(np.array([value]), self._limit)[0])
        return EntryLook(
            self._written(value), scale.qcolors[level], scale.text_on(level), level == NOT_FINITE
        )

    def _look_of_gradient(self, row: int, column: int) -> EntryLook:
        assert self._gradient is not None
        return self._value_look(float(self._gradient[self._entry((row, column))]))

    def _look_of_difference(self, row: int, column: int) -> EntryLook:
        check, entry = self.check, self._entry((row, column))
        band = Band.UNCHECKED if check is None else Band(int(check.bands[entry]))
        if check is not None and band not in (Band.UNCHECKED, Band.KINK):
            return self._value_look(float(check.approx[entry]))
        text = "kink" if band is Band.KINK else "?"
        return EntryLook(
            text, QColor(self.theme.window), QColor(self.theme.muted), band is Band.KINK
        )

    def _look_of_error(self, row: int, column: int) -> EntryLook:
        check, entry = self.check, self._entry((row, column))
        band = Band.UNCHECKED if check is None else Band(int(check.bands[entry]))
        fill, pen = band_colours(band, self.theme)
        if check is None or band is Band.UNCHECKED:
            return EntryLook("?", fill, pen)
        sign, error = BANDS[band].sign, float(check.errors[entry])
        text = sign if band is Band.KINK else f"{sign} {short(error)}"
        return EntryLook(text, fill, pen, band is Band.KINK)

    # -- pointing ------------------------------------------------------------------------------

    def _point(self, place: Place | None) -> None:
        if place is None:
            self.session.pointing.point(None)
        else:
            self.session.pointing.point(Cell(self._name, *self._entry(place)))

    def _show_pointed(self) -> None:
        """Frame the entry that is pointed at, here or elsewhere, and spell its arithmetic out."""
        if self._gradient is None or not self._body.isVisible():
            return
        entry = self._pointed_entry()
        place = None if entry is None else self._entry(entry)
        # What is pointed at elsewhere comes into sight; what is pointed at here is.
        own = any(grid.underMouse() or grid.hasFocus() for grid in self.grids)
        if place != self._place or place is None:
            self._place = place
            for grid in self.grids:
                grid.mark(place, into_sight=not own)
        self._foot.setCurrentIndex(0 if entry is None else 1)
        if entry is None:
            self._whole.setText(self._of_all())
        else:
            self._show_arithmetic(entry)

    def _pointed_entry(self) -> Place | None:
        """The entry of the shown gradient that is pointed at, or that belongs to what is."""
        assert self._snapshot is not None
        assert self._gradient is not None
        at, network = self.session.pointing.at, self._snapshot.program.network
        if isinstance(at, Cell) and at.matrix != self._name:
            at = belongs_to(at, network)
        cell = cell_of(at, self._name, network) if isinstance(at, Edge | Unit) else at
        if cell is None or cell.column is None:
            return None
        rows, columns = self._gradient.shape
        inside = cell.row < rows and cell.column < columns
        return (cell.row, cell.column) if inside else None

    def _of_all(self) -> str:
        """The measure of the whole matrix, once there is one; before, what can be done here."""
        check = self.check
        if check is None or not check.done or check.count(Band.KINK) == check.entries:
            words = "Point at an entry, or go to it with the arrow keys, to see its arithmetic."
        else:
            words = (
                "All entries together: ‖difference‖ / (‖finite differences‖ + ‖gradient‖) = "
                f"{short(check.relative_error)}"
            )
        return f"<span style='color:{self.theme.muted}'>{words}</span>"

    def _show_arithmetic(self, entry: Place) -> None:
        row, column = self._entry(entry)
        name = name_text(plain_name(self._name[1:], self._rows))
        symbol = f"{name}[{row + 1},{column + 1}]"
        check = self.check
        found = None if check is None else check.compared(*entry)
        if check is None or found is None:
            long, brief, second = f"d{symbol} is not compared yet.", "", ""
        else:
            long, brief, second = arithmetic(found, symbol, check.noise)
        first, below = self._lines
        first.setText(long if not brief or first.width_of(long) <= first.width() else brief)
        below.setText(second)

    def _follow(self, grid: EntryGrid, x: int, y: int) -> None:
        for other in self.grids:
            if other is not grid:
                other.scroll_to(x, y)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other words."""
        super().resizeEvent(event)
        if self._gradient is not None and self._body.isVisible():
            self._show_titles()
            self._show_pointed()

    # -- being seen ----------------------------------------------------------------------------

    def come_into_sight(self, in_sight: bool) -> None:
        """Behind another tab nothing is computed."""
        if not in_sight:
            self._stop()
            self._stale = True
        super().come_into_sight(in_sight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter checks, or stops."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._button.isVisible():
            self._start_or_stop()
            return
        super().keyPressEvent(event)


def _turned(pair: tuple[str, str], turned: bool) -> tuple[str, str]:
    return (pair[1], pair[0]) if turned else pair


def _left(check: EntryCheck) -> int:
    return max(check.entries - check.checked, 1)


def _extremes(matrix: Array) -> list[float]:
    """The finite entries that are written longest."""
    finite = matrix[np.isfinite(matrix)]
    return [float(finite.min()), float(finite.max())] if finite.size else [0.0]
