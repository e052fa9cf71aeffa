import numpy as np
import pytest

from nnviz.nn.regularizers import REGULARIZERS
from tests.nn.filling import centred, fill

LAMBDA, M = 0.6, 4
WEIGHTS = [np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[-4.0, 0.25]])]


def total(name, weights):
    R = np.full((1, 1), np.nan)
    fill(REGULARIZERS[name].total(weights, np.array(LAMBDA / M), R))
    return R[0, 0]


def gradient(name, W):
    out = np.full_like(W, np.nan)
    fill(REGULARIZERS[name].gradient(W, np.array(LAMBDA / M), out))
    return out


def test_there_is_one_penalty_on_squares_and_one_on_absolute_values():
    assert list(REGULARIZERS) == ["l2", "l1"]


def test_l2_adds_lambda_over_2m_times_the_squares_of_all_weights():
    squares = 1 + 4 + 0.25 + 9 + 16 + 0.0625
    assert total("l2", WEIGHTS) == pytest.approx(LAMBDA / (2 * M) * squares, rel=1e-15)


def test_l1_adds_lambda_over_2m_times_the_absolute_values_of_all_weights():
    sizes = 1 + 2 + 0.5 + 3 + 4 + 0.25
    assert total("l1", WEIGHTS) == pytest.approx(LAMBDA / (2 * M) * sizes, rel=1e-15)


def test_l2_adds_lambda_over_m_times_the_weight_to_its_gradient():
    np.testing.assert_allclose(gradient("l2", WEIGHTS[0]), LAMBDA / M * WEIGHTS[0], rtol=1e-15)


def test_l1_adds_lambda_over_2m_with_the_sign_of_the_weight_to_its_gradient():
    signs = LAMBDA / (2 * M) * np.array([[1.0, -1.0], [1.0, 1.0]])
    np.testing.assert_allclose(gradient("l1", WEIGHTS[0]), signs, rtol=1e-15)


@pytest.mark.parametrize("name", REGULARIZERS)
def test_the_part_of_dw_is_the_slope_of_the_penalty(name):
    slope = centred(lambda W: total(name, [W, WEIGHTS[1]]), WEIGHTS[0])
    np.testing.assert_allclose(gradient(name, WEIGHTS[0]), slope, atol=1e-9)


@pytest.mark.parametrize("name", REGULARIZERS)
def test_weights_of_zero_are_not_moved(name):
    assert not gradient(name, np.zeros((2, 3))).any()
    assert total(name, [np.zeros((2, 3))]) == 0


@pytest.mark.parametrize("name", REGULARIZERS)
def test_the_weights_are_left_as_they_are(name):
    weights = [W.copy() for W in WEIGHTS]
    total(name, weights)
    gradient(name, weights[0])
    for W, before in zip(weights, WEIGHTS, strict=True):
        np.testing.assert_array_equal(W, before)


def test_only_the_penalty_on_absolute_values_has_a_kink():
    assert [name for name, row in REGULARIZERS.items() if row.kink] == ["l1"]
