"""Whatever a person does, a moment has the bits of having run straight to it."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.session.pace import Pace
from nnviz.session.session import Session
from tests.session.debugging import act, actions, branches, entries, straight
from tests.session.moving import bits
from tests.strategies import FULL, SHORT_LAST, experiments


def assert_straight(session):
    """The session stands where a straight run stands, in every bit that is shown."""
    shown, wanted = session.snapshot, straight(session).snapshot()
    assert (shown.iteration, shown.line) == (wanted.iteration, wanted.line)
    assert bits(shown.matrices) == bits(wanted.matrices)
    assert bits(shown.before) == bits(wanted.before)
    assert shown.parameters.flat.tobytes() == wanted.parameters.flat.tobytes()
    assert shown.evaluation == wanted.evaluation
    if not shown.line == 0 < shown.iteration:
        assert shown.change.flat.tobytes() == wanted.change.flat.tobytes()
    assert shown.learning_rate == wanted.learning_rate
    np.testing.assert_array_equal(shown.batch, wanted.batch)


@settings(max_examples=200)
@given(experiments, st.lists(actions, max_size=14))
def test_any_sequence_of_what_a_debugger_does_ends_in_the_bits_of_the_straight_way(
    experiment, sequence
):
    session = Session(experiment)
    for action in sequence:
        act(session, action)
    assert_straight(session)


@given(experiments, st.lists(actions, max_size=12), st.integers(0, 30), st.integers(0, 20))
def test_going_anywhere_and_back_again_changes_nothing(experiment, sequence, iteration, line):
    session = Session(experiment)
    for action in sequence:
        act(session, action)
    before = session.snapshot
    session.jump(iteration, line)
    session.jump(before.iteration, before.line)
    assert bits(session.snapshot.matrices) == bits(before.matrices)
    assert session.snapshot.evaluation == before.evaluation
    assert session.snapshot.reached == before.reached


@settings(max_examples=300)
@given(experiments, st.lists(branches, min_size=1, max_size=2), st.sampled_from([1, 4, 50]))
def test_what_is_set_in_the_past_leaves_nothing_of_the_future_that_was(
    experiment, sequences, stride
):
    # How far apart copies lie follows from the speed of the machine; here it must not.
    with patch.object(Pace, "stride", stride):
        session = Session(experiment)
        for action in [action for sequence in sequences for action in sequence]:
            act(session, action)
        assert_straight(session)


@settings(max_examples=100)
@given(experiments, st.integers(0, 20), st.integers(0, 20), entries, st.integers(0, 20))
def test_an_edit_is_met_again_however_one_comes_back_to_it(experiment, count, line, entry, back):
    session = Session(experiment)
    for action in (("run", count + 1), ("jump", count, line), ("edit", entry)):
        act(session, action)
    edited = session.snapshot
    ways = (
        [("jump", back, 3), ("jump", edited.iteration, edited.line)],
        [("jump", 0, 0), ("run", max(edited.completed, 1)), ("jump", 99, 99)],
        [("jump", min(back, edited.iteration), 0), *[("step",)] * 5, ("jump", 99, 99)],
    )
    for way in ways:
        for action in way:
            act(session, action)
        assert_straight(session)


@given(experiments, st.lists(actions, max_size=8), st.lists(actions, min_size=1, max_size=6))
def test_undoing_all_that_was_set_since_a_moment_returns_to_its_bits(experiment, first, then):
    session = Session(experiment)
    for action in first:
        act(session, action)
    count = 0
    start = session.snapshot
    for action in then:
        if action[0] == "edit":
            act(session, action)
            count += 1
    for _ in range(count):
        session.undo()
    assert bits(session.snapshot.matrices) == bits(start.matrices)
    assert (session.snapshot.iteration, session.snapshot.line) == (start.iteration, start.line)


@pytest.mark.parametrize("experiment", [FULL, SHORT_LAST], ids=lambda each: each.title)
def test_a_run_stopped_by_breakpoints_goes_on_to_the_same_bits(experiment):
    stopped, free = Session(experiment), Session(experiment)
    stopped.break_when("max(abs(dW1)) > 0.01")
    stopped.toggle_breakpoint("dZ1")
    stops = 0
    while stopped.run.completed < 10:
        act(stopped, ("run", 10 - stopped.run.completed))
        stops += bool(stopped.stopped)
    assert stops >= 10
    act(free, ("run", 10))
    assert bits(stopped.snapshot.matrices) == bits(free.snapshot.matrices)


def test_an_undo_knows_the_future_again():
    session = Session(FULL)
    for action in (("run", 100), ("jump", 49, 17), ("edit", ("W1", 0, 0, 2.0)), ("undo",)):
        act(session, action)
    assert session.snapshot.reached == (99, session.run.lines)
    session.jump_to(100)
    assert session.run.completed == 100
    assert_straight(session)


def test_a_budget_that_was_set_meanwhile_holds_after_an_undo():
    session = Session(FULL)
    act(session, ("run", 30))
    act(session, ("edit", ("W1", 0, 0, 2.0)))
    session.look("memory", 1)
    act(session, ("undo",))
    session.run.advance(20_000)
    assert session.run.history.nbytes < 2**20


def test_a_moment_that_was_shown_keeps_its_samples_when_one_is_edited():
    session = Session(FULL)
    act(session, ("run", 3))
    shown = session.snapshot
    before = shown.matrices["X"].copy()
    session.edit("X", 0, 1, 9.0)
    np.testing.assert_array_equal(shown.matrices["X"], before)
    assert session.snapshot.matrices["X"][0, 1] == 9.0


def test_a_stop_is_told_even_if_the_slice_that_met_it_was_given_up():
    session = Session(FULL)
    session.break_when("iteration == 30")
    session.play()
    session.compute(10.0, 100, bool)  # nobody publishes it
    session.publish(session.compute(10.0, 100, bool))
    assert session.run.completed == 30
    assert not session.playing
    assert session.stopped


def test_a_stop_does_not_change_how_long_an_iteration_is_taken_to_last():
    session = Session(FULL)
    act(session, ("run", 600))
    pace = session.run.pace.iteration
    session.break_when("iteration == 602")
    act(session, ("run", 500))
    assert session.run.pace.iteration == pace


def test_the_change_that_is_shown_is_that_of_the_update_without_what_a_person_set():
    session = Session(FULL)
    for action in (("run", 100), ("jump", 51, 3), ("edit", ("W1", 0, 0, 3.0)), ("run", 50)):
        act(session, action)
    session.jump(49, session.run.lines)
    with patch.object(Pace, "stride", 50):
        act(session, ("run", 3))
    session.jump(52, 3)
    assert abs(session.snapshot.change.W[1][0, 0]) < 0.5
    assert_straight(session)


def test_a_change_leaves_out_an_edit_although_the_update_behind_it_was_computed_anew():
    session = Session(FULL)
    for action in (
        ("run", 1),
        ("jump", 0, 14),
        ("edit", ("W1", 0, 0, 0.0)),
        ("jump", 0, 14),
        ("edit", ("b1", 0, 0, 1.0)),
    ):
        act(session, action)
    assert_straight(session)
