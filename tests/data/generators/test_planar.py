import numpy as np

from nnviz.data.generators import RADIUS

from .drawing import draw


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


def test_each_moon_is_half_a_circle_that_reaches_into_the_other():
    dataset = draw("moons", samples=200)
    upper, lower = (dataset.inputs[dataset.labels == label] for label in (0, 1))
    np.testing.assert_allclose(np.hypot(upper[:, 0] + 2, upper[:, 1] + 1), 4)
    np.testing.assert_allclose(np.hypot(lower[:, 0] - 2, lower[:, 1] - 1), 4)
    assert upper[:, 1].min() >= -1
    assert lower[:, 1].max() <= 1
    assert upper[:, 0].max() > lower[:, 0].min() + 2
    assert np.abs(dataset.inputs).max() <= 6


def test_every_cloud_lies_around_a_center_of_its_own():
    dataset = draw("blobs", samples=400, classes=4)
    centers = np.array([dataset.inputs[dataset.labels == k].mean(axis=0) for k in range(4)])
    apart = np.linalg.norm(centers[:, None] - centers, axis=2)[np.triu_indices(4, 1)]
    assert apart.min() > RADIUS / 2
