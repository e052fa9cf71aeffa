"""One matrix large: scrolled, zoomed, searched, and always the matrix of the present moment."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton

from nnviz.present.copying import as_tsv
from nnviz.present.numbers import exact
from nnviz.qt.items.matrix_area import MatrixArea
from nnviz.qt.items.matrix_content import MatrixContent
from nnviz.qt.theme import LIGHT
from nnviz.session.pointing import Cell
from tests.qt.benching import Bench


@pytest.fixture
def bench(open_window):
    """64 units on 784 pixels: nothing of it has room on the bench."""
    bench = Bench(open_window("mnist", size=(1280, 800)))
    bench.driver.session.step()
    bench.driver.draw()
    return bench


@pytest.fixture
def viewer(bench):
    """W1 large."""
    bench.double_click("W1", 3, 200)
    QApplication.processEvents()
    return bench.driver.panel("Bench").viewer


def wheel(area, place, notches, modifiers=Qt.KeyboardModifier.NoModifier):
    view = area.viewport()
    event = QWheelEvent(
        QPointF(place), view.mapToGlobal(QPointF(place)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def key(viewer, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(viewer.area, key, modifiers)


def numbers_shown(area):
    return area._text_pixels is not None


def in_sight(area, row, column):
    return area.viewport().rect().toRectF().contains(area.box_of(row, column).center())


def test_a_double_click_opens_the_matrix_and_leaves_nothing_pinned(bench, viewer):
    assert viewer is not None
    assert viewer._content.key == "W1"
    assert not bench.canvas.isVisible()
    assert bench.driver.session.pointing.pins == ()
    assert viewer.area.hasFocus()
    assert numbers_shown(viewer.area)


def test_enter_opens_the_result_and_escape_comes_back(bench):
    bench.canvas.setFocus()
    bench.driver.press("Return")
    viewer = bench.driver.panel("Bench").viewer
    assert viewer._content.key == "Z1"
    bench.driver.press("Escape")
    assert bench.driver.panel("Bench").viewer is None
    assert bench.canvas.isVisible()
    assert bench.canvas.hasFocus()


def test_it_follows_the_run_by_its_name(bench, viewer):
    session = bench.driver.session
    before = viewer._content.values.copy()
    session.next_iteration()
    bench.driver.draw()
    now = viewer._content.values
    np.testing.assert_array_equal(now, session.snapshot.matrices["W1"])
    assert not np.array_equal(now, before)


def test_a_matrix_that_is_not_computed_yet_comes_with_its_line(bench):
    session = bench.driver.session
    session.select("dZ1")
    bench.driver.draw()
    bench.driver.panel("Bench").open_large(bench.content("dZ1"))
    viewer = bench.driver.panel("Bench").viewer
    assert viewer._content.values is None
    viewer.grab()
    while session.snapshot.done.name != "dZ1":
        session.step()
    bench.driver.draw()
    np.testing.assert_array_equal(viewer._content.values, session.snapshot.matrices["dZ1"])


def test_another_network_without_the_matrix_closes_it(bench):
    bench.driver.session.select("W2")
    bench.driver.draw()
    bench.driver.panel("Bench").open_large(bench.content("W2"))
    assert bench.driver.panel("Bench").viewer is not None
    bench.driver.session.open_preset("xor-perceptron")
    bench.driver.draw()
    assert bench.driver.panel("Bench").viewer is None
    assert bench.canvas.isVisible()


def test_pointing_in_it_points_for_everybody(bench, viewer):
    area = viewer.area
    place = area.box_of(2, 3).center() if in_sight(area, 2, 3) else None
    if place is None:
        viewer._go_to_entry(2, 3)
        place = area.box_of(2, 3).center()
    QTest.mouseMove(area.viewport(), QPoint(area.viewport().width() - 2, 30))
    QTest.mouseMove(area.viewport(), place.toPoint())
    assert bench.driver.session.pointing.at == Cell("W1", 2, 3)
    card = area.findChild(QLabel, "card")
    assert card.isVisible()
    assert exact(viewer._content.values[2, 3]) in card.text()
    QTest.mouseClick(area.viewport(), Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert bench.driver.session.pointing.pins == (Cell("W1", 2, 3),)


def test_the_keys_go_through_the_matrix_and_do_not_step(bench, viewer):
    session = bench.driver.session
    where = bench.driver.where
    rows, columns = viewer._content.shape
    viewer._go_to_entry(10, 10)
    at = []
    control = Qt.KeyboardModifier.ControlModifier
    page = viewer.area.rows_a_page()
    for each, modifiers in (
        (Qt.Key.Key_Right, None), (Qt.Key.Key_Down, None), (Qt.Key.Key_Left, None),
        (Qt.Key.Key_Up, None), (Qt.Key.Key_PageDown, None), (Qt.Key.Key_PageUp, None),
        (Qt.Key.Key_End, None), (Qt.Key.Key_Home, None), (Qt.Key.Key_End, control),
        (Qt.Key.Key_Home, control),
    ):  # fmt: skip
        key(viewer, each, modifiers or Qt.KeyboardModifier.NoModifier)
        cell = session.pointing.at
        at.append((cell.row, cell.column))
        assert in_sight(viewer.area, cell.row, cell.column)
    assert at == [
        (10, 11), (11, 11), (11, 10), (10, 10), (10 + page, 10), (10, 10),
        (10, columns - 1), (10, 0), (rows - 1, columns - 1), (0, 0),
    ]  # fmt: skip
    assert bench.driver.where == where
    key(viewer, Qt.Key.Key_F10)
    assert bench.driver.where != where


@pytest.mark.parametrize("typed", ["[7, 701]", "7,701", "7 701", " [7;701] "])
def test_an_entry_is_found_by_its_row_and_column(bench, viewer, typed):
    field = bench.driver.find(QLineEdit, "Go to entry")
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert bench.driver.session.pointing.at == Cell("W1", 6, 700)
    assert in_sight(viewer.area, 6, 700)
    assert viewer.area.hasFocus()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("[0, 1]", "rows 1 to 64"), ("65,1", "rows 1 to 64"), ("1,785", "columns 1 to 784"),
     ("here", "write a row and a column, such as [3, 1]")],
)  # fmt: skip
def test_what_is_no_entry_is_said_and_nothing_moves(bench, viewer, typed, said):
    field = bench.driver.find(QLineEdit, "Go to entry")
    before = bench.driver.session.pointing.at
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert said in bench.driver.session.problem
    assert bench.driver.session.pointing.at == before


def test_the_wheel_scrolls_and_with_ctrl_zooms_around_the_pointer(bench, viewer):
    area = viewer.area
    wheel(area, QPoint(200, 80), -2)
    assert area.verticalScrollBar().value() > 0
    wheel(area, QPoint(200, 80), -2, Qt.KeyboardModifier.ShiftModifier)
    assert area.horizontalScrollBar().value() > 0
    place = QPoint(300, 60)
    under, height = area.entry_at(QPointF(place)), area.box_of(0, 0).height()
    wheel(area, place, 1, Qt.KeyboardModifier.ControlModifier)
    assert area.box_of(0, 0).height() > height
    assert area.entry_at(QPointF(place)) == under


def test_zooming_goes_from_numbers_to_all_of_it_in_colours_and_back(bench, viewer):
    area = viewer.area
    assert numbers_shown(area)
    key(viewer, Qt.Key.Key_0)
    assert not numbers_shown(area)
    rows, columns = viewer._content.shape
    assert area.box_of(rows - 1, columns - 1).right() <= area.viewport().width() + 1
    assert area.box_of(rows - 1, columns - 1).bottom() <= area.viewport().height() + 1
    bench.driver.find(QToolButton, "Show numbers").click()
    assert numbers_shown(area)


def test_ctrl_c_copies_all_of_it(bench, viewer):
    bench.driver.press("Ctrl+C")
    assert QGuiApplication.clipboard().text() == as_tsv(viewer._content.values)


def test_the_number_of_a_sample_chooses_it(bench):
    bench.driver.panel("Bench").open_large(bench.content("X"))
    viewer = bench.driver.panel("Bench").viewer
    area = viewer.area
    box = area.box_of(0, 4)
    QTest.mouseClick(
        area.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(box.center().x()), 6)
    )
    assert bench.driver.experiment.view.sample == 4


def test_samples_as_rows_turn_it(bench):
    bench.driver.panel("Bench").open_large(bench.content("X"))
    viewer = bench.driver.panel("Bench").viewer
    shape = viewer._content.shape
    bench.driver.session.look("rows", True)
    bench.driver.draw()
    assert viewer._content.shape == shape[::-1]
    viewer._go_to_entry(5, 400)
    assert bench.driver.session.pointing.at == Cell("X", 400, 5)


# -- laws of the area, whatever the matrix ---------------------------------------------------------


@pytest.fixture
def area(qapp, qtbot):
    made = MatrixArea(LIGHT)
    qtbot.addWidget(made)
    made.resize(640, 300)
    made.show()
    return made


def show(area, shape, seed=0):
    values = np.random.default_rng(seed).standard_normal(shape)
    area.show_content(MatrixContent("W1", values, ("n1", "n0"), shape, key="W1"), LIGHT)
    return values


@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (1, 5000), (5000, 1), (10_000, 784)])
def test_a_matrix_of_any_size_is_shown_at_every_zoom(area, shape):
    show(area, shape)
    for factor in (1.0, 0.5, 0.3, 0.3, 0.1, 0.0, 7.0, 50.0):
        area.zoom(factor)
        for bar in (area.horizontalScrollBar(), area.verticalScrollBar()):
            bar.setValue(bar.maximum())
        assert not area.grab().isNull()
        assert area.box_of(shape[0] - 1, 0).bottom() <= max(area.viewport().height(), 90) + 1.5


def test_one_strong_entry_is_in_sight_however_small_the_matrix_is_drawn(area):
    values = np.zeros((10_000, 784))
    values[4321, 567] = -5.0
    area.show_content(MatrixContent("W1", values, ("n1", "n0"), values.shape, key="W1"), LIGHT)
    area.show_all()
    image = area.viewport().grab().toImage()
    box = area.box_of(4321, 567).center()
    near = {
        image.pixelColor(round(box.x()) + dx, round(box.y()) + dy).name()
        for dx in range(-2, 3)
        for dy in range(-2, 3)
    }
    assert LIGHT.negative in near


def test_numbers_are_written_in_their_cells_where_there_is_room(area):
    values = np.full((60, 60), 0.25)
    values[30, 30] = 5.0
    area.show_content(MatrixContent("W1", values, ("n1", "n0"), (60, 60), key="W1"), LIGHT)
    dark = LIGHT.value_scale.tones[0]

    def darkest(row, column):
        image = area.viewport().grab().toImage()
        box = area.box_of(row, column).adjusted(2, 2, -2, -2).toRect()
        return min(
            image.pixelColor(x, y).lightness()
            for x in range(box.left(), box.right())
            for y in range(box.top(), box.bottom())
        )

    assert numbers_shown(area)
    assert darkest(0, 0) < dark.lightness() + 60
    area.zoom(0.5)
    assert not numbers_shown(area)
    assert darkest(0, 0) > 150


def test_a_single_entry_that_is_pointed_at_leaves_the_others_their_colours(bench):
    bench.driver.panel("Bench").open_large(bench.content("Z1"))
    viewer = bench.driver.panel("Bench").viewer
    viewer._go_to_entry(2, 3)
    assert viewer.area._marks.pointed == (2, 3)
    assert viewer.area._marks.lit is None


def test_the_operand_of_an_entry_is_lit_where_it_is_shown_large(bench):
    bench.driver.panel("Bench").open_large(bench.content("W1"))
    viewer = bench.driver.panel("Bench").viewer
    bench.driver.session.pointing.point(Cell("Z1", 5, 7))
    assert viewer.area._marks.lit == ((5, None),)


def test_what_is_not_finite_is_hatched_in_the_colour_of_a_warning(area):
    values = np.ones((5, 5))
    values[2, 3] = np.nan
    area.show_content(MatrixContent("W1", values, ("n1", "n0"), (5, 5), key="W1"), LIGHT)
    image, box = area.viewport().grab().toImage(), area.box_of(2, 3)
    seen = {
        image.pixelColor(x, y).name()
        for x in range(round(box.left()), round(box.right()))
        for y in range(round(box.top()), round(box.bottom()))
    }
    assert LIGHT.warning in seen


@given(
    st.integers(1, 3000), st.integers(1, 3000),
    st.lists(st.floats(0.1, 4), max_size=4), st.data(),
)  # fmt: skip
def test_the_entry_under_its_own_middle_is_itself(qapp, rows, columns, zooms, data):
    area = MatrixArea(LIGHT)
    area.resize(500, 260)
    values = np.zeros((rows, columns))
    area.show_content(MatrixContent("W1", values, ("n1", "n0"), (rows, columns), key="W1"), LIGHT)
    for factor in zooms:
        area.zoom(factor)
    row, column = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    area.bring_into_sight(row, column)
    assert in_sight(area, row, column)
    assert area.entry_at(area.box_of(row, column).center()) == (row, column)
