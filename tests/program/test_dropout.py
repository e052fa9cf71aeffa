from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.nn.network import Network
from tests.program.training import Training
from tests.strategies import Case, cases

WIDE = Case(
    (2, 40, 40, 1), ("tanh", "tanh", "sigmoid"), "binary_cross_entropy", "xavier", m=50, seed=1,
    keep_prob=(0.8, 0.5),
)  # fmt: skip


def masks(case, iteration, size=None):
    """The masks of all layers in an iteration, side by side."""
    machine = Training(case, size or case.m).load(iteration)
    machine.gradient()
    return {layer: mask.copy() for layer, mask in machine.matrices.D.items()}


@given(cases(), st.integers(0, 10**9))
def test_a_mask_is_0_or_1_for_every_unit_and_sample_of_a_layer_that_drops(case, iteration):
    drawn = masks(case, iteration)
    dropping = [layer for layer, share in enumerate(case.keep_prob, start=1) if share < 1]
    assert list(drawn) == dropping
    for layer, mask in drawn.items():
        assert mask.shape == (case.sizes[layer], case.m)
        assert np.isin(mask, (0, 1)).all()


@pytest.mark.parametrize(("layer", "share"), [(1, 0.8), (2, 0.5)])
def test_the_share_of_ones_is_the_share_that_is_kept(layer, share):
    drawn = np.array([masks(WIDE, iteration)[layer] for iteration in range(20)])
    deviation = sqrt(share * (1 - share) / drawn.size)
    assert drawn.mean() == pytest.approx(share, abs=4 * deviation)
    for axis in ((0, 1), (0, 2)):  # every sample, and every unit, alike
        means = drawn.mean(axis=axis)
        assert np.abs(means - share).max() < 5 * deviation * sqrt(means.size)


def test_iterations_layers_and_seeds_draw_masks_of_their_own():
    even = replace(WIDE, keep_prob=(0.5, 0.5))
    drawn = [
        *masks(even, 0).values(), *masks(even, 1).values(), *masks(even, 63).values(),
        *masks(even, 64).values(), *masks(replace(even, seed=2), 0).values(),
    ]  # fmt: skip
    for place, mask in enumerate(drawn):
        for other in drawn[:place]:
            assert (mask == other).mean() == pytest.approx(0.5, abs=0.06)


@given(cases(), st.integers(0, 100), st.integers(1, 9))
def test_the_masks_of_an_iteration_are_the_same_whenever_it_is_computed(case, iteration, size):
    training = Training(case, size)
    for each in (iteration + 1, iteration):  # coming from elsewhere
        training.load(each).run_iteration()
    again = training.load(iteration).matrices.D
    for layer, mask in masks(case, iteration, size).items():
        np.testing.assert_array_equal(mask, again[layer])


def test_the_mean_of_what_is_kept_is_what_there_would_be_without_dropping():
    whole = Training(replace(WIDE, keep_prob=()), WIDE.m).load(0)
    whole.gradient()
    training, total = Training(WIDE, WIDE.m), 0
    for iteration in range(400):
        machine = training.load(iteration)
        machine.gradient()
        total = total + machine.matrices.A[1]
    np.testing.assert_allclose(total / 400, whole.matrices.A[1], atol=0.15)


def test_a_unit_that_is_dropped_gets_no_gradient_from_its_sample():
    machine = WIDE.machine()
    machine.gradient()
    dropped = machine.matrices.D[1] == 0
    assert not machine.matrices.A[1][dropped].any()
    assert not machine.matrices.dZ[1][dropped].any()
    assert machine.matrices.dA[1][dropped].all()


def test_trained_networks_answer_with_all_of_their_units():
    network = WIDE.network()
    assert network.drops
    assert not network.whole().drops
    assert network.whole().sizes == network.sizes
    assert [network.keeps(layer) for layer in (1, 2, 3)] == [0.8, 0.5, 1.0]


@pytest.mark.parametrize("shares", [(0.5,), (0.5, 0.5, 0.5)])
def test_a_network_refuses_shares_that_are_not_one_a_hidden_layer(shares):
    network = WIDE.network()
    with pytest.raises(ValueError, match="share a hidden layer"):
        Network(network.sizes, network.activations, network.loss, keep_prob=shares)
