"""What is added to the cost to keep weights small, as note 004 has it. Biases are left alone.

L2 adds (λ/2m) Σ‖W‖² to J and (λ/m) W to dW; L1 adds (λ/2m) Σ|W| and (λ/2m) sign(W).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.nn.calls import Array, Call
from nnviz.nn.expression import Expression, Function, Scalar, Scaled, applied


@dataclass(frozen=True)
class Regularizer:
    """One penalty.

    Attributes:
        total: ``(blocks, rate, R)`` to the calls that fill ``R``, 1 x 1, from the weights of all
            layers; ``rate`` is λ/m as an array of no dimensions.
        gradient: ``(W, rate, out)`` to the calls that fill a layer's part of dW.
        total_formula: R as a formula of the W of every layer.
        gradient_formula: the part of dW as a formula of W.
        kink: whether the penalty has no derivative at 0.
    """

    name: str
    title: str
    total: Callable[[Sequence[Array], Array, Array], list[Call]]
    gradient: Callable[[Array, Array, Array], list[Call]]
    total_formula: Callable[[tuple[Expression, ...]], Expression]
    gradient_formula: Callable[[Expression], Expression]
    kink: bool = False


LAMBDA_M = Scalar("(λ/m) ", r"\frac{\lambda}{m}\,")
LAMBDA_2M = Scalar("(λ/2m) ", r"\frac{\lambda}{2m}\,")


def _summed(
    measure: Callable[[Array, Array], list[Call]],
) -> Callable[[Sequence[Array], Array, Array], list[Call]]:
    """Half of λ/m times the sum of a measure of every weight."""

    def total(blocks: Sequence[Array], rate: Array, R: Array) -> list[Call]:
        calls: list[Call] = [(R.fill, (0.0,))]
        half, part = np.array(0.5), np.empty((1, 1))
        for W in blocks:
            entries = np.empty_like(W)
            calls += [
                *measure(W, entries),
                (np.add.reduce, (entries, (0, 1), None, part, True)),
                (np.add, (R, part, R)),
            ]
        return [*calls, (np.multiply, (R, rate, R)), (np.multiply, (R, half, R))]

    return total


def _l1_gradient(W: Array, rate: Array, out: Array) -> list[Call]:
    half = np.array(0.5)
    return [
        (np.sign, (W, out)),
        (np.multiply, (out, rate, out)),
        (np.multiply, (out, half, out)),
    ]


def _sum_formula(
    text: str, latex: str, entry: str
) -> Callable[[tuple[Expression, ...]], Expression]:
    def formula(weights: tuple[Expression, ...]) -> Expression:
        count = len(weights)
        texts = " + ".join(text.replace("@", f"@{k}") for k in range(count))
        latexes = " + ".join(latex.replace("@", f"@{k}") for k in range(count))
        if count > 3:  # a sum of twenty names is no help to a reader
            texts = f"Σ_l {text.replace('@', 'W_l')}"
            latexes = rf"\sum_{{l=1}}^{{{count}}} {latex.replace('@', 'W_l')}"
        elif count > 1:
            texts, latexes = f"({texts})", rf"\left({latexes}\right)"
        before, after = text.split("@")
        words = (f"({before}", *[f"{after} + {before}"] * (count - 1), f"{after})")
        entries = (" + ".join(entry.replace("@", f"@{k}") for k in range(count)),)
        return Scaled(LAMBDA_2M, Function(weights, texts, latexes, words, entries=entries))

    return formula


_ROWS = (
    Regularizer(
        "l2", "L2",
        _summed(lambda W, out: [(np.square, (W, out))]),
        lambda W, rate, out: [(np.multiply, (W, rate, out))],
        _sum_formula("‖@‖²", r"\left\|@\right\|_F^2", "Σ{@²}"),
        lambda W: Scaled(LAMBDA_M, W),
    ),
    Regularizer(
        "l1", "L1",
        _summed(lambda W, out: [(np.abs, (W, out))]),
        _l1_gradient,
        _sum_formula("Σ|@|", r"\sum\left|@\right|", "Σ{|@|}"),
        lambda W: Scaled(LAMBDA_2M, applied("sign", r"\mathrm{sign}", W)),
        kink=True,
    ),
)  # fmt: skip

REGULARIZERS = {row.name: row for row in _ROWS}
