import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given

from nnviz.program.spelling import Numbers, entry_name, spelled
from nnviz.program.step import Kind
from tests.program.calculator import worked_out
from tests.program.training import Training
from tests.strategies import HIDDEN, OPTIONS, PAIRS, Case, cases

PLAIN = Case((2, 3, 1), ("tanh", "sigmoid"), "binary_cross_entropy", "xavier", m=4, seed=1)
ALL = 10**6


def exact(name, value):
    return repr(float(value)).replace("-", "−")


def moments(case, write=exact):
    """Every line of the second iteration with the numbers it was worked out from."""
    training = Training(case, case.m)
    training.load(0).run_iteration()
    machine = training.load(1)
    rates = {
        "α": case.learning_rate, "β₁": case.beta1, "β₂": case.beta2, "ε": case.epsilon,
        "λ": case.rate, "m": case.m, "t": 2,
    }  # fmt: skip
    for line, step in enumerate(machine.program.steps):
        before = {name: value.copy() for name, value in machine.matrices.named.items()}
        machine.step(line)
        result = machine.matrices.named[step.name].copy()
        yield step, Numbers(before.__getitem__, result, rates, write)


def check_entries(case):
    """The arithmetic of some entries of every line gives what the line computed."""
    for step, numbers in moments(case):
        height, width = numbers.result.shape
        for row, column in {(0, 0), (height - 1, width - 1), (height // 2, width // 2)}:
            for rows in (False, True):
                written = spelled(step, row, column, numbers, rows, ALL)
                if step.kind is Kind.MASK:
                    continue
                value = numbers.result[row, column]
                parts = re.split(r" :?= ", written)
                assert parts[-1] == exact("", value)
                for each in parts[1:]:
                    room = 1e-9 * max(1.0, np.abs(numbers.result).max())
                    assert worked_out(each) == pytest.approx(value, rel=1e-9, abs=room), written


def line(case, name, row, column, digits=3, **how):
    def write(_, value):
        return f"{value:.{digits}f}".replace("-", "−")

    [(step, numbers)] = [each for each in moments(case, write) if each[0].name == name]
    return spelled(step, row, column, numbers, **how)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_the_arithmetic_of_every_output_and_loss_gives_the_value_that_is_shown(output, loss):
    case = Case((2, 4, 3), ("tanh", output), loss, "xavier", m=5, seed=1)
    check_entries(case)
    check_entries(replace(case, chain=True, seed=2))


@pytest.mark.parametrize("activation", HIDDEN)
def test_the_arithmetic_of_every_hidden_function_gives_the_value_that_is_shown(activation):
    case = replace(PLAIN, activations=(activation, "sigmoid"))
    for chain in (False, True):
        for keep_prob in ((), (0.5,)):
            check_entries(replace(case, chain=chain, keep_prob=keep_prob))


@pytest.mark.parametrize("chosen", OPTIONS, ids=lambda each: "-".join(map(str, each.values())))
def test_whatever_is_chosen_the_arithmetic_gives_the_value_that_is_shown(chosen):
    check_entries(replace(PLAIN, rate=0.3, **chosen))


@given(cases())
def test_the_arithmetic_of_any_network_gives_the_value_that_is_shown(case):
    case = replace(case, epsilon=1e-3)
    for step, numbers in moments(case):
        if step.kind is Kind.Z and step.layer == len(case.sizes) - 1:
            # A rounded output may be too near 1 to be taken from 1 again, as formulas do.
            assume(case.activations[-1] != "sigmoid" or np.abs(numbers.result).max() < 15)
    check_entries(case)


def test_a_weighted_sum_is_written_with_its_bias_behind_it():
    assert re.fullmatch(
        r"Z1\[2,3\] = −?\d\.\d{3}·\(?−?\d\.\d{3}\)? [+−] \d\.\d{3}·\(?−?\d\.\d{3}\)? "
        r"[+−] \d\.\d{3} = −?\d\.\d{3}",
        line(PLAIN, "Z1", 1, 2),
    )


def test_a_mean_has_its_share_before_a_bracket():
    assert line(PLAIN, "db1", 1, 0).startswith("db1[2,1] = ¼(")
    assert line(replace(PLAIN, m=7), "db1", 1, 0).startswith("db1[2,1] = 1/7·(")


def test_a_negative_number_stands_in_brackets_behind_a_sign_and_without_them_in_front():
    found = [spelled(step, 0, 0, numbers, most=ALL) for step, numbers in moments(PLAIN)]
    assert not [each for each in found if re.search(r"[+−·/] ?−\d|\(−\d[^)·/]*\)²?$ =", each)]
    assert any("·(−" in each for each in found)


def test_in_rows_the_indices_change_places_and_so_do_the_factors():
    columns, rows = (line(PLAIN, "Z1", 1, 2, rows=each) for each in (False, True))
    assert columns.startswith("Z1[2,3]")
    assert rows.startswith("Z1[3,2]")
    assert columns.rpartition(" = ")[2] == rows.rpartition(" = ")[2]
    first = columns.partition(" = ")[2].split("·")[0]
    assert rows.partition(" = ")[2].split("·")[1].startswith((first, f"({first})"))
    assert line(PLAIN, "db1", 1, 0, rows=True).startswith("dβ1[1,2]")


def test_a_long_sum_is_shortened_in_the_middle_and_says_by_how_many_terms():
    case = Case((30, 2, 1), ("tanh", "sigmoid"), "binary_cross_entropy", "xavier", m=2, seed=1)
    whole = line(case, "Z1", 0, 0, most=ALL)
    short = line(case, "Z1", 0, 0, most=6)
    assert " + … 25 more … " in short  # of 30 products and a bias
    begin, end = short.split(" + … 25 more … ")
    assert whole.startswith(begin)
    assert whole.endswith(end)
    assert begin.count("·") == 4
    assert line(case, "Z1", 0, 0, most=31) == whole


def test_a_logarithm_that_counts_nothing_is_left_out():
    case = Case((2, 4, 3), ("tanh", "softmax"), "categorical_cross_entropy", "xavier", m=3, seed=4)
    [(_, numbers)] = [each for each in moments(case) if each[0].name == "J"]
    assert set(np.unique(numbers.matrix("Y"))) == {0, 1}
    assert line(case, "J", 0, 0).count("log") == 3


def test_an_update_takes_the_place_of_what_it_is_worked_out_from():
    assert " := " in line(PLAIN, "W1", 0, 0)
    assert re.fullmatch(
        r"b1\[2,1\] := (−?\d\.\d{3}) [+−] 0\.1·\(?−?\d\.\d{3}\)? = −?\d\.\d{3}",
        line(PLAIN, "b1", 1, 0),
    )


def test_what_is_only_copied_is_written_once():
    case = replace(PLAIN, activations=("linear", "linear"), loss="squared_error")
    assert re.fullmatch(r"A1\[1,1\] = −?\d\.\d{3}", line(case, "A1", 0, 0))


def test_a_dropped_unit_is_said_to_be_drawn_by_chance():
    found = line(replace(PLAIN, keep_prob=(0.5,)), "D1", 0, 0)
    assert re.fullmatch(r"D1\[1,1\] = [01]\.000: \[u < 0\.5\], u from 0 to 1 at random", found)


def test_an_entry_is_named_by_its_place_as_it_is_shown_and_a_cost_by_its_name():
    assert entry_name("J", 0, 0, rows=False) == "J"
    assert entry_name("W2", 1, 0, rows=False) == "W2[2,1]"
    assert entry_name("b2", 1, 0, rows=True) == "β2[1,2]"
    assert entry_name("dW1", 1, 0, rows=True) == "dW1[1,2]"
