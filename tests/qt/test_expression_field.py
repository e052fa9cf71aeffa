"""The field for an expression: completion, and a mistake underlined where it is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu

from nnviz.qt.panels.expression_field import ExpressionField


@pytest.fixture
def debug(window):
    window.dock("Debug").raise_()
    QApplication.processEvents()
    return window


@pytest.fixture
def entry(debug):
    debug.panel("Debug").breakpoints.entry.field.setFocus()
    return debug.panel("Debug").breakpoints.entry


@pytest.fixture
def field(entry):
    return entry.field


def type_(field, text):
    QTest.keyClicks(field, text)


def press(field, key):
    QTest.keyClick(field, key)


def sentence(window):
    return window.explanations()


def underlined(field):
    """The pixel columns in which something is drawn in the colour of a mistake."""
    field.setCursorPosition(0)
    warning = QColor(field._themes.now.warning)
    image = field.grab().toImage()
    near = [
        x
        for x in range(image.width())
        for y in range(image.height() // 2, image.height())
        if abs(image.pixelColor(x, y).red() - warning.red()) < 40
        and abs(image.pixelColor(x, y).green() - warning.green()) < 60
        and abs(image.pixelColor(x, y).blue() - warning.blue()) < 60
    ]
    return (min(near), max(near)) if near else None


# -- mistakes --------------------------------------------------------------------------------------


def test_a_mistake_is_underlined_where_it_is_and_explained_below(debug, field):
    type_(field, "J > dW9 + 1")
    press(field, Qt.Key.Key_Return)
    assert field.span == (4, 7)
    assert "no matrix 'dW9'" in field.mistake
    assert sentence(debug) == [field.mistake]
    assert field.text() == "J > dW9 + 1"
    left, right = underlined(field)
    metrics = field.fontMetrics()
    begin = field.cursorRect().x() + 5 + metrics.horizontalAdvance("J > ")
    end = begin + metrics.horizontalAdvance("dW9")
    assert begin - 3 <= left <= begin + 4
    assert end - 4 <= right <= end + 5


def test_the_underline_follows_the_text_of_a_field_that_is_too_narrow(field):
    type_(field, "norm(W1) + norm(W1) + norm(W1) + norm(W1) > dW9")
    press(field, Qt.Key.Key_Return)
    press(field, Qt.Key.Key_End)
    image = field.grab().toImage()
    assert field.cursorRect().right() <= field.width()
    warning = QColor(field._themes.now.warning)
    right_half = [
        x
        for x in range(image.width() // 2, image.width())
        for y in range(image.height() // 2, image.height())
        if image.pixelColor(x, y).red() > image.pixelColor(x, y).green() + 60
    ]
    assert warning.red() > warning.green() + 60
    assert right_half


def test_a_mistake_waits_for_a_pause(debug, field):
    type_(field, "max(abs(")
    assert field.mistake == ""
    debug.wait_for(lambda: field.mistake != "")
    assert sentence(debug)


def test_writing_on_takes_the_mistake_away_at_once(debug, field):
    type_(field, "J <")
    press(field, Qt.Key.Key_Return)
    assert field.mistake
    type_(field, " 0.5")
    assert field.mistake == ""
    assert sentence(debug) == []
    assert underlined(field) is None


def test_leaving_shows_the_mistake_and_keeps_the_text(debug, field):
    type_(field, "dW9 > 1")
    debug.window.network.view.setFocus()
    assert "dW9" in field.mistake
    assert field.text() == "dW9 > 1"
    assert len(list(debug.session.breakpoints)) == 0


def test_an_empty_field_is_no_mistake(debug, field):
    press(field, Qt.Key.Key_Return)
    type_(field, " ")
    press(field, Qt.Key.Key_Return)
    debug.window.network.view.setFocus()
    assert field.mistake == ""


def test_a_mistake_in_the_whole_is_underlined_as_a_whole(field):
    type_(field, "dW1 > 1")
    press(field, Qt.Key.Key_Return)
    assert field.span == (0, 7)
    assert "any(" in field.mistake


def test_what_is_wrong_with_the_list_has_no_place_in_the_text(debug, entry):
    for number in range(50):
        debug.session.break_when(f"iteration == {number}")
    type_(entry.field, "J < 1")
    press(entry.field, Qt.Key.Key_Return)
    assert "50 breakpoints already" in entry.field.mistake
    assert entry.field.span is None
    assert entry.field.text() == "J < 1"
    debug.picture()


def test_a_right_expression_is_taken_and_the_field_ready_for_the_next(debug, field):
    for text in ("J < 0.5", "norm(dW1) < 1e-6"):
        type_(field, text)
        press(field, Qt.Key.Key_Return)
        assert field.text() == ""
    assert [each.condition for each in debug.session.breakpoints] == ["J < 0.5", "norm(dW1) < 1e-6"]


# -- completing ------------------------------------------------------------------------------------


def test_names_and_functions_that_begin_like_this_are_offered(field):
    type_(field, "d")
    assert set(field.offered) == {"dA1", "dA2", "dZ1", "dZ2", "dW1", "dW2", "db1", "db2"}
    type_(field, "W")
    assert set(field.offered) == {"dW1", "dW2"}
    type_(field, "1")
    assert field.offered == []
    type_(field, " > no")
    assert set(field.offered) == {"norm(", "not"}


def test_tab_takes_the_first_word_and_stays_in_the_field(field):
    type_(field, "no")
    press(field, Qt.Key.Key_Tab)
    assert field.text() == "norm("
    type_(field, "dw")
    press(field, Qt.Key.Key_Tab)
    assert field.text() == "norm(dW1"
    assert field.hasFocus()
    assert field.offered == []


def test_a_chosen_word_is_taken_by_enter_and_the_expression_is_not(debug, field):
    type_(field, "dZ")
    popup = field._completer.popup()
    QTest.keyClick(popup, Qt.Key.Key_Down)
    chosen = popup.currentIndex().data()
    assert chosen.startswith("dZ")
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert field.text() == chosen
    assert len(debug.session.breakpoints) == 0


def test_enter_without_a_choice_takes_the_expression_though_words_are_offered(debug, field):
    type_(field, "0.1 > J and epoch > 3 or J")
    press(field, Qt.Key.Key_Backspace)
    type_(field, "epoc")
    assert field.offered == ["epoch"]
    press(field, Qt.Key.Key_Return)
    assert field.mistake
    assert field.offered == []


def test_a_word_is_completed_in_the_middle_of_a_text(field):
    field.setText("max(abs()) > 10")
    field.setCursorPosition(8)
    type_(field, "dw")
    press(field, Qt.Key.Key_Tab)
    assert field.text() == "max(abs(dW1)) > 10"
    assert field.cursorPosition() == 11


def test_tab_leaves_a_field_in_which_nothing_is_offered(debug, field):
    type_(field, "J < 1")
    press(field, Qt.Key.Key_Tab)
    assert not field.hasFocus()


def test_words_are_those_of_the_present_network(debug, field):
    debug.session.set_up("hidden", ())
    type_(field, "dW")
    assert field.offered == ["dW1"]


# -- examples --------------------------------------------------------------------------------------


def test_every_example_is_right_in_every_depth(debug):
    for hidden in ((), (3,), (4, 3)):
        debug.session.set_up("hidden", hidden)
        debug.draw()
        for panel in (debug.panel("Debug").breakpoints, debug.panel("Debug").watches):
            for text in panel._examples():
                panel.entry.field.setText(text)
                assert panel.entry.field.look(), text
            panel.entry.field.clear()


def test_an_example_of_the_menu_is_one_click(debug, entry):
    debug.click(debug.button("Stop when: examples"))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(each for each in menu.actions() if each.text() == "J < 0.05").trigger()
    menu.close()
    assert [each.condition for each in debug.session.breakpoints] == ["J < 0.05"]


# -- keys ------------------------------------------------------------------------------------------


def test_letters_and_space_belong_to_the_field(debug, field):
    before = debug.where
    type_(field, "W1 > G . , R")
    assert field.text() == "W1 > G . , R"
    assert debug.where == before
    assert not debug.session.playing
    assert not debug.experiment.view.rows


def test_fields_tell_their_names_and_what_is_wrong_to_a_reader(debug, field):
    for name in ("Stop when", "Watch"):
        assert isinstance(debug.find(QLineEdit, name), ExpressionField)
    type_(field, "dW9 > 1")
    press(field, Qt.Key.Key_Return)
    assert "dW9" in field.accessibleDescription()
    assert debug.window.findChildren(QLabel, "problem")


def test_escape_gives_up_a_mistake_and_its_sentence_and_then_leaves(debug, field):
    field.setText("W1 > 0")
    press(field, Qt.Key.Key_Return)
    assert sentence(debug)
    debug.press("Escape")
    assert field.text() == ""
    assert sentence(debug) == []
    assert field.mistake == ""
    assert QApplication.focusWidget() is field
    debug.press("Escape")
    assert QApplication.focusWidget() is debug.window.network.view


def test_a_mistake_whose_text_is_deleted_is_over(debug, field):
    field.setText("W1 > 0")
    press(field, Qt.Key.Key_Return)
    assert sentence(debug)
    field.selectAll()
    press(field, Qt.Key.Key_Delete)
    assert sentence(debug) == []
    debug.window.network.view.setFocus()
    assert sentence(debug) == []
