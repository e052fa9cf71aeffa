"""What moves through the network in a line: forward, backward, or into the weights.

A view plays it as a short transition; here is only where it happens and with which numbers.
"""

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from nnviz.nn.calls import Array
from nnviz.program.step import Kind, Step
from nnviz.session.snapshot import Snapshot


class Motion(Enum):
    """How a line is shown."""

    FORWARD = auto()
    """Something runs along the edges from the layer below."""
    BACKWARD = auto()
    """Something runs along the edges from the layer above."""
    GLOW = auto()
    """The edges light up in place."""
    PULSE = auto()
    """The units light up in place."""


@dataclass(frozen=True)
class Flow:
    """One line's.

    Attributes:
        values: what colours it, by layer: for edges a matrix like the layer's W, for units a
            vector.
        gradient: whether that is shown on the scale of gradients.
    """

    motion: Motion
    values: dict[int, Array]
    gradient: bool


_OUTPUT = (Kind.OUTPUT_DA, Kind.OUTPUT_DZ, Kind.CHAIN, Kind.DZ)


def flow(snapshot: Snapshot, column: int) -> Flow | None:
    """What the line just done moves for one sample of the batch; None at the very start."""
    step = snapshot.done
    if step is None:
        return None
    layer, matrices = step.layer, snapshot.matrices
    match step.kind:
        case Kind.Z:
            fed = matrices[_fed(snapshot, layer)][:, column]
            with np.errstate(all="ignore"):
                moved = {layer: snapshot.parameters.W[layer] * fed}
            return Flow(Motion.FORWARD, moved, gradient=False)
        case Kind.DA:
            above = layer + 1
            with np.errstate(all="ignore"):
                back = matrices[f"dZ{above}"][:, column, None]
                moved = {above: snapshot.parameters.W[above] * back}
            return Flow(Motion.BACKWARD, moved, gradient=True)
        case Kind.PENALTY:
            weights = {each: snapshot.parameters.W[each] for each in range(1, layer + 1)}
            return Flow(Motion.GLOW, weights, gradient=False)
        case Kind.W:
            return Flow(Motion.GLOW, {layer: snapshot.change.W[layer]}, gradient=True)
        case Kind.B:
            return Flow(Motion.PULSE, {layer: snapshot.change.b[layer][:, 0]}, gradient=True)
        case Kind.DW | Kind.PENALTY_DW:
            return Flow(Motion.GLOW, {layer: matrices[step.name]}, gradient=True)
        case Kind.DB:
            return Flow(Motion.PULSE, {layer: matrices[step.name][:, 0]}, gradient=True)
        case Kind.AVERAGE:
            return _average(step, matrices[step.name])
        case Kind.J:
            output = matrices[f"A{layer}"][:, column]
            return Flow(Motion.PULSE, {layer: output}, gradient=False)
        case _:
            values = {layer: matrices[step.name][:, column]}
            return Flow(Motion.PULSE, values, gradient=step.kind in _OUTPUT)


def _fed(snapshot: Snapshot, layer: int) -> str:
    """The matrix that feeds a layer."""
    if layer > 1:
        return f"A{layer - 1}"
    return "F" if snapshot.program.network.features else "X"


def _average(step: Step, value: Array) -> Flow:
    bias = step.name.rstrip("0123456789").endswith("b")
    if bias:
        return Flow(Motion.PULSE, {step.layer: value[:, 0]}, gradient=True)
    return Flow(Motion.GLOW, {step.layer: value}, gradient=True)
