"""Watches in the window: the list of values, and their curves below the cost."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from nnviz.present.numbers import exact, significant
from nnviz.present.watched import brief, is_wrong, preview, whole
from nnviz.qt.panels.expression_field import ExpressionField
from nnviz.qt.theme import DARK, LIGHT
from nnviz.session.watches import MOST
from tests.qt.driving import plain


@pytest.fixture
def debug(window):
    window.dock("Debug").raise_()
    window.draw()
    return window


def table(window):
    return window.panel("Debug").watches.table


def cells(window, row=0):
    window.draw()
    return table(window).rows.cells[row]


def click_cell(window, row, column, double=False):
    view = table(window)
    place = view.visualRect(view.rows.index(row, column)).center()
    if column == 1:
        place = view.visualRect(view.rows.index(row, column)).topLeft() + QPoint(12, 10)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    if double:
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    window.draw()


def add(window, text):
    field = window.panel("Debug").watches.entry.field
    field.setFocus()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    # Without a screen a list of words that opens takes the keyboard and does not give it back.
    window.window.activateWindow()
    window.wait_for(window.window.isActiveWindow)
    window.draw()


def curves(window):
    """x and y of every curve, by the watch's text."""
    lines = window.panel("Watch plot")._lines
    found = {watch.text: line.getOriginalDataset() for watch, line in lines.items()}
    return {text: ((), ()) if x is None else (x, y) for text, (x, y) in found.items()}


# -- the text of a value ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (True, "true"),
        (False, "false"),
        (0.0123456, "0.012346"),
        (-1.5e-9, "−1.5000e−9"),
        (12.0, "12"),
        (float("nan"), "nan"),
        (float("-inf"), "−∞"),
        ((3, 2), "(3, 2)"),
        (np.zeros((3, 2)), "3 × 2"),
        (np.zeros(4), "4 entries"),
        (np.array([[True, False], [True, True]]), "3 of 4"),
    ],
)
def test_a_value_is_brief_in_its_column(value, text):
    assert brief(value) == text


def test_a_matrix_begins_beside_its_name_and_is_whole_in_its_tooltip():
    matrix = np.arange(6.0).reshape(2, 3)
    assert preview(matrix) == "[0  1.00  2.00  3.00 …]" or preview(matrix) == "[0  1  2  3 …]"
    assert whole(matrix).splitlines() == ["2 × 3 matrix", "0  1  2", "3  4  5"]
    large = whole(np.zeros((784, 100))).splitlines()
    assert len(large) < 20
    assert large[-1] == "…"
    assert large[1].endswith("…")
    assert preview(0.5) == ""
    assert whole(0.1 + 0.2) == exact(0.1 + 0.2)
    assert whole(np.array([[True]])) == "1 × 1 true or false\ntrue"


def test_what_is_not_finite_is_told():
    assert is_wrong(float("nan"))
    assert is_wrong(np.array([1.0, np.inf]))
    assert not is_wrong(np.array([1.0, 2.0]))
    assert not is_wrong(True)
    assert not is_wrong((2, 3))


# -- the list --------------------------------------------------------------------------------------


def test_a_watch_shows_its_value_and_the_one_before(debug):
    add(debug, "norm(dW1)")
    assert cells(debug)[2].text == "–"
    assert cells(debug)[1].note == "not computed yet"
    values = []
    for _ in range(2):
        debug.press("F6")
        values.append(np.linalg.norm(debug.snapshot.matrices["dW1"]))
    assert cells(debug)[2].text == significant(values[1], 5)
    assert cells(debug)[2].note == significant(values[0], 5)
    assert exact(values[1]) in cells(debug)[2].tip
    assert exact(values[0]) in cells(debug)[2].tip


def test_what_is_not_computed_yet_in_this_iteration_is_muted_and_says_from_when_it_is(debug):
    add(debug, "norm(dW1)")
    debug.press("F6")
    fresh = cells(debug)[2]
    assert fresh.tone == "text"
    debug.press("F10")
    stale = cells(debug)
    assert stale[2].text == fresh.text
    assert stale[2].tone == "muted"
    assert stale[1].note == "from iteration 1"


def test_matrices_shapes_and_truths_are_in_words(debug):
    for text in ("W1", "shape(W1)", "J < 1", "W1 > 0"):
        add(debug, text)
    debug.press("F6")
    weights = debug.snapshot.matrices["W1"]
    assert [cells(debug, row)[2].text for row in range(4)] == [
        "3 × 2", "(3, 2)", "true", f"{int((weights > 0).sum())} of 6",
    ]  # fmt: skip
    assert cells(debug, 0)[1].note.startswith("[")
    assert "3 × 2 matrix" in cells(debug, 0)[2].tip
    assert [cells(debug, row)[0].checked for row in range(4)] == [None, None, False, None]


def test_values_follow_while_it_plays(debug):
    add(debug, "iteration")
    debug.session.play()
    debug.wait_for(lambda: table(debug).rows.cells[0][2].text not in ("–", "0"))
    first = table(debug).rows.cells[0][2].text
    debug.wait_for(lambda: table(debug).rows.cells[0][2].text != first)
    debug.session.pause()
    assert cells(debug)[2].text == significant(debug.snapshot.completed, 5)


def test_an_expression_is_edited_in_place_and_has_its_own_values(debug):
    add(debug, "norm(dW1)")
    debug.train(30)
    click_cell(debug, 0, 1, double=True)
    (field,) = [each for each in table(debug).findChildren(ExpressionField) if each.isVisible()]
    field.selectAll()
    QTest.keyClicks(field, "iteration")
    QTest.keyClick(field, Qt.Key.Key_Return)
    (watch,) = debug.session.watches
    debug.wait_for(lambda: watch.text == "iteration")
    assert cells(debug)[2].text == "30"
    assert len(watch.series.iterations) > 20


def test_delete_and_the_cross_remove_a_watch(debug):
    for text in ("J", "norm(W1)"):
        add(debug, text)
    click_cell(debug, 0, 3)
    assert [each.text for each in debug.session.watches] == ["norm(W1)"]
    click_cell(debug, 0, 1)
    table(debug).setFocus()
    debug.press("Delete")
    assert len(debug.session.watches) == 0


def test_examples_stand_where_nothing_is_watched_yet(debug):
    assert table(debug).isHidden()
    debug.click(debug.button("Add norm(dW1)"))
    debug.draw()
    assert [each.text for each in debug.session.watches] == ["norm(dW1)"]
    assert table(debug).isVisible()
    assert debug.panel("Debug").watches._offers.isHidden()


def test_too_many_are_refused_and_the_text_stays(debug):
    for number in range(MOST):
        debug.session.watch(f"J + {number}")
    add(debug, "norm(W1)")
    field = debug.panel("Debug").watches.entry.field
    assert f"{MOST} watches already" in field.mistake
    assert field.text() == "norm(W1)"


def test_what_the_present_network_does_not_know_is_grey_and_says_why(debug):
    add(debug, "norm(dW2)")
    debug.press("F6")
    debug.session.set_up("hidden", ())
    shown = cells(debug)
    assert shown[1].tone == "muted"
    assert "dW2" in shown[1].note
    assert shown[2].text == ""
    debug.press("F6")
    debug.session.undo()
    assert cells(debug)[1].tone == "text"


# -- the curves ------------------------------------------------------------------------------------


@pytest.fixture
def plotted(debug):
    debug.train(60)
    for text in ("norm(dW1)", "norm(W1)"):
        add(debug, text)
    for row in range(2):
        click_cell(debug, row, 0)
    return debug


def test_the_plot_is_there_only_while_something_is_plotted(debug):
    dock = debug.dock("Watch plot")
    add(debug, "norm(dW1)")
    assert dock.isHidden()
    click_cell(debug, 0, 0)
    assert dock.isVisible()
    assert dock.geometry().top() > debug.dock("Cost").geometry().top()
    assert dock.geometry().left() == debug.dock("Cost").geometry().left()
    click_cell(debug, 0, 0)
    assert dock.isHidden()
    table(debug).setFocus()
    debug.press("Space")
    assert dock.isVisible()
    debug.session.watches.remove(next(iter(debug.session.watches)))
    debug.draw()
    assert dock.isHidden()


def test_a_layout_that_is_put_back_keeps_the_plot_as_it_is(plotted):
    plotted.action("Reset the layout").trigger()
    plotted.draw()
    assert plotted.dock("Watch plot").isVisible()
    for watch in plotted.session.watches:
        plotted.session.watches.plot(watch, False)
    plotted.action("Reset the layout").trigger()
    plotted.draw()
    assert plotted.dock("Watch plot").isHidden()


def test_a_window_opened_again_has_no_empty_plot(open_window):
    first = open_window("xor")
    first.session.watches.plot(first.session.watch("J"), True)
    first.draw()
    assert first.dock("Watch plot").isVisible()
    first.window.close()
    assert open_window("xor").dock("Watch plot").isHidden()


def test_every_point_is_one_of_the_series(plotted):
    shown = curves(plotted)
    for watch in plotted.session.watches:
        x, y = shown[watch.text]
        np.testing.assert_array_equal(x, watch.series.iterations)
        np.testing.assert_array_equal(y, watch.series.values)
    assert len(shown["norm(dW1)"][0]) == 60


def test_curves_grow_while_it_plays(plotted):
    plotted.session.play()
    plotted.wait_for(lambda: curves(plotted)["norm(dW1)"][0][-1] > 500)
    plotted.session.pause()
    plotted.draw()
    assert curves(plotted)["norm(dW1)"][0][-1] == plotted.snapshot.completed
    assert curves(plotted)["norm(dW1)"][1][-1] == next(iter(plotted.session.watches)).value


@pytest.mark.parametrize("axis", ["iterations", "epochs"])
def test_the_axis_is_that_of_the_cost(open_window, axis):
    window = open_window("circle", samples=60, batch_size=7)
    window.train(90)
    window.session.look("cost_axis", axis)
    window.session.watches.plot(window.session.watch("norm(dW1)"), True)
    window.session.keep_curve()
    window.press("Home")
    window.train(20)
    cost, watched = window.panel("Cost").plot, window.panel("Watch plot").plot
    assert watched.viewRange()[0] == pytest.approx(cost.viewRange()[0])
    assert watched.getAxis("left").width() == cost.getAxis("left").width()
    boxes = [each.mapTo(window.window, each.rect().topLeft()).x() for each in (cost, watched)]
    assert boxes[0] == boxes[1]
    assert cost.width() == watched.width()


def test_each_watch_has_a_colour_of_its_own_unlike_the_costs(plotted):
    for theme in (LIGHT, DARK):
        colours = [theme.watch(slot).name() for slot in range(6)]
        assert len(set(colours)) == 6
        assert not {theme.text, theme.muted} & set(colours)
    pens = [line.opts["pen"] for line in plotted.panel("Watch plot")._lines.values()]
    assert len({pen.color().name() for pen in pens}) == 2
    removed, kept = plotted.session.watches
    colour = plotted.panel("Watch plot")._lines[kept].opts["pen"].color()
    plotted.session.watches.remove(removed)
    plotted.draw()
    assert plotted.panel("Watch plot")._lines[kept].opts["pen"].color() == colour


def test_the_legend_names_every_curve_with_its_value(plotted):
    legend = plotted.panel("Watch plot")._legend
    said = [f"{each.text} {significant(each.value)}" for each in plotted.session.watches]
    assert legend.accessibleDescription().split("; ") == said
    assert legend.toolTip().splitlines() == said


def test_a_log_scale_needs_values_above_zero(plotted):
    panel = plotted.panel("Watch plot")
    log = plotted.find(QCheckBox, "Watches on a log scale")
    assert log is panel.log
    plotted.click(log)
    plotted.draw()
    line = panel._lines[next(iter(plotted.session.watches))]
    values = next(iter(plotted.session.watches)).series.values
    np.testing.assert_allclose(line.getData()[1], np.log10(values))
    (_, _), (bottom, top) = panel.plot.viewRange()
    assert bottom <= np.log10(min(values)) <= np.log10(max(values)) <= top
    plotted.session.watches.plot(plotted.session.watch("mean(Z1) - 100"), True)
    plotted.draw()
    assert not log.isEnabled()
    assert "above 0: not so mean(Z1) - 100" in log.toolTip()
    assert not panel.plot.getAxis("left").logMode
    plotted.picture()


def test_the_pointer_reads_exact_values(plotted):
    panel = plotted.panel("Watch plot")
    box = panel.plot.getPlotItem().vb
    (_, _), (bottom, top) = panel.plot.viewRange()
    panel.plot.scene().sigMouseMoved.emit(box.mapViewToScene(QPointF(30.2, (bottom + top) / 2)))
    card = panel._card
    assert card.isVisible()
    said = plain(card.text())
    assert "after iteration 30" in said
    for watch in plotted.session.watches:
        value = dict(zip(watch.series.iterations, watch.series.values, strict=True))[30]
        assert exact(value) in said
    assert panel._cursor.value() == 30
    panel.plot.scene().sigMouseMoved.emit(QPointF(-50, -50))
    assert card.isHidden()


def test_a_click_goes_to_that_iteration(plotted):
    panel = plotted.panel("Watch plot")
    box = panel.plot.getPlotItem().vb
    (_, _), (bottom, top) = panel.plot.viewRange()
    scene = box.mapViewToScene(QPointF(25, (bottom + top) / 2))
    place = panel.plot.mapFromScene(scene)
    QTest.mouseClick(panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    plotted.wait_for(lambda: plotted.snapshot.completed != 60)
    assert abs(plotted.snapshot.completed - 25) <= 1
    plotted.draw()
    assert panel._cursor.value() == plotted.snapshot.completed
    assert len(curves(plotted)["norm(dW1)"][0]) == 60


def test_a_restart_empties_the_curves(plotted):
    plotted.press("Home")
    plotted.draw()
    assert len(curves(plotted)["norm(dW1)"][0]) == 0
    plotted.picture()


def test_a_hidden_plot_and_a_hidden_list_cost_nothing(plotted, monkeypatch):
    plotted.dock("Program").raise_()
    plotted.dock("Watch plot").hide()
    plotted.draw()
    for panel in (plotted.panel("Debug"), plotted.panel("Watch plot")):
        monkeypatch.setattr(panel, "refresh", lambda _: pytest.fail("drawn while hidden"))
    plotted.press("F6")
    plotted.draw()


@pytest.mark.parametrize("presenting", [False, True])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (800, 600)])
def test_six_curves_leave_room_for_themselves(open_window, size, presenting):
    window = open_window("xor", size=size)
    if presenting:
        window.press("F8")
    window.train(20)
    for text in ("norm(dW1)", "norm(dW2)", "norm(W1)", "norm(W2)", "W1[1,1]", "mean(A2)"):
        window.session.watches.plot(window.session.watch(text), True)
    window.draw()
    window.picture()
    panel = window.panel("Watch plot")
    assert panel.plot.height() >= panel.plot.minimumHeight()
    if not presenting:  # which is for larger screens
        assert (window.window.width(), window.window.height()) == size
    assert window.in_sight(panel._legend)
    assert window.in_sight(panel.log)
    legend = panel._legend
    assert legend.height() >= legend.sizeHint().height()
    assert len(legend._places) == 6
    assert all(each.left + each.width <= legend.width() + 1 for each in legend._places)


def test_the_name_of_a_watch_is_written_in_full_over_several_lines(debug):
    add(debug, "norm(dW1)")
    one = table(debug).rowHeight(0)
    add(debug, "norm(dW1) / norm(W1)")
    cell = cells(debug, 1)[1]
    lines = table(debug).lines_of(cell, table(debug).columnWidth(1))
    assert " ".join(lines) == "norm(dW1) / norm(W1)"
    assert len(lines) > 1
    assert table(debug).rowHeight(1) > one
