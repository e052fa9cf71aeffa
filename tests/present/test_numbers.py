import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.features import FEATURES
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network
from nnviz.nn.optimizers import OPTIMIZERS
from nnviz.nn.regularizers import REGULARIZERS
from nnviz.present.numbers import (
    MINUS,
    cells,
    exact,
    name_text,
    number,
    power,
    prose,
    short,
    significant,
    with_power,
)
from nnviz.program import formulas
from nnviz.program.compile import compile_program

matrices = arrays(
    np.float64, array_shapes(min_dims=2, max_dims=2, max_side=4), elements=st.floats()
)
everyday = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, max_side=4),
    elements=st.floats(-9999, 9999) | st.integers(-20, 20).map(float),
)
writers = st.sampled_from(
    [
        number,
        exact,
        significant,
        lambda value: number(value, None),
        lambda value: short(value, 2),
    ]
)


def flat(rows):
    return [text for row in rows for text in row]


def decimals(text):
    return len(text.partition(".")[2])


@given(everyday)
def test_all_entries_of_a_matrix_have_the_same_precision(matrix):
    texts = flat(cells(matrix))
    assert len({"e" in text for text in texts if text != "0"}) <= 1
    if not any("e" in text for text in texts):
        assert len({decimals(text) for text in texts}) == 1


@given(matrices)
def test_no_text_is_wider_than_ten_characters(matrix):
    assert max(map(len, flat(cells(matrix)))) <= 10


@given(matrices)
def test_texts_stand_where_their_entries_do(matrix):
    texts = cells(matrix)
    assert (len(texts), len(texts[0])) == matrix.shape


@given(everyday)
def test_a_text_is_its_entry_rounded(matrix):
    largest = np.abs(matrix).max()
    for text, value in zip(flat(cells(matrix)), matrix.ravel(), strict=True):
        assert float(text.replace(MINUS, "-")) == pytest.approx(value, abs=0.0051 * largest)


@given(writers, st.floats())
def test_a_minus_is_a_minus_sign_and_never_a_hyphen(write, value):
    assert "-" not in write(value)
    if value < 0:
        assert write(value).startswith(MINUS) or not set(write(value)) & set("123456789∞")


@given(writers, st.floats(-1e-3, 0) | st.just(-0.0))
def test_there_is_no_negative_zero(write, value):
    if not set(write(value)) & set("123456789"):
        assert MINUS not in write(value)


@given(matrices)
def test_a_matrix_shows_no_negative_zero(matrix):
    for text in flat(cells(matrix)):
        assert not (text.startswith(MINUS) and not set(text) & set("123456789∞"))


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ([0.0, 1.0, 12.0], ["0", "1", "12"]),
        ([0.5, -0.25], ["0.500", "−0.250"]),
        ([123.456, -0.0001], ["123.5", "0.0"]),
        ([0.0012, -0.5], ["0.001", "−0.500"]),
        ([1e-5, 0.0], ["1.00e−5", "0"]),
        ([1.5e9, -1.0], ["1.50e9", "−1.00e0"]),
        ([math.nan, math.inf, -math.inf, 2.0], ["nan", "∞", "−∞", "2"]),
        ([math.nan], ["nan"]),
    ],
)
def test_a_row_is_written_as_on_paper(row, texts):
    assert cells(np.array([row])) == [texts]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (0.24312, "0.2431"), (12.3449, "12.34"), (-1.2344e-5, "−1.234e−5"),
        (123456.0, "123456"), (2.5e7, "2.500e7"), (math.inf, "∞"), (math.nan, "nan"),
    ],
)  # fmt: skip
def test_a_status_line_shows_a_few_digits(value, text):
    assert significant(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.372, "0.37"), (-0.984, "−0.98"), (12.44, "12.4"), (123.4, "123"), (3.0, "3"),
        (-17.0, "−17"), (3e5, "3e5"), (math.inf, "∞"), (math.nan, "nan"),
    ],
)  # fmt: skip
def test_a_node_shows_as_many_digits_as_it_has_room_for(value, text):
    assert short(value, 2) == text


@given(st.floats())
def test_a_node_has_room_for_seven_characters(value):
    assert len(short(value, 2)) <= 7


@pytest.mark.parametrize(
    ("value", "text"), [(-0.1, "−0.1"), (1 / 3, "0.3333333333333333"), (-math.inf, "−∞")]
)
def test_who_compares_sees_all_digits(value, text):
    assert exact(value) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dW2", "dW₂"), ("A12", "A₁₂"), ("J", "J"), ("F", "F"), ("R", "R"), ("D1", "D₁"),
        ("vdW1", "vdW₁"), ("sdb2", "sdb₂"), ("rW2", "rW₂"), ("n0", "n₀"), ("x10", "x₁₀"),
        ("β1", "β₁"), ("vdβ2", "vdβ₂"), ("G2", "g′(Z₂)"), ("cdZ2", "dZ₂ᶜʰᵃⁱⁿ"),
    ],
)  # fmt: skip
def test_layer_numbers_are_set_low(name, text):
    assert name_text(name) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("Z1 = W1·X + b1", "Z₁ = W₁·X + b₁"),
        ("vdW1 := β₁·vdW1 + (1 - β₁)·dW1", "vdW₁ := β₁·vdW₁ + (1 − β₁)·dW₁"),
        ("W1 := W1 - α·(vdW1/(1 - β₁ᵗ)) / (√(sdW1/(1 - β₂ᵗ)) + ε)",
         "W₁ := W₁ − α·(vdW₁/(1 − β₁ᵗ)) / (√(sdW₁/(1 − β₂ᵗ)) + ε)"),
        ("G2 = sigmoid'(Z2)", "g′(Z₂) = sigmoid′(Z₂)"),
        ("cdZ2 = dA2 ⊙ G2", "dZ₂ᶜʰᵃⁱⁿ = dA₂ ⊙ g′(Z₂)"),
        ("dA2 = -Y/A2 + (1 - Y)/(1 - A2)", "dA₂ = −Y/A₂ + (1 − Y)/(1 − A₂)"),
        ("db1 = (1/m) Σ_i dZ1[:, i]", "db₁ = (1/m) Σᵢ dZ₁[:, i]"),
        ("R = (λ/2m) Σ_l ‖W_l‖²", "R = (λ/2m) Σₗ ‖Wₗ‖²"),
        ("β₂·sdW1 + (1 - β₂)·dW1²", "β₂·sdW₁ + (1 − β₂)·dW₁²"),
        ("dA1 = W2ᵀ·dZ2", "dA₁ = W₂ᵀ·dZ₂"),
    ],
)  # fmt: skip
def test_a_formula_is_set_as_on_paper(formula, text):
    assert name_text(formula) == text


@pytest.mark.parametrize(
    "words",
    [
        "cross-entropy",
        "head2 and WW1",
        "a_W1 or W1x",
        "the samples' shares",
        "1/m",
        "a 2-3-1 network",
        "cat-001.jpg is skipped",
        "open a folder (--data FOLDER)",
    ],
)
def test_parts_of_words_are_no_names(words):
    assert name_text(words) == words


def test_numbers_in_a_formula_that_name_no_layer_stay():
    assert name_text("dW1 = (1/0.8) dZ1·Xᵀ") == "dW₁ = (1/0.8) dZ₁·Xᵀ"


@pytest.mark.parametrize("rows", [False, True])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_no_formula_of_any_line_keeps_a_hyphen_or_a_number_on_its_line(optimizer, rows):
    network = Network(
        (2, 3, 4, 1), (ACTIVATIONS["elu"], ACTIVATIONS["tanh"], ACTIVATIONS["sigmoid"]),
        LOSSES["binary_cross_entropy"], keep_prob=(0.5, 0.8), features=tuple(FEATURES.values())[:2],
        regularizer=REGULARIZERS["l2"], regularization_rate=0.1,
    )  # fmt: skip
    for step in compile_program(network, optimizer, chain=True).steps:
        shown = name_text(formulas.text(step, rows))
        assert not set("-'_") & set(shown), shown
        assert not re.search(r"[A-Zbβ]\d", shown), shown


def test_in_prose_names_are_set_low_and_all_else_stays():
    text = "Compare dW1 with dW11 in cross-entropy - or pass --data FILE (A1, x2)."
    assert prose(text) == "Compare dW₁ with dW₁₁ in cross-entropy - or pass --data FILE (A₁, x₂)."


@given(st.floats(1e-300, 1e300) | st.floats(-1e300, -1e-300), st.integers(1, 12))
def test_a_mantissa_has_one_digit_before_its_point_and_a_power_of_ten(value, digits):
    mantissa, exponent = power(value, digits)
    assert len(re.sub(r"\D", "", mantissa)) == digits
    assert "-" not in mantissa
    assert abs(float(mantissa.replace(MINUS, "-"))) < 10
    text = with_power(value, digits)
    assert text.replace(MINUS, "-") == f"{mantissa}e{exponent}".replace(MINUS, "-")
    assert float(text.replace(MINUS, "-")) == pytest.approx(value, rel=10.0 ** (1 - digits))
