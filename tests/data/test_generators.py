import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data.generators import GENERATORS, RADIUS

NAMES = sorted(GENERATORS)


def draw(name, samples=40, noise=0.0, seed=0, inputs=2, classes=2):
    rng = np.random.default_rng(seed)
    return GENERATORS[name].draw(samples, noise, rng, inputs, classes)


@given(st.sampled_from(NAMES), st.integers(2, 80), st.floats(0, 0.5), st.integers(0, 99))
def test_a_dataset_has_the_shape_it_promises(name, samples, noise, seed):
    dataset = draw(name, samples, noise, seed)
    count = GENERATORS[name].count(2) if GENERATORS[name].count else samples
    assert dataset.inputs.shape == (count, 2)
    assert dataset.labels.shape == (count,)
    assert len(dataset) == count
    assert (len(dataset.features), len(dataset.classes)) == (2, 2)
    assert set(dataset.labels) <= {0, 1}
    assert np.isfinite(dataset.inputs).all()


@given(st.integers(2, 60), st.integers(1, 9), st.integers(2, 12))
def test_blobs_have_as_many_inputs_and_classes_as_asked_for(samples, inputs, classes):
    dataset = draw("blobs", samples, inputs=inputs, classes=classes)
    assert dataset.inputs.shape == (samples, inputs)
    assert (len(dataset.features), len(dataset.classes)) == (inputs, classes)
    assert set(dataset.labels) == set(range(min(classes, samples)))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_generator_draws_the_same_samples(name):
    first, second = draw(name, noise=0.2, seed=7), draw(name, noise=0.2, seed=7)
    np.testing.assert_array_equal(first.inputs, second.inputs)
    np.testing.assert_array_equal(first.labels, second.labels)


@pytest.mark.parametrize("name", NAMES)
def test_another_seed_draws_other_samples(name):
    assert (draw(name, noise=0.2, seed=7).inputs != draw(name, noise=0.2, seed=8).inputs).any()


@pytest.mark.parametrize("name", NAMES)
def test_both_classes_are_there_in_similar_number(name):
    labels = draw(name, samples=400).labels
    assert 0.35 <= labels.mean() <= 0.65


def test_xor_has_its_samples_in_the_order_of_note_004():
    dataset = draw("xor")
    np.testing.assert_array_equal(dataset.inputs.T, [[0, 0, 1, 1], [0, 1, 0, 1]])
    np.testing.assert_array_equal(dataset.labels, [0, 1, 1, 0])


def test_noise_moves_the_samples_of_xor_by_no_more_than_itself():
    moved = draw("xor", noise=0.3).inputs - draw("xor").inputs
    assert 0 < np.abs(moved).max() <= 0.3


def test_opposite_quadrants_belong_together_with_a_gap_along_the_axes():
    dataset = draw("xor-playground", samples=200)
    across, up = dataset.inputs.T
    np.testing.assert_array_equal(dataset.labels == 1, across * up < 0)
    assert np.abs(dataset.inputs).min() >= 0.3


def test_the_gaussians_have_the_means_and_deviations_of_note_003():
    dataset = draw("gaussians", samples=20_000)
    for label, mean, deviation in ((0, 1.0, 0.5), (1, 2.0, 0.2)):
        points = dataset.inputs[dataset.labels == label]
        np.testing.assert_allclose(points.mean(axis=0), mean, atol=0.02)
        np.testing.assert_allclose(points.std(axis=0), deviation, rtol=0.03)


def test_one_class_of_the_circle_lies_inside_the_other():
    dataset = draw("circle", samples=200)
    distance = np.linalg.norm(dataset.inputs, axis=1)
    assert distance[dataset.labels == 1].max() < RADIUS / 2 < distance[dataset.labels == 0].min()


def test_the_arms_of_the_spiral_are_opposite_each_other():
    dataset = draw("spiral", samples=100)
    arms = [dataset.inputs[dataset.labels == label] for label in (0, 1)]
    np.testing.assert_allclose(arms[0], -arms[1], atol=1e-12)


def test_every_cloud_lies_around_a_center_of_its_own():
    dataset = draw("blobs", samples=400, classes=4)
    centers = np.array([dataset.inputs[dataset.labels == k].mean(axis=0) for k in range(4)])
    apart = np.linalg.norm(centers[:, None] - centers, axis=2)[np.triu_indices(4, 1)]
    assert apart.min() > RADIUS / 2
