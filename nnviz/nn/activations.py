"""Activation functions g and their derivatives, as rows of one table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import erfc, pi, sqrt

import numpy as np

from nnviz.nn.calls import HALF, ONE, ZERO, Array, Call


@dataclass(frozen=True)
class Activation:
    """One activation function.

    Attributes:
        forward: ``(Z, A)`` to the calls that fill ``A = g(Z)``.
        derivative: ``(Z, A, out)`` to the calls that fill ``out = g'(Z)``, element by element;
            None where the Jacobian is not diagonal.
        jacobian: ``(A, dA, dZ)`` to the calls that fill ``dZ = J dA`` a column, for those.
        labels: the targets that stand for "no" and "yes" at a single output unit.
        hidden: whether a hidden layer may have it.
        kink: whether g' jumps or bends at 0, so that a finite difference across 0 says nothing
            or errs by the size of its step, not by its square.
        latex: how a formula names the function; ``prime`` how it names the derivative.
        text: how plain text names it, the derivative with a prime behind.
        identity: whether g(z) = z, so that formulas need not mention it.
        entry: how an entry of A is worked out where it needs more than its own z.
    """

    name: str
    title: str
    latex: str
    prime: str
    text: str
    forward: Callable[[Array, Array], list[Call]]
    derivative: Callable[[Array, Array, Array], list[Call]] | None
    jacobian: Callable[[Array, Array, Array], list[Call]] | None = None
    labels: tuple[float, float] = (0.0, 1.0)
    hidden: bool = True
    kink: bool = False
    identity: bool = False
    entry: str = ""

    def backward(self, dA: Array, Z: Array, A: Array, dZ: Array) -> list[Call]:
        """The calls that fill ``dZ`` from ``dA`` by the chain rule; every array is n x m."""
        if self.derivative is None:
            assert self.jacobian is not None
            return self.jacobian(A, dA, dZ)
        return [*self.derivative(Z, A, dZ), (np.multiply, (dA, dZ, dZ))]


def _linear(Z: Array, A: Array) -> list[Call]:
    return [(np.copyto, (A, Z))]


def _linear_derivative(Z: Array, A: Array, out: Array) -> list[Call]:
    return [(out.fill, (1.0,))]


def _sigmoid(Z: Array, A: Array) -> list[Call]:
    # 1 / (1 + exp(-z)) keeps its relative precision for very negative z, where a form with tanh
    # would cancel; exp may overflow to inf for z < -709, and 1 / inf is the right answer, 0.
    return [
        (np.negative, (Z, A)),
        (np.exp, (A, A)),
        (np.add, (A, ONE, A)),
        (np.reciprocal, (A, A)),
    ]


def _sigmoid_derivative(Z: Array, A: Array, out: Array) -> list[Call]:
    return [(np.subtract, (ONE, A, out)), (np.multiply, (A, out, out))]


def _tanh(Z: Array, A: Array) -> list[Call]:
    return [(np.tanh, (Z, A))]


def _tanh_derivative(Z: Array, A: Array, out: Array) -> list[Call]:
    return [(np.square, (A, out)), (np.subtract, (ONE, out, out))]


def _relu(Z: Array, A: Array) -> list[Call]:
    # By name, because numpy deprecates a third positional argument of maximum alone.
    return [(partial(np.maximum, out=A), (Z, ZERO))]


def _relu_derivative(Z: Array, A: Array, out: Array) -> list[Call]:
    # A is never negative, so its sign is 1 for z > 0 and 0 otherwise. At z = 0 we take 0, as
    # PyTorch does; note 004 takes 1.
    return [(np.sign, (A, out))]


LEAK = 0.01
_LEAK: Array = np.array(LEAK)


def _leaky_relu(Z: Array, A: Array) -> list[Call]:
    return [(np.multiply, (Z, _LEAK, A)), (partial(np.maximum, out=A), (Z, A))]


def _leaky_relu_derivative(Z: Array, A: Array, out: Array) -> list[Call]:
    # 1 for z > 0 and the leak otherwise; at 0 the leak, as PyTorch has it.
    return [
        (np.greater, (Z, ZERO, out)),
        (partial(np.maximum, out=out), (out, _LEAK)),
    ]


def _elu(Z: Array, A: Array) -> list[Call]:
    positive = np.empty_like(Z)
    return [
        (partial(np.maximum, out=positive), (Z, ZERO)),
        (partial(np.minimum, out=A), (Z, ZERO)),
        (np.expm1, (A, A)),
        (np.add, (A, positive, A)),
    ]


def _elu_derivative(Z: Array, A: Array, out: Array) -> list[Call]:
    # exp(z) for z <= 0, where a = exp(z) - 1. From z, because a + 1 would lose the last digits.
    return [(partial(np.minimum, out=out), (Z, ZERO)), (np.exp, (out, out))]


def _normal_share(Z: Array, out: Array) -> Call:
    """``out`` = Φ(z), the share of the standard normal distribution below z."""

    def fill() -> None:
        # numpy has no erf. erfc keeps its precision where Φ is small.
        tail = np.fromiter(map(erfc, (Z.ravel() * -sqrt(0.5)).tolist()), float, Z.size)
        np.multiply(tail.reshape(Z.shape), HALF, out)

    return fill, ()


def _gelu(Z: Array, A: Array) -> list[Call]:
    return [_normal_share(Z, A), (np.multiply, (Z, A, A))]


def _gelu_derivative(Z: Array, A: Array, out: Array) -> list[Call]:
    # Φ(z) + z φ(z), φ the density of the standard normal distribution.
    density, height = np.empty_like(Z), np.array(1 / sqrt(2 * pi))
    return [
        _normal_share(Z, out),
        (np.square, (Z, density)),
        (np.multiply, (density, np.array(-0.5), density)),
        (np.exp, (density, density)),
        (np.multiply, (density, height, density)),
        (np.multiply, (density, Z, density)),
        (np.add, (out, density, out)),
    ]


def _softplus(Z: Array, A: Array) -> list[Call]:
    return [(np.logaddexp, (ZERO, Z, A))]


def _softplus_derivative(Z: Array, A: Array, out: Array) -> list[Call]:
    return _sigmoid(Z, out)


def _swish(Z: Array, A: Array) -> list[Call]:
    return [*_sigmoid(Z, A), (np.multiply, (Z, A, A))]


def _swish_derivative(Z: Array, A: Array, out: Array) -> list[Call]:
    # (z s)' = s + z s (1 - s) = s + a (1 - s), s the sigmoid of z.
    rest = np.empty_like(Z)
    return [
        *_sigmoid(Z, out),
        (np.subtract, (ONE, out, rest)),
        (np.multiply, (A, rest, rest)),
        (np.add, (out, rest, out)),
    ]


def _softmax(Z: Array, A: Array) -> list[Call]:
    # Subtracting the largest z of a column changes nothing and keeps exp from overflowing.
    column = np.empty((1, Z.shape[1]))
    return [
        (np.maximum.reduce, (Z, 0, None, column, True)),
        (np.subtract, (Z, column, A)),
        (np.exp, (A, A)),
        (np.add.reduce, (A, 0, None, column, True)),
        (np.divide, (A, column, A)),
    ]


def _softmax_jacobian(A: Array, dA: Array, dZ: Array) -> list[Call]:
    # (diag(a) - a aT) dA for every column a of A: a * (dA - sum(a * dA)).
    column = np.empty((1, A.shape[1]))
    return [
        (np.multiply, (A, dA, dZ)),
        (np.add.reduce, (dZ, 0, None, column, True)),
        (np.subtract, (dA, column, dZ)),
        (np.multiply, (A, dZ, dZ)),
    ]


_ROWS = (
    Activation(
        "relu", "ReLU", r"\mathrm{ReLU}", r"\mathrm{ReLU}'", "ReLU", _relu, _relu_derivative,
        kink=True,
    ),
    Activation(
        "tanh", "tanh", r"\tanh", r"\tanh'", "tanh", _tanh, _tanh_derivative,
        labels=(-1.0, 1.0),
    ),
    Activation(
        "sigmoid", "sigmoid", r"\sigma", r"\sigma'", "sigmoid", _sigmoid, _sigmoid_derivative,
    ),
    Activation(
        "linear", "linear", r"\mathrm{id}", r"\mathrm{id}'", "id", _linear, _linear_derivative,
        identity=True,
    ),
    Activation(
        "leaky_relu", "leaky ReLU", r"\mathrm{LReLU}", r"\mathrm{LReLU}'", "LReLU",
        _leaky_relu, _leaky_relu_derivative, kink=True,
    ),
    Activation(
        "elu", "ELU", r"\mathrm{ELU}", r"\mathrm{ELU}'", "ELU", _elu, _elu_derivative,
        kink=True,
    ),
    Activation(
        "gelu", "GELU", r"\mathrm{GELU}", r"\mathrm{GELU}'", "GELU", _gelu, _gelu_derivative,
    ),
    Activation(
        "softplus", "softplus", r"\mathrm{softplus}", r"\mathrm{softplus}'", "softplus",
        _softplus, _softplus_derivative,
    ),
    Activation(
        "swish", "swish", r"\mathrm{swish}", r"\mathrm{swish}'", "swish",
        _swish, _swish_derivative,
    ),
    Activation(
        "softmax", "softmax", r"\mathrm{softmax}", r"\mathrm{softmax}'", "softmax",
        _softmax, None, jacobian=_softmax_jacobian, hidden=False, entry="e^@0 / Σ_k{e^@0}",
    ),
)  # fmt: skip

ACTIVATIONS = {row.name: row for row in _ROWS}
