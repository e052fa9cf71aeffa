"""The lines of the backward pass: dA, g', dZ, the penalty's part of dW, dW, db."""

from collections.abc import Iterable

import numpy as np

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
    Transposed,
    applied,
)
from nnviz.nn.losses import shortcut_gradient
from nnviz.nn.network import Network
from nnviz.program.forward import fed, kept
from nnviz.program.matrices import Matrices
from nnviz.program.step import Kind, Phase, Step

# How many times as many inputs as units a layer has, from where on dW is computed the other way.
WIDE = 256

MEAN = Scalar("(1/m) ", r"\frac{1}{m}\,")


def backward(network: Network, chain: bool) -> Iterable[Step]:
    """The lines of the backward pass in their order.

    With ``chain``, g'(Z) is a line of its own, and where the output gradient is simply A - Y, what
    the chain rule gives is computed beside it.
    """
    for layer in range(network.depth, 0, -1):
        last = layer == network.depth
        yield _output_dA(network) if last else _dA(layer)
        smooth = network.activations[layer - 1].derivative is not None
        if chain and smooth:
            yield _slope(network, layer)
        if last and network.shortcut:
            if chain:
                yield _chain(network)
            yield _shortcut_dZ(network)
        else:
            yield _dZ(network, layer, chain and smooth)
        if network.regularizer is not None:
            yield _penalty_dW(network, layer)
        yield _dW(network, layer)
        yield _db(layer)


def _output_dA(network: Network) -> Step:
    depth, loss = network.depth, network.loss

    def bind(matrices: Matrices) -> list[Call]:
        return loss.gradient(matrices.Z[depth], matrices.A[depth], matrices.Y, matrices.dA[depth])

    expression = Function(
        (Matrix(f"A{depth}"), Matrix("Y")),
        loss.gradient_text.format(A="@0").replace("Y", "@1"),
        loss.gradient_latex.replace("A", "@0").replace("Y", "@1"),
        ("∂L/∂A(", ",", ")"),
    )
    return Step(
        f"dA{depth}", Phase.BACKWARD, Kind.OUTPUT_DA, depth, expression, (f"n{depth}", "m"), bind
    )


def _dA(layer: int) -> Step:
    above = layer + 1

    def bind(matrices: Matrices) -> list[Call]:
        weights = matrices.state.parameters.blocks[above][:-1]  # transposed already
        return [product(weights, matrices.dZ[above], matrices.dA[layer])]

    expression = Product(Transposed(Matrix(f"W{above}")), Matrix(f"dZ{above}"))
    return Step(f"dA{layer}", Phase.BACKWARD, Kind.DA, layer, expression, (f"n{layer}", "m"), bind)


def _slope(network: Network, layer: int) -> Step:
    activation = network.activations[layer - 1]

    def bind(matrices: Matrices) -> list[Call]:
        assert activation.derivative is not None
        return activation.derivative(
            matrices.Z[layer], matrices.whole[layer], matrices.slope(layer)
        )

    expression = prime(activation, layer)
    return Step(
        f"G{layer}", Phase.BACKWARD, Kind.SLOPE, layer, expression, (f"n{layer}", "m"), bind
    )


def prime(activation: Activation, layer: int) -> Expression:
    """g'(Z) of a layer as a function of its Z."""
    return applied(f"{activation.text}'", activation.prime, Matrix(f"Z{layer}"))


def through(activation: Activation, layer: int, slope: bool, dA: Expression) -> Expression:
    """What the chain rule makes of dA at this layer."""
    if activation.derivative is None:
        return Function(
            (dA, Matrix(f"A{layer}")),
            "(diag a - a aᵀ)·@0 for each column a of @1",
            r"\left(\mathrm{diag}\,a - a\,a^{\mathsf T}\right) @0",
            (f"Jacobian of {activation.title} ·", "at", ""),
            rows_text="@0·(diag a - aᵀ a) for each row a of @1",
            rows_latex=r"@0 \left(\mathrm{diag}\,a - a^{\mathsf T} a\right)",
            rows_words=("", f"· Jacobian of {activation.title} at", ""),
            entries=("@1·(@0 - Σ_k{@1·@0})",),
        )
    if slope:
        return Entrywise("⊙", dA, Matrix(f"G{layer}"))
    if activation.identity:
        return dA
    return Entrywise("⊙", dA, prime(activation, layer))


def _dropped(network: Network, layer: int, matrices: Matrices, dZ: Array) -> list[Call]:
    """Leave out the units that the forward pass left out."""
    share = network.keeps(layer)
    if share == 1.0:
        return []
    return [
        (np.multiply, (dZ, matrices.D[layer], dZ)),
        (np.multiply, (dZ, np.array(1 / share), dZ)),
    ]


def _dZ(network: Network, layer: int, slope: bool) -> Step:
    activation = network.activations[layer - 1]

    def bind(matrices: Matrices) -> list[Call]:
        dA, dZ = matrices.dA[layer], matrices.dZ[layer]
        if slope:
            calls: list[Call] = [(np.multiply, (dA, matrices.slope(layer), dZ))]
        else:
            calls = activation.backward(dA, matrices.Z[layer], matrices.whole[layer], dZ)
        return [*calls, *_dropped(network, layer, matrices, dZ)]

    dA = kept(network, layer, Matrix(f"dA{layer}"))
    if isinstance(dA, Scaled):
        expression: Expression = Scaled(dA.by, through(activation, layer, slope, dA.of))
    else:
        expression = through(activation, layer, slope, dA)
    return Step(f"dZ{layer}", Phase.BACKWARD, Kind.DZ, layer, expression, (f"n{layer}", "m"), bind)


def _chain(network: Network) -> Step:
    depth = network.depth
    activation = network.activations[-1]

    def bind(matrices: Matrices) -> list[Call]:
        dA, into = matrices.dA[depth], matrices.chain(depth)
        if activation.derivative is not None:
            return [(np.multiply, (dA, matrices.slope(depth), into))]
        return activation.backward(dA, matrices.Z[depth], matrices.A[depth], into)

    return Step(
        f"cdZ{depth}", Phase.BACKWARD, Kind.CHAIN, depth,
        through(activation, depth, True, Matrix(f"dA{depth}")), (f"n{depth}", "m"), bind,
    )  # fmt: skip


def _shortcut_dZ(network: Network) -> Step:
    depth = network.depth

    def bind(matrices: Matrices) -> list[Call]:
        return shortcut_gradient(matrices.A[depth], matrices.Y, matrices.dZ[depth])

    return Step(
        f"dZ{depth}", Phase.BACKWARD, Kind.OUTPUT_DZ, depth,
        Entrywise("−", Matrix(f"A{depth}"), Matrix("Y")), (f"n{depth}", "m"), bind,
    )  # fmt: skip


def _penalty_dW(network: Network, layer: int) -> Step:
    regularizer = network.regularizer
    assert regularizer is not None

    def bind(matrices: Matrices) -> list[Call]:
        weights = matrices.state.parameters.blocks[layer][:-1]
        return regularizer.gradient(weights, matrices.lambda_mth, matrices.penalties[layer])

    return Step(
        f"rW{layer}", Phase.BACKWARD, Kind.PENALTY_DW, layer,
        regularizer.gradient_formula(Matrix(f"W{layer}")), (f"n{layer}", f"n{layer - 1}"), bind,
    )  # fmt: skip


def _dW(network: Network, layer: int) -> Step:
    below = fed(network, layer - 1)
    regularized = network.regularizer is not None

    def bind(matrices: Matrices) -> list[Call]:
        # The block holds weights transposed, so it is A dZᵀ that is written into it.
        dZ, below_A = matrices.dZ[layer], matrices.A[layer - 1]
        into = matrices.state.gradients.blocks[layer][:-1]
        penalty: list[Call] = []
        if regularized:
            penalty = [(np.add, (into, matrices.penalties[layer], into))]
        if len(below_A) >= WIDE * len(dZ):
            # BLAS is twice as fast at dZ Aᵀ than at A dZᵀ when dZ has few rows and A thousands.
            # The transposition costs one pass, and it is the pass that divides by m.
            wide = np.empty((len(dZ), len(below_A)))
            return [
                product(dZ, below_A.T, wide),
                (np.multiply, (wide.T, matrices.one_mth, into)),
                *penalty,
            ]
        # Dividing dZ (n_l x m) is mostly cheaper than dividing the product (n_l x n_{l-1}).
        scaled = np.empty_like(dZ)
        return [
            (np.multiply, (dZ, matrices.one_mth, scaled)),
            product(below_A, scaled.T, into),
            *penalty,
        ]

    expression: Expression = Scaled(MEAN, Product(Matrix(f"dZ{layer}"), Transposed(Matrix(below))))
    if regularized:
        expression = Entrywise("+", expression, Matrix(f"rW{layer}"))
    return Step(
        f"dW{layer}", Phase.BACKWARD, Kind.DW, layer, expression,
        (f"n{layer}", f"n{layer - 1}"), bind,
    )  # fmt: skip


def _db(layer: int) -> Step:
    def bind(matrices: Matrices) -> list[Call]:
        into: Array = matrices.state.gradients.blocks[layer][-1:]
        return [product(matrices.mean, matrices.dZ[layer].T, into)]

    total = Function(
        (Matrix(f"dZ{layer}"),),
        "Σ_i @0[:, i]",
        r"\sum_{i=1}^{m} @0^{\,(i)}",
        ("Σ of columns", ""),
        rows_text="Σ_i @0[i, :]",
        rows_words=("Σ of rows", ""),
        entries=("Σ_i{@0}",),
    )
    return Step(
        f"db{layer}", Phase.BACKWARD, Kind.DB, layer, Scaled(MEAN, total), (f"n{layer}", "1"), bind
    )
