"""A line of the program: one matrix, what it is made of, and the calls that make it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from nnviz.nn.calls import Call
from nnviz.program.matrices import Matrices


class Phase(StrEnum):
    """The three parts of an iteration."""

    FORWARD = "forward"
    BACKWARD = "backward"
    UPDATE = "update"


class Kind(StrEnum):
    """What a line computes; its formula is found by this."""

    Z = "Z"
    A = "A"
    J = "J"
    OUTPUT_DA = "output_dA"
    OUTPUT_DZ = "output_dZ"
    DA = "dA"
    DZ = "dZ"
    DW = "dW"
    DB = "db"
    W = "W"
    B = "b"


@dataclass(frozen=True)
class Step:
    """One line.

    Attributes:
        name: the matrix it computes, in ASCII: ``dW2``.
        layer: the layer it belongs to, 1 ... L; for J the last one.
        inputs: the names of the matrices that it reads, in the order of the formula.
        dimensions: the names of the two dimensions of its value, such as ``("n1", "m")``.
        formula: the line as plain text.
        bind: given the buffers, the calls that compute the matrix in its place.
    """

    name: str
    phase: Phase
    kind: Kind
    layer: int
    inputs: tuple[str, ...]
    dimensions: tuple[str, str]
    formula: str
    bind: Callable[[Matrices], list[Call]]
