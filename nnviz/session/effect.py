"""What an update does to the cost: what the gradient promised, and what came of it."""

from dataclasses import dataclass

import numpy as np

from nnviz.program.step import Phase
from nnviz.session.run import Run


@dataclass(frozen=True)
class Effect:
    """The change of J on the present batch by the lines of the update that are done.

    Attributes:
        projected: dW ⊙ ΔW summed over all parameters: the change if J were a plane.
        before, after: J of the batch with the parameters at the start, and with the present ones.
    """

    projected: float
    before: float
    after: float

    @property
    def real(self) -> float:
        """The change that came of it."""
        return self.after - self.before


def effect(run: Run) -> Effect | None:
    """The effect of the present iteration's update so far; None before its first line."""
    line = run.line
    if not line or run.program.steps[line - 1].phase is not Phase.UPDATE:
        return None
    start, _ = run.began_with
    trainer = run.trainer
    with np.errstate(all="ignore"):
        projected = float(trainer.state.gradients.flat @ (trainer.memory[0] - start[0]))
        machine = trainer.spare(run.iteration, start)
        before = machine.cost()
        machine.state.memory[...] = trainer.memory
        after = machine.cost()
    return Effect(projected, before, after)
