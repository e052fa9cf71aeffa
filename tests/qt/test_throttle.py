"""While a run plays, what is dear is done seldom, and its last moment is never left out."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject

from nnviz.qt.throttle import Throttle
from nnviz.session.speeds import SPEEDS
from tests.qt.driving import plain

QUICK = next(speed for speed in SPEEDS if speed.by_line and speed.rate == 20)


@pytest.fixture
def bridge():
    return SimpleNamespace(moving=True)


def test_what_is_refused_while_moments_follow_one_another_is_done_a_little_later(qtbot, bridge):
    owner, done = QObject(), []
    throttle = Throttle(bridge, lambda: done.append(throttle.passes()), owner, every=0.01)
    assert throttle.passes()
    assert not throttle.passes()
    assert not throttle.passes()
    qtbot.waitUntil(lambda: bool(done))
    assert done == [True]
    assert not throttle._timer.isActive()


def test_nothing_is_refused_where_nothing_moves_and_nothing_is_left_to_be_done(qtbot, bridge):
    owner = QObject()
    throttle = Throttle(bridge, lambda: None, owner, every=1000.0)
    assert throttle.passes()
    assert not throttle.passes()
    bridge.moving = False
    assert throttle.passes()
    assert throttle.passes()
    assert not throttle._timer.isActive()


def test_what_is_in_a_hurry_passes_once(bridge):
    owner = QObject()
    throttle = Throttle(bridge, lambda: None, owner, every=1000.0)
    assert throttle.passes()
    throttle.hurry()
    assert throttle.passes()
    assert not throttle.passes()
    throttle._timer.stop()


def test_a_run_that_is_held_shows_the_line_where_it_waits_everywhere(window, monkeypatch):
    window.window._docks.bring("Debug")
    window.session.watch("A1[1,1]")
    window.session.set_speed(QUICK)
    window.session.play()
    panels = [window.panel(title) for title in ("Debug", "Cost", "By layer")]
    for each in (window.window.timeline.panel._numbers, *(panel._throttle for panel in panels)):
        monkeypatch.setattr(each, "_every", 1000.0)  # as if the last look had been just now
    window.wait_for(lambda: window.snapshot.line >= 4)
    assert "Running" in window.status
    window.window._player.hold(True)
    window.draw()
    assert window.session.playing
    line = window.snapshot.line
    assert plain(window.window.timeline.panel._line.text()) == f"line {line} of 17"
    table = window.panel("Debug").watches.table
    assert not table.rows.cells[0][1].note  # it is computed by now
    assert "Next:" in window.status
    assert "Running" not in window.status
    window.session.pause()
