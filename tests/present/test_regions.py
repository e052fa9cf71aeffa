import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.present.colours import NOT_FINITE, STEPS
from nnviz.present.regions import (
    class_levels,
    margins,
    ring_sizes,
    shades,
    signed_levels,
    value_levels,
    value_range,
)

MIDDLE = STEPS // 2


@pytest.mark.parametrize("threshold", [0.5, 0.0])
def test_one_unit_is_measured_from_its_threshold(threshold):
    output = threshold + np.array([[-5.0, 0.0, 5.0]])
    assert signed_levels(output, threshold).tolist() == [0, MIDDLE, STEPS - 1]


def test_a_sigmoid_reaches_both_ends_of_the_scale():
    assert signed_levels(np.array([[0.0, 1.0]]), 0.5).tolist() == [0, STEPS - 1]


def test_of_two_units_the_second_is_measured_against_the_first():
    output = np.array([[0.5, 1.0, 0.0], [0.5, 0.0, 1.0]])
    assert signed_levels(output, 0.5).tolist() == [MIDDLE, 0, STEPS - 1]


@pytest.mark.parametrize("classes", [3, 10, 31, 32, 100])
def test_the_class_of_a_column_is_its_strongest_unit(classes):
    level = class_levels(np.eye(classes)).astype(int)
    steps = shades(classes)
    np.testing.assert_array_equal(level // steps, np.arange(classes))
    assert (level % steps == steps - 1).all()


def test_the_surer_an_answer_the_stronger_its_shade():
    sure = np.linspace(1 / 3, 1, 20)
    output = np.array([(1 - sure) / 2, sure, (1 - sure) / 2])
    level = class_levels(output)[1:].astype(int)
    assert (level // shades(3) == 1).all()
    assert (np.diff(level) >= 0).all()
    assert set(level % shades(3)) == set(range(shades(3)))


def test_outputs_that_are_no_probabilities_have_a_shade_all_the_same():
    level = class_levels(np.array([[5.0, -9.0, np.inf], [1.0, -7.0, 0.0], [0.0, -8.0, 0.0]]))
    assert (level // shades(3)).tolist() == [0, 1, 0]


def test_targets_on_both_sides_of_zero_have_a_scale_with_zero_in_its_middle():
    assert value_range(np.array([-0.3, 0.9])) == (-1.0, 1.0)


def test_targets_on_one_side_of_zero_have_the_scale_for_themselves():
    low, high = value_range(np.array([2.13, 9.87]))
    assert 1.5 < low <= 2.13
    assert 9.87 <= high < 10.5


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_a_scale_holds_all_targets(targets):
    low, high = value_range(np.array(targets))
    room = 1e-9 * max(abs(low), abs(high))
    assert low - room <= min(targets) <= max(targets) <= high + room
    assert low < high


def test_values_go_from_one_end_of_the_scale_to_the_other_and_stay_there():
    values = np.array([-9.0, 2.0, 3.0, 4.0, 99.0])
    assert value_levels(values, 2.0, 4.0).tolist() == [0, 0, MIDDLE, STEPS - 1, STEPS - 1]


def test_a_value_that_is_not_finite_has_a_colour_of_its_own():
    values = np.array([np.nan, np.inf, -np.inf, 1.0])
    assert value_levels(values, 0, 2).tolist() == [NOT_FINITE] * 3 + [MIDDLE]


def test_the_area_of_a_sample_grows_with_its_residual_up_to_half_the_span():
    sizes = ring_sizes(np.array([0.0, 0.1, -0.2, 5.0, np.nan]), 1.0)
    assert sizes[0] == 1
    assert sizes[2] ** 2 - 1 == pytest.approx(2 * (sizes[1] ** 2 - 1))
    assert sizes[3] == sizes[4] == 3


def test_the_margin_of_one_unit_is_its_distance_from_the_threshold_on_the_right_side():
    output = np.array([[0.9, 0.2, 0.9, np.nan]])
    ahead = margins(output, np.array([1, 0, 0, 1]), 0.5)
    np.testing.assert_allclose(ahead[:3], [0.4, 0.3, -0.4])
    assert ahead[3] < -1e300


@given(st.integers(2, 6), st.integers(0, 99))
def test_a_margin_is_above_zero_exactly_where_the_strongest_unit_is_the_true_class(classes, seed):
    rng = np.random.default_rng(seed)
    output, labels = rng.random((classes, 20)), rng.integers(0, classes, 20)
    ahead = margins(output, labels, 0.5)
    np.testing.assert_array_equal(ahead > 0, output.argmax(axis=0) == labels)
