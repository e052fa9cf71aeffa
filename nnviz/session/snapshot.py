"""What the views draw: one moment of a run, copied so that nothing moves under them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import Array
from nnviz.nn.network import ParameterVector
from nnviz.program.compile import Program
from nnviz.program.step import Step
from nnviz.session.curve import Curve
from nnviz.session.evaluation import Evaluation


@dataclass(frozen=True)
class Snapshot:
    """One moment.

    Attributes:
        program: the lines of the iteration.
        iteration: the iteration that the matrices belong to, counted from 0.
        line: how many of its lines are done.
        completed: how many iterations are complete.
        epoch: how many epochs are complete.
        matrices: X, Y, every matrix computed so far in this iteration, the parameters and the
            optimizer's running averages.
        before: parameters and running averages as they were when the iteration began.
        change: by how much the last update moved every parameter; zeros before the first.
        batch: the rows of the training set that are the columns of X.
        learning_rate: the one this iteration updates with.
        evaluation: cost and accuracy of the parameters after the last complete iteration.
        curve: the cost so far.
        reached: the latest moment of the run that is known: iteration, and lines done of it.
    """

    program: Program
    iteration: int
    line: int
    completed: int
    epoch: int
    matrices: Mapping[str, Array]
    before: Mapping[str, Array]
    parameters: ParameterVector
    change: ParameterVector
    batch: NDArray[np.int64]
    learning_rate: float
    evaluation: Evaluation
    curve: Curve
    reached: tuple[int, int]

    @property
    def done(self) -> Step | None:
        """The line just computed."""
        return self.program.steps[self.line - 1] if self.line else None

    @property
    def next(self) -> Step:
        """The line to be computed next; after the last one, the first of the next iteration."""
        return self.program.steps[self.line % len(self.program.steps)]

    @property
    def evaluated(self) -> ParameterVector:
        """The parameters that ``evaluation`` is of: those after the last complete iteration."""
        if self.line == len(self.program.steps):
            return self.parameters
        started = ParameterVector(self.parameters.sizes)
        for name, value in started.named():
            value[...] = self.before[name]
        return started

    def size(self, dimension: str) -> int:
        """How large a dimension is: ``n0`` ... ``nL``, ``m``, ``1``; ``x`` before features."""
        network = self.program.network
        if dimension == "m":
            return len(self.batch)
        if dimension == "x":
            return network.inputs
        return network.sizes[int(dimension[1:])] if dimension[0] == "n" else 1

    def operand(self, step: Step, name: str) -> Array | None:
        """An input of a line as the line saw it; None if it is not computed yet."""
        index = self.program.index
        place = index.get(name, -1)
        if name in self.before and place >= index[step.name]:
            return self.before[name]
        return self.matrices[name] if place < self.line else None

    def result(self, step: Step) -> Array | None:
        """What a line computed; None if it has not been reached in this iteration."""
        if self.program.index[step.name] >= self.line:
            return None
        return self.matrices[step.name]
