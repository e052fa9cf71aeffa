"""From a network to the lines of one iteration.

Z1  A1  ...  ZL  AL  J  |  dAL  dZL  dWL  dbL  ...  dA1  dZ1  dW1  db1  |  W1  b1  ...  WL  bL
"""

from collections.abc import Iterable

import numpy as np

from nnviz.nn.calls import Array, Call, product
from nnviz.nn.losses import shortcut_gradient
from nnviz.nn.network import Network
from nnviz.nn.optimizers import OPTIMIZERS, Optimizer
from nnviz.program.matrices import Matrices
from nnviz.program.step import Kind, Phase, Step

# How many times as many inputs as units a layer has, from where on dW is computed the other way.
WIDE = 256


class Program:
    """The lines of one iteration of a network under an optimizer."""

    def __init__(self, network: Network, optimizer: Optimizer) -> None:
        self.network = network
        self.optimizer = optimizer
        self.steps: tuple[Step, ...] = (
            *_forward(network),
            *_backward(network),
            *_update(network, optimizer),
        )
        gradients = [step.name for step in self.steps if step.kind in (Kind.DW, Kind.DB)]
        self.training = tuple(self.needed_for(gradients))
        """The lines that an update depends on: all but J and the ∂L/∂A beside the shortcut."""
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


def compile_program(network: Network, optimizer: str = "gradient_descent") -> Program:
    """The program of a network; the optimizer is a name from the table."""
    return Program(network, OPTIMIZERS[optimizer])


def _fed(layer: int) -> str:
    """The name of the matrix that feeds the layer above this one."""
    return "X" if layer == 0 else f"A{layer}"


def _forward(network: Network) -> Iterable[Step]:
    for layer in range(1, network.depth + 1):
        yield _z(layer)
        yield _a(network, layer)
    yield _j(network)


def _backward(network: Network) -> Iterable[Step]:
    yield _output_dA(network)
    for layer in range(network.depth, 0, -1):
        yield _output_dZ(network) if layer == network.depth else _dZ(network, layer)
        yield _dW(layer)
        yield _db(layer)
        if layer > 1:
            yield _dA(layer - 1)


def _update(network: Network, optimizer: Optimizer) -> Iterable[Step]:
    for layer in range(1, network.depth + 1):
        yield _W(layer, optimizer)
        yield _b(layer, optimizer)


def _z(layer: int) -> Step:
    below = _fed(layer - 1)

    def bind(matrices: Matrices) -> list[Call]:
        block = matrices.state.parameters.blocks[layer]
        # (W b) times (A over a row of ones): the sum and the bias in one product.
        return [product(block.T, matrices.fed[layer - 1], matrices.Z[layer])]

    return Step(
        f"Z{layer}", Phase.FORWARD, Kind.Z, layer, (f"W{layer}", below, f"b{layer}"),
        (f"n{layer}", "m"), f"Z{layer} = W{layer}·{below} + b{layer}", bind,
    )  # fmt: skip


def _a(network: Network, layer: int) -> Step:
    activation = network.activations[layer - 1]

    def bind(matrices: Matrices) -> list[Call]:
        return activation.forward(matrices.Z[layer], matrices.A[layer])

    g = "" if activation.name == "linear" else activation.title
    formula = f"A{layer} = {g}(Z{layer})" if g else f"A{layer} = Z{layer}"
    return Step(
        f"A{layer}", Phase.FORWARD, Kind.A, layer, (f"Z{layer}",), (f"n{layer}", "m"), formula, bind
    )


def _j(network: Network) -> Step:
    depth, loss = network.depth, network.loss

    def bind(matrices: Matrices) -> list[Call]:
        return loss.cost(matrices.Z[depth], matrices.A[depth], matrices.Y, matrices.J)

    return Step(
        "J", Phase.FORWARD, Kind.J, depth, (f"A{depth}", "Y"), ("1", "1"),
        f"J = {loss.text.format(A=f'A{depth}')}", bind,
    )  # fmt: skip


def _output_dA(network: Network) -> Step:
    depth, loss = network.depth, network.loss

    def bind(matrices: Matrices) -> list[Call]:
        return loss.gradient(matrices.Z[depth], matrices.A[depth], matrices.Y, matrices.dA[depth])

    return Step(
        f"dA{depth}", Phase.BACKWARD, Kind.OUTPUT_DA, depth, (f"A{depth}", "Y"),
        (f"n{depth}", "m"),
        f"dA{depth} = {loss.gradient_text.format(A=f'A{depth}')}", bind,
    )  # fmt: skip


def _output_dZ(network: Network) -> Step:
    depth = network.depth
    if not network.shortcut:
        return _dZ(network, depth)

    def bind(matrices: Matrices) -> list[Call]:
        return shortcut_gradient(matrices.A[depth], matrices.Y, matrices.dZ[depth])

    return Step(
        f"dZ{depth}", Phase.BACKWARD, Kind.OUTPUT_DZ, depth, (f"A{depth}", "Y"),
        (f"n{depth}", "m"), f"dZ{depth} = A{depth} - Y", bind,
    )  # fmt: skip


def _dZ(network: Network, layer: int) -> Step:
    activation = network.activations[layer - 1]

    def bind(matrices: Matrices) -> list[Call]:
        return activation.backward(
            matrices.dA[layer], matrices.Z[layer], matrices.A[layer], matrices.dZ[layer]
        )

    prime = activation.text.format(Z=f"Z{layer}")
    if activation.name == "linear":
        formula = f"dZ{layer} = dA{layer}"
    elif activation.derivative is None:
        formula = f"dZ{layer} = {prime}·dA{layer}, each column by its Jacobian"
    else:
        formula = f"dZ{layer} = dA{layer} ⊙ {prime}"
    # Inputs are what a reader multiplies; A is there too because g' is computed from it.
    return Step(
        f"dZ{layer}", Phase.BACKWARD, Kind.DZ, layer,
        (f"dA{layer}", f"Z{layer}" if activation.derivative else f"A{layer}"),
        (f"n{layer}", "m"), formula, bind,
    )  # fmt: skip


def _dW(layer: int) -> Step:
    below = _fed(layer - 1)

    def bind(matrices: Matrices) -> list[Call]:
        # The block holds weights transposed, so it is A dZᵀ that is written into it.
        dZ, below_A = matrices.dZ[layer], matrices.A[layer - 1]
        into = matrices.state.gradients.blocks[layer][:-1]
        if len(below_A) >= WIDE * len(dZ):
            # BLAS is twice as fast at dZ Aᵀ than at A dZᵀ when dZ has few rows and A thousands.
            # The transposition costs one pass, and it is the pass that divides by m.
            wide = np.empty((len(dZ), len(below_A)))
            return [
                product(dZ, below_A.T, wide),
                (np.multiply, (wide.T, matrices.one_mth, into)),
            ]
        # Dividing dZ (n_l x m) is mostly cheaper than dividing the product (n_l x n_{l-1}).
        scaled = np.empty_like(dZ)
        return [(np.multiply, (dZ, matrices.one_mth, scaled)), product(below_A, scaled.T, into)]

    return Step(
        f"dW{layer}", Phase.BACKWARD, Kind.DW, layer, (f"dZ{layer}", below),
        (f"n{layer}", f"n{layer - 1}"), f"dW{layer} = (1/m) dZ{layer}·{below}ᵀ", bind,
    )  # fmt: skip


def _db(layer: int) -> Step:
    def bind(matrices: Matrices) -> list[Call]:
        into: Array = matrices.state.gradients.blocks[layer][-1:]
        return [product(matrices.mean, matrices.dZ[layer].T, into)]

    return Step(
        f"db{layer}", Phase.BACKWARD, Kind.DB, layer, (f"dZ{layer}",), (f"n{layer}", "1"),
        f"db{layer} = (1/m) Σ_i dZ{layer}[:, i]", bind,
    )  # fmt: skip


def _dA(layer: int) -> Step:
    above = layer + 1

    def bind(matrices: Matrices) -> list[Call]:
        weights = matrices.state.parameters.blocks[above][:-1]  # transposed already
        return [product(weights, matrices.dZ[above], matrices.dA[layer])]

    return Step(
        f"dA{layer}", Phase.BACKWARD, Kind.DA, layer, (f"W{above}", f"dZ{above}"),
        (f"n{layer}", "m"), f"dA{layer} = W{above}ᵀ·dZ{above}", bind,
    )  # fmt: skip


def _parameter(name: str, kind: Kind, layer: int, width: str, optimizer: Optimizer) -> Step:
    rows = slice(None, -1) if kind is Kind.W else slice(-1, None)

    def bind(matrices: Matrices) -> list[Call]:
        state = matrices.state
        parameter = state.parameters.blocks[layer][rows]
        gradient = state.gradients.blocks[layer][rows]
        scratch = np.empty_like(parameter)
        return optimizer.update(parameter, gradient, state.learning_rate, scratch)

    return Step(
        name, Phase.UPDATE, kind, layer, (name, f"d{name}"), (f"n{layer}", width),
        f"{name} := {name} - α·d{name}", bind,
    )  # fmt: skip


def _W(layer: int, optimizer: Optimizer) -> Step:
    return _parameter(f"W{layer}", Kind.W, layer, f"n{layer - 1}", optimizer)


def _b(layer: int, optimizer: Optimizer) -> Step:
    return _parameter(f"b{layer}", Kind.B, layer, "1", optimizer)
