from dataclasses import replace

import pytest
from hypothesis import given

from nnviz.program.sentences import sentence
from tests.strategies import Case, cases

PLAIN = Case((2, 3, 1), ("tanh", "sigmoid"), "binary_cross_entropy", "xavier", m=4, seed=1)


def said(case, name, m=4, rows=False):
    program = case.program()
    return sentence(program, program.steps[program.index[name]], m, rows)


@pytest.mark.parametrize(
    ("name", "done"),
    [
        ("Z1", "summed up what enters each unit of layer 1: the inputs times W1, plus its bias"),
        ("A1", "applied tanh to every sum of layer 1"),
        ("A2", "applied sigmoid to every sum of layer 2: what the network answers"),
        (
            "J",
            "measured how wrong the answers are: binary cross-entropy, averaged over the 4 samples",
        ),
        (
            "dZ2",
            "took the error of the outputs: answer minus target, which is all that the chain rule "
            "leaves",
        ),
        (
            "dW2",
            "found how steeply the cost changes with each weight of layer 2, averaged over the 4 "
            "samples",
        ),
        ("dA1", "carried the error of layer 2 back through its weights, W2, to layer 1"),
        ("dZ1", "multiplied the error of layer 1 by the slope of tanh, entry by entry"),
        ("W1", "moved the weights of layer 1 downhill: a step of α against dW1"),
    ],
)
def test_the_lines_of_the_worked_example_in_words(name, done):
    assert said(PLAIN, name).done()[0] == done


def test_what_was_done_and_what_is_next_differ_in_the_verb_alone():
    found = said(PLAIN, "dA1")
    assert found.done()[1] == "carried the error back through W2 to layer 1"
    assert found.upcoming()[1] == "carry the error back through W2 to layer 1"


def test_samples_are_counted():
    assert "the 1,340 samples" in said(PLAIN, "dW1", m=1340).long
    assert said(PLAIN, "dW1", m=1).long.endswith("of the 1 sample")


def test_in_rows_a_bias_is_beta():
    assert said(PLAIN, "b1", rows=True).long.endswith("against dβ1")
    assert said(PLAIN, "b1").long.endswith("against db1")


@pytest.mark.parametrize(
    ("optimizer", "along"),
    [
        ("gradient_descent", "against dW1"),
        ("momentum", "against the average of dW1"),
        ("rmsprop", "against dW1, divided by its usual size"),
        ("adam", "against the average of dW1, divided by its usual size"),
    ],
)
def test_the_update_says_what_the_optimizer_makes_of_the_gradient(optimizer, along):
    assert said(replace(PLAIN, optimizer=optimizer), "W1").long.endswith(f"a step of α {along}")


@pytest.mark.parametrize("rows", [False, True])
@given(case=cases())
def test_every_line_is_said_in_three_lengths_that_need_less_and_less_room(rows, case):
    program = case.program()
    for step in program.steps:
        found = sentence(program, step, case.m, rows)
        for forms in (found.done(), found.upcoming()):
            long, short, brief = map(len, forms)
            assert 120 > long >= short >= brief
            assert brief <= 36, forms
            assert all(not form.endswith((".", " ")) for form in forms)
            assert not rows or "b1" not in forms[0]
        assert found.past != found.present
