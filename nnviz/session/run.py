"""One run of an experiment: every way to move in it, to stop it, and to change it on the way."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from nnviz.nn.calls import Array
from nnviz.nn.network import ParameterVector
from nnviz.program.compile import Program, compile_program
from nnviz.program.machine import Machine
from nnviz.program.step import Phase
from nnviz.session.breakpoints import Breakpoint, Breakpoints, Check
from nnviz.session.curve import Curve
from nnviz.session.edits import SAMPLES, Edit, Edits
from nnviz.session.evaluation import Evaluation
from nnviz.session.experiment import Experiment
from nnviz.session.finiteness import Finiteness
from nnviz.session.history import BUDGET, History
from nnviz.session.pace import Pace
from nnviz.session.position import Position
from nnviz.session.problem import Problem
from nnviz.session.schedule import Schedule
from nnviz.session.snapshot import Snapshot
from nnviz.session.trainer import Trainer
from nnviz.session.travel import Copies, Travel, revisit
from nnviz.session.watched import Hit
from nnviz.session.watches import Watch, Watches

_MOST_MEASURED, _MEASURING = 400, 0.1  # points of a new watch's curve, seconds to compute them


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
        self.breakpoints = Breakpoints() if breakpoints is None else breakpoints
        self.watches = Watches() if watches is None else watches
        self.stopped: tuple[Breakpoint, ...] = ()
        """The breakpoints because of which the last move ended where it did."""
        self.pace = Pace(self.trainer.batch_size * self.trainer.parameters.flat.size)
        self._budget = budget
        with np.errstate(all="ignore"):
            self._at = Position(self.trainer)
        self._finiteness = Finiteness(self.program)
        self._settled: tuple[Check, ...] | None = None
        self._sharing: dict[str, Array] | None = None  # has the X of the machine, not a copy
        self._start_over()

    def _start_over(self) -> None:
        """Stand at the very beginning, with nothing known."""
        self._finiteness.found = None
        self._forget_history()
        self.curve = Curve()
        self.watches.forget()
        self.breakpoints.forget_hits()
        self._know_breakpoints()
        self._reached = (0, 0)
        self.stopped, self._settled = (), None
        self._evaluation: Evaluation | None = None
        with np.errstate(all="ignore"):
            self._at.stand(self.trainer.initial)
            self._begin(0)
            self._record()

    def _forget_history(self) -> None:
        """Begin with no copies."""
        self.copies = Copies(self.trainer.initial.nbytes, self._budget)
        self._travel = Travel(self._at, self.copies)

    # -- where it stands ---------------------------------------------------------------------

    @property
    def program(self) -> Program:
        """The lines of an iteration."""
        return self._at.program

    @property
    def lines(self) -> int:
        """How many lines an iteration has."""
        return self._at.lines

    @property
    def iteration(self) -> int:
        """The iteration whose matrices are in sight, counted from 0."""
        return self._at.iteration

    @property
    def line(self) -> int:
        """How many of its lines are done."""
        return self._at.line

    @property
    def completed(self) -> int:
        """How many iterations are complete."""
        return self._at.completed

    @property
    def reached(self) -> tuple[int, int]:
        """The latest moment of this run that is known: iteration and lines done of it."""
        return max(self._reached, (self.iteration, self.line))

    @property
    def problem(self) -> Problem | None:
        """What is not finite, at the line that found it and ever after."""
        return self._finiteness.problem(self._at)

    @property
    def evaluation(self) -> Evaluation:
        """Cost and accuracy of the parameters after the last complete iteration.

        During the update some matrices are new and some old; that is no moment of training.
        """
        if self._evaluation is None:
            done = self.line == self.lines
            parameters = (self.trainer.memory if done else self._at.start)[0]
            clock = time.perf_counter()
            with np.errstate(all="ignore"):
                self._evaluation = self.trainer.evaluate(parameters)
            self.pace.note_evaluation(time.perf_counter() - clock)
        return self._evaluation

    def snapshot(self) -> Snapshot:
        """This moment, copied."""
        at, trainer, sizes = self._at, self.trainer, self.trainer.network.sizes
        matrices = at.machine.matrices
        memory = trainer.memory.copy()
        gradients = ParameterVector(sizes, trainer.state.gradients.flat.copy())
        values = at.named(memory)
        values["Y"] = matrices.Y.copy()
        shared = trainer.batches == 1 and not len(trainer.edits)
        values["X"] = matrices.X if shared else matrices.X.copy()
        self._sharing = values if shared else None
        self._note_watches()
        of_layers = dict(gradients.named("d"))
        for step in self.program.steps[: self.line]:
            if step.phase is not Phase.UPDATE:
                value = of_layers.get(step.name)
                values[step.name] = matrices.named[step.name].copy() if value is None else value
        with np.errstate(all="ignore"):
            change = at.change()
        return Snapshot(
            program=self.program,
            iteration=self.iteration,
            line=self.line,
            completed=self.completed,
            epoch=trainer.epoch(self.completed),
            matrices=values,
            before=at.named(at.start.copy()),
            parameters=ParameterVector(sizes, memory[0]),
            change=ParameterVector(sizes, change),
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

    @property
    def began_with(self) -> tuple[Array, Array]:
        """Copies of the memory at the start of the iteration, and of the change before it."""
        _, _, start, change = self._at.origin
        return start, change

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
        self._compute()
        self._finiteness.look(self._at)
        self._meet(checks, stopping)

    def _begin(self, iteration: int) -> None:
        """Stand before the first line of an iteration, whose start the parameters are."""
        self._at.begin(iteration)
        history = self.history
        if iteration == 0 or iteration - history.nearest(iteration)[0] >= self.pace.stride:
            history.keep(iteration, self._at.start)

    def _compute(self) -> None:
        """Compute the next line of this iteration; the last one completes it."""
        self._at.compute()
        if self.line == self.lines:
            self._evaluation = None
            self._record()

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

    @property
    def left_of_epoch(self) -> int:
        """How many iterations the epoch of the next line still needs."""
        batches = self.trainer.batches
        return batches - self.completed % batches

    @property
    def seconds_for_epoch(self) -> float:
        """About how long they take."""
        return self.left_of_epoch * self.pace.iteration

    # -- breakpoints ---------------------------------------------------------------------------

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
            values = self._at.values()
            for check in checks:
                check.settle(values if check.position <= self.line else None)
        return checks

    def _know_breakpoints(self) -> None:
        """Have those that this program does not know say so, before anything runs."""
        if len(self.breakpoints):
            self.breakpoints.checks(self.program, self.trainer.shapes)

    def _meet(self, checks: Sequence[Check], stopping: bool) -> None:
        """Look at the breakpoints behind the line just done."""
        here = [check for check in checks if check.position == self.line]
        if here:
            values = self._at.values()
            if not stopping:  # going by single lines passes them
                for check in here:
                    check.settle(values)
                return
            self.stopped = tuple(check.breakpoint for check in here if check.stops(values))

    # -- curves --------------------------------------------------------------------------------

    def _record(self) -> None:
        """Add the present moment to the curves."""
        if math.isfinite(self.evaluation.cost):
            self.curve.add(self.completed, self.evaluation)
        self._record_watches()

    def _record_watches(self) -> None:
        if len(self.watches):
            self._record_of(self._at.machine, self.completed, self.line)

    def _record_of(
        self, machine: Machine, completed: int, line: int, only: frozenset[Watch] | None = None
    ) -> None:
        values = self._at.values_of(machine, completed)
        self.watches.record(self.program, self.trainer.shapes, values, completed, line, only)

    def _note_watches(self) -> None:
        """Tell the watches the numbers of this moment, where they are computed."""
        if len(self.watches):
            shapes = self.trainer.shapes
            self.watches.note(self.program, shapes, self._at.values(), self.completed, self.line)

    def measure_watches(self) -> None:
        """Draw the curves of watches that are new, from what is kept of the past.

        As many iterations are computed again as take a moment that is not felt: those of the
        cost curve's points if a whole replay is as short as that, else those that begin with a
        copy.
        """
        new = self.watches.unmeasured()
        if not new:
            return
        with np.errstate(all="ignore"):
            if self._known:
                for moment in revisit(self._at, self.history, self._measured_starts()):
                    self._record_of(*moment, new)
            self._record_watches()
            self._note_watches()

    @property
    def _known(self) -> int:
        """How many iterations can be computed again: those reached, also having gone back."""
        iteration, line = self.reached
        return iteration + (line == self.lines)

    def _measured_starts(self) -> list[int]:
        """The iterations that a new watch is measured behind, in order."""
        reach, known = int(_MEASURING / self.pace.iteration), self._known
        if known <= reach:
            return [point - 1 for point in self.curve.iterations if 0 < point <= known]
        most = max(2, min(_MOST_MEASURED, reach))
        starts = [start for start in self.history.starts if start < known]
        return starts[:: max(1, -(-len(starts) // most))]

    # -- many iterations ---------------------------------------------------------------------

    def advance(self, count: int, stop: Callable[[], bool] = bool) -> int:
        """Complete ``count`` iterations, the one that has begun counting as one.

        Stops before that where something is not finite (see ``problem``), at a breakpoint (see
        ``stopped``), or between two short stretches when ``stop()`` says so. Returns how many
        iterations were completed.
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
            if left < self.pace.iteration:
                break
            done += self.advance(max(1, min(int(left / self.pace.iteration), 100_000)), stop)
        return done

    def _finish_begun(self, checks: Sequence[Check]) -> None:
        """Complete the iteration in which we stand, line by line."""
        while self.line < self.lines and not self._halted:
            self._step(checks, stopping=True)

    def _stretch(self, goal: int, checks: Sequence[Check]) -> None:
        """Run some iterations at full speed, at most to ``goal`` or to the next thing due."""
        begin, stride = self.completed, self.pace.stride
        point = self.curve.next_due(stride // 3, self.pace.apart)
        end = min(goal, begin + stride)
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
        before, change = self.trainer.memory.copy(), self._at.change()
        clock = time.perf_counter()
        hit = self._complete(begin, end, checks)
        spent = time.perf_counter() - clock
        if hit is not None:
            self._stand_where(begin, before, change, hit)
        else:  # otherwise it took longer, to a place behind the stop
            self.pace.note_iterations(spent, end - begin)
        if hit is None and end >= point:
            self._record()
        if not self._finiteness.holds(self._at):
            self._locate_problem(begin, before, change)

    def _complete(self, begin: int, end: int, checks: Sequence[Check] = ()) -> Hit | None:
        """Complete the iterations begin ... end - 1, unless a check ends it before that."""
        self.history.keep(begin, self.trainer.memory)
        self._evaluation = None
        return self._at.complete(begin, end, checks)

    def _stand_where(self, begin: int, before: Array, change: Array, hit: Hit) -> None:
        """Stand where a breakpoint was met, having run from ``begin`` and this memory."""
        self._at.stand(before, change)
        if hit.iteration > begin:
            self._complete(begin, hit.iteration)
        self._begin(hit.iteration)
        self._evaluation = None
        while self.line < hit.line:
            self._compute()
        self.stopped = hit.by

    def _locate_problem(self, begin: int, before: Array, change: Array) -> None:
        """Stand right behind the first line whose matrix is not finite, having run from ``begin``.

        ``before`` is the memory at the start of that, ``change`` the update before it. A last
        update may overflow without a matrix showing it before the next pass does. The sum of
        many numbers may be infinite where each is finite: then there is nothing to stand behind.
        """
        here = Hit(self.iteration, self.line, self.stopped)
        self._at.stand(before, change)
        for each in range(begin, here.iteration + (2 if here.line == self.lines else 1)):
            self._begin(each)
            self._evaluation = None
            while self.line < (here.line if each == here.iteration else self.lines):
                self._at.compute()
                self._finiteness.look(self._at)
                if self.problem is not None:
                    self.history.forget_after(self.iteration)
                    self.stopped = ()
                    return
        self._stand_where(begin, before, change, here)

    # -- moving --------------------------------------------------------------------------------

    @property
    def history(self) -> History:
        """The kept starts of iterations all over the run."""
        return self.copies.all

    def limit_history(self, budget: int) -> None:
        """Take so many bytes for copies from now on."""
        self._budget = budget
        self.copies.limit(budget)

    def restart(self) -> None:
        """Back to the same start, with the learning rate set last; the rest is forgotten."""
        self.trainer.schedule.change(0, self.trainer.schedule.latest)
        self.trainer.edits = Edits()
        self._start_over()

    def seek(self, iteration: int, line: int) -> None:
        """Go to any moment that has been reached, by replaying from the nearest kept copy."""
        self.set_out(iteration, line)
        self.travel(math.inf)

    def seconds_to(self, iteration: int) -> float:
        """About how long it takes to go to a moment of this iteration."""
        if iteration == self.iteration:
            return 0.0
        return (iteration - self.copies.nearest(iteration)[0]) * self.pace.iteration

    def set_out(self, iteration: int, line: int) -> None:
        """Begin to go to a moment that has been reached; :meth:`travel` goes on."""
        self._reached = self.reached
        self.stopped, self._settled, self._evaluation = (), None, None
        self._travel.set_out(iteration, line, self.pace.stride)

    @property
    def travelling(self) -> float | None:
        """How much of the way to another moment is done; None where nobody is on the way."""
        return self._travel.done

    def travel(self, seconds: float, stop: Callable[[], bool] = bool) -> bool:
        """Go on to where :meth:`set_out` leads for about this long; whether one is there."""
        there = self._travel.go_on(seconds, self.pace.stride, stop)
        if there and self.line:
            self._finiteness.look(self._at)
        return there

    def turn_back(self) -> None:
        """Give a way up, and stand where it set out."""
        self._travel.turn_back()

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
        reached: tuple[int, int],
    ) -> None:
        """Stand where another run of the same experiment stood.

        ``start`` is the memory at the start of the iteration, ``last_change`` is what the
        iteration before did to them; what came earlier, and what had been ``reached`` behind it,
        is replayed from the ``history``.
        """
        self._forget_history()
        self.copies.all = history.thinned(len(history))  # others may go on from the same moment
        self.copies.limit(self._budget)
        self.trainer.schedule = schedule.copy()
        self.trainer.edits = edits.copy()
        self._reached = reached
        self.stopped, self._settled, self._evaluation = (), None, None
        self.watches.forget()
        self.curve = curve.copy()
        with np.errstate(all="ignore"):
            self._at.return_to((iteration, line, start, last_change))
        self.history.keep(iteration, self._at.start)
        self._finiteness.found = found

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
        self._at.use(program)
        self._finiteness.use(program)
        self._know_breakpoints()
        found = self._finiteness.found
        if found is not None and found.name in program.index:
            self._finiteness.found = replace(found, line=program.index[found.name] + 1)
        self.trainer.edits.shift(self.lines - len(old))  # those behind lines are in the update
        iteration, reached = self._reached
        self._reached = iteration, self.lines if reached == len(old) else 0
        self._at.line = self.lines if complete else line
        self.seek(self.iteration, self.line)

    # -- changing ------------------------------------------------------------------------------

    def change_learning_rate(self, rate: float) -> None:
        """Update with another rate from the next update on."""
        first = self._next_update
        self._forget_future(self.completed)
        self.trainer.schedule.change(first, rate)
        self.trainer.state.learning_rate[...] = self.trainer.schedule.at(self.iteration)

    @property
    def _next_update(self) -> int:
        """The iteration whose update is the next to begin."""
        return self.iteration + (1 if self._at.updating else 0)

    @property
    def rate_ahead(self) -> float:
        """The learning rate of the next update to begin."""
        return self.trainer.schedule.at(self._next_update)

    def _forget_future(self, measured: int) -> None:
        """Forget what will be otherwise: later starts, and numbers behind ``measured``.

        What a person has set behind this moment belonged to that future as well.
        """
        self.copies.forget_after(self.iteration)
        self.curve.forget_after(measured)
        self.watches.forget_after(measured)
        self.trainer.schedule.forget_after(self._next_update)
        self.trainer.edits.forget_after(self.iteration, self.line)
        self._reached = (self.iteration, self.line)
        if self.problem is None:
            self._finiteness.found = None

    def edit(self, matrix: str, row: int, column: int, value: float) -> Edit:
        """Set an entry of a W, a b, of X or of Y; what follows from it is computed anew.

        What this iteration's update has computed is changed behind that, all else at the start
        of the iteration. The column of X or Y is that of the batch.
        """
        place = self.program.index.get(matrix, -1)
        behind = 0 <= place < self.line
        first = self.iteration + (1 if behind else 0)
        old = float(self._at.machine.matrices.named[matrix][row, column])
        if matrix in SAMPLES:
            if self._sharing is not None:  # the moment before the edit is not to change
                self._sharing["X"] = self._sharing["X"].copy()
            column = int(self.trainer.batch(self.iteration)[column])
        line = self.line if behind else 0
        made = Edit(self.iteration, line, matrix, row, column, value, old)
        with np.errstate(all="ignore"):
            # The cost at the start of what is computed anew is another one as well.
            self._forget_future(min(self.completed, first) - 1)
            self.trainer.edits.add(made)
            self._evaluation, self._settled = None, None
            if behind:
                self.trainer.edit_behind(self.iteration, self.line, again=True)
            else:
                self._redo()
            self._record()
        return made

    def _redo(self) -> None:
        """Compute the lines of this iteration again, after something at its start has changed."""
        iteration, line, start, change = self._at.origin
        self._finiteness.found = None
        self._at.stand(start, change)
        self._begin(iteration)
        while self.line < line:
            self._at.compute()
            self._finiteness.look(self._at)
