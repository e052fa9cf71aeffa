"""A line of the program: one matrix, what it is made of, and the calls that make it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from nnviz.nn.calls import Call
from nnviz.nn.expression import Expression, matrices
from nnviz.program.matrices import Matrices


class Phase(StrEnum):
    """The three parts of an iteration."""

    FORWARD = "forward"
    BACKWARD = "backward"
    UPDATE = "update"


class Kind(StrEnum):
    """What a line computes."""

    FEATURES = "features"
    Z = "Z"
    MASK = "mask"
    A = "A"
    PENALTY = "penalty"
    J = "J"
    OUTPUT_DA = "output_dA"
    SLOPE = "slope"
    CHAIN = "chain"
    OUTPUT_DZ = "output_dZ"
    DA = "dA"
    DZ = "dZ"
    PENALTY_DW = "penalty_dW"
    DW = "dW"
    DB = "db"
    AVERAGE = "average"
    W = "W"
    B = "b"


@dataclass(frozen=True)
class Step:
    """One line.

    Attributes:
        name: the matrix it computes, in ASCII: ``dW2``.
        layer: the layer it belongs to, 1 ... L; for J the last one, for features 0.
        expression: the formula, without the name before it.
        dimensions: the names of the two dimensions of its value, such as ``("n1", "m")``.
        bind: given the buffers, the calls that compute the matrix in its place.
    """

    name: str
    phase: Phase
    kind: Kind
    layer: int
    expression: Expression
    dimensions: tuple[str, str]
    bind: Callable[[Matrices], list[Call]]

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The names of the matrices that it reads, in the order of the formula."""
        return tuple(dict.fromkeys(matrices(self.expression)))
