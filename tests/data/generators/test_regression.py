import numpy as np

from nnviz.data.standardize import Scaling

from .drawing import draw


def unexplained(inputs, values):
    """The share of the variance that the best flat function of the inputs leaves."""
    rows = np.column_stack([inputs, np.ones(len(inputs))])
    rest = values - rows @ np.linalg.lstsq(rows, values)[0]
    return rest.var() / values.var()


def test_without_noise_the_curve_is_a_sine():
    dataset = draw("curve", samples=300)
    np.testing.assert_array_equal(dataset.values, np.sin(dataset.inputs))
    assert np.abs(dataset.inputs).max() <= 5


def test_noise_moves_the_values_of_the_curve_by_its_own_deviation():
    noisy = draw("curve", samples=20_000, noise=0.3)
    np.testing.assert_allclose((noisy.values - np.sin(noisy.inputs)).std(), 0.3, rtol=0.03)


def test_the_plane_rises_by_a_tenth_along_either_input():
    dataset = draw("regression-plane", samples=300)
    np.testing.assert_allclose(dataset.values[:, 0], dataset.inputs @ [0.1, 0.1])
    assert np.abs(dataset.inputs).max() <= 6


def test_three_hills_and_three_valleys_stand_where_the_playground_has_them():
    dataset = draw("regression-gauss", samples=20_000)
    values = dataset.values[:, 0]
    for middle, sign in (
        ((-4, 2.5), 1), ((0, 2.5), -1), ((4, 2.5), 1),
        ((-4, -2.5), -1), ((0, -2.5), 1), ((4, -2.5), -1),
    ):  # fmt: skip
        distance = np.linalg.norm(dataset.inputs - middle, axis=1)
        near = distance < 2  # no two middles are closer than 4
        np.testing.assert_allclose(values[near], sign * (1 - distance[near] / 2), atol=1e-12)
    assert np.mean(values == 0) > 0.4
    assert np.abs(values).max() <= 1


def test_noise_moves_a_sample_before_its_value_is_read_off():
    for name in ("regression-plane", "regression-gauss"):
        still, noisy = draw(name, samples=300), draw(name, samples=300, noise=0.2)
        np.testing.assert_array_equal(still.inputs, noisy.inputs)
        assert (still.values != noisy.values).any()
    plane = draw("regression-plane", samples=300, noise=0.2)
    moved = plane.values[:, 0] - plane.inputs @ [0.1, 0.1]
    assert np.abs(moved).max() <= 0.2 * (6 + 6) / 10


def test_houses_are_described_in_units_that_a_person_would_write_down():
    dataset = draw("house-price", samples=3000)
    size, bedrooms, code, wealth = dataset.inputs.T
    assert 40 <= size.min() <= size.max() <= 200
    assert set(bedrooms) == {1, 2, 3, 4, 5, 6}
    assert set(code) == set(range(1, 61))
    assert 20 <= wealth.min() <= wealth.max() <= 120
    assert 0.5 < dataset.values.min() < dataset.values.max() < 10
    assert np.corrcoef(size, bedrooms)[0, 1] > 0.8


def test_a_price_follows_from_the_inputs_but_not_from_their_sum_alone():
    dataset = draw("house-price", samples=2000)
    inputs = Scaling.of(dataset.inputs).apply(dataset.inputs)
    first, second = np.triu_indices(4)
    assert unexplained(inputs, dataset.values[:, 0]) > 0.03
    squares = np.column_stack([inputs, inputs[:, first] * inputs[:, second]])
    assert unexplained(squares, dataset.values[:, 0]) < 0.03


def test_noise_moves_a_price_and_leaves_the_house():
    still, noisy = (draw("house-price", samples=20_000, noise=noise) for noise in (0.0, 0.4))
    np.testing.assert_array_equal(still.inputs, noisy.inputs)
    np.testing.assert_allclose((noisy.values - still.values).std(), 0.4, rtol=0.03)
