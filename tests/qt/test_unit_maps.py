"""What each unit has learned: maps over two inputs, weights as pictures."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from nnviz.present.colours import STEPS
from nnviz.present.maps import map_points
from nnviz.qt.items.nodes import value_box
from nnviz.qt.theme import LIGHT
from nnviz.session.changes import replaced
from nnviz.session.presets import load_preset
from nnviz.session.settings import apply_settings

SOFTMAX = ["output=softmax", "loss=categorical_cross_entropy"]


def images(source, hidden):
    several = SOFTMAX if source != "cats-dogs" else []
    settings = [f"source={source}", f"hidden={hidden}", "batch_size=16", *several]
    return apply_settings(load_preset("xor"), settings)


def drawings(window):
    return window.window.network._drawings


def level(values, low, centre, high):
    """The level of values on a scale, computed beside the drawing."""
    below, above = (values - centre) / (centre - low), (values - centre) / (high - centre)
    share = np.where(values < centre, below, above)
    return np.rint((share + 1) * (STEPS - 1) / 2)


def assert_levels(levels, expected):
    assert np.abs(levels.astype(int) - expected.reshape(levels.shape)).max() <= 1


def maps_are_those_of_now(window):
    """Every map shows the activations at the published parameters."""
    points = drawings(window)._points
    layers = window.session.answers.activations_at(points)
    spans = {"tanh": (-1, 0, 1), "sigmoid": (0, 0.5, 1)}
    network = window.snapshot.program.network
    for place, values in enumerate(layers, start=1):
        span = spans[network.activations[place - 1].name]
        assert_levels(window.columns[place].pictures.maps.levels, level(values, *span))


# -- two inputs ------------------------------------------------------------------------------------


def test_every_unit_shows_its_activation_over_the_plane(open_window):
    window = open_window("circle")
    assert all(column.pictures is not None for column in window.columns)
    maps_are_those_of_now(window)
    window.press("Ctrl+Right")
    window.draw()
    maps_are_those_of_now(window)


def test_maps_are_exact_once_a_run_is_paused(open_window):
    window = open_window("circle")
    window.reach(300)
    window.draw()
    maps_are_those_of_now(window)


def test_a_map_shows_what_is_in_the_plane_where_it_is(open_window):
    window = open_window("xor")
    for place, up in ((0, False), (1, True)):
        maps = window.columns[0].pictures.maps.levels[place].astype(int)
        along = maps[::-1, 0] if up else maps[0]  # x2 grows upwards, x1 to the right
        across = maps[0] if up else maps[:, 0]
        assert (np.diff(along) >= 0).all()
        assert along[0] < along[-1]
        assert np.ptp(across) == 0


def test_the_chosen_sample_is_marked_where_it_lies(window):
    window.session.look("sample", 2)
    window.draw()
    across, down = drawings(window).where
    plane = drawings(window)._plane
    x = plane.left + across * plane.width, plane.bottom + (1 - down) * plane.height
    np.testing.assert_allclose(x, window.snapshot.matrices["X"][:, 2], atol=1e-12)


def test_features_show_their_own_maps_and_names(open_window):
    window = open_window("circle", features=("x1", "x2", "x1_squared"))
    assert window.columns[0].beside == ["x₁", "x₂", "x₁²"]
    assert window.columns[0].values is None  # F is not computed yet
    points = drawings(window)._points
    levels = window.columns[0].pictures.maps.levels
    square = points[:, 0] ** 2
    assert_levels(levels[2], level(square, -square.max(), 0, square.max()))
    window.press("Right")
    window.draw()
    np.testing.assert_array_equal(
        window.columns[0].values, window.snapshot.matrices["F"][:, window.session.column]
    )
    text = window.point_at(window.layers[0].x, window.layers[0].y[2])
    assert text.startswith("Feature 3, sample 1 x₁² ")


def test_a_layer_that_is_folded_shows_small_maps(open_window):
    window = open_window("circle", hidden=(30, 4))
    cells = window.layers[1].cells
    assert cells.count == 30
    maps_are_those_of_now(window)
    left, top = cells.corner(17)
    text = window.point_at(window.layers[1].x + left + 3, top + 3)
    assert "Layer 1, unit 18" in text


def test_the_card_says_what_the_colours_stand_for(open_window):
    window = open_window("blobs", activation="relu")
    hidden, output = window.layers[1], window.layers[2]
    text = window.point_at(hidden.x, hidden.y[1])
    reach = window.columns[1].pictures.maps.span(1).high
    assert "map ReLU over the plane" in text
    shown = text.rpartition("… 0 … ")[2].removesuffix(", its largest value")
    assert float(shown) == pytest.approx(reach, rel=5e-3)
    assert "its colours 0 … 0.250 … 1" in window.point_at(output.x, output.y[0])


def test_values_stand_on_plates_that_stay_in_sight(open_window):
    for preset, theme in (("xor", "light"), ("spiral", "dark")):
        window = open_window(preset, theme=theme)
        window.press("Ctrl+Right")
        window.draw()
        geometry = window.window.network._geometry
        for column in window.columns:
            assert len(column.texts) == len(column.layer.y)
            for y in column.layer.y:
                box = value_box(QPointF(column.layer.x, float(y)), geometry)
                assert window.window.network._nodes.boundingRect().contains(box)


# -- maps or values --------------------------------------------------------------------------------


def test_a_key_changes_between_maps_and_values(window):
    action = window.action("Units show maps")
    assert action.isChecked()
    window.press("M")
    window.draw()
    assert window.experiment.view.units == "values"
    assert not action.isChecked()
    assert all(column.pictures is None for column in window.columns)
    assert window.window.network._geometry.plate == 0
    window.press("M")
    window.draw()
    assert window.experiment.view.units == "maps"
    assert action.isChecked()
    maps_are_those_of_now(window)


def test_networks_of_other_data_have_circles(open_window):
    window = open_window("blobs", inputs=3)
    assert all(column.pictures is None and column.photo is None for column in window.columns)
    window.picture()


def test_maps_follow_light_and_dark(open_window):
    window = open_window("xor")
    light = window.columns[1].pictures.image.colorTable()
    window.press("Ctrl+D")
    window.draw()
    assert window.columns[1].pictures.image.colorTable() != light
    maps_are_those_of_now(window)


def test_maps_follow_another_experiment(open_window):
    window = open_window("xor")
    for preset in ("gaussians", "spiral", "circle"):
        window.session.open_preset(preset)
        window.draw()
        sizes = window.snapshot.program.network.sizes
        assert [len(each.pictures.maps.levels) for each in window.columns] == list(sizes)
        window.picture()


# -- pictures --------------------------------------------------------------------------------------


def test_the_input_of_an_image_network_is_the_picture_of_the_sample(open_window):
    window = open_window(images("mnist-like", 30))
    for sample in (0, 3):
        window.session.look("sample", sample)
        window.draw()
        image = window.columns[0].photo.image
        pixels = window.snapshot.matrices["X"][:, sample]
        assert (image.width(), image.height()) == (28, 28)
        for row, column in ((14, 14), (9, 16), (0, 0)):
            colour = image.pixelColor(column, row)
            assert colour.red() == pytest.approx(255 * pixels[28 * row + column], abs=1)
            assert colour.red() == colour.green() == colour.blue()


def test_a_coloured_sample_is_a_coloured_picture_also_when_standardized(open_window):
    window = open_window(replaced(images("cats-dogs", 3), {"samples": 8, "standardize": "inputs"}))
    image = window.columns[0].photo.image
    row = window.snapshot.batch[window.session.column]
    raw = window.session.run.trainer.train.dataset.inputs[row].reshape(64, 64, 3)
    for y, x in ((0, 0), (32, 30), (63, 63)):
        colour = QColor(image.pixelColor(x, y))
        np.testing.assert_allclose(colour.getRgb()[:3], 255 * raw[y, x], atol=1)


@pytest.mark.parametrize(("source", "hidden"), [("digits", 8), ("digits", 32), ("cats-dogs", 3)])
def test_a_unit_of_the_first_layer_shows_its_incoming_weights(open_window, source, hidden):
    window = open_window(images(source, hidden))
    shape = window.session.run.trainer.train.dataset.image
    for key, name in (("W", "W1"), ("G", "dW1")):
        window.press("Ctrl+Right")
        window.press(key)
        window.draw()
        pictures = window.columns[1].pictures
        matrix = window.snapshot.matrices[name].reshape(hidden, *shape).mean(axis=3)
        for unit in range(hidden):
            reach = np.abs(matrix[unit]).max() or 1.0
            assert_levels(pictures.maps.levels[unit], level(matrix[unit], -reach, 0, reach))
        scale = LIGHT.value_scale if name == "W1" else LIGHT.gradient_scale
        assert pictures.image.colorTable() == [c & 0xFFFFFFFF for c in scale.table]
    assert window.columns[2].pictures is None


def test_a_pixel_is_named_under_the_pointer(open_window):
    window = open_window(images("cats-dogs", 3))
    layer = window.layers[0]
    left, top = layer.cells.corner(3 * (64 * 10 + 20))
    text = window.point_at(layer.x + left + 0.5, top + 0.5)
    assert text.startswith("Pixel in row 11, column 21 Inputs 1981 to 1983, sample 2 red ")


def own_edges(window):
    return sum(len(batch.ndarray()) for _, batch in window.window.network._own_edges._batches)


def test_all_edges_of_the_unit_under_the_pointer_are_drawn(open_window):
    window = open_window(images("digits", 32))
    assert own_edges(window) == 0
    layer = window.layers[1]
    left, top = layer.cells.corner(20)
    window.point_at(layer.x + left + 4, top + 4)
    assert own_edges(window) == 64 + 10
    assert window.window.network._nodes._pointed == ((1, 20),)
    window.picture()
    window.point_at(window.layers[0].x, 0.5)
    assert own_edges(window) == 32
    window.window.network.view.left.emit()
    assert own_edges(window) == 0


def test_pointing_at_a_unit_stays_while_the_network_learns_and_ends_with_it(open_window):
    window = open_window(images("digits", 32))
    window.point_at(window.layers[0].x, 0.5)
    window.press("Ctrl+Right")
    window.draw()
    assert own_edges(window) == 32
    window.session.open_preset("xor")
    window.draw()
    assert own_edges(window) == 0
    window.picture()


def test_classes_are_named_beside_their_units_and_the_answer_is_marked(open_window):
    window = open_window(images("digits", 8))
    assert window.columns[-1].names == [str(digit) for digit in range(10)]
    assert window.columns[-1].strongest is None  # not computed yet
    window.press("Ctrl+Right")
    window.draw()
    output = window.snapshot.matrices["A2"][:, window.session.column]
    assert window.columns[-1].strongest == output.argmax()


def test_a_single_unit_names_both_classes_and_marks_the_answer(open_window):
    window = open_window(images("cats-dogs", 3))
    window.press("Ctrl+Right")
    for sample in range(4):
        window.session.look("sample", sample)
        window.draw()
        column = window.columns[-1]
        assert column.names == ["cat", "dog"]
        assert column.strongest == int(window.snapshot.matrices["A2"][0, sample] > 0.5)
    window.picture()


def test_classes_called_zero_and_one_are_their_targets(window):
    assert window.columns[-1].names == []


def test_a_map_that_is_not_finite_is_drawn(open_window):
    window = open_window("circle", activation="relu", output="linear", loss="squared_error",
                         learning_rate=10.0)  # fmt: skip
    window.session.play()
    window.wait_for(lambda: not window.session.playing)
    window.draw()
    window.picture()


def test_pixels_of_maps_begin_at_the_upper_left(open_window):
    window = open_window("xor")
    plane = drawings(window)._plane
    points = drawings(window)._points
    np.testing.assert_array_equal(points, map_points(plane, round(len(points) ** 0.5)))
    assert points[0, 1] > points[-1, 1]
