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


def follows(session):
    """Whether the lines that are computed are those that the switch asks for."""
    return ("G2" in session.snapshot.program.index) is session.experiment.view.chain


@pytest.mark.parametrize("key", ["seed", "learning_rate"])
def test_undo_and_redo_keep_the_lines_that_are_looked_at(key):
    session = Session(FULL)
    session.next_iteration()
    session.change(key, 3)
    session.look("chain", True)
    session.undo()
    assert session.experiment.view.chain
    assert follows(session)
    session.look("chain", False)
    session.redo()
    assert not session.experiment.view.chain
    assert follows(session)
    session.undo()
    session.look("chain", True)
    session.redo()
    assert session.experiment.view.chain
    assert follows(session)


@pytest.mark.parametrize("change", [Session.change, Session.set_up])
def test_however_it_is_switched_the_lines_follow(change):
    session = Session(FULL)
    change(session, "view.chain", True)
    assert follows(session)
    assert session.undo_label == ""
