"""The program panel: what is done, what comes next, and which line is looked at."""

import pytest

from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.panels.program import Mark, ProgramModel

LISTING = [
    *("Z1", "A1", "Z2", "A2", "J"),
    *("dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1"),
    *("W1", "b1", "W2", "b2"),
]


def test_the_listing_names_phases_and_lines_in_their_order(window):
    model = window.panel("Program").list.model()
    texts = [model.index(row).data() for row in range(model.rowCount())]
    assert [text for text in texts if text in ("forward", "backward", "update")] == [
        "forward", "backward", "update",
    ]  # fmt: skip
    assert list(window.marks) == LISTING
    assert texts[1] == "Z1 = W1·X + b1"
    assert texts.index("backward") == 1 + 5
    assert texts.index("update") == 2 + 13


def test_a_phase_cannot_be_chosen(window):
    model = window.panel("Program").list.model()
    assert not model.flags(model.index(0))
    assert model.flags(model.index(1))


def test_every_step_has_exactly_one_done_and_one_next(window):
    assert window.just_done == []
    assert window.next_up == ["Z1"]
    for place in range(2 * len(LISTING)):
        window.press("Right")
        window.draw()
        assert window.just_done == [LISTING[place % 17]]
        assert window.next_up == [LISTING[(place + 1) % 17]]
    for place in range(2 * len(LISTING) - 1, len(LISTING) - 3, -1):
        window.press("Left")
        window.draw()
        assert window.just_done == [LISTING[(place - 1) % 17]]
        assert window.next_up == [LISTING[place % 17]]


def test_lines_before_are_passed_and_lines_after_are_ahead(window):
    for _ in range(6):
        window.press("Right")
    window.draw()
    assert window.marked(Mark.PASSED) == LISTING[:5]
    assert window.marked(Mark.AHEAD) == LISTING[7:]


def test_shapes_are_those_of_the_matrices(window):
    window.press("Ctrl+Right")
    window.draw()
    model = window.panel("Program").list.model()
    for name in LISTING:
        shape, _ = model.row_of(name).data(ProgramModel.SHAPE)
        assert shape == window.snapshot.matrices[name].shape


def test_choosing_a_line_shows_it_on_the_bench_and_stepping_follows_again(window):
    window.press("Right")
    assert window.bench_line == "Z1"
    window.choose_line("dW2")
    assert window.session.selected == "dW2"
    assert window.bench_line == "dW2"
    window.press("Right")
    assert window.session.selected is None
    assert window.bench_line == "A1"
    assert not window.panel("Program").list.selectionModel().hasSelection()


def test_up_and_down_choose_lines_by_keyboard(window):
    window.press("Alt+1")
    window.press("Down")
    first = window.session.selected
    window.press("Down")
    assert window.session.selected == LISTING[LISTING.index(first) + 1]
    window.draw()
    window.press("Up")
    assert window.session.selected == first


def test_a_chosen_line_can_be_chosen_again_after_stepping(window):
    for _ in range(2):
        window.choose_line("Z2")
        assert window.session.selected == "Z2"
        window.press("Right")
        window.draw()
        assert window.session.selected is None


def test_the_line_just_done_is_kept_in_sight(open_window):
    window = open_window("xor", size=(900, 420), hidden=(3,) * 12)
    listing = window.panel("Program").list
    for _ in range(4):
        window.press("Shift+Right")
        window.draw()
        box = listing.visualRect(listing.model().row_of(window.just_done[0]))
        assert box.top() >= 0
        assert box.bottom() <= listing.viewport().height()


@pytest.mark.parametrize("size", [(1280, 800), (900, 600), (700, 500)])
def test_lines_are_as_wide_as_the_list_so_that_their_shapes_are_in_sight(open_window, size):
    window = open_window("xor", size=size)
    listing = window.panel("Program").list
    box = listing.visualRect(listing.model().row_of("dW2"))
    assert box.left() >= 0
    assert box.right() <= listing.viewport().width()


def test_another_network_has_other_lines(window):
    window.session.set_up("hidden", (4, 2))
    window.draw()
    assert "Z3" in window.marks
    window.session.set_up("hidden", ())
    window.draw()
    assert list(window.marks) == ["Z1", "A1", "J", "dA1", "dZ1", "dW1", "db1", "W1", "b1"]


def test_the_status_line_says_what_was_done_and_what_comes_next(window):
    assert "Nothing is computed yet" in window.status
    window.press("Right")
    window.draw()
    assert "Just done: Z₁ = W₁·X + b₁" in window.status
    assert "Next: A₁ = tanh(Z₁)" in window.status
    window.press("Ctrl+Right")
    window.draw()
    assert "of iteration 2" in window.status


# -- switches --------------------------------------------------------------------------------------


@pytest.fixture
def rich(open_window):
    """Many lines, many of them long."""
    return open_window("xor", hidden=(4, 3), optimizer="adam", regularization="l2", keep_prob=0.8)


def shapes(window):
    model = window.panel("Program").list.model()
    return {name: model.row_of(name).data(ProgramModel.SHAPE)[0] for name in window.marks}


def lines(window):
    model = window.panel("Program").list.model()
    return [model.index(row).data() for row in range(model.rowCount())]


def test_samples_are_shown_as_rows_by_key_menu_and_button(window):
    action, button = window.action("Samples as rows"), window.button("Samples as rows")
    columns = shapes(window)
    for turn in (lambda: window.press("R"), lambda: window.click(button), action.trigger):
        turn()
        window.draw()
        assert window.experiment.view.rows
        assert action.isChecked()
        assert button.isChecked()
        assert "Z1 = X·W1 + β1" in lines(window)
        assert shapes(window) == {name: shape[::-1] for name, shape in columns.items()}
        turn()
        window.draw()
        assert not window.experiment.view.rows
        assert not action.isChecked()
        assert not button.isChecked()
        assert shapes(window) == columns


def test_the_chain_rule_is_shown_in_full_by_key_menu_and_button(window):
    action, button = window.action("Chain rule in full"), window.button("Chain rule in full")
    for turn in (lambda: window.press("D"), lambda: window.click(button), action.trigger):
        turn()
        window.draw()
        assert "G2" in window.marks
        assert "cdZ2" in window.marks
        assert action.isChecked()
        assert button.isChecked()
        turn()
        window.draw()
        assert list(window.marks) == LISTING
        assert not button.isChecked()


def test_switches_are_no_changes_to_be_undone(window):
    window.press("R")
    window.press("D")
    assert window.session.undo_label == ""
    window.session.set_up("learning_rate", 0.5)
    window.press("Ctrl+Z")
    assert window.experiment.view.rows
    assert window.experiment.view.chain


def test_a_switch_keeps_where_the_run_stands_in_sight(rich):
    rich.press("F6")
    rich.press("Left")
    rich.draw()
    listing = rich.panel("Program").list
    for key in "DRDR":
        rich.press(key)
        rich.draw()
        box = listing.visualRect(listing.model().row_of(rich.just_done[0]))
        assert box.top() >= 0
        assert box.bottom() <= listing.viewport().height()


@pytest.mark.parametrize("presenting", [False, True])
@pytest.mark.parametrize("size", [(1280, 800), (700, 500)])
def test_switches_are_read_whole(open_window, size, presenting):
    window = open_window("xor", size=size)
    if presenting:
        window.press("F8")
    window.draw()
    for name in ("Samples as rows", "Chain rule in full"):
        button = window.button(name)
        window.wait_for(lambda button=button: button.width() >= button.sizeHint().width())
        assert window.in_sight(button)


@pytest.mark.parametrize("size", [(1280, 800), (900, 600)])
@pytest.mark.parametrize("presenting", [False, True])
def test_the_status_line_fits_the_window(rich, size, presenting):
    rich.window.resize(*size)
    if presenting:
        rich.press("F8")
    rich.press("D")
    rich.press("R")
    label = rich.window.statusBar().findChildren(SteadyLabel)[0]
    for _ in range(len(rich.marks)):
        rich.press("Right")
        rich.draw()
        assert "Next:" in rich.status
        assert label.width_of(label.text()) <= label.width()


def test_the_status_line_shows_a_formula_with_a_sign_of_less_as_it_is(rich):
    rich.press("Right")
    rich.press("Right")
    rich.draw()
    assert "D₁ = [u &lt; 0.8]" in rich.status
