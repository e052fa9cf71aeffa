"""Where a run stands: an iteration, how many of its lines are done, and the numbers there.

After the last line the position stays there, with every matrix in sight, until the first line of
the next iteration is computed.
"""

from collections.abc import Sequence
from typing import Any

from nnviz.nn.calls import Array
from nnviz.nn.network import ParameterVector
from nnviz.program.compile import Program
from nnviz.program.machine import Machine
from nnviz.program.step import Phase
from nnviz.session.breakpoints import Check
from nnviz.session.trainer import Trainer
from nnviz.session.watched import Hit

Origin = tuple[int, int, Array, Array]
"""Iteration, line, the memory at the start of the iteration and the change before it."""


class Position:
    """A place in a run of a trainer, and the ways to the places behind it.

    Attributes:
        iteration, line: the iteration, counted from 0, and how many of its lines are done.
        start: the memory at the start of the iteration.
        machine: the one that holds the matrices of the iteration.
    """

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self.use(trainer.program)
        self.stand(trainer.initial)
        self.begin(0)

    def use(self, program: Program) -> None:
        """Count the lines of this program from now on."""
        self.program = program
        self.lines = len(program.steps)

    @property
    def completed(self) -> int:
        """How many iterations are complete."""
        return self.iteration + (self.line == self.lines)

    @property
    def updating(self) -> bool:
        """Whether the update of this iteration has begun."""
        return bool(self.line) and self.program.steps[self.line - 1].phase is Phase.UPDATE

    @property
    def origin(self) -> Origin:
        """What it takes to stand here again."""
        return self.iteration, self.line, self.start.copy(), self._last_change.copy()

    def change(self) -> Array:
        """By how much the latest update moved the parameters, flat; without a person's edits."""
        if self.updating:
            change: Array = self.trainer.updated(self.iteration, self.line) - self.start[0]
            return change
        return self._last_change.copy()

    def named(self, memory: Array) -> dict[str, Array]:
        """The parameters and running averages of a memory, by their names."""
        sizes = self.trainer.network.sizes
        prefixes = ("", *(f"{slot}d" for slot in self.trainer.state.slots))
        return {
            name: value
            for prefix, row in zip(prefixes, memory, strict=True)
            for name, value in ParameterVector(sizes, row).named(prefix)
        }

    def values(self) -> dict[str, Any]:
        """What an expression can name, at this moment."""
        return self.values_of(self.machine, self.completed)

    def values_of(self, machine: Machine, completed: int) -> dict[str, Any]:
        """The same of another moment, whose matrices a machine holds."""
        counts = {"iteration": completed, "epoch": self.trainer.epoch(completed)}
        return {**machine.matrices.named, **counts}

    # -- moving -------------------------------------------------------------------------------

    def stand(self, memory: Array, change: Array | None = None) -> None:
        """Have this memory, at the start of an iteration that :meth:`begin` names.

        ``change`` is the update before it; without one there was none, or it does not matter.
        """
        self.trainer.memory[...] = memory
        self.start = memory.copy()
        self.line = 0
        self._last_change = (memory[0] * 0 if change is None else change).copy()

    def begin(self, iteration: int) -> None:
        """Stand before the first line of an iteration, whose start the memory is."""
        self._last_change = self.change()
        self.iteration, self.line = iteration, 0
        self.machine: Machine = self.trainer.load(iteration)
        self.start = self.trainer.memory.copy()

    def compute(self) -> None:
        """Compute the matrix of the next line of this iteration, and what was set behind it."""
        self.machine.step(self.line)
        self.line += 1
        self.trainer.edit_behind(self.iteration, self.line)

    def complete(self, begin: int, end: int, checks: Sequence[Check] = ()) -> Hit | None:
        """Complete the iterations begin ... end - 1; the last one is left open to be looked at.

        Returns where a check ends it before that; the position is nowhere then.
        """
        trainer, memory = self.trainer, self.trainer.memory
        last = end - 1
        if last > begin:
            hit = trainer.advance(begin, last - begin - 1, checks)
            if hit is None:
                trainer.load(last - 1)  # what a person set at its start is no change by training
                self.start = memory.copy()
                hit = trainer.advance(last - 1, 1, checks)
            if hit is not None:
                return hit
            self._last_change = trainer.updated(last - 1, self.lines) - self.start[0]
        else:
            self._last_change = self.change()
        self.machine = trainer.load(last)
        self.start = memory.copy()
        self.machine.run_in_sight()
        if checks:
            hit = trainer.look_at(last, self.machine, checks)
            if hit is not None:
                return hit
        trainer.edit_behind(last)
        self.iteration, self.line = last, self.lines
        return None

    def arrive(self, iteration: int, line: int) -> None:
        """Stand at a line of an iteration, with the memory at its start in place."""
        self.begin(iteration)
        while self.line < line:
            self.compute()

    def return_to(self, origin: Origin) -> None:
        """Stand where one stood."""
        iteration, line, start, change = origin
        self.stand(start, change)
        self.arrive(iteration, line)
