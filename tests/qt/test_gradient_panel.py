"""The gradient check beside the bench."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton

from nnviz.nn.error_bands import Band
from nnviz.qt.items.band_legend import BANDS, band_colours
from nnviz.qt.theme import DARK, LIGHT
from nnviz.session.pointing import Cell, Edge, Unit
from tests.qt.driving import bits, plain, straight


class Check:
    """Reads the panel."""

    def __init__(self, window):
        self.window = window
        self.panel = window.panel("Gradient check")

    def open(self):
        self.window.press("X")
        self.window.draw()
        return self

    @property
    def check(self):
        return self.panel.check

    @property
    def verdict(self):
        return plain(self.panel._verdict.text())

    @property
    def reason(self):
        label = self.panel._empty
        return label.text() if label.isVisible() else None

    @property
    def lines(self):
        return [plain(line.text()) for line in self.panel._lines]

    @property
    def button(self):
        found = self.panel.findChild(QPushButton)
        return found.text() if found.isVisible() else None

    def press_button(self):
        self.window.click(self.panel.findChild(QPushButton))

    def choose(self, name):
        box = self.panel.findChild(QComboBox)
        box.setCurrentIndex(box.findData(name))
        box.activated.emit(box.currentIndex())
        self.window.draw()

    def point_at(self, grid, row, column):
        where = grid.place_of(row, column)
        QTest.mouseMove(grid.viewport(), where)
        grid.pointed.emit(grid.cell_at(where))
        self.window.draw()


class Painted(QObject):
    """Counts what is painted."""

    def __init__(self, application):
        super().__init__()
        self.count = 0
        application.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.count += event.type() is QEvent.Type.Paint
        return False


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """What is large is not checked without being asked for, however fast the machine is."""
    monkeypatch.setattr("nnviz.qt.panels.gradient_check._BY_ITSELF", 0.0)


@pytest.fixture
def gradient(window):
    """XOR behind the line dW1, with the check open."""
    window.train(20)
    go_to(window, "dW1")
    return Check(window).open()


def go_to(window, line):
    window.session.step()
    while window.snapshot.done.name != line:
        window.session.step()
    window.draw()


def test_at_first_the_panel_is_closed_and_costs_nothing(window):
    go_to(window, "dW1")
    panel = Check(window)
    assert not panel.panel.isVisible()
    assert panel.check is None
    assert not window.action("Check the gradient").isChecked()


def test_a_key_opens_it_before_the_bench_and_closes_it_again(window):
    panel = Check(window).open()
    assert window.in_sight(panel.panel)
    assert window.action("Check the gradient").isChecked()
    window.press("X")
    window.draw()
    assert not panel.panel.isVisible()
    assert not window.action("Check the gradient").isChecked()


def test_a_small_gradient_in_sight_is_checked_without_being_asked_for(gradient):
    assert gradient.check.name == "dW1"
    assert gradient.check.done
    assert gradient.verdict.startswith("dW₁ is right: the largest relative error is ")
    assert gradient.button is None
    np.testing.assert_array_equal(gradient.check.gradient, gradient.window.snapshot.matrices["dW1"])


def test_it_follows_the_line_just_done_and_the_line_that_is_chosen(gradient):
    window = gradient.window
    window.session.step()
    window.draw()
    assert gradient.check.name == "db1"
    window.choose_line("dW2")
    window.draw()
    assert gradient.check.name == "dW2"
    window.choose_line("A1")
    window.draw()
    assert gradient.reason is not None or gradient.check.name == "dW2"


@pytest.mark.parametrize(("line", "name"), [("W1", "dW1"), ("b2", "db2"), ("dA1", "db2")])
def test_beside_other_lines_it_is_the_gradient_they_use_or_the_last_one(window, line, name):
    go_to(window, line)
    assert Check(window).open().check.name == name


def test_another_gradient_can_be_chosen_and_stays_chosen(gradient):
    gradient.choose("db2")
    assert gradient.check.name == "db2"
    gradient.window.session.step()
    gradient.window.draw()
    assert gradient.check.name == "db2"
    gradient.choose("")
    assert gradient.check.name == "db1"


def test_a_gradient_that_is_not_computed_yet_is_said_to_be_so(window):
    panel = Check(window).open()
    assert panel.check is None
    assert "not computed yet" in panel.reason
    go_to(window, "dW2")
    assert panel.reason is None
    assert panel.check.name == "dW2"


def test_stepping_within_the_iteration_keeps_a_check_and_the_next_one_makes_another(gradient):
    gradient.choose("dW1")
    window, first = gradient.window, gradient.check
    window.session.step()
    window.draw()
    assert gradient.check is first
    go_to(window, "dW1")
    assert gradient.check is not first
    assert gradient.check.done


def test_an_edit_of_a_weight_makes_another_check(gradient):
    first = gradient.check
    gradient.window.session.edit("W2", 0, 0, 2.5)
    gradient.window.draw()
    assert gradient.check is not first
    assert gradient.verdict.startswith("dW₁ is right")


def test_a_wrong_gradient_is_said_in_the_colour_of_a_warning(gradient):
    panel = gradient.panel
    snapshot = gradient.window.snapshot
    panel._take_up(snapshot, snapshot.matrices["dW1"] * [[2.0, 1.0]])
    panel._show()
    assert gradient.verdict.startswith("dW₁ is wrong in 3 of 6 entries")
    assert panel.theme.warning in panel._verdict.styleSheet()
    looks = [panel.matrices.look_of_error(row, column) for row in range(3) for column in range(2)]
    assert [look.text[0] for look in looks] == ["×", "✓"] * 3
    assert looks[0].fill != looks[1].fill


def test_pointing_at_an_entry_spells_its_arithmetic_out_and_points_it_out_elsewhere(gradient):
    gradient.point_at(gradient.panel.grids[2], 1, 0)
    assert gradient.window.session.pointing.at == Cell("dW1", 1, 0)
    first, second = gradient.lines
    assert first.startswith("(J(W₁[2,1] + h) − J(W₁[2,1] − h)) / 2h = (")
    assert second.startswith("backpropagation: ")
    assert second.endswith("≤ 1e−7 good")
    gradient.panel.grids[2].pointed.emit(None)
    assert gradient.window.session.pointing.at is None
    assert gradient.panel._foot.currentIndex() == 0


@pytest.mark.parametrize("at", [Edge(1, 2, 1), Cell("W1", 2, 1), Cell("dW1", 2, 1)])
def test_what_is_pointed_at_elsewhere_is_framed_here(gradient, at):
    gradient.window.session.pointing.point(at)
    assert [grid._marked for grid in gradient.panel.grids] == [(2, 1)] * 3
    gradient.window.session.pointing.point(Unit(1, 0))
    assert [grid._marked for grid in gradient.panel.grids] == [None] * 3


def test_the_arrow_keys_go_from_entry_to_entry_while_the_grid_has_the_focus(gradient):
    grid = gradient.panel.grids[0]
    grid.setFocus()
    before = gradient.window.where
    gradient.session = gradient.window.session
    QTest.keyClick(grid, Qt.Key.Key_Down)
    assert gradient.session.pointing.at == Cell("dW1", 0, 0)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(grid, key)
    assert gradient.session.pointing.at == Cell("dW1", 2, 1)
    assert gradient.window.where == before


def test_samples_as_rows_turn_the_three_matrices(open_window):
    window = open_window("xor")
    go_to(window, "dW1")
    panel = Check(window).open()
    upright = panel.panel.matrices.look_of_gradient(2, 1).text
    window.session.look("rows", True)
    window.draw()
    assert panel.panel.grids[0]._shape == (2, 3)
    assert panel.panel.matrices.look_of_gradient(1, 2).text == upright
    panel.point_at(panel.panel.grids[0], 1, 2)
    assert window.session.pointing.at == Cell("dW1", 2, 1)
    assert "W₁[2,3]" in panel.lines[0]
    go_to(window, "db1")
    assert panel.verdict.startswith("dβ₁ is right")


def test_a_kink_is_said_with_its_unit_and_sample(open_window):
    window = open_window("xor", activation="relu", initializer="zeros")
    go_to(window, "db1")
    panel = Check(window).open()
    assert panel.verdict == "No entry of db₁ can be compared: each crosses a kink."
    panel.point_at(panel.panel.grids[2], 1, 0)
    assert panel.lines[1] == ("A kink of ReLU lies between: layer 1, unit 2, sample 1, and 3 more.")
    assert panel.panel.matrices.look_of_difference(1, 0).text == "kink"


def test_a_large_gradient_waits_to_be_asked_for_and_can_be_stopped(open_window):
    window = open_window("digits")
    go_to(window, "dW1")
    panel = Check(window).open()
    assert not panel.panel.checking
    assert panel.verdict == "dW₁ is not checked yet: 2,048 entries."
    window.wait_for(lambda: "entries, about " in panel.verdict)  # it is measured first
    assert panel.button == "Check"
    before = panel.check.checked
    panel.press_button()
    window.wait_for(lambda: panel.check.checked > before)
    assert panel.button == "Stop"
    seen = [panel.check.bands[i, j] for i in range(3) for j in range(3)]
    assert Band.UNCHECKED not in seen or panel.check.checked < before + 60
    panel.press_button()
    stood = panel.check.checked
    assert not panel.panel.checking
    assert panel.button == "Go on"
    QApplication.processEvents()
    assert panel.check.checked == stood
    panel.panel.setFocus()
    QTest.keyClick(panel.panel, Qt.Key.Key_Return)
    window.wait_for(lambda: panel.check.done)
    assert panel.verdict.startswith("dW₁ is right")
    assert panel.button is None
    assert not panel.panel.checking


def test_the_entries_in_sight_are_checked_first(open_window):
    window = open_window("digits")
    go_to(window, "dW1")
    panel = Check(window).open()
    rows, columns = panel.panel.grids[0].visible()
    panel.check.prefer(panel.panel.matrices.visible())
    for _ in range(panel.panel.matrices.count_visible()):
        panel.check.advance(0)
    seen = panel.check.bands[rows.start : rows.stop, columns.start : columns.stop]
    assert not (seen == Band.UNCHECKED).any()


def test_a_check_that_takes_a_moment_is_completed_without_being_asked_for(open_window, monkeypatch):
    monkeypatch.setattr("nnviz.qt.panels.gradient_check._AT_ONCE", 0.0)
    monkeypatch.setattr("nnviz.qt.panels.gradient_check._BY_ITSELF", 100.0)
    window = open_window("digits")
    go_to(window, "db1")
    panel = Check(window).open()
    assert panel.button is None
    window.wait_for(lambda: panel.check.done)
    assert panel.verdict.startswith("db₁ is right")


def test_a_check_that_a_person_has_stopped_stays_so(open_window):
    window = open_window("digits")
    go_to(window, "dW1")
    panel = Check(window).open()
    panel.press_button()
    window.wait_for(lambda: panel.check.checked > 0)
    panel.press_button()
    stood = panel.check.checked
    window.session.look("digits", 5)
    window.draw()
    assert (panel.check.checked, panel.button) == (stood, "Go on")


def test_nothing_is_painted_while_a_panel_takes_over_a_moment(open_window, qapp):
    # What is painted then shows half of one moment and half of another, or reaches into a panel
    # that is in the middle of its own refresh.
    window = open_window("digits")
    go_to(window, "dW1")
    panel = Check(window).open()
    panel.press_button()
    window.wait_for(lambda: panel.check.checked > 0)
    window.draw()
    painted = Painted(qapp)
    for _ in range(3):
        panel.check.advance(0.01)
        window.window.context.bridge.flush()
        panel.panel._show()
    assert painted.count == 0
    window.draw()
    assert painted.count > 0
    qapp.removeEventFilter(painted)


def test_the_gradients_are_offered_by_their_layers(open_window):
    window = open_window("parity-deep", hidden=(3,) * 10)
    go_to(window, "dW1")
    box = Check(window).open().panel.findChild(QComboBox)
    names = [box.itemData(place) for place in range(1, box.count())]
    assert names == [f"d{letter}{layer}" for layer in range(1, 12) for letter in "Wb"]


@pytest.mark.parametrize(("line", "name"), [("rW1", "dW1"), ("vdW1", "dW1"), ("vdb2", "db2")])
def test_beside_a_line_that_belongs_to_a_gradient_it_is_that_one(open_window, line, name):
    window = open_window("xor", optimizer="momentum", regularization="l2")
    go_to(window, line)
    panel = Check(window).open()
    assert panel.panel._name == name


@pytest.mark.parametrize("away", ["step", "play", "hide", "tab", "preset"])
def test_a_check_ends_when_its_moment_is_left_or_nobody_looks(open_window, away):
    window = open_window("digits")
    go_to(window, "dW1")
    panel = Check(window).open()
    panel.press_button()
    window.wait_for(lambda: panel.check.checked > 0)
    if away == "step":
        window.session.step()
    elif away == "play":
        window.session.play()
    elif away == "hide":
        window.press("X")
    elif away == "tab":
        window.dock("Bench").raise_()
        window.wait_for(lambda: not panel.panel.checking)
    else:
        window.session.open_preset("xor")
    window.draw()
    assert not panel.panel.checking
    window.session.pause()


def test_while_it_runs_the_panel_says_to_pause_and_pausing_checks(gradient):
    window = gradient.window
    window.play_until(lambda: window.snapshot.completed > 40)
    window.draw()
    assert "pause" in gradient.reason
    window.session.pause()
    go_to(window, "dW1")
    assert gradient.verdict.startswith("dW₁ is right")


def test_checking_changes_no_bit_of_the_run(gradient):
    window = gradient.window
    for name in ("dW1", "db1", "dW2", "db2"):
        gradient.choose(name)
        window.session.next_iteration()
        window.draw()
    moment = window.snapshot
    assert bits(moment) == bits(straight(window.experiment, moment.iteration, moment.line))


def test_the_grids_scroll_together(open_window):
    window = open_window("digits")
    go_to(window, "dW1")
    grids = Check(window).open().panel.grids
    grids[1].horizontalScrollBar().setValue(300)
    grids[1].verticalScrollBar().setValue(70)
    window.draw()
    for grid in grids:
        assert (grid.horizontalScrollBar().value(), grid.verticalScrollBar().value()) == (300, 70)
    widths = {grid._cell_width for grid in grids}
    assert len(widths) == 1


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_bands_have_the_same_sign_and_those_of_one_colour_differ_in_it(theme):
    assert len({row.sign for row in BANDS.values()}) == len(BANDS)
    shouting = (Band.GOOD, Band.FAIR, Band.DOUBTFUL, Band.WRONG)
    assert len({band_colours(band, theme)[0].name() for band in shouting}) == 4


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
@pytest.mark.parametrize("presenting", [False, True])
def test_all_of_it_is_in_sight(open_window, size, presenting):
    window = open_window("xor", size=size)
    if presenting:
        window.press("F8")
    go_to(window, "dW2")
    panel = Check(window).open()
    window.draw()
    assert window.in_sight(panel.panel)
    for label in panel.panel.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.height() >= label.fontMetrics().height() - 1
    for grid in panel.panel.grids:
        assert grid.viewport().height() >= grid._head + grid._cell_height


def test_where_the_panel_is_low_three_rows_fit_without_a_bar(gradient):
    for grid in gradient.panel.grids:
        grid.setFixedHeight(76)
    gradient.window.draw()
    for grid in gradient.panel.grids:
        assert list(grid.visible()[0]) == [0, 1, 2]
        assert not grid.verticalScrollBar().maximum()
        assert grid._box(2, 0).bottom() <= grid.viewport().height()
        assert grid._cell_height >= QFontMetricsF(gradient.panel.theme.font(grid._text)).height()
