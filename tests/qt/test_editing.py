"""Setting numbers by hand: on the network, in a matrix, by mouse and by keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from nnviz.qt.panels.arithmetic import ArithmeticStrip
from nnviz.qt.panels.network_places import Places
from nnviz.qt.panels.number_editor import NumberEditor
from nnviz.session.pointing import Cell
from tests.qt.driving import bits

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def editors(window):
    return [each for each in window.window.findChildren(NumberEditor) if each.isVisible()]


def editor(window):
    (found,) = editors(window)
    return found


def field(window):
    return editor(window).field


def box_of(window, cell):
    """Where a number is on the network's view, as it is seen."""
    window.draw()
    window.window.grab()
    editing = window.window.network.editing
    box = Places(editing._drawn).box(cell)
    return window.window.network.view.mapFromScene(box).boundingRect()


def surface(window):
    return window.window.network.view.viewport()


def click(window, cell):
    QTest.mouseClick(surface(window), LEFT, NONE, box_of(window, cell).center())
    window.draw()


def drag(window, widget, start, way, modifiers=NONE, release=True):
    """Press, move in steps and let go; the pointer goes ``way`` pixels down."""
    QTest.mousePress(widget, LEFT, modifiers, start)
    for share in (0.25, 0.5, 0.75, 1.0):
        place = QPointF(start) + QPointF(0, way * share)
        event = QMouseEvent(
            QMouseEvent.Type.MouseMove, place, QPointF(widget.mapToGlobal(place.toPoint())),
            Qt.MouseButton.NoButton, LEFT, modifiers,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)
    if release:
        QTest.mouseRelease(widget, LEFT, modifiers, start + QPoint(0, round(way)))
    window.draw()


def type_(window, text):
    """Type in place of what is selected."""
    for sign in text:
        if sign.isascii():
            QTest.keyClick(field(window), sign)
        else:  # QTest knows the keys of ASCII only
            event = QKeyEvent(QKeyEvent.Type.KeyPress, 0, NONE, sign)
            QApplication.sendEvent(field(window), event)


def key(window, which, modifiers=NONE):
    QTest.keyClick(field(window), which, modifiers)
    window.draw()


def value(window, cell):
    return float(window.snapshot.matrices[cell.matrix][cell.row, cell.column])


W, B, X, Y = Cell("W1", 1, 0), Cell("b1", 2, 0), Cell("X", 0, 1), Cell("Y", 0, 1)


# -- opening ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "title"), [(W, "W₁[2,1]"), (B, "b₁[3,1]"), (X, "X[1,2]"), (Y, "Y[1,2]")]
)
def test_a_click_on_a_number_opens_an_editor_with_its_name_and_its_value_selected(
    window, cell, title
):
    window.train(5)
    click(window, cell)
    assert editor(window).accessibleName() == f"Set {title}"
    assert field(window).hasFocus()
    assert float(field(window).text().replace("−", "-")) == value(window, cell)
    assert field(window).selectedText() == field(window).text()


@pytest.mark.parametrize(("cell", "title"), [(W, "W₁[1,2]"), (B, "β₁[1,3]"), (X, "X[2,1]")])
def test_with_samples_as_rows_names_are_turned(window, cell, title):
    window.session.look("rows", True)
    click(window, cell)
    assert editor(window).accessibleName() == f"Set {title}"
    window.session.look("rows", False)
    window.draw()
    assert title not in [
        each.text() for each in editor(window).findChildren(type(editor(window)._title))
    ]


def test_an_edge_without_a_number_is_clicked_on_its_line(open_window):
    window = open_window("digits")
    cell = Cell("W2", 4, 7)
    box = box_of(window, cell)
    drawn = window.window.network.editing._drawn
    layer = next(each for each in drawn.edges if each.layer == 2)
    line = layer.lines[0]
    cell = Cell("W2", int(layer.rows[0]), int(layer.columns[0]))
    scene = QPointF(*(line[:2] + 0.9 * (line[2:] - line[:2])))
    QTest.mouseClick(surface(window), LEFT, NONE, window.window.network.view.mapFromScene(scene))
    assert editor(window).cell.matrix == "W2"
    assert box.isValid()


@pytest.mark.parametrize("cell", [W, B, X, Y, Cell("W2", 0, 2), Cell("b2", 0, 0)])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_the_editor_lies_in_the_window_and_never_on_the_number(open_window, cell, size):
    window = open_window("xor", size=size)
    box = box_of(window, cell)
    click(window, cell)
    here = editor(window)
    assert window.in_sight(here)
    seen = QRect(window.window.network.view.mapTo(window.window, box.topLeft()), box.size())
    assert not here.geometry().intersects(seen)


def test_the_editor_stays_where_it_is_while_the_number_changes(window):
    click(window, W)
    place = editor(window).geometry()
    for _ in range(12):
        key(window, Qt.Key.Key_PageUp)
    type_(window, "what")
    key(window, Qt.Key.Key_Return)
    assert editor(window).words.startswith("“what” is not a number")
    assert editor(window).geometry() == place


def test_another_edit_closes_the_first(window):
    click(window, W)
    click(window, B)
    assert editor(window).cell == B


def test_a_click_on_a_run_that_plays_pauses_it(window):
    window.session.play()
    click(window, W)
    assert not window.session.playing
    assert float(field(window).text().replace("−", "-")) == value(window, W)


def test_the_editor_closes_when_the_network_changes_or_a_run_plays(window):
    click(window, W)
    window.session.set_up("network.hidden", (2,))
    window.draw()
    assert not editors(window)
    click(window, W)
    window.session.play()
    window.wait_for(lambda: not editors(window))
    window.session.pause()


def test_the_editor_of_an_input_closes_when_another_sample_is_chosen(window):
    click(window, X)
    window.session.look("sample", 3)
    window.draw()
    assert not editors(window)


def test_the_card_beside_the_pointer_gives_way_to_the_editor(window):
    drawn = window.window.network.editing._drawn
    centre = Places(drawn).box(W).center()
    assert window.point_at(centre.x(), centre.y())
    click(window, W)
    assert window.point_at(centre.x(), centre.y()) is None


def test_an_editor_opened_by_a_key_hides_the_card(window):
    place = Places(window.window.network.editing._drawn).box(W).center()
    assert window.point_at(place.x(), place.y())
    window.press("F2")
    assert editor(window).cell == W
    assert window.window.network._card.isHidden()


def test_a_number_under_the_pointer_is_gone_with_its_network(open_window):
    window = open_window("iris")
    unit = window.columns[1].layer.y.size - 1
    place = box_of(window, Cell("b1", unit, 0)).center()
    scene = window.window.network.view.mapToScene(place)
    assert f"unit {unit + 1}" in window.point_at(scene.x(), scene.y())
    window.session.set_up("network.hidden", (1,))
    window.window.network.refresh(window.snapshot)  # before anything is painted anew
    window.draw()
    at = window.session.pointing.at
    assert at is None or at.unit < len(window.layers[at.layer].y)


# -- typing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0.0), ("-0.5", -0.5), ("−0.5", -0.5), ("1e-3", 1e-3), ("1e−3", 1e-3), (" 2 ", 2.0),
     (".25", 0.25), ("+3.", 3.0), ("-0", 0.0)],
)  # fmt: skip
def test_enter_sets_what_is_typed_and_closes(window, text, number):
    click(window, W)
    type_(window, text)
    key(window, Qt.Key.Key_Return)
    assert value(window, W) == number
    assert not editors(window)
    assert window.window.network.view.hasFocus()


@pytest.mark.parametrize(
    ("text", "said"),
    [("−0,5", "Write −0.5: the decimal sign is a point."),
     ("0,5", "Write 0.5: the decimal sign is a point."),
     ("abc", "“abc” is not a number: write it as −0.5 or 1e-3."),
     ("1_000", "“1_000” is not a number: write it as −0.5 or 1e-3."),
     ("nan", "nan is not finite: write a number such as −0.5 or 1e-3."),
     ("-inf", "-inf is not finite: write a number such as −0.5 or 1e-3."),
     ("1e999", "1e999 is too large: write a number below 1.8e308."),
     ("  ", "Write a number, such as −0.5 or 1e-3.")],
)  # fmt: skip
@pytest.mark.parametrize("by", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_a_mistake_is_explained_beside_the_field_and_nothing_changes(window, text, said, by):
    click(window, W)
    before = bits(window.snapshot)
    type_(window, text)
    key(window, by)
    assert editor(window).words == said
    assert editor(window).cell == W
    assert bits(window.snapshot) == before
    assert window.session.undo_label == ""
    key(window, Qt.Key.Key_Home)
    type_(window, "5")
    assert editor(window).words != said


def test_escape_leaves_without_setting_what_is_typed(window):
    click(window, W)
    before = bits(window.snapshot)
    type_(window, "7")
    key(window, Qt.Key.Key_Escape)
    assert not editors(window)
    assert bits(window.snapshot) == before
    assert window.window.network.view.hasFocus()


def test_a_click_elsewhere_sets_what_is_typed_unless_it_is_no_number(window):
    for text, number in (("7", 7.0), ("seven", 7.0)):
        click(window, W)
        type_(window, text)
        window.panel("Program").list.setFocus()
        window.draw()
        assert not editors(window)
        assert value(window, W) == number


def test_enter_without_a_change_sets_nothing(window):
    click(window, W)
    key(window, Qt.Key.Key_Return)
    assert window.session.events == []
    assert window.session.undo_label == ""


# -- keys ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("which", "modifiers", "by"),
    [(Qt.Key.Key_Up, NONE, 0.1), (Qt.Key.Key_Down, NONE, -0.1),
     (Qt.Key.Key_Up, SHIFT, 0.01), (Qt.Key.Key_Down, SHIFT, -0.01),
     (Qt.Key.Key_Up, CONTROL, 1.0), (Qt.Key.Key_Down, CONTROL, -1.0),
     (Qt.Key.Key_PageUp, NONE, 1.0), (Qt.Key.Key_PageDown, NONE, -1.0)],
)  # fmt: skip
def test_arrow_keys_nudge_the_number_at_once(window, which, modifiers, by):
    window.session.edit("W1", 1, 0, 0.2)
    click(window, W)
    key(window, which, modifiers)
    assert value(window, W) == round(0.2 + by, 12)
    assert field(window).text().replace("−", "-") == f"{value(window, W):g}"
    assert editors(window)


def test_all_nudges_of_a_number_are_taken_back_together(window):
    window.train(3)
    before = bits(window.snapshot)
    click(window, W)
    for _ in range(5):
        key(window, Qt.Key.Key_Up)
    assert window.action("Undo: W1[2,1]").isEnabled()
    window.press("Ctrl+Z")
    window.draw()
    assert bits(window.snapshot) == before
    assert float(field(window).text().replace("−", "-")) == value(window, W)


def test_nudges_begin_from_what_is_typed(window):
    click(window, W)
    type_(window, "2")
    key(window, Qt.Key.Key_Up)
    assert value(window, W) == 2.1


def test_tab_goes_on_to_the_next_number_of_the_unit_and_back(window):
    click(window, Cell("W1", 1, 0))
    seen = []
    for _ in range(4):
        key(window, Qt.Key.Key_Tab)
        seen.append(editor(window).cell)
    assert seen == [Cell("W1", 1, 1), Cell("b1", 1, 0), Cell("W1", 2, 0), Cell("W1", 2, 1)]
    key(window, Qt.Key.Key_Backtab, SHIFT)
    assert editor(window).cell == Cell("W1", 2, 0)
    assert field(window).hasFocus()


def test_tab_goes_around_through_every_number_of_the_drawing(window):
    click(window, X)
    seen = [editor(window).cell]
    while True:
        key(window, Qt.Key.Key_Tab)
        if editor(window).cell == seen[0]:
            break
        seen.append(editor(window).cell)
    assert len(seen) == len(set(seen)) == 2 + 9 + 4 + 1
    assert seen[-1] == Y or Y in seen


def test_tab_sets_what_is_typed(window):
    click(window, W)
    type_(window, "1.25")
    key(window, Qt.Key.Key_Tab)
    assert value(window, W) == 1.25
    assert editor(window).cell == Cell("W1", 1, 1)


def test_f2_opens_the_editor_where_the_pointer_is_and_else_where_it_was_last(window):
    window.window.network.view.setFocus()
    window.press("F2")
    assert editor(window).cell == Cell("W1", 0, 0)
    key(window, Qt.Key.Key_Tab)
    key(window, Qt.Key.Key_Escape)
    window.press("F2")
    assert editor(window).cell == Cell("W1", 0, 1)
    key(window, Qt.Key.Key_Escape)
    centre = window.layers[2].x, float(window.layers[2].y[0])
    window.point_at(*centre)
    window.press("F2")
    assert editor(window).cell == Cell("b2", 0, 0)


def test_keys_of_the_window_are_typed_into_the_field(window):
    click(window, W)
    type_(window, "-0")
    assert field(window).text() == "-0"
    assert window.where == (0, 0)


# -- dragging --------------------------------------------------------------------------------------


def test_dragging_the_number_of_an_edge_changes_it_live_and_is_taken_back_at_once(window):
    before = bits(window.snapshot)
    was = value(window, W)
    drag(window, surface(window), box_of(window, W).center(), -40)
    assert value(window, W) > was + 0.1
    assert editor(window).cell == W
    raised = value(window, W)
    drag(window, surface(window), box_of(window, W).center(), 40)
    assert value(window, W) == pytest.approx(was, abs=0.02)
    window.session.undo()
    assert value(window, W) == raised
    window.session.undo()
    assert bits(window.snapshot) == before


@pytest.mark.parametrize("cell", [B, X, Y])
def test_biases_inputs_and_targets_are_dragged_too(window, cell):
    was = value(window, cell)
    drag(window, surface(window), box_of(window, cell).center(), -30)
    assert value(window, cell) > was


def test_shift_drags_finer_and_ctrl_coarser(window):
    moved = []
    for modifiers in (SHIFT, NONE, CONTROL):
        was = value(window, W)
        drag(window, surface(window), box_of(window, W).center(), -40, modifiers)
        moved.append(value(window, W) - was)
        window.session.undo()
        window.draw()
    assert moved[0] < moved[1] < moved[2]
    assert moved[0] > 0


def test_the_handle_of_the_editor_is_dragged(window):
    click(window, B)
    was = value(window, B)
    handle = editor(window).handle
    drag(window, handle, handle.rect().center(), -25)
    assert value(window, B) > was
    window.session.undo()
    assert value(window, B) == was


def test_dragging_beside_the_numbers_moves_the_drawing_and_sets_nothing(window):
    view = window.window.network.view
    before = bits(window.snapshot)
    drag(window, surface(window), QPoint(8, view.height() - 8), -30)
    assert bits(window.snapshot) == before
    assert not editors(window)


# -- labels ----------------------------------------------------------------------------------------


def choose(window, name):
    box = editor(window).classes
    place = box.findText(name)
    assert place >= 0, name
    box.setCurrentIndex(place)
    box.activated.emit(place)
    window.draw()


def test_a_class_sets_the_whole_column_as_one_change(open_window):
    window = open_window("digits")
    window.session.next_iteration()
    window.draw()
    before = bits(window.snapshot)
    column = window.session.column
    click(window, Cell("Y", 2, column))
    choose(window, "7")
    target = window.snapshot.matrices["Y"][:, column]
    np.testing.assert_array_equal(target, np.eye(10)[7])
    assert editor(window).classes.currentText() == "7"
    window.session.undo()
    window.draw()
    assert bits(window.snapshot) == before


@pytest.mark.parametrize(
    ("output", "loss", "labels"),
    [("sigmoid", "binary_cross_entropy", (0.0, 1.0)), ("tanh", "squared_error", (-1.0, 1.0))],
)
def test_a_class_of_two_sets_the_label_that_stands_for_it(open_window, output, loss, labels):
    window = open_window("xor", **{"network.output": output, "network.loss": loss})
    for place in (0, 1, 0):
        click(window, Y)
        names = [editor(window).classes.itemText(k) for k in range(2)]
        choose(window, names[place])
        assert value(window, Y) == labels[place]


def test_a_regression_offers_no_classes(open_window):
    window = open_window("house-price")
    click(window, Cell("Y", 0, window.session.column))
    assert editor(window).classes is None
    assert "Standardized" in editor(window).words


# -- what follows and what is marked ---------------------------------------------------------------


def test_everything_shown_follows_an_edit(window):
    window.train(10)
    costs, readout = window.curves[0][1][-1], window.readout
    region = window.region[0].copy()
    click(window, Cell("W2", 0, 1))
    type_(window, "-3")
    key(window, Qt.Key.Key_Return)
    assert window.readout != readout
    assert window.curves[0][1][-1] != costs
    assert (window.region[0] != region).any()


def test_a_number_set_by_hand_is_underlined_and_its_card_says_when(window):
    window.train(5)
    was = value(window, W)
    place = window.window.network.editing.marked_edges(True)
    assert place == (set(), [])
    for cell, text in ((W, "2"), (B, "0.5"), (X, "0.25"), (Y, "0.75")):
        click(window, cell)
        type_(window, text)
        key(window, Qt.Key.Key_Return)
    labels, dots = window.window.network.editing.marked_edges(True)
    assert (len(labels), dots) == (1, [])
    assert window.window.network._labels._texts[labels.pop()] == "2"
    assert window.columns[1].set_biases == {2}
    assert window.columns[0].set_values == {0}
    assert window.columns[2].set_targets == {0}
    centre = Places(window.window.network.editing._drawn).box(W).center()
    card = window.point_at(centre.x(), centre.y())
    assert "W₁[2,1] set by hand in iteration 5" in card
    assert f"(was {was!r}".replace("-", "−") in card
    window.session.look("sample", 0)
    window.draw()
    assert window.columns[0].set_values == set()
    window.session.jump(2, 3)
    window.draw()
    assert window.window.network.editing.marked_edges(True) == (set(), [])
    assert window.columns[1].set_biases == set()


def test_an_edge_without_a_number_is_marked_by_a_dot(open_window):
    window = open_window("digits")
    window.session.edit("W1", 0, 0, 3.0)
    window.draw()
    labels, dots = window.window.network.editing.marked_edges(True)
    assert (labels, len(dots)) == (set(), 1)


def test_an_edited_input_moves_its_point_and_an_edited_label_colours_it(window):
    window.train(5)
    samples = window.panel("Decision region").samples.parts["train"]

    def shown(row):
        spot = samples.points()[row]
        return (spot.pos().x(), spot.pos().y()), spot.brush().color().name()

    place, colour = shown(1)
    click(window, X)
    type_(window, "0.4")
    key(window, Qt.Key.Key_Return)
    assert shown(1) == ((0.4, place[1]), colour)
    ring = window.panel("Decision region").samples.chosen
    assert ring.centre.x() == pytest.approx(0.4)
    click(window, Y)
    type_(window, "0")
    key(window, Qt.Key.Key_Return)
    assert shown(1)[1] != colour
    window.session.undo()
    window.session.undo()
    window.draw()
    assert shown(1) == (place, colour)


def test_results_and_confusion_follow_an_edited_label(window):
    window.train(1500)
    window.session.step()
    results = window.panel("Results")
    window.dock("Results").show()
    window.dock("Results").raise_()
    QApplication.processEvents()
    window.draw()
    before = results._said.text()
    window.session.edit("Y", 0, 1, 0.0)
    window.draw()
    assert results._said.text() != before
    window.session.undo()
    window.draw()
    assert results._said.text() == before


def test_the_arithmetic_of_a_number_set_by_hand_says_so_until_it_is_computed_again(window):
    window.train(3)
    words = window.panel("Bench").findChild(ArithmeticStrip)
    was = f"{value(window, W):.3f}".replace("-", "−")
    window.session.edit("W1", 1, 0, 0.5)
    window.session.edit("X", 0, 1, 0.25)
    window.draw()
    said = f"W1[2,1] = 0.500, set by hand in iteration 3 (was {was})"
    for _ in range(len(window.snapshot.program.steps)):
        window.session.pointing.point(W)
        window.draw()
        updated = window.snapshot.program.index["W1"] < window.where[1] < 17
        assert (words.text == said) == (not updated)
        window.session.pointing.point(X)
        assert "set by hand in iteration 3" in words.text
        window.session.step()
        window.draw()
    window.session.pointing.point(W)
    assert "by hand" not in words.text


# -- in a matrix -----------------------------------------------------------------------------------


def bench(window):
    """The bench at Z1 = W1 X + b1, with the focus."""
    window.session.step()
    window.draw()
    window.panel("Bench").grab()
    canvas = window.panel("Bench")._canvas
    canvas.setFocus()
    return canvas


def test_a_digit_on_the_entry_that_is_pointed_at_begins_to_set_it(window):
    canvas = bench(window)
    window.session.pointing.point(W)
    QTest.keyClick(canvas, Qt.Key.Key_5)
    assert editor(window).cell == W
    type_(window, ".5")
    key(window, Qt.Key.Key_Return)
    assert value(window, W) == 5.5
    np.testing.assert_allclose(
        window.snapshot.matrices["Z1"],
        window.snapshot.matrices["W1"] @ window.snapshot.matrices["X"],
        atol=1e-12,
    )


def test_a_digit_on_what_is_computed_or_on_nothing_is_the_windows(window):
    canvas = bench(window)
    for at in (Cell("Z1", 0, 0), Cell("W1", 0, None), None):
        window.session.pointing.point(at)
        QTest.keyClick(canvas, Qt.Key.Key_5)
        assert not editors(window)


def test_f2_and_the_menu_set_the_entry_that_is_pointed_at_on_the_bench(window):
    canvas = bench(window)
    window.session.pointing.point(Cell("X", 1, 2))
    window.press("F2")
    assert editor(window).cell == Cell("X", 1, 2)
    assert editor(window).parentWidget() is window.window
    key(window, Qt.Key.Key_Tab)
    assert editor(window).cell == Cell("X", 1, 3)
    key(window, Qt.Key.Key_Escape)
    assert canvas.hasFocus()
    menu = canvas.menu(canvas._pointed())
    entry = next(each for each in menu.actions() if each.text().startswith("Set this number…"))
    entry.trigger()
    assert editor(window).cell == Cell("X", 1, 3)
    menu.deleteLater()


def test_the_menu_of_what_is_computed_sets_nothing(window):
    canvas = bench(window)
    window.session.pointing.point(Cell("Z1", 1, 2))
    menu = canvas.menu(canvas._pointed())
    assert not [each for each in menu.actions() if each.text().startswith("Set this number…")]
    menu.deleteLater()


def test_at_an_update_the_new_number_is_set_not_the_one_before(window):
    window.train(1)
    window.session.jump(0, window.session.run.program.index["W1"] + 1)
    window.draw()
    window.panel("Bench").grab()
    canvas = window.panel("Bench")._canvas
    result = next(each for each in reversed(canvas._arranged) if each.picture is not None)
    assert canvas._where(W).intersects(result.box.toAlignedRect())


def test_in_the_large_matrix_enter_sets_the_entry_that_is_pointed_at(window):
    canvas = bench(window)
    window.session.pointing.point(W)
    content = next(
        each.picture.content for each in canvas._arranged
        if each.picture is not None and each.picture.content.key == "W1"
    )  # fmt: skip
    window.panel("Bench").open_large(content)
    window.draw()
    viewer = window.panel("Bench").viewer
    viewer.area.setFocus()
    window.session.pointing.point(W)
    QTest.keyClick(viewer.area, Qt.Key.Key_Return)
    type_(window, "3")
    key(window, Qt.Key.Key_Return)
    assert value(window, W) == 3.0


# -- the learning rate in the middle of a run ------------------------------------------------------


@pytest.mark.parametrize("line", [0, 4, 9, 15, 17])
def test_the_learning_rate_can_be_changed_at_any_line_is_an_event_and_can_be_taken_back(
    window, line
):
    window.train(6)
    window.session.jump(4, line)
    window.draw()
    before = bits(window.snapshot)
    window.type_into("Learning rate", "0.25")
    (event,) = window.session.events
    assert event.text == "learning rate 0.25"
    window.reach(8)
    after = bits(window.snapshot)
    iterations = window.snapshot.completed
    window.session.jump(2, 3)
    window.draw()
    assert window.shown_in("Learning rate") == "1"
    window.session.jump_to(iterations)
    window.draw()
    assert window.shown_in("Learning rate") == "0.25"
    assert bits(window.snapshot) == after
    window.session.undo()
    window.draw()
    assert bits(window.snapshot) == before
    assert window.session.events == []
    assert window.shown_in("Learning rate") == "1"


def test_no_editor_is_left_when_the_window_closes(open_window):
    window = open_window("xor")
    click(window, W)
    assert window.window.findChildren(QLineEdit)
    window.window.close()
