"""What an update does to the cost: what the gradient promised, and what came of it."""

from dataclasses import dataclass

import numpy as np

from nnviz.program.step import Phase
from nnviz.session.run import Run


@dataclass(frozen=True)
class Effect:
    """The change of J on the present batch by the lines of the update that are done.

    What a person has set behind these lines is not their doing and not in these numbers.

    Attributes:
        projected: dW ⊙ ΔW summed over all parameters: the change if J were a plane.
        before, after: J of the batch with the parameters at the start, and as they are updated.
        edited: whether there is something that was left out so.
    """

    projected: float
    before: float
    after: float
    edited: bool = False

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
    updated = trainer.updated(run.iteration, line)
    with np.errstate(all="ignore"):
        projected = float(trainer.state.gradients.flat @ (updated - start[0]))
        machine = trainer.spare(run.iteration, start)
        before = machine.cost()
        machine.state.parameters.flat[:] = updated
        after = machine.cost()
    behind = trainer.edits.behind(run.iteration)
    edited = any(each.line <= line and each.value != each.old for each in behind)
    return Effect(projected, before, after, edited)
