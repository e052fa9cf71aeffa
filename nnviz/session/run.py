"""One run of an experiment: where it stands, and every way to move in it.

A position is an iteration and how many of its lines are done. After the last line the position
stays there, with every matrix in sight, until the first line of the next iteration is computed.
"""

import math
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nnviz.nn.calls import Array
from nnviz.nn.network import ParameterVector
from nnviz.program.compile import compile_program
from nnviz.program.machine import Machine
from nnviz.program.step import Kind, Phase, Step
from nnviz.session.curve import Curve
from nnviz.session.evaluation import Evaluation
from nnviz.session.experiment import Experiment
from nnviz.session.history import History
from nnviz.session.problem import Problem
from nnviz.session.schedule import Schedule
from nnviz.session.snapshot import Snapshot
from nnviz.session.trainer import Trainer

_CHUNK_SECONDS = 0.004


class Run:
    """The position in a run, its history and its cost curve.

    ``every_sample`` evaluates on all samples, where otherwise some of very many are taken.
    """

    def __init__(self, experiment: Experiment, every_sample: bool = False) -> None:
        self.trainer = Trainer(experiment, every_sample)
        self.program = self.trainer.program
        self.lines = len(self.program.steps)
        self.history = History(self.trainer.initial.nbytes)
        self.curve = Curve()
        self._found: Problem | None = None
        self._watch()
        self.iteration = 0
        self.line = 0
        self._evaluation: Evaluation | None = None
        # A guess until the first is measured: overhead, and a few operations a weight and sample.
        work = self.trainer.batch_size * self.trainer.parameters.flat.size
        self._iteration_seconds = 1e-5 + 6e-10 * work
        self._evaluation_seconds: float | None = None
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
        values["X"] = matrices.X if trainer.batches == 1 else matrices.X.copy()
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

    # -- a line at a time --------------------------------------------------------------------

    def step(self) -> None:
        """Compute the next line."""
        with np.errstate(all="ignore"):
            if self.line == self.lines:
                self._begin(self.iteration + 1)
            self._do_line()
            self._look_at(self.line - 1)

    def step_back(self) -> None:
        """Undo the last line; at the very start nothing happens."""
        if self.line > 1 or (self.line == 1 and self.iteration == 0):
            self.seek(self.iteration, self.line - 1)
        elif self.line == 1:
            self.seek(self.iteration - 1, self.lines)

    def finish_phase(self) -> None:
        """Compute the lines up to the end of the phase of the next line."""
        self.step()
        end = self.program.phase_end(self.line - 1)
        while self.line < end and self.problem is None:
            self.step()

    def finish_iteration(self) -> None:
        """Compute the lines up to the end of the iteration of the next line."""
        if self.line == self.lines:
            self.advance(1)
            return
        while self.line < self.lines and self.problem is None:
            self.step()

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
        return self.left_of_epoch * self._iteration_seconds

    def _do_line(self) -> None:
        self._machine.step(self.line)
        self.line += 1
        if self.line == self.lines:
            self._evaluation = None
            self._record()

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

    # -- many iterations ---------------------------------------------------------------------

    def advance(self, count: int, stop: Callable[[], bool] = bool) -> int:
        """Complete ``count`` iterations, the one that has begun counting as one.

        Stops before that where something is not finite (see ``problem``), or between two short
        stretches when ``stop()`` says so. Returns how many iterations were completed.
        """
        goal, first = self.completed + count, self.completed
        with np.errstate(all="ignore"):
            if self.line < self.lines and self.completed < goal:
                self._finish_begun()
            while self.completed < goal and self.problem is None and not stop():
                self._stretch(goal)
        return self.completed - first

    def run_for(self, seconds: float, stop: Callable[[], bool] = bool) -> int:
        """Complete iterations for about this long; at least one. Returns how many."""
        end = time.perf_counter() + seconds
        done = self.advance(1, stop)
        while self.problem is None and not stop():
            left = end - time.perf_counter()
            if left < self._iteration_seconds:
                break
            done += self.advance(max(1, min(int(left / self._iteration_seconds), 100_000)), stop)
        return done

    def _finish_begun(self) -> None:
        """Complete the iteration in which we stand, line by line."""
        while self.line < self.lines and self.problem is None:
            self._do_line()
            self._look_at(self.line - 1)

    def _stretch(self, goal: int) -> None:
        """Run some iterations at full speed, at most to ``goal`` or to the next thing due."""
        begin = self.completed
        point = self.curve.next_due(self._stride // 3, self._apart)
        end = min(goal, begin + self._stride)
        if begin < point:
            end = min(end, point)
        before, change = self.trainer.memory.copy(), self._present_change()
        clock = time.perf_counter()
        self._run_between(begin, end)
        spent = time.perf_counter() - clock
        self._iteration_seconds = max(spent / (end - begin), 1e-7)
        due = end >= point
        if due:
            self._record()
        seen = [self.trainer.memory.sum(), self._machine.matrices.J[0, 0]]
        if not np.isfinite(seen).all():
            self._locate_problem(begin, end, before, change)

    def _run_between(self, begin: int, end: int) -> None:
        """Complete the iterations begin ... end - 1; the last one is left open to be looked at."""
        memory = self.trainer.memory
        self.history.keep(begin, memory)
        last = end - 1
        if last > begin:
            self.trainer.advance(begin, last - begin - 1)
            self._start = memory.copy()
            self.trainer.advance(last - 1, 1)
            self._last_change = memory[0] - self._start[0]
        else:
            self._last_change = self._present_change()
        self._start = memory.copy()
        self._machine = self.trainer.load(last)
        self._machine.run_in_sight()
        self.iteration, self.line = last, self.lines
        self._evaluation = None

    # -- moving --------------------------------------------------------------------------------

    def restart(self) -> None:
        """Back to the same start, with the learning rate set last; the rest is forgotten."""
        self.history = History(self.trainer.initial.nbytes)
        self.curve = Curve()
        self.trainer.schedule.change(0, self.trainer.schedule.latest)
        with np.errstate(all="ignore"):
            self._start_over(self.trainer.initial)

    def seek(self, iteration: int, line: int) -> None:
        """Go to any moment that has been reached, by replaying from the nearest kept copy.

        Gives the bits of having run straight there, because the same calls run on the same
        samples.
        """
        with np.errstate(all="ignore"):
            self._evaluation = None
            if iteration == self.iteration:  # its start is at hand
                self.trainer.memory[...] = self._start
                self.line = 0
            else:
                kept, memory = self.history.nearest(max(iteration - 1, 0))
                self.trainer.memory[...] = memory
                self._last_change = np.zeros_like(memory[0])
                self._start = memory.copy()
                self.line = 0
                if iteration > kept:
                    self._replay(kept, iteration)
            self._begin(iteration)
            for place in range(line):
                self._machine.step(place)
            self.line = line
            if line:
                self._look_at(line - 1)

    @property
    def began_with(self) -> tuple[Array, Array]:
        """Copies of the memory at the start of the iteration, and of the change before it."""
        return self._start.copy(), self._last_change.copy()

    def _replay(self, begin: int, end: int) -> None:
        """Complete the iterations begin ... end - 1 again, keeping copies of a long way."""
        apart = 64 * self._stride
        while end - begin > apart:
            self.trainer.advance(begin, apart)
            begin += apart
            self.history.keep(begin, self.trainer.memory)
        self._run_between(begin, end)

    def resume(
        self,
        iteration: int,
        line: int,
        start: Array,
        last_change: Array,
        schedule: Schedule,
        curve: Curve,
        found: Problem | None,
        history: History,
    ) -> None:
        """Stand where another run of the same experiment stood.

        ``start`` is the memory at the start of the iteration, ``last_change`` is what the
        iteration before did to them; what came earlier is replayed from the ``history``.
        """
        self.history = history.thinned(len(history))  # others may go on from the same moment
        self.trainer.schedule = schedule.copy()
        self.curve = curve.copy()
        with np.errstate(all="ignore"):
            self.trainer.memory[...] = start
            self.line = 0
            self._last_change = last_change.copy()
            self._begin(iteration)
            self.history.keep(iteration, self._start)
            for place in range(line):
                self._machine.step(place)
            self.line = line
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
        self.seek(self.iteration, self.lines if complete else line)

    def change_learning_rate(self, rate: float) -> None:
        """Update with another rate from the next update on."""
        done = self.line and self.program.steps[self.line - 1].phase is Phase.UPDATE
        first = self.iteration + (1 if done else 0)
        self.trainer.schedule.change(first, rate)
        self.trainer.state.learning_rate[...] = self.trainer.schedule.at(self.iteration)
        self.history.forget_after(first)
        self.curve.forget_after(self.completed)
        if self.problem is None:
            self._found = None

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

    def _locate_problem(self, begin: int, end: int, before: Array, change: Array) -> None:
        """Stand right behind the first line whose matrix is not finite.

        ``before`` is the memory at the start of ``begin``, ``change`` the update before it.
        Their sum may be infinite where each is finite; then there is nothing to stand behind.
        """
        self.history.forget_after(begin)
        self.trainer.memory[...] = before
        self.line = 0
        self._start = before.copy()
        self._last_change = change
        # A last update may overflow without a matrix showing it before the next pass does.
        for iteration in range(begin, end + 1):
            self._begin(iteration)
            self._evaluation = None
            while self.line < self.lines:
                self._machine.step(self.line)
                self.line += 1
                self._look_at(self.line - 1)
                if self._found is not None:
                    return
