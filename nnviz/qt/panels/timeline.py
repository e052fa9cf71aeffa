"""The time line: the whole run and the lines of the present iteration, to be dragged through."""

import html
import time

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedLayout,
    QToolBar,
    QToolButton,
    QWidget,
)

from nnviz.errors import UserError
from nnviz.present.numbers import name_text, significant
from nnviz.present.series import nearest
from nnviz.program.compile import Program
from nnviz.program.formulas import text
from nnviz.qt.context import Context
from nnviz.qt.items.iteration_field import IterationField
from nnviz.qt.items.line_track import Lines, LineTrackBar, StopMark
from nnviz.qt.items.run_track import Mark, Run, RunTrackBar
from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.panels.panel import Panel
from nnviz.qt.throttle import Throttle
from nnviz.session.breakpoints import position
from nnviz.session.expressions import parse_condition
from nnviz.session.snapshot import Snapshot

_FRAME = 0.016  # seconds: more than one jump in it would never be seen
_REST = 0.15  # seconds that a hand must rest before another long way is begun
_MOST_TOLD = 4
_AROUND = 2  # pixels of the bar beside its tracks: a line above them and one of air
_HINT_WIDTH = 420  # pixels on a desk


class TimelineBar(QToolBar):
    """Holds the time line below the panels; it cannot be moved or closed."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__("Time line", parent)
        self.setObjectName("timeline")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.toggleViewAction().setVisible(False)
        self.panel = TimelinePanel(context, self)
        self.addWidget(self.panel)
        self._fit()

    @property
    def room(self) -> int:
        """The height that it takes from the panels."""
        return (
            self.panel.run_track.minimumHeight() + self.panel.line_track.minimumHeight() + _AROUND
        )

    def changeEvent(self, event: QEvent) -> None:
        """A style brings margins of its own along."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        inside = self.layout()
        if inside is not None:
            inside.setContentsMargins(0, 0, 0, 0)

    def setVisible(self, visible: bool) -> None:
        """A layout that was kept does not hide it."""
        super().setVisible(True)


class TimelinePanel(Panel):
    """Two tracks, the number of the iteration, and how far a long way has been gone."""

    title = "Time line"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.run_track = RunTrackBar(self)
        self.line_track = LineTrackBar(self)
        self.field = IterationField(self)
        self._caption = QLabel("iteration", self)
        self._line = SteadyLabel(self)
        for label in (self._caption, self._line):
            label.setObjectName("caption")
        self._progress = QProgressBar(self)
        self._progress.setRange(0, 100)
        self._progress.setFormat("Going there … %p %")
        self._progress.setAccessibleName("Part of the way that is done")
        self.cancel = QToolButton(self)
        self.cancel.setText("Cancel")
        self.cancel.setAccessibleName("Cancel")
        self.cancel.setToolTip("Stay at the moment where you were (Esc)")
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._card = QLabel(self)
        self._card.setObjectName("card")
        self._card.setTextFormat(Qt.TextFormat.RichText)
        self._card.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._card.hide()
        self._arrange()
        self._pending: int | None = None
        self._acted = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._go_now)
        self._marks: tuple[Mark, ...] = ()
        self._stop: tuple[object, Mark] | None = None
        self._stops: tuple[StopMark, ...] = ()
        self._stops_for: tuple[object, ...] = ()
        self._numbers = Throttle(context.bridge, self.draw_again, self)
        self._connect()
        self.recolour()

    def _arrange(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(5)
        first.addWidget(self._caption)
        first.addWidget(self.field)
        way = QWidget(self)
        on_the_way = QHBoxLayout(way)
        on_the_way.setContentsMargins(8, 1, 8, 1)
        on_the_way.setSpacing(8)
        on_the_way.addWidget(self._progress, 1)
        on_the_way.addWidget(self.cancel)
        second = QWidget(self)
        self._second = QStackedLayout(second)
        self._second.addWidget(self.line_track)
        self._second.addWidget(way)
        grid = QGridLayout(self)
        grid.setContentsMargins(4, 0, 2, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(0)
        grid.addLayout(first, 0, 0)
        grid.addWidget(self._line, 1, 0)
        grid.addWidget(self.run_track, 0, 1)
        grid.addWidget(second, 1, 1)
        grid.setColumnStretch(1, 1)

    def _connect(self) -> None:
        session = self.session
        session.signals.travelling.connect(self._show_way)
        session.breakpoints.changed.connect(self._breakpoints_changed)
        self.run_track.went.connect(self._go)
        self.run_track.stepped.connect(self._step_iterations)
        self.run_track.paged.connect(lambda pages: self._page(pages * self.run_track.page))
        self.run_track.ended.connect(lambda last: self._go(self._reached if last else 0))
        self.run_track.pointed.connect(lambda _: self._write_card())
        self.run_track.lingered.connect(lambda: self._write_card(self.run_track.toolTip()))
        self.line_track.went.connect(self._go_to_line)
        self.line_track.stepped.connect(self._step_lines)
        self.line_track.paged.connect(
            lambda pages: session.next_phase() if pages > 0 else session.previous_phase()
        )
        self.line_track.ended.connect(
            lambda last: self._go_to_line(
                self.line_track.maximum() if last else self.line_track.minimum()
            )
        )
        self.line_track.pointed.connect(lambda _: self._write_card())
        self.line_track.lingered.connect(lambda: self._write_card(self.line_track.toolTip()))
        self.line_track.breakpoint_wanted.connect(self._toggle_breakpoint)
        self.field.entered.connect(self.go_to_iteration)
        self.field.stepped.connect(self._step_iterations)
        self.cancel.clicked.connect(lambda: session.pause())

    # -- moments, in lines done since the start ---------------------------------------------------

    @property
    def _length(self) -> int:
        return len(self.session.snapshot.program.steps)

    def _count(self, iteration: int, line: int) -> int:
        return iteration * self._length + line

    @property
    def _now(self) -> int:
        """Where the run stands, or will when what is wanted has been done."""
        if self._pending is not None:
            return self._pending
        return self._count(self.session.snapshot.iteration, self.session.snapshot.line)

    @property
    def _reached(self) -> int:
        return self._count(*self.session.snapshot.reached)

    # -- going -----------------------------------------------------------------------------------

    def _go(self, moment: int) -> None:
        """Go there in this frame; of all moments wanted in one frame only the last is gone to."""
        self._pending = max(moment, 0)
        if self.session.travelling is not None:
            self._timer.start(round(1000 * _REST))  # anew with every move of the hand
        elif not self._timer.isActive():
            wait = _FRAME - (time.perf_counter() - self._acted)
            self._timer.start(max(0, round(1000 * wait)))

    def _go_now(self) -> None:
        if self._pending is None:
            return
        session, wanted = self.session, self._pending
        self._pending = None
        self._acted = time.perf_counter()
        session.pause()
        if wanted > self._reached:
            self._compute_to(wanted)
        elif wanted != self._now:
            session.jump(*divmod(wanted, self._length))
        self.context.bridge.flush()

    def _compute_to(self, moment: int) -> None:
        """Go to a moment that lies a little ahead; a breakpoint on the way is where one stays."""
        session = self.session
        session.latest()
        while session.travelling is None and not session.stopped and not session.problem:
            left = moment - self._reached
            if left <= 0:
                break
            if left >= self._length - self._reached % self._length:
                session.next_iteration()
            else:
                session.step()

    def _go_to_line(self, done: int) -> None:
        """A line of the present iteration; one that was never reached is computed."""
        self._go(self._count(self.session.snapshot.iteration, done))

    def _step_lines(self, lines: int) -> None:
        self._go(self._now + lines)

    def _step_iterations(self, by: int) -> None:
        """To the end of another iteration; from within one, back to its beginning is one step."""
        length, now = self._length, self._now
        iterations = now // length if by > 0 else -(-now // length)
        self._go((iterations + by) * length)

    def _page(self, by: int) -> None:
        self._go(min(self._now // self._length + by, self._reached // self._length) * self._length)

    def go_to_iteration(self, wanted: int) -> None:
        """Go to the end of an iteration, and train on to it if it was never reached."""
        session = self.session
        session.pause()
        if wanted <= self._reached // self._length:
            self._go(wanted * self._length)
            return
        session.latest()
        if session.travelling is None and session.run.problem is None:
            session.goal = wanted
            session.play()

    def ask_for_iteration(self) -> None:
        """Wait for a number to be typed."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _toggle_breakpoint(self, place: int) -> None:
        try:
            self.session.toggle_breakpoint(self.session.snapshot.program.steps[place].name)
        except UserError as error:
            self.session.tell(str(error))

    # -- showing ---------------------------------------------------------------------------------

    def recolour(self) -> None:
        """Take over the theme."""
        theme = self.theme
        self.run_track.recolour(theme)
        self.line_track.recolour(theme)
        self.field.ensurePolished()
        self._caption.ensurePolished()
        wide = self.field.fontMetrics().horizontalAdvance("88,888,888")
        self.field.setFixedSize(wide + 12, round(theme.px(22)))
        room = self._caption.sizeHint().width() + self.field.width() + 5
        self._line.setFixedWidth(room)
        self._progress.setFixedHeight(round(theme.px(17)))
        self.cancel.setFixedHeight(round(theme.px(18)))
        self._numbers.hurry()

    def refresh(self, snapshot: Snapshot) -> None:
        """Move the handles."""
        if not self.session.playing:
            self._look_for_marks(snapshot)
        view = self.session.experiment.view
        batches = self.session.run.trainer.batches
        stop = self._stop[1] if self._stop is not None else None
        moment, reached = self._count(snapshot.iteration, snapshot.line), self._reached
        by_epochs = view.cost_axis == "epochs" and batches > 1
        self.run_track.show_run(
            Run(moment, reached, self._length, batches, by_epochs, self._marks, stop)
        )
        known = min(reached - snapshot.iteration * self._length, self._length)
        self.line_track.show_lines(
            Lines(snapshot.program, snapshot.line, known, int(snapshot.iteration > 0), view.rows,
                  self._stops_in(snapshot.program))
        )  # fmt: skip
        if self._numbers.passes():
            self.field.show_iteration(snapshot.completed)
            self._line.setText(f"line {snapshot.line} of {self._length}")
            if not self._card.isHidden():
                self.run_track.look()
                self.line_track.look()
                self._write_card()

    def _look_for_marks(self, snapshot: Snapshot) -> None:
        """What a person did, and where the run last stopped; neither changes while it plays."""
        session = self.session
        self._marks = tuple(
            # What was set at the start of an iteration is first seen behind its first line.
            Mark(self._count(event.iteration, event.line or min(event.iteration, 1)), event.text)
            for event in session.events
        )
        found = session.run.problem
        if found is not None:
            moment = self._count(found.iteration, found.line)
            self._stop = session.run, Mark(moment, found.sentence)
        elif session.stopped:
            moment = self._count(snapshot.iteration, snapshot.line)
            self._stop = session.run, Mark(moment, session.stopped)
        elif self._stop is not None:
            run, mark = self._stop
            if run is not session.run or mark.moment > self._reached:
                self._stop = None

    def _stops_in(self, program: Program) -> tuple[StopMark, ...]:
        """Where the breakpoints stop in a program."""
        key = program, self.session.run
        if self._stops_for and all(a is b for a, b in zip(key, self._stops_for, strict=True)):
            return self._stops
        self._stops_for = key
        found = []
        for each in self.session.breakpoints:
            done = program.index.get(each.line)
            if each.condition:
                try:
                    expression = parse_condition(each.condition, self.session.shapes)
                except UserError:
                    continue  # the list of breakpoints says so
                done = position(expression, program)
            if done is not None:
                found.append(StopMark(done, each.title, bool(each.condition), each.enabled))
        self._stops = tuple(found)
        return self._stops

    def _breakpoints_changed(self) -> None:
        self._stops_for = ()
        self._frame(self.session.snapshot)

    def _show_way(self, share: float | None) -> None:
        """How much of a long way is done, in place of lines that are about to be others."""
        self._second.setCurrentIndex(0 if share is None else 1)
        self._progress.setValue(round(100 * (share or 0.0)))

    # -- pointing --------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        """The card belongs to the window and goes as well."""
        self._card.hide()
        super().hideEvent(event)

    def _write_card(self, hint: str = "") -> None:
        """What lies under the pointer, above it."""
        track = next(
            (each for each in (self.run_track, self.line_track) if each.under is not None), None
        )
        if track is None or track.under is None:
            self._card.hide()
            return
        said = (
            self._moment_at(track.under) if track is self.run_track else self._line_at(track.under)
        )
        if hint:
            said.append(f"<span style='color:{self.theme.muted}'>{html.escape(hint)}</span>")
        self._card.setText("<br>".join(said))
        window = self.window()
        if self._card.parentWidget() is not window:
            self._card.setParent(window)
        self._card.setWordWrap(bool(hint))
        self._card.setMinimumWidth(round(self.theme.px(_HINT_WIDTH)) if hint else 0)
        self._card.adjustSize()
        place = track.mapTo(window, QPoint(round(track.under), 0))
        left = min(max(place.x() - self._card.width() // 2, 4), window.width() - self._card.width())
        self._card.move(left, self.mapTo(window, QPoint(0, 0)).y() - self._card.height() - 6)
        self._card.show()
        self._card.raise_()

    def _moment_at(self, x: float) -> list[str]:
        """The iteration, the epoch, the cost, and what happened there."""
        snapshot, batches = self.session.snapshot, self.session.run.trainer.batches
        moment = self.run_track.told(x)
        completed, line = divmod(moment, self._length)
        parts = [f"iteration {completed:,}"]
        if line:
            parts[0] += f", line {line}"
        if batches > 1:
            parts.append(f"epoch {completed // batches:,}")
        curve = snapshot.curve
        if curve.iterations:
            place = nearest(curve.iterations, completed)
            about = "" if curve.iterations[place] == completed else "≈ "
            parts.append(f"J {about}{significant(curve.train[place])}")
        told = [html.escape(mark.text) for mark in self.run_track.marks_at(x)]
        more = len(told) - _MOST_TOLD
        if more > 0:
            told[_MOST_TOLD:] = [f"and {more} more"]
        return [f"<b>{' · '.join(parts)}</b>", *told]

    def _line_at(self, x: float) -> list[str]:
        """The formula, and what stops before it or behind it."""
        program = self.session.snapshot.program
        done = self.line_track.at(x)
        if not 0 < done <= len(program.steps):  # boxes of another program may still be drawn
            return ["<b>nothing computed yet</b>"]
        step = program.steps[done - 1]
        written = name_text(text(step, self.session.experiment.view.rows))
        said = [f"<b>{html.escape(written)}</b>"]
        for stop in self._stops:
            if stop.done == (done if stop.conditional else done - 1):
                state = "" if stop.enabled else ", not enabled"
                said.append(f"breakpoint: {html.escape(name_text(stop.title))}{state}")
        return said
