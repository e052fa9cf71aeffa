"""Pointing: what it lights up in the network, and the arithmetic that is spelled out for it."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.qt.items.pin_chip import PinChip
from nnviz.qt.panels.arithmetic import ArithmeticStrip
from nnviz.qt.theme import DARK, LIGHT
from nnviz.session.pointing import Cell, Edge, Unit


@pytest.fixture
def spell(window):
    """A strip on XOR, wide enough for whole sums."""
    return strip_on(window)


def strip_on(window, width=900):
    strip = ArithmeticStrip(window.window.context, window.window)
    strip.setGeometry(0, 0, width, 80)
    strip.show()
    window.draw()
    return strip


def step_to(window, name):
    session = window.session
    session.step()
    while session.snapshot.done.name != name:
        session.step()
    window.draw()


def mark(window):
    return window.window.network._mark


def line_of(window):
    """Both ends of the edge that stands out, or None."""
    found = mark(window)._line
    return None if found is None else (found.x1(), found.y1(), found.x2(), found.y2())


def count(window, colour):
    """How many pixels of the network have this colour."""
    image = window.window.network.view.grab().toImage()
    return sum(
        image.pixelColor(x, y).name() == colour
        for x in range(image.width())
        for y in range(image.height())
    )


# -- in the network -------------------------------------------------------------------------------


def test_the_pointer_on_a_unit_or_an_edge_of_the_network_points_at_it(window):
    column = window.layers[1]
    window.point_at(column.x, column.y[2])
    assert window.session.pointing.at == Unit(1, 2)
    x1, y1, x2, y2 = window.window.network._placed[1].lines[1]
    window.point_at(x1 + 0.15 * (x2 - x1), y1 + 0.15 * (y2 - y1))
    assert window.session.pointing.at == Edge(2, 0, 1)
    window.point_at(column.x, -5000)
    assert window.session.pointing.at is None


def test_nothing_is_pointed_at_once_the_pointer_has_left(window):
    column = window.layers[1]
    window.point_at(column.x, column.y[0])
    window.window.network.view.left.emit()
    assert window.session.pointing.at is None
    assert mark(window).empty


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_a_unit_that_is_pointed_at_elsewhere_has_a_halo(open_window, theme, colours):
    window = open_window("xor", theme=theme)
    plain = count(window, colours.next)
    window.session.pointing.point(Cell("A1", 1, 2))
    assert count(window, colours.next) > plain + 300
    window.session.pointing.point(None)
    assert count(window, colours.next) == plain


def test_a_weight_that_is_pointed_at_lights_up_its_edge_and_both_ends(window):
    window.session.pointing.point(Cell("dW1", 2, 1))
    x1, y1, x2, y2 = line_of(window)
    left, right = window.layers[0], window.layers[1]
    assert left.x < x1 < x2 < right.x
    assert y1 == pytest.approx(left.y[1], abs=left.reach)
    assert y2 == pytest.approx(right.y[2], abs=right.reach)
    assert [box.center().x() for box, _ in mark(window)._units] == [left.x, right.x]
    window.session.pointing.point(Cell("J", 0, 0))
    assert mark(window).empty


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_an_edge_that_is_pointed_at_is_framed_on_both_sides(open_window, theme, colours):
    window = open_window("xor", theme=theme)
    window.session.pointing.point(Edge(2, 0, 0))
    x1, y1, x2, y2 = line_of(window)
    view = window.window.network.view
    at = view.mapFromScene(QPointF(x1 + 0.88 * (x2 - x1), y1 + 0.88 * (y2 - y1)))
    image = view.viewport().grab().toImage()
    column = [image.pixelColor(at.x(), at.y() + up).name() for up in range(-14, 15)]
    assert colours.next in column[:14]
    assert colours.next in column[15:]
    assert colours.next != column[14]


def test_an_edge_that_is_not_among_the_strongest_is_drawn_while_it_is_pointed_at(open_window):
    window = open_window("digits", most_edges=100)
    weights = window.snapshot.parameters.W[1]
    unit, source = np.unravel_index(np.abs(weights).argmin(), weights.shape)
    drawn = window.window.network._placed[0]
    assert (unit, source) not in set(zip(drawn.rows, drawn.columns, strict=True))
    window.session.pointing.point(Edge(1, int(unit), int(source)))
    x1, _, x2, y2 = line_of(window)
    left, right = window.layers[0], window.layers[1]
    assert left.x - left.reach <= x1 < x2 <= right.x + right.reach
    place = right.cells.corner(int(unit))
    assert place[1] <= y2 <= place[1] + right.cells.height
    assert window.window.network._nodes._pointed == ((0, source), (1, unit))


def test_a_unit_of_a_block_shows_its_own_edges_when_its_cell_is_pointed_at(open_window):
    window = open_window("digits")
    own = window.window.network._own_edges
    assert not own._batches
    window.session.pointing.point(Cell("Z1", 5, 3))
    assert own._batches
    window.session.pointing.point(None)
    assert not own._batches


def test_what_is_pointed_at_goes_with_the_network_that_it_belonged_to(window):
    window.session.pointing.point(Cell("A1", 2, 0))
    window.session.set_up("network.hidden", (2,))
    window.draw()
    assert mark(window).empty
    window.session.pointing.point(Unit(1, 7))  # of a network that is gone
    assert mark(window).empty


def test_a_mark_follows_the_drawing_to_another_size(window):
    window.session.pointing.point(Unit(2, 0))
    window.window.resize(1500, 950)
    window.draw()
    [(box, _)] = mark(window)._units
    assert box.center().x() == pytest.approx(window.layers[2].x)


# -- the arithmetic -------------------------------------------------------------------------------


def test_nothing_pointed_at_says_what_to_do(spell):
    assert spell.text.startswith("Point at an entry")


def test_an_entry_is_spelled_out_with_the_numbers_of_the_bench(window, spell):
    window.train(5)
    step_to(window, "Z1")
    window.session.pointing.point(Cell("Z1", 1, 2))
    m = window.snapshot.matrices
    w1, w2 = (f"{value:.3f}".replace("-", "−") for value in m["W1"][1])
    x1, x2 = (f"{value:.0f}" for value in m["X"][:, 2])
    bias, result = (f"{m[name][1, k]:.3f}".replace("-", "−") for name, k in (("b1", 0), ("Z1", 2)))
    expected = f"Z1[2,3] = {w1}·{x1} + {w2}·{x2} + {bias} = {result}"
    assert spell.text == expected.replace("+ −", "− ")


def test_more_digits_and_the_other_convention_are_followed(window, spell):
    step_to(window, "Z1")
    window.session.pointing.point(Cell("Z1", 1, 2))
    value = window.snapshot.matrices["Z1"][1, 2]
    window.session.look("digits", 6)
    window.session.look("rows", True)
    window.draw()
    assert spell.text.startswith("Z1[3,2] = ")
    assert spell.text.endswith(f" = {value:.6f}".replace("-", "−"))


def test_pointing_at_an_edge_or_a_unit_spells_the_entry_of_the_line_that_is_shown(window, spell):
    step_to(window, "dW1")
    window.session.pointing.point(Edge(1, 2, 0))
    assert spell.text.startswith("dW1[3,1] = ¼(")
    window.session.pointing.point(Unit(1, 0))  # dW1 has no entry of a unit
    assert spell.text.startswith("A1[1,2] = tanh(")
    window.session.look("sample", 3)
    window.draw()
    assert spell.text.startswith("A1[1,4] = tanh(")
    window.session.select("dZ1")
    window.draw()
    assert spell.text.startswith("dZ1[1,4] = ")


def test_what_is_given_and_what_is_not_computed_yet_are_said_to_be_so(window, spell):
    window.session.pointing.point(Cell("X", 1, 2))
    assert spell.text.endswith(", input 2 of sample 3")
    window.session.pointing.point(Cell("dZ1", 1, 2))
    assert spell.text.startswith("dZ1[2,3] is not computed yet")
    window.session.pointing.point(Cell("W1", 0, 0))
    assert spell.text.endswith(", its initial value")
    window.train(1)
    window.press("Right")
    window.draw()
    assert spell.text.endswith(", from the iteration before")


def test_a_long_sum_is_shortened_until_it_fits_and_more_of_it_where_there_is_room(open_window):
    window = open_window("digits")
    narrow, wide = strip_on(window, 500), strip_on(window, 1200)
    window.session.next_phase()
    window.session.pointing.point(Cell("Z1", 3, 2))
    value = window.snapshot.matrices["Z1"][3, 2]
    for strip in (narrow, wide):
        assert " more … " in strip.text
        assert strip.text.endswith(f"= {value:.3f}".replace("-", "−"))
        assert strip._line._static.size().height() <= strip._line.height()
    assert len(narrow.text) < len(wide.text)


def test_the_strip_keeps_its_height_whatever_is_pointed_at(open_window):
    window = open_window("digits")
    strip = strip_on(window, 600)
    high = {strip.sizeHint().height()}
    window.session.next_phase()
    for at in (Cell("Z1", 3, 2), Cell("A1", 3, 2), Cell("J", 0, 0), None):
        window.session.pointing.point(at)
        high.add(strip.sizeHint().height())
    assert len(high) == 1


def test_where_there_is_little_room_all_of_it_is_one_line(window):
    around = QWidget(window.window)
    around.resize(700, 400)
    strip = ArithmeticStrip(window.window.context, around)
    QVBoxLayout(around).addWidget(strip)
    around.show()
    window.session.pointing.pin(Cell("Z1", 0, 1))
    window.draw()
    line, chip = strip._line, strip.findChild(PinChip)
    high = line.height()
    assert chip.mapTo(strip, chip.rect().center()).y() > line.geometry().bottom()
    around.resize(700, 220)
    window.draw()
    assert line.height() < high
    assert chip.mapTo(strip, chip.rect().topLeft()).x() > line.geometry().right()
    window.session.pointing.pin(Cell("Z1", 0, 1))
    window.draw()
    for wide in (900, 560, 330):  # what to do is said in as many words as fit
        around.resize(wide, 220)
        assert strip.text.startswith("Point at")
        assert line._static.size().height() <= line.height()


def test_sixteen_digits_on_a_narrow_bench_still_end_with_the_result(open_window):
    window = open_window("xor", optimizer="adam", digits=16)
    strip = strip_on(window, 360)
    window.train(3)
    window.session.pointing.point(Cell("W1", 1, 1))
    assert strip.text.startswith("W1[2,2]")
    end = f"{window.snapshot.matrices['W1'][1, 1]:.16f}".replace("-", "−")
    assert strip.text.endswith(end[-8:])
    assert strip._line._static.size().height() <= strip._line.height()


# -- pins -----------------------------------------------------------------------------------------


def test_a_pinned_entry_stays_with_its_value_and_follows_while_stepping(window, spell):
    cell = Cell("dW1", 1, 0)
    window.session.pointing.pin(cell)
    assert spell.values == {cell: "–"}
    step_to(window, "dW1")
    assert spell.values == {cell: f"{window.snapshot.matrices['dW1'][1, 0]:.3f}".replace("-", "−")}
    assert spell.text.startswith("dW1[2,1] = ¼(")
    window.session.step_back()
    window.draw()
    assert spell.values == {cell: "–"}


def test_what_is_pointed_at_comes_before_what_is_pinned(window, spell):
    window.session.pointing.pin(Cell("X", 0, 0))
    window.session.pointing.pin(Cell("Y", 0, 1))
    assert spell.text.startswith("Y[1,2]")
    window.session.pointing.point(Cell("X", 1, 3))
    assert spell.text.startswith("X[2,4]")
    window.session.pointing.point(None)
    assert spell.text.startswith("Y[1,2]")


def test_a_click_or_the_space_bar_on_a_chip_lets_its_entry_go(window, spell):
    first, second = Cell("X", 0, 0), Cell("Y", 0, 1)
    window.session.pointing.pin(first)
    window.session.pointing.pin(second)
    window.click(window.find(PinChip, "Unpin X[1,1]", spell))
    assert window.session.pointing.pins == (second,)
    chip = window.find(PinChip, "Unpin Y[1,2]", spell)
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert window.session.pointing.pins == ()
    assert spell.values == {}


def test_more_pins_than_fit_are_counted(window, spell):
    for column in range(4):
        for row in range(3):
            window.session.pointing.pin(Cell("Z1", row, column))
    spell.setFixedWidth(400)
    window.draw()
    seen = [each for each in spell.findChildren(PinChip) if not each.isHidden()]
    assert 1 <= len(seen) < 12
    assert spell._more.text() == f"and {12 - len(seen)} more"
    assert seen[-1].accessibleName() == "Unpin Z1[3,4]"


def test_pins_are_named_as_the_convention_names_them(window, spell):
    window.session.pointing.pin(Cell("b1", 1, 0))
    window.find(PinChip, "Unpin b1[2,1]", spell)
    window.session.look("rows", True)
    window.draw()
    window.find(PinChip, "Unpin β1[1,2]", spell)


def test_a_strip_out_of_sight_catches_up_when_it_is_shown(window, spell):
    spell.hide()
    window.session.pointing.point(Cell("X", 0, 2))
    assert spell.text.startswith("Point at")
    spell.show()
    assert spell.text.startswith("X[1,3]")


def test_while_it_plays_the_arithmetic_answers_the_pointer_and_is_exact_once_paused(window, spell):
    window.session.pointing.point(Cell("Z1", 0, 1))
    window.reach(30)
    window.draw()
    end = f"= {window.snapshot.matrices['Z1'][0, 1]:.3f}".replace("-", "−")
    assert spell.text.endswith(end)
    window.session.play()
    window.session.pointing.point(Cell("X", 0, 1))
    assert spell.text.startswith("X[1,2]")
    window.session.pause()


# -- the chosen sample ----------------------------------------------------------------------------


def test_the_chosen_sample_is_followed_everywhere(open_window):
    window = open_window("spiral")
    strip = strip_on(window)
    window.session.next_phase()
    window.session.pointing.point(Unit(1, 4))
    for sample in (6, 2):
        window.session.look("sample", sample)
        window.draw()
        snapshot = window.snapshot
        row = snapshot.batch[sample]
        place = window.session.run.trainer.train.dataset.inputs[row]
        np.testing.assert_array_equal(window.columns[0].values, snapshot.matrices["X"][:, sample])
        np.testing.assert_array_equal(window.columns[1].values, snapshot.matrices["A1"][:, sample])
        ring = window.panel("Decision region").samples.chosen.centre
        assert (ring.x(), ring.y()) == pytest.approx(tuple(place))
        assert strip.text.startswith(f"A1[5,{sample + 1}] = tanh(")
        card = window.point_at(window.layers[2].x, window.layers[2].y[0])
        assert f"sample {sample + 1}" in card
        window.session.pointing.point(Unit(1, 4))
