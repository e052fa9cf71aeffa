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
    "shape(W1) == shape(dW1) == (3,2)": True,
    "shape(W1) != shape(X)": True,
    "shape(W1)[1]": 3,
    "shape(W1)[2] * 2 > shape(W1 @ X[1:9])[1]": True,
    "mean(dW1 > 0)": (gradient > 0).mean(),
    "-(J < 100)": -1,
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
    ("J.T", 0, 3, "no point in a name"),
    ("W1.max()", 0, 8, r"write max\(…\), with no point"),
    ("np.max(W1)", 0, 10, r"write max\(…\), with no point"),
    ("__import__('os')", 0, 16, "there is no function"),
    ("lambda: 1", 0, 9, "not part of the language"),
    ("[x for x in X]", 0, 14, "not part of the language"),
    ("'text' == 'text'", 0, 6, "not part of the language"),
    ("W1 + X > 0", 0, 6, "W1 is 3 × 2 and X is 2 × 4: they need the same shape"),
    ("J < max(dW1 @ W1)", 8, 16, "dW1 is 3 × 2 and W1 is 3 × 2: @ needs as many columns"),
    ("J > 1 and W1 < X", 10, 16, "W1 is 3 × 2 and X is 2 × 4"),
    ("W1 < J < X", 0, 10, "do not fit one another: J is 1 × 1, W1 is 3 × 2, X is 2 × 4"),
    ("(J < 1) - (J < 2)", 1, 16, "true or false has no such arithmetic"),
    ("W1[99,1] > 0", 3, 5, "W1 is 3 × 2: it has no row 99"),
    ("W1[1, 9]", 6, 7, "W1 is 3 × 2: it has no column 9"),
    ("(W1 @ X)[4:]", 9, 11, "W1 @ X is 3 × 4: it has no row 4:"),
    ("epoch[2]", 6, 7, "epoch is 1 × 1: it has no row 2"),
    ("cost < 1", 0, 4, "did you mean J"),
    ("W1[0,1]", 3, 4, "from 1"),
    ("W1[-1]", 3, 5, "from 1"),
    ("W1[J]", 3, 4, "from 1"),
    ("J is 3", 0, 6, "compare with"),
    ("J if J else J", 0, 13, "not part of the language"),
    ("", 0, 0, "write an expression"),
    ("1" * 600, 0, 1, "characters"),
    ("9" * 400, 0, 400, "too large"),
    ("(" * 250 + "J" + ")" * 249, 500, 500, r"\) is missing"),
    ("0x1F < J", 1, 4, "an operator is missing between 0 and x1F"),
    ("J < 012", 4, 5, "cannot be read"),
]
# Unfinished: what is missing belongs behind the last character.
UNFINISHED = [
    ("J <", "a number or a matrix is missing behind <"),
    ("J <   ", "a number or a matrix is missing behind <"),
    ("any(isnan(Z2)) or", "a condition is missing behind or"),
    ("not", "a condition is missing behind not"),
    ("-", "a number or a matrix is missing behind -"),
    ("(J", r"\) is missing at the end"),
    ("max(abs(dW1", r"\)\) is missing at the end"),
    ("max(W1[2,1] > 0", r"\) is missing at the end"),
    ("max(", r"a number or a matrix is missing behind \("),
    ("W1[", r"an index is missing behind \[: write it such as W1\[2,1\]"),
    ("W1[2,", "an index is missing behind ,"),
    ("W1[2,1", r"\] is missing at the end"),
]
# What other languages, and the notes, write otherwise.
OTHERWISE = [
    ("J = 3", 2, 3, "write == to compare"),
    ("J === 3", 2, 5, "write == for ==="),
    ("J =< 3", 2, 4, "write <= for =<"),
    ("J => 3", 2, 4, "write >= for =>"),
    ("J < = 3", 2, 5, "write <="),
    ("J ≤ 3", 2, 3, "write <= for ≤"),
    ("J <> 3", 2, 4, "write != for <>"),
    ("J < 1 && epoch > 3", 6, 8, "write and for &&"),
    ("J < 1 & epoch > 3", 6, 7, "write and for &"),
    ("J < 1 || epoch > 3", 6, 8, r"write or for \|\|"),
    ("J < 1 | epoch > 3", 6, 7, r"write or for \|"),
    ("J < 1 AND epoch > 3", 6, 9, "write and in small letters"),
    ("NOT J < 1", 0, 3, "write not in small letters"),
    ("!any(isnan(Z2))", 0, 1, "write not for !"),
    ("J ^ 2", 2, 3, r"write \*\* for a power"),
    ("J² < 3", 0, 2, r"write J \*\* 2 for J²"),
    ("|J| < 3", 0, 1, r"write abs\(…\) for \|…\|"),
    ("2 * |J|", 4, 5, r"write abs\(…\) for \|…\|"),
    ("||dW1|| < 3", 0, 2, r"write norm\(…\) for \|\|…\|\|"),
    ("‖dW₁‖ < 3", 0, 1, r"write norm\(…\) for ‖…‖"),
    ("norm(dW₁) < 3", 5, 8, "write dW1 for dW₁"),
    ("J < 0,05", 4, 8, r"write 0\.05: a decimal point"),
    ("0,5 < J", 0, 3, r"write 0\.5: a decimal point"),
    ("(J * 0,5) > 1", 5, 8, r"write 0\.5: a decimal point"),
    ("abs(W1 * 0,5)", 0, 13, "a decimal has a point"),
    ("2 W1", 2, 4, r"an operator is missing between 2 and W1"),
    ("J (3)", 0, 5, "there is no function 'J'"),
    ("3 (J)", 2, 3, r"an operator is missing between 3 and \("),
    ("J < < 3", 2, 5, "two signs"),
    ("* J", 0, 1, r"a number or a matrix is missing before \*"),
    ("J < and epoch", 4, 7, "missing before and"),
    ("(J + )", 3, 4, r"a number or a matrix is missing behind \+"),
    ("max()", 3, 5, r"nothing in these brackets: write it such as max\(dW1\)"),
    ("W1[]", 2, 4, r"such as W1\[2,1\]"),
    ("()", 0, 2, "nothing in these brackets"),
    ("max(dW1]", 7, 8, r"\( is closed by \), not by \]"),
    ("J)", 1, 2, r"there is no \( that this \) closes"),
    (") J", 0, 1, r"there is no \( that this \) closes"),
    ("J, epoch", 1, 2, "one expression too many"),
]
SHAPES_AMISS = [
    ("max(shape(W1))", 4, 13, "max is of a matrix or a number, not of a shape"),
    ("abs((1, 2))", 4, 10, "abs is of a matrix or a number, not of a shape"),
    ("norm(shape(W1)) > 2", 5, 14, "not of a shape"),
    ("shape(shape(W1))", 6, 15, "such as shape|two numbers"),
    ("shape(W1) * 2", 0, 9, "two numbers: take one"),
    ("2 * shape(W1)", 4, 13, "two numbers: take one"),
    ("-shape(W1)", 1, 10, "two numbers: take one"),
    ("not shape(W1)", 4, 13, "two numbers: take one"),
    ("J and shape(W1)", 6, 15, "two numbers: take one"),
    ("shape(W1) > (2, 2)", 0, 9, "by == or !="),
    ("shape(W1) == 3", 0, 9, "compared with a shape"),
    ("shape(W1) == W1", 0, 9, "compared with a shape"),
    ("J == (1, 1)", 5, 11, "compared with a shape"),
    ("shape(W1) == (3, 2, 1)", 13, 22, "two whole numbers"),
    ("shape(W1) == (3, J)", 13, 19, "two whole numbers"),
    ("shape(W1)[3]", 10, 11, "its rows"),
    ("shape(W1)[1,2]", 10, 13, "its rows"),
    ("(W1, 1)", 0, 7, "are a shape"),
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


@pytest.mark.parametrize(("text", "start", "stop", "words"), OTHERWISE)
def test_what_is_written_otherwise_elsewhere_is_said_in_the_words_of_this_language(
    text, start, stop, words
):
    with pytest.raises(ExpressionError, match=words) as refused:
        parse(text, SHAPES)
    assert (refused.value.start, refused.value.stop) == (start, stop)


@pytest.mark.parametrize(("text", "words"), UNFINISHED)
def test_what_is_not_finished_is_underlined_at_its_end(text, words):
    with pytest.raises(ExpressionError, match=words) as refused:
        parse(text, SHAPES)
    assert refused.value.start == refused.value.stop == len(text.rstrip())


@pytest.mark.parametrize(("text", "start", "stop", "words"), SHAPES_AMISS)
def test_a_shape_is_not_taken_for_a_matrix(text, start, stop, words):
    with pytest.raises(ExpressionError, match=words) as refused:
        parse(text, SHAPES)
    assert (refused.value.start, refused.value.stop) == (start, stop)


def test_a_name_that_is_like_no_other_is_answered_with_the_first_that_there_are():
    many = {f"W{number}": (2, 2) for number in range(1, 90)}
    with pytest.raises(ExpressionError, match=r"it is one of W1, W2, .*, W12, …\.$"):
        parse("quatsch > 3", many)


def test_an_expression_knows_which_matrices_it_reads():
    assert parse("max(dW1) > J and epoch > 3", SHAPES).names == {"dW1", "J", "epoch"}


@pytest.mark.parametrize("text", ["dW1 > 1", "isnan(Z2)", "J", "norm(W1)", "shape(W1)"])
def test_a_condition_must_be_one_truth(text):
    with pytest.raises(ExpressionError):
        parse_condition(text, SHAPES)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dW1 > 1", r"each of 3 × 2 entries: put any\(…\) or all\(…\)"),
        ("dW1", "a 3 × 2 matrix, not true or false: compare"),
        ("norm(W1)", "a number, not true or false"),
        ("shape(W1)", "a shape, not true or false"),
    ],
)
def test_what_is_no_condition_is_answered_with_what_would_make_it_one(text, words):
    with pytest.raises(ExpressionError, match=words):
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
