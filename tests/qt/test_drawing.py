"""Samples drawn by hand on the decision region, with the mouse and with keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from nnviz.session.data_settings import Data
from nnviz.session.experiment import Experiment, NetworkSettings
from nnviz.session.points import points_of

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
REGRESSION = Experiment(
    data=Data(source="regression-plane", samples=30),
    network=NetworkSettings(output="linear", loss="squared_error"),
)


class Hand:
    """A person who draws."""

    def __init__(self, window):
        self.window, self.panel = window, window.panel("Decision region")
        self.viewport = self.panel.plot.viewport()

    def spot(self, x, y):
        scene = self.panel.plot.getPlotItem().vb.mapViewToScene(QPointF(x, y))
        return self.panel.plot.mapFromScene(scene)

    def click(self, x, y, button=LEFT, held=NONE):
        QTest.mouseClick(self.viewport, button, held, self.spot(x, y))
        self.window.draw()

    def press(self, x, y, held=NONE):
        QTest.mousePress(self.viewport, LEFT, held, self.spot(x, y))

    def move(self, x, y):
        QTest.mouseMove(self.viewport, self.spot(x, y))

    def release(self, x, y):
        QTest.mouseRelease(self.viewport, LEFT, NONE, self.spot(x, y))
        self.window.draw()

    def key(self, keys):
        QTest.keySequence(QApplication.focusWidget(), QKeySequence(keys))
        self.window.draw()

    @property
    def data(self):
        return self.window.experiment.data

    @property
    def shown(self):
        """Where points are drawn."""
        return np.column_stack(self.panel.samples.drawn.getData())


@pytest.fixture
def hand(window):
    """Somebody who draws on XOR: a plane from about -0.25 to 1.25."""
    window.press("E")
    window.draw()
    return Hand(window)


def test_the_key_begins_and_ends_drawing(window):
    panel = window.panel("Decision region")
    action = window.action("Draw samples")
    for on in (True, False, True):
        window.press("E")
        window.draw()
        assert panel.drawing.on == action.isChecked() == on
        assert panel.strip.isVisible() == panel.done_button.isVisible() == on
        assert panel.draw_button.isVisible() != on
    window.click(panel.done_button)
    assert not panel.drawing.on
    assert not action.isChecked()
    window.click(panel.draw_button)
    assert panel.drawing.on
    assert action.isChecked()


def test_drawing_brings_the_panel_into_sight(window):
    window.dock("Decision region").hide()
    window.press("E")
    window.draw()
    assert window.panel("Decision region").isVisible()
    assert window.panel("Decision region").drawing.on


def test_a_click_adds_a_point_of_the_chosen_class_to_what_there_is(hand):
    before = points_of(hand.window.session.run.trainer.train.dataset)
    hand.key("2")
    hand.click(0.5, 0.2)
    assert hand.data.source == "points"
    assert hand.data.points[:4] == before
    x, y, label = hand.data.points[4]
    assert (x, y) == pytest.approx((0.5, 0.2), abs=0.01)
    assert label == 1
    np.testing.assert_array_equal(hand.shown, [point[:2] for point in hand.data.points])
    assert len(hand.window.session.run.trainer.train) == 5
    assert hand.window.snapshot.completed == 0


def test_points_are_written_with_the_decimals_that_a_pixel_tells_apart(hand):
    hand.click(0.5, 0.2)
    x, y, _ = hand.data.points[4]
    assert (x, y) == (round(x, 4), round(y, 4))


def test_beginning_to_draw_changes_nothing(window):
    before = window.experiment
    window.press("E")
    window.draw()
    window.press("E")
    window.draw()
    assert window.experiment == before
    assert not window.session.undo_label


@pytest.mark.parametrize("key", list("1234567890"))
def test_a_digit_chooses_the_class(hand, key):
    hand.key(key)
    label = (int(key) - 1) % 10
    assert hand.panel.strip.swatches[label].isChecked()
    hand.click(0.5, 0.5)
    assert hand.data.points[-1][2] == label
    assert hand.window.experiment.shape.classes == max(2, label + 1)


def test_a_swatch_chooses_the_class(hand):
    for label in (3, 9, 0):
        hand.window.click(hand.panel.strip.swatches[label])
        assert hand.panel.drawing.label == label


def test_a_digit_keeps_its_meaning_for_the_window_elsewhere(hand):
    hand.window.window.network.view.setFocus()
    scale = hand.window.window.network.view.transform().m11()
    hand.window.press("+")
    hand.window.press("0")
    assert hand.panel.drawing.label == 0
    assert hand.window.window.network.view.transform().m11() == pytest.approx(scale)


def test_a_third_class_brings_an_output_for_three(hand):
    hand.key("3")
    hand.click(0.5, 0.5)
    network = hand.window.experiment.network
    assert (network.output, network.loss) == ("softmax", "categorical_cross_entropy")
    assert hand.window.experiment.sizes[-1] == 3
    hand.window.train(3)


def test_a_drag_moves_a_point_and_is_one_change_when_it_ends(hand):
    hand.click(0.5, 0.5)
    run, points = hand.window.session.run, hand.data.points
    hand.press(0.5, 0.5)
    for x in (0.55, 0.6, 0.7):
        hand.move(x, 0.3)
        assert hand.shown[4] == pytest.approx([x, 0.3], abs=0.01)
    assert hand.window.session.run is run
    assert hand.data.points == points
    hand.release(0.7, 0.3)
    assert hand.data.points[4][:2] == pytest.approx((0.7, 0.3), abs=0.01)
    assert hand.data.points[:4] == points[:4]
    hand.window.press("Ctrl+Z")
    hand.window.draw()
    assert hand.data.points == points


def test_a_press_that_moves_nothing_changes_nothing(hand):
    hand.click(0.5, 0.5)
    before = hand.window.experiment
    hand.click(0.5, 0.5)
    assert hand.window.experiment == before


def test_a_point_dragged_out_of_sight_stays_at_the_edge(hand):
    hand.press(1, 1)
    hand.move(1.2, 1.2)
    QTest.mouseMove(hand.viewport, QPoint(2000, -300))
    QTest.mouseRelease(hand.viewport, LEFT, NONE, QPoint(2000, -300))
    (left, right), (bottom, top) = hand.panel.plot.viewRange()
    x, y, _ = hand.data.points[3]
    rounded = 1e-4  # coordinates are kept with four decimals
    assert left - rounded <= x <= right + rounded
    assert bottom - rounded <= y <= top + rounded


def test_a_right_click_takes_a_point_away(hand):
    hand.click(0, 1, RIGHT)
    assert [point[:2] for point in hand.data.points] == [(0, 0), (1, 0), (1, 1)]
    hand.click(0.5, 0.5, RIGHT)
    assert len(hand.data.points) == 3


def test_delete_takes_the_point_under_the_pointer_away(hand):
    hand.move(0.5, 0.9)
    hand.move(0, 1)
    hand.key("Del")
    assert [point[:2] for point in hand.data.points] == [(0, 0), (1, 0), (1, 1)]


def test_escape_ends_a_drag_as_if_it_had_not_begun_and_then_the_drawing(hand):
    hand.press(0, 0)
    hand.move(0.4, 0.4)
    hand.key("Esc")
    assert hand.shown[0].tolist() == [0, 0]
    hand.release(0.4, 0.4)
    assert hand.data.source == "xor"
    hand.key("Esc")
    assert not hand.panel.drawing.on


def test_shift_sprays_points_around_the_pointer_as_one_change(hand):
    hand.press(0.5, 0.5, SHIFT)
    for x in np.linspace(0.5, 0.8, 8):
        hand.move(x, 0.5)
    hand.release(0.8, 0.5)
    sprayed = np.array(hand.data.points[4:])
    assert len(sprayed) > 6
    assert (np.abs(sprayed[:, 1] - 0.5) < 0.4).all()
    hand.window.press("Ctrl+Z")
    assert hand.data.source == "xor"


def test_every_edit_is_undone_and_made_again_by_itself(hand):
    stages = [hand.window.experiment]
    for x in (0.2, 0.4, 0.6):
        hand.click(x, 0.5)
        stages.append(hand.window.experiment)
    for stage in stages[-2::-1]:
        hand.window.press("Ctrl+Z")
        hand.window.draw()
        assert hand.window.experiment == stage
        assert len(hand.shown) == stage.samples
    for stage in stages[1:]:
        hand.window.press("Ctrl+Y")
        hand.window.draw()
        assert hand.window.experiment == stage


def test_drawing_from_nothing(hand):
    hand.window.click(hand.panel.clear_button)
    hand.window.draw()
    assert len(hand.shown) == 0
    assert not hand.panel._region.isVisible()
    assert "Two points at least" in hand.panel._note.text()
    assert hand.data.source == "xor"  # what is learned from stays until there is more
    hand.click(0.2, 0.2)
    assert len(hand.shown) == 1
    assert "Two points at least" in hand.panel._note.text()
    hand.key("2")
    hand.click(0.8, 0.8)
    assert hand.data.source == "points"
    assert len(hand.data.points) == 2
    assert hand.panel._region.isVisible()
    assert hand.window.session.sketch is None


def test_a_sketch_of_one_point_is_kept_when_drawing_ends(hand):
    hand.window.click(hand.panel.clear_button)
    hand.click(0.2, 0.2)
    hand.key("E")
    assert "waits" in hand.panel._note.text()
    assert hand.panel._region.isVisible()
    hand.key("E")
    assert len(hand.shown) == 1


def test_clearing_is_undone_step_by_step(hand):
    hand.click(0.5, 0.5)
    hand.window.click(hand.panel.clear_button)
    hand.click(0.2, 0.2)
    for count in (0, 5, 4):
        hand.window.press("Ctrl+Z")
        hand.window.draw()
        assert len(hand.shown) == count
    for count in (5, 0, 1):
        hand.window.press("Ctrl+Y")
        hand.window.draw()
        assert len(hand.shown) == count


def test_opening_a_preset_puts_the_sketch_away_and_undoing_brings_it_back(hand):
    hand.window.click(hand.panel.clear_button)
    hand.click(0.2, 0.2)
    sketch = hand.window.session.sketch
    hand.window.session.open_preset("circle")
    hand.window.draw()
    assert hand.window.session.sketch is None
    assert len(hand.shown) > 50
    hand.window.press("Ctrl+Z")
    hand.window.draw()
    assert hand.window.session.sketch == sketch
    assert len(hand.shown) == 1


def test_every_point_of_a_class_can_be_taken_away(hand):
    hand.key("3")
    hand.click(0.5, 0.5)
    hand.click(0, 1, RIGHT)
    hand.click(1, 0, RIGHT)
    assert {point[2] for point in hand.data.points} == {0, 2}
    hand.window.train(5)
    hand.click(0.5, 0.5, RIGHT)
    assert {point[2] for point in hand.data.points} == {0}
    assert hand.window.experiment.shape.classes == 2
    hand.window.train(5)


def test_the_plane_stays_where_it_is_and_the_mouse_does_not_move_it(hand):
    before = hand.panel.plot.viewRange()
    hand.click(0.5, 0.5)
    hand.press(1.0, 0.4)
    hand.move(0.3, 0.3)
    hand.release(0.2, 0.2)
    hand.click(0, 0, RIGHT)
    hand.window.press("Ctrl+Z")
    hand.window.draw()
    assert hand.panel.plot.viewRange() == before


def test_the_wheel_still_zooms(hand):
    (left, right), _ = hand.panel.plot.viewRange()
    place = QPointF(hand.spot(0.5, 0.5))
    event = QWheelEvent(place, QPointF(hand.viewport.mapToGlobal(place.toPoint())), QPoint(),
                        QPoint(0, 240), Qt.MouseButton.NoButton, NONE,
                        Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(hand.viewport, event)
    (near, far), _ = hand.panel.plot.viewRange()
    assert far - near < 0.95 * (right - left)


def test_a_run_that_plays_goes_on_with_the_new_points(hand):
    hand.window.play_until(lambda: hand.window.snapshot.completed > 5)
    hand.click(0.5, 0.5)
    assert hand.window.session.playing
    hand.key("3")
    hand.click(0.5, 0.2)
    assert hand.window.session.playing
    hand.window.wait_for(lambda: hand.window.snapshot.completed > 5)
    assert hand.window.experiment.samples == 6
    hand.window.session.pause()


def test_a_drag_goes_on_while_the_run_plays(hand):
    hand.click(0.5, 0.5)
    hand.press(0.5, 0.5)
    hand.move(0.6, 0.4)
    hand.window.play_until(lambda: hand.window.snapshot.completed > 5)
    assert hand.shown[4] == pytest.approx([0.6, 0.4], abs=0.01)
    hand.release(0.6, 0.4)
    assert hand.data.points[4][:2] == pytest.approx((0.6, 0.4), abs=0.01)
    hand.window.session.pause()


def test_an_undo_during_a_drag_ends_the_drag(hand):
    hand.click(0.5, 0.5)
    hand.press(0.5, 0.5)
    hand.move(0.6, 0.4)
    hand.window.press("Ctrl+Z")
    hand.window.draw()
    assert len(hand.shown) == 4
    hand.release(0.6, 0.4)
    assert hand.data.source == "xor"


@pytest.mark.parametrize(
    ("start", "why"),
    [
        (REGRESSION, "predicts numbers"),
        (Experiment(data=Data(source="line", inputs=3)), "3 inputs"),
        (Experiment(data=Data(source="line", inputs=1)), "1 input"),
    ],
)
def test_from_data_that_are_no_points_drawing_begins_anew(open_window, start, why):
    window = open_window(start)
    window.press("E")
    window.draw()
    hand = Hand(window)
    assert why in hand.panel._note.text()
    hand.click(-2, 0)
    hand.key("2")
    hand.click(2, 1)
    assert window.experiment.data.source == "points"
    assert window.experiment.shape.classes == 2
    assert window.experiment.network.output == "sigmoid"
    window.train(3)
    hand.key("Ctrl+Z")
    hand.key("Ctrl+Z")
    assert window.experiment == start


def test_all_points_are_trained_on_until_a_person_parts_them(open_window):
    window = open_window("circle", train_share=0.5)
    count = len(window.session.run.trainer.train)
    window.press("E")
    window.draw()
    hand = Hand(window)
    hand.click(-5.7, 5.7)
    assert len(window.session.run.trainer.train) == count + 1
    assert window.experiment.data.train_share == 1.0
    window.session.set_up("train_share", 0.5)
    hand.click(5.7, 5.7)
    assert window.experiment.data.train_share == 0.5


def test_of_many_samples_some_are_taken_and_the_panel_says_so(open_window):
    window = open_window("circle", samples=2000, train_share=1.0)
    window.press("E")
    window.draw()
    hand = Hand(window)
    assert len(hand.shown) == 500
    assert "500 of 2,000" in hand.panel._note.text()


def test_points_are_put_and_taken_away_without_a_mouse(hand):
    hand.panel.plot.setFocus()
    for _ in range(4):
        hand.key("Alt+Left")
    hand.key("Alt+Up")
    hand.key("2")
    hand.key("Return")
    (left, right), (bottom, top) = hand.panel.plot.viewRange()
    x, y, label = hand.data.points[4]
    assert x == pytest.approx((left + right) / 2 - (right - left) / 10, abs=0.01)
    assert y == pytest.approx((bottom + top) / 2 + (top - bottom) / 40, abs=0.01)
    assert label == 1
    hand.key("Alt+Down")
    hand.key("Alt+Up")
    hand.key("Del")
    assert len(hand.data.points) == 4


def test_stepping_is_done_with_the_same_keys_while_drawing(hand):
    hand.key("Right")
    assert hand.window.where == (0, 1)


def test_what_does_not_fit_is_said_and_changes_nothing(hand, monkeypatch):
    monkeypatch.setattr("nnviz.session.checks.MOST_POINTS", 5)
    hand.click(0.5, 0.5)
    before = hand.window.experiment
    hand.click(0.5, 0.2)
    assert hand.window.experiment == before
    assert "at most 5 points" in hand.window.session.problem
    assert len(hand.shown) == 5


@pytest.mark.parametrize("size", [(1280, 800), (1000, 700)])
@pytest.mark.parametrize("presenting", [False, True])
def test_every_tool_is_in_sight_and_the_panel_does_not_grow(open_window, size, presenting):
    window = open_window("circle", size=size)
    if presenting:
        window.press("F8")
        window.draw()
    panel = window.panel("Decision region")
    width = panel.width()
    window.press("E")
    window.draw()
    assert panel.width() <= width
    tools = [each for each in panel.findChildren(QToolButton) if each.isVisible()]
    assert len(tools) == 13
    for each in tools:
        assert panel.rect().contains(each.geometry().translated(
            each.parentWidget().mapTo(panel, QPoint(0, 0)))), each.accessibleName()  # fmt: skip
    for k, each in enumerate(panel.strip.swatches):
        others = panel.strip.swatches[:k]
        assert not any(each.geometry().intersects(other.geometry()) for other in others)


def test_a_drag_goes_on_when_the_theme_changes(hand):
    hand.click(0.5, 0.5)
    hand.press(0.5, 0.5)
    hand.move(0.6, 0.4)
    hand.window.press("Ctrl+D")
    hand.window.draw()
    hand.release(0.6, 0.4)
    assert hand.data.points[4][:2] == pytest.approx((0.6, 0.4), abs=0.01)
