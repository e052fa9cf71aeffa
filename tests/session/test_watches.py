"""Watches: the value, the one before it, and a curve that is the same whenever one is added."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.errors import UserError
from nnviz.session.expressions import ExpressionError, parse
from nnviz.session.presets import load_preset
from nnviz.session.run import Run
from nnviz.session.session import Session
from nnviz.session.watches import MOST, Watches
from tests.session.moving import Straight
from tests.strategies import FULL, SHORT_LAST, experiments

TEXTS = ("norm(dW1)", "W1[1,1]", "J", "max(A1) - min(A1)", "iteration", "epoch", "any(Z1 > 1)")


@pytest.fixture
def session():
    return Session(load_preset("xor"), "xor")


def watch(run, text):
    return run.watches.add(text, run.trainer.shapes)


# -- the value -------------------------------------------------------------------------------------


def test_the_value_is_that_of_the_moment_in_sight(session):
    one, other = session.watch("norm(dW1)"), session.watch("W1")
    session.next_iteration()
    matrices = session.snapshot.matrices
    assert one.value == np.linalg.norm(matrices["dW1"])
    np.testing.assert_array_equal(other.value, matrices["W1"])


def test_what_is_not_computed_yet_in_this_iteration_keeps_the_value_it_had(session):
    one = session.watch("norm(dW1)")
    assert (one.value, one.fresh) == (None, False)
    session.next_iteration()
    before = one.value
    assert one.fresh
    session.step()
    assert (one.value, one.at, one.fresh) == (before, 1, False)
    session.next_iteration()
    assert (one.previous, one.at, one.fresh) == (before, 2, True)
    assert one.value != before


def test_the_previous_value_is_that_of_the_iteration_before_line_by_line_too(session):
    one, parameter = session.watch("dW1[1,1]"), session.watch("W1[1,1]")
    start = parameter.value
    gradients, weights = [], []
    for _ in range(4):
        for _ in range(session.run.lines):
            session.step()
        gradients.append(one.value)
        weights.append(parameter.value)
        assert one.previous == (gradients[-2] if len(gradients) > 1 else None)
        assert parameter.previous == (weights[-2] if len(weights) > 1 else start)


def test_a_line_that_is_ahead_again_has_the_value_of_the_iteration_before(session):
    one = session.watch("norm(dW1)")
    session.next_iteration()
    first = one.value
    session.next_iteration()
    session.jump(1, 3)
    assert (one.value, one.at, one.fresh) == (first, 1, False)
    session.jump(0, 3)
    assert (one.value, one.fresh) == (None, False)


def test_nothing_that_was_noted_moves_when_the_run_goes_on(session):
    one = session.watch("W1")
    session.next_iteration()
    kept = one.value
    copy = kept.copy()
    session.next_iteration()
    np.testing.assert_array_equal(kept, copy)


def test_a_rewritten_watch_has_its_own_value_and_curve(session):
    one = session.watch("norm(dW1)")
    session.run.advance(30)
    one = session.watches.rewrite(one, "iteration", session.shapes)
    session.measure_watches()
    assert one.value == 30
    assert one.previous is None
    assert one.series.values == [float(i) for i in one.series.iterations]
    assert len(one.series.values) > 25


# -- the curve -------------------------------------------------------------------------------------


@given(experiments, st.lists(st.integers(1, 15), min_size=1, max_size=4))
def test_a_curve_drawn_afterwards_is_the_curve_recorded_on_the_way(experiment, pieces):
    live, later = Run(experiment), Run(experiment)
    on_the_way = [watch(live, text) for text in TEXTS]
    live.measure_watches()
    for count in pieces:
        live.advance(count)
        later.advance(count)
    afterwards = [watch(later, text) for text in TEXTS]
    later.measure_watches()
    live.snapshot()
    for one, other in zip(on_the_way, afterwards, strict=True):
        # On a busy machine not every iteration is a point.
        first, second = (
            dict(zip(watch.series.iterations, watch.series.values, strict=True))
            for watch in (one, other)
        )
        common = first.keys() & second.keys()
        assert sum(pieces) in common
        assert {place: first[place] for place in common} == {
            place: second[place] for place in common
        }
        assert one.value == other.value


@given(experiments, st.sampled_from(TEXTS))
def test_every_point_is_the_value_at_the_end_of_its_iteration(experiment, text):
    run, straight = Run(experiment), Straight(experiment)
    one = watch(run, text)
    run.advance(12)
    for iteration, value in zip(one.series.iterations, one.series.values, strict=True):
        if iteration:
            matrices = straight.at(iteration - 1, run.lines).matrices
            counts = {"iteration": iteration, "epoch": run.trainer.epoch(iteration)}
            expected = parse(text, run.trainer.shapes).value({**matrices, **counts})
            assert value == expected


def test_the_curve_of_a_long_run_is_measured_from_its_copies():
    run = Run(FULL)
    run.advance(3000)
    run.pace.iteration = 1e-3  # as if a replay of all would be felt
    one = watch(run, "norm(dW1)")
    run.measure_watches()
    straight = Run(FULL)
    known = watch(straight, "norm(dW1)")
    straight.advance(3000)
    values = dict(zip(known.series.iterations, known.series.values, strict=True))
    assert len(one.series.iterations) > 3
    shared = [i for i in one.series.iterations if i in values]
    assert len(shared) >= 2
    measured = dict(zip(one.series.iterations, one.series.values, strict=True))
    assert all(measured[i] == values[i] for i in shared)
    assert one.series.iterations[-1] == 3000


def test_measuring_leaves_the_run_and_older_curves_as_they_were():
    run, straight = Run(SHORT_LAST), Run(SHORT_LAST)
    old = watch(run, "J")
    for each in (run, straight):
        each.advance(20)
        each.step()
    kept, previous = (list(old.series.values), old.previous)
    watch(run, "norm(dW1)")
    run.measure_watches()
    assert (old.series.values, old.previous) == (kept, previous)
    assert run.snapshot().parameters.flat.tobytes() == straight.snapshot().parameters.flat.tobytes()
    for each in (run, straight):
        each.advance(9)
    assert run.snapshot().parameters.flat.tobytes() == straight.snapshot().parameters.flat.tobytes()


def test_a_curve_goes_on_where_it_was_measured():
    run = Run(FULL)
    run.advance(20)
    one = watch(run, "iteration")
    run.measure_watches()
    run.advance(5)
    assert one.series.iterations == list(range(26))


def test_what_is_no_number_has_no_curve(session):
    ones = [session.watch(text) for text in ("W1", "shape(W1)", "J / 0 * 0")]
    session.run.advance(10)
    assert [one.series.iterations for one in ones] == [[], [], []]


def test_a_change_of_the_rate_drops_what_would_be_otherwise(session):
    one = session.watch("norm(dW1)")
    session.run.advance(30)
    session.jump_to(10)
    session.set_up("learning_rate", 0.1)
    assert one.series.iterations == list(range(1, 11))
    session.undo()
    assert one.series.iterations[-1] == 30  # what was reached is known again


def test_an_edit_in_the_middle_of_an_iteration_records_nothing_that_is_not_complete(session):
    one = session.watch("norm(dW1)")
    session.run.advance(5)
    for _ in range(13):
        session.step()
    session.edit("W1", 0, 0, 0.5)
    session.next_iteration()
    values = dict(zip(one.series.iterations, one.series.values, strict=True))
    assert values[6] == one.value
    assert values.get(5) != one.value


def test_a_new_run_begins_with_no_values(session):
    one = session.watch("norm(dW1)")
    session.run.advance(10)
    session.restart()
    assert (one.value, one.series.iterations) == (None, [])
    session.run.advance(3)
    session.new_start()
    assert (one.value, one.series.iterations) == (None, [])


def test_undo_measures_the_curve_of_the_run_that_comes_back(session):
    one = session.watch("iteration")
    session.run.advance(12)
    session.publish()
    session.set_up("hidden", (4,))
    session.undo()
    assert one.series.iterations == list(range(13))


# -- the list --------------------------------------------------------------------------------------


def test_one_that_is_there_is_not_added_again():
    watches, shapes = Watches(), Run(FULL).trainer.shapes
    first = watches.add("J", shapes)
    assert watches.add(" J ", shapes) is first
    with pytest.raises(ExpressionError):
        watches.add("J +", shapes)
    with pytest.raises(ExpressionError):
        watches.rewrite(first, "dW9", shapes)
    assert [each.text for each in watches] == ["J"]


def test_one_that_is_rewritten_to_another_takes_its_place_too():
    watches, shapes = Watches(), Run(FULL).trainer.shapes
    other, one, last = (watches.add(text, shapes) for text in ("J", "norm(W1)", "epoch"))
    watches.plot(other, True)
    new = watches.rewrite(one, "J ", shapes)
    assert list(watches) == [new, last]
    assert (new.text, new.slot, new.plotted) == ("J", one.slot, True)


def test_a_run_that_records_the_old_expression_leaves_the_new_one_alone():
    run = Run(FULL)
    one = watch(run, "norm(W1)")
    run.measure_watches()
    run.advance(4)
    before = run.watches.read(run.program, run.trainer.shapes)
    new = run.watches.rewrite(one, "iteration", run.trainer.shapes)
    before[0][0].series.add(5, 0.25)  # as a run does that asked before
    assert new.series.iterations == []
    run.advance(2)
    run.measure_watches()
    assert new.series.values == [float(i) for i in new.series.iterations]
    assert new.series.iterations == list(range(7))


def test_there_are_at_most_twenty():
    watches, shapes = Watches(), Run(FULL).trainer.shapes
    for number in range(MOST):
        watches.add(f"J + {number}", shapes)
    with pytest.raises(UserError, match=f"{MOST} watches already"):
        watches.add("J", shapes)


def test_every_change_is_told():
    watches, shapes, told = Watches(), Run(FULL).trainer.shapes, []
    watches.changed.connect(lambda: told.append([(each.text, each.plotted) for each in watches]))
    one = watches.add("J", shapes)
    watches.plot(one, True)
    one = watches.rewrite(one, "norm(W1)", shapes)
    watches.remove(one)
    assert told == [[("J", False)], [("J", True)], [("norm(W1)", True)], []]


def test_what_another_network_does_not_know_says_so_and_comes_back(session):
    one = session.watch("norm(dW2)")
    session.next_iteration()
    session.set_up("hidden", ())
    assert "no matrix 'dW2'" in one.problem
    assert one.value is None
    session.next_iteration()
    assert one.value is None
    session.set_up("hidden", (3,))
    assert one.problem == ""
    session.next_iteration()
    assert one.value == np.linalg.norm(session.snapshot.matrices["dW2"])
