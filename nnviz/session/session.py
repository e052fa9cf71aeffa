"""The application without a screen: an experiment, the run of it, and what a person does to them.

Views call its methods and listen to its signals. All methods belong to one thread, except that
:meth:`Session.compute` may run in another while nothing else is called; ``publish`` then tells.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from psygnal import Signal, SignalGroup

from nnviz.data.dataset import Dataset
from nnviz.errors import UserError
from nnviz.nn.calls import Array
from nnviz.session.changes import find_field, replaced
from nnviz.session.checks import check
from nnviz.session.commands import Command, CommandStack
from nnviz.session.companions import with_companions, with_points
from nnviz.session.comparison import FEWEST_POINTS, Comparison, KeptCurve
from nnviz.session.curve import Curve
from nnviz.session.data_settings import POINTS
from nnviz.session.evaluation import Evaluator
from nnviz.session.experiment import Experiment
from nnviz.session.history import History
from nnviz.session.pointing import Pointing
from nnviz.session.points import LEAST, Points
from nnviz.session.predictor import Predictor
from nnviz.session.presets import load_preset
from nnviz.session.problem import Problem
from nnviz.session.run import Run
from nnviz.session.schedule import Schedule
from nnviz.session.snapshot import Snapshot
from nnviz.session.sources import FILES
from nnviz.session.speeds import SPEEDS, Speed
from nnviz.session.trainer import Trainer

# Fields that can change without starting the training over.
_LIVE = {
    ("training", "learning_rate"),
    ("training", "epochs"),
}


# Fields whose change starts the training over, but lets a run that plays go on playing.
_PLAYED_ON = {("data", "points")}


_KEPT_FOR_UNDO = 2**21  # bytes of copies with which a run that is taken back can be replayed
_PATIENCE = 0.2  # seconds that a move may take while the window waits


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


@dataclass(frozen=True)
class _Moment:
    """Where a run stood, small enough to be kept with every change."""

    experiment: Experiment
    schedule: Schedule
    curve: Curve
    iteration: int
    line: int
    start: Array
    last_change: Array
    problem: Problem | None
    sketch: Points | None
    file: Dataset | None
    """The samples that it stood on, where they were read from a file that may change."""
    history: History

    @property
    def nbytes(self) -> int:
        """About how much memory it holds on to."""
        return 2 * self.start.nbytes + self.history.nbytes


class Session:
    """One experiment and its run."""

    def __init__(self, experiment: Experiment, preset: str = "") -> None:
        self.signals = SessionSignals()
        self.experiment = check(experiment)
        self.preset = preset
        self.run = Run(experiment)
        self.playing = False
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
        self._predictors: dict[bool, Predictor] = {}
        self._predicted: Trainer | None = None
        self._judge: Evaluator | None = None
        self._judged: Trainer | None = None

    # -- looking -----------------------------------------------------------------------------

    @property
    def snapshot(self) -> Snapshot:
        """The moment that was published last."""
        return self._snapshot

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
        return min(self.experiment.view.sample, len(self._snapshot.batch) - 1)

    def activations_at(self, points: Array, single: bool = False) -> list[Array]:
        """A_1 ... A_L at the published parameters for points given as rows, k x inputs.

        Points are as the data has them; standardizing and features are done here. ``single``
        computes in single precision, faster and good enough for colours.

        The arrays are valid until the next call.
        """
        trainer = self.run.trainer
        if self._predicted is not trainer:
            self._predictors.clear()
            self._predicted = trainer
        if single not in self._predictors:
            dtype = np.float32 if single else np.float64
            self._predictors[single] = Predictor(trainer.network, trainer.parts.inputs, dtype)
        return self._predictors[single].activations(points, self._snapshot.parameters.flat)

    def confusion(self, part: str) -> NDArray[np.int64] | None:
        """How often a class (row) was taken for a class (column) in ``train``, ``dev`` or ``test``.

        At the parameters of ``snapshot.evaluation``, so that both say the same; None for a part
        without samples and for a regression.
        """
        evaluator = self._evaluator()
        count = self.experiment.shape.classes
        if not count or not evaluator.count(part):
            return None
        with np.errstate(all="ignore"):
            true, answered = evaluator.classes(part)
        table: NDArray[np.int64] = np.zeros((count, count), dtype=np.int64)
        np.add.at(table, (true, answered), 1)
        return table

    def predictions(self, part: str) -> tuple[Array, Array] | None:
        """True and predicted values of a part, both m x k, in the units of the data.

        At the parameters of ``snapshot.evaluation``; None for a part without samples and for a
        classification.
        """
        evaluator, parts = self._evaluator(), self.run.trainer.parts
        true = evaluator.values(part)
        if true is None or not len(true):
            return None
        with np.errstate(all="ignore"):
            answered = parts.restored(evaluator.output(part))
        return true, answered.T

    def _evaluator(self) -> Evaluator:
        """One of its own, because the trainer's may be at work in another thread."""
        trainer, snapshot = self.run.trainer, self._snapshot
        if self._judge is None or self._judged is not trainer:
            self._judge = Evaluator(trainer.network, trainer.parts)
            self._judged = trainer
        self._judge.use(snapshot.evaluated.flat)
        return self._judge

    # -- moving ------------------------------------------------------------------------------

    def step(self) -> None:
        """Compute the next line."""
        self._move(self.run.step)

    def step_back(self) -> None:
        """Undo the last line."""
        self._move(self.run.step_back)

    def next_phase(self) -> None:
        """Go on to the end of the phase."""
        self._move(self.run.finish_phase)

    def next_iteration(self) -> None:
        """Go on to the end of the iteration."""
        self._move(self.run.finish_iteration)

    def next_epoch(self) -> None:
        """Go on to the end of the epoch; one that takes long is run and can be paused."""
        self.settle()
        if self.run.seconds_for_epoch < _PATIENCE:
            self._move(self.run.finish_epoch)
            return
        self.pause()
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
        self.run.step()
        self.publish()

    def compute(self, seconds: float, most: int | None, stop: Callable[[], bool]) -> Snapshot:
        """Train for about this long, at most this many iterations, and tell nobody.

        Ends at the goal, if there is one.
        """
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
        self._snapshot = snapshot or self.run.snapshot()
        found = self.run.problem
        arrived = self.goal is not None and self._snapshot.completed >= self.goal
        if (found is not None or arrived) and self.playing:
            self.playing, self.goal = False, None
            self.signals.playing.emit(False)
        self.tell(found.sentence if found else "")
        self.signals.moved.emit(self._snapshot)

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
            self.playing = True
            self.signals.playing.emit(True)

    def pause(self) -> None:
        """Stop running, and show where it came to."""
        if self.playing:
            self.playing, self.goal = False, None
            self.settle()
            self.signals.playing.emit(False)
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
            self.settle()
            self.select(None)
            self.run.show_chain(chain)
        self.experiment = new
        self.signals.experiment.emit(new)
        if field == "chain":
            self.publish()

    def new_start(self) -> None:
        """Start over from other initial weights: the next seed."""
        self.change("training.seed", self.experiment.training.seed + 1)

    def undo(self) -> None:
        """Take the latest change back: the settings, and where the run stood."""
        self.settle()
        self._commands.undo()
        self.signals.undo.emit()

    def redo(self) -> None:
        """Make the change last undone again."""
        self.settle()
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
        self.settle()
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
                run = Run(new)
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

    def _restore(self, moment: _Moment, preset: str, fresh: bool) -> None:
        wanted = moment.experiment
        if not fresh:  # what a person looks at is not taken back, only what a preset brought along
            wanted = msgspec.structs.replace(wanted, view=self.experiment.view)
        self.pause()
        if moment.file is not None:
            FILES.keep(moment.experiment.data, moment.file)
        run = Run(moment.experiment)
        run.resume(
            moment.iteration,
            moment.line,
            moment.start,
            moment.last_change,
            moment.schedule,
            moment.curve,
            moment.problem,
            moment.history,
        )
        if wanted.view.chain != moment.experiment.view.chain:
            run.show_chain(wanted.view.chain)
        self._keep_what_ends()
        self.run = run
        self.sketch = moment.sketch
        self._adopt(wanted, preset, keep_selection=False)

    def _adopt(self, experiment: Experiment, preset: str, keep_selection: bool) -> None:
        if experiment.sizes != self.experiment.sizes:
            self.pointing.clear()
        self.experiment, self.preset = experiment, preset
        if not keep_selection:
            self.select(None)
        self._snapshot = self.run.snapshot()
        self.signals.experiment.emit(experiment)
        self.publish(self._snapshot)

    def _moment(self) -> _Moment:
        run = self.run
        return _Moment(
            self.experiment,
            run.trainer.schedule.copy(),
            run.curve.copy(),
            run.iteration,
            run.line,
            *run.began_with,
            run.problem,
            self.sketch,
            run.trainer.parts.file,
            run.history.thinned(min(1000, _KEPT_FOR_UNDO // run.trainer.initial.nbytes)),
        )

    @staticmethod
    def _differing(old: Experiment, new: Experiment) -> set[tuple[str, str]]:
        return {
            (section, field)
            for section in ("data", "network", "training")
            for field in getattr(old, section).__struct_fields__
            if getattr(getattr(old, section), field) != getattr(getattr(new, section), field)
        }
