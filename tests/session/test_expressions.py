"""The language of conditions and watches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.session.expressions import FUNCTIONS, ExpressionError, parse, parse_condition

SHAPES = {"W1": (3, 2), "dW1": (3, 2), "Z2": (1, 4), "J": (1, 1), "X": (2, 4)}
RNG = np.random.default_rng(0)
VALUES = {name: RNG.standard_normal(shape) for name, shape in SHAPES.items()}
VALUES |= {"iteration": 12.0, "epoch": 3.0}
W, gradient, Z, J, X = (VALUES[name] for name in SHAPES)

EXAMPLES = {
    "max(abs(dW1)) > 10": np.abs(gradient).max() > 10,
    "J < 0.05": J.item() < 0.05,
    "epoch == 3": True,
    "any(isnan(Z2))": False,
    "norm(dW1) < 1e-6": False,
    "shape(W1) == (3, 2)": True,
    "W1[2,1]": W[1, 0],
    "W1[1]": W[:1],
    "sum(X[:,2:3])": X[:, 1:3].sum(),
    "mean(X) * 2 - 1": X.mean() * 2 - 1,
    "max(W1 @ X)": (W @ X).max(),
    "-J ** 2": -(J.item() ** 2),
    "0 < epoch < 5": True,
    "all(isfinite(W1)) and not any(isnan(J))": True,
    "iteration > 100 or epoch > 2": True,
    "min(W1) / max(W1)": W.min() / W.max(),
    "J == nan": False,
    "inf > J": True,
}
WRONG = [
    ("dW9 > 1", 0, 3, "there is no matrix 'dW9'"),
    ("max(dw1) > 1", 4, 7, "did you mean dW1"),
    ("maxx(dW1)", 0, 9, "did you mean max"),
    ("max(dW1, 3)", 0, 11, "one argument"),
    ("max > 3", 0, 3, "is a function"),
    ("J <", None, None, "cannot be read"),
    ("(J", 0, 1, "cannot be read"),
    ("J.T", 0, 3, "not part of the language"),
    ("__import__('os')", 0, 16, "there is no function"),
    ("lambda: 1", 0, 9, "not part of the language"),
    ("[x for x in X]", 0, 14, "not part of the language"),
    ("'text' == 'text'", 0, 6, "not part of the language"),
    ("W1 + X", 0, 6, "shapes do not fit"),
    ("W1[4,1]", 0, 7, "beyond"),
    ("W1[0,1]", 3, 4, "from 1"),
    ("W1[-1]", 3, 5, "from 1"),
    ("W1[J]", 3, 4, "from 1"),
    ("J is 3", 0, 6, "compare with"),
    ("J if J else J", 0, 13, "not part of the language"),
    ("", 0, 0, "write an expression"),
    ("1" * 600, 0, 1, "characters"),
    ("9" * 400, 0, 400, "too large"),
    ("(" * 250 + "J" + ")" * 249, None, None, "cannot be read"),
]


@pytest.mark.parametrize(("text", "value"), EXAMPLES.items())
def test_an_expression_has_the_value_that_numpy_gives(text, value):
    np.testing.assert_allclose(parse(text, SHAPES).value(VALUES), value)


@pytest.mark.parametrize(("text", "start", "stop", "words"), WRONG)
def test_a_mistake_is_named_and_its_place_in_the_text(text, start, stop, words):
    with pytest.raises(ExpressionError, match=words) as refused:
        parse(text, SHAPES)
    assert start is None or refused.value.start == start
    assert stop is None or refused.value.stop == stop
    assert "\n" not in str(refused.value)


def test_an_expression_knows_which_matrices_it_reads():
    assert parse("max(dW1) > J and epoch > 3", SHAPES).names == {"dW1", "J", "epoch"}


@pytest.mark.parametrize("text", ["dW1 > 1", "isnan(Z2)", "J", "norm(W1)", "shape(W1)"])
def test_a_condition_must_be_one_truth(text):
    with pytest.raises(ExpressionError):
        parse_condition(text, SHAPES)


@pytest.mark.parametrize("text", ["J < 0.05", "any(dW1 > 1)", "shape(X) == (2, 4)", "True"])
def test_a_truth_is_a_condition(text):
    assert parse_condition(text, SHAPES).text == text


def test_what_a_short_batch_does_not_have_has_no_value_and_does_not_hold():
    expression = parse("X[1,4] > -100", SHAPES)
    assert expression.holds(VALUES)
    short = VALUES | {"X": X[:, :2]}
    assert expression.value(short) is None
    assert not expression.holds(short)


def test_what_is_not_computed_yet_does_not_hold():
    assert not parse("J < 100", SHAPES).holds({})


def test_every_function_is_there():
    assert set(FUNCTIONS) == {
        "max", "min", "mean", "sum", "abs", "norm", "any", "all", "isnan", "isfinite", "shape",
    }  # fmt: skip


def mistake(text):
    """What is wrong with a text; None if nothing is."""
    try:
        parse(text, SHAPES).value(VALUES)
    except ExpressionError as error:
        return error
    return None


@given(st.text(max_size=40) | st.text(alphabet="JW1dX()[]<>=+-*/.,:0 @andort!~%", max_size=30))
def test_whatever_is_typed_is_an_expression_or_a_sentence_with_a_place(text):
    error = mistake(text)
    assert error is None or (str(error) and 0 <= error.start <= error.stop)


def test_a_power_tower_takes_no_time_and_no_memory():
    assert parse("9**9**9**9", SHAPES).value(VALUES) == float("inf")
