"""The gradient check in place: a dW or db in sight beside its finite differences."""

import html
import time
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from nnviz.nn.calls import Array
from nnviz.nn.error_bands import Band
from nnviz.present.numbers import name_text, prose
from nnviz.program.compile import Program
from nnviz.program.formulas import plain_name
from nnviz.program.step import Kind
from nnviz.qt.context import Context
from nnviz.qt.items.band_legend import BandLegend
from nnviz.qt.items.entry_grid import Place
from nnviz.qt.items.progress_line import ProgressLine
from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.panels.gradient_grids import GradientGrids
from nnviz.qt.panels.gradient_words import arithmetic, duration, short, verdict
from nnviz.qt.panels.panel import Panel
from nnviz.session.entry_check import EntryCheck
from nnviz.session.pointing import Cell, Edge, Unit, belongs_to, cell_of
from nnviz.session.snapshot import Snapshot
from nnviz.session.trainer import Trainer

_AT_ONCE = 0.02  # seconds that a new check may take before the window is drawn
_BY_ITSELF = 0.2  # seconds: a check that takes no longer is completed without being asked for
_QUIET, _MEASURED = 300, 0.05  # milliseconds of waiting and seconds of comparing, to measure
_SLICE, _LONGEST_PAUSE, _EVERY = 0.02, 0.2, 0.1  # seconds; the last is between two drawings
_MOST_WORK = 2e8  # weights times samples, from which on even one J takes too long to be unasked
_MOST_WANTED = 2000  # entries in sight that go before others
_IN_SIGHT = "in sight"
_OF_ONE = (Kind.W, Kind.B, Kind.AVERAGE, Kind.PENALTY_DW)  # lines that belong to one gradient


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
        self._asked = False  # whether a person wants all entries compared
        self._measuring = False  # whether the next slice only tells how long an entry takes
        self._shown_at = 0.0
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
        self._progress = ProgressLine("Entries checked", self)
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
        self.matrices = GradientGrids(self)
        self.grids = self.matrices.grids
        self.matrices.pointed.connect(self._point)
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
        body.addWidget(self.matrices, 1)
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
        ordered = sorted(names, key=lambda name: (int(name[2:]), name))  # dW2 before dW10
        entries = [(_IN_SIGHT, ""), *((name_text(plain_name(n, rows)), n) for n in ordered)]
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
            last = steps[-1]
            letter = "b" if last.kind is Kind.B or last.name.lstrip("vs")[:2] == "db" else "W"
            if last.kind in _OF_ONE and f"d{letter}{last.layer}" in program.index:
                return f"d{letter}{last.layer}"
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
        if not wanted.same(self._checked):
            self._stop()
            self.check, self._checked, self._asked = None, wanted, False
            self.matrices.forget_mark()
            if trainer.parameters.flat.size * len(snapshot.batch) <= _MOST_WORK:
                self._made(wanted).advance(_AT_ONCE)
        if self.check is not None and not self._asked and not self._timer.isActive():
            self._set_out(self.check)

    def _set_out(self, check: EntryCheck) -> None:
        """Complete a short check; of a long one find out how long it takes."""
        if _is_short(check):
            self._timer.start(0)
        elif not check.done:
            # Now the step is drawn and formulas are set, which makes every entry seem slow.
            self._measuring = True
            self._timer.start(_QUIET)

    def _made(self, of: _Checked) -> EntryCheck:
        self.check = EntryCheck(of.trainer, of.iteration, of.memory, of.name, of.gradient)
        return self.check

    def _forget(self, reason: str) -> None:
        """Show no check, and why."""
        self._stop()
        self.check = self._checked = self._gradient = None
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
        return self._timer.isActive() and not self._measuring

    def _start_or_stop(self) -> None:
        if self.checking:
            self._stop()
        elif self._checked is not None:
            check = self.check or self._made(self._checked)
            self._asked, self._measuring = True, False
            if not check.done:
                self._timer.start(0)
        self._show_head()

    def _stop(self) -> None:
        self._timer.stop()
        self._measuring = False

    def _go_on(self) -> None:
        check = self.check
        if check is None:
            return
        if self._measuring:
            self._measuring = False
            check.advance(_MEASURED)
            if _is_short(check):
                self._timer.start(0)
            self._show()
            return
        if self.matrices.count_visible() <= _MOST_WANTED:
            check.prefer(self.matrices.visible())
        check.advance(_SLICE)
        if not check.done:
            self._timer.start(round(1000 * _pause(check)))
        now = time.perf_counter()
        if check.done or now - self._shown_at >= _EVERY:
            self._shown_at = now
            self._show()

    # -- showing -----------------------------------------------------------------------------

    def _show(self) -> None:
        assert self._gradient is not None
        self._empty.hide()
        self._body.show()
        self._show_head()
        assert self._snapshot is not None
        self.matrices.show_entries(
            self._gradient,
            self.check,
            self._name,
            self._snapshot.program.dimensions(self._name),
            self.session.experiment.view.digits,
            self._rows,
            self.theme,
        )
        self._show_pointed()

    def _show_head(self) -> None:
        check = self.check
        if self._gradient is None:
            return
        done = check is not None and check.done
        waits = not (self._asked or self.checking or done)
        about = self._about()
        if check is None or waits:
            entries = self._gradient.size
            long = f", about {about}" if about else ""
            text = f"{self._shown_name} is not checked yet: {entries:,} entries{long}."
        else:
            text = verdict(check, self._shown_name)
            if self._asked and about and not done:
                text += f" About {about} to go."
        wrong = check is not None and bool(check.count(Band.WRONG))
        self._verdict.setText(html.escape(prose(text)))
        colour = self.theme.warning if wrong else self.theme.text
        self._verdict.setStyleSheet(f"font-weight: 600; color: {colour};")
        if check is not None:
            self._progress.show_share(check.checked, check.entries, self.theme)
        self._progress.setVisible(self._asked and not done)
        self._button.setVisible(not done and (self._asked or waits))
        self._button.setText("Stop" if self.checking else "Go on" if self._asked else "Check")
        self._button.setToolTip(
            "Stop comparing (Enter)" if self.checking else "Compare every entry (Enter)"
        )

    def _about(self) -> str:
        """How long the rest takes, once that is measured on this matrix; empty before."""
        check = self.check
        if check is None or self._measuring or check.entry_seconds is None:
            return ""
        left = check.entries - check.checked
        return duration(left * (check.entry_seconds + _pause(check)))

    # -- pointing ------------------------------------------------------------------------------

    def _point(self, entry: Place | None) -> None:
        self.session.pointing.point(None if entry is None else Cell(self._name, *entry))

    def _show_pointed(self) -> None:
        """Frame the entry that is pointed at, here or elsewhere, and spell its arithmetic out."""
        if self._gradient is None or not self._body.isVisible():
            return
        entry = self._pointed_entry()
        self.matrices.mark(entry)
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
        row, column = (entry[1], entry[0]) if self._rows else entry
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other words."""
        super().resizeEvent(event)
        if self._gradient is not None and self._body.isVisible():
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


def _is_short(check: EntryCheck) -> bool:
    """Whether the rest takes so little time that nobody need ask for it."""
    left = check.seconds_left
    return not check.done and left is not None and left <= _BY_ITSELF


def _pause(check: EntryCheck) -> float:
    """Seconds between two slices: where an entry takes long, the window has as much time."""
    each = check.entry_seconds or 0.0
    return min(each, _LONGEST_PAUSE) if each > _SLICE else 0.0
