"""From a network to the lines of one iteration.

Z1  A1  ...  ZL  AL  J  |  dAL  dZL  dWL  dbL  ...  dA1  dZ1  dW1  db1  |  W1  b1  ...  WL  bL
"""

from collections.abc import Iterable

from nnviz.nn.network import Network
from nnviz.nn.optimizers import OPTIMIZERS, Optimizer
from nnviz.program.backward import backward
from nnviz.program.forward import forward
from nnviz.program.step import Kind, Phase, Step
from nnviz.program.update import update


class Program:
    """The lines of one iteration of a network under an optimizer."""

    def __init__(self, network: Network, optimizer: Optimizer, chain: bool = False) -> None:
        self.network = network
        self.optimizer = optimizer
        self.steps: tuple[Step, ...] = (
            *forward(network),
            *backward(network, chain),
            *update(network, optimizer),
        )
        gradients = [step.name for step in self.steps if step.kind in (Kind.DW, Kind.DB)]
        self.training = tuple(self.needed_for(gradients))
        """The lines that an update depends on: all but J and what stands beside the shortcut."""
        self.index = {step.name: place for place, step in enumerate(self.steps)}
        """Where a matrix is computed. W and b are found in the update."""

    def phase_end(self, line: int) -> int:
        """The number of lines done once the phase of the line at ``line`` is complete."""
        phase = self.steps[line].phase
        while line < len(self.steps) and self.steps[line].phase is phase:
            line += 1
        return line

    def needed_for(self, targets: Iterable[str]) -> list[Step]:
        """The forward and backward lines on which the targets depend, in order."""
        wanted = set(targets)
        needed = []
        for step in reversed(self.steps):
            if step.phase is not Phase.UPDATE and step.name in wanted:
                needed.append(step)
                wanted.update(step.inputs)
        return needed[::-1]

    def dimensions(self, name: str) -> tuple[str, str]:
        """The names of the dimensions of a matrix: of a line's, of X or of Y."""
        if name == "X":
            return ("x" if self.network.features else "n0"), "m"
        if name == "Y":
            return f"n{self.network.depth}", "m"
        return self.steps[self.index[name]].dimensions


def compile_program(
    network: Network, optimizer: str = "gradient_descent", chain: bool = False
) -> Program:
    """The program of a network; the optimizer is a name from the table.

    With ``chain``, g'(Z) is a line of its own, also beside the shortcut at the output.
    """
    return Program(network, OPTIMIZERS[optimizer], chain)
