"""Light and dark, large text, the layout, and what is remembered."""

from collections import Counter

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QCursor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget

from nnviz.qt.panels.readout import Readout
from nnviz.qt.theme import DARK, LIGHT, Themes


def ground_of(widget):
    """The colour that covers most of a widget."""
    image = widget.grab().toImage()
    return Counter(
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 7)
        for y in range(0, image.height(), 7)
    ).most_common(1)[0][0]


def test_light_and_dark(window):
    panels = (window.window.network, window.panel("Bench"), window.panel("Cost"))
    assert {ground_of(panel) for panel in panels} == {LIGHT.surface}
    window.press("Ctrl+D")
    window.draw()
    assert {ground_of(panel) for panel in panels} == {DARK.surface}
    assert QApplication.palette().color(QPalette.ColorRole.Base).name() == DARK.surface
    window.press("Ctrl+D")
    window.draw()
    assert {ground_of(panel) for panel in panels} == {LIGHT.surface}
    assert QApplication.palette().color(QPalette.ColorRole.Base).name() == LIGHT.surface


def test_the_colours_of_a_theme_differ_from_one_another():
    for theme in (LIGHT, DARK):
        meanings = [theme.text, theme.muted, theme.done, theme.next, theme.warning,
                    theme.negative, theme.positive, theme.gradient_negative,
                    theme.gradient_positive, theme.neutral, theme.surface]  # fmt: skip
        assert len(set(meanings)) == len(meanings)
        assert theme.value_scale.table != theme.gradient_scale.table
        assert len(theme.value_scale.table) == 256
        assert theme.value_scale.qcolors[127].name() == theme.neutral
        for count in range(2, 9):
            assert len(set(theme.classes(count))) == count


def test_a_dimension_keeps_its_colour_and_neighbours_differ():
    for theme in (LIGHT, DARK):
        names = ["m", *(f"n{k}" for k in range(6))]
        assert len({theme.dimension(name).name() for name in names}) == len(names)
        for layer in range(20):
            here, above = theme.dimension(f"n{layer}"), theme.dimension(f"n{layer + 1}")
            assert here != above


def test_light_and_dark_while_it_plays(open_window):
    window = open_window("spiral")
    window.session.play()
    for key in ("Ctrl+D", "F8", "Ctrl+D", "F8"):
        before = window.snapshot.completed
        window.press(key)
        window.wait_for(lambda before=before: window.snapshot.completed > before)
    window.session.pause()
    window.draw()


@pytest.mark.parametrize("preset", ["xor", "spiral"])
def test_large_text_for_presenting(open_window, preset):
    window = open_window(preset)
    window.press("Ctrl+Right")
    window.draw()
    desk = window.window.network._geometry
    window.press("F8")
    window.draw()
    window.picture()
    assert window.window.context.themes.presenting
    assert window.action("Large text for presenting").isChecked()
    large = window.window.network._geometry
    assert large.value >= desk.value
    window.press("F8")
    window.draw()
    assert not window.action("Large text for presenting").isChecked()
    assert window.window.network._geometry.value == desk.value


@pytest.mark.parametrize(
    ("size", "presenting"),
    [
        ((1280, 800), False),
        ((1280, 800), True),
        ((1920, 1080), True),
        ((900, 600), False),
        ((700, 500), False),
    ],
)
def test_where_the_run_stands_is_always_in_sight(open_window, size, presenting):
    window = open_window("xor", size=size)
    if presenting:
        window.press("F8")
    window.press("Ctrl+Right")
    window.draw()
    readout = window.window.findChild(Readout)
    assert readout.isVisible()
    for label in window.window.findChildren(type(readout._values["J"]), "readout"):
        right = label.mapTo(window.window, label.rect().topRight()).x()
        needed = label.fontMetrics().horizontalAdvance(label.text())
        assert label.visibleRegion().boundingRect().width() >= needed
        assert right <= window.window.width()


# -- layout ----------------------------------------------------------------------------------------


def shape_of(window):
    docks = window.window.findChildren(QDockWidget)
    return {
        dock.windowTitle(): (dock.isHidden(), window.window.dockWidgetArea(dock)) for dock in docks
    }


def test_the_layout_is_remembered(open_window, settings, tmp_path):
    window = open_window("xor", size=(780, 560))  # inside the screen
    window.dock("Cost").hide()
    window.press("Ctrl+D")
    shape = shape_of(window)
    window.window.close()
    settings.sync()
    kept = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    assert kept.value("theme") == "dark"
    assert not kept.value("presenting", type=bool)
    again = open_window("xor", size=None, keep=kept)
    assert shape_of(again) == shape
    assert (again.window.width(), again.window.height()) == (780, 560)
    assert not again.panel("Cost").isVisible()


def test_a_broken_settings_file_gives_the_first_layout(open_window, settings):
    fresh = open_window("xor", keep=None)
    settings.setValue("geometry", "nonsense")
    settings.setValue("layout", b"nonsense")
    window = open_window("xor")
    assert shape_of(window) == shape_of(fresh)


def test_resetting_the_layout_brings_every_panel_back(window):
    shape = shape_of(window)
    program = window.panel("Program").width()
    window.dock("Cost").hide()
    window.dock("Bench").hide()
    window.dock("Program").setFloating(True)
    window.draw()
    window.action("Reset the layout").trigger()
    window.draw()
    assert shape_of(window) == shape
    assert not window.dock("Program").isFloating()
    assert window.panel("Program").width() == pytest.approx(program, abs=3)
    assert window.panel("Bench").isVisible()


def test_enlarging_gives_the_whole_window_to_one_panel_and_back(open_window):
    window = open_window("xor", size=(780, 700))  # inside the screen, where the pointer can go
    shape = shape_of(window)
    for name in ("Bench", "Cost", "Decision region"):
        panel = window.panel(name)
        before = panel.size()
        QCursor.setPos(panel.mapToGlobal(panel.rect().center()))
        window.press("F4")
        window.draw()
        assert panel.isVisible()
        assert not window.window.network.isVisible()
        visible = [each for each in window.window.findChildren(QDockWidget) if each.isVisible()]
        assert [each.widget() for each in visible] == [panel]
        assert panel.width() > 0.95 * window.window.width()
        assert panel.height() > 0.68 * window.window.height()
        window.press("F4")
        window.draw()
        assert shape_of(window) == shape
        assert panel.width() == pytest.approx(before.width(), abs=4)
        assert panel.height() == pytest.approx(before.height(), abs=4)
        assert window.window.network.isVisible()


def test_enlarging_the_network(window):
    view = window.window.network.view
    QCursor.setPos(view.mapToGlobal(view.rect().center()))
    window.press("F4")
    window.draw()
    assert view.width() > 0.95 * window.window.width()
    assert not any(each.isVisible() for each in window.window.findChildren(QDockWidget))
    window.action("Reset the layout").trigger()
    window.draw()
    assert window.panel("Bench").isVisible()
    assert not window.action("Enlarge the panel").isChecked()


def test_closing_while_enlarged_remembers_the_layout_before(open_window, settings):
    window = open_window("xor")
    shape = shape_of(window)
    QCursor.setPos(window.panel("Bench").mapToGlobal(window.panel("Bench").rect().center()))
    window.press("F4")
    window.window.close()
    assert shape_of(open_window("xor", size=None)) == shape


def test_panels_keep_their_shares_when_the_window_grows(window):
    share = window.panel("Program").width() / window.window.width()
    window.window.resize(1000, 700)
    window.draw()
    assert window.panel("Program").width() / window.window.width() == pytest.approx(share, abs=0.06)


def test_a_panel_that_a_person_has_sized_keeps_its_size(window):
    dock = window.dock("Program")
    edge = dock.geometry().right() + 3
    start = QPoint(edge, dock.geometry().center().y())
    QTest.mousePress(window.window, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(window.window, start + QPoint(30, 0))
    QTest.mouseMove(window.window, start + QPoint(60, 0))
    QTest.mouseRelease(window.window, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 0))
    window.draw()
    sized = dock.width()
    window.window.resize(1290, 810)
    window.draw()
    assert dock.width() == pytest.approx(sized, abs=3)


def test_the_theme_of_the_system_is_followed_unless_one_is_chosen(qapp):
    assert Themes(None).now.name in ("light", "dark")
    assert Themes("dark").now is DARK
    assert Themes("light").now is LIGHT
    assert Themes("light", presenting=True).now.zoom > 1
