import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data.generators import GENERATORS
from nnviz.data.standardize import Scaling
from nnviz.errors import UserError

from .drawing import draw, flat_cut, nearest_sample, right


def descend(inputs, labels, rate, iterations):
    """The share that a single sigmoid unit gets right after so many steps of plain descent."""
    rows = np.column_stack([inputs, np.ones(len(inputs))])
    weights = np.zeros(rows.shape[1])
    for _ in range(iterations):
        outputs = 1 / (1 + np.exp(-np.clip(rows @ weights, -500, 500)))
        weights -= rate * rows.T @ (outputs - labels) / len(rows)
    return right(rows @ weights, labels)


def test_a_wave_parts_the_samples_of_note_002_and_no_line_does():
    dataset = draw("binary", samples=2000)
    np.testing.assert_array_equal(
        dataset.labels == 1, dataset.inputs[:, 1] > 1.5 * np.sin(1.5 * dataset.inputs[:, 0])
    )
    assert flat_cut(dataset, dataset) < 0.85
    assert nearest_sample(draw("binary", 1340, seed=1), dataset) > 0.95


def test_three_inputs_are_a_ball_within_a_shell():
    dataset = draw("three-inputs", samples=400)
    distance = np.linalg.norm(dataset.inputs, axis=1)
    assert distance[dataset.labels == 1].max() <= 0.8
    assert 2 <= distance[dataset.labels == 0].min() <= distance.max() <= 2.5


def test_four_planes_can_part_the_ball_from_the_shell_nearly_everywhere():
    # The corners of a tetrahedron say in which directions its four faces look.
    normals = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / np.sqrt(3)
    dataset = draw("three-inputs", samples=400)
    inside = (dataset.inputs @ normals.T < 0.85).all(axis=1)
    assert np.mean(inside == (dataset.labels == 1)) > 0.95


@given(st.integers(1, 10))
def test_parity_has_every_pattern_once_with_its_sum_modulo_two(inputs):
    dataset = draw("parity", inputs=inputs)
    assert len(dataset) == GENERATORS["parity"].count(inputs) == 2**inputs
    assert len(np.unique(dataset.inputs, axis=0)) == 2**inputs
    assert set(np.unique(dataset.inputs)) == {0.0, 1.0}
    np.testing.assert_array_equal(dataset.labels, dataset.inputs.sum(axis=1) % 2)
    assert dataset.classes == ("even", "odd")


def test_the_parity_of_two_bits_is_xor_sample_by_sample():
    for noise in (0.0, 0.25):
        parity, xor = draw("parity", noise=noise, inputs=2), draw("xor", noise=noise)
        np.testing.assert_array_equal(parity.inputs, xor.inputs)
        np.testing.assert_array_equal(parity.labels, xor.labels)


@given(st.floats(0.01, 0.5))
def test_noise_moves_a_bit_by_no_more_than_itself(noise):
    moved = draw("parity", noise=noise).inputs - draw("parity").inputs
    assert 0 < np.abs(moved).max() <= noise


@pytest.mark.parametrize("inputs", [0, 11, 16_384])
def test_parity_of_too_many_bits_is_refused_in_a_sentence(inputs):
    with pytest.raises(UserError, match=rf"^data.inputs = {inputs}: .* take 1 to 10 inputs"):
        GENERATORS["parity"].count(inputs)
    with pytest.raises(UserError, match=rf"^data.inputs = {inputs}: .* take 1 to 10 inputs"):
        draw("parity", inputs=inputs)


@given(st.integers(1, 20))
def test_a_flat_cut_parts_the_two_clouds_but_for_the_overlap(inputs):
    train, test = (draw("line", 2000, seed=seed, inputs=inputs) for seed in (0, 1))
    assert 0.91 < flat_cut(train, test) < 0.96


def test_noise_widens_the_overlap():
    shares = [
        flat_cut(draw("line", 4000, noise), draw("line", 4000, noise, seed=1))
        for noise in (0.0, 0.25, 0.5)
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[2] + 0.1


def test_demand_is_learned_from_the_four_numbers_of_note_004():
    dataset = draw("demand", samples=20_000)
    assert dataset.features == ("price", "shipping cost", "marketing", "material")
    assert dataset.classes == ("slow seller", "top seller")
    assert abs(dataset.labels.mean() - 0.5) < 0.02


def test_a_thing_sells_better_with_cheap_shipping_much_marketing_and_good_material():
    dataset = draw("demand", samples=4000, noise=0.1)
    top, slow = (dataset.inputs[dataset.labels == label].mean(axis=0) for label in (1, 0))
    price, shipping, marketing, material = top - slow
    assert price < 0
    assert shipping < 0
    assert marketing > 0
    assert material > 0


def test_of_cheap_things_that_nobody_advertises_the_dearer_sell_better():
    dataset = draw("demand", samples=200_000)
    price, shipping, marketing, _ = dataset.inputs.T
    alike = (shipping < 5) & (marketing < 10)
    cheapest, cheap = alike & (price < 8), alike & (price > 17) & (price < 20)
    assert dataset.labels[cheap].mean() > dataset.labels[cheapest].mean() + 0.08


def test_who_remembers_sixty_noisy_samples_is_worse_on_others_than_who_draws_a_line():
    for seed in range(5):
        train, test = draw("noisy", 60, seed=seed), draw("noisy", 4000, seed=100 + seed)
        assert nearest_sample(train, train) == 1
        assert nearest_sample(train, test) < 0.79 < flat_cut(train, test)


def test_both_inputs_of_unlike_scale_matter_alike():
    dataset = draw("unscaled", samples=400)
    assert dataset.inputs[:, 0].max() <= 1
    assert 1900 < dataset.inputs[:, 1].max() <= 2000
    np.testing.assert_array_equal(dataset.labels == 1, dataset.inputs @ [1, 1 / 2000] > 1)


def test_descent_succeeds_on_inputs_of_unlike_scale_only_once_they_are_standardized():
    dataset = draw("unscaled", samples=200)
    standard = Scaling.of(dataset.inputs).apply(dataset.inputs)
    for rate in (1.0, 0.1, 0.01, 1e-5):
        assert descend(dataset.inputs, dataset.labels, rate, 300) < 0.9
    assert descend(standard, dataset.labels, 1.0, 300) > 0.97
