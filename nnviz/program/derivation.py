"""Why a line of the program is what it is: its derivation, term by term.

The partial derivatives of the notes come first, then the matrices that stand for them, line by
line until the line of the program itself is reached.
"""

from collections.abc import Callable
from dataclasses import dataclass

from nnviz.program.chain_rule import gradient_chain
from nnviz.program.compile import Program
from nnviz.program.forward_reasons import activation, cost, features, mask, penalty, weighted_sum
from nnviz.program.output_error import chained_dZ, output_dA, shortcut_dZ
from nnviz.program.paper import Link, Paper
from nnviz.program.penalty_reasons import penalty_gradient, slope_of
from nnviz.program.step import Kind, Step
from nnviz.program.update_reasons import average, parameter


@dataclass(frozen=True)
class Derivation:
    """The lines in their order; the last one is the line of the program."""

    step: Step
    rows: bool
    links: tuple[Link, ...]

    @property
    def latex(self) -> str:
        """All lines as one formula for a document of somebody's own."""
        lines = [link.latex.replace("=", "&=", 1) for link in self.links]
        lines = [
            line if "&=" in line else line.replace(r"\leftarrow", r"&\leftarrow", 1)
            for line in lines
        ]
        return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"


def derive(program: Program, step: Step, rows: bool = False) -> Derivation:
    """The derivation of a line of the program, for samples as columns or as rows."""
    return Derivation(step, rows, tuple(_DERIVED[step.kind](Paper(program, rows), step)))


def _dZ(paper: Paper, step: Step) -> list[Link]:
    last = step.layer == paper.network.depth
    return (chained_dZ if last else gradient_chain)(paper, step)


_DERIVED: dict[Kind, Callable[[Paper, Step], list[Link]]] = {
    Kind.FEATURES: features,
    Kind.Z: weighted_sum,
    Kind.MASK: mask,
    Kind.A: activation,
    Kind.PENALTY: penalty,
    Kind.J: cost,
    Kind.OUTPUT_DA: output_dA,
    Kind.SLOPE: slope_of,
    Kind.CHAIN: chained_dZ,
    Kind.OUTPUT_DZ: shortcut_dZ,
    Kind.DA: gradient_chain,
    Kind.DZ: _dZ,
    Kind.PENALTY_DW: penalty_gradient,
    Kind.DW: gradient_chain,
    Kind.DB: gradient_chain,
    Kind.AVERAGE: average,
    Kind.W: parameter,
    Kind.B: parameter,
}
