"""Running and pausing: what trains, and what a person may do meanwhile."""

import numpy as np
import pytest

from nnviz.qt.panels.readout import Readout
from nnviz.session.presets import preset_names
from nnviz.session.run import Run
from nnviz.session.speeds import SPEEDS
from tests.qt.driving import bits, straight

BY_TITLE = {speed.title: speed for speed in SPEEDS}


def assert_one_state(window):
    """Session, run and panels agree; the moment shown is one that training passes through."""
    window.draw()
    session, snapshot = window.session, window.snapshot
    experiment, network = window.experiment, snapshot.program.network
    assert network.sizes == experiment.sizes
    assert session.run.program is snapshot.program
    assert len(window.columns) == len(network.sizes)
    for column, size in zip(window.columns, network.sizes, strict=True):
        assert len(column.layer.y) == size
    assert set(window.marks) == {step.name for step in snapshot.program.steps}
    assert len(window.just_done) == (1 if snapshot.line else 0)
    assert len(window.next_up) == 1
    if window.panel("Setup").isEnabled():
        assert tuple(box.value() for box in window.layer_boxes) == experiment.network.hidden
    assert window.action("Run").isChecked() == session.playing
    readout = window.window.findChild(Readout)
    if not session.playing and readout.isVisible():
        assert window.readout[:2] == [f"{snapshot.epoch:,}", f"{snapshot.completed:,}"]


def test_playing_trains_and_pausing_stops(window):
    start = window.snapshot.evaluation.cost
    window.reach(300)
    assert window.snapshot.evaluation.cost < start
    paused = bits(window.snapshot)
    window.draw()
    assert bits(window.session.run.snapshot()) == paused
    assert_one_state(window)


def test_the_cost_panel_follows_while_it_plays(window):
    window.play_until(lambda: len(window.curves[0][0]) > 100)
    window.session.pause()


@pytest.mark.parametrize(
    ("preset", "title"),
    [
        ("xor", "1000 iterations/s"),
        ("xor", "100 iterations/s"),
        ("spiral", "1000 iterations/s"),
        ("spiral", "as fast as it goes"),
    ],
)
def test_playing_gives_the_bits_of_running_straight(open_window, preset, title):
    window = open_window(preset)
    window.session.set_speed(BY_TITLE[title])
    window.reach(50)
    reached = window.snapshot.completed
    assert bits(window.snapshot) == bits(straight(window.experiment, reached))


def test_playing_line_by_line_gives_the_same_bits(window):
    window.session.set_speed(BY_TITLE["20 lines/s"])
    window.play_until(lambda: window.snapshot.line >= 3)
    window.session.pause()
    moment = window.snapshot
    assert bits(moment) == bits(straight(window.experiment, moment.iteration, moment.line))


def test_fifty_iterations_are_the_same_however_they_are_made(window):
    playing = Run(window.experiment)
    playing.advance(50)
    for _ in range(50):
        window.session.next_iteration()
    assert bits(window.snapshot) == bits(playing.snapshot())
    window.session.restart()
    for _ in range(50 * 17):
        window.session.run.step()
    window.session.publish()
    assert bits(window.snapshot) == bits(playing.snapshot())


def test_the_speed_can_change_while_it_plays(window):
    window.session.set_speed(BY_TITLE["1 line/s"])
    window.session.play()
    for title in ("as fast as it goes", "5 iterations/s", "1000 iterations/s", "20 lines/s"):
        now = window.snapshot.completed * 17 + window.snapshot.line
        window.session.set_speed(BY_TITLE[title])
        window.wait_for(lambda now=now: window.snapshot.completed * 17 + window.snapshot.line > now)
    window.session.pause()
    assert_one_state(window)


MEANWHILE = {
    "a step": lambda window: window.press("Right"),
    "a step back": lambda window: window.press("Left"),
    "an epoch": lambda window: window.press("Ctrl+Shift+Right"),
    "the same start": lambda window: window.press("Home"),
    "another start": lambda window: window.press("Ctrl+Home"),
    "another learning rate": lambda window: window.session.set_up("learning_rate", 0.05),
    "another batch size": lambda window: window.session.set_up("batch_size", 7),
    "a preset": lambda window: window.session.open_preset("xor"),
    "another layer": lambda window: window.session.set_up("hidden", (6, 5, 4)),
    "undo": lambda window: window.press("Ctrl+Z"),
    "undo and redo": lambda window: (window.press("Ctrl+Z"), window.press("Ctrl+Shift+Z")),
    "another theme": lambda window: window.press("Ctrl+D"),
    "another sample": lambda window: window.press("."),
    "the log scale": lambda window: window.press("L"),
    "another size": lambda window: window.window.resize(900, 600),
    "a chosen line": lambda window: window.choose_line("dW2"),
}


def test_whatever_a_person_does_while_it_plays_there_is_one_state(open_window, subtests):
    window = open_window("spiral")
    window.session.set_up("noise", 0.1)
    for what, do in MEANWHILE.items():
        with subtests.test(what):
            before = window.snapshot.completed
            window.play_until(lambda before=before: window.snapshot.completed > before)
            do(window)
            assert_one_state(window)
            window.session.pause()
            assert_one_state(window)


def test_a_learning_rate_changed_while_playing_does_not_stop_it(window):
    window.play_until(lambda: window.snapshot.completed > 10)
    window.session.set_up("learning_rate", 0.01)
    assert window.session.playing
    before = window.snapshot.completed
    window.wait_for(lambda: window.snapshot.completed > before + 10)
    assert window.snapshot.learning_rate == 0.01
    window.session.pause()


def test_presets_opened_one_after_another_while_it_plays(window):
    for name in [*preset_names(), *reversed(preset_names())]:
        window.session.open_preset(name)
        window.session.play()
    assert_one_state(window)
    window.reach(20)
    assert_one_state(window)
    assert (
        window.snapshot.parameters.flat.tobytes()
        == straight(window.experiment, window.snapshot.completed).parameters.flat.tobytes()
    )


def test_a_painted_moment_is_whole_before_the_next_frame_comes(open_window):
    window = open_window("spiral")  # batches of 10, two inputs, two hidden layers
    window.session.look("sample", 9)
    window.press("Right")
    window.draw()
    for name in ("blobs", "spiral", "gaussians"):
        window.session.open_preset(name)
        window.picture()  # before the panels have been told
    assert_one_state(window)


def test_the_pointer_rests_on_a_unit_while_another_network_is_opened(open_window):
    window = open_window("spiral")
    unit = window.layers[1].x, window.layers[1].y[-1]
    window.point_at(*unit)
    window.session.open_preset("xor")
    window.point_at(*unit)  # before the panels have been told
    window.draw()
    assert_one_state(window)


def test_the_short_last_batch_is_drawn_before_and_after_the_next(open_window):
    window = open_window("circle", samples=23, train_share=1.0, batch_size=10)
    window.session.look("sample", 9)
    for _ in range(4):  # 10, 10, 3, 10 samples
        window.session.next_iteration()
        window.picture()  # once before the panels are told, once after
        window.draw()
    assert window.session.column == 9


def test_closing_while_it_plays_ends_the_thread(open_window):
    window = open_window("spiral")
    window.play_until(lambda: window.snapshot.completed > 5)
    window.window.close()
    assert not window.session.playing


def test_the_status_line_says_whether_it_runs(window):
    window.play_until(lambda: "Running" in window.status)
    window.session.pause()
    window.draw()
    assert "Just done" in window.status
    assert "Next" in window.status


def test_the_readout_shows_where_the_run_stands(window):
    window.reach(40)
    window.draw()
    epoch, iteration, cost, accuracy = window.readout
    evaluation = window.snapshot.evaluation
    assert epoch == iteration == f"{window.snapshot.completed:,}"
    assert float(cost) == pytest.approx(evaluation.cost, rel=1e-3)
    assert accuracy == f"{100 * evaluation.accuracy:.1f} %"
    assert np.isfinite(evaluation.cost)
