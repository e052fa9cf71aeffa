"""An epoch that takes long is run with the window live, and ends where it should."""

import pytest

from nnviz.session import session as module
from nnviz.session.run import Run
from nnviz.session.session import Session
from tests.strategies import FULL, SHORT_LAST


@pytest.fixture
def patient(monkeypatch):
    """A session that thinks that everything takes long."""
    monkeypatch.setattr(module, "_PATIENCE", 0.0)
    return Session(SHORT_LAST)


def play(session, seconds=10.0):
    while session.playing:
        session.publish(session.compute(seconds, None, lambda: False))


def test_a_short_epoch_is_done_at_once():
    session = Session(SHORT_LAST)
    session.next_epoch()
    assert not session.playing
    assert session.snapshot.completed == 4


def test_a_long_epoch_plays_to_its_end_and_pauses_there(patient):
    patient.next_epoch()
    assert patient.playing
    play(patient)
    assert patient.snapshot.completed == 4
    assert patient.goal is None
    straight = Run(SHORT_LAST)
    straight.advance(4)
    assert (straight.trainer.memory == patient.run.trainer.memory).all()


def test_it_ends_with_the_epoch_in_which_one_stands(patient):
    patient.step()
    patient.next_epoch()
    play(patient)
    assert patient.snapshot.completed == 4
    patient.next_epoch()
    play(patient)
    assert patient.snapshot.completed == 8


def test_pausing_on_the_way_forgets_the_goal(patient):
    patient.next_epoch()
    patient.publish(patient.compute(10.0, 1, lambda: False))
    patient.pause()
    assert (patient.snapshot.completed, patient.goal) == (1, None)
    patient.play()
    patient.publish(patient.compute(10.0, 6, lambda: False))
    assert patient.playing
    assert patient.snapshot.completed == 7


def test_a_guess_is_made_before_anything_is_measured():
    assert 0 < Session(FULL).run.seconds_for_epoch < 0.001
