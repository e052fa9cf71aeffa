"""Holds the matrices of one iteration against those of automatic differentiation."""

import numpy as np

from tests.program import reference


def assert_agrees(found, before, activations, loss, learning_rate):
    """Compare every matrix of an iteration with the reference.

    ``before`` has X, Y and the parameters at its start, ``found`` the rest; updated parameters
    are called ``new W1`` and so on.
    """
    X, Y = before["X"], before["Y"]
    parameters = {name: value for name, value in before.items() if name not in "XY"}
    wanted = reference.iteration(parameters, X, Y, activations, loss, learning_rate)
    assert wanted.keys() == found.keys()
    scale = reference.magnitudes(wanted, parameters, X, Y, activations, learning_rate)
    for name, value in wanted.items():
        assert found[name].shape == value.shape
        allowed = 1e-9 * np.abs(value) + 1e-12 * scale[name]
        off = np.abs(found[name] - value)
        assert (off <= allowed).all(), f"{name} is off by {off.max()}"


def near_kink(activations, found):
    """Whether rounding decides a derivative of ReLU; at exactly 0 everybody takes 0."""
    layers = [layer for layer, name in enumerate(activations, start=1) if name == "relu"]
    distances = [np.abs(found[f"Z{layer}"]) for layer in layers]
    return any(((each > 0) & (each <= 1e-6)).any() for each in distances)
