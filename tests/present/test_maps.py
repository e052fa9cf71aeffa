"""Levels of maps: laws that hold for every function and every layer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnviz.nn.activations import ACTIVATIONS
from nnviz.present.colours import NOT_FINITE
from nnviz.present.grid import Plane
from nnviz.present.maps import LayerMaps, Span, map_points, resolution, span_of

finite = st.floats(-1e300, 1e300)
layers = st.tuples(st.integers(1, 5), st.integers(1, 7), st.integers(1, 9)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=finite)
)


def shown(values, span=None):
    """The levels of values given as units x height x width."""
    maps = LayerMaps(len(values), values.shape[1:], span)
    maps.show(values.reshape(len(values), -1))
    return maps


# -- what a scale stands for -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "units", "span"),
    [
        ("tanh", 3, Span(-1, 0, 1)),
        ("sigmoid", 1, Span(0, 0.5, 1)),
        ("softmax", 4, Span(0, 0.25, 1)),
        ("softmax", 1, Span(0, 0.5, 1)),
    ],
)
def test_bounded_functions_have_a_scale_around_where_the_answer_changes(name, units, span):
    assert span_of(name, units) == span


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"tanh", "sigmoid", "softmax"}))
def test_functions_without_bounds_are_measured_by_each_units_largest_value(name):
    assert span_of(name, 3) is None


@pytest.mark.parametrize("span", [Span(-1, 0, 1), Span(0, 0.5, 1), Span(0, 0.1, 1)])
def test_ends_and_centre_of_a_scale_are_the_ends_and_the_centre_of_the_colours(span):
    values = np.array([[[span.low, span.centre, span.high]]])
    for kind in (np.float64, np.float32):
        assert shown(values.astype(kind), span).levels[0, 0].tolist() == [0, 127, 254]


@given(layers)
def test_the_largest_value_of_a_unit_has_the_last_colour_and_zero_the_middle_one(values):
    maps = shown(values)
    for unit, own in enumerate(values):
        largest = np.abs(own).max()
        span = maps.span(unit)
        assert span == Span(-largest, 0, largest)
        if largest > 1e-300:
            strongest = maps.levels[unit][np.abs(own) == largest]
            assert set(strongest.tolist()) <= {0, 254}
        assert (maps.levels[unit][own == 0] == 127).all()


@given(layers)
def test_a_larger_value_never_has_a_lower_level(values):
    for own, levels in zip(values, shown(values).levels, strict=True):
        ordered = levels.ravel()[np.argsort(own.ravel(), kind="stable")]
        assert (np.diff(ordered.astype(int)) >= 0).all()


@given(layers)
def test_a_map_turned_around_has_the_opposite_levels(values):
    there, back = shown(values).levels.astype(int), shown(-values).levels.astype(int)
    assert np.abs(there + back - 254).max() <= 1  # a value between two levels goes up in both


@given(arrays(np.float64, (3, 4, 5), elements=st.floats(1e-30, 1)))
def test_single_precision_gives_the_same_levels_to_one(values):
    for span in (Span(0, 0.5, 1), Span(0, 0.2, 1), None):
        exact, single = shown(values, span).levels, shown(values.astype(np.float32), span).levels
        assert np.abs(exact.astype(int) - single.astype(int)).max() <= 1


@pytest.mark.parametrize("span", [None, Span(-1, 0, 1), Span(0, 0.2, 1)])
@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_has_a_level_of_its_own_and_spoils_no_other(span, wrong):
    values = np.array([[[0.5, 0.2, 1.0, 0.1]], [[0.3, 0.4, 0.9, 1.0]]])
    expected = shown(values, span).levels.copy()
    broken = values.copy()
    broken[0, 0, 1] = wrong
    expected[0, 0, 1] = NOT_FINITE
    np.testing.assert_array_equal(shown(broken, span).levels, expected)


def test_a_dead_unit_is_neutral_all_over():
    assert (shown(np.zeros((2, 3, 4))).levels == 127).all()


def test_maps_are_written_where_they_were_before():
    maps = LayerMaps(2, (3, 5), None)
    before = maps.strip
    maps.show(np.arange(30.0).reshape(2, 15))
    assert np.shares_memory(before, maps.levels)
    np.testing.assert_array_equal(before[3:6, :5], maps.levels[1])
    assert before.shape == (6, 8)  # rows of whole words, as an image wants them


# -- where the pixels are --------------------------------------------------------------------------


@given(st.floats(1, 500))
def test_the_resolution_is_whole_words_between_legible_and_affordable(side):
    pixels = resolution(side)
    assert pixels % 4 == 0
    assert 28 <= pixels <= 64
    if 28 <= side <= 64:
        assert abs(pixels - side) <= 2


def test_pixels_are_read_from_the_upper_left_to_the_lower_right():
    points = map_points(Plane(-1, 3, 4, 4), 4).reshape(4, 4, 2)
    np.testing.assert_allclose(points[0, 0], [-0.5, 6.5])
    np.testing.assert_allclose(points[0, -1], [2.5, 6.5])
    np.testing.assert_allclose(points[-1, 0], [-0.5, 3.5])
