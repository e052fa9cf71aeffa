"""The lines of the forward pass: features, Z, masks, A, penalty, J."""

from collections.abc import Iterable

import numpy as np

from nnviz.chance import Purpose, generator
from nnviz.nn.activations import Activation
from nnviz.nn.calls import Array, Call, product
from nnviz.nn.expression import (
    Entrywise,
    Expression,
    Function,
    Matrix,
    Product,
    Scalar,
    Scaled,
    applied,
)
from nnviz.nn.network import Network
from nnviz.program.matrices import Matrices
from nnviz.program.step import Kind, Phase, Step


def fed(network: Network, layer: int) -> str:
    """The name of the matrix that feeds the layer above this one."""
    if layer == 0:
        return "F" if network.features else "X"
    return f"A{layer}"


def kept(network: Network, layer: int, expression: Expression) -> Expression:
    """What is left of a matrix once a layer has dropped units; the rest is scaled up."""
    share = network.keeps(layer)
    if share == 1.0:
        return expression
    scalar = Scalar(f"(1/{share:g}) ", rf"\frac{{1}}{{{share:g}}}\,")
    return Scaled(scalar, Entrywise("⊙", expression, Matrix(f"D{layer}")))


def forward(network: Network) -> Iterable[Step]:
    """The lines of the forward pass in their order."""
    if network.features:
        yield _features(network)
    for layer in range(1, network.depth + 1):
        yield _z(network, layer)
        if network.keeps(layer) < 1.0:
            yield _mask(network, layer)
        yield _a(network, layer)
    if network.regularizer is not None:
        yield _penalty(network)
    yield _j(network)


def _features(network: Network) -> Step:
    def bind(matrices: Matrices) -> list[Call]:
        x1, x2 = matrices.X
        return [
            call
            for feature, row in zip(network.features, matrices.A[0], strict=True)
            for call in feature.calls(x1, x2, row)
        ]

    latex = r" \\ ".join(feature.latex for feature in network.features)
    across = r" & ".join(feature.latex for feature in network.features)
    names, beside = (sign.join(row.title for row in network.features) for sign in ("; ", ", "))
    expression = Function(
        (Matrix("X"),),
        f"[{names}] of @0",
        rf"\begin{{bmatrix}} {latex} \end{{bmatrix}}",
        (f"[{names}] of", ""),
        rows_text=f"[{beside}] of @0",
        rows_latex=rf"\begin{{bmatrix}} {across} \end{{bmatrix}}",
        rows_words=(f"[{beside}] of", ""),
        entries=tuple(feature.entry for feature in network.features),
    )
    return Step("F", Phase.FORWARD, Kind.FEATURES, 0, expression, ("n0", "m"), bind)


def _z(network: Network, layer: int) -> Step:
    def bind(matrices: Matrices) -> list[Call]:
        block = matrices.state.parameters.blocks[layer]
        # (W b) times (A over a row of ones): the sum and the bias in one product.
        return [product(block.T, matrices.fed[layer - 1], matrices.Z[layer])]

    weighted = Product(Matrix(f"W{layer}"), Matrix(fed(network, layer - 1)))
    return Step(
        f"Z{layer}", Phase.FORWARD, Kind.Z, layer,
        Entrywise("+", weighted, Matrix(f"b{layer}")), (f"n{layer}", "m"), bind,
    )  # fmt: skip


def _mask(network: Network, layer: int) -> Step:
    share = network.keeps(layer)

    def bind(matrices: Matrices) -> list[Call]:
        state, mask = matrices.state, matrices.D[layer]
        drawn = np.empty(mask.shape)

        def fill() -> None:
            key = state.iteration * 64 + layer  # there are at most 64 layers, see experiment.py
            generator(state.seed, Purpose.DROPOUT, key).random(out=drawn)
            np.less(drawn, share, mask)

        return [(fill, ())]

    expression = Function(
        (), f"[u < {share:g}], u from 0 to 1 at random",
        rf"\left[\,u < {share:g}\,\right],\quad u \sim \mathcal U(0,1)",
        (f"1 with probability {share:g}, else 0",),
    )  # fmt: skip
    return Step(f"D{layer}", Phase.FORWARD, Kind.MASK, layer, expression, (f"n{layer}", "m"), bind)


def _a(network: Network, layer: int) -> Step:
    activation, share = network.activations[layer - 1], network.keeps(layer)

    def bind(matrices: Matrices) -> list[Call]:
        whole, A = matrices.whole[layer], matrices.A[layer]
        calls = activation.forward(matrices.Z[layer], whole)
        if share < 1.0:
            calls += [
                (np.multiply, (whole, matrices.D[layer], A)),
                (np.multiply, (A, np.array(1 / share), A)),
            ]
        return calls

    Z = Matrix(f"Z{layer}")
    g = Z if activation.identity else _applied(activation, Z)
    return Step(
        f"A{layer}", Phase.FORWARD, Kind.A, layer, kept(network, layer, g), (f"n{layer}", "m"), bind
    )


def _applied(activation: Activation, Z: Expression) -> Expression:
    return applied(activation.text, activation.latex, Z, activation.entry)


def _penalty(network: Network) -> Step:
    regularizer = network.regularizer
    assert regularizer is not None

    def bind(matrices: Matrices) -> list[Call]:
        weights: list[Array] = [block[:-1] for block in matrices.state.parameters.blocks[1:]]
        return regularizer.total(weights, matrices.lambda_mth, matrices.R)

    names = tuple(Matrix(f"W{layer}") for layer in range(1, network.depth + 1))
    return Step(
        "R", Phase.FORWARD, Kind.PENALTY, network.depth, regularizer.total_formula(names),
        ("1", "1"), bind,
    )  # fmt: skip


def _j(network: Network) -> Step:
    depth, loss = network.depth, network.loss
    regularized = network.regularizer is not None

    def bind(matrices: Matrices) -> list[Call]:
        J = matrices.J
        calls = loss.cost(matrices.Z[depth], matrices.A[depth], matrices.Y, J)
        return [*calls, (np.add, (J, matrices.R, J))] if regularized else calls

    expression: Expression = Function(
        (Matrix(f"A{depth}"), Matrix("Y")),
        loss.text.format(A="@0").replace("Y", "@1"),
        loss.latex,
        ("cost(", ",", ")"),
        rows_latex=loss.latex.replace("{ki}", "{ik}"),
        entries=(loss.entry.format(A="@0").replace("Y", "@1"),),
    )
    if regularized:
        expression = Entrywise("+", expression, Matrix("R"))
    return Step("J", Phase.FORWARD, Kind.J, depth, expression, ("1", "1"), bind)
