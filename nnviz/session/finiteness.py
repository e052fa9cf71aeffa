"""Which matrices have to be finite, and which of them is the first that is not."""

import numpy as np

from nnviz.nn.calls import Array
from nnviz.program.compile import Program
from nnviz.program.machine import Machine
from nnviz.program.step import Kind, Phase, Step
from nnviz.session.position import Position
from nnviz.session.problem import Problem


class Finiteness:
    """Looks at the matrices of a program.

    ``found`` is the first matrix of the run that is not finite, once there is one.
    """

    def __init__(self, program: Program) -> None:
        self.found: Problem | None = None
        self.use(program)

    def use(self, program: Program) -> None:
        """Look at the matrices of this program from now on."""
        self._steps = program.steps
        self._watched = {step.name for step in program.training}
        self._watched |= {step.name for step in program.steps if self._counts(step)}
        self._machine: Machine | None = None
        self._matrices: list[Array] = []

    @staticmethod
    def _counts(step: Step) -> bool:
        """Whether a line that no update depends on must be finite all the same.

        J must. What stands beside the shortcut may overflow where dZ = A - Y is exact.
        """
        return step.kind in (Kind.J, Kind.PENALTY) or step.phase is Phase.UPDATE

    def problem(self, at: Position) -> Problem | None:
        """What was found, at the line that found it and ever after."""
        found = self.found
        if found is None or (at.iteration, at.line) < (found.iteration, found.line):
            return None
        return found

    def look(self, at: Position) -> None:
        """Note a problem if the matrix of the line just done is the first that is not finite."""
        step = self._steps[at.line - 1]
        if self.found is None and step.name in self._watched:
            value = at.machine.matrices.named[step.name]
            wrong = value.size - int(np.count_nonzero(np.isfinite(value)))
            if wrong:
                self.found = Problem(step.name, at.iteration, at.line, wrong, value.size)

    def holds(self, at: Position) -> bool:
        """Whether all is finite that has to be, of what was computed of this iteration.

        Adding up is the quickest look. A sum may overflow where no entry does: then looking for
        the entry finds none.
        """
        if at.line == at.lines:
            sums = [matrix.sum() for matrix in self._of(at.machine)]
        else:
            named = at.machine.matrices.named
            done = self._steps[: at.line]
            sums = [named[step.name].sum() for step in done if step.name in self._watched]
        return bool(np.isfinite([*sums, at.trainer.memory.sum()]).all())

    def _of(self, machine: Machine) -> list[Array]:
        """The matrices of a whole pass that must be finite; found once for a machine."""
        if self._machine is not machine:
            self._machine = machine
            named = machine.matrices.named
            self._matrices = [
                named[step.name]
                for step in self._steps
                if step.name in self._watched and step.phase is not Phase.UPDATE
            ]
        return self._matrices
