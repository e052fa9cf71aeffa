import numpy as np
import pytest

from nnviz.nn.error_bands import Band, bands, entry_errors


def band(approx, gradient, noise=0.0):
    return Band(int(bands(np.array([approx]), np.array([gradient]), noise)[0]))


@pytest.mark.parametrize(
    ("approx", "wanted"),
    [
        (1.0, Band.GOOD),
        (1 + 5e-8, Band.GOOD),
        (1 + 5e-7, Band.FAIR),
        (1 + 5e-5, Band.DOUBTFUL),
        (1.009, Band.DOUBTFUL),
        (1.02, Band.WRONG),
        (2.0, Band.WRONG),
        (-1.0, Band.WRONG),
        (0.0, Band.WRONG),
        (np.nan, Band.WRONG),
        (np.inf, Band.WRONG),
    ],
)
def test_the_relative_error_of_an_entry_says_in_which_band_it_is(approx, wanted):
    assert band(approx, 1.0) is wanted
    assert band(1.0, approx) is wanted


def test_a_difference_that_rounding_explains_says_nothing_against_an_entry():
    assert band(3e-12, 0.0, noise=1e-11) is Band.ROUNDING
    assert band(1 + 1e-3, 1.0, noise=1e-2) is Band.ROUNDING
    assert band(1.0, 1.0, noise=1e-2) is Band.GOOD
    assert band(1.0, 1.5, noise=1e-2) is Band.WRONG


def test_two_zeros_agree():
    assert entry_errors(np.zeros(2), np.zeros(2)).tolist() == [0.0, 0.0]


def test_the_error_is_measured_by_the_larger_of_the_two():
    np.testing.assert_allclose(
        entry_errors(np.array([1.0, 3.0, -2.0]), np.array([4.0, 3.0, 2.0])), [0.75, 0.0, 2.0]
    )
