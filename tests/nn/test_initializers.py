from math import sqrt

import numpy as np
import pytest

from nnviz.nn.initializers import INITIALIZERS
from nnviz.nn.network import ParameterVector, initialize

N_IN, N_OUT = 300, 200
DEVIATIONS = {
    "xavier": sqrt(1 / N_IN),
    "he": sqrt(2 / N_IN),
    "glorot": sqrt(2 / (N_IN + N_OUT)),
    "fan_sum": sqrt(1 / (N_IN + N_OUT)),
    "small_normal": 0.01,
    "zeros": 0.0,
}


def draw(name, seed=0):
    return INITIALIZERS[name].draw(N_IN, N_OUT, np.random.default_rng(seed))


@pytest.mark.parametrize(("name", "deviation"), DEVIATIONS.items())
def test_weights_have_mean_zero_and_the_deviation_of_their_rule(name, deviation):
    W = draw(name)
    assert W.shape == (N_OUT, N_IN)
    assert W.mean() == pytest.approx(0, abs=0.02 * deviation)
    assert W.std() == pytest.approx(deviation, rel=0.02)


def test_small_uniform_weights_lie_between_0_and_a_hundredth():
    W = draw("small_uniform")
    assert W.min() >= 0
    assert W.max() < 0.01
    assert W.mean() == pytest.approx(0.005, rel=0.02)


def test_no_initializer_is_forgotten_here():
    assert INITIALIZERS.keys() == DEVIATIONS.keys() | {"small_uniform"}


def test_biases_start_at_zero_and_layers_draw_from_their_own_generators():
    parameters = ParameterVector((3, 3, 3), np.ones(24))
    rngs = [np.random.default_rng(seed) for seed in (5, 6)]
    initialize(parameters, INITIALIZERS["he"], rngs)
    assert not any(b.any() for b in parameters.b[1:])
    again = INITIALIZERS["he"].draw(3, 3, np.random.default_rng(6))
    np.testing.assert_array_equal(parameters.W[2], again)
