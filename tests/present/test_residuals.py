"""R², RMSE and the largest residual."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nnviz.present.residuals import fit

NUMBERS = st.floats(-1e3, 1e3)
PAIRS = st.integers(2, 20).flatmap(
    lambda m: st.tuples(
        arrays.arrays(float, m, elements=NUMBERS), arrays.arrays(float, m, elements=NUMBERS)
    )
)


def test_a_small_example_by_hand():
    found = fit(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 5.0, 3.0]))
    assert found.rmse == pytest.approx(np.sqrt(5 / 4))
    assert found.explained == pytest.approx(1 - 5 / 5)
    assert found.largest == -2.0


@given(PAIRS)
def test_no_residual_is_larger_than_the_largest_and_none_mean_square_either(pair):
    true, predicted = pair
    found = fit(true, predicted)
    assert np.abs(true - predicted).max() == abs(found.largest)
    assert found.rmse <= abs(found.largest) * (1 + 1e-12)


@given(arrays.arrays(float, st.integers(2, 20), elements=NUMBERS))
def test_a_perfect_fit_explains_everything(true):
    found = fit(true, true)
    assert (found.rmse, found.largest) == (0, 0)
    assert found.explained in (1.0, None)


def test_without_spread_there_is_nothing_to_explain():
    assert fit(np.array([2.0, 2.0]), np.array([1.0, 2.0])).explained is None


def test_what_is_not_finite_is_not_hidden():
    assert fit(np.array([1.0, 2.0]), np.array([np.inf, 2.0])).rmse == np.inf


def test_a_fit_needs_a_sample():
    with pytest.raises(ValueError, match="at least one"):
        fit(np.empty(0), np.empty(0))
