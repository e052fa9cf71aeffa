"""The cost panel: the curve, its log scale and the exact values under the pointer."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QToolButton

from nnviz.present.numbers import exact, significant
from nnviz.qt.items.curve_legend import CurveLegend, curve_colour
from nnviz.qt.theme import DARK, LIGHT
from nnviz.session.comparison import MOST


@pytest.fixture
def trained(open_window):
    window = open_window("circle", samples=60)
    window.train(90)
    return window


def test_every_point_is_one_of_the_curve(trained):
    curve = trained.snapshot.curve
    train, test = trained.curves
    np.testing.assert_array_equal(train[0], curve.iterations)
    np.testing.assert_array_equal(train[1], curve.train)
    np.testing.assert_array_equal(test[1], curve.test)
    assert curve.train[-1] == trained.snapshot.evaluation.cost
    assert train[0][-1] == trained.snapshot.completed


def test_of_a_long_curve_no_extreme_is_left_out(open_window):
    window = open_window("circle")
    window.train(3000)
    curve = window.snapshot.curve
    x, y = window.curves[0]
    assert len(x) < len(curve.iterations)
    points = dict(zip(curve.iterations, curve.train, strict=True))
    assert all(points[int(a)] == b for a, b in zip(x, y, strict=True))
    assert (y.min(), y.max()) == (min(curve.train), max(curve.train))
    assert (x[0], x[-1]) == (0, curve.iterations[-1])


def test_without_test_samples_there_is_one_curve(window):
    window.reach(20)
    window.draw()
    train, test = window.curves
    assert len(train[0]) > 20
    assert test[0] is None or np.isnan(test[1]).all()
    assert "test" not in window.legend


def test_before_training_a_hint_says_what_will_be_here(window):
    hint = window.panel("Cost")._hint
    assert hint.isVisible()
    assert "Space" in hint.toPlainText()
    window.press("Ctrl+Right")
    window.draw()
    assert not hint.isVisible()


def test_the_whole_curve_is_in_sight(trained):
    for log in (False, True):
        trained.session.look("log_cost", log)
        trained.draw()
        (left, right), (bottom, top) = trained.panel("Cost").plot.viewRange()
        x, y = trained.curves[0]
        y = np.log10(y) if log else y
        assert left <= x.min() <= x.max() <= right
        assert bottom <= y.min() <= y.max() <= top


def test_the_log_scale_is_logarithmic(trained):
    trained.press("L")
    trained.draw()
    line = trained.panel("Cost").plot.listDataItems()[0]
    np.testing.assert_allclose(line.getData()[1], np.log10(trained.snapshot.curve.train))
    assert trained.panel("Cost").plot.getAxis("left").logMode


@pytest.mark.parametrize("axis", ["iterations", "epochs"])
@pytest.mark.parametrize("log", [False, True])
def test_the_pointer_reads_exact_values(trained, log, axis):
    trained.session.look("log_cost", log)
    trained.session.look("cost_axis", axis)
    trained.draw()
    plot, curve = trained.panel("Cost").plot, trained.snapshot.curve
    unit = trained.session.run.trainer.batches if axis == "epochs" else 1
    for place in (0, 1, 57, len(curve.iterations) - 1):
        iteration = curve.iterations[place]
        trained.point_at_cost(iteration / unit)
        assert exact(curve.train[place]) in trained.card
        assert exact(curve.test[place]) in trained.card
        assert f"after iteration {iteration:,}" in trained.card
        assert trained.panel("Cost")._cursor.value() == iteration / unit
    plot.scene().sigMouseMoved.emit(QPointF(-50, -50))
    assert trained.card is None


def test_a_restart_empties_it(trained):
    trained.press("Home")
    trained.draw()
    assert len(trained.curves[0][0]) == 1
    assert trained.panel("Cost")._hint.isVisible()


def test_undo_brings_the_curve_back(trained):
    before = trained.curves[0][1].copy()
    trained.session.set_up("hidden", (2,))
    trained.draw()
    assert len(trained.curves[0][0]) == 1
    trained.press("Ctrl+Z")
    trained.draw()
    np.testing.assert_array_equal(trained.curves[0][1], before)


def test_a_step_back_takes_the_pointer_of_now_back(trained):
    cursor = trained.panel("Cost")._cursor
    assert cursor.value() == trained.snapshot.completed
    trained.press("Left")
    trained.draw()
    assert cursor.value() == trained.snapshot.completed


def test_a_cost_of_zero_does_not_break_the_log_scale(open_window):
    window = open_window("xor", output="linear", loss="squared_error", hidden=(8,),
                         learning_rate=0.3)  # fmt: skip
    window.press("L")
    window.reach(3000)
    window.draw()
    assert np.isfinite(window.panel("Cost").plot.viewRange()).all()


# -- kept curves -----------------------------------------------------------------------------------


def entries(window):
    return window.window.findChild(CurveLegend).entries


def labels(window):
    window.draw()
    return [entry.label for entry in entries(window)]


def kept_lines(window):
    """x and y of train and test of every kept curve as it is drawn."""
    return [
        {part: line.getOriginalDataset() for part, line in lines._lines.items()}
        for lines in window.panel("Cost")._kept
    ]


def test_k_keeps_the_curve_of_every_run_that_ends(trained):
    trained.press("K")
    assert trained.session.comparison.on
    before = trained.snapshot.curve
    trained.session.set_up("batch_size", "full")
    trained.draw()
    (lines,) = kept_lines(trained)
    np.testing.assert_array_equal(lines["train"][0], before.iterations)
    np.testing.assert_array_equal(lines["train"][1], before.train)
    np.testing.assert_array_equal(lines["test"][1], before.test)
    assert labels(trained) == ["batch size 10"]
    assert entries(trained)[0].values[0] == significant(before.train[-1])
    assert len(trained.curves[0][0]) == 1
    trained.press("K")
    assert not trained.session.comparison.on


def test_the_compare_button_and_the_menu_show_what_is_on(trained):
    button = trained.find(QToolButton, "Compare")
    trained.click(button)
    trained.draw()
    assert trained.session.comparison.on
    assert button.isChecked()
    assert trained.action("Compare runs").isChecked()
    trained.press("K")
    trained.draw()
    assert not button.isChecked()


def test_shift_k_keeps_the_present_curve_and_a_button_drops_it(trained):
    trained.press("Shift+K")
    assert labels(trained) == ["same settings"]
    assert len(kept_lines(trained)) == 1
    trained.click(trained.find(QToolButton, "Drop same settings"))
    assert labels(trained) == []
    assert kept_lines(trained) == []
    assert trained.window.findChild(CurveLegend).isHidden()


def test_dropping_one_leaves_the_others_in_their_colours(trained):
    for hidden in ((3,), (4,), (5,)):
        trained.session.keep_curve()
        trained.session.set_up("hidden", hidden)
        trained.train(20)
    slots = {entry.label: entry.slot for entry in entries(trained)}
    trained.click(trained.find(QToolButton, "Drop hidden 3"))
    assert labels(trained) == ["hidden 4-2", "hidden 4"]
    assert all(slots[entry.label] == entry.slot for entry in entries(trained))


def test_by_epochs_runs_with_unlike_batches_end_together(open_window):
    window = open_window("circle", samples=100, train_share=1.0, batch_size=10)
    window.train(50)
    window.session.keep_curve()
    window.session.set_up("batch_size", "full")
    window.train(5)
    assert kept_lines(window)[0]["train"][0][-1] == 50
    button = window.panel("Cost")._tools.axis
    assert button.text().startswith("iterations")
    window.click(button)
    window.draw()
    assert window.experiment.view.cost_axis == "epochs"
    assert button.text().startswith("epochs")
    assert kept_lines(window)[0]["train"][0][-1] == window.curves[0][0][-1] == 5


def test_the_pointer_reads_kept_curves_at_the_same_place(trained):
    kept = trained.snapshot.curve
    trained.session.keep_curve()
    trained.session.set_up("batch_size", 5)
    trained.train(120)
    trained.point_at_cost(60)
    assert exact(kept.train[kept.iterations.index(60)]) in trained.card
    assert "batch size 10" in trained.card
    trained.point_at_cost(110)
    assert "ended before" in trained.card


def test_all_of_every_kept_curve_is_in_sight(trained):
    trained.session.keep_curve()
    trained.session.set_up("seed", 3)
    trained.train(10)
    for log in (False, True):
        trained.session.look("log_cost", log)
        trained.draw()
        (left, right), (bottom, top) = trained.panel("Cost").plot.viewRange()
        x, y = kept_lines(trained)[0]["train"]
        y = np.log10(y) if log else y
        assert left <= x.min() <= x.max() <= right
        assert bottom <= y.min() <= y.max() <= top


@pytest.mark.parametrize(
    ("parts", "train", "test"), [("all", True, True), ("train", True, False), ("test", False, True)]
)
def test_only_the_wanted_parts_are_drawn(trained, parts, train, test):
    trained.session.keep_curve()
    trained.session.look("cost_parts", parts)
    trained.draw()
    drawn = [len(each[1]) > 1 if each[1] is not None else False for each in trained.curves]
    assert drawn == [train, test]
    lines = trained.panel("Cost")._kept[0]._lines
    assert (lines["train"].isVisible(), lines["test"].isVisible()) == (train, test)
    assert (("train" in trained.legend), ("test" in trained.legend)) == (train, test)


def test_dev_samples_have_a_curve_of_their_own(open_window):
    window = open_window("circle", samples=100, train_share=0.6, dev_share=0.2)
    window.train(30)
    line = window.panel("Cost").plot.listDataItems()[2]
    np.testing.assert_array_equal(line.getOriginalDataset()[1], window.snapshot.curve.dev)
    assert significant(window.snapshot.evaluation.dev_cost, 3) in window.legend


def test_regularization_is_said_as_a_part_of_the_cost(open_window):
    window = open_window("xor", regularization="l2")
    window.train(10)
    evaluation = window.snapshot.evaluation
    share = 100 * evaluation.penalty / evaluation.cost
    said = window.panel("Cost")._about
    assert not said.isHidden()
    expected = f"{significant(evaluation.penalty)} of J is regularization, {share:.0f} %"
    assert said.toolTip() == expected
    window.session.set_up("regularization", "none")
    window.draw()
    assert said.isHidden()


def test_kept_curves_stay_as_they_are_while_the_next_run_plays(trained):
    trained.press("K")
    trained.session.set_up("seed", 3)
    trained.draw()
    before = [pair["train"][1].copy() for pair in kept_lines(trained)]
    trained.reach(trained.snapshot.completed + 50)
    trained.draw()
    for old, new in zip(before, kept_lines(trained), strict=True):
        np.testing.assert_array_equal(old, new["train"][1])


def test_kept_curves_are_drawn_in_colours_that_differ_in_both_themes():
    for theme in (LIGHT, DARK):
        assert len({curve_colour(theme, slot) for slot in range(MOST)}) == MOST
        assert not {theme.negative, theme.positive} & {
            curve_colour(theme, slot) for slot in range(MOST)
        }


def test_many_kept_curves_leave_the_plot_most_of_the_room(trained):
    trained.press("K")
    for hidden in range(3, 3 + MOST):
        trained.session.set_up("hidden", (hidden, hidden, hidden))
        trained.train(20)
    assert len(labels(trained)) == MOST
    cost = trained.panel("Cost")
    assert cost.plot.height() > 0.4 * cost.height()


def test_the_menu_has_whatever_the_buttons_have(trained):
    tools = trained.panel("Cost")._tools
    actions = {each.text(): each for each in tools.menu.actions() if each.text()}
    trained.session.keep_curve()
    trained.draw()
    actions["Drop all kept curves"].trigger()
    assert trained.session.comparison.kept == ()
    actions["Keep this curve"].trigger()
    assert len(trained.session.comparison.kept) == 1
    actions["Compare"].trigger()
    assert trained.session.comparison.on
    actions["Count epochs"].trigger()
    actions["Log scale"].trigger()
    actions["Train only"].trigger()
    view = trained.experiment.view
    assert (view.cost_axis, view.log_cost, view.cost_parts) == ("epochs", True, "train")


def test_where_there_is_no_room_buttons_are_left_out_but_never_the_menu(trained):
    tools = trained.panel("Cost")._tools
    tools.resize(90, tools.height())
    assert tools._more.isVisible()
    assert not trained.panel("Cost").log.isVisible()
    tools.resize(600, tools.height())
    assert trained.panel("Cost").log.isVisible()
    boxes = [each.geometry() for each in tools.findChildren(QToolButton)]
    boxes += [each.geometry() for each in tools.findChildren(QCheckBox)]
    assert not any(a.intersects(b) for k, a in enumerate(boxes) for b in boxes[:k])


def click_at_cost(window, x):
    """Click on a place of the cost plot's axis with the mouse."""
    plot = window.panel("Cost").plot
    (_, _), (bottom, top) = plot.viewRange()
    scene = plot.getPlotItem().vb.mapViewToScene(QPointF(x, (bottom + top) / 2))
    place = plot.mapFromScene(scene)
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    window.draw()


@pytest.mark.parametrize("axis", ["iterations", "epochs"])
def test_a_click_goes_to_the_iteration_that_the_card_tells_of(trained, axis):
    trained.session.look("cost_axis", axis)
    trained.draw()
    unit = trained.session.run.trainer.batches if axis == "epochs" else 1
    for iteration in (57, 3, 88):
        click_at_cost(trained, iteration / unit)
        plain = f"after iteration {trained.snapshot.completed:,}"
        trained.point_at_cost(iteration / unit)
        assert plain in trained.card
        assert abs(trained.snapshot.completed - iteration) <= 1  # a pixel is about one
        assert trained.snapshot.line == len(trained.snapshot.program.steps)


def test_a_click_while_it_plays_pauses_there(window):
    window.play_until(lambda: len(window.curves[0][0]) > 100)
    click_at_cost(window, 40)
    assert not window.session.playing
    assert window.snapshot.completed < 100


def test_a_drag_or_a_click_beside_the_plot_goes_nowhere(trained):
    plot = trained.panel("Cost").plot
    here = trained.where
    middle = plot.viewport().rect().center()
    QTest.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    for step in range(1, 9):
        QTest.mouseMove(plot.viewport(), middle - QPoint(8 * step, 0))
    QTest.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=middle - QPoint(64, 0))
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.RightButton, pos=middle)
    trained.draw()
    assert trained.where == here


def test_a_line_stands_at_the_present_moment_behind_the_end(trained):
    now = trained.panel("Cost")._now
    assert not now.isVisible()
    trained.session.jump_to(40)
    trained.draw()
    assert now.isVisible()
    assert now.value() == 40
    trained.point_at_cost(70)
    assert now.value() == 40
    assert trained.panel("Cost")._cursor.value() == 70
    trained.session.latest()
    trained.draw()
    assert not now.isVisible()


def test_going_back_leaves_the_curves_as_they_are(trained):
    trained.press("Shift+K")
    before = [curve.copy() for curve in trained.curves[0]]
    kept = trained.session.comparison.kept
    click_at_cost(trained, 30)
    np.testing.assert_array_equal(trained.curves[0], before)
    assert trained.session.comparison.kept == kept
