"""The lines of the update: the optimizer's running averages, W and b."""

from collections.abc import Iterable

from nnviz.nn.calls import Call
from nnviz.nn.network import Network
from nnviz.nn.optimizers import Line, Optimizer
from nnviz.program.matrices import Matrices
from nnviz.program.step import Kind, Phase, Step


def update(network: Network, optimizer: Optimizer) -> Iterable[Step]:
    """The lines of the update in their order."""
    for layer in range(1, network.depth + 1):
        for kind in (Kind.W, Kind.B):
            for line in optimizer.lines:
                yield _line(layer, kind, line)


def whole_update(optimizer: Optimizer, matrices: Matrices) -> list[Call]:
    """The calls that update all parameters at once."""
    state = matrices.state
    slots = {name: vector.flat for name, vector in state.slots.items()}
    return [
        call
        for line in optimizer.lines
        for call in line.calls(state.parameters.flat, state.gradients.flat, slots, state.rates)
    ]


def _line(layer: int, kind: Kind, line: Line) -> Step:
    name = f"{kind}{layer}"
    rows = slice(None, -1) if kind is Kind.W else slice(-1, None)

    def bind(matrices: Matrices) -> list[Call]:
        state = matrices.state
        slots = {slot: vector.blocks[layer][rows] for slot, vector in state.slots.items()}
        parameter = state.parameters.blocks[layer][rows]
        return line.calls(parameter, state.gradients.blocks[layer][rows], slots, state.rates)

    return Step(
        f"{line.slot}d{name}" if line.slot else name,
        Phase.UPDATE,
        Kind.AVERAGE if line.slot else kind,
        layer,
        line.formula(name),
        (f"n{layer}", f"n{layer - 1}" if kind is Kind.W else "1"),
        bind,
    )
