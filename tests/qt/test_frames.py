"""When the panels draw: once a turn of the event loop, and only where somebody can see it."""

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture
def counting(monkeypatch):
    """Counts how often a panel is refreshed."""

    def count(panel):
        calls, refresh = [], panel.refresh

        def counted(snapshot):
            calls.append(snapshot)
            refresh(snapshot)

        monkeypatch.setattr(panel, "refresh", counted)
        return calls

    return count


def test_many_moves_within_one_turn_give_one_frame(window, qtbot):
    frames = []
    window.window.context.bridge.frame.connect(frames.append)
    for _ in range(10):
        window.session.step()
    assert frames == []
    with qtbot.waitSignal(window.window.context.bridge.frame):
        pass
    QApplication.processEvents()
    assert len(frames) == 1
    assert frames[0] is window.snapshot
    assert frames[0].line == 10


def test_without_a_move_there_is_no_frame(window):
    frames = []
    window.window.context.bridge.frame.connect(frames.append)
    window.draw()
    QApplication.processEvents()
    assert frames == []


@pytest.mark.parametrize("name", ["Program", "Bench", "Cost", "Decision region"])
def test_a_hidden_panel_costs_nothing_and_catches_up_when_shown(window, counting, name):
    panel, dock = window.panel(name), window.dock(name)
    dock.hide()
    calls = counting(panel)
    for _ in range(3):
        window.press("Ctrl+Right")
        window.draw()
    window.press("Ctrl+D")
    assert calls == []
    dock.show()
    dock.raise_()
    QApplication.processEvents()
    assert calls
    assert calls[-1] is window.snapshot


def test_a_panel_behind_another_tab_costs_nothing_and_catches_up(window, counting):
    calls = counting(window.panel("Setup"))
    window.press("Ctrl+Right")
    window.draw()
    assert calls == []
    window.session.set_up("learning_rate", 0.5)
    window.draw()
    window.show_setup()
    window.draw()
    assert window.shown_in("Learning rate") == "0.5"


def test_a_frame_draws_each_panel_in_sight_once(window, counting):
    titles = ("Program", "Bench", "Cost", "Decision region")
    calls = {title: counting(window.panel(title)) for title in titles}
    calls["Network"] = counting(window.window.network)
    window.press("Right")
    window.draw()
    assert {name: len(each) for name, each in calls.items()} == dict.fromkeys(calls, 1)


def test_the_network_catches_up_when_it_comes_back(window):
    window.window.network.hide()
    window.press("Ctrl+Right")
    window.draw()
    assert window.columns[2].values is None
    window.window.network.show()
    window.draw()
    assert window.columns[2].values is not None
