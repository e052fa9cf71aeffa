from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given

from nnviz.nn.expression import (
    Entrywise,
    Function,
    Matrix,
    Product,
    Scaled,
    Transposed,
    in_rows,
)
from nnviz.program.formulas import text
from nnviz.program.step import Kind
from tests.program.reading import compute
from tests.program.training import Training
from tests.strategies import HIDDEN, OPTIONS, PAIRS, PENALTIES, Case, cases

SECOND = 1  # the averages are no longer 0 in the second iteration


def evaluate(expression, values, rates, rows):
    """The value of the tree: matrices by their names, numbers and functions by their texts."""

    def of(part):
        return evaluate(part, values, rates, rows)

    match expression:
        case Matrix(name):
            return values[name]
        case Transposed(part):
            return of(part).T
        case Product(left, right):
            return of(left) @ of(right)
        case Entrywise(sign, left, right):
            signs = {"+": np.add, "−": np.subtract, "⊙": np.multiply}
            return signs[sign](of(left), of(right))
        case Scaled(by, part):
            written = by.text.strip(" ·")
            written = written.replace("β", "ρ") if rows else written
            return compute(written, {}, rates) * of(part)
        case Function(arguments):
            written = expression.text.replace("β", "ρ") if rows else expression.text
            given = {f"@{place}": of(each) for place, each in enumerate(arguments)}
            # A sum over many layers does not write their names.
            given |= {f"W{place + 1}": of(each) for place, each in enumerate(arguments)}
            return compute(written, given, rates, rows)
    raise TypeError(expression)


def numbers(case, m, iteration):
    """The numbers by the letters that stand for them; in rows the rates of averages are ρ."""
    return {
        "m": m, "t": iteration + 1, "α": case.learning_rate, "ε": case.epsilon, "λ": case.rate,
        "β₁": case.beta1, "β₂": case.beta2, "ρ₁": case.beta1, "ρ₂": case.beta2,
    }  # fmt: skip


def check_formulas(case):
    """Work out every line from what is there before it, in both conventions, and then run it."""
    training = Training(case, case.m)
    training.load(0).run_iteration()
    machine = training.load(SECOND)
    named, rates = machine.matrices.named, numbers(case, case.m, SECOND)
    for line, step in enumerate(machine.program.steps):
        worked_out = []
        for rows in (False, True) if step.kind is not Kind.MASK else ():
            values = {name: value.T if rows else value for name, value in named.items()}
            tree = in_rows(step.expression) if rows else step.expression
            written = text(step, rows).partition("= ")[2]
            for value in (
                compute(written, values, rates, rows), evaluate(tree, values, rates, rows)
            ):  # fmt: skip
                value = np.reshape(value, (1, 1)) if np.ndim(value) == 0 else value
                worked_out.append((written, value.T if rows else value))
        machine.step(line)
        found = named[step.name]
        for written, value in worked_out:
            assert value.shape == found.shape, written
            room = 1e-9 * max(1.0, np.abs(found).max())
            np.testing.assert_allclose(found, value, rtol=1e-9, atol=room, err_msg=written)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_the_formulas_of_every_output_and_loss_give_the_numbers_that_are_shown(output, loss):
    plain = Case((2, 4, 3), ("tanh", output), loss, "xavier", m=5, seed=1)
    check_formulas(plain)
    check_formulas(replace(plain, chain=True))


@pytest.mark.parametrize("activation", HIDDEN)
def test_the_formulas_of_every_hidden_function_give_the_numbers_that_are_shown(activation):
    plain = Case((2, 4, 1), (activation, "sigmoid"), "binary_cross_entropy", "xavier", m=5, seed=1)
    for chain in (False, True):
        for keep_prob in ((), (0.5,)):
            check_formulas(replace(plain, chain=chain, keep_prob=keep_prob))


def test_whatever_is_chosen_the_formulas_give_the_numbers_that_are_shown():
    plain = Case(
        (2, 3, 1), ("tanh", "sigmoid"), "binary_cross_entropy", "xavier", m=4, seed=1, rate=0.3
    )
    for chosen in OPTIONS:
        check_formulas(replace(plain, **chosen))


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize("layers", [1, 2, 3, 4, 12])
def test_the_sum_over_few_and_many_layers_gives_the_penalty_that_is_shown(layers, penalty):
    functions = (*["tanh"] * (layers - 1), "sigmoid")
    sizes = (2, *[2] * (layers - 1), 1)
    case = Case(sizes, functions, "binary_cross_entropy", "xavier", m=4, seed=1, rate=0.3)
    check_formulas(replace(case, regularizer=penalty))


@given(cases())
def test_the_formulas_of_any_network_give_the_numbers_that_are_shown(case):
    # A rounded output may be too near 1 to be taken from 1 again, as the formulas do.
    assume(case.activations[-1] != "sigmoid" or steepest(case) < 15)
    check_formulas(replace(case, epsilon=1e-3))


def steepest(case):
    """How far from 0 the last Z is where the formulas are worked out."""
    training = Training(case, case.m)
    training.load(0).run_iteration()
    machine = training.load(SECOND)
    machine.output()
    return np.abs(machine.matrices.Z[-1]).max()
