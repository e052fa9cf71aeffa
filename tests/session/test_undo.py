"""A change can be undone, and made again, as if nothing had happened."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.errors import UserError
from nnviz.session.presets import load_preset
from nnviz.session.session import Session
from tests.session.moving import Mover, bits
from tests.strategies import SHORT_LAST, moves

LIVE = [("training.learning_rate", 0.013), ("training.epochs", 77)]
ANEW = [
    ("data.source", "xor"),
    ("data.samples", 31),
    ("data.noise", 0.3),
    ("data.train_share", 0.5),
    ("network.hidden", ()),
    ("network.hidden", (2, 2, 2)),
    ("network.activation", "tanh"),
    ("network.output", "softmax"),
    ("network.loss", "squared_error"),
    ("network.initializer", "he"),
    ("training.batch_size", "full"),
    ("training.seed", 4),
]
changes = st.sampled_from(LIVE + ANEW)


def stand(session):
    """Everything that makes up where a session stands."""
    run, snapshot = session.run, session.snapshot
    return (
        session.experiment,
        session.preset,
        (run.iteration, run.line),
        bits(snapshot.matrices),
        bits(snapshot.before),
        snapshot.parameters.flat.tobytes(),
        snapshot.change.flat.tobytes(),
        snapshot.learning_rate,
        snapshot.evaluation,
        snapshot.batch.tobytes(),
    )


def moved(session, way):
    mover = Mover(session.run)
    for move in way:
        mover.move(*move)
    session.publish()
    return session


@given(st.lists(moves, max_size=6), changes)
def test_undoing_restores_the_experiment_the_position_and_the_bits(way, change):
    session = moved(Session(SHORT_LAST), way)
    before = stand(session)
    session.set_up(*change)
    assert session.experiment != before[0]
    session.undo()
    assert stand(session) == before


@settings(max_examples=150)
@given(st.lists(moves, max_size=6), changes, st.lists(moves, max_size=6))
def test_undoing_returns_to_where_the_run_stood_even_after_moving_on(way, change, further):
    session = moved(Session(SHORT_LAST), way)
    before = stand(session)
    session.set_up(*change)
    moved(session, further)
    session.undo()
    assert stand(session) == before


@given(st.lists(moves, max_size=6), st.lists(changes, max_size=5))
def test_many_changes_are_undone_all_the_way(way, wanted):
    session = moved(Session(SHORT_LAST), way)
    stands = [stand(session)]
    for change in wanted:
        session.set_up(*change)
        if stand(session)[0] != stands[-1][0]:
            stands.append(stand(session))
    for before in reversed(stands[:-1]):
        session.undo()
        assert stand(session) == before
    assert session.undo_label == ""


@given(st.lists(moves, max_size=6), st.lists(changes, max_size=5))
def test_what_was_undone_is_made_again(way, wanted):
    session = moved(Session(SHORT_LAST), way)
    for change in wanted:
        session.set_up(*change)
    after = stand(session)
    for _ in wanted:
        session.undo()
    for _ in wanted:
        session.redo()
    assert stand(session) == after
    assert session.redo_label == ""


@given(st.lists(moves.filter(lambda move: move[0] != "run_for"), max_size=6), changes)
def test_going_on_after_undoing_is_as_if_nothing_had_been_changed(way, change):
    session, untouched = (moved(Session(SHORT_LAST), way) for _ in range(2))
    session.set_up(*change)
    session.undo()
    for each in (session, untouched):
        each.run.advance(7)
        each.publish()
    assert stand(session) == stand(untouched)


def test_a_learning_rate_undone_in_the_past_keeps_the_rates_that_were_planned():
    session, untouched = Session(SHORT_LAST), Session(SHORT_LAST)
    for each in (session, untouched):
        each.run.advance(10)
        each.change("learning_rate", 0.05)
        each.run.advance(10)
        each.run.seek(4, 0)
    session.change("learning_rate", 1.0)
    session.undo()
    for each in (session, untouched):
        each.run.advance(16)
        each.publish()
    assert stand(session) == stand(untouched)


@given(st.lists(moves, max_size=6), st.sampled_from(ANEW), st.integers(0, 40))
def test_stepping_back_after_undoing_reaches_the_earlier_moments(way, change, steps):
    session, untouched = Session(SHORT_LAST), Session(SHORT_LAST)
    moved(session, way)
    moved(untouched, [("advance", 12)])
    session.set_up(*change)
    session.undo()
    for _ in range(steps):
        session.run.step_back()
    session.publish()
    if session.run.iteration < 12:
        untouched.run.seek(session.run.iteration, session.run.line)
        untouched.publish()
        assert stand(session)[2:] == stand(untouched)[2:]


def test_a_restart_after_a_change_of_the_rate_leaves_nothing_behind_when_it_is_undone():
    session, untouched = Session(SHORT_LAST), Session(SHORT_LAST)
    for each in (session, untouched):
        each.run.advance(10)
        each.publish()
    session.change("learning_rate", 0.05)
    session.restart()
    for _ in range(4):
        session.run.advance(3)  # keeps a copy at its beginning
    session.undo()
    assert stand(session) == stand(untouched)


def test_the_rates_of_the_past_come_back_with_the_run():
    session, untouched = Session(SHORT_LAST), Session(SHORT_LAST)
    for each in (session, untouched):
        each.run.advance(5)
        each.change("learning_rate", 0.05)
        each.run.advance(5)
    session.change("seed", 9)
    session.undo()
    for each in (session, untouched):
        each.run.seek(4, 6)
        each.publish()
    assert stand(session) == stand(untouched)


def test_the_cost_curve_comes_back_with_the_run():
    session = moved(Session(SHORT_LAST), [("advance", 25)])
    iterations, train = list(session.run.curve.iterations), list(session.run.curve.train)
    session.change("seed", 9)
    session.undo()
    assert session.run.curve.iterations == iterations
    assert session.run.curve.train == train


def test_a_preset_opened_is_undone_like_any_change():
    session = moved(Session(SHORT_LAST, "mine"), [("advance", 5), ("step",)])
    before = stand(session)
    session.open_preset("spiral")
    assert session.preset == "spiral"
    session.undo()
    assert stand(session) == before


def test_a_live_change_goes_on_from_where_the_run_stands():
    session = moved(Session(SHORT_LAST), [("advance", 5), ("step",)])
    before = stand(session)
    session.change("learning_rate", 0.01)
    assert stand(session)[2:6] == before[2:6]


def test_any_other_change_starts_over():
    session = moved(Session(SHORT_LAST), [("advance", 5)])
    session.change("hidden", (2,))
    assert (session.run.iteration, session.run.line) == (0, 0)
    assert session.run.curve.iterations == [0]


def test_changing_to_what_is_there_already_is_no_change():
    session = moved(Session(SHORT_LAST), [("advance", 5)])
    session.change("hidden", SHORT_LAST.network.hidden)
    assert session.undo_label == ""
    assert session.run.completed == 5


def test_what_is_looked_at_is_not_undone():
    session = Session(SHORT_LAST)
    session.change("seed", 8)
    session.look("sample", 3)
    session.undo()
    assert session.experiment.view.sample == 3
    assert msgspec.structs.replace(session.experiment, view=SHORT_LAST.view) == SHORT_LAST


def test_the_view_that_a_preset_brought_goes_with_it():
    session = Session(load_preset("xor"), "xor")
    session.look("sample", 2)
    before = session.experiment.view
    session.open_preset("three-layer")
    assert session.experiment.view.rows
    session.undo()
    assert session.experiment.view == before
    session.redo()
    assert session.experiment.view.rows


def test_a_new_start_is_the_next_seed_and_can_be_undone():
    session = Session(SHORT_LAST)
    before = stand(session)
    session.new_start()
    assert session.experiment.training.seed == SHORT_LAST.training.seed + 1
    assert stand(session)[5] != before[5]
    session.undo()
    assert stand(session) == before


@pytest.mark.parametrize("key", ["learning_rate", "batch_size", "samples"])
def test_a_refused_change_leaves_everything_as_it_was(key):
    session = moved(Session(SHORT_LAST), [("advance", 5)])
    session.change("seed", 4)
    session.undo()
    before = stand(session)
    with pytest.raises(UserError):
        session.change(key, -1)
    assert stand(session) == before
    assert (session.undo_label, session.redo_label) == ("", "seed")


def test_the_views_hear_of_a_change_and_of_its_undoing():
    session, heard = Session(SHORT_LAST), []
    session.signals.experiment.connect(lambda experiment: heard.append(experiment.training.seed))
    session.change("seed", 5)
    session.undo()
    assert heard == [5, SHORT_LAST.training.seed]
