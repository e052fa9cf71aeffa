"""Everything can be reached by keyboard and says what it is."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QScrollBar,
    QWidget,
)

INTERACTIVE = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox,
)  # fmt: skip
OF_QT = ("qt_", "ScrollLeftButton", "ScrollRightButton")


def said(widget):
    """What a screen reader says."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def controls(window):
    """The widgets that a person can do something with; not those that Qt makes inside others."""
    found = []
    for each in window.window.findChildren(QWidget):
        parts_of = (QComboBox, QAbstractSpinBox, QAbstractItemView)
        inside = any(isinstance(a, parts_of) for a in ancestors(each))
        own = isinstance(each, INTERACTIVE) and not isinstance(each, QScrollBar)
        named_by_qt = each.objectName().startswith(OF_QT)
        if own and not inside and not named_by_qt and each.isEnabled() and not each.isWindow():
            found.append(each)
    return found


def ancestors(widget):
    while (widget := widget.parentWidget()) is not None:
        yield widget


def tabbed_through(window):
    """The widgets that Tab goes through, from where the focus is until it comes round."""
    seen = [QApplication.focusWidget()]
    for _ in range(200):
        QTest.keyClick(seen[-1], Qt.Key.Key_Tab)
        if QApplication.focusWidget() in seen:
            return seen
        seen.append(QApplication.focusWidget())
    raise AssertionError("Tab does not come round")


def test_every_control_says_its_name_and_has_a_tooltip(window):
    window.show_setup()
    for each in controls(window):
        assert said(each), each
        assert each.toolTip(), said(each)


def test_the_numbers_above_are_read_out(window):
    window.press("Ctrl+Right")
    window.draw()
    for label in window.window.findChildren(QLabel, "readout"):
        assert label.text() in said(label)


def test_the_bench_says_its_formula_and_shapes(window):
    window.press("Right")
    window.draw()
    name = window.panel("Bench")._canvas.accessibleName()
    assert "Z1 = W1·X + b1" in name
    for shape in ("W1 (3, 2)", "X (2, 4)", "b1 (3, 1)", "Z1 (3, 4)"):
        assert shape in name


@pytest.mark.parametrize("setup_in_front", [False, True])
def test_tab_goes_through_every_control_in_sight(window, setup_in_front):
    if setup_in_front:
        window.show_setup()
    behind = window.panel("Program") if setup_in_front else window.panel("Setup")
    reached = {id(each) for each in tabbed_through(window)}
    groups = {"W", "dW", "change"}  # one stop; arrows go on within the group
    for each in controls(window):
        unseen = behind.isAncestorOf(each) or not each.isVisible()
        if unseen or getattr(each, "text", str)() in groups:
            continue
        assert id(each) in reached, f"Tab never reaches {said(each)}"


def test_tab_never_goes_to_what_is_behind_another_tab(window):
    for each in tabbed_through(window):
        assert not window.panel("Setup").isAncestorOf(each), said(each)


def test_tab_goes_down_the_form_in_the_order_of_its_rows(open_window):
    window = open_window("spiral")
    window.session.set_up("hidden", (5, 4, 3))
    window.show_setup()
    window.draw()
    window.layer_boxes[0].setFocus()
    fields = [each for each in tabbed_through(window) if window.panel("Setup").isAncestorOf(each)]
    names = [each.accessibleName() for each in fields if each.accessibleName()]
    assert names == [
        "Units of hidden layer 1", "Units of hidden layer 2", "Units of hidden layer 3",
        "Take the last hidden layer away", "Add a hidden layer",
        "Activation", "Output", "Loss", "Initializer", "Weight scale",
        "Training settings", "Optimizer", "Learning rate", "Regularization", "Dropout keep",
        "Batch size", "Seed",
        "Data settings", "Data", "Samples", "Noise", "Train share", "Dev share", "Standardize",
        "Network settings", "Feature x₁", "Feature x₂", "Feature x₁²", "Feature x₂²",
        "Feature x₁x₂", "Feature sin x₁", "Feature sin x₂",
    ]  # fmt: skip


def test_every_panel_has_a_key_that_brings_the_focus_there(window):
    names = ("Program", "Setup", "Decision region", "Cost", "Bench", "Program")
    for key, name in zip((1, 2, 3, 4, 5, 1), names, strict=True):
        window.press(f"Alt+{key}")
        panel = window.panel(name)
        focus = QApplication.focusWidget()
        assert panel is focus or panel.isAncestorOf(focus), name
        QApplication.processEvents()
        assert window.in_sight(panel), name


def test_a_hidden_panel_comes_back_with_its_key(window):
    window.dock("Cost").hide()
    window.press("Alt+4")
    assert window.panel("Cost").isVisible()


def test_a_field_has_the_key_that_its_tooltip_gives(open_window):
    window = open_window("circle")
    window.show_setup()
    window.session.set_up("optimizer", "adam")
    window.session.set_up("regularization", "l2")
    window.session.set_up("source", "blobs")
    window.draw()
    for made in window.panel("Setup")._made.values():
        way = re.search(r"\((Alt\+.)(, then Tab)?\)$", made.field.toolTip())
        window.press(way[1])
        for _ in range(4 if way[2] else 0):  # Tab also stops at what is between them
            if QApplication.focusWidget() is made.field:
                break
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is made.field or made.field.isAncestorOf(focus), made.setting.key


def test_the_menus_open_by_keyboard(window):
    for menu in window.window.menuBar().actions():
        assert "&" in menu.text()
