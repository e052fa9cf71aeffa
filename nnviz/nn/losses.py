"""Losses, their gradients at the output, and the pairs whose gradient is simply A - Y."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.nn.calls import HALF, ONE, ZERO, Array, Call


@dataclass(frozen=True)
class Loss:
    """One loss function, summed over the units and averaged over the m samples.

    Attributes:
        outputs: the output activations that it can follow; empty for any.
        cost: ``(Z, A, Y, J)`` to the calls that fill ``J``, 1 x 1.
        gradient: ``(Z, A, Y, dA)`` to the calls that fill ``dA``, the loss of each sample
            differentiated by its outputs; not divided by m.
        shortcut: the output activation with which ``dZ = A - Y`` exactly, or None.
        latex, text: the cost as a formula; ``{A}`` stands for the output's name in the text.
        gradient_latex, gradient_text: the same for its gradient.
        why_outputs: what the outputs must be, for the sentence that refuses another pair.
    """

    name: str
    title: str
    latex: str
    text: str
    gradient_latex: str
    gradient_text: str
    cost: Callable[[Array, Array, Array, Array], list[Call]]
    gradient: Callable[[Array, Array, Array, Array], list[Call]]
    outputs: tuple[str, ...] = ()
    shortcut: str | None = None
    why_outputs: str = ""

    @property
    def entry(self) -> str:
        """The cost as in :attr:`Function.entries`, the sum around what stands behind its sign."""
        before, term = self.text.split("Σ ")
        term = term.replace("Y log", "Y·log").replace(") log", ")·log")
        return f"{before}Σ{{{{{term.removeprefix('[').removesuffix(']')}}}}}"

    def fits(self, activation: str) -> bool:
        """Whether the loss is defined for every value that this output activation can take."""
        return not self.outputs or activation in self.outputs


def shortcut_gradient(A: Array, Y: Array, dZ: Array) -> list[Call]:
    """``dZ = A - Y``, for sigmoid with binary and softmax with categorical cross-entropy."""
    return [(np.subtract, (A, Y, dZ))]


def _mean(terms: Array, J: Array) -> list[Call]:
    """Sum all terms into J and divide by the number of samples, the columns of ``terms``."""
    share = np.array(1.0 / terms.shape[1])
    return [(np.add.reduce, (terms, (0, 1), None, J, True)), (np.multiply, (J, share, J))]


def _binary_terms(Z: Array, Y: Array, terms: Array) -> list[Call]:
    # -y log s(z) - (1 - y) log(1 - s(z)) = log(1 + exp(z)) - y z: exact where s(z) rounds to 0
    # or 1 and the logarithm of the rounded value would be infinite.
    product = np.empty_like(Z)
    return [
        (np.logaddexp, (ZERO, Z, terms)),
        (np.multiply, (Y, Z, product)),
        (np.subtract, (terms, product, terms)),
    ]


def _binary_cost(Z: Array, A: Array, Y: Array, J: Array) -> list[Call]:
    terms = np.empty_like(Z)
    return [*_binary_terms(Z, Y, terms), *_mean(terms, J)]


def _binary_gradient(Z: Array, A: Array, Y: Array, dA: Array) -> list[Call]:
    def fill() -> None:
        # 1/a = 1 + exp(-z) and 1/(1-a) = 1 + exp(z), both from z for the same reason as above.
        # A term whose weight is 0 is left out: 0 times infinity is not a number.
        yes = np.multiply(Y, ONE + np.exp(-Z), out=np.zeros_like(dA), where=Y != 0)
        no = np.multiply(ONE - Y, ONE + np.exp(Z), out=np.zeros_like(dA), where=Y != 1)
        np.subtract(no, yes, dA)

    return [(fill, ())]


def _categorical_terms(Z: Array, Y: Array, terms: Array) -> list[Call]:
    # -sum(y log a) = log(sum(exp z)) sum(y) - sum(y z), a term a unit: y (log-sum-exp - z).
    highest = np.empty((1, Z.shape[1]))
    logarithm = np.empty((1, Z.shape[1]))
    return [
        (np.maximum.reduce, (Z, 0, None, highest, True)),
        (np.subtract, (Z, highest, terms)),
        (np.exp, (terms, terms)),
        (np.add.reduce, (terms, 0, None, logarithm, True)),
        (np.log, (logarithm, logarithm)),
        (np.add, (logarithm, highest, logarithm)),
        (np.subtract, (logarithm, Z, terms)),
        (np.multiply, (Y, terms, terms)),
    ]


def _categorical_cost(Z: Array, A: Array, Y: Array, J: Array) -> list[Call]:
    terms = np.empty_like(Z)
    return [*_categorical_terms(Z, Y, terms), *_mean(terms, J)]


def _categorical_gradient(Z: Array, A: Array, Y: Array, dA: Array) -> list[Call]:
    def fill() -> None:
        highest = Z.max(axis=0, keepdims=True)
        logsumexp = highest + np.log(np.exp(Z - highest).sum(axis=0, keepdims=True))
        dA.fill(0.0)
        np.multiply(-Y, np.exp(logsumexp - Z), out=dA, where=Y != 0)  # -y / a

    return [(fill, ())]


def _squared_terms(A: Array, Y: Array, terms: Array) -> list[Call]:
    return [
        (np.subtract, (A, Y, terms)),
        (np.multiply, (terms, terms, terms)),
        (np.multiply, (terms, HALF, terms)),
    ]


def _squared_cost(Z: Array, A: Array, Y: Array, J: Array) -> list[Call]:
    terms = np.empty_like(Z)
    return [*_squared_terms(A, Y, terms), *_mean(terms, J)]


def _squared_gradient(Z: Array, A: Array, Y: Array, dA: Array) -> list[Call]:
    return [(np.subtract, (A, Y, dA))]


def _both_cost(Z: Array, A: Array, Y: Array, J: Array) -> list[Call]:
    squared, terms = np.empty_like(Z), np.empty_like(Z)
    return [
        *_squared_terms(A, Y, squared),
        *_categorical_terms(Z, Y, terms),
        (np.add, (terms, squared, terms)),
        *_mean(terms, J),
    ]


def _both_gradient(Z: Array, A: Array, Y: Array, dA: Array) -> list[Call]:
    difference = np.empty_like(Z)
    return [
        *_categorical_gradient(Z, A, Y, dA),
        (np.subtract, (A, Y, difference)),
        (np.add, (dA, difference, dA)),
    ]


_SUM = r"\frac{1}{m}\sum_{i=1}^{m}"
_HALF_SQUARE = r"\frac{1}{2}\left\|a_i-y_i\right\|^2"
_BINARY = "binary_cross_entropy"
_CATEGORICAL = "categorical_cross_entropy"

_ROWS = (
    Loss(
        _BINARY, "binary cross-entropy",
        r"-" + _SUM + r"\left[\,y_i\log a_i+(1-y_i)\log(1-a_i)\,\right]",
        "-(1/m) Σ [Y log {A} + (1 - Y) log(1 - {A})]",
        r"-\frac{Y}{A}+\frac{1-Y}{1-A}", "-Y/{A} + (1 - Y)/(1 - {A})",
        _binary_cost, _binary_gradient,
        outputs=("sigmoid",), shortcut="sigmoid",
        why_outputs="an output between 0 and 1: a sigmoid output",
    ),
    Loss(
        _CATEGORICAL, "categorical cross-entropy",
        r"-" + _SUM + r"\sum_{k}y_{ki}\log a_{ki}",
        "-(1/m) Σ Y log {A}",
        r"-\frac{Y}{A}", "-Y/{A}",
        _categorical_cost, _categorical_gradient,
        outputs=("softmax",), shortcut="softmax",
        why_outputs="outputs that are probabilities and sum to 1: a softmax output",
    ),
    Loss(
        "squared_error", "squared error",
        _SUM + _HALF_SQUARE, "(1/m) Σ ½ ({A} - Y)²",
        r"A-Y", "{A} - Y",
        _squared_cost, _squared_gradient,
    ),
    Loss(
        "squared_error_cross_entropy", "squared error + cross-entropy",
        _SUM + r"\Bigl[" + _HALF_SQUARE + r"-\sum_{k}y_{ki}\log a_{ki}\Bigr]",
        "(1/m) Σ [½ ({A} - Y)² - Y log {A}]",
        r"(A-Y)-\frac{Y}{A}", "({A} - Y) - Y/{A}",
        _both_cost, _both_gradient,
        outputs=("softmax",),
        why_outputs="outputs that are probabilities and sum to 1: a softmax output",
    ),
)  # fmt: skip

LOSSES = {row.name: row for row in _ROWS}
