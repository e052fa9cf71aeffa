"""Norms by layer, and the sentences about them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.calls import run
from nnviz.present.norms import (
    activation_sentence,
    decades,
    gradient_sentence,
    idle_share,
    idle_word,
    layer_norms,
    norm,
    power_of_ten,
)

MATRICES = arrays.arrays(
    float, arrays.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.floats(-1e6, 1e6)
)


@given(MATRICES)
def test_the_norm_is_the_root_of_the_sum_of_squares(matrix):
    assert norm(matrix) == pytest.approx(math.sqrt(math.fsum((matrix**2).ravel())))


@given(MATRICES, st.integers(-60, 60))
def test_a_matrix_twice_as_large_has_twice_the_norm(matrix, power):
    small = np.where(np.abs(matrix) < 1e-100, 0, matrix)
    assert norm(math.ldexp(1.0, power) * small) == math.ldexp(norm(small), power)


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_a_norm_whose_squares_are_no_numbers_is_right_all_the_same(size):
    assert norm(np.array([[3 * size, 4 * size]])) == pytest.approx(5 * size)


def test_a_norm_of_what_is_not_finite_is_not_finite():
    assert norm(np.array([[1.0, -np.inf]])) == np.inf
    assert math.isnan(norm(np.array([[1.0, np.nan]])))
    assert norm(np.zeros((2, 0))) == 0


def test_the_activations_are_the_length_of_a_sample_in_the_mean_square():
    A = np.array([[3.0, 0.0, 0.0], [4.0, 1.0, 0.0]])  # columns of length 5, 1 and 0
    found = layer_norms([None], [A], [A], ["linear"])
    assert found.activations[0] == pytest.approx(math.sqrt((25 + 1) / 3))
    assert math.isnan(found.gradients[0])
    assert math.isnan(found.idle[0])


def test_a_dead_unit_is_off_for_every_sample():
    Z = np.array([[-1.0, 0.0], [-1.0, 2.0], [1.0, 1.0], [-3.0, -3.0]])
    assert idle_share("relu", Z) == 0.5


@pytest.mark.parametrize("name", ["tanh", "sigmoid"])
@given(st.floats(0, 30))
def test_a_value_is_saturated_where_the_slope_is_below_a_twentieth_of_its_maximum(name, z):
    activation = ACTIVATIONS[name]

    def slope(z):
        Z, A, out = np.array([[z]]), np.zeros((1, 1)), np.zeros((1, 1))
        run(activation.forward(Z, A))
        run(activation.derivative(Z, A, out))
        return out[0, 0]

    share = slope(z) / slope(0.0)
    if abs(share - 0.05) > 1e-9:
        assert idle_share(name, np.array([[z], [-z]])) == (share < 0.05)


def test_only_what_can_be_idle_has_a_word_for_it():
    for name in ACTIVATIONS:
        share = idle_share(name, np.array([[-50.0, -60.0]]))
        assert math.isnan(share) == (idle_word(name) == "")
        assert math.isnan(share) or share == 1


def test_the_sentence_says_by_how_much_a_gradient_vanishes_explodes_or_stays():
    assert gradient_sentence(np.array([3e-6, 1e-3, 1.0])) == (
        "‖dW₁‖ is 3·10⁻⁶ of ‖dW₃‖: the gradient vanishes on its way back."
    )
    assert gradient_sentence(np.array([2.5e7, 1.0])) == (
        "‖dW₁‖ is 2.5·10⁷ times ‖dW₂‖: the gradient explodes on its way back."
    )
    assert gradient_sentence(np.array([0.5, 9.0, 1.0])) == (
        "‖dW₁‖ is 0.50 times ‖dW₃‖: the gradient keeps its size."
    )


@given(st.lists(st.floats(0) | st.just(math.nan) | st.just(math.inf), min_size=1, max_size=12))
def test_there_is_a_sentence_for_any_norms(values):
    norms = np.array(values)
    assert gradient_sentence(norms).endswith(".")
    said = activation_sentence(norms)
    assert said == "" or said.endswith(".")
    assert "nan" not in gradient_sentence(norms)


def test_what_cannot_be_compared_is_said():
    assert "one layer" in gradient_sentence(np.array([1.0]))
    assert "not all computed" in gradient_sentence(np.array([math.nan, 1.0]))
    assert "is 0" in gradient_sentence(np.array([0.0, 1.0]))
    assert "not finite" in gradient_sentence(np.array([math.inf, 1.0]))


def test_the_signal_is_followed_through_the_hidden_layers_only():
    assert activation_sentence(np.array([1.0, 1e-5, 1.0])) == (
        "‖A₂‖ is 1·10⁻⁵ of ‖A₁‖: the signal fades on its way forward."
    )
    assert "keeps its size" in activation_sentence(np.array([1.0, 2.0, 1e9]))
    assert activation_sentence(np.array([1.0, 5.0])) == ""


@given(arrays.arrays(float, st.integers(1, 20), elements=st.floats(0) | st.just(math.nan)))
def test_every_norm_above_0_lies_within_the_decades(values):
    low, high = decades(values)
    assert high - low >= 2
    for value in values[np.isfinite(values) & (values > 0)]:
        assert low <= math.log10(value) <= high


def test_powers_of_ten_are_set_high():
    assert [power_of_ten(k) for k in (-12, -1, 0, 1, 2)] == ["10⁻¹²", "10⁻¹", "1", "10", "10²"]
