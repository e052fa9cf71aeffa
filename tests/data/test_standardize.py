import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnviz.data.standardize import Scaling

SHAPES = array_shapes(min_dims=2, max_dims=2, max_side=8)
TAME = arrays(float, SHAPES, elements=st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-6))
HUGE = arrays(float, SHAPES, elements=st.floats(-1.7e308, 1.7e308))


@given(TAME)
def test_a_scaling_has_a_mean_and_a_deviation_for_each_column(array):
    scaling = Scaling.of(array)
    assert scaling.mean.shape == scaling.deviation.shape == (1, array.shape[1])
    np.testing.assert_allclose(scaling.mean[0], array.mean(axis=0), rtol=1e-9, atol=1e-6)
    assert (scaling.deviation > 0).all()


def test_the_deviation_is_taken_with_1_over_m_as_in_note_004():
    scaling = Scaling.of(np.array([[1.0, 10.0], [3.0, 40.0]]))
    np.testing.assert_array_equal(scaling.mean, [[2, 25]])
    np.testing.assert_allclose(scaling.deviation, [[1, 15]])


@given(st.integers(0, 99), st.integers(2, 50), st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_standardized_columns_have_mean_0_and_deviation_1(seed, count, mean, deviation):
    array = mean + deviation * np.random.default_rng(seed).standard_normal((count, 3))
    standard = Scaling.of(array).apply(array)
    np.testing.assert_allclose(standard.mean(axis=0), 0, atol=1e-8)
    np.testing.assert_allclose(standard.std(axis=0), 1, rtol=1e-8)


@given(HUGE)
@example(np.array([[1.7e308], [1.7e308], [-1.7e308]]))  # farther apart than a number can say
@example(np.array([[0.0, 0.1], [0.0, 0.1], [0.0, 0.1]]))
def test_restoring_undoes_applying_however_large_the_numbers_are(array):
    scaling = Scaling.of(array)
    standard = scaling.apply(array)
    assert np.isfinite(standard).all()
    largest = np.abs(array).max(axis=0)
    rest = np.abs(scaling.restore(standard) - array)
    assert (rest <= 1e-13 * largest + 1e-320).all()


@given(HUGE)
def test_no_training_sample_is_farther_from_0_than_the_root_of_their_number(array):
    standard = Scaling.of(array).apply(array)
    assert np.abs(standard).max() <= np.sqrt(len(array)) * (1 + 1e-6)


@given(st.floats(-1.7e308, 1.7e308), st.integers(1, 9))
def test_a_constant_column_becomes_0_and_is_not_divided(value, count):
    array = np.full((count, 1), value)
    scaling = Scaling.of(array)
    assert scaling.deviation == 1
    np.testing.assert_array_equal(scaling.apply(array), 0)
    np.testing.assert_allclose(scaling.restore(scaling.apply(array)), array, rtol=0, atol=1e-320)


def test_another_value_in_a_column_that_was_constant_keeps_its_distance():
    scaling = Scaling.of(np.full((4, 1), 0.1))
    np.testing.assert_allclose(scaling.apply(np.array([[0.1], [0.4]])), [[0], [0.3]])


def test_other_samples_are_scaled_by_the_mean_and_deviation_of_the_training_samples():
    train, test = np.array([[0.0], [2.0]]), np.array([[10.0], [12.0]])
    np.testing.assert_allclose(Scaling.of(train).apply(test), [[9], [11]])


@given(TAME)
def test_what_is_scaled_is_left_as_it_was(array):
    before = array.copy()
    scaling = Scaling.of(array)
    scaling.restore(scaling.apply(array))
    np.testing.assert_array_equal(array, before)


def test_a_scaling_of_no_samples_is_refused():
    with pytest.raises(ValueError, match="at least one sample"):
        Scaling.of(np.empty((0, 3)))
