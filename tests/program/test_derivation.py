import re
from dataclasses import replace

import numpy as np
import pytest
import ziamath
from hypothesis import assume, given

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.expression import Product, in_rows
from nnviz.nn.optimizers import OPTIMIZERS
from nnviz.program.derivation import derive
from nnviz.program.formulas import latex, plain_name, text
from nnviz.program.step import Kind
from tests.program.reading import compute
from tests.program.test_formulas_by_numbers import SECOND, evaluate, numbers, steepest
from tests.program.training import Training
from tests.strategies import HIDDEN, OPTIONS, PAIRS, PENALTIES, Case, cases

PLAIN = Case((2, 3, 1), ("tanh", "sigmoid"), "binary_cross_entropy", "xavier", m=4, seed=1)
DEEP = replace(PLAIN, sizes=(2, 3, 4, 5, 4, 3, 1), activations=(*["tanh"] * 5, "sigmoid"))
SOFTMAX = replace(
    PLAIN, sizes=(2, 3, 3), activations=("tanh", "softmax"), loss="categorical_cross_entropy"
)
DERIVED = (Kind.DA, Kind.DZ, Kind.DW, Kind.DB, Kind.OUTPUT_DZ)


def derived(case, name, rows=False):
    program = case.program()
    return derive(program, program.steps[program.index[name]], rows)


def lines(case, name, rows=False):
    return [link.text for link in derived(case, name, rows).links]


def partials(derivation):
    return [factor.partial_text for factor in derivation.links[0].factors]


# -- the numbers -----------------------------------------------------------------------------------


def check_derivations(case):
    """Compute every line of every derivation from what is there before its line is run."""
    training = Training(case, case.m)
    training.load(0).run_iteration()
    machine = training.load(SECOND)
    named, rates = machine.matrices.named, numbers(case, case.m, SECOND)
    program = machine.program
    for line, step in enumerate(program.steps):
        worked_out = []
        for rows in (False, True):
            values = {name: value.T if rows else value for name, value in named.items()}
            links = derive(program, step, rows).links
            assert links[-1].expression == (in_rows(step.expression) if rows else step.expression)
            for link in links:
                if link.expression is not None and step.kind is not Kind.MASK:
                    found = worked(link, values, rates, rows)
                    worked_out += [(link.text, each.T if rows else each) for each in found]
                for factor in link.factors:
                    check_shape(factor, values, rates, rows, case)
        machine.step(line)
        found = named[step.name]
        for written, value in worked_out:
            assert value.shape == found.shape, written
            room = 1e-9 * max(1.0, np.abs(found).max())
            np.testing.assert_allclose(found, value, rtol=1e-9, atol=room, err_msg=written)


def worked(link, values, rates, rows):
    """The value of the tree, and of the text unless it says "for each" within brackets."""
    found = [evaluate(link.expression, values, rates, rows)]
    written = link.text.partition("= ")[2]
    if written.count(" ") == 6 or " for each " not in written:
        found.append(compute(written, values, rates, rows))
    return [np.reshape(each, (1, 1)) if np.ndim(each) == 0 else each for each in found]


def check_shape(factor, values, rates, rows, case):
    sizes = {"1": 1, "m": case.m, "x": 2} | {f"n{k}": n for k, n in enumerate(case.sizes)}
    shape = tuple(sizes[each] for each in factor.dimensions)
    if factor.matrix is not None:
        assert np.shape(evaluate(factor.matrix, values, rates, rows)) == shape, factor.text
    else:
        assert factor.text in ("1", "diag a - a aᵀ", "diag a - aᵀ a")


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_every_line_of_a_derivation_gives_the_value_shown_for_each_output_and_loss(output, loss):
    plain = Case((2, 4, 3), ("tanh", output), loss, "xavier", m=5, seed=1)
    check_derivations(plain)
    check_derivations(replace(plain, chain=True))


@pytest.mark.parametrize("activation", HIDDEN)
def test_every_line_of_a_derivation_gives_the_value_shown_for_each_hidden_function(activation):
    functions = (activation, activation, "sigmoid")
    plain = replace(PLAIN, sizes=(2, 4, 3, 1), activations=functions)
    for chain in (False, True):
        for keep_prob in ((), (0.5, 0.8)):
            check_derivations(replace(plain, chain=chain, keep_prob=keep_prob))


def test_whatever_is_chosen_every_line_of_a_derivation_gives_the_value_shown():
    for chosen in OPTIONS:
        check_derivations(replace(PLAIN, rate=0.3, **chosen))


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize("layers", [1, 2, 3, 4, 12])
def test_every_line_of_a_derivation_gives_the_value_shown_in_shallow_and_deep(layers, penalty):
    functions = (*["tanh"] * (layers - 1), "sigmoid")
    sizes = (2, *[2, 3, 4] * 4)[:layers]
    check_derivations(
        replace(PLAIN, sizes=(*sizes, 1), activations=functions, regularizer=penalty, rate=0.3)
    )


@given(cases())
def test_every_line_of_a_derivation_gives_the_value_shown_for_any_network(case):
    # A rounded output may be too near 1 to be taken from 1 again, as the formulas do.
    assume(case.activations[-1] not in ("sigmoid", "softmax") or steepest(case) < 10)
    check_derivations(replace(case, epsilon=1e-3))


# -- the shapes ------------------------------------------------------------------------------------


@given(cases())
def test_the_shapes_of_the_factors_meet_and_give_that_of_the_line(case):
    program = case.program()
    for step in program.steps:
        if step.kind not in DERIVED:
            continue
        for rows in (False, True):
            derivation = derive(program, step, rows)
            factors = derivation.links[0].factors
            shapes = [each.dimensions[:: -1 if rows else 1] for each in factors]
            if "⋯" in derivation.links[0].text:
                continue  # what stands between is left out
            shape, *others = shapes
            for factor, other in zip(factors[1:], others, strict=True):
                if factor.partial_text.startswith("∂R"):
                    assert other == shape  # added
                elif (
                    other[1] == shape[0]
                    and factor.partial_text.startswith(("∂Z", "∂A"))
                    and (other != shape)
                ):
                    shape = (other[0], shape[1])
                elif other != shape:
                    assert other[0] == shape[1]
                    shape = (shape[0], other[1])
            assert shape == step.dimensions


# -- the words -------------------------------------------------------------------------------------


def test_the_weights_of_the_worked_example_of_note_004():
    assert lines(PLAIN, "dW1") == [
        "dW1 = ∂J/∂W1 = ∂J/∂A2 · ∂A2/∂Z2 · ∂Z2/∂A1 · ∂A1/∂Z1 · ∂Z1/∂W1",
        "= (1/m) ((W2ᵀ·(dA2 ⊙ sigmoid'(Z2))) ⊙ tanh'(Z1))·Xᵀ",
        "= (1/m) ((W2ᵀ·dZ2) ⊙ tanh'(Z1))·Xᵀ",
        "= (1/m) (dA1 ⊙ tanh'(Z1))·Xᵀ",
        "= (1/m) dZ1·Xᵀ",
    ]
    factors = derived(PLAIN, "dW1").links[0].factors
    assert [(each.text, each.dimensions) for each in factors] == [
        ("(1/m) dA2", ("n2", "m")),
        ("sigmoid'(Z2)", ("n2", "m")),
        ("W2ᵀ", ("n1", "n2")),
        ("tanh'(Z1)", ("n1", "m")),
        ("Xᵀ", ("m", "n0")),
    ]


def test_the_weights_and_biases_as_note_001_writes_them_in_rows():
    assert lines(PLAIN, "dW1", rows=True) == [
        "dW1 = ∂J/∂W1 = ∂J/∂A2 · ∂A2/∂Z2 · ∂Z2/∂A1 · ∂A1/∂Z1 · ∂Z1/∂W1",
        "= (1/m) Xᵀ·(((dA2 ⊙ sigmoid'(Z2))·W2ᵀ) ⊙ tanh'(Z1))",
        "= (1/m) Xᵀ·((dZ2·W2ᵀ) ⊙ tanh'(Z1))",
        "= (1/m) Xᵀ·(dA1 ⊙ tanh'(Z1))",
        "= (1/m) Xᵀ·dZ1",
    ]
    assert lines(PLAIN, "db2", rows=True) == [
        "dβ2 = ∂J/∂β2 = ∂J/∂A2 · ∂A2/∂Z2 · ∂Z2/∂β2",
        "= (1/m) Σ_i (dA2 ⊙ sigmoid'(Z2))[i, :]",
        "= (1/m) Σ_i dZ2[i, :]",
    ]


def test_the_slope_of_the_sigmoid_cancels_against_the_cross_entropy():
    assert lines(PLAIN, "dZ2") == [
        "dZ2 = ∂L/∂Z2 = ∂L/∂A2 · ∂A2/∂Z2",
        "= dA2 ⊙ sigmoid'(Z2)",
        "= (-Y/A2 + (1 - Y)/(1 - A2)) ⊙ A2 ⊙ (1 - A2)",
        "= (1 - Y) ⊙ A2 - Y ⊙ (1 - A2)",
        "= A2 - Y ⊙ A2 - Y + Y ⊙ A2",
        "= A2 - Y",
    ]


def test_the_jacobian_of_softmax_cancels_against_the_cross_entropy():
    assert lines(SOFTMAX, "dZ2") == [
        "dZ2 = ∂L/∂Z2 = ∂L/∂A2 · ∂A2/∂Z2",
        "= (diag a - a aᵀ)·dA2 for each column a of A2",
        "= A2 ⊙ (dA2 - Σ_k (A2 ⊙ dA2)[k, :])",
        "= A2 ⊙ Σ_k Y[k, :] - Y",
        "= A2 - Y",
    ]
    assert derived(SOFTMAX, "dW1").links[0].factors[1].dimensions == ("n2", "n2")


def test_a_penalty_adds_a_term_of_its_own():
    case = replace(PLAIN, regularizer="l2", rate=0.1)
    first, *_, last = lines(case, "dW1")
    assert first.endswith("· ∂Z1/∂W1 + ∂R/∂W1")
    assert last == "= (1/m) dZ1·Xᵀ + rW1"
    assert partials(derived(case, "dW1"))[-1] == "∂R/∂W1"
    assert lines(case, "rW1") == ["rW1 = ∂R/∂W1", "= (λ/2m) 2·W1", "= (λ/m) W1"]
    assert "∂R" not in "".join(lines(case, "db1"))


def test_a_long_chain_is_shortened_in_the_middle_and_goes_on_from_what_is_computed():
    derivation = derived(DEEP, "dW1")
    first, second, *_, last = (link.text for link in derivation.links)
    assert first == (
        "dW1 = ∂J/∂W1 = ∂J/∂A6 · ∂A6/∂Z6 · ∂Z6/∂A5 · ⋯ · ∂A2/∂Z2 · ∂Z2/∂A1 · ∂A1/∂Z1 · ∂Z1/∂W1"
    ).replace("⋯ · ∂A2", "⋯ · ∂Z3/∂A2 · ∂A2")
    assert second == "= (1/m) ((W2ᵀ·((W3ᵀ·dZ3) ⊙ tanh'(Z2))) ⊙ tanh'(Z1))·Xᵀ"
    assert last == "= (1/m) dZ1·Xᵀ"
    assert "5 more factors" in derivation.links[0].why
    assert "dZ3 (n3, m), computed before" in derivation.links[1].why
    assert "⋯" not in lines(replace(DEEP), "dW4")[0]


def test_units_that_were_dropped_stand_in_the_factor_of_their_layer():
    case = replace(PLAIN, keep_prob=(0.5,))
    factor = derived(case, "dW1").links[0].factors[3]
    assert factor.partial_text == "∂A1/∂Z1"
    assert factor.text == "(1/0.5) tanh'(Z1) ⊙ D1"
    assert "D1" in factor.why


def test_the_transposes_and_the_mean_are_explained():
    for rows, product in (
        (False, "(n1, m)·(m, n0) = (n1, n0)"),
        (True, "(n0, m)·(m, n1) = (n0, n1)"),
    ):
        derivation = derived(PLAIN, "dW1", rows)
        *_, weight, _, below = derivation.links[0].factors
        assert "transpose makes n2 the inner dimension" in weight.why
        assert product in below.why
        assert "hence 1/m" in derivation.links[1].why
        ones = derived(PLAIN, "db1", rows).links[0].factors[-1]
        assert f"sum over the {'rows' if rows else 'columns'}" in ones.why


def test_going_downhill_is_explained_for_every_optimizer():
    for optimizer in OPTIMIZERS:
        case = replace(PLAIN, optimizer=optimizer)
        first, *between, last = derived(case, "W1").links
        assert "minus" in first.why
        assert first.text == "J(W1 - α·dW1) ≈ J(W1) - α ‖dW1‖²"
        assert len(between) == (optimizer != "gradient_descent")
        assert last.text.startswith("W1 := W1 - α·")
        assert "learning rate" in last.why


# -- all of them -----------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [False, True])
@given(case=cases())
def test_every_derivation_ends_with_its_line_and_every_part_is_explained(rows, case):
    program = case.program()
    for step in program.steps:
        derivation = derive(program, step, rows)
        *_, last = derivation.links
        written = text(step, rows).partition("= ")[2]
        assert last.text.partition("= ")[2] == written
        starts = [plain_name(step.name, rows), "J("]
        if step.kind is Kind.CHAIN:
            starts = [step.name]
        assert derivation.links[0].text.startswith(tuple(starts))
        for link in derivation.links:
            assert not re.match(r"[a-z]{2,}[ ,]", link.why), link.why
            assert link.why.endswith("."), link.why
            assert "@" not in link.text + link.latex
            for factor in link.factors:
                assert factor.why.endswith("."), factor.why
                assert factor.text
                assert factor.latex
                assert bool(factor.partial_text) == bool(factor.partial_latex)


@pytest.mark.parametrize("rows", [False, True])
@given(case=cases())
def test_in_rows_a_bias_is_called_beta_and_samples_are_rows(rows, case):
    program = case.program()
    for step in program.steps:
        for link in derive(program, step, rows).links:
            parts = [link, *link.factors]
            words = " ".join(f"{each.text} {each.why}" for each in parts)
            units = step.kind in (Kind.FEATURES, Kind.Z)  # a column is a unit then
            assert (re.search(r"\bd?b\d", words) is not None) <= (not rows)
            assert ("column" in words) <= (not rows or units)


@pytest.mark.parametrize("rows", [False, True])
def test_every_formula_of_a_derivation_can_be_typeset_at_a_legible_height(rows):
    heights = {}
    for case in every_kind_of_case():
        program = case.program()
        for step in program.steps:
            if step.kind is Kind.FEATURES:
                continue
            derivation = derive(program, step, rows)
            for link in derivation.links:
                for each in (link, *link.factors):
                    for source in {each.latex, getattr(each, "partial_latex", "")} - {""}:
                        if source not in heights:
                            _, heights[source] = ziamath.Latex(source, size=40).getsize()
    assert max(heights.values()) < 170, max(heights, key=heights.get)


def every_kind_of_case():
    for optimizer in OPTIMIZERS:
        yield replace(PLAIN, optimizer=optimizer, chain=True, keep_prob=(0.5,))
    for penalty in PENALTIES:
        yield replace(DEEP, regularizer=penalty, rate=0.1)
    for output, loss in PAIRS:
        yield Case((2, 2), (output,), loss, "xavier", m=4, seed=1)
    for hidden in ACTIVATIONS:
        if hidden != "softmax":
            yield replace(PLAIN, activations=(hidden, "sigmoid"), chain=True)


def test_all_lines_are_one_formula_for_a_document():
    written = derived(PLAIN, "dW1").latex
    assert written.startswith("\\begin{aligned}\ndW_{1} &= \\frac{\\partial J}")
    assert written.count("\\\\\n") == 4
    assert written.endswith(
        f"{latex(PLAIN.program().steps[11]).partition('= ')[2]}\n\\end{{aligned}}"
    )
    assert r"W_{1} &\leftarrow W_{1}" in derived(PLAIN, "W1").latex


def test_a_derivation_names_products_of_matrices_only_where_shapes_meet():
    for link in derived(PLAIN, "dA1").links[1:]:
        assert isinstance(link.expression, Product)
