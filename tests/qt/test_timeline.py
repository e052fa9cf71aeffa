"""The time line: dragging through the run and through an iteration, its marks, and long ways."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QContextMenuEvent,
    QCursor,
    QFontMetricsF,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolBar

from nnviz.present.numbers import significant
from nnviz.qt.theme import DARK, LIGHT
from nnviz.session.data_settings import Data
from nnviz.session.experiment import Experiment, NetworkSettings, Training, View
from tests.qt.driving import bits, plain, straight

LINES = 17  # of XOR's iteration: 5 forward, 8 backward, 4 update
LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


class TimeLine:
    """The time line of a window, and a hand on it."""

    def __init__(self, driver):
        self.driver = driver
        self.panel = driver.window.timeline.panel
        self.run, self.lines = self.panel.run_track, self.panel.line_track
        self.field = self.panel.field

    def settle(self):
        """Until what the hand wanted is done."""
        self.driver.wait_for(lambda: not self.panel._timer.isActive())
        self.driver.draw()

    def over(self, iterations):
        """The place of the end of so many iterations."""
        return QPoint(round(self.run.track.x(iterations * LINES)), self.run.height() // 2)

    def over_line(self, done):
        track = self.lines.track
        return QPoint(round(track.edges[done - 1] + track.width / 2), self.lines.height() // 2)

    def press(self, track, place):
        QTest.mousePress(track, LEFT, NONE, place)
        self.settle()

    def move(self, track, place, modifiers=NONE):
        if modifiers:  # QTest moves a mouse without keys
            event = QPointF(place)
            QApplication.sendEvent(track, _move(track, event, modifiers))
        else:
            QTest.mouseMove(track, place)
        self.settle()

    def release(self, track, place):
        QTest.mouseRelease(track, LEFT, NONE, place)
        self.settle()

    def click(self, track, place):
        QTest.mouseClick(track, LEFT, NONE, place)
        self.settle()

    def wheel(self, track, notches):
        middle = QPointF(track.rect().center())
        QApplication.sendEvent(
            track,
            QWheelEvent(middle, track.mapToGlobal(middle), QPoint(), QPoint(0, 120 * notches),
                        Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False),
        )  # fmt: skip
        self.settle()

    def key(self, track, key):
        track.setFocus()
        QTest.keyClick(track, key)
        self.settle()

    def type(self, text):
        QTest.keyClicks(self.field, text)
        QTest.keyClick(self.field, Qt.Key.Key_Return)
        self.settle()

    @property
    def card(self):
        return None if self.panel._card.isHidden() else plain(self.panel._card.text())

    def colour_at(self, track, x, y):
        return track.grab().toImage().pixelColor(round(x), round(y)).name()


def _move(track, place, modifiers):
    return QMouseEvent(
        QEvent.Type.MouseMove, place, track.mapToGlobal(place), Qt.MouseButton.NoButton, LEFT,
        modifiers,
    )  # fmt: skip


@pytest.fixture
def trained(window):
    window.train(200)
    return window


@pytest.fixture
def line(trained):
    return TimeLine(trained)


# -- the whole run ---------------------------------------------------------------------------


def test_a_click_on_the_run_goes_to_that_iteration_with_its_bits(trained, line):
    for iterations in (60, 3, 199, 200, 0):
        line.click(line.run, line.over(iterations))
        assert trained.snapshot.completed == iterations
        wanted = straight(trained.experiment, iterations)
        assert bits(trained.snapshot) == bits(wanted)


def test_dragging_goes_to_every_moment_on_the_way(trained, line):
    seen = []
    trained.session.signals.moved.connect(lambda moment: seen.append(moment.completed))
    line.press(line.run, line.over(20))
    for iterations in (50, 80, 40):
        line.move(line.run, line.over(iterations))
        assert trained.snapshot.completed == iterations
    line.release(line.run, line.over(40))
    assert list(dict.fromkeys(seen)) == [20, 50, 80, 40]
    assert not trained.session.playing
    line.move(line.run, line.over(150))
    assert trained.snapshot.completed == 40, "the button is up"


def test_many_moves_of_the_hand_in_one_frame_are_one_jump(trained, line):
    line.press(line.run, line.over(20))
    seen = []
    trained.session.signals.moved.connect(lambda moment: seen.append(moment.completed))
    for iterations in range(21, 121):
        line.run._dragged(line.over(iterations).x(), False)
    line.settle()
    assert seen == [120]
    line.release(line.run, line.over(120))


def test_dragging_beyond_the_ends_stays_inside(trained, line):
    line.press(line.run, line.over(100))
    line.move(line.run, QPoint(-500, 5))
    assert trained.where == (0, 0)
    line.move(line.run, QPoint(9000, 5))
    assert trained.where == (200, LINES)
    line.release(line.run, QPoint(9000, 5))


def test_the_right_end_is_the_latest_moment_even_within_an_iteration(trained, line):
    for _ in range(4):
        trained.press("Right")
    trained.draw()
    line.click(line.run, line.over(10))
    line.click(line.run, QPoint(line.run.width() - 1, 5))
    assert (trained.snapshot.iteration, trained.snapshot.line) == (200, 4)


def test_with_shift_a_pixel_is_an_iteration(open_window):
    window = open_window("xor")
    window.train(20_000)
    line = TimeLine(window)
    place = line.over(10_000)
    line.press(line.run, place)
    coarse = window.snapshot.completed
    for pixels in (1, 2, 7, -3):
        line.move(line.run, place + QPoint(pixels, 0), SHIFT)
    assert window.snapshot.completed == coarse - 4  # counted from where Shift was first held
    line.release(line.run, place)


def test_the_wheel_over_the_run_goes_by_iterations(trained, line):
    line.click(line.run, line.over(100))
    line.wheel(line.run, 1)
    assert trained.where == (101, LINES)
    line.wheel(line.run, -3)
    assert trained.where == (98, LINES)
    trained.press("Right")
    line.wheel(line.run, -1)
    assert trained.where == (98, LINES), "back from within an iteration is to its beginning"


def test_the_wheel_goes_on_behind_the_latest_moment(trained, line):
    line.wheel(line.run, 2)
    assert trained.where == (202, LINES)
    assert bits(trained.snapshot) == bits(straight(trained.experiment, 202))


def test_keys_of_the_run(trained, line):
    for key, wanted in [
        (Qt.Key.Key_Home, 0), (Qt.Key.Key_End, 200), (Qt.Key.Key_Left, 199),
        (Qt.Key.Key_PageDown, 179), (Qt.Key.Key_PageUp, 199), (Qt.Key.Key_Right, 200),
        (Qt.Key.Key_PageUp, 200),
    ]:  # fmt: skip
        line.key(line.run, key)
        assert trained.snapshot.completed == wanted, key
    assert trained.snapshot.reached == (199, LINES), "Home is no restart here"


def test_dragging_while_it_plays_pauses(window):
    line = TimeLine(window)
    window.play_until(lambda: window.snapshot.completed > 300)
    line.press(line.run, QPoint(line.run.width() // 2, 5))
    assert not window.session.playing
    gone = window.snapshot.completed
    assert 0 < gone < window.session.run.reached[0]
    line.release(line.run, QPoint(line.run.width() // 2, 5))
    assert bits(window.snapshot) == bits(straight(window.experiment, gone))


def test_what_lies_ahead_is_lighter_than_what_lies_behind(trained, line):
    for theme in (LIGHT, DARK):
        trained.window._themes.choose(theme.name)
        line.click(line.run, line.over(100))
        trained.draw()
        y = line.run.theme.px(9)
        behind = line.colour_at(line.run, line.over(49).x() + 3, y)
        ahead = line.colour_at(line.run, line.over(151).x() + 3, y)
        assert len({behind, ahead, theme.window}) == 3
        contrast = [_distance(each, theme.window) for each in (behind, ahead)]
        assert contrast[0] > 1.5 * contrast[1]


def _distance(one, other):
    a, b = QColor(one), QColor(other)
    return abs(a.red() - b.red()) + abs(a.green() - b.green()) + abs(a.blue() - b.blue())


def test_ticks_are_iterations_or_epochs_as_the_cost_counts_them(open_window):
    window = open_window("circle", samples=50, train_share=1.0, batch_size=10)
    window.train(2000)
    line = TimeLine(window)
    lines = window.session.run.lines
    assert line.run._labelled(lines)[:2] == [0, 200]
    window.session.look("cost_axis", "epochs")
    window.draw()
    assert line.run._run.by_epochs
    assert line.run.page % 5 == 0


# -- the lines of an iteration -----------------------------------------------------------------


def test_a_click_on_a_line_goes_right_behind_it(trained, line):
    line.click(line.run, line.over(100))
    for done in (1, 9, 17, 5):
        line.click(line.lines, line.over_line(done))
        assert (trained.snapshot.iteration, trained.snapshot.line) == (99, done)
        assert trained.just_done == [trained.snapshot.program.steps[done - 1].name]


def test_dragging_over_the_lines_stays_in_the_iteration(trained, line):
    line.click(line.run, line.over(100))
    line.press(line.lines, line.over_line(9))
    for x, done in ((-300, 1), (9000, LINES), (line.over_line(6).x(), 6)):
        line.move(line.lines, QPoint(x, 5))
        assert (trained.snapshot.iteration, trained.snapshot.line) == (99, done)
    line.release(line.lines, line.over_line(6))


def test_a_line_that_was_never_reached_is_computed(window):
    line = TimeLine(window)
    line.click(line.lines, line.over_line(9))
    assert (window.snapshot.iteration, window.snapshot.line) == (0, 9)
    assert bits(window.snapshot) == bits(straight(window.experiment, 0, 9))
    line.click(line.lines, QPoint(2, 5))
    assert window.where == (0, 0)


def test_the_wheel_over_the_lines_goes_by_lines_across_iterations(trained, line):
    line.click(line.run, line.over(100))
    line.wheel(line.lines, 2)
    assert (trained.snapshot.iteration, trained.snapshot.line) == (100, 2)
    line.wheel(line.lines, -3)
    assert (trained.snapshot.iteration, trained.snapshot.line) == (99, 16)


def test_keys_of_the_lines(trained, line):
    line.click(line.run, line.over(100))
    for key, wanted in [
        (Qt.Key.Key_Home, (99, 1)), (Qt.Key.Key_PageUp, (99, 5)), (Qt.Key.Key_PageUp, (99, 13)),
        (Qt.Key.Key_PageDown, (99, 5)), (Qt.Key.Key_Left, (99, 4)), (Qt.Key.Key_End, (99, 17)),
        (Qt.Key.Key_Right, (100, 1)), (Qt.Key.Key_Left, (99, 17)),
    ]:  # fmt: skip
        line.key(line.lines, key)
        assert (trained.snapshot.iteration, trained.snapshot.line) == wanted, key


def test_just_done_and_next_have_their_colours(trained, line):
    for theme in (LIGHT, DARK):
        trained.window._themes.choose(theme.name)
        line.click(line.lines, line.over_line(7))
        trained.draw()
        image = line.lines.grab().toImage()
        for done, accent in ((7, theme.done), (8, theme.next)):
            assert accent in _colours(image, line, done)
        assert {theme.done, theme.next}.isdisjoint(_colours(image, line, 11))


def _colours(image, line, done):
    edge, width = line.lines.track.edges[done - 1], line.lines.track.width
    columns = range(round(edge) + 1, round(edge + width) - 1)
    return {image.pixelColor(x, y).name() for x in columns for y in range(image.height())}


# -- marks -------------------------------------------------------------------------------------


def test_breakpoints_are_dots_on_their_lines(trained, line):
    def dotted():
        return LIGHT.warning in {
            line.lines.grab().toImage().pixelColor(round(line.lines.track.edges[6]), y).name()
            for y in range(line.lines.height())
        }

    assert not dotted()
    trained.session.toggle_breakpoint(trained.snapshot.program.steps[6].name)
    trained.draw()
    assert dotted()
    trained.session.toggle_breakpoint(trained.snapshot.program.steps[6].name)
    trained.draw()
    assert not dotted()


def test_a_condition_stands_behind_the_last_line_that_it_reads(trained, line):
    trained.session.break_when("norm(dW1) < 1e-6")
    trained.draw()
    place = trained.snapshot.program.index["dW1"] + 1
    assert [(stop.done, stop.conditional) for stop in line.panel._stops] == [(place, True)]
    line.move(line.lines, line.over_line(place))
    assert "breakpoint: norm(dW₁)" in line.card


def test_the_right_button_sets_a_breakpoint_and_takes_it_away(trained, line):
    place = line.over_line(7)
    for wanted in (["before dZ2"], []):
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place,
                                  line.lines.mapToGlobal(place))  # fmt: skip
        QApplication.sendEvent(line.lines, event)
        assert [each.title for each in trained.session.breakpoints] == wanted


def test_an_edit_and_a_change_of_the_rate_are_marked_and_can_be_gone_to(trained, line):
    trained.session.set_up("learning_rate", 0.5)
    trained.train(100)
    trained.press("Right")
    trained.session.edit("W1", 0, 1, 1.25)
    trained.train(100)
    x = line.run.track.x(300 * LINES)
    line.move(line.run, QPoint(round(x) + 2, 8))
    assert "1.25" in line.card
    assert "W1[1,2]" in line.card
    line.click(line.run, QPoint(round(x) + 2, 8))
    assert trained.snapshot.completed == 300
    assert trained.snapshot.matrices["W1"][0, 1] == 1.25
    rate = QPoint(round(line.run.track.x(200 * LINES)), 8)
    line.move(line.run, rate)
    assert "learning rate 0.5" in line.card
    line.click(line.run, rate)
    assert trained.snapshot.completed == 200


def test_where_a_breakpoint_stopped_it_is_marked(trained, line):
    trained.session.toggle_breakpoint("dZ2")
    trained.session.play()
    trained.wait_for(lambda: not trained.session.playing)
    trained.session.latest()
    assert trained.snapshot.line == 6
    trained.session.jump_to(50)
    trained.draw()
    x = line.run.track.x(200 * LINES + 6)
    line.move(line.run, QPoint(round(x), 8))
    assert "Stopped: breakpoint before dZ2." in line.card
    trained.press("Home")
    trained.draw()
    assert line.run._run.stop is None


# -- saying ------------------------------------------------------------------------------------


def test_pointing_at_the_run_says_the_iteration_and_its_cost(open_window):
    window = open_window("circle", samples=50, train_share=1.0, batch_size=10)
    window.train(200)
    line = TimeLine(window)
    place = QPoint(round(line.run.track.x(60 * window.session.run.lines)), 8)
    line.move(line.run, place)
    curve = window.snapshot.curve
    cost = significant(curve.train[curve.iterations.index(60)])
    assert line.card == f"iteration 60 · epoch 12 · J {cost}"
    assert window.snapshot.completed == 200
    line.move(window.window.network, QPoint(50, 50))
    line.run.leaveEvent(None)
    assert line.card is None


def test_pointing_at_a_line_says_its_formula(trained, line):
    line.move(line.lines, line.over_line(7))
    assert line.card == "dZ₂ = A₂ − Y"


def test_the_card_lies_inside_the_window_above_the_bar(trained, line):
    for x in (0, line.run.width() // 2, line.run.width() - 1):
        line.move(line.run, QPoint(x, 8))
        card = line.panel._card
        assert trained.window.rect().contains(card.geometry())
        assert card.geometry().bottom() < trained.window.timeline.y()


def test_a_screen_reader_is_told_where_the_run_stands(trained, line):
    line.click(line.run, line.over(120))
    line.click(line.lines, line.over_line(7))
    for track, value, most in ((line.run, 119, 200), (line.lines, 7, LINES)):
        said = QAccessible.queryAccessibleInterface(track)
        assert said.role() is QAccessible.Role.Slider
        assert (track.value(), track.maximum()) == (value, most)


# -- the field ---------------------------------------------------------------------------------


def test_an_iteration_is_typed_and_gone_to(trained, line):
    trained.press("Ctrl+G")
    assert QApplication.focusWidget() is line.field
    line.type("57")
    assert trained.where == (57, LINES)
    assert line.field.text() == "57"
    trained.press("Escape")
    assert QApplication.focusWidget() is not line.field


def test_an_iteration_ahead_is_trained_to(trained, line):
    trained.press("Ctrl+G")
    line.type("1234")
    trained.wait_for(lambda: not trained.session.playing)
    trained.draw()
    assert trained.where == (1234, LINES)
    assert line.field.text() == "1,234"
    assert bits(trained.snapshot) == bits(straight(trained.experiment, 1234))


def test_what_is_typed_and_not_entered_is_forgotten(trained, line):
    trained.press("Ctrl+G")
    QTest.keyClicks(line.field, "57")
    trained.press("Escape")
    assert trained.where == (200, LINES)
    assert line.field.text() == "200"


def test_up_and_down_in_the_field_are_one_iteration(trained, line):
    for key, wanted in ((Qt.Key.Key_Down, 199), (Qt.Key.Key_Up, 200), (Qt.Key.Key_Up, 201)):
        line.key(line.field, key)
        assert trained.snapshot.completed == wanted
        assert line.field.value() == wanted


def test_the_field_follows_a_run(window):
    line = TimeLine(window)
    window.play_until(lambda: line.field.value() > 100)
    window.session.pause()
    window.draw()
    assert line.field.value() == window.snapshot.completed


# -- the keys of the window --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        (("Shift+Left", "Shift+F11"), [(199, 13), (199, 5)]),
        (("Ctrl+Left", "Shift+F6"), [(198, LINES), (197, LINES)]),
        (("Ctrl+Shift+Left", "Shift+F7"), [(198, LINES), (197, LINES)]),
    ],
)
def test_back_by_phases_iterations_epochs_and_to_the_end_again(trained, keys, wanted):
    for key in keys:
        for place in wanted:
            trained.press(key)
            assert (trained.snapshot.iteration, trained.snapshot.line) == place
        trained.press("End")
        assert (trained.snapshot.iteration, trained.snapshot.line) == (199, LINES)


# -- a long way --------------------------------------------------------------------------------


@pytest.fixture
def sparse(open_window):
    """A run whose copies lie far apart: 784-64-10 with one megabyte for them."""
    wide = Experiment(
        data=Data(source="blobs", inputs=784, classes=10, samples=64),
        network=NetworkSettings(hidden=(64,), output="softmax", loss="categorical_cross_entropy"),
        training=Training(learning_rate=1e-4),
        view=View(memory=1),
    )
    window = open_window(wide)
    window.train(120)
    run = window.session.run
    starts = run.history.starts
    after = [*starts[1:], 120]
    gap = max(range(len(starts)), key=lambda place: after[place] - starts[place])
    far = after[gap] - 1
    assert far - starts[gap] > 20
    run.pace.iteration = 1.0  # what a far larger network would take
    return window, far


def test_a_long_way_tells_its_progress_and_arrives(sparse):
    window, far = sparse
    line = TimeLine(window)
    told = []
    window.session.signals.travelling.connect(told.append)
    window.session.jump_to(far)
    assert window.session.travelling is not None
    assert line.panel._progress.isVisible()
    assert not line.lines.isVisible()
    assert "Going there" in line.panel._progress.text()
    window.wait_for(lambda: not window.session.playing)
    window.draw()
    assert window.where == (far, window.session.run.lines)
    assert line.lines.isVisible()
    shares = told[:-1]
    assert told[0] == 0.0
    assert told[-1] is None
    assert shares == sorted(shares)


@pytest.mark.parametrize("way", ["button", "Escape", "Space"])
def test_a_long_way_can_be_given_up(sparse, way):
    window, far = sparse
    line = TimeLine(window)
    before = bits(window.snapshot)
    window.session.jump_to(far)
    assert window.session.travelling is not None
    if way == "button":
        window.click(line.panel.cancel)
    else:
        window.press(way)
    window.draw()
    assert window.session.travelling is None
    assert not window.session.playing
    assert bits(window.snapshot) == before
    assert line.lines.isVisible()
    assert not line.panel._progress.isVisible()


def test_while_a_long_way_is_gone_a_dragging_hand_must_rest(sparse):
    window, far = sparse
    line = TimeLine(window)
    window.session.jump_to(far)
    told = []
    window.session.signals.travelling.connect(told.append)
    for moment in range(5):
        line.panel._go(moment)
    assert None not in told
    line.settle()
    assert None in told
    window.wait_for(lambda: not window.session.playing)
    window.draw()
    assert (window.snapshot.iteration, window.snapshot.line) == (0, 4)


# -- its place ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(800, 600), (1280, 800), (1920, 1080)])
def test_it_lies_across_the_window_and_keeps_its_height(open_window, size):
    window = open_window("xor", size=size)
    bar = window.window.timeline
    high = bar.height()
    assert 44 <= high <= 52
    assert bar.width() == size[0]
    window.train(1_000)
    window.session.toggle_breakpoint("dZ2")
    window.draw()
    assert bar.height() == high
    window.press("F8")
    window.draw()
    assert 1.3 * high < bar.height() < 1.55 * high


def test_a_layout_kept_before_there_was_a_time_line_shows_it(open_window, settings):
    first = open_window("xor")
    old = first.window
    bar = old.findChild(QToolBar, "timeline")
    old.removeToolBar(bar)
    old.close()
    again = open_window("xor")
    assert again.window.timeline.isVisible()
    assert again.window.timeline.y() > again.window.network.y()
    assert settings.value("layout") is not None


def test_every_line_wide_enough_for_a_name_has_one(open_window):
    line = TimeLine(open_window("xor", chain=True))
    line.driver.press("F8")
    line.driver.draw()
    width = line.lines.track.width
    for name in line.lines._names:
        written, font = line.lines._fitting(name, True, width - 4)
        assert written[:2] == name[:2]
        assert written == name or written.endswith("…")
        assert QFontMetricsF(font).horizontalAdvance(written) <= width
    assert any("…" in line.lines._fitting(n, True, width - 4)[0] for n in line.lines._names)


def test_the_card_goes_with_a_pointer_that_went_without_a_word(line):
    for track in (line.run, line.lines):
        line.move(track, QPoint(200, 8))
        assert not line.panel._card.isHidden()
        QCursor.setPos(line.driver.window.mapToGlobal(QPoint(400, 200)))
        assert track.under is not None
        line.panel.draw_again()
        assert track.under is None
        assert line.panel._card.isHidden()


def test_a_resized_window_points_at_nothing_any_more(line):
    line.move(line.run, QPoint(200, 8))
    assert not line.panel._card.isHidden()
    line.driver.window.resize(1100, 800)
    line.driver.draw()
    assert line.run.under is None
    assert line.panel._card.isHidden()


def test_a_click_while_it_plays_tells_of_the_moment_that_it_goes_to(line):
    place = line.over(100)
    line.move(line.run, place)
    QTest.mousePress(line.run, LEFT, NONE, place)
    line.driver.session.run.advance(700)  # as a run does that plays
    line.settle()
    assert line.run.at(place.x()) > 110 * LINES
    QTest.mouseRelease(line.run, LEFT, NONE, place)
    landed = line.driver.snapshot.completed
    assert f"iteration {landed:,}" in plain(line.panel._card.text())
    line.move(line.run, place + QPoint(30, 0))
    assert f"iteration {landed:,}" not in plain(line.panel._card.text())
