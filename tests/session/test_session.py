"""What a session tells, and what it answers."""

import numpy as np
import pytest

from nnviz.session.experiment import Experiment
from nnviz.session.session import Session
from nnviz.session.speeds import SPEEDS
from tests.strategies import FULL, SHORT_LAST

MOVES = ["step", "step_back", "next_phase", "next_iteration", "next_epoch", "restart"]


@pytest.fixture
def session():
    session = Session(SHORT_LAST)
    session.next_iteration()
    return session


@pytest.mark.parametrize("move", MOVES)
def test_every_move_is_told_once_with_the_moment_it_led_to(session, move):
    told = []
    session.signals.moved.connect(told.append)
    getattr(session, move)()
    assert told == [session.snapshot]
    assert (told[0].iteration, told[0].line) == (session.run.iteration, session.run.line)


@pytest.mark.parametrize("move", MOVES)
def test_a_move_pauses_and_looks_at_where_it_leads(session, move):
    session.play()
    session.select("dW1")
    getattr(session, move)()
    assert (session.playing, session.selected) == (False, None)


def test_playing_and_pausing_are_told_only_when_they_change(session):
    told = []
    session.signals.playing.connect(told.append)
    session.play()
    session.play()
    session.pause()
    session.pause()
    assert told == [True, False]


def test_a_selection_or_speed_is_told_only_when_it_changes(session):
    told = []
    session.signals.selected.connect(told.append)
    session.signals.speed.connect(told.append)
    session.select("Z1")
    session.select("Z1")
    session.set_speed(SPEEDS[0])
    session.set_speed(SPEEDS[0])
    assert told == ["Z1", SPEEDS[0]]


def test_computing_tells_nobody_until_it_is_published(session):
    told = []
    session.signals.moved.connect(told.append)
    snapshot = session.compute(10.0, 3, bool)
    assert told == []
    assert session.snapshot is not snapshot
    session.publish(snapshot)
    assert told == [snapshot]
    assert snapshot.completed == 4


def test_computing_for_a_time_stops_when_told_to(session):
    before = session.run.completed
    session.compute(10.0, None, lambda: True)
    assert session.run.completed - before <= 1


def test_whoever_computes_is_waited_for_before_the_run_is_touched(session):
    waited = []
    session.settle = lambda: waited.append(session.run.completed)
    session.step()
    session.change("seed", 5)
    session.undo()
    session.redo()
    assert len(waited) >= 4


def test_the_answer_at_the_samples_is_the_one_of_the_pass():
    session = Session(FULL)
    session.next_iteration()
    session.step()
    session.next_phase()  # forward with the parameters that are published
    layers = session.answers.activations_at(session.run.trainer.train.dataset.inputs)
    for layer, A in enumerate(layers, start=1):
        np.testing.assert_allclose(A, session.snapshot.matrices[f"A{layer}"], rtol=1e-13)


def test_asking_for_answers_moves_nothing(session):
    before = session.run.trainer.parameters.flat.copy()
    session.answers.activations_at(np.zeros((5, 2)))
    session.answers.activations_at(np.zeros((3, 2)))
    np.testing.assert_array_equal(session.run.trainer.parameters.flat, before)


def test_answers_follow_another_network():
    session = Session(Experiment())
    assert len(session.answers.activations_at(np.zeros((5, 2)))) == 2
    session.change("hidden", (4, 4))
    assert [A.shape for A in session.answers.activations_at(np.zeros((5, 2)))] == [
        (4, 5),
        (4, 5),
        (1, 5),
    ]


def test_the_chosen_sample_is_a_column_of_the_batch():
    session = Session(SHORT_LAST)
    session.look("sample", 12)
    assert session.column == 4
    session.run.advance(4)
    session.publish()  # the last batch has a single sample
    assert session.column == 0


def test_a_line_that_the_program_does_not_have_is_not_selected(session):
    session.select("A9")
    assert session.selected is None
    session.select("A1")
    session.select("A9")
    assert session.selected == "A1"
