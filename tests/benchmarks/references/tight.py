"""The tightest numpy loops that we could write by hand, one for each architecture.

What makes them tight: no array is made while training; biases are the last weights of units that
are fed a one; all parameters lie in one vector; ``A.dot(B, out)`` skips the dispatch of
``np.dot``; arrays of no dimensions are not converted as Python's floats are; every operand of a
product lies in one piece, because ``dot`` copies any other; 1/m is part of the learning rate.
Intermediate matrices are overwritten wherever that is possible. None of this could be stepped.
"""

from collections.abc import Callable

import numpy as np

from tests.benchmarks.cases import Array, Case
from tests.benchmarks.contender import in_one

Train = Callable[[int], None]
ONE, ZERO = np.array(1.0), np.array(0.0)


class Tight:
    """Parameters in one vector, and a loop written for the case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        layers = zip(case.sizes, case.sizes[1:], strict=False)
        lengths = [n_out * (n_in + 1) for n_in, n_out in layers]
        self.flat, self.gradient = np.empty(sum(lengths)), np.empty(sum(lengths))
        self.scratch = np.empty(sum(lengths))
        self.rate = np.array(case.learning_rate / case.batch)
        self.parts = [
            slice(sum(lengths[:layer]), sum(lengths[: layer + 1])) for layer in range(len(lengths))
        ]
        X, Y = case.data()
        X = np.vstack([X, np.ones((1, case.samples))])
        # A layer's weights are n_out x (n_in + 1) ("wide") or the transpose of that.
        self.wide = [False] * len(lengths)
        self.reset()
        if len(case.sizes) == 4:
            self.train: Train = three_layers(self, np.vstack([X, Y]))
        elif case.output == "softmax":
            self.train = softmax(self, np.ascontiguousarray(X.T), Y)
        else:
            self.wide = [True, True]
            self.train = two_layers(self, X, Y)
        self.reset()

    def reset(self) -> None:
        """See Contender."""
        for part, wide, (W, b) in zip(self.parts, self.wide, self.case.start(), strict=True):
            weights = np.hstack([W, b])
            self.flat[part] = np.ravel(weights if wide else weights.T)
        self.orders = self.case.orders()

    def layers(self, flat: Array) -> list[Array]:
        """The weights of every layer as a view, with their biases as last column or row."""
        shapes = zip(self.case.sizes, self.case.sizes[1:], self.wide, self.parts, strict=False)
        return [
            flat[part].reshape((n_out, n_in + 1) if wide else (n_in + 1, n_out))
            for n_in, n_out, wide, part in shapes
        ]

    def parameters(self) -> Array:
        """See Contender."""
        weights = [
            W if wide else W.T for W, wide in zip(self.layers(self.flat), self.wide, strict=True)
        ]
        return in_one([(W[:, :-1], W[:, -1:]) for W in weights])


def two_layers(tight: Tight, X: Array, Y: Array) -> Train:
    """tanh, then one sigmoid; all samples at once."""
    _, n, _ = tight.case.sizes
    m = tight.case.samples
    W1, W2 = tight.layers(tight.flat)
    g1, g2 = tight.layers(tight.gradient)
    flat, gradient, scratch, rate = tight.flat, tight.gradient, tight.scratch, tight.rate
    rows = np.ascontiguousarray(X.T)
    # For large data a second copy would only push the first out of the cache.
    columns = X if X.size < 10_000 else rows.T
    fed = np.ones((n + 1, m))
    A1, Z1, dZ1, a2 = fed[:n], np.empty((n, m)), np.empty((n, m)), np.empty((1, m))
    z1_dot, z2_dot, g2_dot, g1_dot = W1.dot, W2.dot, a2.dot, dZ1.dot
    dA1_dot, fed_T = W2[:, :-1].T.dot, fed.T
    tanh, negative, exp, add, reciprocal = np.tanh, np.negative, np.exp, np.add, np.reciprocal
    subtract, square, multiply = np.subtract, np.square, np.multiply

    def train(epochs: int) -> None:
        for _ in range(epochs):
            z1_dot(columns, Z1)
            tanh(Z1, A1)
            z2_dot(fed, a2)
            negative(a2, a2)
            exp(a2, a2)
            add(a2, ONE, a2)
            reciprocal(a2, a2)
            subtract(a2, Y, a2)
            g2_dot(fed_T, g2)
            dA1_dot(a2, dZ1)
            square(A1, Z1)
            subtract(ONE, Z1, Z1)
            multiply(dZ1, Z1, dZ1)
            g1_dot(rows, g1)
            multiply(gradient, rate, scratch)
            subtract(flat, scratch, flat)

    return train


def three_layers(tight: Tight, data: Array) -> Train:
    """tanh, tanh, then one sigmoid; in mini-batches. ``data`` holds x, 1, y in a column."""
    n0, n1, n2, _ = tight.case.sizes
    m = tight.case.batch
    W1, W2, W3 = tight.layers(tight.flat)
    g1, g2, g3 = tight.layers(tight.gradient)
    flat, gradient, scratch, rate = tight.flat, tight.gradient, tight.scratch, tight.rate
    batch = np.empty((n0 + 2, m))
    X, Y = batch[:-1], batch[-1:]
    fed1, fed2 = np.ones((n1 + 1, m)), np.ones((n2 + 1, m))
    A1, Z1, dZ1 = fed1[:n1], np.empty((n1, m)), np.empty((n1, m))
    A2, Z2, dZ2, a3 = fed2[:n2], np.empty((n2, m)), np.empty((n2, m)), np.empty((1, m))
    dZ1_T, dZ2_T, a3_T = dZ1.T, dZ2.T, a3.T
    take, z1_dot, z2_dot, z3_dot = data.take, W1.T.dot, W2.T.dot, W3.T.dot
    g3_dot, dA2_dot, g2_dot = fed2.dot, W3[:-1].dot, fed1.dot
    dA1_dot, g1_dot = W2[:-1].dot, X.dot
    tanh, negative, exp, add, reciprocal = np.tanh, np.negative, np.exp, np.add, np.reciprocal
    subtract, square, multiply = np.subtract, np.square, np.multiply

    def train(epochs: int) -> None:
        for _ in range(epochs):
            for chosen in next(tight.orders).reshape(-1, m):
                take(chosen, 1, batch, "clip")
                z1_dot(X, Z1)
                tanh(Z1, A1)
                z2_dot(fed1, Z2)
                tanh(Z2, A2)
                z3_dot(fed2, a3)
                negative(a3, a3)
                exp(a3, a3)
                add(a3, ONE, a3)
                reciprocal(a3, a3)
                subtract(a3, Y, a3)
                g3_dot(a3_T, g3)
                dA2_dot(a3, dZ2)
                square(A2, Z2)
                subtract(ONE, Z2, Z2)
                multiply(dZ2, Z2, dZ2)
                g2_dot(dZ2_T, g2)
                dA1_dot(dZ2, dZ1)
                square(A1, Z1)
                subtract(ONE, Z1, Z1)
                multiply(dZ1, Z1, dZ1)
                g1_dot(dZ1_T, g1)
                multiply(gradient, rate, scratch)
                subtract(flat, scratch, flat)

    return train


def softmax(tight: Tight, rows: Array, targets: Array) -> Train:
    """ReLU, then softmax; in mini-batches. A sample is a row of ``rows``, its target a column."""
    n0, n1, n2 = tight.case.sizes
    m = tight.case.batch
    W1, W2 = tight.layers(tight.flat)
    g1, g2 = tight.layers(tight.gradient)
    flat, gradient, scratch, rate = tight.flat, tight.gradient, tight.scratch, tight.rate
    X, Y = np.empty((m, n0 + 1)), np.empty((n2, m))
    fed = np.ones((n1 + 1, m))
    A1, Z1, dZ1 = fed[:n1], np.empty((n1, m)), np.empty((n1, m))
    A2, column = np.empty((n2, m)), np.empty((1, m))
    X_T, dZ1_T, A2_T = X.T, dZ1.T, A2.T
    take_rows, take_targets, z1_dot, z2_dot = rows.take, targets.take, W1.T.dot, W2.T.dot
    g2_dot, dA1_dot, g1_dot = fed.dot, W2[:-1].dot, X_T.dot
    maximum, exp, divide, sign = np.maximum, np.exp, np.divide, np.sign
    highest: Callable[..., object] = np.maximum.reduce
    total: Callable[..., object] = np.add.reduce
    subtract, multiply = np.subtract, np.multiply

    def train(epochs: int) -> None:
        for _ in range(epochs):
            for chosen in next(tight.orders).reshape(-1, m):
                take_rows(chosen, 0, X, "clip")
                take_targets(chosen, 1, Y, "clip")
                z1_dot(X_T, Z1)
                maximum(Z1, ZERO, A1)
                z2_dot(fed, A2)
                highest(A2, 0, None, column, True)
                subtract(A2, column, A2)
                exp(A2, A2)
                total(A2, 0, None, column, True)
                divide(A2, column, A2)
                subtract(A2, Y, A2)
                g2_dot(A2_T, g2)
                dA1_dot(A2, dZ1)
                sign(A1, Z1)
                multiply(dZ1, Z1, dZ1)
                g1_dot(dZ1_T, g1)
                multiply(gradient, rate, scratch)
                subtract(flat, scratch, flat)

    return train
