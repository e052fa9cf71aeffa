from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from nnviz.program.arithmetic import Part, lit
from nnviz.program.step import Kind
from tests.program.test_formulas_by_numbers import evaluate, numbers
from tests.program.training import Training
from tests.strategies import OPTIONS, Case, cases

SMOOTH = Case(
    (3, 4, 2), ("tanh", "tanh"), "squared_error", "xavier", m=5, seed=2, rate=0.3,
    learning_rate=0.001,
)  # fmt: skip
SOFT = Case(
    (3, 4, 3), ("sigmoid", "softmax"), "squared_error_cross_entropy", "xavier", m=5, seed=1,
    rate=0.3, chain=True,
)  # fmt: skip


def lines(case):
    """Every line of the second iteration with its operands, but for what chance draws."""
    training = Training(case, case.m)
    training.load(0).run_iteration()
    machine = training.load(1)
    for line, step in enumerate(machine.program.steps):
        before = {name: value.copy() for name, value in machine.matrices.named.items()}
        machine.step(line)
        if step.kind is not Kind.MASK:
            yield step, before


def outcome(step, values, case):
    with np.errstate(all="ignore"):
        return np.atleast_2d(evaluate(step.expression, values, numbers(case, case.m, 1), False))


def inside(shape, part):
    """Which entries of a matrix belong to a part."""
    chosen = np.zeros(shape, dtype=bool)
    rows = slice(None) if part.rows is None else part.rows
    columns = slice(None) if part.columns is None else part.columns
    chosen[rows, columns] = True
    return chosen


def places(shape):
    return sorted({(0, 0), (shape[0] - 1, shape[1] - 1), (shape[0] // 2, shape[1] // 2)})


def check_outside(case):
    for step, values in lines(case):
        plain = outcome(step, values, case)
        for row, column in places(plain.shape):
            parts = lit(step, row, column)
            assert set(parts) == set(step.inputs)
            for name, part in parts.items():
                outside = ~inside(values[name].shape, part)
                changed = np.where(outside, values[name] * 0.9 - 0.01, values[name])
                found = outcome(step, values | {name: changed}, case)[row, column]
                np.testing.assert_allclose(found, plain[row, column], rtol=1e-12, atol=1e-12)


@given(cases())
def test_what_is_not_lit_does_not_matter_to_the_entry(case):
    check_outside(case)


@pytest.mark.parametrize("chosen", OPTIONS, ids=lambda each: "-".join(map(str, each.values())))
def test_what_is_not_lit_does_not_matter_whatever_is_chosen(chosen):
    check_outside(replace(SMOOTH, sizes=(2, 4, 2), **chosen))


@pytest.mark.parametrize("case", [SMOOTH, replace(SMOOTH, regularizer="l2"), SOFT])
@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "rmsprop", "adam"])
def test_every_entry_that_is_lit_matters(case, optimizer):
    case = replace(case, optimizer=optimizer)
    for step, values in lines(case):
        plain = outcome(step, values, case)
        row, column = places(plain.shape)[-1]
        for name, part in lit(step, row, column).items():
            for place in np.argwhere(inside(values[name].shape, part)):
                changed = values[name].copy()
                changed[tuple(place)] = changed[tuple(place)] * 1.1 + 0.01
                found = outcome(step, values | {name: changed}, case)[row, column]
                assert found != plain[row, column], (step.name, name, place)


def test_a_whole_row_is_made_of_all_samples():
    step = next(each for each in SMOOTH.program().steps if each.name == "Z2")
    assert lit(step, 1, None) == {
        "W2": Part(1, None), "A1": Part(None, None), "b2": Part(1, 0)
    }  # fmt: skip


def test_an_entry_of_a_product_is_made_of_a_row_and_a_column():
    steps = {each.name: each for each in SMOOTH.program().steps}
    assert lit(steps["Z1"], 1, 3) == {"W1": Part(1, None), "X": Part(None, 3), "b1": Part(1, 0)}
    assert lit(steps["dW1"], 1, 2) == {"dZ1": Part(1, None), "X": Part(2, None)}
    assert lit(steps["dA1"], 1, 3) == {"W2": Part(None, 1), "dZ2": Part(None, 3)}
    assert lit(steps["db1"], 1, 0) == {"dZ1": Part(1, None)}


def test_a_feature_is_made_of_the_inputs_that_it_is_a_function_of():
    case = replace(SMOOTH, sizes=(2, 4, 2), features=("x2_squared", "x1_x2"))
    step = case.program().steps[0]
    assert lit(step, 0, 3) == {"X": Part(1, 3)}
    assert lit(step, 1, 3) == {"X": Part(None, 3)}
