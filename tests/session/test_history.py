import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.session.history import History
from nnviz.session.run import Run
from tests.strategies import FULL

EACH = 800
ROOM_FOR_FIVE = 5 * (EACH + 200)
changes = st.lists(
    st.tuples(st.sampled_from(["keep", "keep", "keep", "forget_after"]), st.integers(0, 60)),
    max_size=60,
)


def parameters(iteration):
    return np.full(EACH // 8, float(iteration))


def history_after(changes, budget=ROOM_FOR_FIVE):
    history = History(EACH, budget)
    history.keep(0, parameters(0))
    for name, iteration in changes:
        if name == "keep":
            history.keep(iteration, parameters(iteration))
        else:
            history.forget_after(iteration)
    return history


@given(changes)
def test_it_stays_inside_its_budget(changes):
    assert len(history_after(changes)) <= 5


@given(changes)
def test_the_first_copy_is_always_kept(changes):
    start, copy = history_after(changes).nearest(0)
    assert start == 0
    assert not copy.any()


@given(changes, st.integers(0, 100))
def test_the_nearest_copy_is_of_its_own_start_and_not_after_the_moment_asked_for(changes, moment):
    start, copy = history_after(changes).nearest(moment)
    assert start <= moment
    np.testing.assert_array_equal(copy, parameters(start))


@given(changes, st.integers(0, 100))
def test_with_room_the_nearest_is_the_latest_that_was_kept(changes, moment):
    kept = {0}
    for name, iteration in changes:
        kept = kept | {iteration} if name == "keep" else {k for k in kept if k <= iteration}
    start, _ = history_after(changes, budget=10**9).nearest(moment)
    assert start == max(k for k in kept if k <= moment)


@given(changes, st.integers(0, 60))
def test_nothing_is_left_after_what_is_forgotten(changes, moment):
    history = history_after(changes)
    history.forget_after(moment)
    assert history.nearest(1000)[0] <= moment


@given(st.integers(20, 3000), st.integers(1, 7))
def test_copies_of_a_long_run_are_spread_evenly_over_it(length, stride):
    history = history_after([("keep", iteration) for iteration in range(1, length, stride)])
    starts = sorted({history.nearest(moment)[0] for moment in range(length)})
    gaps = np.diff([*starts, length])
    assert len(starts) >= 2
    assert gaps.max() <= 2 * gaps[:-1].min() + stride


def test_a_thinned_table_shares_a_few_of_the_copies():
    history = history_after([("keep", iteration) for iteration in range(1, 60)], 10**9)
    few = history.thinned(10)
    assert len(few) == 10
    for moment in (0, 30, 59):
        start, copy = few.nearest(moment)
        assert copy is history.nearest(start)[1]
    few.keep(61, parameters(61))
    few.forget_after(0)
    assert len(history) == 60
    assert few.nbytes < history.nbytes


def test_a_copy_does_not_follow_the_array_it_was_made_of():
    history, flat = History(EACH), parameters(1)
    history.keep(0, flat)
    flat += 1
    np.testing.assert_array_equal(history.nearest(0)[1], parameters(1))


@pytest.mark.parametrize("budget", [0, 1])
def test_the_smallest_budget_still_has_room_for_the_first_and_one_more(budget):
    history = history_after([("keep", 5), ("keep", 9)], budget)
    assert 1 <= len(history) <= 2
    assert history.nearest(4)[0] == 0


def test_a_long_run_stays_inside_the_budget_of_the_history():
    run = Run(FULL)
    run.copies.all = History(run.trainer.initial.nbytes, budget=10 * (200 + 13 * 8))
    run.history.keep(0, run.trainer.initial)
    for _ in range(60):
        run.advance(17)
    assert len(run.history) <= 10
    assert run.history.nearest(0)[0] == 0
