"""Activation functions g and their derivatives, as rows of one table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.nn.calls import ONE, ZERO, Array, Call


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
        kink: whether g' jumps at 0, so that a finite difference across 0 says nothing.
        latex: how a formula names the function; ``prime`` how it names the derivative.
        text: the derivative as plain text; ``{Z}`` stands for the name of its argument.
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
        "relu", "ReLU", r"\mathrm{ReLU}", r"\mathrm{ReLU}'", "ReLU'({Z})", _relu, _relu_derivative,
        kink=True,
    ),
    Activation(
        "tanh", "tanh", r"\tanh", r"\tanh'", "tanh'({Z})", _tanh, _tanh_derivative,
        labels=(-1.0, 1.0),
    ),
    Activation(
        "sigmoid", "sigmoid", r"\sigma", r"\sigma'", "sigmoid'({Z})", _sigmoid, _sigmoid_derivative,
    ),
    Activation(
        "linear", "linear", r"\mathrm{id}", r"\mathrm{id}'", "1", _linear, _linear_derivative,
    ),
    Activation(
        "softmax", "softmax", r"\mathrm{softmax}", r"\mathrm{softmax}'", "softmax'({Z})",
        _softmax, None, jacobian=_softmax_jacobian, hidden=False,
    ),
)  # fmt: skip

ACTIVATIONS = {row.name: row for row in _ROWS}
