"""Numbers as a person types, nudges and drags them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.errors import UserError
from nnviz.present.numbers import exact
from nnviz.present.typed import dragged, nudged, typed_number

finite = st.floats(allow_nan=False, allow_infinity=False)
usual = st.floats(-1000, 1000)


@given(finite)
def test_the_exact_text_of_a_number_reads_back_to_it(value):
    assert typed_number(exact(value)) == value


@pytest.mark.parametrize("text", ["-0", "−0.0", "0", "-0e5"])
def test_there_is_one_zero(text):
    assert math.copysign(1.0, typed_number(text)) == 1.0


@given(st.text())
def test_any_text_is_a_finite_number_or_one_sentence_that_says_how_to_write_it(text):
    try:
        value, said = typed_number(text), ""
    except UserError as error:
        value, said = 0.0, str(error)
    assert math.isfinite(value)
    assert not said or (said.endswith(".") and "rite" in said and "\n" not in said)


@pytest.mark.parametrize("text", ["0,5", "-1,25", "−,5", "1,5e-3"])
def test_a_decimal_comma_is_answered_with_the_same_number_and_a_point(text):
    with pytest.raises(UserError, match="the decimal sign is a point") as caught:
        typed_number(text)
    typed_number(str(caught.value).removeprefix("Write ").partition(":")[0])


@pytest.mark.parametrize("text", ["1_000", "0x10", "1 2", "1.2.3", "one", "1e", "e5", "--1", "."])
def test_what_python_or_nobody_reads_as_a_number_is_refused(text):
    with pytest.raises(UserError, match="is not a number"):
        typed_number(text)


@given(st.integers(-50, 50), st.sampled_from([0.1, 0.01, 1.0]))
def test_nudges_there_and_back_end_where_they_began(count, by):
    value = 0.3
    for _ in range(abs(count)):
        value = nudged(value, math.copysign(by, count))
    assert value == round(0.3 + count * by, 12)
    for _ in range(abs(count)):
        value = nudged(value, -math.copysign(by, count))
    assert value == 0.3


@given(usual, usual, st.floats(0, 5))
def test_a_number_that_is_not_dragged_stays(value, largest, finer):
    assert dragged(value, 0.0, largest, finer or 1.0) == value


@given(usual, usual, st.integers(-400, 400), st.integers(-400, 400))
def test_the_higher_it_is_dragged_the_larger_it_is(value, largest, low, high):
    low, high = sorted((low or 1, high or 1))
    assert dragged(value, low, largest) <= dragged(value, high, largest)


@pytest.mark.parametrize(
    ("value", "largest", "reached"), [(0.0, 0.0, 1.0), (0.5, 0.9, 1.5), (0.0, 40.0, 10.0),
                                      (0.0, 0.04, 0.01)],
)  # fmt: skip
def test_a_hundred_pixels_take_it_about_as_far_as_the_numbers_around_it(value, largest, reached):
    assert dragged(value, 100, largest) == pytest.approx(reached)
    assert dragged(value, 100, largest, finer=10) - value == pytest.approx((reached - value) / 10)


def test_a_dragged_number_is_a_short_one():
    assert dragged(1.4359187234, 7, 1.5) == 1.506
