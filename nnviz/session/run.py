"""One run of an experiment: where it stands, and every way to move in it.

A position is an iteration and how many of its lines are done. After the last line the position
stays there, with every matrix in sight, until the first line of the next iteration is computed.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnviz.nn.calls import Array
from nnviz.nn.network import ParameterVector
from nnviz.program.compile import compile_program
from nnviz.program.machine import Machine
from nnviz.program.step import Kind, Phase, Step
from nnviz.session.breakpoints import Breakpoint, Breakpoints, Check
from nnviz.session.curve import Curve
from nnviz.session.edits import SAMPLES, Edit, Edits
from nnviz.session.evaluation import Evaluation
from nnviz.session.experiment import Experiment
from nnviz.session.history import BUDGET, History
from nnviz.session.problem import Problem
from nnviz.session.schedule import Schedule
from nnviz.session.snapshot import Snapshot
from nnviz.session.trainer import Trainer
from nnviz.session.watched import Hit
from nnviz.session.watches import Watches

_CHUNK_SECONDS = 0.004
_NEAR = 32  # copies that a long replay leaves on its way
_NEAR_SHARE = 8  # they take an eighth of the room for copies
_MOST_MEASURED, _MEASURING = 400, 0.1  # points of a new watch's curve, seconds to compute them


@dataclass(frozen=True)
class _Travel:
    """A way to another moment: where it goes, from which copy, and where it set out."""

    iteration: int
    line: int
    kept: int
    origin: tuple[int, int, Array, Array]


class Run:
    """The position in a run, its history and its cost curve.

    ``every_sample`` evaluates on all samples, where otherwise some of very many are taken.
    ``breakpoints`` stop it, ``watches`` are told of its numbers; ``budget`` is how many bytes the
    copies take from which earlier moments are replayed.
    """

    def __init__(
        self,
        experiment: Experiment,
        every_sample: bool = False,
        breakpoints: Breakpoints | None = None,
        watches: Watches | None = None,
        budget: int = BUDGET,
    ) -> None:
        self.trainer = Trainer(experiment, every_sample)
        self.program = self.trainer.program
        self.lines = len(self.program.steps)
        self.breakpoints = Breakpoints() if breakpoints is None else breakpoints
        self.watches = Watches() if watches is None else watches
        self.stopped: tuple[Breakpoint, ...] = ()
        """The breakpoints because of which the last move ended where it did."""
        self._budget = budget
        self._forget_history()
        self.curve = Curve()
        self._reached = (0, 0)
        self._travel: _Travel | None = None
        self._travelled = 0
        self._finite_of: Machine | None = None
        self._finite_list: list[Array] = []
        self._settled: tuple[Check, ...] | None = None
        self._found: Problem | None = None
        self._watch()
        self.iteration = 0
        self.line = 0
        self._evaluation: Evaluation | None = None
        # A guess until the first is measured: overhead, and a few operations a weight and sample.
        work = self.trainer.batch_size * self.trainer.parameters.flat.size
        self._iteration_seconds = 1e-5 + 6e-10 * work
        self._evaluation_seconds: float | None = None
        self.watches.forget()
        with np.errstate(all="ignore"):
            self._start_over(self.trainer.initial)

    # -- where it stands ---------------------------------------------------------------------

    @property
    def completed(self) -> int:
        """How many iterations are complete."""
        return self.iteration + (self.line == self.lines)

    @property
    def problem(self) -> Problem | None:
        """What is not finite, at the line that found it and ever after."""
        found = self._found
        if found is None or (self.iteration, self.line) < (found.iteration, found.line):
            return None
        return found

    @property
    def evaluation(self) -> Evaluation:
        """Cost and accuracy of the parameters after the last complete iteration.

        During the update some matrices are new and some old; that is no moment of training.
        """
        if self._evaluation is None:
            done = self.line == self.lines
            parameters = (self.trainer.memory if done else self._start)[0]
            clock = time.perf_counter()
            with np.errstate(all="ignore"):
                self._evaluation = self.trainer.evaluate(parameters)
            self._note_evaluation(time.perf_counter() - clock)
        return self._evaluation

    def _note_evaluation(self, seconds: float) -> None:
        """Remember how long an evaluation takes: not the first, which makes the buffers.

        A single pause of the machine must not space out the curve of a small network.
        """
        before = self._evaluation_seconds
        self._evaluation_seconds = 1e-5 if before is None else min(seconds, 2 * before)

    def snapshot(self) -> Snapshot:
        """This moment, copied."""
        trainer, sizes = self.trainer, self.trainer.network.sizes
        matrices = self._machine.matrices
        memory = trainer.memory.copy()
        parameters = ParameterVector(sizes, memory[0])
        gradients = ParameterVector(sizes, trainer.state.gradients.flat.copy())
        values = self._named(memory)
        values["Y"] = matrices.Y.copy()
        shared = trainer.batches == 1 and not len(trainer.edits)
        values["X"] = matrices.X if shared else matrices.X.copy()
        self._note_watches()
        of_layers = dict(gradients.named("d"))
        for step in self.program.steps[: self.line]:
            if step.phase is not Phase.UPDATE:
                value = of_layers.get(step.name)
                values[step.name] = matrices.named[step.name].copy() if value is None else value
        return Snapshot(
            program=self.program,
            iteration=self.iteration,
            line=self.line,
            completed=self.completed,
            epoch=trainer.epoch(self.completed),
            matrices=values,
            before=self._named(self._start.copy()),
            parameters=parameters,
            change=ParameterVector(sizes, self._present_change()),
            batch=trainer.batch(self.iteration).copy(),
            learning_rate=trainer.schedule.at(self.iteration),
            evaluation=self.evaluation,
            curve=self._curve_to_here(),
            reached=self.reached,
        )

    def _curve_to_here(self) -> Curve:
        """A copy of the curve with the present cost at its end, however far apart its points."""
        curve = self.curve.copy()
        if math.isfinite(self.evaluation.cost):
            curve.add(self.completed, self.evaluation)
        return curve

    def _named(self, memory: Array) -> dict[str, Array]:
        """The parameters and running averages of a memory, by their names."""
        sizes = self.trainer.network.sizes
        prefixes = ("", *(f"{slot}d" for slot in self.trainer.state.slots))
        return {
            name: value
            for prefix, row in zip(prefixes, memory, strict=True)
            for name, value in ParameterVector(sizes, row).named(prefix)
        }

    def _present_change(self) -> Array:
        updating = self.line and self.program.steps[self.line - 1].phase is Phase.UPDATE
        if updating:
            with np.errstate(all="ignore"):
                change: Array = self.trainer.memory[0] - self._start[0]
                return change
        return self._last_change.copy()

    def measure_watches(self) -> None:
        """Draw the curves of watches that are new, from what is kept of the past.

        As many iterations are computed again as take a moment that is not felt.
        """
        if not len(self.watches) or not self.completed:
            return
        most = max(2, min(_MOST_MEASURED, int(_MEASURING / self._iteration_seconds)))
        starts = [start for start in self.history.starts if start < self.completed]
        starts = starts[:: max(1, -(-len(starts) // most))]
        iteration, line, origin = self.iteration, self.line, self.began_with
        self.watches.forget()
        with np.errstate(all="ignore"):
            for start in starts:
                self.trainer.memory[...] = self.history.nearest(start)[1]
                machine = self.trainer.load(start)
                machine.run_in_sight()
                self.trainer.edit_behind(start)
                self.watches.record(
                    self.program, self.trainer.shapes, self._values_of(machine, start + 1),
                    start + 1,
                )  # fmt: skip
            self._return(iteration, line, *origin)
            self._note_watches()

    # -- a line at a time --------------------------------------------------------------------

    def step(self, stopping: bool = False) -> None:
        """Compute the next line; ``stopping`` tells whether a breakpoint is met behind it."""
        self.stopped = ()
        checks = self._checks()
        with np.errstate(all="ignore"):
            self._step(checks, stopping)

    def _step(self, checks: Sequence[Check], stopping: bool) -> None:
        """Compute the next line, and see whether a breakpoint is met behind it."""
        if self.line == self.lines:
            self._begin(self.iteration + 1)
        self._do_line()
        self._look_at(self.line - 1)
        self._meet(checks, stopping)

    def step_back(self) -> None:
        """Undo the last line; at the very start nothing happens."""
        self.seek(*self.before)

    @property
    def before(self) -> tuple[int, int]:
        """The moment a line before this one; the start has none before it."""
        if self.line > 1 or self.iteration == 0:
            return self.iteration, max(self.line - 1, 0)
        if self.line == 1:
            return self.iteration - 1, self.lines
        return self.iteration - 1, self.lines - 1

    def finish_phase(self) -> None:
        """Compute the lines up to the end of the phase of the next line."""
        first = self.line % self.lines
        self._finish(self.program.phase_end(first))

    def finish_iteration(self) -> None:
        """Compute the lines up to the end of the iteration of the next line."""
        self._finish(self.lines)

    def _finish(self, end: int) -> None:
        """Compute lines until so many of an iteration are done."""
        self.stopped = ()
        checks = self._checks()
        with np.errstate(all="ignore"):
            self._step(checks, stopping=True)
            while self.line < end and not self._halted:
                self._step(checks, stopping=True)

    def finish_epoch(self, stop: Callable[[], bool] = bool) -> None:
        """Go on to the end of the epoch of the next line."""
        self.advance(self.left_of_epoch, stop)

    # -- breakpoints and watches ----------------------------------------------------------------

    @property
    def _halted(self) -> bool:
        """Whether something keeps a run from going on."""
        return bool(self.stopped) or self.problem is not None

    def _checks(self) -> tuple[Check, ...]:
        """What is to be looked at on the way from here."""
        if not len(self.breakpoints):
            return ()
        checks = self.breakpoints.checks(self.program, self.trainer.shapes)
        if checks is not self._settled:  # they are new, or were passed by without being looked at
            self._settled = checks
            values = self._values()
            for check in checks:
                check.settle(values if check.position <= self.line else None)
        return checks

    def _meet(self, checks: Sequence[Check], stopping: bool) -> None:
        """Look at the breakpoints behind the line just done."""
        here = [check for check in checks if check.position == self.line]
        if here:
            values = self._values()
            if not stopping:  # going by single lines passes them
                for check in here:
                    check.settle(values)
                return
            self.stopped = tuple(check.breakpoint for check in here if check.stops(values))

    def _values(self) -> dict[str, Any]:
        """What an expression can name, at this moment."""
        return self._values_of(self._machine, self.completed)

    def _values_of(self, machine: Machine, completed: int) -> dict[str, Any]:
        counts = {"iteration": completed, "epoch": self.trainer.epoch(completed)}
        return {**machine.matrices.named, **counts}

    def _note_watches(self) -> None:
        """Tell the watches the numbers of this moment, where they are computed."""
        if len(self.watches):
            shapes = self.trainer.shapes
            self.watches.note(self.program, shapes, self._values(), self.completed, self.line)

    @property
    def left_of_epoch(self) -> int:
        """How many iterations the epoch of the next line still needs."""
        batches = self.trainer.batches
        return batches - self.completed % batches

    @property
    def seconds_for_epoch(self) -> float:
        """About how long they take."""
        return self.left_of_epoch * self._iteration_seconds

    def _do_line(self) -> None:
        self._compute()
        if self.line == self.lines:
            self._evaluation = None
            self._record()

    def _compute(self) -> None:
        """Compute the matrix of the next line of this iteration, and what was set behind it."""
        self._machine.step(self.line)
        self.line += 1
        self.trainer.edit_behind(self.iteration, self.line)

    def _begin(self, iteration: int) -> None:
        """Stand before the first line of an iteration, whose start the parameters are."""
        self._last_change = self._present_change()
        self.iteration, self.line = iteration, 0
        self._machine: Machine = self.trainer.load(iteration)
        self._start = self.trainer.memory.copy()
        if iteration == 0 or iteration - self.history.nearest(iteration)[0] >= self._stride:
            self.history.keep(iteration, self._start)

    @property
    def _stride(self) -> int:
        """How many iterations make a short stretch: what a replay may take without being felt."""
        return max(1, int(_CHUNK_SECONDS / self._iteration_seconds))

    @property
    def _apart(self) -> int:
        """How many iterations lie between two evaluations at least, so that they take less time.

        One, unless an evaluation takes so long that it is felt.
        """
        if self._evaluation_seconds is None or self._evaluation_seconds < _CHUNK_SECONDS:
            return 1
        return 1 + int(2 * self._evaluation_seconds / self._iteration_seconds)

    def _start_over(self, memory: Array) -> None:
        """Stand at the very beginning, with these parameters."""
        self.trainer.memory[...] = memory
        self._start = memory
        self.line = 0
        self._last_change = np.zeros_like(memory[0])
        self._begin(0)
        self._evaluation = None
        self._found = None
        self._record()

    def _record(self) -> None:
        if math.isfinite(self.evaluation.cost):
            self.curve.add(self.completed, self.evaluation)
        if len(self.watches):
            shapes, completed = self.trainer.shapes, self.completed
            values = self._values()
            self.watches.record(self.program, shapes, values, completed, self.line)

    # -- many iterations ---------------------------------------------------------------------

    def advance(self, count: int, stop: Callable[[], bool] = bool) -> int:
        """Complete ``count`` iterations, the one that has begun counting as one.

        Stops before that where something is not finite (see ``problem``), or between two short
        stretches when ``stop()`` says so. Returns how many iterations were completed.
        """
        goal, first = self.completed + count, self.completed
        self.stopped = ()
        checks = self._checks()
        with np.errstate(all="ignore"):
            if self.line < self.lines and self.completed < goal:
                self._finish_begun(checks)
            while self.completed < goal and not self._halted and not stop():
                self._stretch(goal, checks)
        return self.completed - first

    def run_for(self, seconds: float, stop: Callable[[], bool] = bool) -> int:
        """Complete iterations for about this long; at least one. Returns how many."""
        end = time.perf_counter() + seconds
        done = self.advance(1, stop)
        while not self._halted and not stop():
            left = end - time.perf_counter()
            if left < self._iteration_seconds:
                break
            done += self.advance(max(1, min(int(left / self._iteration_seconds), 100_000)), stop)
        return done

    def _finish_begun(self, checks: Sequence[Check]) -> None:
        """Complete the iteration in which we stand, line by line."""
        while self.line < self.lines and not self._halted:
            self._step(checks, stopping=True)

    def _stretch(self, goal: int, checks: Sequence[Check]) -> None:
        """Run some iterations at full speed, at most to ``goal`` or to the next thing due."""
        begin = self.completed
        point = self.curve.next_due(self._stride // 3, self._apart)
        end = min(goal, begin + self._stride)
        if begin < point:
            end = min(end, point)
        if checks:
            # A number set in the midst of an update is seen by some checks and not by others.
            edited = self.trainer.edits.next_behind(begin)
            if edited == begin:
                self._step(checks, stopping=True)
                self._finish_begun(checks)
                return
            end = end if edited is None else min(end, edited)
        before, change = self.trainer.memory.copy(), self._present_change()
        clock = time.perf_counter()
        hit = self._run_between(begin, end, checks)
        spent = time.perf_counter() - clock
        if hit is not None:
            self._stand_where(begin, before, change, hit.iteration, hit.line, hit.by)
        self._iteration_seconds = max(spent / (self.completed - begin or 1), 1e-7)
        if hit is None and end >= point:
            self._record()
        if not self._finite:
            self._locate_problem(begin, before, change)

    @property
    def _finite(self) -> bool:
        """Whether all is finite that has to be, of what was computed of this iteration."""
        # Adding up is the quickest look. A sum may overflow where no entry does; then looking
        # for the entry finds none.
        if self.line == self.lines:
            sums = [matrix.sum() for matrix in self._to_be_finite]
        else:
            named = self._machine.matrices.named
            done = self.program.steps[: self.line]
            sums = [named[step.name].sum() for step in done if step.name in self._watched]
        return bool(np.isfinite([*sums, self.trainer.memory.sum()]).all())

    @property
    def _to_be_finite(self) -> list[Array]:
        """The matrices of the whole pass that must be finite; looked up once for a machine."""
        if self._finite_of is not self._machine:
            self._finite_of = self._machine
            named = self._machine.matrices.named
            self._finite_list = [
                named[step.name]
                for step in self.program.steps
                if step.name in self._watched and step.phase is not Phase.UPDATE
            ]
        return self._finite_list

    def _stand_where(
        self,
        begin: int,
        before: Array,
        change: Array,
        iteration: int,
        line: int,
        stopped: tuple[Breakpoint, ...],
    ) -> None:
        """Stand where a breakpoint was met, having run from ``begin`` and this memory."""
        self.trainer.memory[...] = before
        self._last_change, self._start = change, before
        self.line = 0
        if iteration > begin:
            self._run_between(begin, iteration)
        self._begin(iteration)
        while self.line < line:
            self._do_line()
        self.stopped = stopped

    def _run_between(self, begin: int, end: int, checks: Sequence[Check] = ()) -> Hit | None:
        """Complete the iterations begin ... end - 1; the last one is left open to be looked at.

        Returns where a check ends it before that, and why.
        """
        memory = self.trainer.memory
        self.history.keep(begin, memory)
        last = end - 1
        if last > begin:
            hit = self.trainer.advance(begin, last - begin - 1, checks)
            if hit is None:
                self._start = memory.copy()
                hit = self.trainer.advance(last - 1, 1, checks)
            if hit is not None:
                return hit
            self._last_change = memory[0] - self._start[0]
        else:
            self._last_change = self._present_change()
        self._machine = self.trainer.load(last)
        self._start = memory.copy()
        self._machine.run_in_sight()
        if checks:
            hit = self.trainer.look_at(last, self._machine, checks)
            if hit is not None:
                return hit
        self.trainer.edit_behind(last)
        self.iteration, self.line = last, self.lines
        self._evaluation = None
        return None

    # -- moving --------------------------------------------------------------------------------

    def restart(self) -> None:
        """Back to the same start, with the learning rate set last; the rest is forgotten."""
        self._forget_history()
        self.curve = Curve()
        self.watches.forget()
        self.trainer.schedule.change(0, self.trainer.schedule.latest)
        self.trainer.edits = Edits()
        self._reached, self.stopped = (0, 0), ()
        with np.errstate(all="ignore"):
            self._start_over(self.trainer.initial)

    def _forget_history(self) -> None:
        """Begin with no copies."""
        each = self.trainer.initial.nbytes
        near = self._budget // _NEAR_SHARE
        self.history = History(each, self._budget - near)
        self._nearby = History(each, near)

    def limit_history(self, budget: int) -> None:
        """Take so many bytes for copies from now on."""
        self._budget = budget
        each, near = self.trainer.initial.nbytes, budget // _NEAR_SHARE
        self.history.limit(each, budget - near)
        self._nearby = History(each, near)

    @property
    def reached(self) -> tuple[int, int]:
        """The latest moment of this run that is known: iteration and lines done of it."""
        return max(self._reached, (self.iteration, self.line))

    def seek(self, iteration: int, line: int) -> None:
        """Go to any moment that has been reached, by replaying from the nearest kept copy.

        Gives the bits of having run straight there, because the same calls run on the same
        samples.
        """
        self.set_out(iteration, line)
        self.travel(math.inf)

    def seconds_to(self, iteration: int) -> float:
        """About how long it takes to go to a moment of this iteration."""
        if iteration == self.iteration:
            return 0.0
        return (iteration - self._nearest(iteration)[0]) * self._iteration_seconds

    def set_out(self, iteration: int, line: int) -> None:
        """Begin to go to a moment that has been reached; :meth:`travel` goes on."""
        self._reached = self.reached
        self.stopped = ()
        self._settled = None
        origin = self.iteration, self.line, *self.began_with
        self._evaluation = None
        if iteration == self.iteration:  # its start is at hand
            self._travel = _Travel(iteration, line, iteration, origin)
            self.trainer.memory[...] = self._start
            self.line = 0
            return
        kept, memory = self._nearest(iteration)
        self._travel = _Travel(iteration, line, kept, origin)
        self.trainer.memory[...] = memory
        self._last_change = np.zeros_like(memory[0])
        self._start = memory.copy()
        self.line = 0
        self._travelled = kept
        if iteration - kept > 64 * self._stride:
            self._nearby = History(memory.nbytes, self._budget // _NEAR_SHARE)

    @property
    def travelling(self) -> float | None:
        """How much of the way to another moment is done; None where nobody is on the way."""
        if self._travel is None:
            return None
        way = self._travel.iteration - self._travel.kept
        return (self._travelled - self._travel.kept) / way if way else 1.0

    def travel(self, seconds: float, stop: Callable[[], bool] = bool) -> bool:
        """Go on to where :meth:`set_out` leads for about this long; whether one is there."""
        travel = self._travel
        if travel is None:
            return True
        end = time.perf_counter() + seconds
        with np.errstate(all="ignore"):
            if travel.kept < travel.iteration and not self._replay(travel, end, stop):
                return False
            self._arrive(travel.iteration, travel.line)
        return True

    def _replay(self, travel: _Travel, end: float, stop: Callable[[], bool]) -> bool:
        """Complete the iterations before a moment again, keeping copies of a long way."""
        apart = max(self._stride, (travel.iteration - travel.kept) // _NEAR)
        while travel.iteration - self._travelled > apart:
            if stop() or time.perf_counter() > end:
                return False
            self.trainer.advance(self._travelled, apart)
            self._travelled += apart
            self.history.keep(self._travelled, self.trainer.memory)
            self._nearby.keep(self._travelled, self.trainer.memory)
        self._run_between(self._travelled, travel.iteration)
        return True

    def _arrive(self, iteration: int, line: int) -> None:
        """Stand at a line of an iteration, with the memory at its start in place."""
        self._travel = None
        self._begin(iteration)
        while self.line < line:
            self._compute()
        if line:
            self._look_at(line - 1)

    def turn_back(self) -> None:
        """Give a way up, and stand where it set out."""
        if self._travel is not None:
            with np.errstate(all="ignore"):
                self._return(*self._travel.origin)

    def _return(self, iteration: int, line: int, start: Array, change: Array) -> None:
        """Stand where one stood, with the memory at the start and the change before it."""
        self.trainer.memory[...] = start
        self._last_change, self._start = change, start
        self.line = 0
        self._evaluation = None
        self._arrive(iteration, line)

    def _nearest(self, iteration: int) -> tuple[int, Array]:
        """The nearest copy from which this iteration and the change before it are replayed."""
        wanted = max(iteration - 1, 0)
        if len(self._nearby) and self._nearby.first <= wanted:
            return max(
                self.history.nearest(wanted), self._nearby.nearest(wanted), key=lambda kept: kept[0]
            )
        return self.history.nearest(wanted)

    @property
    def began_with(self) -> tuple[Array, Array]:
        """Copies of the memory at the start of the iteration, and of the change before it."""
        return self._start.copy(), self._last_change.copy()

    def resume(
        self,
        iteration: int,
        line: int,
        start: Array,
        last_change: Array,
        schedule: Schedule,
        edits: Edits,
        curve: Curve,
        found: Problem | None,
        history: History,
    ) -> None:
        """Stand where another run of the same experiment stood.

        ``start`` is the memory at the start of the iteration, ``last_change`` is what the
        iteration before did to them; what came earlier is replayed from the ``history``.
        """
        self._forget_history()
        self.history = history.thinned(len(history))  # others may go on from the same moment
        self.trainer.schedule = schedule.copy()
        self.trainer.edits = edits.copy()
        self._reached = (0, 0)
        self.stopped, self._settled = (), None
        self.curve = curve.copy()
        with np.errstate(all="ignore"):
            self.trainer.memory[...] = start
            self.line = 0
            self._last_change = last_change.copy()
            self._begin(iteration)
            self.history.keep(iteration, self._start)
            while self.line < line:
                self._compute()
            self._evaluation = None
            self._found = found

    def show_chain(self, chain: bool) -> None:
        """Compute g'(Z) and the chain rule at the output as lines of their own, or not.

        The update is the same in bits; only what is seen on the way changes.
        """
        old, place = self.program.steps, self.line
        program = compile_program(self.trainer.network, self.program.optimizer.name, chain)
        while 0 < place < len(old) and old[place - 1].name not in program.index:
            place -= 1  # the line just done is not among the others: stand behind the one before
        complete = place == len(old)
        line = program.index[old[place - 1].name] + 1 if place > 0 and not complete else place
        self.trainer.use_program(program)
        self.program = program
        self.lines = len(program.steps)
        self._watch()
        if self._found is not None and self._found.name in program.index:
            found = program.index[self._found.name] + 1
            self._found = replace(self._found, line=found)
        self.trainer.edits.shift(self.lines - len(old))  # those behind lines are in the update
        iteration, reached = self._reached
        self._reached = iteration, self.lines if reached == len(old) else 0
        self.line = self.lines if complete else line
        self.seek(self.iteration, self.line)

    def change_learning_rate(self, rate: float) -> None:
        """Update with another rate from the next update on."""
        first = self._next_update
        self._forget_future(first, self.completed)
        self.trainer.schedule.change(first, rate)
        self.trainer.state.learning_rate[...] = self.trainer.schedule.at(self.iteration)

    @property
    def _next_update(self) -> int:
        """The iteration whose update is the next to begin."""
        done = self.line and self.program.steps[self.line - 1].phase is Phase.UPDATE
        return self.iteration + (1 if done else 0)

    def _forget_future(self, first: int, measured: int) -> None:
        """Forget what will be otherwise: starts behind ``first``, numbers behind ``measured``.

        What a person has set behind this moment belonged to that future as well.
        """
        self.history.forget_after(first)
        self._nearby.forget_after(first)
        self.curve.forget_after(measured)
        self.watches.forget_after(measured)
        self.trainer.schedule.forget_after(self._next_update)
        self.trainer.edits.forget_after(self.iteration, self.line)
        self._reached = (self.iteration, self.line)
        if self.problem is None:
            self._found = None

    def edit(self, matrix: str, row: int, column: int, value: float) -> Edit:
        """Set an entry of a W, a b, of X or of Y; what follows from it is computed anew.

        What this iteration's update has computed is changed behind that, all else at the start
        of the iteration. The column of X or Y is that of the batch.
        """
        place = self.program.index.get(matrix, -1)
        behind = 0 <= place < self.line
        first = self.iteration + (1 if behind else 0)
        old = float(self._machine.matrices.named[matrix][row, column])
        if matrix in SAMPLES:
            column = int(self.trainer.batch(self.iteration)[column])
        line = self.line if behind else 0
        made = Edit(self.iteration, line, matrix, row, column, value, old)
        with np.errstate(all="ignore"):
            # The cost at the start of what is computed anew is another one as well.
            self._forget_future(first, min(self.completed, first) - 1)
            self.trainer.edits.add(made)
            self._evaluation, self._settled = None, None
            if behind:
                self.trainer.edit_behind(self.iteration, self.line)
            else:
                self._redo()
            self._record()
        return made

    def _redo(self) -> None:
        """Compute the lines of this iteration again, after something at its start has changed."""
        line, self._found = self.line, None
        self.trainer.memory[...] = self._start
        self.line = 0
        self._begin(self.iteration)
        while self.line < line:
            self._compute()
            self._look_at(self.line - 1)

    # -- what is not finite --------------------------------------------------------------------

    def _watch(self) -> None:
        """Find out which lines must be finite."""
        self._watched = {step.name for step in self.program.training}
        self._watched |= {step.name for step in self.program.steps if self._counts(step)}

    @staticmethod
    def _counts(step: Step) -> bool:
        """Whether a line that no update depends on must be finite all the same.

        J must. What stands beside the shortcut may overflow where dZ = A - Y is exact.
        """
        return step.kind in (Kind.J, Kind.PENALTY) or step.phase is Phase.UPDATE

    def _look_at(self, line: int) -> None:
        """Note a problem if the matrix of this line is the first that is not finite."""
        step = self.program.steps[line]
        if self._found is None and step.name in self._watched:
            value = self._machine.matrices.named[step.name]
            wrong = value.size - int(np.count_nonzero(np.isfinite(value)))
            if wrong:
                self._found = Problem(step.name, self.iteration, line + 1, wrong, value.size)

    def _locate_problem(self, begin: int, before: Array, change: Array) -> None:
        """Stand right behind the first line whose matrix is not finite, having run from ``begin``.

        ``before`` is the memory at the start of that, ``change`` the update before it. A last
        update may overflow without a matrix showing it before the next pass does. The sum of
        many numbers may be infinite where each is finite: then there is nothing to stand behind.
        """
        iteration, line, stopped = self.iteration, self.line, self.stopped
        self.trainer.memory[...] = before
        self.line = 0
        self._start = before.copy()
        self._last_change = change
        for each in range(begin, iteration + (2 if line == self.lines else 1)):
            self._begin(each)
            self._evaluation = None
            while self.line < (line if each == iteration else self.lines):
                self._compute()
                self._look_at(self.line - 1)
                if self._found is not None:
                    self.history.forget_after(self.iteration)
                    self.stopped = ()
                    return
        self._stand_where(begin, before, change, iteration, line, stopped)
