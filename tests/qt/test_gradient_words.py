"""What a gradient check says."""

import numpy as np
import pytest

from nnviz.qt.panels.gradient_words import duration, verdict
from nnviz.session.entry_check import EntryCheck
from nnviz.session.presets import load_preset
from tests.session.checking import WIDE, XOR, ZEROS, check_of, checked, stopped_at


def first_spoilt(value):
    def spoil(gradient):
        gradient = gradient.copy()
        gradient[0, 0] = value
        return gradient

    return spoil


def test_a_right_gradient_is_told_with_its_largest_error():
    check = checked(XOR, "dW1")
    check.errors[:] = 3.1e-10
    assert verdict(check, "dW₁") == "dW₁ is right: the largest relative error is 3.1e−10."


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda g: 2 * g, "dW1 is wrong in 6 of 6 entries: the largest relative error is 5.0e−1."),
        (lambda g: 1.001 * g, "dW1 is doubtful in 6 of 6 entries: "),
        (first_spoilt(np.nan), "dW1 is wrong in 1 of 6 entries: the largest relative error is not"),
    ],
    ids=["doubled", "a thousandth", "not a number"],
)
def test_what_is_not_right_is_told_with_how_many_entries_it_concerns(spoil, words):
    assert verdict(checked(WIDE, "dW1", spoil), "dW1").startswith(words)


def test_of_one_entry_it_speaks_in_the_singular():
    check = checked(XOR, "db2", lambda gradient: 2 * gradient)
    assert verdict(check, "db2").startswith("db2 is wrong in 1 of 1 entry: ")


def test_entries_at_a_kink_are_counted_apart():
    check = checked(ZEROS, "db1", iteration=0)
    assert verdict(check, "db1") == "No entry of db1 can be compared: each crosses a kink."


def test_what_rounding_decides_is_right_and_said_to_be_rounding():
    check = checked(load_preset("saturated"), "dW1", iteration=0)
    assert verdict(check, "dW1") == "dW1 is right: both are the same within rounding."


def test_on_the_way_it_says_how_far_it_is_and_what_was_found_so_far():
    check = check_of(stopped_at(XOR, 7, "dW1"), "dW1", lambda gradient: 2 * gradient)
    check.advance(0)
    assert verdict(check, "dW1") == "dW1: 1 of 6 entries checked. 1 of them are wrong."


def test_without_a_cost_it_says_that_there_are_no_differences():
    run = stopped_at(XOR, 0, "dW1")
    memory = run.began_with[0].copy()
    memory[0, 0] = np.inf
    check = EntryCheck(run.trainer, 0, memory, "dW1", run.snapshot().matrices["dW1"])
    assert verdict(check, "dW1").startswith("J is ")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.04, "0.1 s"), (1.2, "1.2 s"), (28.4, "28 s"), (240.0, "4 min"), (2e4, "6 h")],
)
def test_a_duration_is_told_roughly(seconds, words):
    assert duration(seconds) == words
