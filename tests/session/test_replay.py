"""However a run gets to a moment, the moment has the same bits."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.session.history import History
from nnviz.session.run import Run
from tests.session.moving import Mover, Straight, assert_moment, bits
from tests.strategies import EXPERIMENTS, FULL, SHORT_LAST, experiments, moves

straight = cache(Straight)


def mixture(run):
    for _ in range(run.lines + 5):
        run.step()
    run.finish_phase()
    run.finish_iteration()
    run.advance(20)
    run.seek(11, 4)
    run.finish_iteration()
    run.advance(50 - run.completed)


WAYS = {
    "at once": lambda run: run.advance(50),
    "in uneven pieces": lambda run: [run.advance(count) for count in (1, 7, 2, 30, 10)],
    "by iterations": lambda run: [run.finish_iteration() for _ in range(50)],
    "by phases": lambda run: [run.finish_phase() for _ in range(150)],
    "by lines": lambda run: [run.step() for _ in range(50 * run.lines)],
    "by a mixture": mixture,
}


@settings(max_examples=200)
@given(experiments, st.lists(moves, max_size=14))
def test_any_way_to_a_moment_ends_in_the_same_bits(experiment, way):
    mover = Mover(Run(experiment))
    for move in way:
        mover.move(*move)
        assert_moment(mover.run.snapshot(), straight(experiment))


@given(experiments, st.lists(moves, max_size=25))
def test_a_history_with_room_for_three_copies_replays_the_same_bits(experiment, way):
    run = Run(experiment)
    run.copies.all = History(1000, budget=3600)
    run.history.keep(0, run.trainer.initial)
    mover = Mover(run)
    for move in way:
        if move[0] != "restart":  # which begins a history of its own
            mover.move(*move)
    assert_moment(run.snapshot(), straight(experiment))


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda each: each.title)
@pytest.mark.parametrize("way", WAYS)
def test_fifty_iterations_are_the_same_however_they_are_done(experiment, way):
    run = Run(experiment)
    WAYS[way](run)
    assert (run.completed, run.line) == (50, run.lines)
    assert_moment(run.snapshot(), straight(experiment))


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda each: each.title)
def test_every_moment_of_some_iterations_can_be_reached_again(experiment):
    run = Run(experiment)
    run.advance(9)
    for iteration in (7, 0, 1, 8, 3):
        for line in range(run.lines + 1):
            run.seek(iteration, line)
            assert (run.iteration, run.line) == (iteration, line)
            assert_moment(run.snapshot(), straight(experiment))


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda each: each.title)
def test_stepping_back_goes_line_by_line_to_the_very_start(experiment):
    run = Run(experiment)
    run.advance(2)
    places = [(iteration, line) for iteration in (1, 0) for line in range(run.lines, 0, -1)]
    for place in [*places, (0, 0)]:
        assert (run.iteration, run.line) == place
        assert_moment(run.snapshot(), straight(experiment))
        run.step_back()


def test_at_the_very_start_there_is_nothing_to_step_back_to():
    run = Run(FULL)
    run.step_back()
    assert (run.iteration, run.line) == (0, 0)
    np.testing.assert_array_equal(run.trainer.memory, run.trainer.initial)


def test_a_phase_ends_at_the_cost_at_the_gradients_and_at_the_parameters():
    run = Run(FULL)
    ends = []
    for _ in range(4):
        run.finish_phase()
        ends.append((run.iteration, run.program.steps[run.line - 1].name))
    assert ends == [(0, "J"), (0, "db1"), (0, "b2"), (1, "J")]


def test_an_epoch_ends_after_its_last_and_short_batch():
    run = Run(SHORT_LAST)
    run.step()
    sizes = []
    while run.completed < 4:
        run.finish_iteration()
        sizes.append(run.snapshot().size("m"))
    assert sizes == [5, 5, 5, 1]
    run.seek(1, 3)
    run.finish_epoch()
    assert (run.completed, run.snapshot().epoch) == (4, 1)
    run.finish_epoch()
    assert run.completed == 8


def test_an_iteration_that_has_begun_counts_as_one():
    run = Run(FULL)
    run.step()
    assert run.advance(3) == 3
    assert run.completed == 3


def test_running_for_a_while_completes_at_least_one_iteration():
    run = Run(FULL)
    assert run.run_for(0.0) == run.completed
    assert run.completed >= 1


def test_a_run_that_is_told_to_stop_stops_between_two_stretches():
    run = Run(FULL)
    asked = iter([False, False, True])
    assert run.advance(1000, lambda: next(asked)) == run.completed
    assert 1 <= run.completed < 1000


@given(experiments, st.lists(moves, max_size=8), st.lists(moves, min_size=1, max_size=8))
def test_a_snapshot_never_changes_when_the_run_moves_on(experiment, before, after):
    mover = Mover(Run(experiment))
    for move in before:
        mover.move(*move)
    snapshot = mover.run.snapshot()
    kept = (bits(snapshot.matrices), bits(snapshot.before))
    flat = (snapshot.parameters.flat.tobytes(), snapshot.change.flat.tobytes())
    batch = snapshot.batch.tobytes()
    curve = list(snapshot.curve.iterations)
    for move in after:
        mover.move(*move)
    assert kept == (bits(snapshot.matrices), bits(snapshot.before))
    assert flat == (snapshot.parameters.flat.tobytes(), snapshot.change.flat.tobytes())
    assert batch == snapshot.batch.tobytes()
    assert curve == snapshot.curve.iterations


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda each: each.title)
def test_a_snapshot_shows_the_lines_that_are_done_and_no_others(experiment):
    run = Run(experiment)
    run.advance(1)
    run.seek(1, 6)
    snapshot = run.snapshot()
    done = [step.name for step in run.program.steps[:6]]
    there = {"X", "Y", *snapshot.before, *done}
    assert snapshot.matrices.keys() == there
    assert snapshot.done.name == done[-1]
    assert snapshot.next.name == run.program.steps[6].name
    assert snapshot.result(run.program.steps[6]) is None
    assert snapshot.result(run.program.steps[5]) is snapshot.matrices[done[-1]]


def test_the_columns_of_x_are_the_samples_of_the_batch():
    run = Run(SHORT_LAST)
    for _ in range(9):
        run.finish_iteration()
        snapshot = run.snapshot()
        inputs = run.trainer.train.dataset.inputs
        np.testing.assert_array_equal(snapshot.matrices["X"].T, inputs[snapshot.batch])


def test_the_change_is_what_the_last_update_did():
    run = Run(FULL)
    assert not run.snapshot().change.flat.any()
    run.advance(3)
    third = run.snapshot()
    np.testing.assert_array_equal(third.change.W[1], third.matrices["W1"] - third.before["W1"])
    run.step()
    np.testing.assert_array_equal(run.snapshot().change.flat, third.change.flat)


def test_an_update_reads_the_parameters_from_before_it():
    run = Run(FULL)
    run.advance(2)
    snapshot = run.snapshot()
    step = run.program.steps[run.program.index["W1"]]
    moved = snapshot.operand(step, "W1") - 0.3 * snapshot.operand(step, "dW1")
    np.testing.assert_array_equal(snapshot.result(step), moved)
