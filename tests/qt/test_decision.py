"""The decision region: what the network answers in every point, and the samples over it."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from nnviz.present.regions import shades, value_levels
from nnviz.qt.panels.decision_pictures import as_image
from nnviz.qt.theme import LIGHT
from nnviz.session.data_settings import Data
from nnviz.session.experiment import Experiment, NetworkSettings
from nnviz.session.presets import preset_names
from tests.qt.driving import plain


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
    output = window.session.answers.activations_at(points)[-1][0]
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
    panel = window.panel("Decision region")
    for preset in preset_names():
        window.session.open_preset(preset)
        window.draw()
        _, box, _ = window.region
        parts = window.session.run.trainer.parts
        for part in ("train", "dev", "test"):
            inputs = getattr(parts, part).dataset.inputs
            if inputs.shape[1] != 2:
                continue
            assert (inputs >= (box.left(), box.top())).all(), preset
            assert (inputs <= (box.right(), box.bottom())).all(), preset
            x, y = panel.samples.parts[part].getData()
            np.testing.assert_array_equal(np.column_stack([x, y]), inputs)


def test_the_region_fills_what_is_in_sight_after_a_resize(window):
    for size in ((1280, 700), (1000, 800), (1600, 900)):
        window.window.resize(*size)
        window.draw()
        (left, right), (bottom, top) = window.panel("Decision region").plot.viewRange()
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
    (left, right), (bottom, top) = window.panel("Decision region").plot.viewRange()
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


def test_the_chosen_sample_is_ringed(window):
    for sample in range(4):
        window.session.look("sample", sample)
        window.draw()
        centre = window.panel("Decision region").samples.chosen.centre
        np.testing.assert_array_equal(
            [centre.x(), centre.y()], window.snapshot.matrices["X"][:, sample]
        )


def spot(window, x, y):
    """A place of the plane as one of the plot's viewport."""
    plot = window.panel("Decision region").plot
    return plot.mapFromScene(plot.getPlotItem().vb.mapViewToScene(QPointF(x, y)))


def point_at(window, x, y):
    """Hold the pointer over a place of the plane; returns what is written there."""
    panel = window.panel("Decision region")
    viewport = panel.plot.viewport()
    QTest.mouseMove(viewport, spot(window, x, y) + QPoint(40, 0))
    QTest.mouseMove(viewport, spot(window, x, y))
    return plain(panel._card.text()) if panel._card.isVisible() else None


def test_pointing_at_a_sample_tells_its_inputs_its_class_and_the_answer(window):
    window.reach(300)
    window.draw()
    text = point_at(window, 0, 1)
    answer = float(answers(window, np.array([[0.0, 1.0]]))[0, 0])
    assert "Sample 2 of train" in text
    assert "x₁ 0 x₂ 1 class 1" in text
    assert "taken for 1" in text
    assert float(re.search(r"answer ([0-9.e-]+)", text.replace("−", "-"))[1]) == pytest.approx(
        answer, rel=1e-12
    )


def test_pointing_at_a_place_tells_where_it_is_and_the_answer_there(window):
    text = point_at(window, 0.5, 0.3)
    assert "Sample" not in text
    x, y = (float(re.search(rf"{name} ([0-9.]+)", text)[1]) for name in ("x₁", "x₂"))
    assert (x, y) == pytest.approx((0.5, 0.3), abs=0.01)
    there = float(re.search(r"answer ([0-9.e-]+)", text)[1])
    assert there == pytest.approx(answers(window, np.array([[x, y]]))[0, 0], abs=1e-3)


def test_what_is_written_follows_the_training_and_goes_with_the_pointer(window):
    before = point_at(window, 0.5, 0.3)
    window.press("Ctrl+Right")
    window.draw()
    panel = window.panel("Decision region")
    assert plain(panel._card.text()) != before
    QApplication.sendEvent(panel.plot.viewport(), QEvent(QEvent.Type.Leave))
    assert not panel._card.isVisible()


def test_a_click_on_a_sample_shows_it_in_the_network(window):
    viewport = window.panel("Decision region").plot.viewport()
    for sample, (x, y) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=spot(window, x, y))
        assert window.session.column == sample


def test_a_click_on_a_sample_of_another_batch_chooses_nothing(open_window):
    window = open_window("xor", batch_size=1)
    window.session.look("sample", 3)
    elsewhere = next(row for row in range(4) if row not in window.snapshot.batch)
    viewport = window.panel("Decision region").plot.viewport()
    x, y = window.session.run.trainer.train.dataset.inputs[elsewhere]
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=spot(window, x, y))
    assert window.experiment.view.sample == 3
    x, y = window.session.run.trainer.train.dataset.inputs[window.snapshot.batch[0]]
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=spot(window, x, y))
    assert window.experiment.view.sample == 0


def test_train_dev_and_test_have_outlines_of_their_own_and_a_name_in_the_legend(open_window):
    window = open_window("circle", train_share=0.6, dev_share=0.2)
    panel = window.panel("Decision region")
    looks = set()
    for item in panel.samples.parts.values():
        spots = item.points()
        assert len(spots)
        looks.add((spots[0].brush().color().name(), spots[0].brush().style(),
                   spots[0].pen().color().name()))  # fmt: skip
    assert len(looks) == 3
    for name in ("train", "dev", "test", "0", "1"):
        assert name in panel.legend.accessibleName()


def test_the_legend_lies_beside_the_plot_and_can_be_hidden(window):
    panel = window.panel("Decision region")
    assert panel.legend.isVisible()
    assert not panel.legend.geometry().intersects(panel.pages.geometry())
    panel.legend_button.click()
    assert not panel.legend.isVisible()


def test_a_zoom_is_kept_when_only_the_network_changes(window):
    panel = window.panel("Decision region")
    panel.plot.setXRange(0, 0.5, padding=0)
    kept = panel.plot.viewRange()
    window.session.set_up("hidden", (4,))
    window.draw()
    assert panel.plot.viewRange() == kept
    panel.fit_button.click()
    window.draw()
    assert panel.plot.viewRange()[0][1] > 1


# -- other data ------------------------------------------------------------------------------------


REGRESSION = NetworkSettings(hidden=(4,), output="linear", loss="squared_error")


@pytest.mark.parametrize("standardize", ["none", "all"])
def test_a_regression_is_drawn_in_the_units_of_its_targets(open_window, standardize):
    data = Data(source="regression-gauss", samples=80, standardize=standardize)
    window = open_window(Experiment(data=data, network=REGRESSION))
    window.train(50)
    panel = window.panel("Decision region")
    points, flat, _ = pixels(window)
    parts = window.session.run.trainer.parts
    scaled = points if parts.inputs is None else parts.inputs.apply(points)
    output = answers(window, scaled)
    own = output if parts.values is None else parts.values.restore(output.T).T
    low, high = panel._scale
    assert low <= parts.train.dataset.values.min() < parts.train.dataset.values.max() <= high
    expected = np.rint((np.clip(own[0], low, high) - low) / (high - low) * 254)
    assert np.abs(flat.astype(int) - expected).max() <= 1
    assert panel.bar.isVisible()
    # Samples have the colour of their true value on the same scale, and a size by the residual.
    shown = panel.samples.parts["train"].points()
    true = parts.train.dataset.values[:, 0]
    levels = value_levels(true, low, high)
    for each, level in zip(shown, levels, strict=True):
        assert each.brush().color().rgb() == LIGHT.value_scale.table[level]
    there = answers(window, parts.train.rows[:, :2])
    there = there if parts.values is None else parts.values.restore(there.T).T
    missed = np.abs(there[0] - true)
    sizes = np.array([each.size() for each in shown])
    assert sizes[missed.argmax()] == sizes.max() > sizes[missed.argmin()] == sizes.min()


def test_pointing_at_a_sample_of_a_regression_tells_its_residual(open_window):
    data = Data(source="regression-gauss", samples=20)
    window = open_window(Experiment(data=data, network=REGRESSION))
    dataset = window.session.run.trainer.train.dataset
    text = point_at(window, *dataset.inputs[3]).replace("−", "-")
    told = {name: float(re.search(rf"{name} ([-0-9.e]+)", text)[1])
            for name in ("target", "prediction", "residual")}  # fmt: skip
    assert told["target"] == dataset.values[3, 0]
    assert told["residual"] == pytest.approx(told["prediction"] - told["target"])
    there = answers(window, dataset.inputs[3:4])[0, 0]
    assert told["prediction"] == pytest.approx(there)


def test_one_input_is_drawn_as_a_curve_with_residuals(open_window):
    window = open_window(Experiment(data=Data(source="curve", samples=30), network=REGRESSION))
    window.train(20)
    panel = window.panel("Decision region")
    x, y = panel._line.curves[0].getData()
    np.testing.assert_allclose(y, answers(window, x[:, None])[0])
    dataset = window.session.run.trainer.train.dataset
    across, up = panel._line.residuals.getData()
    np.testing.assert_array_equal(across[::2], across[1::2])
    np.testing.assert_array_equal(up[::2], dataset.values[:, 0])
    np.testing.assert_allclose(up[1::2], answers(window, dataset.inputs)[0])
    assert not panel._region.isVisible()
    assert "target" in point_at(window, dataset.inputs[0, 0], dataset.values[0, 0])


@pytest.mark.parametrize("classes", [2, 3])
def test_classes_of_one_input_have_a_curve_each_unless_one_unit_tells_them_apart(
    open_window, classes
):
    network = NetworkSettings(output="softmax", loss="categorical_cross_entropy")
    window = open_window(
        Experiment(
            data=Data(source="blobs", inputs=1, samples=30, classes=classes),
            network=network if classes > 2 else NetworkSettings(),
        )
    )
    window.train(5)
    curves = [each.getData() for each in window.panel("Decision region")._line.curves]
    outputs = window.snapshot.program.network.sizes[-1]
    assert len(curves) == outputs
    for k, (x, y) in enumerate(curves):
        np.testing.assert_allclose(y, answers(window, x[:, None])[k])


IRIS = Experiment(
    data=Data(source="iris"),
    network=NetworkSettings(hidden=(4,), output="softmax", loss="categorical_cross_entropy"),
)


def test_of_more_inputs_two_are_chosen_and_the_others_held_at_their_mean(open_window):
    window = open_window(IRIS)
    panel = window.panel("Decision region")
    inputs = window.session.run.trainer.train.dataset.inputs
    assert panel.axes.isVisible()
    assert "mean" in panel._note.text()
    for name, place in (("Input across", 2), ("Input upwards", 3)):
        box = window.find(QComboBox, name)
        box.setCurrentIndex(place)
        box.activated.emit(place)
        window.draw()
    assert window.experiment.view.axes == (3, 4)
    points, flat, _ = pixels(window)
    full = np.tile(inputs.mean(axis=0), (len(points), 1))
    full[:, 2:] = points
    np.testing.assert_array_equal(flat // shades(3), answers(window, full).argmax(axis=0))
    x, y = panel.samples.parts["train"].getData()
    np.testing.assert_array_equal(np.column_stack([x, y]), inputs[:, 2:])
    assert panel.plot.getAxis("bottom").labelText == "petal length in cm"
    assert panel.plot.getAxis("left").labelText == "petal width in cm"


def test_an_input_chosen_twice_changes_places_with_the_other(open_window):
    window = open_window(IRIS)
    box = window.find(QComboBox, "Input across")
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert window.experiment.view.axes == (2, 1)


def test_axes_of_other_data_do_no_harm(open_window):
    window = open_window(IRIS)
    window.session.look("axes", (3, 4))
    window.draw()
    window.session.open_preset("xor")
    window.draw()
    assert not window.panel("Decision region").axes.isVisible()
    index, _, _ = window.region
    assert index.size > 100


def test_columns_of_unlike_scales_fill_the_plot(open_window):
    window = open_window(
        Experiment(data=Data(source="house-price", standardize="all"), network=REGRESSION)
    )
    (left, right), (bottom, top) = window.panel("Decision region").plot.viewRange()
    inputs = window.session.run.trainer.train.dataset.inputs
    assert right - left < 2 * np.ptp(inputs[:, 0])
    assert top - bottom < 2 * np.ptp(inputs[:, 1])


def test_features_are_made_of_the_places_of_the_plane(open_window):
    network = NetworkSettings(features=("x1", "x1_squared"), hidden=())
    window = open_window(Experiment(data=Data(source="circle", samples=40), network=network))
    window.train(3)
    points, index, _ = pixels(window)
    fed = np.column_stack([points[:, 0], points[:, 0] ** 2])
    parameters = window.snapshot.parameters
    answer = 1 / (1 + np.exp(-(parameters.W[1] @ fed.T + parameters.b[1])[0]))
    np.testing.assert_allclose((index / 127.0 - 1) / 2, answer - 0.5, atol=0.003)
    np.testing.assert_array_equal(
        window.panel("Decision region").samples.parts["train"].getData()[0],
        window.session.run.trainer.train.dataset.inputs[:, 0],
    )


DIGITS = Experiment(
    data=Data(source="digits", train_share=0.2),
    network=NetworkSettings(hidden=(5,), output="softmax", loss="categorical_cross_entropy"),
)


def test_pictures_are_shown_with_their_answers_the_least_sure_first(open_window):
    window = open_window(DIGITS)
    window.train(30)
    panel = window.panel("Decision region")
    assert panel.pictures.isVisible()
    assert not panel.plot.isVisible()
    dataset = window.session.run.trainer.train.dataset
    output = answers(window, dataset.inputs)
    rows = np.arange(len(dataset))
    ahead = output[dataset.labels, rows] - np.where(
        np.eye(10, dtype=bool)[dataset.labels].T, -np.inf, output
    ).max(axis=0)
    shown = panel.pictures.shown
    assert len(shown) == 24
    np.testing.assert_array_equal([each.row for each in shown], np.argsort(ahead)[:24])
    for each in shown:
        answered = output[:, each.row].argmax()
        assert each.right == (answered == dataset.labels[each.row])
        assert each.text.endswith(str(answered))
    wrong = int((output.argmax(axis=0) != dataset.labels).sum())
    assert f"{wrong} wrong" in panel._note.text()


def test_the_test_samples_can_be_shown_as_pictures(open_window):
    window = open_window(DIGITS)
    box = window.find(QComboBox, "Samples shown as pictures")
    place = box.findData("test")
    box.setCurrentIndex(place)
    box.activated.emit(place)
    assert "test" in window.panel("Decision region")._note.text()


def test_pointing_at_a_picture_tells_its_class_and_a_click_chooses_it(open_window):
    window = open_window(DIGITS)
    pictures = window.panel("Decision region").pictures
    place = pictures.boxes()[3].center().toPoint()
    QTest.mouseMove(pictures, place - QPoint(3, 0))
    QTest.mouseMove(pictures, place)
    row = pictures.shown[3].row
    text = plain(window.panel("Decision region")._card.text())
    assert f"Sample {row + 1} of train" in text
    assert f"class {window.session.run.trainer.train.dataset.labels[row]}" in text
    QTest.mouseClick(pictures, Qt.MouseButton.LeftButton, pos=place)
    assert window.snapshot.batch[window.session.column] == row


@pytest.mark.parametrize("channels", [1, 3])
def test_a_picture_is_grey_or_in_colour(channels):
    pixels = np.random.default_rng(0).random((4, 5, channels))
    image = as_image(pixels)
    for row, column in ((0, 0), (3, 4), (1, 2)):
        colour = image.pixelColor(column, row)
        wanted = np.rint(255 * pixels[row, column]).astype(int).tolist()
        assert [colour.red(), colour.green(), colour.blue()] == (wanted * 3)[:3]


@pytest.mark.parametrize("preset", ["digits", "iris", "house-price"])
def test_before_the_first_frame_of_other_data_nothing_is_said_of_what_lies_there(
    open_window, preset
):
    window = open_window(preset)
    panel = window.panel("Decision region")
    window.session.open_preset("xor")  # four samples, and the panel has not drawn them yet
    if preset == "digits":
        row, place = panel.pictures.shown[-1].row, panel.pictures.boxes()[0].center()
        assert row >= 4
        panel.pictures.pointed.emit(row, place)
    else:
        view = panel.plot.viewport()
        scene = panel.plot.getPlotItem().vb.mapViewToScene(QPointF(*panel._places["train"][-1]))
        place = QPointF(panel.plot.mapFromScene(scene))
        assert panel._sample_at(place)[1] >= 4
        none = Qt.MouseButton.NoButton
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            view.mapToGlobal(place),
            none,
            none,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(view, moved)
    assert not panel._card.isVisible()
    window.draw()


def test_the_card_is_of_the_picture_that_lies_below_the_pointer_now(open_window):
    window = open_window("digits")
    panel = window.panel("Decision region")
    place = panel.pictures.boxes()[0].center()
    panel.pictures.pointed.emit(panel.pictures.shown[0].row, place)
    before = panel.pictures.shown[0].row
    window.train(300)
    row = panel.pictures.shown[0].row
    assert row != before
    assert f"Sample {row + 1:,} of train" in panel._card.text()


@pytest.mark.parametrize("size", [(1280, 800), (1000, 640)])
def test_every_picture_in_sight_has_room(open_window, size):
    window = open_window(DIGITS, size=size)
    pictures = window.panel("Decision region").pictures
    boxes = pictures.boxes()
    assert boxes
    for k, box in enumerate(boxes):
        assert pictures.rect().contains(box.toRect())
        assert not any(box.intersects(other) for other in boxes[:k])
