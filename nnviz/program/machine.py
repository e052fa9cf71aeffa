"""Runs the program on buffers of its own, a line at a time or all of it."""

from collections.abc import Iterable

from nnviz.nn.calls import Array, Call, run
from nnviz.program.compile import Program
from nnviz.program.matrices import Matrices, State
from nnviz.program.step import Phase, Step
from nnviz.program.update import whole_update


class Machine:
    """A program bound to a state and to a batch of m samples.

    ``batch`` holds a row a sample: n_0 inputs, a one, n_L targets. It may be read in place or be
    a buffer into which every batch is copied.
    """

    def __init__(self, program: Program, batch: Array, state: State) -> None:
        self.program = program
        self.state = state
        self.m = batch.shape[0]
        self.matrices = Matrices(program.network, batch, state)
        self._bound = [step.bind(self.matrices) for step in program.steps]
        self._gradient_calls = self._calls(program.training)
        self._output_calls = self._calls(program.needed_for([f"A{program.network.depth}"]))
        self._cost_calls = self._calls(program.needed_for(["J"]))
        # Acting on the flat vector gives the bits of acting on each of its matrices.
        self._update_calls = whole_update(program.optimizer, self.matrices)
        self.iteration_calls: tuple[Call, ...] = (*self._gradient_calls, *self._update_calls)
        self._unseen = [
            place
            for place, step in enumerate(program.steps)
            if step.phase is not Phase.UPDATE and step not in program.training
        ]

    def _calls(self, steps: Iterable[Step]) -> tuple[Call, ...]:
        return tuple(call for step in steps for call in self._bound[self.program.index[step.name]])

    def step(self, line: int) -> None:
        """Compute the matrix of one line."""
        run(self._bound[line])

    def run_iteration(self) -> None:
        """Compute all that the update needs, and update."""
        for function, arguments in self.iteration_calls:
            function(*arguments)

    def calls_with(self, names: Iterable[str]) -> tuple[Call, ...]:
        """The calls of an iteration that computes these matrices beside what the update needs."""
        program = self.program
        wanted = {step.name for step in (*program.training, *program.needed_for(names))}
        steps = [step for step in program.steps if step.name in wanted]
        before = self._calls(step for step in steps if step.phase is not Phase.UPDATE)
        return (*before, *self._update_calls)

    def run_in_sight(self) -> None:
        """The same, with the lines that training leaves out, for somebody who looks."""
        run(self._gradient_calls)
        for line in self._unseen:  # before the update: some read the weights
            self.step(line)
        run(self._update_calls)

    def output(self) -> Array:
        """Run forward to the last activation and return it, n_L x m, in its buffer."""
        run(self._output_calls)
        return self.matrices.A[-1]

    def cost(self) -> float:
        """J at the present parameters."""
        run(self._cost_calls)
        return float(self.matrices.J[0, 0])

    @property
    def penalty(self) -> float:
        """How much of the last J is regularization."""
        return float(self.matrices.R[0, 0])

    def gradient(self) -> Array:
        """The flat gradient at the present parameters, in its buffer."""
        run(self._gradient_calls)
        return self.state.gradients.flat
