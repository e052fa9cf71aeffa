import re
from dataclasses import replace

import pytest
import ziamath
from hypothesis import given

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.expression import Entrywise, Matrix, Product, Scalar, Scaled
from nnviz.program.formulas import Operand, latex, latex_name, plain_name, terms, text
from tests.strategies import OPTIONS, PAIRS, PENALTIES, Case, cases

PLAIN = Case((2, 3, 1), ("tanh", "sigmoid"), "binary_cross_entropy", "xavier", m=4, seed=1)
RICH = replace(
    PLAIN, optimizer="adam", regularizer="l2", rate=0.1, keep_prob=(0.5,),
    features=("x1", "sin_x2"), chain=True,
)  # fmt: skip
SOFTMAX = replace(
    PLAIN, sizes=(2, 3, 2), activations=("leaky_relu", "softmax"), optimizer="rmsprop",
    loss="squared_error_cross_entropy", regularizer="l1", rate=0.1,
)  # fmt: skip
LINEAR = replace(
    PLAIN, sizes=(2, 3, 3, 1), activations=("linear", "linear", "linear"), loss="squared_error",
    keep_prob=(0.8, 1.0), optimizer="momentum",
)  # fmt: skip

# The worked example of note 004 in columns, and as note 001 writes it, in rows.
TEXTS = [
    ("Z1 = W1·X + b1", "Z1 = X·W1 + β1"),
    ("A1 = tanh(Z1)", "A1 = tanh(Z1)"),
    ("Z2 = W2·A1 + b2", "Z2 = A1·W2 + β2"),
    ("A2 = sigmoid(Z2)", "A2 = sigmoid(Z2)"),
    ("J = -(1/m) Σ [Y log A2 + (1 - Y) log(1 - A2)]",) * 2,
    ("dA2 = -Y/A2 + (1 - Y)/(1 - A2)",) * 2,
    ("dZ2 = A2 - Y", "dZ2 = A2 - Y"),
    ("dW2 = (1/m) dZ2·A1ᵀ", "dW2 = (1/m) A1ᵀ·dZ2"),
    ("db2 = (1/m) Σ_i dZ2[:, i]", "dβ2 = (1/m) Σ_i dZ2[i, :]"),
    ("dA1 = W2ᵀ·dZ2", "dA1 = dZ2·W2ᵀ"),
    ("dZ1 = dA1 ⊙ tanh'(Z1)", "dZ1 = dA1 ⊙ tanh'(Z1)"),
    ("dW1 = (1/m) dZ1·Xᵀ", "dW1 = (1/m) Xᵀ·dZ1"),
    ("db1 = (1/m) Σ_i dZ1[:, i]", "dβ1 = (1/m) Σ_i dZ1[i, :]"),
    ("W1 := W1 - α·dW1", "W1 := W1 - α·dW1"),
    ("b1 := b1 - α·db1", "β1 := β1 - α·dβ1"),
    ("W2 := W2 - α·dW2", "W2 := W2 - α·dW2"),
    ("b2 := b2 - α·db2", "β2 := β2 - α·dβ2"),
]

# What else a line can say: the case, its formula in columns, and in rows.
OTHER_TEXTS = [
    (RICH, "F = [x₁; sin x₂] of X", "F = [x₁, sin x₂] of X"),
    (RICH, "Z1 = W1·F + b1", "Z1 = F·W1 + β1"),
    (RICH, *["D1 = [u < 0.5], u from 0 to 1 at random"] * 2),
    (RICH, *["A1 = (1/0.5) tanh(Z1) ⊙ D1"] * 2),
    (RICH, *["R = (λ/2m) (‖W1‖² + ‖W2‖²)"] * 2),
    (RICH, *["J = -(1/m) Σ [Y log A2 + (1 - Y) log(1 - A2)] + R"] * 2),
    (RICH, *["G2 = sigmoid'(Z2)"] * 2),
    (RICH, *["cdZ2 = dA2 ⊙ G2"] * 2),
    (RICH, *["dZ2 = A2 - Y"] * 2),
    (RICH, *["rW2 = (λ/m) W2"] * 2),
    (RICH, "dW2 = (1/m) dZ2·A1ᵀ + rW2", "dW2 = (1/m) A1ᵀ·dZ2 + rW2"),
    (RICH, *["dZ1 = (1/0.5) dA1 ⊙ D1 ⊙ G1"] * 2),
    (replace(RICH, chain=False), *["dZ1 = (1/0.5) dA1 ⊙ D1 ⊙ tanh'(Z1)"] * 2),
    (RICH, "dW1 = (1/m) dZ1·Fᵀ + rW1", "dW1 = (1/m) Fᵀ·dZ1 + rW1"),
    (RICH, "vdW1 := β₁·vdW1 + (1 - β₁)·dW1", "vdW1 := ρ₁·vdW1 + (1 - ρ₁)·dW1"),
    (RICH, "sdb1 := β₂·sdb1 + (1 - β₂)·db1²", "sdβ1 := ρ₂·sdβ1 + (1 - ρ₂)·dβ1²"),
    (
        RICH,
        "b1 := b1 - α·(vdb1/(1 - β₁ᵗ)) / (√(sdb1/(1 - β₂ᵗ)) + ε)",
        "β1 := β1 - α·(vdβ1/(1 - ρ₁ᵗ)) / (√(sdβ1/(1 - ρ₂ᵗ)) + ε)",
    ),
    (SOFTMAX, *["A1 = LReLU(Z1)"] * 2),
    (SOFTMAX, *["A2 = softmax(Z2)"] * 2),
    (SOFTMAX, *["R = (λ/2m) (Σ|W1| + Σ|W2|)"] * 2),
    (SOFTMAX, *["J = (1/m) Σ [½ (A2 - Y)² - Y log A2] + R"] * 2),
    (SOFTMAX, *["dA2 = (A2 - Y) - Y/A2"] * 2),
    (
        SOFTMAX,
        "dZ2 = (diag a - a aᵀ)·dA2 for each column a of A2",
        "dZ2 = dA2·(diag a - aᵀ a) for each row a of A2",
    ),
    (SOFTMAX, *["rW2 = (λ/2m) sign(W2)"] * 2),
    (SOFTMAX, *["dZ1 = dA1 ⊙ LReLU'(Z1)"] * 2),
    (SOFTMAX, *["W1 := W1 - α·dW1 / (√sdW1 + ε)"] * 2),
    (LINEAR, *["A1 = (1/0.8) Z1 ⊙ D1"] * 2),
    (LINEAR, *["A2 = Z2"] * 2),
    (LINEAR, *["J = (1/m) Σ ½ (A3 - Y)²"] * 2),
    (LINEAR, *["dA3 = A3 - Y"] * 2),
    (LINEAR, *["dZ3 = dA3"] * 2),
    (LINEAR, *["dZ1 = (1/0.8) dA1 ⊙ D1"] * 2),
    (LINEAR, "b1 := b1 - α·vdb1", "β1 := β1 - α·vdβ1"),
    (replace(LINEAR, regularizer="l2"), *["R = (λ/2m) (‖W1‖² + ‖W2‖² + ‖W3‖²)"] * 2),
]

LATEX = [
    (PLAIN, r"Z_{1} = W_{1}\, X + b_{1}", r"Z_{1} = X\, W_{1} + \beta_{1}"),
    (PLAIN, *[r"A_{1} = \tanh\left(Z_{1}\right)"] * 2),
    (PLAIN, *[r"dA_{2} = -\frac{Y}{A_{2}}+\frac{1-Y}{1-A_{2}}"] * 2),
    (PLAIN, *["dZ_{2} = A_{2} - Y"] * 2),
    (
        PLAIN,
        r"dW_{2} = \frac{1}{m}\, dZ_{2}\, A_{1}^{\mathsf T}",
        r"dW_{2} = \frac{1}{m}\, A_{1}^{\mathsf T}\, dZ_{2}",
    ),
    (
        PLAIN,
        r"db_{2} = \frac{1}{m}\, \sum_{i=1}^{m} dZ_{2}^{\,(i)}",
        r"d\beta_{2} = \frac{1}{m}\, \sum_{i=1}^{m} dZ_{2}^{\,(i)}",
    ),
    (
        PLAIN,
        r"dA_{1} = W_{2}^{\mathsf T}\, dZ_{2}",
        r"dA_{1} = dZ_{2}\, W_{2}^{\mathsf T}",
    ),
    (PLAIN, *[r"dZ_{1} = dA_{1} \odot \tanh'\left(Z_{1}\right)"] * 2),
    (
        PLAIN,
        r"b_{1} \leftarrow b_{1} - \alpha\, db_{1}",
        r"\beta_{1} \leftarrow \beta_{1} - \alpha\, d\beta_{1}",
    ),
    (
        RICH,
        r"F = \begin{bmatrix} x_1 \\ \sin x_2 \end{bmatrix}",
        r"F = \begin{bmatrix} x_1 & \sin x_2 \end{bmatrix}",
    ),
    (RICH, *[r"D_{1} = \left[\,u < 0.5\,\right],\quad u \sim \mathcal U(0,1)"] * 2),
    (RICH, *[r"A_{1} = \frac{1}{0.5}\, \tanh\left(Z_{1}\right) \odot D_{1}"] * 2),
    (
        RICH,
        *[
            r"R = \frac{\lambda}{2m}\, "
            r"\left(\left\|W_{1}\right\|_F^2 + \left\|W_{2}\right\|_F^2\right)"
        ]
        * 2,
    ),
    (
        RICH,
        *[
            r"J = -\frac{1}{m}\sum_{i=1}^{m}"
            r"\left[\,y_i\log a_i+(1-y_i)\log(1-a_i)\,\right] + R"
        ]
        * 2,
    ),
    (RICH, *[r"g_{2}'\left(Z_{2}\right) = \sigma'\left(Z_{2}\right)"] * 2),
    (
        RICH,
        *[r"dZ_{2}^{\,\mathrm{chain}} = dA_{2} \odot g_{2}'\left(Z_{2}\right)"] * 2,
    ),
    (RICH, *[r"r_{W_{2}} = \frac{\lambda}{m}\, W_{2}"] * 2),
    (
        RICH,
        r"dW_{1} = \frac{1}{m}\, dZ_{1}\, F^{\mathsf T} + r_{W_{1}}",
        r"dW_{1} = \frac{1}{m}\, F^{\mathsf T}\, dZ_{1} + r_{W_{1}}",
    ),
    (
        RICH,
        *[r"dZ_{1} = \frac{1}{0.5}\, dA_{1} \odot D_{1} \odot g_{1}'\left(Z_{1}\right)"] * 2,
    ),
    (
        RICH,
        r"v_{db_{1}} \leftarrow \beta_1\, v_{db_{1}} + (1-\beta_1)\, db_{1}",
        r"v_{d\beta_{1}} \leftarrow \rho_1\, v_{d\beta_{1}} + (1-\rho_1)\, d\beta_{1}",
    ),
    (
        RICH,
        r"s_{dW_{1}} \leftarrow \beta_2\, s_{dW_{1}} + (1-\beta_2)\, dW_{1}^{\,2}",
        r"s_{dW_{1}} \leftarrow \rho_2\, s_{dW_{1}} + (1-\rho_2)\, dW_{1}^{\,2}",
    ),
    (
        RICH,
        r"W_{1} \leftarrow W_{1} - \alpha\, "
        r"\frac{v_{dW_{1}}/(1-\beta_1^{\,t})}{\sqrt{s_{dW_{1}}/(1-\beta_2^{\,t})}+\varepsilon}",
        r"W_{1} \leftarrow W_{1} - \alpha\, "
        r"\frac{v_{dW_{1}}/(1-\rho_1^{\,t})}{\sqrt{s_{dW_{1}}/(1-\rho_2^{\,t})}+\varepsilon}",
    ),
    (
        SOFTMAX,
        r"dZ_{2} = \left(\mathrm{diag}\,a - a\,a^{\mathsf T}\right) dA_{2}",
        r"dZ_{2} = dA_{2} \left(\mathrm{diag}\,a - a^{\mathsf T} a\right)",
    ),
    (
        SOFTMAX,
        *[r"W_{1} \leftarrow W_{1} - \alpha\, \frac{dW_{1}}{\sqrt{s_{dW_{1}}}+\varepsilon}"] * 2,
    ),
    (
        replace(SOFTMAX, loss="categorical_cross_entropy", regularizer="none"),
        r"J = -\frac{1}{m}\sum_{i=1}^{m}\sum_{k}y_{ki}\log a_{ki}",
        r"J = -\frac{1}{m}\sum_{i=1}^{m}\sum_{k}y_{ik}\log a_{ik}",
    ),
]

# As they are drawn, matrices with their values; the learning rate is written out.
DRAWN = [
    (PLAIN, "Z1", "W1 · X + b1", "X · W1 + b1"),
    (PLAIN, "A1", *["tanh( Z1 )"] * 2),
    (PLAIN, "J", *["cost( A2 , Y )"] * 2),
    (PLAIN, "dA2", *["∂L/∂A( A2 , Y )"] * 2),
    (PLAIN, "dZ2", *["A2 − Y"] * 2),
    (PLAIN, "dW2", "1/m · dZ2 · A1ᵀ", "1/m · A1ᵀ · dZ2"),
    (PLAIN, "db2", "1/m · Σ of columns dZ2", "1/m · Σ of rows dZ2"),
    (PLAIN, "dA1", "W2ᵀ · dZ2", "dZ2 · W2ᵀ"),
    (PLAIN, "dZ1", *["dA1 ⊙ tanh′( Z1 )"] * 2),
    (PLAIN, "W2", *["W2 − 0.3 · dW2"] * 2),
    (RICH, "F", "[x₁; sin x₂] of X", "[x₁, sin x₂] of X"),
    (RICH, "D1", *["1 with probability 0.5, else 0"] * 2),
    (RICH, "A1", *["1/0.5 · tanh( Z1 ) ⊙ D1"] * 2),
    (RICH, "R", *["λ/2m · (‖ W1 ‖² + ‖ W2 ‖²)"] * 2),
    (RICH, "J", *["cost( A2 , Y ) + R"] * 2),
    (RICH, "cdZ2", *["dA2 ⊙ G2"] * 2),
    (RICH, "rW2", *["λ/m · W2"] * 2),
    (RICH, "dW2", "1/m · dZ2 · A1ᵀ + rW2", "1/m · A1ᵀ · dZ2 + rW2"),
    (RICH, "dZ1", *["1/0.5 · dA1 ⊙ D1 ⊙ G1"] * 2),
    (RICH, "vdW1", "β₁ · vdW1 + (1 − β₁) · dW1", "ρ₁ · vdW1 + (1 − ρ₁) · dW1"),
    (RICH, "sdW1", "β₂ · sdW1 + (1 − β₂) · ( dW1 )²", "ρ₂ · sdW1 + (1 − ρ₂) · ( dW1 )²"),
    (
        RICH,
        "W1",
        "W1 − 0.3 · vdW1 /(1−β₁ᵗ) / ( √( sdW1 /(1−β₂ᵗ)) + ε )",
        "W1 − 0.3 · vdW1 /(1−ρ₁ᵗ) / ( √( sdW1 /(1−ρ₂ᵗ)) + ε )",
    ),
    (SOFTMAX, "R", *["λ/2m · (Σ| W1 | + Σ| W2 |)"] * 2),
    (SOFTMAX, "rW2", *["λ/2m · sign( W2 )"] * 2),
    (SOFTMAX, "dZ2", "Jacobian of softmax · dA2 at A2", "dA2 · Jacobian of softmax at A2"),
    (SOFTMAX, "W1", *["W1 − 0.3 · dW1 / ( √ sdW1 + ε )"] * 2),
    (LINEAR, "A1", *["1/0.8 · Z1 ⊙ D1"] * 2),
    (LINEAR, "dZ3", *["dA3"] * 2),
]


def line(case, name):
    return next(step for step in case.program().steps if step.name == name)


def by_latex(case, written):
    return next(step for step in case.program().steps if latex(step) == written)


def test_the_worked_example_reads_as_on_paper_in_columns_and_in_rows():
    assert [(text(step), text(step, rows=True)) for step in PLAIN.program().steps] == TEXTS


@pytest.mark.parametrize(("case", "columns", "rows"), OTHER_TEXTS)
def test_every_other_line_reads_as_on_paper_in_columns_and_in_rows(case, columns, rows):
    step = line(case, columns.split()[0])
    assert (text(step), text(step, rows=True)) == (columns, rows)


@pytest.mark.parametrize(("case", "columns", "rows"), LATEX)
def test_a_line_is_typeset_as_on_paper_in_columns_and_in_rows(case, columns, rows):
    assert latex(by_latex(case, columns), rows=True) == rows


@pytest.mark.parametrize(("case", "name", "columns", "rows"), DRAWN)
def test_a_line_is_drawn_with_its_matrices_in_the_order_of_its_formula(case, name, columns, rows):
    assert drawn(line(case, name), {"learning_rate": 0.3}) == columns
    assert drawn(line(case, name), {"learning_rate": 0.3}, rows=True) == rows


def drawn(step, values, rows=False):
    words = []
    for term in terms(step, values, rows):
        if isinstance(term, Operand):
            words.append(term.name + ("ᵀ" if term.transposed else ""))
        else:
            assert term == term.strip() != ""
            words.append(term)
    return " ".join(words)


def test_a_sum_in_a_product_stands_in_brackets():
    total = Entrywise("+", Matrix("Z1"), Matrix("A1"))
    half = Scalar("(1/2) ", r"\frac{1}{2}\,")
    for expression, written, typeset, with_matrices in [
        (Scaled(half, total), "(1/2) (Z1 + A1)", r"\frac{1}{2}\, @", "1/2 · ( Z1 + A1 )"),
        (Product(Matrix("W2"), total), "W2·(Z1 + A1)", r"W_{2}\, @", "W2 · ( Z1 + A1 )"),
        (
            Entrywise("⊙", total, Matrix("D1")),
            "(Z1 + A1) ⊙ D1", r"@ \odot D_{1}", "( Z1 + A1 ) ⊙ D1",
        ),
    ]:  # fmt: skip
        step = replace(line(PLAIN, "dA1"), expression=expression)
        in_brackets = r"\left(Z_{1} + A_{1}\right)"
        assert text(step) == f"dA1 = {written}"
        assert latex(step) == "dA_{1} = " + typeset.replace("@", in_brackets)
        assert drawn(step, {}) == with_matrices


def test_a_number_that_is_not_given_is_drawn_as_its_letter():
    assert drawn(line(PLAIN, "W2"), {}) == "W2 − α · dW2"
    assert drawn(line(RICH, "vdW1"), {"beta1": 0.9}).startswith("0.9 · vdW1")


@pytest.mark.parametrize("layers", [4, 12])
def test_a_penalty_on_many_layers_is_written_as_a_sum_over_them(layers):
    functions = (*["tanh"] * (layers - 1), "sigmoid")
    sizes = (2, *[3] * (layers - 1), 1)
    case = replace(PLAIN, sizes=sizes, activations=functions)
    l1, l2 = (line(replace(case, regularizer=name), "R") for name in ("l1", "l2"))
    assert text(l1) == "R = (λ/2m) Σ_l Σ|W_l|"
    assert text(l2) == "R = (λ/2m) Σ_l ‖W_l‖²"
    assert rf"\sum_{{l=1}}^{{{layers}}}" in latex(l2)
    operands = [term.name for term in terms(l2, {}) if isinstance(term, Operand)]
    assert operands == [f"W{layer}" for layer in range(1, layers + 1)]


@pytest.mark.parametrize("rows", [False, True])
@given(case=cases())
def test_every_formula_begins_with_the_matrix_it_computes_and_closes_its_braces(rows, case):
    for step in case.program().steps:
        written = latex(step, rows)
        assert written.startswith(latex_name(step.name, rows))
        assert text(step, rows).startswith(plain_name(step.name, rows))
        assert written.count("{") == written.count("}")
        assert len(re.findall(r"\\left(?!arrow)", written)) == written.count(r"\right")
        assert "@" not in written + text(step, rows)


@pytest.mark.parametrize("rows", [False, True])
@given(case=cases())
def test_the_operands_of_a_line_are_its_inputs(rows, case):
    for step in case.program().steps:
        operands = {term.name for term in terms(step, {}, rows) if isinstance(term, Operand)}
        assert operands == set(step.inputs)


@pytest.mark.parametrize("rows", [False, True])
@given(case=cases())
def test_in_rows_a_greek_beta_is_a_bias_and_never_a_rate(rows, case):
    for step in case.program().steps:
        written = f"{text(step, rows)} {latex(step, rows)}"
        assert ("β₁" in written or r"\beta_1" in written) <= (not rows)
        assert (r"b_{" in written) <= (not rows)


def test_only_the_factors_of_the_backward_products_are_transposed():
    for rows in (False, True):
        transposed = {
            (step.name, term.name)
            for step in RICH.program().steps
            for term in terms(step, {}, rows)
            if isinstance(term, Operand) and term.transposed
        }
        assert transposed == {("dW2", "A1"), ("dW1", "F"), ("dA1", "W2")}


@pytest.mark.parametrize("rows", [False, True])
def test_every_formula_can_be_typeset_at_a_legible_height(rows):
    """A bracket around a sum has been made twenty times as high as its contents."""
    heights = {}
    for case in every_way_to_write():
        for step in case.program().steps:
            written = latex(step, rows)
            if written not in heights:
                _, heights[written] = ziamath.Latex(written, size=40).getsize()
    features = [heights.pop(written) for written in list(heights) if "bmatrix" in written]
    assert max(features) < 7 * 50  # seven functions in a column
    assert max(heights.values()) < 150, max(heights, key=heights.get)


def every_way_to_write():
    plain = replace(PLAIN, rate=0.1)
    yield from [replace(plain, **chosen) for chosen in OPTIONS]
    for output, loss in PAIRS:
        yield Case((2, 2), (output,), loss, "xavier", m=4, seed=1)
    for hidden in ACTIVATIONS:
        for chain in (False, True):
            yield replace(plain, activations=(hidden, "sigmoid"), chain=chain)
    for penalty in PENALTIES:
        for layers in (1, 2, 3, 4, 12):
            functions = (*["tanh"] * (layers - 1), "sigmoid")
            sizes = (2, *[2] * (layers - 1), 1)
            yield replace(plain, sizes=sizes, activations=functions, regularizer=penalty)
    features = ("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2")
    yield replace(plain, sizes=(7, 3, 1), features=features)
