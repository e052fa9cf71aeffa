import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnviz.present.colours import (
    NOT_FINITE,
    STEPS,
    blend,
    diverging,
    is_light,
    levels,
    limit_of,
    rgb,
    round_up,
)

MIDDLE = STEPS // 2
values = arrays(np.float64, array_shapes(max_dims=2), elements=st.floats(-1e9, 1e9))
any_values = arrays(np.float64, array_shapes(max_dims=2), elements=st.floats())
positive = st.floats(1e-300, 1e300)


@given(positive | st.just(0.0) | st.just(math.inf))
def test_zero_has_the_middle_colour_whatever_the_limit(limit):
    assert levels(np.array([[0.0, -0.0]]), limit).tolist() == [[MIDDLE, MIDDLE]]


@given(values, st.floats(0.01, 1e9).map(round_up))
def test_a_value_and_its_opposite_are_equally_far_from_the_middle(matrix, limit):
    above, below = levels(matrix, limit).astype(int), levels(-matrix, limit).astype(int)
    np.testing.assert_array_equal(above - MIDDLE, MIDDLE - below)


@given(any_values, positive)
def test_what_is_not_finite_has_an_index_of_its_own(matrix, limit):
    index = levels(matrix, limit)
    np.testing.assert_array_equal(index == NOT_FINITE, ~np.isfinite(matrix))


@given(positive)
def test_the_limit_and_all_beyond_have_the_strongest_colours(limit):
    index = levels(np.array([-2 * limit, -limit, limit, 2 * limit]), limit)
    assert index.tolist() == [0, 0, STEPS - 1, STEPS - 1]


@given(values)
def test_a_larger_value_never_has_a_lower_index(matrix):
    row = np.sort(matrix.ravel())
    assert (np.diff(levels(row, limit_of([row])).astype(int)) >= 0).all()


@given(any_values)
@example(np.array([5e-324]))
def test_no_finite_value_exceeds_the_limit(matrix):
    finite = np.abs(matrix[np.isfinite(matrix)])
    assert limit_of([matrix]) >= finite.max(initial=0)


@given(st.lists(values, min_size=1, max_size=3))
def test_the_limit_is_a_round_number_not_far_above_the_largest_value(matrices):
    limit = limit_of(matrices)
    largest = max(np.abs(matrix).max() for matrix in matrices)
    assert f"{limit:.0e}"[0] in "125"
    assert largest == 0 or limit <= 2.5000001 * max(largest, 1e-300)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [(1, 1), (1.01, 2), (2, 2), (2.1, 5), (5.1, 10), (0.03, 0.05), (0.1 + 0.2, 0.5), (999, 1000)],
)
def test_a_limit_is_1_2_or_5_times_a_power_of_ten(value, rounded):
    assert round_up(value) == pytest.approx(rounded, rel=1e-12)


@pytest.mark.parametrize("matrices", [[], [np.zeros((2, 2))], [np.empty((0, 3))],
                                      [np.array([np.nan, np.inf])]], ids=str)  # fmt: skip
def test_with_nothing_but_zeros_the_limit_is_one(matrices):
    assert limit_of(matrices) == 1.0


def test_a_scale_goes_from_negative_over_neutral_to_positive():
    table = diverging("#ff0000", "#ffffff", "#0000ff")
    assert table.shape == (STEPS, 3)
    assert [tuple(table[place]) for place in (0, MIDDLE, -1)] == [
        (255, 0, 0), (255, 255, 255), (0, 0, 255),
    ]  # fmt: skip


def test_both_halves_of_a_scale_are_alike():
    table = diverging("#102030", "#fafafa", "#102030")
    np.testing.assert_array_equal(table, table[::-1])


@pytest.mark.parametrize(("share", "colour"), [(0, "#102030"), (1, "#304050"), (0.5, "#203040")])
def test_a_blend_lies_between_its_colours(share, colour):
    assert blend("#102030", "#304050", share) == colour


def test_the_parts_of_a_colour_are_red_green_and_blue():
    assert rgb("#0a10ff") == (10, 16, 255)


@pytest.mark.parametrize(
    ("background", "light"),
    [("#ffffff", True), ("#ffff00", True), ("#101010", False), ("#0000ff", False)],
)
def test_dark_text_stands_out_from_a_light_background(background, light):
    assert is_light(*rgb(background)) is light
