"""The learning rate may change in the middle of a run, which can be replayed all the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.program.step import Phase
from nnviz.session.run import Run
from nnviz.session.schedule import Schedule
from nnviz.session.session import Session
from tests.session.moving import Mover, Straight, assert_moment
from tests.strategies import FULL, SHORT_LAST, moves

RATES = st.floats(0.001, 2.0)
steps = st.one_of(
    st.tuples(st.just("rate"), RATES),
    moves.filter(lambda move: move[0] not in ("restart", "run_for")),
)


def first_with(run):
    """The first iteration that a rate changed here updates."""
    updating = run.line > 0 and run.program.steps[run.line - 1].phase is Phase.UPDATE
    return run.iteration + updating


@given(st.sampled_from([FULL, SHORT_LAST]), st.lists(steps, max_size=14))
def test_a_run_with_changes_of_the_rate_replays_exactly(experiment, way):
    mover, rates = Mover(Run(experiment)), {}
    for name, *given_ in way:
        if name == "rate":
            first = first_with(mover.run)
            rates = {start: rate for start, rate in rates.items() if start < first}
            rates[first] = given_[0]
            mover.run.change_learning_rate(given_[0])
            mover.furthest = (mover.run.iteration, mover.run.line)
        else:
            mover.move(name, *given_)
    assert_moment(mover.run.snapshot(), Straight(experiment, rates))


@pytest.mark.parametrize("line", [0, 3, 13, 15, 17])
def test_stepping_back_and_forward_over_the_change_is_exact(line):
    run = Run(FULL)
    run.advance(4)
    run.seek(3, line)
    run.change_learning_rate(0.01)
    run.advance(3)
    wanted = run.snapshot()
    for _ in range(4 * run.lines):
        run.step_back()
    run.advance(wanted.completed - run.completed)
    assert run.snapshot().parameters.flat.tobytes() == wanted.parameters.flat.tobytes()


def test_no_copy_that_was_kept_under_the_old_rate_is_replayed_from():
    run = Run(SHORT_LAST)
    for _ in range(6):
        run.advance(2)  # keeps a copy at its beginning
    run.seek(3, 0)
    run.change_learning_rate(0.01)
    run.advance(12)
    straight = Straight(SHORT_LAST, {3: 0.01})
    for iteration in range(1, 14):
        run.seek(iteration, 5)
        assert run.snapshot().parameters.flat.tobytes() == (
            straight.at(iteration, 5).parameters.flat.tobytes()
        )


def test_a_rate_changed_before_the_update_counts_for_it():
    run = Run(FULL)
    run.seek(0, 13)
    run.change_learning_rate(0.5)
    before = run.snapshot()
    run.finish_phase()
    change = run.snapshot().change.flat
    assert (
        change.tobytes()
        == (
            (before.parameters.flat - 0.5 * run.trainer.state.gradients.flat)
            - before.parameters.flat
        ).tobytes()
    )


def test_a_rate_changed_during_the_update_counts_for_the_next():
    run, other = Run(FULL), Run(FULL)
    run.seek(0, 14)
    run.change_learning_rate(0.5)
    run.advance(1)
    other.advance(1)
    assert run.snapshot().parameters.flat.tobytes() == other.snapshot().parameters.flat.tobytes()
    run.step()
    assert run.snapshot().learning_rate == 0.5


def test_a_change_forgets_the_cost_of_what_was_ahead():
    run = Run(FULL)
    run.advance(10)
    run.seek(4, 2)
    run.change_learning_rate(0.5)
    assert run.curve.iterations == [0, 1, 2, 3, 4]


def test_a_restart_learns_with_the_rate_that_is_set():
    session = Session(FULL)
    session.run.advance(5)
    session.change("learning_rate", 0.01)
    session.restart()
    assert session.snapshot.learning_rate == 0.01
    session.next_iteration()
    fresh = Session(session.experiment)
    fresh.next_iteration()
    assert session.snapshot.parameters.flat.tobytes() == fresh.snapshot.parameters.flat.tobytes()


@given(st.lists(st.tuples(st.integers(0, 20), RATES), max_size=6))
def test_a_schedule_holds_a_rate_until_the_next_and_forgets_what_was_planned_after_it(changes):
    schedule, wanted = Schedule(0.3), [0.3] * 25
    for iteration, rate in changes:
        schedule.change(iteration, rate)
        wanted[iteration:] = [rate] * (25 - iteration)
    assert [schedule.at(iteration) for iteration in range(25)] == wanted


@given(st.lists(st.tuples(st.integers(0, 20), RATES), max_size=6), st.integers(0, 25))
def test_between_two_changes_the_rate_stays(changes, iteration):
    schedule = Schedule(0.3)
    for start, rate in changes:
        schedule.change(start, rate)
    upcoming = schedule.next_change(iteration)
    stop = 30 if upcoming is None else upcoming
    assert stop > iteration
    assert {schedule.at(each) for each in range(iteration, stop)} == {schedule.at(iteration)}


def test_a_copy_of_a_schedule_goes_its_own_way():
    schedule = Schedule(0.3)
    twin = schedule.copy()
    twin.change(2, 0.1)
    assert schedule.at(5) == 0.3
    assert twin.at(5) == 0.1
