"""The cost panel: the curve, its log scale and the exact values under the pointer."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from nnviz.present.numbers import exact


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
    hint = window.window.cost._hint
    assert hint.isVisible()
    assert "Space" in hint.toPlainText()
    window.press("Ctrl+Right")
    window.draw()
    assert not hint.isVisible()


def test_the_whole_curve_is_in_sight(trained):
    for log in (False, True):
        trained.session.look("log_cost", log)
        trained.draw()
        (left, right), (bottom, top) = trained.window.cost.plot.viewRange()
        x, y = trained.curves[0]
        y = np.log10(y) if log else y
        assert left <= x.min() <= x.max() <= right
        assert bottom <= y.min() <= y.max() <= top


def test_the_log_scale_is_logarithmic(trained):
    trained.press("L")
    trained.draw()
    line = trained.window.cost.plot.listDataItems()[0]
    np.testing.assert_allclose(line.getData()[1], np.log10(trained.snapshot.curve.train))
    assert trained.window.cost.plot.getAxis("left").logMode


@pytest.mark.parametrize("log", [False, True])
def test_the_pointer_reads_exact_values(trained, log):
    trained.session.look("log_cost", log)
    trained.draw()
    plot, curve = trained.window.cost.plot, trained.snapshot.curve
    box = plot.getPlotItem().vb
    (_, _), (bottom, top) = plot.viewRange()
    for place in (0, 1, 57, len(curve.iterations) - 1):
        iteration = curve.iterations[place]
        plot.scene().sigMouseMoved.emit(box.mapViewToScene(QPointF(iteration, (bottom + top) / 2)))
        assert f"train {exact(curve.train[place])}" in trained.legend
        assert f"test {exact(curve.test[place])}" in trained.legend
        assert f"after iteration {iteration:,}" in trained.legend
    plot.scene().sigMouseMoved.emit(QPointF(-50, -50))
    assert "after iteration" not in trained.legend


def test_a_restart_empties_it(trained):
    trained.press("Home")
    trained.draw()
    assert len(trained.curves[0][0]) == 1
    assert trained.window.cost._hint.isVisible()


def test_undo_brings_the_curve_back(trained):
    before = trained.curves[0][1].copy()
    trained.session.set_up("hidden", (2,))
    trained.draw()
    assert len(trained.curves[0][0]) == 1
    trained.press("Ctrl+Z")
    trained.draw()
    np.testing.assert_array_equal(trained.curves[0][1], before)


def test_a_step_back_takes_the_pointer_of_now_back(trained):
    cursor = trained.window.cost._cursor
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
    assert np.isfinite(window.window.cost.plot.viewRange()).all()
