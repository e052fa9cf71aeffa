"""Holds the matrices of one iteration against those of automatic differentiation."""

import numpy as np
from hypothesis import assume

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
    _stay_off_kinks(activations, found, wanted)
    scale = reference.magnitudes(wanted, parameters, X, Y, activations, learning_rate)
    for name, value in wanted.items():
        assert found[name].shape == value.shape
        allowed = 1e-9 * np.abs(value) + 1e-12 * scale[name]
        off = np.abs(found[name] - value)
        assert (off <= allowed).all(), f"{name} is off by {off.max()}"


def _stay_off_kinks(activations, found, wanted):
    """At exactly 0 both take the derivative 0; next to it rounding decides."""
    for layer, name in enumerate(activations, start=1):
        if name == "relu":
            Z = wanted[f"Z{layer}"]
            exact = (Z == 0) & (found[f"Z{layer}"] == 0)
            assume(bool((exact | (np.abs(Z) > 1e-6)).all()))
