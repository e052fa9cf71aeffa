from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.present.series import decimate


@st.composite
def curves(draw):
    count = draw(st.integers(1, 200))
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    x = np.cumsum(rng.integers(1, 50, count)).astype(float)
    y = rng.standard_normal(count)
    y[rng.random(count) < draw(st.sampled_from([0, 0.3]))] = np.nan
    return x, y


columns = st.integers(1, 60)


@given(curves(), columns)
def test_both_ends_are_kept(curve, columns):
    x, y = curve
    few_x, few_y = decimate(x, y, columns)
    assert (few_x[0], few_x[-1]) == (x[0], x[-1])
    np.testing.assert_array_equal(few_y[[0, -1]], y[[0, -1]])


@given(curves(), columns)
def test_there_are_at_most_two_points_a_column_and_the_ends(curve, columns):
    assert len(decimate(*curve, columns)[0]) <= 2 * columns + 2


@given(curves(), columns)
def test_points_are_taken_from_the_curve_in_their_order(curve, columns):
    x, y = curve
    few_x, few_y = decimate(x, y, columns)
    places = np.searchsorted(x, few_x)
    assert (np.diff(places) > 0).all()
    np.testing.assert_array_equal(x[places], few_x)
    np.testing.assert_array_equal(y[places], few_y)


@given(curves(), columns)
def test_the_extremes_of_every_column_are_kept(curve, columns):
    x, y = curve
    few_x, few_y = decimate(x, y, columns)
    bounds = np.linspace(x[0], x[-1], columns + 1)
    bounds[-1] = np.inf
    for low, high in pairwise(bounds):
        part = y[(x >= low) & (x < high)]
        if not np.isnan(part).all():
            kept = few_y[(few_x >= low) & (few_x < high)]
            assert (np.nanmin(kept), np.nanmax(kept)) == (np.nanmin(part), np.nanmax(part))


def test_a_short_curve_stays_as_it_is():
    x = np.arange(10.0)
    assert decimate(x, x, 5) == (x, x) or all(each is x for each in decimate(x, x, 5))


def test_a_single_spike_in_a_long_curve_is_still_there():
    y = np.zeros(10_000)
    y[4321] = 7.0
    x, few = decimate(np.arange(10_000.0), y, 100)
    assert x[few == 7.0] == [4321.0]
