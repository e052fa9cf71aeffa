"""Breakpoints in the window: the gutter, the list, and what is seen where a run has stopped."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QSpinBox

from nnviz.qt.items.stop_dot import Stop
from nnviz.qt.panels.expression_field import ExpressionField
from nnviz.qt.panels.program import ProgramModel


def beside(window, name):
    """A place in the gutter beside a line."""
    listing = window.panel("Program").list
    index = listing.model().row_of(name)
    listing.scrollTo(index)
    return QPoint(listing.gutter // 2, listing.visualRect(index).center().y())


def click_beside(window, name):
    viewport = window.panel("Program").list.viewport()
    none = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, none, beside(window, name))
    window.draw()


def stops(window):
    """The sign beside every line that has one."""
    model = window.panel("Program").list.model()
    signs = {name: model.row_of(name).data(ProgramModel.STOP) for name in window.marks}
    return {name: sign for name, sign in signs.items() if sign is not Stop.NONE}


def stopped_line(window):
    model = window.panel("Program").list.model()
    return [name for name in window.marks if model.row_of(name).data(ProgramModel.STOPPED)]


def gutter_colour(window, name):
    """The colour in the middle of the gutter beside a line."""
    window.draw()
    listing = window.panel("Program").list
    image = listing.viewport().grab().toImage()
    place = beside(window, name)
    return image.pixelColor(place.x(), place.y())


def is_red(colour, theme):
    wanted = QColor(theme.stop)
    return abs(colour.red() - wanted.red()) + abs(colour.green() - wanted.green()) < 40


@pytest.fixture
def debug(window):
    window.dock("Debug").raise_()
    window.draw()
    return window


def table(window):
    return window.panel("Debug").breakpoints.table


def rows(window):
    window.draw()
    return [tuple(cell.text for cell in cells) for cells in table(window).rows.cells]


def click_cell(window, row, column, double=False):
    view = table(window)
    place = view.visualRect(view.rows.index(row, column)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    if double:
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    window.draw()


# -- beside the lines ------------------------------------------------------------------------------


def test_a_click_beside_a_line_sets_a_breakpoint_and_another_takes_it_away(window):
    before = window.session.selected
    click_beside(window, "dW1")
    assert stops(window) == {"dW1": Stop.ON}
    assert [each.line for each in window.session.breakpoints] == ["dW1"]
    assert is_red(gutter_colour(window, "dW1"), window.panel("Program").theme)
    assert window.session.selected == before
    click_beside(window, "dW1")
    assert stops(window) == {}
    assert not is_red(gutter_colour(window, "dW1"), window.panel("Program").theme)


def test_a_click_on_the_line_itself_still_chooses_it(window):
    window.choose_line("dW1")
    assert window.session.selected == "dW1"
    assert stops(window) == {}


def test_a_click_beside_a_phase_does_nothing(window):
    listing = window.panel("Program").list
    place = QPoint(4, listing.visualRect(listing.model().index(0)).center().y())
    QTest.mouseClick(listing.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(window.session.breakpoints) == 0


def test_a_disabled_one_is_hollow(window):
    click_beside(window, "dW1")
    one = window.session.breakpoints.at("dW1")
    window.session.breakpoints.set(one, enabled=False)
    window.draw()
    assert stops(window) == {"dW1": Stop.OFF}
    assert not is_red(gutter_colour(window, "dW1"), window.panel("Program").theme)


def test_the_pointer_beside_a_line_shows_where_a_click_would_set_one(window):
    listing = window.panel("Program").list
    plain = gutter_colour(window, "Z2")
    QTest.mouseMove(listing.viewport(), beside(window, "Z2"))
    window.wait_for(lambda: listing.ghost == listing.model().row_of("Z2").row())
    assert gutter_colour(window, "Z2") != plain
    assert listing.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(listing.viewport(), beside(window, "Z2") + QPoint(80, 0))
    window.wait_for(lambda: listing.ghost == -1)
    assert gutter_colour(window, "Z2") == plain
    assert listing.viewport().cursor().shape() is Qt.CursorShape.ArrowCursor


def test_f9_is_of_the_chosen_line_else_of_the_next_one(window):
    window.press("F9")
    assert [each.line for each in window.session.breakpoints] == ["Z1"]
    window.choose_line("dW2")
    window.press("F9")
    assert [each.line for each in window.session.breakpoints] == ["Z1", "dW2"]
    window.press("F9")
    assert [each.line for each in window.session.breakpoints] == ["Z1"]


def test_the_run_menu_disables_enables_and_removes_all(window):
    disable, remove = (
        window.action("Disable all breakpoints"), window.action("Remove all breakpoints"),
    )  # fmt: skip
    assert not disable.isEnabled()
    assert not remove.isEnabled()
    click_beside(window, "dW1")
    window.session.break_when("J < 0.5")
    disable.trigger()
    assert [each.enabled for each in window.session.breakpoints] == [False, False]
    assert disable.text() == "Enable all breakpoints"
    disable.trigger()
    assert [each.enabled for each in window.session.breakpoints] == [True, True]
    window.press("Ctrl+Shift+F9")
    assert len(window.session.breakpoints) == 0
    assert not remove.isEnabled()


# -- the menu of a line ----------------------------------------------------------------------------


def open_menu(window, name):
    listing = window.panel("Program").list
    index = listing.model().row_of(name)
    place = listing.visualRect(index).center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, listing.viewport().mapToGlobal(place)
    )
    QApplication.sendEvent(listing.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu, text):
    action = next(each for each in menu.actions() if each.text() == text)
    action.trigger()
    menu.close()


def test_a_right_click_does_not_choose_the_line_but_tells_of_it(window):
    choose(open_menu(window, "dW1"), "Stop before dW₁")
    window.draw()
    assert window.session.selected is None
    assert stops(window) == {"dW1": Stop.ON}
    choose(open_menu(window, "dW1"), "Breakpoint enabled")
    window.draw()
    assert stops(window) == {"dW1": Stop.OFF}


def test_the_menu_stops_from_a_later_hit(window):
    menu = open_menu(window, "dW1")
    hits = next(each.menu() for each in menu.actions() if each.text() == "Stop from hit")
    choose(hits, "5")
    menu.close()
    (one,) = window.session.breakpoints
    assert (one.line, one.passes) == ("dW1", 4)
    window.play_until(lambda: not window.session.playing)
    assert window.snapshot.next.name == "dW1"
    assert window.snapshot.iteration == 4


def test_the_menu_watches_the_line_and_shows_the_watch(window):
    choose(open_menu(window, "dW1"), "Watch norm(dW1)")
    window.draw()
    assert [each.text for each in window.session.watches] == ["norm(dW1)"]
    assert window.panel("Debug").isVisible()
    window.dock("Program").raise_()
    choose(open_menu(window, "J"), "Watch J")
    assert [each.text for each in window.session.watches] == ["norm(dW1)", "J"]


def test_the_menu_begins_a_condition(window):
    choose(open_menu(window, "dW1"), "Stop when max(abs(dW1)) > …")
    field = window.panel("Debug").breakpoints.entry.field
    window.wait_for(field.hasFocus)
    QTest.keyClicks(field, "10")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [each.condition for each in window.session.breakpoints] == ["max(abs(dW1)) > 10"]


# -- a run that stops ------------------------------------------------------------------------------


def test_a_run_stops_before_the_line_and_the_line_is_marked(window):
    click_beside(window, "dW1")
    window.play_until(lambda: not window.session.playing)
    window.draw()
    assert window.where == (0, 11)
    assert stopped_line(window) == ["dW1"]
    assert window.next_up == ["dW1"]
    assert window.window._banner.isVisible()
    assert window.window._banner._text.text() == "Stopped: breakpoint before dW₁."
    window.press("Right")
    window.draw()
    assert stopped_line(window) == []
    assert not window.window._banner.isVisible()


def test_the_banner_runs_on_and_disables(window):
    click_beside(window, "dW1")
    window.play_until(lambda: not window.session.playing)
    window.draw()
    banner = window.window._banner
    window.click(banner._run)
    window.wait_for(lambda: window.snapshot.iteration == 1 and not window.session.playing)
    window.draw()
    assert "(hit 2)" in banner._text.text()
    window.click(banner._disable)
    window.draw()
    assert [each.enabled for each in window.session.breakpoints] == [False]
    assert not banner._disable.isEnabled()
    window.click(banner._run)
    window.wait_for(lambda: window.snapshot.completed > 10)
    assert window.session.playing
    assert not banner.isVisible()


def test_escape_puts_the_banner_away_until_the_next_stop(window):
    click_beside(window, "dW1")
    banner = window.window._banner
    for _ in range(2):
        window.play_until(lambda: not window.session.playing)
        window.draw()
        assert banner.isVisible()
        window.press("Escape")
        assert not banner.isVisible()
        window.session.look("edges", "dW")
        window.draw()
        assert not banner.isVisible()
        window.session.look("edges", "W")


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800), (900, 600), (700, 500)])
@pytest.mark.parametrize("presenting", [False, True])
def test_the_banner_lies_in_the_window_and_moves_nothing(open_window, size, presenting):
    window = open_window("xor", size=size)
    if presenting:
        window.press("F8")
    window.draw()
    window.session.step()
    window.draw()
    window.picture()
    window.session.break_when("norm(dW1) + norm(dW2) + norm(db1) + norm(db2) > 0 and J > 0")
    boxes = {dock: window.dock(dock).geometry() for dock in ("Program", "Bench", "Cost")}
    window.session.next_iteration()
    window.draw()
    banner = window.window._banner
    assert banner.isVisible()
    assert window.in_sight(banner)
    for button in (banner._run, banner._disable, banner._close):
        assert window.in_sight(button)
        assert button.width() >= button.sizeHint().width()
    view = window.window.network.view
    if view.height() > 3 * banner.height():  # the headings of the network stay in sight
        assert banner.y() > view.mapTo(window.window, QPoint(0, 0)).y() + banner.height() or (
            banner.y() < window.window._transport.geometry().bottom()
        )
    assert {dock: window.dock(dock).geometry() for dock in boxes} == boxes


def test_a_condition_stops_where_it_becomes_true_with_all_it_reads_in_sight(debug):
    debug.session.break_when("J < 0.5")
    debug.play_until(lambda: not debug.session.playing)
    assert debug.snapshot.done.name == "J"
    assert debug.snapshot.matrices["J"].item() < 0.5
    debug.draw()
    assert debug.window._banner._text.text() == "Stopped: J < 0.5 is true."


# -- the list --------------------------------------------------------------------------------------


def test_the_list_begins_with_what_always_stops(debug):
    assert rows(debug) == [("", "the first matrix not finite", "", "", "")]
    click_cell(debug, 0, 0)
    table(debug).setFocus()
    QTest.keyClick(table(debug), Qt.Key.Key_Space)
    QTest.keyClick(table(debug), Qt.Key.Key_Delete)
    assert len(rows(debug)) == 1


def test_the_list_tells_what_is_met_and_how_often(debug):
    debug.session.toggle_breakpoint("dW1")
    debug.session.break_when("J < 0.6")
    debug.session.next_iteration()
    debug.session.next_iteration()
    debug.session.next_iteration()
    assert rows(debug)[1:] == [("", "before dW₁", "2", "1", ""), ("", "J < 0.6", "0", "1", "")]


def test_hits_are_counted_in_sight_while_it_plays(debug):
    debug.session.toggle_breakpoint("dW1")
    one = debug.session.breakpoints.at("dW1")
    debug.session.breakpoints.set(one, passes=10**6)
    debug.draw()
    debug.session.play()
    debug.wait_for(lambda: int(table(debug).rows.cells[1][2].text.replace(",", "")) > 50)
    debug.session.pause()
    assert rows(debug)[1][2] == f"{one.hits:,}"


def test_the_sign_is_a_switch_for_mouse_and_space(debug):
    one = debug.session.break_when("J < 0.5")
    debug.draw()
    click_cell(debug, 1, 0)
    assert not one.enabled
    assert table(debug).rows.cells[1][0].stop is Stop.OFF
    table(debug).setFocus()
    debug.press("Space")
    assert one.enabled
    assert not debug.session.playing


def test_delete_and_the_cross_remove(debug):
    for text in ("J < 0.5", "epoch == 3"):
        debug.session.break_when(text)
    debug.draw()
    click_cell(debug, 1, 4)
    assert [each.condition for each in debug.session.breakpoints] == ["epoch == 3"]
    click_cell(debug, 1, 1)
    table(debug).setFocus()
    debug.press("Delete")
    assert len(debug.session.breakpoints) == 0
    assert len(rows(debug)) == 1


def editor(window, kind):
    found = [each for each in table(window).findChildren(kind) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def test_a_condition_is_edited_in_place(debug):
    debug.session.break_when("J < 0.5")
    debug.draw()
    click_cell(debug, 1, 1, double=True)
    field = editor(debug, ExpressionField)
    assert field.text() == "J < 0.5"
    field.selectAll()
    QTest.keyClicks(field, "J < 0.25")
    QTest.keyClick(field, Qt.Key.Key_Return)
    debug.wait_for(lambda: [each.condition for each in debug.session.breakpoints] == ["J < 0.25"])
    assert rows(debug)[1][1] == "J < 0.25"


def test_a_mistake_in_place_stays_open_with_its_sentence_and_escape_gives_it_up(debug):
    one = debug.session.break_when("J < 0.5")
    debug.draw()
    table(debug).setFocus()
    table(debug).setCurrentIndex(table(debug).rows.index(1, 1))
    debug.press("Return")
    field = editor(debug, ExpressionField)
    field.selectAll()
    QTest.keyClicks(field, "dW9 > 1")
    QTest.keyClick(field, Qt.Key.Key_Return)
    card = table(debug)._card
    assert card.isVisible()
    assert "dW9" in card.text()
    debug.window.network.view.setFocus()
    debug.draw()
    assert field.isVisible()
    assert field.text() == "dW9 > 1"
    debug.session.next_iteration()
    debug.draw()
    assert field.text() == "dW9 > 1"
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    debug.wait_for(lambda: not card.isVisible())
    assert one.condition == "J < 0.5"


def test_from_which_hit_is_edited_in_place(debug):
    one = debug.session.break_when("J < 0.5")
    debug.draw()
    click_cell(debug, 1, 3, double=True)
    count = editor(debug, QSpinBox)
    count.selectAll()
    QTest.keyClicks(count, "7")
    QTest.keyClick(count, Qt.Key.Key_Return)
    debug.wait_for(lambda: one.passes == 6)
    assert rows(debug)[1][3] == "7"


def test_what_the_present_network_does_not_know_is_grey_and_says_why(debug):
    debug.session.toggle_breakpoint("dW2")
    debug.session.break_when("any(isnan(Z2))")
    debug.session.set_up("hidden", ())
    debug.draw()
    for cells, word in zip(table(debug).rows.cells[1:], ("dW2", "Z2"), strict=True):
        assert cells[1].tone == "muted"
        assert word in cells[1].note
        assert word in cells[1].tip
        assert "\n" not in cells[1].note
    assert "It is one of" in table(debug).rows.cells[2][1].tip or "it is one of" in (
        table(debug).rows.cells[2][1].tip
    )
    debug.session.undo()
    debug.draw()
    assert [cells[1].note for cells in table(debug).rows.cells[1:]] == ["", ""]


def test_examples_are_one_click_until_there_is_a_condition(debug):
    panel = debug.panel("Debug").breakpoints
    assert not panel._offers.isHidden()
    debug.click(debug.button("Add J < 0.05"))
    debug.draw()
    assert [each.condition for each in debug.session.breakpoints] == ["J < 0.05"]
    assert panel._offers.isHidden()


def test_fifty_breakpoints_are_shown_and_scrolled(debug):
    for number in range(50):
        debug.session.break_when(f"iteration == {10 * number + 5}")
    assert len(rows(debug)) == 51
    view = table(debug)
    view.scrollToBottom()
    assert view.visualRect(view.rows.index(50, 1)).bottom() <= view.viewport().height()
    debug.play_until(lambda: not debug.session.playing)
    assert debug.snapshot.completed == 5


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (900, 600)])
@pytest.mark.parametrize("presenting", [False, True])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_panel_is_usable_in_every_size(open_window, size, presenting, theme):
    window = open_window("xor", size=size, theme=theme)
    if presenting:
        window.press("F8")
    window.dock("Debug").raise_()
    window.session.toggle_breakpoint("dW1")
    window.session.break_when("J < 0.5")
    window.session.watch("norm(dW1)")
    window.session.next_iteration()
    window.draw()
    for view in (table(window), window.panel("Debug").watches.table):
        last = view.rows.columnCount() - 1
        row = view.rows.rowCount() - 1
        view.scrollToBottom()
        cross = view.visualRect(view.rows.index(row, last))
        assert view.viewport().rect().contains(cross.center())
        texts = view.visualRect(view.rows.index(row, 1))
        assert texts.width() >= view.fontMetrics().horizontalAdvance("J < 0.5")
        assert view.viewport().height() > view.theme.px(26)
    window.picture()


def test_numbers_that_have_no_column_are_said_below_the_name(open_window):
    window = open_window("xor", size=(1280, 800))
    window.press("F8")
    window.dock("Debug").raise_()
    window.session.toggle_breakpoint("dW1")
    window.session.next_iteration()
    one = window.session.breakpoints.at("dW1")
    window.session.breakpoints.set(one, passes=4)
    for _ in range(2):
        window.session.next_iteration()
    window.draw()
    view = table(window)
    assert view.narrow
    assert view.note_of(view.rows.cells[1][1]) == "1 hit, stops from 5"


def test_a_click_in_the_gutter_counts_twice_if_it_comes_twice(window):
    viewport = window.panel("Program").list.viewport()
    for click in (QTest.mouseClick, QTest.mouseDClick):
        click(viewport, Qt.MouseButton.LeftButton, pos=beside(window, "dW1"))
    window.draw()
    assert stops(window) == {}
    assert window.session.selected is None
