"""What an update promises and does to the cost of its batch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.session.changes import replaced
from nnviz.session.effect import effect
from nnviz.session.experiment import Experiment
from nnviz.session.run import Run
from nnviz.session.session import Session
from nnviz.session.speeds import SPEEDS
from tests.session.moving import bits

XOR = Experiment()
DROPPING = replaced(XOR, {"network.hidden": (6,), "network.keep_prob": 0.5})
OPTIONS = {
    "plain": {},
    "l2": {"training.regularization": "l2", "training.regularization_rate": 0.5},
    "mini-batches": {"training.batch_size": 3},
    "adam": {"training.optimizer": "adam", "training.learning_rate": 0.01},
    "dropout": {"network.hidden": (6,), "network.keep_prob": 0.5},
}


def updated(experiment, iteration):
    """A run with all lines of an iteration done."""
    run = Run(experiment)
    run.advance(iteration)
    run.finish_iteration()
    return run


@given(st.integers(0, 40), st.sampled_from([0.001, 0.1, 1.0, 10.0]))
@settings(max_examples=20, deadline=None)
def test_gradient_descent_promises_the_rate_times_the_squared_length_of_the_gradient(
    iteration, rate
):
    run = updated(replaced(XOR, {"training.learning_rate": rate}), iteration)
    gradient = run.trainer.state.gradients.flat
    assert effect(run).projected == pytest.approx(-rate * float(gradient @ gradient), rel=1e-9)


def test_of_an_update_that_is_half_done_only_what_is_done_counts():
    run = Run(XOR)
    while run.line == 0 or run.program.steps[run.line - 1].name != "W1":
        run.step()
    snapshot = run.snapshot()
    of_W1 = float((snapshot.matrices["dW1"] ** 2).sum())
    wanted = -XOR.training.learning_rate * of_W1
    assert effect(run).projected == pytest.approx(wanted, rel=1e-9)


def test_before_the_update_there_is_no_effect():
    run = Run(XOR)
    assert effect(run) is None
    while run.program.steps[run.line].name != "W1":
        run.step()
        assert effect(run) is None
    run.step()
    assert effect(run) is not None


def test_a_small_step_does_what_was_promised():
    run = updated(replaced(XOR, {"training.learning_rate": 1e-6}), 5)
    found = effect(run)
    assert found.real < 0
    assert found.real == pytest.approx(found.projected, rel=1e-4)


def test_a_step_that_is_too_long_raises_the_cost_it_was_to_lower():
    run = updated(replaced(XOR, {"training.learning_rate": 1000.0}), 0)
    found = effect(run)
    assert found.projected < 0 < found.real


@pytest.mark.parametrize("option", OPTIONS)
def test_the_real_change_is_that_of_the_same_pass_with_the_new_parameters(option):
    experiment = replaced(XOR, OPTIONS[option])
    run = updated(experiment, 9)
    found = effect(run)
    fresh = Run(experiment)  # the same batch and mask, computed by another run
    fresh.advance(9)
    machine = fresh.trainer.load(9)
    assert found.before == machine.cost()
    fresh.trainer.memory[...] = run.trainer.memory
    assert found.after == machine.cost()
    assert found.real == found.after - found.before


def test_before_is_the_cost_of_the_pass_in_sight():
    run = updated(DROPPING, 3)
    assert effect(run).before == run.snapshot().matrices["J"][0, 0]


@pytest.mark.parametrize("option", OPTIONS)
def test_asking_changes_no_bit_of_the_run(option):
    experiment = replaced(XOR, OPTIONS[option])
    asked, other = Run(experiment), Run(experiment)
    for _ in range(3 * asked.lines):
        asked.step()
        effect(asked)
        other.step()
        assert bits(asked.snapshot().matrices) == bits(other.snapshot().matrices)
    assert asked.trainer.memory.tobytes() == other.trainer.memory.tobytes()


@pytest.mark.parametrize("entry", [("W1", 0, 0), ("b1", 2, 0), ("W2", 0, 1), ("b2", 0, 0)])
def test_what_a_person_sets_behind_an_update_is_not_its_doing(entry):
    run, other = updated(XOR, 9), updated(XOR, 9)
    alone, change = effect(run), run.snapshot().change.flat.copy()
    assert not alone.edited
    for value in (5.0, -3.0):
        run.edit(*entry, value)
        found = effect(run)
        assert found.edited
        assert (found.projected, found.real) == (alone.projected, alone.real)
        np.testing.assert_array_equal(run.snapshot().change.flat, change)
    run.step()
    other.step()
    np.testing.assert_array_equal(run.snapshot().change.flat, other.snapshot().change.flat)
    run.seek(9, run.lines)
    run.advance(1)
    run.seek(9, run.lines)
    np.testing.assert_array_equal(run.snapshot().change.flat, change)


def test_an_entry_set_behind_one_line_and_behind_another_counts_as_it_was_updated():
    run = Run(XOR)
    while run.line == 0 or run.program.steps[run.line - 1].name != "W1":
        run.step()
    run.edit("W1", 1, 1, 4.0)
    run.step()
    run.edit("W1", 1, 1, 7.0)
    run.finish_iteration()
    assert effect(run).projected == effect(updated(XOR, 0)).projected


def test_the_change_of_an_iteration_that_was_passed_over_has_no_edits_in_it():
    run = updated(XOR, 2)
    change = run.snapshot().change.flat.copy()
    run.edit("W1", 0, 0, 5.0)
    run.advance(30)
    for line in (1, 5):  # the change shown there is that of the iteration before
        run.seek(3, line)
        np.testing.assert_array_equal(run.snapshot().change.flat, change)


def test_what_was_set_before_the_update_is_a_part_of_what_it_starts_from():
    run = Run(XOR)
    run.edit("W1", 0, 0, 5.0)
    run.finish_iteration()
    found = effect(run)
    assert not found.edited
    assert found.before == run.snapshot().matrices["J"][0, 0]


def test_numbers_that_overflow_give_an_effect_that_is_not_finite_and_no_warning():
    run = updated(replaced(XOR, {"training.learning_rate": 10.0}), 1)
    run.trainer.memory[0] = 1e308
    assert not np.isfinite(effect(run).real)


def at_an_update(session):
    while session.effect() is None:
        session.step()


def test_a_session_tells_the_effect_where_it_stands_and_where_it_plays_line_by_line():
    session = Session(XOR)
    at_an_update(session)
    standing = session.effect()
    session.set_speed(SPEEDS[0])
    session.play()
    assert session.effect() == standing
    session.pause()


def test_a_session_tells_no_effect_while_it_trains():
    session = Session(XOR)
    at_an_update(session)
    session.play()
    assert session.effect() is None
    session.pause()
