"""Playing line by line: the pace, the flow on the edges, holding, and what an update did."""

import gc

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QTimer
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from nnviz.qt.motion import Motions
from nnviz.qt.panels.network_flow import LONGEST
from nnviz.session.flow import Motion
from nnviz.session.pointing import Cell
from nnviz.session.speeds import SPEEDS
from tests.qt.driving import bits, straight

BY_TITLE = {speed.title: speed for speed in SPEEDS}
QUICK = BY_TITLE["20 lines/s"]
SLOW = BY_TITLE["5 lines/s"]


@pytest.fixture
def flow(window):
    """The flow of a window on XOR that has drawn its start."""
    return window.window.network.flow


def step(window):
    """A step by a person who has looked at the one before."""
    window.window.network.flow._seen_at -= 1
    window.session.step()
    window.window.context.bridge.flush()


def step_to(window, name):
    step(window)
    while window.snapshot.done.name != name:
        step(window)


# -- the switch ----------------------------------------------------------------------------------


def test_a_key_plays_line_by_line_and_the_same_key_goes_back_to_where_it_was(window):
    usual = window.session.speed
    window.press("S")
    assert window.session.playing
    assert window.session.speed.by_line
    assert window.action("Slow motion").isChecked()
    window.wait_for(lambda: window.snapshot.line == 2)
    window.press("S")
    assert not window.session.playing
    assert window.session.speed is usual
    assert not window.action("Slow motion").isChecked()


def test_a_run_that_plays_is_slowed_down_and_goes_on_as_fast_as_before(window):
    window.play_until(lambda: window.snapshot.completed > 10)
    usual = window.session.speed
    window.press("S")
    assert window.session.playing
    window.wait_for(lambda: window.session.speed.by_line and window.snapshot.line > 0)
    window.press("S")
    assert window.session.playing
    assert window.session.speed is usual
    before = window.snapshot.completed
    window.wait_for(lambda: window.snapshot.completed > before + 10)
    window.session.pause()


def test_the_pace_is_the_one_last_chosen(window):
    window.press("S")
    window.session.set_speed(SLOW)
    window.press("S")
    window.press("S")
    assert window.session.speed is SLOW
    window.press("S")


def test_pausing_ends_it_and_the_key_takes_it_up_again(window):
    usual = window.session.speed
    window.press("S")
    window.press("Space")
    assert not window.session.playing
    assert not window.action("Slow motion").isChecked()
    window.press("S")
    assert window.session.playing
    window.press("S")
    assert window.session.speed is usual


def test_another_speed_chosen_meanwhile_is_kept(window):
    window.press("S")
    window.session.set_speed(BY_TITLE["100 iterations/s"])
    assert not window.action("Slow motion").isChecked()
    window.session.pause()
    window.press("S")
    window.press("S")
    assert window.session.speed is BY_TITLE["100 iterations/s"]


def test_slow_motion_passes_through_the_moments_of_training(window):
    window.session.set_speed(QUICK)
    window.press("S")
    window.wait_for(lambda: window.snapshot.completed == 1 and window.snapshot.line >= 2)
    window.press("S")
    moment = window.snapshot
    assert bits(moment) == bits(straight(window.experiment, moment.iteration, moment.line))


def test_in_slow_motion_the_network_shows_what_the_line_touches(window):
    window.session.set_speed(SLOW)
    window.session.play()
    window.wait_for(lambda: window.snapshot.line == 3)
    window.window.context.bridge.flush()
    assert window.window.network._lit.edges == {2}
    window.session.set_speed(BY_TITLE["100 iterations/s"])
    window.wait_for(lambda: window.snapshot.completed > 5)
    window.window.context.bridge.flush()
    assert not window.window.network._lit.edges
    window.session.pause()


# -- the flow ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "motion"),
    [
        ("Z1", Motion.FORWARD),
        ("A1", Motion.PULSE),
        ("Z2", Motion.FORWARD),
        ("dA1", Motion.BACKWARD),
        ("dW1", Motion.GLOW),
        ("W2", Motion.GLOW),
        ("b2", Motion.PULSE),
    ],
)
def test_a_step_shows_a_short_flow_and_then_nothing_moves(window, flow, line, motion):
    step_to(window, line)
    assert flow.running
    assert flow.item.isVisible()
    assert flow.item._motion is motion
    assert flow._lasts <= LONGEST
    window.wait_for(lambda: not flow.running)
    assert not flow.item.isVisible()


def test_the_flow_lies_between_the_layers_concerned(window, flow):
    step_to(window, "dA1")
    first, second = window.layers[1].x, window.layers[2].x
    box = flow.item.boundingRect()
    assert first < box.center().x() < second
    assert box.right() < second + 20
    step_to(window, "Z1")
    assert flow.item.boundingRect().right() < first + 20


def test_forward_it_runs_to_the_right_and_backward_to_the_left(window, flow):
    for line, sign in (("Z2", 1), ("dA1", -1)):
        step_to(window, line)
        for _, lines in flow.item._lines:
            assert (np.sign(lines[:, 2] - lines[:, 0]) == sign).all()


def test_its_picture_changes_as_it_runs_and_is_gone_at_the_end(window, flow):
    window.train(50)
    window.session.look("sample", 3)
    step_to(window, "Z2")
    flow._timer.stop()
    pictures = []
    for share in (0.2, 0.6):
        flow.item.show_share(share)
        pictures.append(window.window.network.view.grab().toImage())
    flow._timer.start()
    flow.stop()
    still = window.window.network.view.grab().toImage()
    assert pictures[0] != pictures[1]
    assert still not in pictures


@pytest.mark.parametrize(
    "move",
    [
        lambda window: window.session.step_back(),
        lambda window: window.session.next_phase(),
        lambda window: window.session.next_epoch(),
        lambda window: window.session.jump(0, 1),
        lambda window: window.session.look("edges", "dW"),
        lambda window: window.session.select("Z1"),
        lambda window: window.session.open_preset("circle"),
    ],
    ids=["back", "phase", "epoch", "jump", "look", "select", "preset"],
)
def test_nothing_else_makes_anything_move(window, flow, move):
    step_to(window, "A1")
    flow.stop()
    move(window)
    window.draw()
    assert not flow.running


def test_a_key_that_is_held_down_leaves_no_time_for_it(window, flow):
    step(window)
    window.session.step()
    window.window.context.bridge.flush()
    assert not flow.running


def test_at_full_speed_nothing_moves(window, flow):
    window.session.set_speed(QUICK)
    window.session.play()
    window.wait_for(lambda: window.snapshot.line >= 2)
    assert not flow.running
    window.session.set_speed(SPEEDS[-1])
    window.wait_for(lambda: window.snapshot.completed > 20)
    assert not flow.running
    window.session.pause()


def test_while_it_plays_slowly_every_line_is_followed_by_a_pause(window, flow):
    window.session.set_speed(SLOW)
    window.session.play()
    window.wait_for(lambda: flow.running)
    assert flow._lasts < 1 / SLOW.rate
    window.wait_for(lambda: not flow.running)
    window.session.pause()


def test_a_network_that_is_hidden_moves_nothing(window, flow):
    step_to(window, "Z1")
    window.window.network.hide()
    assert not flow.running
    step(window)
    assert not flow.running
    window.window.network.show()
    window.draw()


def test_folded_layers_flow_too(open_window):
    window = open_window("digits")
    flow = window.window.network.flow
    for line in ("Z1", "A1", "dA1", "dW1"):
        step_to(window, line)
        assert flow.running
        drawn = sum(len(lines) for _, lines in flow.item._lines)
        assert drawn <= 250
        window.window.network.view.grab()


def test_numbers_that_are_not_finite_flow_without_a_warning(open_window):
    window = open_window("xor", activation="relu")
    for layer in (1, 2):
        window.session.edit(f"W{layer}", 0, 0, 1e300)
    for _ in range(20):
        step(window)
        window.window.network.view.grab()
    assert window.snapshot.line > 0


def test_reduced_motion_is_honoured_and_remembered(window, flow, settings):
    window.action("Reduce motion").trigger()
    assert window.action("Reduce motion").isChecked()
    step_to(window, "Z1")
    assert not flow.running
    assert Motions(settings).reduced
    window.action("Reduce motion").trigger()
    step_to(window, "A1")
    assert flow.running
    assert not Motions(settings).reduced
    flow.stop()


def test_without_a_choice_the_style_says_whether_things_move(qapp, monkeypatch):
    assert not Motions(None).reduced
    monkeypatch.setattr(type(qapp.style()), "styleHint", lambda *_: 0)
    assert Motions(None).reduced


# -- holding -------------------------------------------------------------------------------------


class Pointer:
    """A pointer that is where a test says."""

    def __init__(self, window):
        self.window = window
        self.rest = window.window.pointer_rest
        self.player = window.window._player
        self.view = window.window.network.view
        self.place = self.view.mapToGlobal(QPoint(3, 3))
        self.rest.where = lambda: self.place

    def over_unit(self, layer=1, unit=0):
        column = self.window.layers[layer]
        scene = QPointF(column.x, float(column.y[unit]))
        inside = self.view.mapFromScene(scene)
        self.place = self.view.viewport().mapToGlobal(inside)
        self.view.pointed.emit(scene, QPointF(inside))

    def away(self):
        self.place = self.view.mapToGlobal(QPoint(3, 3))
        self.view.left.emit()


@pytest.fixture
def pointer(window):
    window.session.set_speed(QUICK)
    made = Pointer(window)
    yield made
    window.session.pause()


def test_a_pointer_that_comes_to_rest_on_a_unit_holds_the_next_line(window, pointer):
    window.play_until(lambda: window.snapshot.line >= 1)
    pointer.over_unit()
    window.wait_for(lambda: pointer.player.held)
    assert window.session.playing
    assert window.window.network.effect.lines == ("Held by the pointer:", "move it away to go on")
    stood = window.where
    for _ in range(20):
        QApplication.processEvents()
    assert window.where == stood
    pointer.away()
    window.wait_for(lambda: window.where != stood)
    assert not pointer.player.held
    assert window.window.network.effect.lines != ("Held by the pointer:", "move it away to go on")


def test_what_is_pointed_at_anywhere_holds_too(window, pointer):
    window.play_until(lambda: window.snapshot.line >= 1)
    window.session.pointing.point(Cell("W1", 0, 0))
    pointer.place += QPoint(1, 0)
    window.wait_for(lambda: pointer.player.held)
    window.session.pointing.point(None)
    window.wait_for(lambda: not pointer.player.held)


def test_a_pointer_on_nothing_holds_nothing(window, pointer):
    window.play_until(lambda: window.snapshot.line >= 1)
    pointer.place += QPoint(1, 0)
    window.wait_for(lambda: window.snapshot.completed >= 1)
    assert not pointer.player.held


def test_a_pointer_that_lay_there_before_playing_holds_nothing(window, pointer):
    pointer.over_unit()
    window.play_until(lambda: window.snapshot.completed >= 1)
    assert not pointer.player.held


def test_a_pointer_on_its_way_holds_nothing(window, pointer):
    window.play_until(lambda: window.snapshot.line >= 1)
    pointer.over_unit()
    start = window.snapshot.line

    def crossing():
        pointer.place += QPoint(0, 1)

    timer = QTimer()
    timer.timeout.connect(crossing)
    timer.start(20)
    window.wait_for(lambda: window.snapshot.line >= start + 8)
    timer.stop()
    assert not pointer.player.held


def test_space_ends_playing_that_is_held(window, pointer):
    window.play_until(lambda: window.snapshot.line >= 1)
    pointer.over_unit()
    window.wait_for(lambda: pointer.player.held)
    stood = window.where
    window.press("Space")
    assert not window.session.playing
    assert not pointer.player.held
    pointer.away()
    for _ in range(20):
        QApplication.processEvents()
    assert window.where == stood
    assert not window.action("Run").isChecked()


def test_stepping_while_held_pauses_and_steps_once(window, pointer):
    window.play_until(lambda: window.snapshot.line >= 1)
    pointer.over_unit()
    window.wait_for(lambda: pointer.player.held)
    line = window.snapshot.line
    window.session.step()
    assert not window.session.playing
    assert window.snapshot.line == line + 1
    assert not pointer.player.held


def test_at_full_speed_the_pointer_holds_nothing_and_its_numbers_stay_live(window, pointer):
    window.session.set_speed(SPEEDS[-1])
    window.play_until(lambda: window.snapshot.completed > 1)
    pointer.over_unit()
    before = window.snapshot.completed
    pointer.player.hold(True)
    window.wait_for(lambda: window.snapshot.completed > before + 500)
    assert not pointer.player.held


def test_a_faster_speed_while_held_lets_it_go(window, pointer):
    window.play_until(lambda: window.snapshot.line >= 1)
    pointer.over_unit()
    window.wait_for(lambda: pointer.player.held)
    window.session.set_speed(SPEEDS[-1])
    assert not pointer.player.held
    window.wait_for(lambda: window.snapshot.completed > 20)


def test_holding_and_going_on_gives_the_bits_of_training(window, pointer):
    window.play_until(lambda: window.snapshot.line >= 1)
    for _ in range(3):
        pointer.player.hold(True)
        pointer.player.hold(False)
        stood = window.where
        window.wait_for(lambda stood=stood: window.where != stood)
    window.session.pause()
    moment = window.snapshot
    assert bits(moment) == bits(straight(window.experiment, moment.iteration, moment.line))


def test_a_run_that_stands_or_is_fast_is_not_looked_at(window, pointer):
    timer = pointer.rest._timer
    assert not timer.isActive()
    window.session.play()
    assert timer.isActive()
    window.session.set_speed(SPEEDS[-1])
    assert not timer.isActive()
    window.session.pause()
    gc.collect()


# -- what an update did --------------------------------------------------------------------------


def test_the_update_says_what_was_projected_and_what_came_of_it(window):
    readout = window.window.network.effect
    step_to(window, "db1")
    assert readout.lines == ()
    step_to(window, "W1")
    assert readout.lines[0].startswith("projected ΔJ −")
    assert readout.lines[1].startswith("real ΔJ −")
    assert readout.lines[1].endswith(" %)")
    assert "curved" in readout.toolTip()
    step_to(window, "Z1")
    assert readout.lines == ()
    assert readout.toolTip() == ""


def test_a_step_that_was_too_long_is_said_in_words(open_window):
    window = open_window("xor", learning_rate=1000.0)
    step_to(window, "b2")
    readout = window.window.network.effect
    assert readout.lines[1].startswith("real ΔJ +")
    assert readout.lines[1].endswith("too long a step")
    assert "smaller learning rate" in readout.toolTip()


def test_while_it_plays_line_by_line_the_effect_is_shown_and_at_speed_it_is_not(window):
    readout = window.window.network.effect
    step_to(window, "db1")
    window.session.set_speed(QUICK)
    window.play_until(lambda: readout.lines != ())
    assert readout.lines[0].startswith("projected")
    window.session.set_speed(SPEEDS[-1])
    window.wait_for(lambda: window.snapshot.completed > 20)
    assert readout.lines == ()
    window.session.pause()
    assert readout.lines[0].startswith("projected")


@pytest.mark.parametrize("preset", ["xor", "digits"])
@pytest.mark.parametrize("presenting", [False, True])
def test_the_effect_has_room_in_the_head_of_the_network(open_window, presenting, preset):
    window = open_window(preset, learning_rate=10.0)
    if presenting:
        window.press("F8")
    step_to(window, "b2")
    window.draw()
    readout = window.window.network.effect
    assert window.in_sight(readout)
    longest = max(readout.lines, key=len)
    smallest = readout._theme.exact_font(0.72 * readout._theme.px(11), bold=True)
    assert QFontMetricsF(smallest).horizontalAdvance(longest) <= readout.width()


def test_where_there_is_little_room_a_number_of_the_effect_is_whole_or_not_there(window):
    window.session.run.advance(2000)
    step_to(window, "b2")
    readout = window.window.network.effect
    numbers = [line.split()[2] for line in readout.lines]
    seen = set()
    for width in range(30, 240, 10):
        readout.setFixedWidth(width)
        painted = readout.painted
        seen.add(tuple(line.split()[0] for line in painted))
        if painted:
            assert [each for line in painted for each in line.split() if each in numbers] == numbers
            _, size = readout._fitting()
            metrics = QFontMetricsF(readout._theme.exact_font(size, bold=True))
            assert max(map(metrics.horizontalAdvance, painted)) <= width
    assert () in seen
    assert readout.painted == readout.lines  # at the widest


def test_the_effect_of_an_update_is_its_own_after_an_edit_behind_it(window):
    step_to(window, "b2")
    readout = window.window.network.effect
    before = readout.lines
    window.session.edit("W1", 0, 0, 5.0)
    window.draw()
    assert readout.lines == before
    assert "set behind these lines are left out" in readout.toolTip()


def test_the_number_of_edges_comes_back_when_the_update_is_over(open_window):
    window = open_window("digits")
    count = window.window.network._count
    assert count.isVisible()
    step_to(window, "W1")
    assert not count.isVisible()
    step_to(window, "Z1")
    assert count.isVisible()
