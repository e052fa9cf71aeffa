"""Going back by phases, iterations and epochs, and to the latest moment again."""

import numpy as np
import pytest

from nnviz.session.changes import replaced
from nnviz.session.presets import load_preset
from nnviz.session.session import Session

LINES = 17  # of XOR's iteration: 5 forward, 8 backward, 4 update


def session_on(preset, iterations, lines=0, **changes):
    session = Session(replaced(load_preset(preset), changes), preset)
    session.run.advance(iterations)
    for _ in range(lines):
        session.step()
    session.publish()
    return session


def where(session):
    return session.snapshot.iteration, session.snapshot.line


def bits(session):
    snapshot = session.snapshot
    return {name: value.tobytes() for name, value in snapshot.matrices.items()}


def test_back_by_phases_stops_where_going_on_by_phases_did():
    session = session_on("xor", 0)
    seen = [where(session)]
    for _ in range(7):
        session.next_phase()
        seen.append(where(session))
    for wanted in seen[-2::-1]:
        session.previous_phase()
        assert where(session) == wanted


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [(1, (2, LINES)), (5, (2, LINES)), (6, (3, 5)), (13, (3, 5)), (14, (3, 13)), (17, (3, 13))],
)
def test_from_within_a_phase_back_is_to_its_beginning(lines, wanted):
    session = session_on("xor", 3, lines)
    session.previous_phase()
    assert where(session) == wanted


def test_back_by_iterations_goes_to_the_beginning_of_the_one_just_computed():
    session = session_on("xor", 3, 7)
    for completed in (3, 2, 1):
        session.previous_iteration()
        assert where(session) == (completed - 1, LINES)
    session.previous_iteration()
    assert where(session) == (0, 0)


@pytest.mark.parametrize(
    ("iterations", "lines", "wanted"),
    [(15, 0, 10), (15, 1, 15), (14, 0, 10), (11, 3, 10), (10, 0, 5), (3, 0, 0), (5, 2, 5)],
)
def test_back_by_epochs_goes_to_the_beginning_of_the_one_just_computed(iterations, lines, wanted):
    session = session_on(
        "circle", iterations, lines, samples=23, train_share=1.0, batch_size=5, seed=1
    )
    session.previous_epoch()
    assert session.snapshot.completed == wanted
    assert session.snapshot.line in (0, len(session.snapshot.program.steps))


def test_nothing_lies_before_the_start():
    session = session_on("xor", 0)
    before = bits(session)
    for move in (session.previous_phase, session.previous_iteration, session.previous_epoch,
                 session.latest):  # fmt: skip
        move()
        assert where(session) == (0, 0)
        assert bits(session) == before


def test_back_has_the_bits_of_having_been_there():
    session = session_on("xor", 40)
    wanted = bits(session)
    session.next_phase()
    session.next_iteration()
    session.previous_iteration()
    assert bits(session) == wanted
    np.testing.assert_array_equal(
        session.snapshot.parameters.flat, session_on("xor", 40).snapshot.parameters.flat
    )


def test_the_latest_moment_is_the_one_furthest_on():
    session = session_on("xor", 30, 4)
    wanted = bits(session)
    session.jump_to(3)
    session.previous_phase()
    session.latest()
    assert where(session) == (30, 4)
    assert bits(session) == wanted


def test_going_back_ends_a_run():
    for move in ("previous_phase", "previous_iteration", "previous_epoch", "latest"):
        session = session_on("xor", 5)
        session.play()
        getattr(session, move)()
        assert not session.playing
