"""Showing the chain rule in full changes what is seen, and nothing that is computed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.session.run import Run
from nnviz.session.session import Session
from tests.session.moving import bits
from tests.strategies import FULL, SHORT_LAST, experiments


def names(run):
    return [step.name for step in run.program.steps]


def test_the_full_chain_has_a_line_for_every_slope_and_stands_beside_the_shortcut():
    run = Run(FULL)
    run.show_chain(True)
    assert " ".join(names(run)) == (
        "Z1 A1 Z2 A2 J dA2 G2 cdZ2 dZ2 dW2 db2 dA1 G1 dZ1 dW1 db1 W1 b1 W2 b2"
    )
    run.show_chain(False)
    assert names(run) == names(Run(FULL))


@given(experiments, st.integers(0, 12), st.integers(0, 30), st.booleans())
def test_it_is_switched_at_any_moment_without_touching_the_numbers(experiment, count, lines, back):
    run, straight = Run(experiment), Run(experiment)
    run.advance(count)
    for _ in range(lines):
        run.step()
    run.show_chain(True)
    shown = run.snapshot()
    if back:
        run.show_chain(False)
    run.advance(3)
    straight.advance(run.completed)
    np.testing.assert_array_equal(run.trainer.memory, straight.trainer.memory)
    assert shown.line <= len(shown.program.steps)


@given(experiments, st.integers(1, 40))
def test_the_line_just_done_stays_the_line_just_done(experiment, lines):
    run = Run(experiment)
    for _ in range(lines):
        run.step()
    before = run.snapshot()
    run.show_chain(True)
    after = run.snapshot()
    assert (after.iteration, after.done.name) == (before.iteration, before.done.name)
    common = before.matrices.keys()
    assert bits({name: after.matrices[name] for name in common}) == bits(before.matrices)


def test_on_a_line_that_goes_one_stands_behind_the_line_before_it():
    run = Run(FULL)
    run.show_chain(True)
    while run.snapshot().done is None or run.snapshot().done.name != "cdZ2":
        run.step()
    run.show_chain(False)
    assert run.snapshot().done.name == "dA2"


@pytest.mark.parametrize("experiment", [FULL, SHORT_LAST])
def test_the_chain_gives_what_the_shortcut_gives(experiment):
    run = Run(experiment)
    run.show_chain(True)
    run.advance(1)
    matrices = run.snapshot().matrices
    depth = len(experiment.sizes) - 1
    np.testing.assert_allclose(matrices[f"cdZ{depth}"], matrices[f"dZ{depth}"], rtol=1e-12)


def test_a_session_shows_it_as_something_to_look_at_that_is_not_undone():
    session = Session(FULL)
    session.step()
    seen = []
    session.signals.moved.connect(seen.append)
    session.look("chain", True)
    assert session.undo_label == ""
    assert "G2" in session.snapshot.program.index
    assert seen[-1].program is session.run.program
    session.change("seed", 4)
    assert "G2" in session.snapshot.program.index
