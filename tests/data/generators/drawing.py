"""Draws from a row of the table with the inputs and classes that it has."""

import numpy as np

from nnviz.data.generators import GENERATORS


def draw(name, samples=40, noise=0.0, seed=0, inputs=None, classes=None):
    row = GENERATORS[name]
    rng = np.random.default_rng(seed)
    inputs = row.inputs if inputs is None else inputs
    return row.draw(samples, noise, rng, inputs, row.classes if classes is None else classes)


def right(outputs, labels):
    """The share of samples on the right side of 0."""
    return np.mean((outputs > 0) == (labels == 1))


def flat_cut(train, test):
    """How often the best flat cut through the training samples (least squares) is right."""
    ones = [np.column_stack([part.inputs, np.ones(len(part))]) for part in (train, test)]
    weights = np.linalg.lstsq(ones[0], 2.0 * train.labels - 1)[0]
    return right(ones[1] @ weights, test.labels)


def nearest_sample(train, test):
    """How often the training sample that lies nearest has the right class."""
    squares = [np.square(part.inputs).sum(axis=1) for part in (train, test)]
    distance = squares[0] - 2 * test.inputs @ train.inputs.T
    return np.mean(train.labels[distance.argmin(axis=1)] == test.labels)
