"""The decision region: what the network answers in every point, and the samples over it."""

import numpy as np
import pytest

from nnviz.qt.theme import LIGHT
from nnviz.session.data_settings import Data
from nnviz.session.experiment import Experiment, NetworkSettings
from nnviz.session.presets import preset_names


def answers(window, points):
    """A_L in these points, computed here."""
    network, parameters = window.snapshot.program.network, window.snapshot.parameters
    A = points.T
    for layer in range(1, network.depth + 1):
        Z = parameters.W[layer] @ A + parameters.b[layer]
        name = network.activations[layer - 1].name
        if name == "softmax":
            e = np.exp(Z - Z.max(axis=0))
            A = e / e.sum(axis=0)
        else:
            A = {"tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
                 "relu": lambda z: np.maximum(z, 0), "linear": lambda z: z}[name](Z)  # fmt: skip
    return A


def pixels(window):
    """Centres of the pixels, the colours they are painted with, and the rectangle."""
    index, box, table = window.region
    rows, columns = index.shape
    x = box.left() + (np.arange(columns) + 0.5) / columns * box.width()
    y = box.top() + (np.arange(rows) + 0.5) / rows * box.height()
    across, up = np.meshgrid(x, y)
    assert index.max() < len(table)
    return np.column_stack([across.ravel(), up.ravel()]), index.ravel(), box


@pytest.mark.parametrize("preset", ["xor", "spiral"])
def test_each_side_of_the_boundary_has_the_colour_of_its_class(open_window, preset):
    window = open_window(preset)
    window.reach(300)
    window.draw()
    points, index, _ = pixels(window)
    output = answers(window, points)[0]
    clear = np.abs(output - 0.5) > 0.01
    np.testing.assert_array_equal(index[clear] > 127, output[clear] > 0.5)
    np.testing.assert_allclose((index / 127.0 - 1) / 2, output - 0.5, atol=0.003)


def test_the_region_is_that_of_the_session(window):
    window.press("Ctrl+Right")
    window.draw()
    points, index, _ = pixels(window)
    output = window.session.activations_at(points)[-1][0]
    np.testing.assert_array_equal(index, np.rint(output * 254).astype(int))


def test_two_softmax_outputs_are_told_apart(open_window):
    window = open_window("gaussians")
    window.reach(50)
    window.draw()
    points, index, _ = pixels(window)
    first, second = answers(window, points)
    clear = np.abs(first - second) > 0.01
    np.testing.assert_array_equal(index[clear] > 127, (second > first)[clear])


@pytest.mark.parametrize("classes", [3, 10, 100])
def test_of_many_classes_the_strongest_gives_its_colour(open_window, classes):
    experiment = Experiment(
        data=Data(source="blobs", samples=300, classes=classes),
        network=NetworkSettings(hidden=(6,), output="softmax", loss="categorical_cross_entropy"),
    )
    window = open_window(experiment)
    window.press("Ctrl+Shift+Right")
    window.draw()
    index, _, table = window.region
    points, flat, _ = pixels(window)
    winner = answers(window, points).argmax(axis=0)
    # What is painted is a blend of the surface with the colour of the winner's class.
    colours = LIGHT.classes(classes)
    for k in np.unique(winner):
        for entry in np.unique(flat[winner == k]):
            painted = np.array(rgb(table[entry])) - rgb(int(LIGHT.surface[1:], 16))
            own = np.array(rgb(int(colours[k][1:], 16))) - rgb(int(LIGHT.surface[1:], 16))
            parallel = painted @ own / np.linalg.norm(painted) / np.linalg.norm(own)
            assert parallel > 0.99, (k, entry)
    assert index.shape[0] > 20


def rgb(colour):
    return np.array([(colour >> 16) & 255, (colour >> 8) & 255, colour & 255], float)


def test_every_sample_lies_in_the_region_and_has_a_point(window):
    panel = window.window.decision
    for preset in preset_names():
        window.session.open_preset(preset)
        window.draw()
        _, box, _ = window.region
        trainer = window.session.run.trainer
        for samples, item in ((trainer.train, panel._points), (trainer.test, panel._test_points)):
            inputs = samples.dataset.inputs
            assert (inputs >= (box.left(), box.top())).all(), preset
            assert (inputs <= (box.right(), box.bottom())).all(), preset
            x, y = item.getData()
            np.testing.assert_array_equal(np.column_stack([x, y]), inputs)


def test_the_region_fills_what_is_in_sight_after_a_resize(window):
    for size in ((1280, 700), (1000, 800), (1600, 900)):
        window.window.resize(*size)
        window.draw()
        (left, right), (bottom, top) = window.window.decision.plot.viewRange()
        points, index, box = pixels(window)
        assert box.left() == pytest.approx(left)
        assert box.right() == pytest.approx(right)
        assert box.top() == pytest.approx(bottom)
        assert box.bottom() == pytest.approx(top)
        np.testing.assert_allclose((index / 127.0 - 1) / 2, answers(window, points)[0] - 0.5,
                                   atol=0.003)  # fmt: skip


def test_the_region_follows_a_resize_that_happened_while_it_was_hidden(window):
    dock = window.dock("Decision region")
    dock.hide()
    window.window.resize(1500, 700)
    window.press("Ctrl+Right")
    window.draw()
    dock.show()
    dock.raise_()
    window.draw()
    (left, right), (bottom, top) = window.window.decision.plot.viewRange()
    points, index, box = pixels(window)
    assert box.left() == pytest.approx(left)
    assert box.height() == pytest.approx(top - bottom)
    assert box.right() == pytest.approx(right)
    np.testing.assert_allclose((index / 127.0 - 1) / 2, answers(window, points)[0] - 0.5,
                               atol=0.003)  # fmt: skip


def test_other_data_has_another_region(window):
    window.session.open_preset("spiral")
    window.draw()
    _, box, _ = window.region
    assert box.width() > 11
    window.press("Ctrl+Z")
    window.draw()
    _, box, _ = window.region
    assert box.width() < 4


@pytest.mark.parametrize("inputs", [1, 3])
def test_other_than_two_inputs_a_hint_says_what_to_open(open_window, inputs):
    window = open_window(Experiment(data=Data(source="blobs", inputs=inputs, samples=30)))
    panel = window.window.decision
    assert not panel.plot.isVisible()
    assert panel._hint.isVisible()
    assert "two inputs" in panel._hint.text()
    assert ("more" in panel._hint.text()) == (inputs > 2)
    window.press("Ctrl+Right")
    window.session.open_preset("xor")
    window.draw()
    assert panel.plot.isVisible()
    assert not panel._hint.isVisible()


def test_the_chosen_sample_is_ringed(window):
    for sample in range(4):
        window.session.look("sample", sample)
        window.draw()
        x, y = window.window.decision._chosen.getData()
        np.testing.assert_array_equal([x[0], y[0]], window.snapshot.matrices["X"][:, sample])
