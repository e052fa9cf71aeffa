"""The application without a screen: an experiment, the run of it, and what a person does to them.

Views call its methods and listen to its signals. All methods belong to one thread, except that
:meth:`Session.compute` may run in another while nothing else is called; ``publish`` then tells.
"""

import math
import re
import time
from collections.abc import Callable
from typing import Any

import msgspec
from psygnal import Signal, SignalGroup

from nnviz.data.dataset import Dataset
from nnviz.errors import UserError
from nnviz.program.step import Step
from nnviz.session.answers import Answers
from nnviz.session.breakpoints import Breakpoint, Breakpoints, Shapes
from nnviz.session.changes import find_field, replaced
from nnviz.session.checks import check
from nnviz.session.commands import Command, CommandStack
from nnviz.session.companions import with_companions, with_points
from nnviz.session.comparison import FEWEST_POINTS, Comparison, KeptCurve
from nnviz.session.curve import Curve
from nnviz.session.data_settings import POINTS
from nnviz.session.edits import SAMPLES, Edit
from nnviz.session.effect import Effect, effect
from nnviz.session.events import Event, events
from nnviz.session.experiment import Experiment
from nnviz.session.moment import Moment
from nnviz.session.pointing import Pointing
from nnviz.session.points import LEAST, Points
from nnviz.session.presets import load_preset
from nnviz.session.run import Run
from nnviz.session.snapshot import Snapshot
from nnviz.session.sources import FILES
from nnviz.session.speeds import SPEEDS, Speed
from nnviz.session.watches import Watch, Watches

# Fields that can change without starting the training over.
_LIVE = {
    ("training", "learning_rate"),
    ("training", "epochs"),
}


# Fields whose change starts the training over, but lets a run that plays go on playing.
_PLAYED_ON = {("data", "points")}


_PATIENCE = 0.2  # seconds that a move may take while the window waits
_EDITABLE = re.compile(r"[Wb]\d+|X|Y")


class SessionSignals(SignalGroup):
    """What a session tells."""

    experiment = Signal(Experiment)
    """The document changed."""
    moved = Signal(Snapshot)
    """The run stands elsewhere, or its numbers changed."""
    playing = Signal(bool)
    speed = Signal(Speed)
    selected = Signal(object)
    """Another line is looked at: a Step, or None for the one just done."""
    problem = Signal(str)
    """A sentence about something that is wrong; empty when it is over."""
    undo = Signal()
    """What can be undone or redone changed."""
    comparison = Signal()
    """Other curves are kept, or comparing went on or off."""
    travelling = Signal(object)
    """How much of a long way to another moment is done, 0 to 1; None at its end."""


class Session:
    """One experiment and its run."""

    def __init__(self, experiment: Experiment, preset: str = "") -> None:
        self.signals = SessionSignals()
        self.experiment = check(experiment)
        self.preset = preset
        self.breakpoints = Breakpoints()
        self.watches = Watches()
        self.run = self._made_run(experiment)
        self.stopped = ""
        """Why the last run ended where it did, if a breakpoint ended it."""
        self.playing = False
        self._on_the_way = False
        self.speed = SPEEDS[-1]
        self.goal: int | None = None
        """Where a run pauses by itself: after so many iterations."""
        self.problem = ""
        self.selected: str | None = None
        self.comparison = Comparison()
        self.pointing = Pointing()
        self.sketch: Points | None = None
        """Points drawn by hand that are too few to learn from; None where there are none."""
        self.settle: Callable[[], None] = lambda: None
        """Called before the run is touched; whoever computes in a thread waits for it here."""
        self._commands = CommandStack()
        self._snapshot = self.run.snapshot()
        self._answers = Answers()

    def _made_run(self, experiment: Experiment) -> Run:
        budget = experiment.view.memory * 2**20
        return Run(experiment, breakpoints=self.breakpoints, watches=self.watches, budget=budget)

    # -- looking -----------------------------------------------------------------------------

    @property
    def snapshot(self) -> Snapshot:
        """The moment that was published last."""
        return self._snapshot

    @property
    def line_in_sight(self) -> Step:
        """The line that is looked at: the chosen one, the one just done, or at first the next."""
        chosen, snapshot = self.selected, self._snapshot
        if chosen is not None:
            return snapshot.program.steps[snapshot.program.index[chosen]]
        return snapshot.done or snapshot.next

    @property
    def undo_label(self) -> str:
        """What would be undone; empty for nothing."""
        return self._commands.undo_label

    @property
    def redo_label(self) -> str:
        """What would be made again; empty for nothing."""
        return self._commands.redo_label

    @property
    def column(self) -> int:
        """The chosen sample: a column of the present batch."""
        return self.column_in(self._snapshot)

    def column_in(self, snapshot: Snapshot) -> int:
        """The same in the batch of a moment, which may be one that is still on the screen."""
        return min(self.experiment.view.sample, len(snapshot.batch) - 1)

    @property
    def answers(self) -> Answers:
        """What the network says at the published moment."""
        self._answers.use(self.run.trainer, self._snapshot)
        return self._answers

    # -- moving ------------------------------------------------------------------------------

    def step(self) -> None:
        """Compute the next line."""
        self._move(self.run.step)

    def step_back(self) -> None:
        """Undo the last line."""
        self.pause()
        self.jump(*self.run.before)

    def previous_phase(self) -> None:
        """Go back to the beginning of the phase of the line just done."""
        self.pause()
        run = self.run
        first = max(run.line - 1, 0)
        while first and run.program.steps[first - 1].phase is run.program.steps[first].phase:
            first -= 1
        self.jump(run.iteration, first)

    def previous_iteration(self) -> None:
        """Go back to the beginning of the iteration of the line just done."""
        self.pause()
        self.jump(self.run.iteration, 0)

    def previous_epoch(self) -> None:
        """Go back to the beginning of the epoch of the line just done."""
        self.pause()
        batches = self.run.trainer.batches
        self.jump(self.run.iteration // batches * batches, 0)

    def latest(self) -> None:
        """Go to the latest moment that is known."""
        self.pause()
        self.jump(*self.run.reached)

    def jump(self, iteration: int, line: int) -> None:
        """Go to a moment of this run: an iteration, and how many lines of it are done.

        What lies behind what is known is as far as one gets. A long way is gone in the
        background: ``travelling`` tells, and :meth:`pause` gives it up.
        """
        self.settle()
        self.pause()
        lines, (last, last_line) = self.run.lines, self.run.reached
        done = min(max(iteration * lines + min(max(line, 0), lines), 0), last * lines + last_line)
        iteration, line = divmod(done, lines)
        if line == 0 and iteration > 0:  # the same numbers, with the last pass still in sight
            iteration, line = iteration - 1, lines
        self.select(None)
        if self.run.seconds_to(iteration) < _PATIENCE:
            self.run.seek(iteration, line)
            self.publish()
            return
        self.run.set_out(iteration, line)
        self.playing = self._on_the_way = True
        self.signals.playing.emit(True)
        self.signals.travelling.emit(0.0)

    def jump_to(self, completed: int) -> None:
        """Go to the moment at which so many iterations are complete."""
        if completed <= 0:
            self.jump(0, 0)
        else:
            self.jump(completed - 1, self.run.lines)

    @property
    def events(self) -> list[Event]:
        """What a person did in the middle of this run, in order."""
        return events(self.run.trainer)

    @property
    def set_by_hand(self) -> dict[tuple[str, int, int], Edit]:
        """The entries that a person has set up to the moment in sight, and how each was last.

        By matrix, row and column, as :class:`Edit` counts them.
        """
        return self.run.trainer.edits.until(self._snapshot.iteration, self._snapshot.line)

    @property
    def travelling(self) -> float | None:
        """How much of a long way to another moment is done; None where nobody is on the way."""
        return self.run.travelling

    @property
    def hurried(self) -> bool:
        """Whether playing goes as fast as it can, whatever the speed is."""
        return self.speed.unlimited or self.goal is not None or self.travelling is not None

    @property
    def followed(self) -> bool:
        """Whether a person can follow every line: the run stands, or plays slowly by lines."""
        return not self.playing or (self.speed.followed and not self.hurried)

    def next_phase(self) -> None:
        """Go on to the end of the phase."""
        self._move(self.run.finish_phase)

    def next_iteration(self) -> None:
        """Go on to the end of the iteration."""
        self._move(self.run.finish_iteration)

    def next_epoch(self) -> None:
        """Go on to the end of the epoch; one that takes long is run and can be paused."""
        self.pause()
        if self.run.seconds_for_epoch < _PATIENCE:
            self._move(self.run.finish_epoch)
            return
        self.goal = self.run.completed + self.run.left_of_epoch
        self.play()

    def restart(self) -> None:
        """Back to the same start."""

        def restart() -> None:
            self._keep_what_ends()
            self.run.restart()

        self._move(restart)

    def _move(self, move: Callable[[], Any]) -> None:
        self.settle()
        self.pause()
        self.select(None)
        move()
        self.publish()

    def play_line(self) -> None:
        """Compute the next line while playing."""
        self.run.step(stopping=True)
        self.publish()

    def compute(self, seconds: float, most: int | None, stop: Callable[[], bool]) -> Snapshot:
        """Train for about this long, at most this many iterations, and tell nobody.

        Ends at the goal, if there is one.
        """
        if self.run.stopped and not self.stopped:  # nobody has been told of the last slice
            return self.run.snapshot()
        if self.run.travelling is not None:
            return self.run.snapshot() if self.run.travel(seconds, stop) else self._snapshot
        if self.goal is not None:
            most = min(most or self.goal, self.goal - self.run.completed)
        if most is None:
            self.run.run_for(seconds, stop)
        else:
            end = time.perf_counter() + seconds
            self.run.advance(most, lambda: stop() or time.perf_counter() > end)
        return self.run.snapshot()

    def publish(self, snapshot: Snapshot | None = None) -> None:
        """Tell the views where the run stands now."""
        if self.run.travelling is not None:
            self.signals.travelling.emit(self.run.travelling)
            return
        self._snapshot = snapshot or self.run.snapshot()
        self._take_over_rate()
        found = self.run.problem
        arrived = self._on_the_way or (
            self.goal is not None and self._snapshot.completed >= self.goal
        )
        self.stopped = self._why_stopped(self.run.stopped)
        if (found is not None or arrived or self.stopped) and self.playing:
            self._end_playing()
        self.tell(found.sentence if found else "")
        self.signals.moved.emit(self._snapshot)

    def _take_over_rate(self) -> None:
        """Let the document have the rate of the next update: in the past it may be another one."""
        rate, training = self.run.rate_ahead, self.experiment.training
        if rate != training.learning_rate:
            training = msgspec.structs.replace(training, learning_rate=rate)
            self.experiment = msgspec.structs.replace(self.experiment, training=training)
            self.signals.experiment.emit(self.experiment)

    def _end_playing(self) -> None:
        travelled, self._on_the_way = self._on_the_way, False
        self.playing, self.goal = False, None
        self.signals.playing.emit(False)
        if travelled:
            self.signals.travelling.emit(None)

    def _why_stopped(self, by: tuple[Breakpoint, ...]) -> str:
        if not by:
            return ""
        reasons = [
            (f"breakpoint {each.title}" if each.line else f"{each.condition} is true")
            + (f" (hit {each.hits})" if each.hits > 1 else "")
            for each in by
        ]
        return f"Stopped: {' and '.join(reasons)}."

    def tell(self, sentence: str) -> None:
        """Say that something is wrong; an empty sentence ends it."""
        if sentence != self.problem:
            self.problem = sentence
            self.signals.problem.emit(sentence)

    # -- playing -----------------------------------------------------------------------------

    def play(self) -> None:
        """Start to run, unless a matrix that is not finite stands in the way."""
        if not self.playing and self.run.problem is None:
            self.select(None)
            self.run.stopped, self.stopped = (), ""
            self.playing = True
            self.signals.playing.emit(True)

    def pause(self) -> None:
        """Stop running, and show where it came to."""
        if self.playing:
            self.settle()
            self.run.turn_back()
            self._end_playing()
            self.publish()

    def set_speed(self, speed: Speed) -> None:
        """Run at another speed."""
        if speed != self.speed:
            self.speed = speed
            self.signals.speed.emit(speed)

    def select(self, name: str | None) -> None:
        """Look at the line that computes this matrix; None follows the line just done.

        A line that there is no longer, in a listing that is not yet drawn anew, is not selected.
        """
        if name is not None and name not in self._snapshot.program.index:
            return
        if name != self.selected:
            self.selected = name
            self.signals.selected.emit(name)

    # -- debugging ---------------------------------------------------------------------------

    @property
    def shapes(self) -> Shapes:
        """The shape of every matrix that a condition or a watch can name."""
        return self.run.trainer.shapes

    def toggle_breakpoint(self, line: str) -> None:
        """Stop before this line from now on, or no longer.

        Raises:
            UserError: there is no such line, or there are too many breakpoints.
        """
        self.breakpoints.toggle(line, self.run.program)

    def break_when(self, condition: str) -> Breakpoint:
        """Stop when this becomes true.

        Raises:
            ExpressionError: it cannot be read; it says where.
        """
        return self.breakpoints.add(condition, self.shapes)

    def watch(self, text: str) -> Watch:
        """Follow the value of an expression; its curve reaches back as far as is known.

        Raises:
            ExpressionError: it cannot be read; it says where.
        """
        self._free()
        made = self.watches.add(text, self.shapes)
        self.measure_watches()
        return made

    def measure_watches(self) -> None:
        """Give every watch its value and its curve up to here, as where one was rewritten."""
        self._free()
        self.run.measure_watches()
        if not self.playing:
            self.publish()

    def effect(self) -> Effect | None:
        """What the update in sight promised and did to J; None before it, and while training.

        Where it plays line by line, it may be asked when ``moved`` tells of a line.
        """
        if self.playing and (self.hurried or not self.speed.by_line):
            return None
        return effect(self.run)

    def edit(
        self, matrix: str, row: int, column: int, value: float, gesture: object = None
    ) -> None:
        """Set an entry of a W, a b, of X or of Y at this moment; it can be undone.

        What is shown follows from it, and a replay makes it again. Row and column count from 0,
        those of X and Y in the present batch. Edits of one ``gesture``, such as a drag, are
        taken back together.

        Raises:
            UserError: there is no such entry, or the value is no number; nothing has changed.
        """
        self._check_edit(matrix, row, column, value)
        self.pause()
        self.settle()
        old = self._moment()
        again = False

        def do() -> None:
            nonlocal again
            if again:
                self._return_to(old)
            again = True
            self.run.edit(matrix, row, column, float(value))
            rate = self.run.trainer.schedule.latest
            training = msgspec.structs.replace(self.experiment.training, learning_rate=rate)
            changed = msgspec.structs.replace(self.experiment, training=training)
            self._adopt(changed, self.preset, keep_selection=True)

        label = f"{matrix}[{row + 1},{column + 1}]"
        command = Command(label, do, lambda: self._return_to(old), old.nbytes, gesture)
        self._commands.do(command)
        self.signals.undo.emit()

    def _check_edit(self, matrix: str, row: int, column: int, value: float) -> None:
        there = self._snapshot.matrices.get(matrix)
        if not _EDITABLE.fullmatch(matrix) or there is None:
            raise UserError(
                f"{matrix} cannot be set: it is computed. Set an entry of a W, a b, of X or of Y."
            )
        rows, columns = there.shape
        if not (0 <= row < rows and 0 <= column < columns):
            raise UserError(
                f"{matrix} has no entry [{row + 1},{column + 1}]: it is {rows} × {columns}."
            )
        if not math.isfinite(value):
            what = "label" if matrix == SAMPLES[1] else "value"
            raise UserError(f"{matrix}[{row + 1},{column + 1}]: a {what} is a finite number.")

    # -- comparing ---------------------------------------------------------------------------

    def compare(self, on: bool) -> None:
        """Keep the curve of every run that is left for another from now on, or no longer."""
        if on != self.comparison.on:
            self.comparison.on = on
            self.signals.comparison.emit()

    def keep_curve(self) -> None:
        """Keep the cost curve as it is now."""
        self._keep(self._snapshot.curve)

    def drop_curve(self, curve: KeptCurve) -> None:
        """Forget a kept curve."""
        self.comparison.drop(curve)
        self.signals.comparison.emit()

    def clear_curves(self) -> None:
        """Forget all kept curves."""
        self.comparison.clear()
        self.signals.comparison.emit()

    def _keep(self, curve: Curve) -> None:
        self.comparison.keep(self.experiment, self.preset, curve, self.run.trainer.batches)
        self.signals.comparison.emit()

    def _keep_what_ends(self) -> None:
        """The present run is about to be left; nobody else touches it."""
        if self.comparison.on and len(self.run.curve.iterations) >= FEWEST_POINTS:
            self._keep(self.run.curve)

    # -- changing ----------------------------------------------------------------------------

    def change(self, key: str, value: Any) -> None:
        """Change one setting; it can be undone, unless it is what is looked at.

        Raises:
            UserError: the value does not fit; nothing has changed.
        """
        section, field = find_field(key, self.experiment)
        if section == "view":
            self.look(field, value)
            return
        new = replaced(self.experiment, {f"{section}.{field}": value})
        self._change_to(new, field.replace("_", " "))

    def set_up(self, key: str, value: Any) -> None:
        """Change one setting and what has to follow it, such as the loss that fits an output.

        Raises:
            UserError: the value does not fit; nothing has changed.
        """
        section, field = find_field(key, self.experiment)
        if section == "view":
            self.look(field, value)
            return
        changes = with_companions(self.experiment, f"{section}.{field}", value)
        self._change_to(replaced(self.experiment, changes), field.replace("_", " "))

    def draw_points(self, points: Points) -> None:
        """Learn from these points, put there by hand; a run that plays goes on with them.

        Of fewer than two nothing can be learned: they are kept as ``sketch``, and what was
        learned from stays until there are more. Either can be undone.

        Raises:
            UserError: the points do not fit; nothing has changed.
        """
        if len(points) < LEAST:
            self._sketch(points)
            return
        new = replaced(self.experiment, with_points(self.experiment, points))
        if new == self.experiment:
            self._sketch(None)
        else:
            self._change_to(new, "draw", play_on=True)

    def _sketch(self, points: Points | None) -> None:
        """Keep points that are too few; it can be undone."""
        old = self.sketch
        if points == old:
            return

        def show(sketch: Points | None) -> None:
            self.sketch = sketch
            self.signals.experiment.emit(self.experiment)

        self._commands.do(Command("draw", lambda: show(points), lambda: show(old)))
        self.signals.undo.emit()

    def open_preset(self, name: str) -> None:
        """Open a preset in place of the present experiment; it can be undone.

        Raises:
            UserError: there is no such preset.
        """
        self._change_to(load_preset(name), f"preset {name}", preset=name, fresh=True)

    def open_experiment(self, experiment: Experiment, name: str) -> None:
        """Open an experiment under a name in place of the present one; it can be undone.

        Raises:
            UserError: it does not fit together, or its file cannot be read.
        """
        self._change_to(check(experiment), name, preset=name, fresh=True)

    def look(self, field: str, value: Any) -> None:
        """Change what is looked at, a field of ``view``; this is not a change to be undone.

        Raises:
            UserError: the value does not fit; nothing has changed.
        """
        new = replaced(self.experiment, {f"view.{field}": value})
        if new == self.experiment:
            return
        chain = new.view.chain
        if chain != self.experiment.view.chain:
            self._free()
            self.select(None)
            self.run.show_chain(chain)
        if new.view.memory != self.experiment.view.memory:
            self._free()
            self.run.limit_history(new.view.memory * 2**20)
        self.experiment = new
        self.signals.experiment.emit(new)
        if field == "chain":
            self.publish()

    def new_start(self) -> None:
        """Start over from other initial weights: the next seed."""
        self.change("training.seed", self.experiment.training.seed + 1)

    def undo(self) -> None:
        """Take the latest change back: the settings, and where the run stood."""
        self._free()
        self._commands.undo()
        self.signals.undo.emit()

    def redo(self) -> None:
        """Make the change last undone again."""
        self._free()
        self._commands.redo()
        self.signals.undo.emit()

    def _change_to(
        self,
        new: Experiment,
        label: str,
        preset: str | None = None,
        fresh: bool = False,
        play_on: bool = False,
    ) -> None:
        """Make a change that can be undone; ``fresh`` starts over even if nothing else changes.

        ``play_on`` lets a run that plays go on playing, whatever changes.
        """
        if new == self.experiment and not fresh:
            return
        if not fresh and new.data.source not in (self.experiment.data.source, POINTS):
            # What was said of a preset was said of its data. Not so at the first point that is
            # drawn: the window would be arranged anew below the pen.
            new = msgspec.structs.replace(new, title="", note="", description="")
            preset = ""
        self._free()
        old, old_preset = self._moment(), self.preset
        kept = self.comparison.kept
        name = self.preset if preset is None else preset

        file: Dataset | None = None

        def do() -> None:
            nonlocal file
            if file is not None:  # made again, it has the samples with which it was made
                FILES.keep(new.data, file)
            self._apply(new, name, fresh, play_on)
            file = self.run.trainer.parts.file

        def undo() -> None:
            self._restore(old, old_preset, fresh)
            if fresh:  # another experiment may have taken them away
                self.comparison.bring_back(kept)
                self.signals.comparison.emit()

        held = old.nbytes
        if fresh and old.file is not None:
            held += old.file.inputs.nbytes
        self._commands.do(Command(label, do, undo, held))
        self.signals.undo.emit()

    def _free(self) -> None:
        """Have the run for oneself, at a moment; one that plays goes on afterwards."""
        self.settle()
        if self.travelling is not None:
            self.pause()

    def _apply(self, new: Experiment, preset: str, fresh: bool, play_on: bool = False) -> None:
        old = self.experiment
        differing = self._differing(old, new)
        live = not fresh and differing <= _LIVE
        playing = self.playing and not fresh and (play_on or differing <= _PLAYED_ON)
        if not fresh:  # made again, it leaves what a person looks at by then
            new = msgspec.structs.replace(new, view=old.view)
        sketch = None if fresh or new.data != old.data else self.sketch
        if not live:
            self.pause()
            try:
                run = self._made_run(new)
            except MemoryError:
                raise UserError(
                    "this needs more memory than there is: use fewer units or samples."
                ) from None
            if fresh and not self.comparison.on:
                self.clear_curves()  # they belong to what is no longer looked at
            elif not differing <= _PLAYED_ON or fresh:  # not one for every point of a stroke
                self._keep_what_ends()
            self.run = run
        elif new.training.learning_rate != old.training.learning_rate:
            self.run.change_learning_rate(new.training.learning_rate)
        self.sketch = sketch
        self._adopt(new, preset, keep_selection=live)
        if playing and not live:
            self.play()

    def _restore(self, moment: Moment, preset: str, fresh: bool) -> None:
        if not fresh and self._differing(moment.experiment, self.experiment) <= _LIVE:
            self._return_to(moment)
            return
        wanted = moment.experiment
        if not fresh:  # what a person looks at is not taken back, only what a preset brought along
            wanted = msgspec.structs.replace(wanted, view=self.experiment.view)
        self.pause()
        if moment.file is not None:
            FILES.keep(moment.experiment.data, moment.file)
        run = self._made_run(moment.experiment)
        run.limit_history(wanted.view.memory * 2**20)
        moment.resume(run)
        if wanted.view.chain != moment.experiment.view.chain:
            run.show_chain(wanted.view.chain)
        self._keep_what_ends()
        self.run = run
        self.sketch = moment.sketch
        self._adopt(wanted, preset, keep_selection=False)

    def _return_to(self, moment: Moment) -> None:
        """Stand where the present run stood, with the settings that it had."""
        self.pause()
        view = self.experiment.view
        self.run.show_chain(moment.experiment.view.chain)
        moment.resume(self.run)
        self.run.show_chain(view.chain)
        wanted = msgspec.structs.replace(moment.experiment, view=view)
        self.sketch = moment.sketch
        self._adopt(wanted, self.preset, keep_selection=True)

    def _adopt(self, experiment: Experiment, preset: str, keep_selection: bool) -> None:
        sizes = self.run.trainer.network.sizes
        if sizes != self._snapshot.program.network.sizes:
            self.pointing.clear()
        self.experiment, self.preset = experiment, preset
        if not keep_selection:
            self.select(None)
        self._snapshot = self.run.snapshot()
        self.signals.experiment.emit(experiment)
        self.publish(self._snapshot)

    def _moment(self) -> Moment:
        return Moment.of(self.run, self.experiment, self.sketch)

    @staticmethod
    def _differing(old: Experiment, new: Experiment) -> set[tuple[str, str]]:
        return {
            (section, field)
            for section in ("data", "network", "training")
            for field in getattr(old, section).__struct_fields__
            if getattr(getattr(old, section), field) != getattr(getattr(new, section), field)
        }
