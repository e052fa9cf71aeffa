"""Breakpoints: what is met, how often, where a run stands then, and what an iteration knows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.errors import UserError
from nnviz.session.breakpoints import MOST, Breakpoints
from nnviz.session.changes import replaced
from nnviz.session.expressions import ExpressionError, parse
from nnviz.session.presets import load_preset
from nnviz.session.run import Run
from nnviz.session.session import Session
from tests.session.moving import Straight, assert_moment
from tests.strategies import EXPERIMENTS, FULL, SHORT_LAST, experiments

# Of every experiment's first layer, so that all of them know the names.
CONDITIONS = (
    "J < 0.6",
    "max(abs(dW1)) > 0.05",
    "norm(W1) > 1.2",
    "mean(Z1) > 0",
    "iteration == 3",
    "epoch > 1 and norm(dW1) < 0.1",
    "any(A1 > 0.9)",
    "W1[1,1] > b1[1,1]",
)
LINES = ("Z1", "J", "dW1", "W1", "b1")
MOMENTS = 25  # iterations that are looked at


def expected(experiment, lines, conditions):
    """Every moment at which something is met, by single steps and nothing else: edge by edge."""
    run = Run(experiment)
    count = len(run.program.steps)
    index = run.program.index
    read = {text: parse(text, run.trainer.shapes) for text in conditions}
    behind = {}
    for text, each in read.items():
        places = [index.get(name, 0) + 1 for name in each.names - {"iteration", "epoch"}]
        behind[text] = max(places, default=count)
    held = dict.fromkeys(conditions, False)
    met = {}
    while run.completed < MOMENTS:
        run.step()
        values = dict(run._at.machine.matrices.named)
        values |= {"iteration": run.completed, "epoch": run.trainer.epoch(run.completed)}
        names = [line for line in lines if (index[line] or count) == run.line]
        for text in conditions:
            if behind[text] == run.line:
                before, held[text] = held[text], bool(read[text].value(values))
                if held[text] and not before:
                    names.append(text)
        if names:
            met[run.iteration, run.line] = sorted(names)
    return met


def made(experiment, lines, conditions):
    breakpoints = Breakpoints()
    run = Run(experiment, breakpoints=breakpoints)
    for line in lines:
        breakpoints.toggle(line, run.program)
    for condition in conditions:
        breakpoints.add(condition, run.trainer.shapes)
    return run


def by_lines(run):
    run.step(stopping=True)


WAYS = {
    "at once": lambda run: run.advance(MOMENTS - run.completed),
    "in pieces": lambda run: run.advance(3),
    "for a time": lambda run: run.run_for(0.002),
    "by iterations": lambda run: run.finish_iteration(),
    "by phases": lambda run: run.finish_phase(),
    "by epochs": lambda run: run.finish_epoch(),
    "by lines that play": by_lines,
}


def stops(run, move):
    """Every moment at which a run stops when it is driven like this, and because of what."""
    found = {}
    while run.completed < MOMENTS:
        move(run)
        if run.stopped and run.completed <= MOMENTS:
            names = sorted(each.line or each.condition for each in run.stopped)
            found[run.iteration, run.line] = names
    return {place: names for place, names in found.items() if place[0] < MOMENTS}


@pytest.mark.parametrize("way", WAYS)
@given(
    experiments,
    st.lists(st.sampled_from(LINES), max_size=2, unique=True),
    st.lists(st.sampled_from(CONDITIONS), max_size=4, unique=True),
)
def test_a_run_stops_at_the_same_moments_however_it_is_driven(way, experiment, lines, conditions):
    run = made(experiment, lines, conditions)
    assert stops(run, WAYS[way]) == expected(experiment, lines, conditions)


@given(experiments, st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=3, unique=True))
def test_where_it_stops_it_has_the_bits_of_running_straight_there(experiment, conditions):
    run, straight = made(experiment, (), conditions), Straight(experiment)
    while run.completed < MOMENTS:
        run.advance(MOMENTS - run.completed)
        assert_moment(run.snapshot(), straight)


def test_there_is_something_to_stop_at():
    for experiment in EXPERIMENTS:
        assert expected(experiment, ("dW1",), CONDITIONS)


# -- hits ------------------------------------------------------------------------------------------


def test_the_first_hits_can_be_let_pass():
    run = made(FULL, ("dW1",), ())
    (breakpoint_,) = run.breakpoints
    run.breakpoints.set(breakpoint_, passes=4)
    run.advance(20)
    assert (run.iteration, run.line) == (4, run.program.index["dW1"])
    assert breakpoint_.hits == 5
    run.advance(20)
    assert run.iteration == 5


def test_hits_are_counted_from_the_start_of_a_run():
    run = made(FULL, ("dW1",), ())
    (breakpoint_,) = run.breakpoints
    run.breakpoints.set(breakpoint_, passes=2)
    for _ in range(2):
        run.advance(20)
        assert (run.iteration, breakpoint_.hits) == (2, 3)
        run.restart()
        assert breakpoint_.hits == 0


def test_a_new_limit_counts_anew():
    run = made(FULL, ("dW1",), ())
    (breakpoint_,) = run.breakpoints
    run.advance(1)
    run.breakpoints.set(breakpoint_, passes=2)
    assert breakpoint_.hits == 0
    run.advance(20)
    assert run.iteration == 3


def test_a_condition_that_stays_true_is_met_once():
    run = made(FULL, (), ("iteration >= 2",))
    run.advance(50)
    assert run.completed == 2
    run.advance(50)
    assert run.completed == 52
    assert next(iter(run.breakpoints)).hits == 1


def test_a_condition_that_holds_when_it_is_set_waits_until_it_becomes_true_again():
    run = Run(FULL)
    run.advance(5)
    run.breakpoints.add("iteration > 1", run.trainer.shapes)
    run.advance(10)
    assert run.completed == 15


def test_a_restart_meets_what_a_new_run_meets():
    run = made(FULL, (), ("norm(dW1) > 0",))
    run.advance(9)
    first = run.iteration, run.line
    run.advance(9)
    run.restart()
    run.advance(9)
    assert (run.iteration, run.line) == first


def test_single_steps_pass_a_breakpoint_without_a_hit():
    run = made(FULL, ("dW1",), ("epoch > 0",))
    for _ in range(3 * run.lines):
        run.step()
        assert run.stopped == ()
    assert [each.hits for each in run.breakpoints] == [0, 0]


def test_one_that_is_not_enabled_is_not_met():
    run = made(FULL, ("dW1",), ("iteration == 2",))
    for each in run.breakpoints:
        run.breakpoints.set(each, enabled=False)
    run.advance(9)
    assert run.completed == 9
    assert [each.hits for each in run.breakpoints] == [0, 0]


def test_what_is_not_finite_comes_before_a_breakpoint_behind_it():
    changes = {"loss": "squared_error", "output": "linear", "learning_rate": 1e3}
    experiment = replaced(FULL, changes)
    plain = Run(experiment)
    plain.advance(10_000)
    assert plain.problem is not None
    run = made(experiment, (), (f"iteration == {plain.problem.iteration + 2}",))
    run.advance(10_000)
    assert run.problem == plain.problem
    assert run.stopped == ()


# -- the list --------------------------------------------------------------------------------------


def test_a_line_is_toggled_and_its_own_breakpoint_found():
    run = Run(FULL)
    breakpoints = run.breakpoints
    first = breakpoints.toggle("dW1", run.program)
    assert breakpoints.at("dW1") is first
    assert first.title == "before dW1"
    assert breakpoints.toggle("dW1", run.program) is None
    assert breakpoints.at("dW1") is None
    with pytest.raises(UserError, match="no line 'dW9'"):
        breakpoints.toggle("dW9", run.program)


def test_a_condition_that_is_there_is_enabled_and_not_doubled():
    breakpoints, shapes = Breakpoints(), Run(FULL).trainer.shapes
    first = breakpoints.add("J < 1", shapes)
    breakpoints.set(first, enabled=False)
    assert breakpoints.add(" J < 1 ", shapes) is first
    assert first.enabled
    assert len(breakpoints) == 1


def test_a_refused_condition_changes_nothing():
    breakpoints, shapes = Breakpoints(), Run(FULL).trainer.shapes
    one = breakpoints.add("J < 1", shapes)
    with pytest.raises(ExpressionError):
        breakpoints.add("J <", shapes)
    with pytest.raises(ExpressionError):
        breakpoints.rewrite(one, "dW9 > 1", shapes)
    assert [each.condition for each in breakpoints] == ["J < 1"]


def test_a_rewritten_condition_counts_its_hits_anew():
    run = made(FULL, (), ("iteration == 1",))
    (one,) = run.breakpoints
    run.advance(9)
    new = run.breakpoints.rewrite(one, "iteration == 3", run.trainer.shapes)
    assert list(run.breakpoints) == [new]
    assert new.hits == 0
    run.advance(9)
    assert run.completed == 3
    assert (one.hits, new.hits) == (1, 1)


def test_a_rewritten_condition_keeps_its_place_and_how_it_is_met():
    breakpoints, shapes = Breakpoints(), Run(FULL).trainer.shapes
    first, one, last = (breakpoints.add(f"J < {number}", shapes) for number in (1, 2, 3))
    breakpoints.set(one, enabled=False, passes=4)
    new = breakpoints.rewrite(one, "J < 4", shapes)
    assert list(breakpoints) == [first, new, last]
    assert (new.enabled, new.passes) == (False, 4)


def test_one_that_is_rewritten_to_another_takes_its_place_too():
    breakpoints, shapes = Breakpoints(), Run(FULL).trainer.shapes
    other, one = breakpoints.add("J < 1", shapes), breakpoints.add("J < 2", shapes)
    breakpoints.toggle("dW1", Run(FULL).program)
    breakpoints.rewrite(one, " J < 1", shapes)
    assert [each.title for each in breakpoints] == ["J < 1", "before dW1"]
    assert other not in list(breakpoints)


@pytest.mark.parametrize(
    "change",
    [
        lambda list_, one, shapes: list_.remove(one),
        lambda list_, one, shapes: list_.clear(),
        lambda list_, one, shapes: list_.set(one, enabled=False),
        lambda list_, one, shapes: list_.rewrite(one, "J < -1", shapes),
    ],
    ids=["removed", "cleared", "disabled", "rewritten"],
)
def test_what_is_changed_while_a_run_is_on_its_way_stops_it_no_more(change):
    run = made(FULL, (), ("iteration >= 1",))
    (one,) = run.breakpoints
    (check,) = run.breakpoints.checks(run.program, run.trainer.shapes)
    change(run.breakpoints, one, run.trainer.shapes)
    assert not check.stops({"iteration": 5.0})  # as a run does that asked before
    assert [each.hits for each in (one, *run.breakpoints)].count(0) == 1 + len(run.breakpoints)


def test_what_is_known_of_a_list_is_forgotten_with_every_change():
    run = made(FULL, ("dW1",), ("J < 1",))
    breakpoints, key = run.breakpoints, (run.program, run.trainer.shapes)
    first = breakpoints.checks(*key)
    assert breakpoints.checks(*key) is first
    breakpoints.set(first[0].breakpoint, enabled=False)
    assert [check.breakpoint for check in breakpoints.checks(*key)] == [first[1].breakpoint]


def test_a_change_while_the_checks_are_made_is_not_lost(monkeypatch):
    run = made(FULL, (), ("J < 1",))
    breakpoints, key = run.breakpoints, (run.program, run.trainer.shapes)
    check = Breakpoints._check

    def changed_meanwhile(which, *of):
        monkeypatch.setattr(Breakpoints, "_check", staticmethod(check))
        breakpoints.toggle("dW1", run.program)  # as another thread would
        return check(which, *of)

    monkeypatch.setattr(Breakpoints, "_check", staticmethod(changed_meanwhile))
    breakpoints.checks(*key)
    assert [each.breakpoint.line for each in breakpoints.checks(*key)] == ["", "dW1"]


def test_there_are_at_most_fifty():
    breakpoints, run = Breakpoints(), Run(FULL)
    for number in range(MOST):
        breakpoints.add(f"iteration == {number}", run.trainer.shapes)
    with pytest.raises(UserError, match=f"{MOST} breakpoints already"):
        breakpoints.add("J < 1", run.trainer.shapes)
    with pytest.raises(UserError, match=f"{MOST} breakpoints already"):
        breakpoints.toggle("dW1", run.program)
    assert len(breakpoints) == MOST


def test_every_change_is_told_and_hits_alone_are_not():
    run, told = made(SHORT_LAST, (), ()), []
    breakpoints, shapes = run.breakpoints, run.trainer.shapes
    breakpoints.changed.connect(lambda: told.append(len(breakpoints)))
    one = breakpoints.add("iteration > 2", shapes)
    breakpoints.toggle("dW1", run.program)
    breakpoints.set(one, enabled=False)
    one = breakpoints.rewrite(one, "iteration > 4", shapes)
    run.advance(3)
    breakpoints.remove(one)
    breakpoints.clear()
    assert told == [1, 2, 2, 2, 1, 0]


# -- another network -------------------------------------------------------------------------------


def test_what_another_network_does_not_know_says_so_at_once_and_comes_back():
    session = Session(load_preset("xor"), "xor")
    session.toggle_breakpoint("dW2")
    session.break_when("any(isnan(Z2))")
    session.break_when("J < 0.05")
    session.set_up("hidden", ())
    problems = [each.problem for each in session.breakpoints]
    assert problems[0] == "this network has no line dW2."
    assert "no matrix 'Z2'" in problems[1]
    assert problems[2] == ""
    session.run.advance(3)
    session.set_up("hidden", (3,))
    assert [each.problem for each in session.breakpoints] == ["", "", ""]
    session.next_iteration()
    assert session.snapshot.next.name == "dW2"


def test_lines_of_the_full_chain_rule_are_known_only_while_it_is_shown():
    session = Session(load_preset("xor"), "xor")
    session.look("chain", True)
    session.toggle_breakpoint("G1")
    session.look("chain", False)
    assert next(iter(session.breakpoints)).problem
    session.look("chain", True)
    assert not next(iter(session.breakpoints)).problem


def test_a_problem_is_over_once_the_condition_is_rewritten():
    session = Session(load_preset("xor"), "xor")
    one = session.break_when("norm(dW2) > 0")
    session.set_up("hidden", ())
    assert one.problem
    new = session.breakpoints.rewrite(one, "norm(dW1) > 0", session.shapes)
    assert new.problem == ""


def test_the_sentence_says_what_stopped_the_run():
    session = Session(load_preset("xor"), "xor")
    session.toggle_breakpoint("dZ2")
    session.break_when("J > 0")
    session.next_iteration()
    assert session.stopped == "Stopped: J > 0 is true."
    session.next_iteration()
    assert session.stopped == "Stopped: breakpoint before dZ2."
    session.next_iteration()
    session.next_iteration()
    assert session.stopped == "Stopped: breakpoint before dZ2 (hit 2)."
    session.step()
    assert session.stopped == ""


def test_a_jump_looks_at_no_breakpoint():
    session = Session(load_preset("xor"), "xor")
    session.run.advance(40)
    session.toggle_breakpoint("dW1")
    session.jump(20, 3)
    assert session.stopped == ""
    assert session.snapshot.line == 3
    np.testing.assert_equal(next(iter(session.breakpoints)).hits, 0)
