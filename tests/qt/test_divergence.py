"""A run that leaves the finite numbers stops, says where, and the window goes on."""

import numpy as np
import pytest

from nnviz.session.run import Run
from tests.qt.driving import bits

WILD = {"output": "linear", "loss": "squared_error", "learning_rate": 1e6}


def first_not_finite(experiment):
    """The first matrix that is not finite, found line by line."""
    run = Run(experiment)
    with np.errstate(all="ignore"):
        for _ in range(100_000):
            run.step()
            name = run.program.steps[run.line - 1].name
            if not np.isfinite(run.snapshot().matrices[name]).all():
                return name, run.iteration, run.line
    raise AssertionError("it stays finite")


@pytest.fixture
def wild(open_window):
    return open_window("circle", **WILD)


@pytest.mark.parametrize("preset", ["xor", "circle", "blobs"])
def test_running_stops_and_names_the_first_matrix_that_is_not_finite(open_window, preset):
    wild = open_window(preset, **WILD)
    name, iteration, line = first_not_finite(wild.experiment)
    wild.play_until(lambda: not wild.session.playing)
    wild.draw()
    (sentence,) = wild.explanations()
    assert sentence.startswith(f"Stopped in iteration {iteration + 1}: {name} is the first matrix")
    assert "smaller learning rate" in sentence
    assert (wild.snapshot.iteration, wild.snapshot.line) == (iteration, line)
    assert wild.just_done == [name]
    assert not wild.action("Run").isChecked()
    for panel in (
        wild.window.network,
        wild.panel("Bench"),
        wild.panel("Cost"),
        wild.panel("Decision region"),
    ):
        panel.grab()
    assert wild.bench_line == name


def test_the_window_goes_on(wild):
    wild.play_until(lambda: not wild.session.playing)
    wild.draw()
    assert wild.explanations()
    wild.press("Left")
    wild.draw()
    assert not wild.explanations()
    wild.press("Home")
    wild.draw()
    assert wild.where == (0, 0)
    wild.press("Right")
    assert wild.where == (0, 1)
    wild.session.set_up("learning_rate", 0.01)
    wild.press("Home")
    wild.reach(20)
    assert np.isfinite(wild.snapshot.evaluation.cost)
    assert not wild.explanations()


def test_run_is_not_shown_as_running_when_it_cannot_run(wild):
    wild.play_until(lambda: not wild.session.playing)
    for _ in range(2):
        wild.press("Space")
        wild.draw()
        assert not wild.session.playing
        assert not wild.action("Run").isChecked()
        assert wild.explanations()


def test_stepping_through_what_is_not_finite_paints_it(wild):
    wild.play_until(lambda: not wild.session.playing)
    for _ in range(20):
        wild.press("Right")
        wild.draw()
        wild.picture()
    wild.press("Ctrl+Right")
    wild.press("L")
    wild.draw()
    wild.picture()
    for layer, column in enumerate(wild.layers):
        assert wild.point_at(column.x, column.y[0]), layer
    wild.press("G")
    wild.press("C")
    wild.draw()


def test_a_step_back_shows_where_it_comes_from(wild):
    _, iteration, line = first_not_finite(wild.experiment)
    wild.play_until(lambda: not wild.session.playing)
    wild.press("Left")
    assert (wild.snapshot.iteration, wild.snapshot.line) == (iteration, line - 1)
    assert all(np.isfinite(each).all() for each in wild.snapshot.matrices.values())
    wild.press("Right")
    assert wild.explanations()


def test_next_epoch_and_next_phase_stop_there_too(wild):
    name, iteration, _ = first_not_finite(wild.experiment)
    for _ in range(iteration + 2):
        wild.press("Ctrl+Shift+Right")
    wild.draw()
    assert wild.explanations()[0].split(": ")[1].startswith(name)


def test_opening_a_preset_ends_the_problem(wild):
    wild.play_until(lambda: not wild.session.playing)
    wild.session.open_preset("spiral")
    wild.draw()
    assert not wild.explanations()
    stopped = bits(wild.snapshot)
    wild.press("Right")
    assert bits(wild.snapshot) != stopped


def test_saying_what_is_wrong_leaves_the_window_as_large_as_it_was(open_window):
    window = open_window("xor", learning_rate=1e6, output="linear", loss="squared_error")
    before = window.window.size(), window.window.network.height()
    window.play_until(lambda: not window.session.playing)
    window.draw()
    assert window.explanations()
    assert window.window.size() == before[0]
    assert window.window.network.height() > before[1] - 40
