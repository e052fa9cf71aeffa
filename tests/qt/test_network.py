"""The network: values in nodes, colours of edges, biases, exact numbers under the pointer."""

import itertools
import re

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from nnviz.present.colours import STEPS, diverging, round_up
from nnviz.present.layout import FOLD, bias_width
from nnviz.present.numbers import exact
from nnviz.qt.items.nodes import fitted
from nnviz.qt.theme import DARK, LIGHT
from nnviz.session.data_settings import Data
from nnviz.session.experiment import Experiment, NetworkSettings


def hex_colours(table):
    return ["#" + "".join(f"{part:02x}" for part in row) for row in table]


def colour_for(value, limit, theme=LIGHT, gradient=False):
    """The colour of a value on −limit … limit, computed beside the drawing."""
    ends = (
        (theme.gradient_negative, theme.neutral, theme.gradient_positive)
        if gradient
        else (theme.negative, theme.neutral, theme.positive)
    )
    return hex_colours(diverging(*ends))[round((value / limit + 1) * (STEPS - 1) / 2)]


def matrices(snapshot, mode):
    """W and b, or what else the edges show, by layer from 1 on."""
    depth = snapshot.program.network.depth
    names = [(f"W{layer}", f"b{layer}") for layer in range(1, depth + 1)]
    if mode == "W":
        return [(snapshot.matrices[W], snapshot.matrices[b]) for W, b in names]
    if mode == "dW":
        return [(snapshot.matrices["d" + W], snapshot.matrices["d" + b]) for W, b in names]
    return [(snapshot.change.W[layer], snapshot.change.b[layer]) for layer in range(1, depth + 1)]


# -- nodes -----------------------------------------------------------------------------------------


def test_inputs_are_those_of_the_chosen_sample(window):
    for sample in range(4):
        window.session.look("sample", sample)
        window.draw()
        np.testing.assert_array_equal(
            window.columns[0].values, window.snapshot.matrices["X"][:, sample]
        )


def test_units_are_empty_before_they_are_computed_and_dashed_until_activated(window):
    assert window.columns[1].values is None
    assert window.columns[2].values is None
    window.press("Right")  # Z1
    window.draw()
    hidden = window.columns[1]
    np.testing.assert_array_equal(hidden.values, window.snapshot.matrices["Z1"][:, 1])
    assert not hidden.activated
    window.press("Right")  # A1
    window.draw()
    hidden = window.columns[1]
    np.testing.assert_array_equal(hidden.values, window.snapshot.matrices["A1"][:, 1])
    assert hidden.activated
    assert window.columns[2].values is None


def test_after_the_iteration_every_node_shows_A_of_the_chosen_sample(open_window):
    window = open_window("spiral")
    for _ in range(3):
        window.press("Ctrl+Right")
        window.press(".")
        window.draw()
        for layer, column in enumerate(window.columns[1:], start=1):
            expected = window.snapshot.matrices[f"A{layer}"][:, window.session.column]
            np.testing.assert_array_equal(column.values, expected)
            for text, value in zip(column.texts, expected, strict=True):
                assert float(text.replace("−", "-")) == pytest.approx(value, abs=0.051)


def test_the_output_names_the_target_of_the_chosen_sample(window):
    targets = []
    for sample in range(4):
        window.session.look("sample", sample)
        window.draw()
        targets += window.columns[-1].beside
    assert targets == ["y = 0", "y = 1", "y = 1", "y = 0"]


def test_headings_name_layers_activations_and_sizes(window):
    assert [each.title for each in window.columns] == ["input X", "layer 1, tanh",
                                                       "output, sigmoid"]  # fmt: skip
    assert [each.shape for each in window.columns] == ["n₀ = 2", "n₁ = 3", "n₂ = 1"]


def test_every_unit_has_its_bias_drawn_the_output_too(open_window):
    window = open_window("blobs", learning_rate=1.0)
    window.reach(10)
    window.draw()
    assert len(window.columns[0].biases) == 0
    for layer, column in enumerate(window.columns[1:], start=1):
        bias = window.snapshot.matrices[f"b{layer}"][:, 0]
        np.testing.assert_array_equal(column.biases, bias)
        assert len(column.bias_texts) == len(bias)
        for text, value in zip(column.bias_texts, bias, strict=True):
            shown = float(text.removeprefix("b ").replace("−", "-"))
            assert shown == pytest.approx(value, abs=6e-4)


def test_what_the_line_touches_lights_up(window):
    lit = []
    for _ in range(17):
        window.press("Right")
        window.draw()
        lit.append([place for place, each in enumerate(window.columns) if each.lit])
    expected = {"Z1": [0, 1], "A1": [1], "Z2": [1, 2], "A2": [2], "J": [2], "dW2": [1, 2],
                "db2": [2], "dA1": [1, 2], "dZ1": [1], "dW1": [0, 1], "W1": [],
                "b1": []}  # fmt: skip
    listing = [step.name for step in window.snapshot.program.steps]
    for name, layers in expected.items():
        assert lit[listing.index(name)] == layers, name


# -- edges -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_edges_are_coloured_by_what_they_show(open_window, theme):
    window = open_window("circle", theme=theme.name)
    window.train(3)
    for key, mode in (("W", "W"), ("G", "dW"), ("C", "change")):
        window.press(key)
        window.draw()
        shown = matrices(window.snapshot, mode)
        limit = round_up(max(np.abs(each).max() for pair in shown for each in pair))
        assert len(window.edge_pens) == sum(W.size for W, _ in shown)
        for (layer, row, column), (colour, _) in window.edge_pens.items():
            value = shown[layer - 1][0][row, column]
            assert colour == colour_for(value, limit, theme, gradient=mode != "W")


def test_a_stronger_edge_is_wider(open_window):
    window = open_window("circle")
    window.reach(20)
    window.draw()
    strength = {
        (layer, row, column): abs(window.snapshot.parameters.W[layer][row, column])
        for layer, row, column in window.edge_pens
    }
    ordered = sorted(strength, key=strength.get)
    widths = [window.edge_pens[each][1] for each in ordered]
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]


def test_gradients_are_zero_until_they_are_computed(window):
    window.press("G")
    window.draw()
    assert {colour for colour, _ in window.edge_pens.values()} == {LIGHT.neutral}


def test_change_is_what_the_update_did(window):
    window.press("Ctrl+Right")
    moment = window.snapshot
    rate = moment.learning_rate
    for layer in (1, 2):
        np.testing.assert_allclose(
            moment.change.W[layer], -rate * moment.matrices[f"dW{layer}"], rtol=1e-9, atol=1e-15
        )


def test_the_buttons_choose_what_the_edges_show(window):
    for name, mode in (("gradient of their weight (G)", "dW"), ("weight (W)", "W"),
                       ("what the last update changed (C)", "change")):  # fmt: skip
        button = next(
            each for each in window.window.network._modes.buttons() if each.text() == mode
        )
        assert name in button.accessibleName()
        window.click(button)
        assert window.experiment.view.edges == mode


# -- under the pointer -----------------------------------------------------------------------------


def test_the_pointer_on_an_edge_reads_the_exact_weight(window):
    window.press("Ctrl+Right")
    window.draw()
    moment = window.snapshot
    for each in window.placed_edges:
        for row, column, (x1, y1, x2, y2) in zip(each.rows, each.columns, each.lines, strict=True):
            text = window.point_at(x1 + 0.12 * (x2 - x1), y1 + 0.12 * (y2 - y1))
            layer, index = each.layer, f"[{row + 1},{column + 1}]"
            assert f"W{layer}{index} {exact(moment.matrices[f'W{layer}'][row, column])}" in text
            assert f"dW{layer}{index} {exact(moment.matrices[f'dW{layer}'][row, column])}" in text
            assert f"last change {exact(moment.change.W[layer][row, column])}" in text


def test_the_pointer_on_a_unit_reads_everything_known_of_it(window):
    window.press("Ctrl+Right")
    window.draw()
    values = window.snapshot.matrices
    for layer in (1, 2):
        column = window.layers[layer]
        for unit, y in enumerate(column.y):
            text = window.point_at(column.x, y)
            for name in (f"Z{layer}", f"A{layer}", f"dA{layer}", f"dZ{layer}"):
                assert f"{name}[{unit + 1},2] {exact(values[name][unit, 1])}" in text
            for name in (f"b{layer}", f"db{layer}"):
                assert f"{name}[{unit + 1}] {exact(values[name][unit, 0])}" in text


def test_the_pointer_on_an_input_reads_it(window):
    column = window.layers[0]
    assert window.point_at(column.x, column.y[1]).startswith("Input 2, sample 2 x 1 ")


def test_what_is_not_computed_is_said(window):
    column = window.layers[1]
    text = window.point_at(column.x, column.y[0])
    assert "A1[1,2] not computed yet" in text
    assert "dW1[1,1] not computed yet" in window.point_at(
        *(window.placed_edges[0].lines[0].reshape(2, 2).T @ [0.85, 0.15])
    )


def test_the_number_under_the_pointer_stays_live(window):
    column = window.layers[1]
    window.point_at(column.x, column.y[0])
    window.press("Ctrl+Right")
    window.draw()
    card = window.window.network._card
    assert exact(window.snapshot.matrices["A1"][0, 1]) in card.text()


def test_beside_everything_nothing_is_written_and_leaving_hides_it(window):
    column = window.layers[1]
    assert window.point_at(column.x, column.y[0])
    assert window.point_at(column.x, column.y[0] - 5000) is None
    window.point_at(column.x, column.y[0])
    window.window.network.view.left.emit()
    assert window.window.network._card.isHidden()


@pytest.mark.parametrize("preset", ["house-price", "xor", "iris"])
def test_the_card_covers_nothing_of_the_unit_that_is_pointed_at(open_window, preset):
    window = open_window(preset)
    step_to(window, "A2")
    network = window.window.network
    view = network.view
    for number, layer in enumerate(window.layers):
        for unit, y in enumerate(layer.y.tolist()):
            place = QPointF(layer.x, y)
            view.pointed.emit(place, QPointF(view.mapFromScene(place)))
            assert network._card.isVisible()
            card = network._card.geometry()
            assert network._card.parent().rect().contains(card)
            boxes = [network._nodes.boxes.get((kind, number, unit)) for kind in ("bias", "target")]
            reach = layer.reach
            boxes.append(QRectF(layer.x - reach, y - reach, 2 * reach, 2 * reach))
            for box in boxes:
                if box is not None:
                    own = view.mapFromScene(box).boundingRect()
                    own.moveTopLeft(view.mapTo(network._card.parent(), own.topLeft()))
                    assert not card.intersects(own)


def test_the_card_lets_the_mouse_through_and_goes_with_its_panel(window):
    network = window.window.network
    window.point_at(window.layers[1].x, window.layers[1].y[0])
    assert network._card.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    network.hide()
    assert network._card.isHidden()
    network.show()


# -- numbers that are written ----------------------------------------------------------------------


@pytest.mark.parametrize("presenting", [False, True])
@pytest.mark.parametrize("edges", ["W", "dW"])
def test_small_numbers_on_edges_and_units_are_whole(open_window, presenting, edges):
    window = open_window("xor")
    window.session.run.advance(20_000)
    window.session.look("edges", edges)
    if presenting:
        window.press("F8")
    step_to(window, "b2")
    network = window.window.network
    theme, geometry = network.theme, network._geometry
    room = bias_width(geometry.label) - 13
    for column in window.columns[1:]:
        for written in column.bias_texts:
            text, font = fitted(written, geometry.label, room, theme)
            assert text in (written, written.split()[1])
            assert QFontMetricsF(font).horizontalAdvance(text) <= room
    plates = [
        QRectF(x - wide / 2, y - high / 2, wide, high)
        for x, y, wide, high in network._plates().tolist()
    ]
    assert len(network._labels.boxes) == 9
    for label in network._labels.boxes:
        assert not any(label.intersects(plate) for plate in plates)
    for one, other in itertools.combinations(network._labels.boxes, 2):
        shared = one.intersected(other)
        assert min(shared.width(), shared.height()) < 0.4 * one.height()


def test_the_longest_bias_is_written_without_its_name_rather_than_cut(qapp):
    for size in (10, 13):
        room = bias_width(size) - 13
        text, font = fitted("db −8.8e−88", size, room, LIGHT)
        assert text in ("db −8.8e−88", "−8.8e−88")
        assert QFontMetricsF(font).horizontalAdvance(text) <= room


def test_the_colour_bar_writes_numbers_as_the_labels_do(window):
    window.session.look("edges", "dW")
    window.session.run.advance(20_000)
    step_to(window, "b2")
    name = window.window.network._bar.accessibleName()
    assert re.search(r"from −\de−\d to \de−\d$", name)


def step_to(window, line):
    window.session.step()
    while window.snapshot.done.name != line:
        window.session.step()
    window.draw()


# -- large networks --------------------------------------------------------------------------------


def large(*hidden, inputs=2, classes=2, output="sigmoid", loss="binary_cross_entropy"):
    return Experiment(
        data=Data(source="blobs", samples=40, inputs=inputs, classes=classes),
        network=NetworkSettings(hidden=hidden, output=output, loss=loss),
    )


def test_a_layer_beyond_24_units_is_a_block(open_window):
    window = open_window(large(FOLD, FOLD + 1, 3))
    assert [each.layer.folded for each in window.columns] == [False, False, True, False, False]
    window.press("Ctrl+Right")
    window.draw()
    np.testing.assert_array_equal(
        window.columns[2].values, window.snapshot.matrices["A2"][:, window.session.column]
    )
    text = window.point_at(window.layers[2].x, window.layers[2].y[7])
    assert "Layer 2, unit 8" in text
    assert exact(window.snapshot.matrices["A2"][7, 0]) in text


def test_of_too_many_edges_the_strongest_are_drawn_and_counted(open_window):
    window = open_window(large(200, inputs=100))
    counted = window.window.network._count.text()
    assert counted == "strongest 2,000 of 20,200 edges"
    assert_strongest(window)


def assert_strongest(window):
    for each in window.placed_edges:
        W = np.abs(window.snapshot.parameters.W[each.layer])
        drawn = W[each.rows, each.columns]
        if drawn.size < W.size:
            assert drawn.min() >= np.sort(W, axis=None)[-drawn.size]


def test_the_strongest_edges_are_those_of_now(open_window):
    window = open_window(large(40, 40))
    for _ in range(3):
        window.reach(window.snapshot.completed + 200)
        window.draw()
        assert_strongest(window)


def test_as_many_edges_are_drawn_as_a_person_asks_for(open_window):
    window = open_window(large(40, 40))  # 80 + 1600 + 40 edges, fewer than 2,000
    drawn = sum(len(each.lines) for each in window.placed_edges)
    assert drawn == 1720


# -- zoom and fit ----------------------------------------------------------------------------------


def in_sight(window):
    view = window.window.network.view
    seen = view.mapToScene(view.viewport().rect()).boundingRect()
    pixel = 1 / view.transform().m11()  # the view is placed by whole pixels
    seen = seen.adjusted(-2 * pixel, -2 * pixel, 2 * pixel, 2 * pixel)
    return seen.contains(window.window.network._nodes.boundingRect())


@pytest.mark.parametrize("hidden", [(), (1,), (24,), (300,), (4,) * 8])
def test_every_network_fits_its_panel(open_window, hidden):
    window = open_window(large(*hidden))
    assert in_sight(window)
    window.window.resize(900, 640)
    window.draw()
    assert in_sight(window)
    window.session.set_up("hidden", (*hidden, 5))
    window.draw()
    assert in_sight(window)


def test_zooming_stays_within_bounds_and_fit_comes_back(window):
    view = window.window.network.view
    for _ in range(60):
        view.zoom(1.3)
    assert view.transform().m11() <= 8
    for _ in range(120):
        view.zoom(0.7)
    assert view.transform().m11() >= 0.05
    view.fit()
    window.draw()
    assert in_sight(window)


def test_a_zoom_stays_while_stepping(window):
    view = window.window.network.view
    window.press("+")
    zoomed = view.transform().m11()
    window.press("Ctrl+Right")
    window.draw()
    assert view.transform().m11() == pytest.approx(zoomed)


def test_a_click_does_not_move_the_drawing_away_from_its_fit(window):
    view = window.window.network.view
    window.click(view.viewport())
    window.window.resize(900, 640)
    window.draw()
    assert in_sight(window)


def test_the_chosen_sample_can_be_typed(window):
    box = window.window.network._sample
    box.setValue(4)
    assert window.session.column == 3
    assert box.text() == "4 of 4"
    window.session.set_up("batch_size", 2)
    window.draw()
    assert box.text() == "2 of 2"
    assert box.maximum() == 2


def test_the_colour_bar_says_its_range(window):
    bar = window.window.network._bar
    moment = window.snapshot
    largest = max(np.abs(each).max() for pair in matrices(moment, "W") for each in pair)
    limit = round_up(largest)
    assert bar.accessibleName() == f"Colour scale for weights, biases, from −{limit:g} to {limit:g}"
    assert QPointF(bar.width(), bar.height()) != QPointF(0, 0)
