"""The loop that a textbook prints: every line makes a new array, and samples are columns."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.cases import Array, Case
from tests.benchmarks.contender import in_one


def relu(Z: Array) -> Array:
    """max(0, z)."""
    return np.maximum(0, Z)


def sigmoid(Z: Array) -> Array:
    """1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-Z))


def softmax(Z: Array) -> Array:
    """exp(z) / Σ exp(z), a column a sample."""
    E = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    A: Array = E / np.sum(E, axis=0, keepdims=True)
    return A


def tanh_derivative(A: Array) -> Array:
    """1 - a²."""
    return 1 - A**2


def relu_derivative(A: Array) -> NDArray[np.bool_]:
    """1 where the unit is on."""
    return A > 0


HIDDEN: dict[str, tuple[Callable[[Array], Array], Callable[[Array], NDArray[Any]]]] = {
    "tanh": (np.tanh, tanh_derivative),
    "relu": (relu, relu_derivative),
}
OUTPUT = {"sigmoid": sigmoid, "softmax": softmax}


class Textbook:
    """Gradient descent in plain numpy."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.X, self.Y = case.data()
        self.reset()

    def reset(self) -> None:
        """See Contender."""
        self.W = [np.empty((0, 0)), *(W for W, _ in self.case.start())]
        self.b = [np.empty((0, 0)), *(b for _, b in self.case.start())]
        self.orders = self.case.orders()

    def train(self, epochs: int) -> None:
        """See Contender."""
        size = self.case.batch
        for _ in range(epochs):
            if self.case.full:
                self.iteration(self.X, self.Y)
                continue
            order = next(self.orders)
            X, Y = self.X[:, order], self.Y[:, order]
            for k in range(0, self.case.samples, size):
                self.iteration(X[:, k : k + size], Y[:, k : k + size])

    def iteration(self, X: Array, Y: Array) -> None:
        """Forward, backward, update."""
        W, b, alpha = self.W, self.b, self.case.learning_rate
        activation, derivative = HIDDEN[self.case.hidden]
        L, m = len(W) - 1, X.shape[1]
        A = [X]
        for layer in range(1, L):
            Z = np.dot(W[layer], A[layer - 1]) + b[layer]
            A.append(activation(Z))
        Z = np.dot(W[L], A[L - 1]) + b[L]
        A.append(OUTPUT[self.case.output](Z))

        dW: dict[int, Array] = {}
        db: dict[int, Array] = {}
        dZ = A[L] - Y
        for layer in range(L, 0, -1):
            dW[layer] = np.dot(dZ, A[layer - 1].T) / m
            db[layer] = np.sum(dZ, axis=1, keepdims=True) / m
            if layer > 1:
                dZ = np.dot(W[layer].T, dZ) * derivative(A[layer - 1])

        for layer in range(1, L + 1):
            W[layer] = W[layer] - alpha * dW[layer]
            b[layer] = b[layer] - alpha * db[layer]

    def parameters(self) -> Array:
        """See Contender."""
        return in_one(list(zip(self.W[1:], self.b[1:], strict=True)))
