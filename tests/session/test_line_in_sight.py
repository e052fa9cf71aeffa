from nnviz.session.session import Session
from tests.strategies import FULL


def test_before_the_first_line_the_next_one_is_in_sight():
    assert Session(FULL).line_in_sight.name == "Z1"


def test_the_line_just_done_is_in_sight():
    session = Session(FULL)
    session.step()
    session.step()
    assert session.line_in_sight.name == "A1"


def test_a_chosen_line_is_in_sight_until_the_run_moves_on():
    session = Session(FULL)
    session.step()
    session.select("dW1")
    assert session.line_in_sight.name == "dW1"
    session.step()
    assert session.line_in_sight.name == "A1"


def test_the_last_line_is_in_sight_after_an_iteration():
    session = Session(FULL)
    session.next_iteration()
    assert session.line_in_sight is session.snapshot.program.steps[-1]
