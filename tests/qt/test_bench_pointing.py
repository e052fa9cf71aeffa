"""Pointing on the bench: what lights up, what is pinned, which sample is chosen."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from nnviz.present.numbers import exact
from nnviz.qt.theme import LIGHT
from nnviz.session.pointing import Cell, Edge, Unit
from tests.qt.benching import Bench


@pytest.fixture
def bench(open_window):
    """The bench of XOR in a window that is large enough for all numbers and headings."""
    return Bench(open_window("xor", size=(1600, 1000)))


def go_to(bench, name):
    session = bench.driver.session
    while session.snapshot.done is None or session.snapshot.done.name != name:
        session.step()
    bench.driver.draw()


@pytest.mark.parametrize("rows", [False, True])
@pytest.mark.parametrize(
    ("line", "key", "row", "column"),
    [("Z1", "Z1", 2, 3), ("Z1", "X", 1, 3), ("Z1", "b1", 2, 0), ("dW2", "A1", 1, 2),
     ("dW2", "dZ2", 0, 3), ("dA1", "W2", 0, 1), ("W1", "dW1", 2, 1)],
)  # fmt: skip
def test_the_pointer_points_at_the_entry_with_samples_as_columns(
    bench, rows, line, key, row, column
):
    bench.driver.session.look("rows", rows)
    go_to(bench, line)
    content = bench.content(key)
    bench.hover(key, *content.stored(row, column))
    assert bench.driver.session.pointing.at == Cell(key, row, column)
    card = bench.canvas.findChild(QLabel, "card")
    assert card.isVisible()
    assert exact(content.values[content.stored(row, column)]) in card.text()


@pytest.mark.parametrize("rows", [False, True])
def test_an_entry_of_a_product_lights_the_row_and_the_column_that_make_it(bench, rows):
    bench.driver.session.look("rows", rows)
    go_to(bench, "Z1")

    def shown(row, column):
        return (column, row) if rows else (row, column)

    bench.hover("Z1", *shown(1, 2))
    assert bench.marks("Z1").lit == (shown(1, 2),)
    assert bench.marks("W1").lit == (shown(1, None),)
    assert bench.marks("X").lit == (shown(None, 2),)
    assert bench.marks("b1").lit == (shown(1, 0),)


@pytest.mark.parametrize("rows", [False, True])
def test_a_transposed_operand_is_lit_as_it_is_shown(bench, rows):
    bench.driver.session.look("rows", rows)
    go_to(bench, "dW2")
    content = bench.content("dW2")
    bench.hover("dW2", *content.stored(0, 2))
    # The third row of A1 as it is stored: the third column of A1ᵀ.
    assert bench.marks("A1").lit == ((2, None) if rows else (None, 2),)
    assert bench.content("A1").transposed
    assert bench.marks("dZ2").lit == ((None, 0) if rows else (0, None),)


def test_entries_that_are_not_lit_fade_and_those_that_are_keep_their_colour(bench):
    go_to(bench, "Z1")
    before = {cell: bench.colour("W1", *cell) for cell in [(0, 0), (1, 0), (1, 1), (2, 1)]}
    bench.driver.session.pointing.point(Cell("Z1", 1, 2))
    after = {cell: bench.colour("W1", *cell) for cell in before}
    assert {cell for cell in before if before[cell] != after[cell]} == {(0, 0), (2, 1)}


def test_lit_rows_and_columns_have_a_band_around_them(bench):
    go_to(bench, "Z1")
    bench.driver.session.pointing.point(Cell("Z1", 1, 2))
    for key, row, column in (("W1", 1, 0), ("X", 0, 2), ("Z1", 1, 2)):
        part = bench.part(key)
        box = part.picture.cell_box(part.box, row, column)
        image = bench.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        y = round(box.center().y())
        near = {
            image.pixelColor(x, y).name()
            for x in range(round(box.left()) - 2, round(box.left()) + 3)
        }
        assert LIGHT.next in near, key


def test_a_weight_of_the_network_lights_its_entry_and_what_made_it(bench):
    go_to(bench, "dW1")
    bench.driver.session.pointing.point(Edge(1, 2, 1))
    assert bench.marks("dW1").lit == ((2, 1),)
    assert bench.marks("dZ1").lit == ((2, None),)
    assert bench.marks("X").lit == ((None, 1),)  # shown as Xᵀ


def test_a_unit_of_the_network_lights_its_row_over_all_samples(bench):
    go_to(bench, "Z1")
    bench.driver.session.pointing.point(Unit(1, 2))
    assert bench.marks("Z1").lit == ((2, None),)
    assert bench.marks("W1").lit == ((2, None),)
    assert bench.marks("X").lit == ((None, None),)
    assert bench.marks("b1").lit == ((2, 0),)


def test_an_entry_stays_pointed_at_from_line_to_line_where_it_is_of_use(bench):
    go_to(bench, "Z1")
    bench.hover("Z1", 1, 2)
    bench.driver.session.step()
    bench.driver.draw()
    assert bench.driver.bench_line == "A1"
    assert bench.marks("A1").lit == bench.marks("Z1").lit == ((1, 2),)


def test_an_update_lights_the_weight_before_and_after_it(bench):
    go_to(bench, "W1")
    bench.hover("W1", 2, 0, which=0)
    for key, which in (("W1", 0), ("dW1", -1), ("W1", -1)):
        assert bench.marks(key, which).lit == ((2, 0),)


def test_what_belongs_to_a_larger_network_lights_nothing(bench):
    go_to(bench, "Z1")
    bench.driver.session.pointing.point(Cell("Z1", 7, 2))
    assert bench.marks("Z1") is None
    bench.driver.session.pointing.point(Cell("Z9", 0, 0))
    assert bench.marks("Z1") is None
    bench.canvas.grab()


def test_beside_the_matrices_nothing_is_pointed_at(bench):
    go_to(bench, "Z1")
    bench.hover("Z1", 1, 2)
    QTest.mouseMove(bench.canvas, bench.canvas.rect().bottomLeft())
    assert bench.driver.session.pointing.at is None
    bench.hover("Z1", 1, 2)
    QApplication.sendEvent(bench.canvas, QEvent(QEvent.Type.Leave))
    assert bench.driver.session.pointing.at is None


def test_a_click_pins_an_entry_and_another_lets_it_go(bench):
    go_to(bench, "dW2")
    pointing = bench.driver.session.pointing
    bench.click("A1", 3, 1)  # of A1ᵀ
    assert pointing.pins == (Cell("A1", 1, 3),)
    assert bench.marks("A1").pins == ((3, 1),)
    bench.click("A1", 3, 1)
    assert pointing.pins == ()


def test_a_pinned_entry_has_a_marked_corner(bench):
    go_to(bench, "Z1")
    pointing = bench.driver.session.pointing
    pointing.pin(Cell("W1", 1, 1))
    QApplication.processEvents()  # the pins below the bench have taken their room
    corner = bench.part("W1").picture.cell_box(bench.part("W1").box, 1, 1).topRight()
    near = round(corner.x()) - 2, round(corner.y()) + 2
    pinned = bench.canvas.grab().toImage().pixelColor(*near).name()
    pointing.pin(Cell("W1", 1, 1))
    pointing.pin(Cell("W1", 0, 0))
    QApplication.processEvents()
    other = bench.canvas.grab().toImage().pixelColor(*near).name()
    assert pinned == LIGHT.next
    assert other != LIGHT.next


def test_ctrl_and_a_click_chooses_the_sample_and_pins_nothing(bench):
    go_to(bench, "dW2")
    bench.click("A1", 3, 1, control=True)  # of A1ᵀ: a row a sample
    assert bench.driver.experiment.view.sample == 3
    bench.click("dZ2", 0, 2, control=True)
    assert bench.driver.experiment.view.sample == 2
    bench.click("dW2", 0, 1, control=True)  # no samples there
    assert bench.driver.experiment.view.sample == 2
    assert bench.driver.session.pointing.pins == ()


def test_the_number_of_a_sample_chooses_it_and_that_of_a_unit_does_not(bench):
    go_to(bench, "Z1")
    bench.click_heading("X", None, 3)
    assert bench.driver.experiment.view.sample == 3
    bench.click_heading("W1", None, 1)
    bench.click_heading("Z1", 2, None)
    assert bench.driver.experiment.view.sample == 3
    bench.driver.session.look("rows", True)
    bench.click_heading("Z1", 1, None)
    assert bench.driver.experiment.view.sample == 1


def test_alt_and_arrows_move_what_is_pointed_at_from_matrix_to_matrix(bench):
    go_to(bench, "Z1")
    pointing = bench.driver.session.pointing
    bench.canvas.setFocus()
    seen = []
    for keys in ("Alt+Left", "Alt+Down", "Alt+Right", "Alt+Left", "Alt+Left", "Alt+Left"):
        bench.driver.press(keys)
        seen.append(pointing.at)
    assert seen == [
        Cell("Z1", 0, 0), Cell("Z1", 1, 0), Cell("Z1", 1, 1), Cell("Z1", 1, 0),
        Cell("b1", 1, 0), Cell("X", 1, 3),
    ]  # fmt: skip
    assert bench.driver.snapshot.done.name == "Z1"
    bench.driver.press("Insert")
    assert pointing.pins == (Cell("X", 1, 3),)


def test_arrows_without_alt_still_step(bench):
    go_to(bench, "Z1")
    bench.canvas.setFocus()
    bench.driver.press("Right")
    assert bench.driver.snapshot.done.name == "A1"


def test_nothing_is_read_beside_the_last_column_of_a_heat_map(open_window):
    bench = Bench(open_window("mnist", size=(1280, 800)))
    go_to(bench, "Z1")
    session, part = bench.driver.session, bench.part("W1")
    rows, columns = part.picture.content.shape
    assert not part.picture.fits(part.box)
    body = part.picture.body(part.box)
    first, last = body.topLeft() + QPointF(0.01, 0.01), body.bottomRight() - QPointF(0.01, 0.01)
    assert part.picture.cell_at(part.box, first) == (0, 0)
    assert part.picture.cell_at(part.box, last) == (rows - 1, columns - 1)
    assert part.picture.cell_at(part.box, body.bottomRight() + QPointF(1, 0)) is None
    place = bench.hover("W1", 7, 300)
    assert session.pointing.at.matrix == "W1"
    assert part.picture.cell_at(part.box, QPointF(place)) == (
        session.pointing.at.row, session.pointing.at.column,
    )  # fmt: skip


def texts(menu):
    return [each.text().partition("\t")[0] for each in menu.actions() if each.text()]


def chosen(menu, text):
    return next(each for each in menu.actions() if each.text().partition("\t")[0] == text)


def test_the_menu_of_an_entry_names_the_entry_and_does_what_it_says(bench):
    go_to(bench, "Z1")
    session = bench.driver.session
    menu = bench.canvas.menu((bench.part("Z1"), (1, 2)))
    assert texts(menu) == [
        "Open Z₁ large", "Copy as TSV", "Copy as numpy", "Copy as LaTeX", "Copy as Markdown",
        "Numbers", "Colours", "Pin Z₁[2,3]", "Choose sample 3",
    ]  # fmt: skip
    chosen(menu, "Pin Z₁[2,3]").trigger()
    assert session.pointing.pins == (Cell("Z1", 1, 2),)
    chosen(menu, "Choose sample 3").trigger()
    assert session.experiment.view.sample == 2
    numbers = chosen(menu, "Numbers").menu()
    chosen(numbers, "1e−3").trigger()
    chosen(numbers, "One digit more").trigger()
    chosen(chosen(menu, "Colours").menu(), "one range").trigger()
    view = session.experiment.view
    assert (view.notation, view.digits, view.colour_range) == ("scientific", 4, "shared")
    menu.close()
    again = bench.canvas.menu((bench.part("Z1"), (1, 2)))
    assert "Let go of Z₁[2,3]" in texts(again)
    again.close()


def test_the_menu_of_a_matrix_without_samples_chooses_none(bench):
    go_to(bench, "Z1")
    menu = bench.canvas.menu((bench.part("W1"), (0, 0)))
    assert "Pin W₁[1,1]" in texts(menu)
    assert not any(text.startswith("Choose sample") for text in texts(menu))
    menu.close()


def test_a_right_click_and_the_menu_key_open_the_menu(bench):
    go_to(bench, "Z1")
    place = bench.hover("X", 1, 2)
    QTest.mouseClick(bench.canvas, Qt.MouseButton.RightButton, pos=place)
    assert bench.driver.session.pointing.pins == ()
    menu = bench.canvas.menu(bench.canvas._pointed())
    assert texts(menu)[0] == "Open X large"
    menu.close()
    assert isinstance(menu, QMenu)
