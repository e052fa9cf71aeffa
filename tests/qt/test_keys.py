"""Every key and button does what its row in the table of actions says."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QMessageBox,
    QSlider,
    QTabBar,
)

from nnviz.qt.actions import ROWS
from nnviz.session.speeds import SPEEDS
from tests.qt.driving import bits, straight

LINES = 17  # of XOR's iteration: 5 forward, 8 backward, 4 update


def test_a_step_computes_one_matrix(window):
    for iteration, key in enumerate(("Right", "F10")):
        for line in range(1, LINES + 1):
            window.press(key)
            assert window.snapshot.iteration == iteration
            assert window.snapshot.line == line


def test_a_step_back_undoes_one_matrix_exactly(window):
    for key in ("Left", "Shift+F10"):
        window.press("Home")
        for _ in range(LINES + 2):
            window.press("Right")
        for line in (1, LINES, LINES - 1):
            window.press(key)
            assert window.snapshot.line == line
        assert bits(window.snapshot) == bits(straight(window.experiment, 0, LINES - 1))


def test_nothing_is_before_the_start(window):
    start = bits(window.snapshot)
    window.press("Left")
    assert bits(window.snapshot) == start


def test_next_phase_goes_to_the_end_of_forward_backward_update(window):
    for key in ("Shift+Right", "F11"):
        window.press("Home")
        reached = []
        for _ in range(4):
            window.press(key)
            reached.append(window.where)
        assert reached == [(0, 5), (0, 13), (1, 17), (1, 5)]


def test_next_iteration_goes_to_the_end_of_the_iteration(window):
    for key in ("Ctrl+Right", "F6"):
        window.press("Home")
        window.press("Right")
        window.press(key)
        assert window.where == (1, LINES)
        window.press(key)
        assert window.where == (2, LINES)
        assert bits(window.snapshot) == bits(straight(window.experiment, 2))


def test_next_epoch_goes_to_the_end_of_the_epoch(open_window):
    window = open_window("circle", samples=23, train_share=1.0, batch_size=5)
    for key in ("Ctrl+Shift+Right", "F7"):
        window.press("Home")
        window.press("Ctrl+Right")
        window.press(key)
        assert (window.snapshot.completed, window.snapshot.epoch) == (5, 1)
        window.press(key)
        assert (window.snapshot.completed, window.snapshot.epoch) == (10, 2)


def test_home_goes_back_to_the_same_start(window):
    start = bits(window.snapshot)
    for key in ("Home", "Shift+F5"):
        for _ in range(3):
            window.press("Ctrl+Right")
        window.press(key)
        assert bits(window.snapshot) == start
        assert window.experiment.training.seed == 0


def test_a_new_start_is_the_next_seed(window):
    starts = [window.snapshot.parameters.flat.tobytes()]
    for seed, key in enumerate(("Ctrl+Home", "Ctrl+R"), start=1):
        window.press("Ctrl+Right")
        window.press(key)
        assert window.experiment.training.seed == seed
        assert window.where == (0, 0)
        starts.append(window.snapshot.parameters.flat.tobytes())
    assert len(set(starts)) == 3


def test_run_and_pause(window):
    for key in ("Space", "F5"):
        before = window.snapshot.completed
        window.press(key)
        assert window.session.playing
        assert window.action("Run").isChecked()
        window.wait_for(lambda before=before: window.snapshot.completed > before + 20)
        window.press(key)
        assert not window.session.playing
        assert not window.action("Run").isChecked()


def test_a_change_is_undone_and_made_again(window):
    window.session.set_up("learning_rate", 0.5)
    window.press("Ctrl+Z")
    assert window.experiment.training.learning_rate == 1.0
    window.press("Ctrl+Shift+Z")
    assert window.experiment.training.learning_rate == 0.5
    window.press("Ctrl+Z")
    window.press("Ctrl+Y")
    assert window.experiment.training.learning_rate == 0.5


def test_the_menu_names_what_is_undone(window):
    undo, redo = window.action("Undo"), window.action("Redo")
    assert not undo.isEnabled()
    assert not redo.isEnabled()
    window.session.set_up("learning_rate", 0.5)
    assert undo.isEnabled()
    assert undo.text() == "Undo: learning rate"
    undo.trigger()
    assert redo.text() == "Redo: learning rate"


def test_full_stop_and_comma_go_through_the_samples(window):
    seen = []
    for key in "....,":
        window.press(key)
        seen.append(window.session.column)
    assert seen == [2, 3, 0, 1, 0]


def test_zoom_keys(window):
    view = window.window.network.view
    fitted = view.transform().m11()
    window.press("+")
    assert view.transform().m11() == pytest.approx(1.25 * fitted)
    window.press("=")
    window.press("-")
    window.press("-")
    window.press("-")
    assert view.transform().m11() < fitted
    window.press("0")
    assert view.transform().m11() == pytest.approx(fitted)


def test_brackets_change_the_speed_within_its_range(window):
    for speed in SPEEDS[-2::-1]:
        window.press("[")
        assert window.session.speed is speed
    window.press("[")
    assert window.session.speed is SPEEDS[0]
    for speed in SPEEDS[1:]:
        window.press("]")
        assert window.session.speed is speed
    window.press("]")
    assert window.session.speed is SPEEDS[-1]
    assert window.window.findChild(QSlider).value() == len(SPEEDS) - 1


def test_edges_show_what_their_key_says(window):
    for key, mode, title in (("G", "dW", "gradients"), ("C", "change", "the last change"),
                             ("W", "W", "weights"), ("W", "W", "weights")):  # fmt: skip
        window.press(key)
        assert window.experiment.view.edges == mode
        checked = [each.text() for each in window.window.actions()
                   if each.isChecked() and each.text().startswith("Edges")]  # fmt: skip
        assert checked == [f"Edges show {title}"]


def test_l_shows_the_cost_on_a_log_scale(window):
    window.press("L")
    window.draw()
    assert window.experiment.view.log_cost
    assert window.panel("Cost").log.isChecked()
    window.press("L")
    assert not window.experiment.view.log_cost


def test_p_opens_the_list_of_presets(window):
    window.press("P")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup.focusWidget() or popup, Qt.Key.Key_Escape)
    window.wait_for(lambda: QApplication.activePopupWidget() is None)


def test_f1_shows_every_key(window):
    window.press("F1")
    box = window.window.findChild(QMessageBox)
    for row in ROWS:
        for key in row.keys:
            assert key in box.text()
    box.close()


def test_ctrl_q_closes_the_window(window):
    window.press("Ctrl+Q")
    assert not window.window.isVisible()


# -- what each action tells about itself -----------------------------------------------------------


def test_every_action_has_a_key_or_a_menu_and_says_its_key(window):
    in_menus = [
        each for menu in window.window.menuBar().actions() for each in menu.menu().actions()
    ]
    for action in window.window.actions():
        assert action.text()
        keys = [each.toString() for each in action.shortcuts()]
        assert keys or action in in_menus
        assert action.toolTip()
        for key in keys[:1]:
            assert key in action.toolTip()


def test_no_two_actions_share_a_key(window):
    keys = [key for row in ROWS for key in row.keys]
    every = [k.toString() for each in window.window.actions() for k in each.shortcuts()]
    assert len(set(keys)) == len(keys)
    assert len(set(every)) == len(every)


def test_every_key_is_one_that_qt_knows():
    for row in ROWS:
        for key in row.keys:
            assert not QKeySequence(key).isEmpty()


def test_a_button_does_what_its_key_does(window):
    goes_to = {
        "Step": (0, 1),
        "Next phase": (0, 5),
        "Next iteration": (1, LINES),
        "Next epoch": (1, LINES),
    }
    for button, expected in goes_to.items():
        window.click(window.button(button))
        assert window.where == expected
        window.click(window.button("Step back"))
        assert window.where == (0, expected[1] - 1)
        window.click(window.button("Back to the start"))
        assert window.where == (0, 0)
    window.click(window.button("New start"))
    assert window.experiment.training.seed == 1


def test_the_run_button_runs_and_pauses(window):
    run = window.button("Run")
    window.click(run)
    assert window.session.playing
    assert run.isChecked()
    window.click(run)
    assert not window.session.playing
    assert not run.isChecked()


# -- keys that belong to the field with the focus --------------------------------------------------


def test_space_on_a_check_box_toggles_the_box_only(window):
    box = window.window.findChild(QCheckBox)
    box.setFocus()
    window.press("Space")
    assert box.isChecked()
    assert not window.session.playing


def test_arrows_and_home_on_the_speed_slider_stay_there(window):
    slider = window.window.findChild(QSlider)
    window.press("Right")
    slider.setFocus()
    window.press("Left")
    assert slider.value() == len(SPEEDS) - 2
    window.press("Right")
    assert slider.value() == len(SPEEDS) - 1
    window.press("Home")
    assert slider.value() == 0
    assert window.where == (0, 1)


def test_arrows_and_digits_in_a_line_edit_stay_there(window):
    window.show_setup()
    box = window.field("Learning rate")
    box.setFocus()
    edit = box.lineEdit()
    edit.setCursorPosition(0)
    window.press("Right")
    assert edit.cursorPosition() == 1
    window.press("Home")
    assert edit.cursorPosition() == 0
    edit.selectAll()
    QTest.keyClicks(box, "0.25")
    assert edit.text() == "0.25"
    assert window.where == (0, 0)
    assert window.session.column == 1
    assert not window.session.playing


def test_a_digit_in_a_number_field_stays_there(window):
    window.show_setup()
    box = window.field("Seed")
    box.setFocus()
    box.selectAll()
    view = window.window.network.view
    view.zoom(1.25)
    zoomed = view.transform().m11()
    QTest.keyClicks(box, "10")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert window.experiment.training.seed == 10
    assert view.transform().m11() == zoomed


def test_function_keys_work_wherever_the_focus_is(window):
    window.show_setup()
    window.field("Learning rate").setFocus()
    window.press("F10")
    window.press("Ctrl+Right")  # also a key of line edits, but no word is beyond this one
    assert window.snapshot.line in (1, LINES)
    window.field("Seed").setFocus()
    window.press("F6")
    assert window.snapshot.completed >= 1


@pytest.mark.parametrize("name", ["Learning rate", "Seed", "Loss"])
def test_ctrl_z_undoes_a_change_from_within_its_own_field(window, name):
    before = window.experiment
    window.show_setup()
    if name == "Learning rate":
        window.type_into(name, "0.5")
    elif name == "Seed":
        window.field(name).setFocus()
        window.press("Up")
    else:
        window.field(name).setFocus()
        window.press("Down")
    assert window.experiment != before
    window.press("Ctrl+Z")
    assert window.experiment == before
    window.draw()
    assert window.shown_in(name) == {"Learning rate": "1", "Seed": 0,
                                     "Loss": "binary_cross_entropy"}[name]  # fmt: skip


# -- who has the focus ---------------------------------------------------------------------------


def watch_table(window):
    window.window._docks.bring("Debug")
    window.session.watch("W1[1,1]")
    window.draw()
    table = window.panel("Debug").watches.table
    table.setFocus()
    table.selectRow(0)
    return table


def test_a_click_beside_the_drawing_of_the_network_takes_the_focus_back_to_it(window):
    table = watch_table(window)
    network = window.window.network
    label = next(each for each in network.findChildren(QLabel) if each.text() == "Edges show")
    for widget in (network.view.viewport(), label):
        table.setFocus()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().bottomLeft())
        assert QApplication.focusWidget() is network.view
    window.press("Space")
    assert window.session.playing
    window.session.pause()


def test_tabs_of_panels_never_take_the_keys_of_the_window(window):
    window.window.tabifyDockWidget(window.dock("Cost"), window.dock("By layer"))
    window.draw()
    bars = [each for each in window.window.findChildren(QTabBar) if each.count()]
    assert len(bars) > 1
    assert {bar.focusPolicy() for bar in bars} == {Qt.FocusPolicy.NoFocus}


def test_a_panel_that_goes_behind_another_gives_its_focus_to_the_network(window):
    watch_table(window)
    window.window._docks.bring("Program")
    window.draw()
    assert QApplication.focusWidget() is window.window.network.view
    window.press("Right")
    assert window.snapshot.line == 1


def test_a_widget_that_is_hidden_gives_its_focus_to_the_network(window):
    table = watch_table(window)
    table.hide()
    assert QApplication.focusWidget() is window.window.network.view


def test_the_network_can_still_be_reached_with_tab(window):
    assert window.window.network.view.focusPolicy() == Qt.FocusPolicy.StrongFocus
