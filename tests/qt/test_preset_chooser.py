"""The list of presets: found by group, by word and by keyboard, opened with one click."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from nnviz.qt.panels.preset_list import Entry, PresetModel, entries
from nnviz.session.changes import replaced
from nnviz.session.presets import load_preset, preset_names


@pytest.fixture
def chooser(window):
    return window.find(QToolButton, "Preset")


@pytest.fixture
def popup(window, chooser):
    window.press("P")
    popup = chooser.popup
    assert QApplication.activePopupWidget() is popup
    yield popup
    popup.hide()


def listed(popup):
    model = popup.list.model()
    rows = [model.index(row).data(PresetModel.ENTRY) for row in range(model.rowCount())]
    return [row.name for row in rows if row is not None]


def test_every_preset_is_listed_with_its_title_and_network():
    found = {entry.name: entry for entry in entries()}
    assert set(found) == set(preset_names())
    for name, entry in found.items():
        preset = load_preset(name)
        assert entry.title == preset.title
        assert entry.shape == "-".join(map(str, preset.sizes))


def test_presets_stand_below_their_notes_and_those_without_come_last():
    notes = [entry.note for entry in entries()]
    assert notes == sorted(notes, key=lambda note: (not note, note))
    assert "" in notes
    model = PresetModel()
    model.search("")
    texts = [model.index(row).data() for row in range(model.rowCount())]
    headings = [text for text in texts if text.startswith("Note ")]
    assert headings == sorted(set(headings))
    assert not model.flags(model.index(0))


def test_a_word_finds_what_it_is_in():
    entry = Entry("vanishing", "Ten layers", "004", "The gradient fades.", "2-10-1")
    for text in ("van", "TEN", "note 004", "fades", "2-10", "ten gradient"):
        assert entry.has(text.lower().split()), text
    assert not entry.has(["ten", "moons"])


def test_typing_searches_and_enter_opens(window, popup):
    QTest.keyClicks(popup.search, "spiral")
    assert listed(popup) == ["spiral"]
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert window.session.preset == "spiral"
    window.draw()
    assert "spiral" in window.window.windowTitle().lower()
    window.press("Ctrl+Z")
    assert window.session.preset == "xor"


def test_letters_that_are_keys_of_the_window_only_search(window, popup):
    QTest.keyClicks(popup.search, "wrd 0")
    assert popup.search.text() == "wrd 0"
    assert not window.experiment.view.rows
    assert window.where == (0, 0)


def test_nothing_found_is_said_and_enter_does_nothing(window, popup):
    QTest.keyClicks(popup.search, "zzzz")
    assert listed(popup) == []
    assert "No preset" in popup._about.text()
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert window.session.preset == "xor"


def test_it_opens_on_the_present_preset_and_arrows_go_on_from_there(window, popup):
    def current():
        return popup.list.currentIndex().data(PresetModel.ENTRY).name

    names = listed(popup)
    assert current() == "xor"
    QTest.keyClick(popup.search, Qt.Key.Key_Down)
    assert current() == names[names.index("xor") + 1]
    QTest.keyClick(popup.search, Qt.Key.Key_Up)
    assert current() == "xor"
    QTest.keyClick(popup.search, Qt.Key.Key_Down)
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert window.session.preset == names[names.index("xor") + 1]


def test_the_description_of_the_chosen_one_is_read_before_it_is_opened(popup):
    QTest.keyClicks(popup.search, "circle")
    assert popup._about.text() == load_preset("circle").description


def test_a_click_opens(window, popup):
    index = popup._model.place_of("circle")
    popup.list.scrollTo(index)
    QTest.mouseClick(
        popup.list.viewport(), Qt.MouseButton.LeftButton,
        pos=popup.list.visualRect(index).center(),
    )  # fmt: skip
    assert window.session.preset == "circle"
    assert not popup.isVisible()


def test_escape_closes_and_the_keys_are_the_windows_again(window, popup):
    QTest.keyClick(popup.search, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    window.press("Right")
    assert window.where == (0, 1)


def test_the_button_says_what_is_open(window, chooser):
    assert chooser.text() == "XOR, worked by hand"
    window.session.open_preset("spiral")
    assert chooser.text() == load_preset("spiral").title
    window.session.undo()
    assert chooser.text() == "XOR, worked by hand"


def test_a_title_is_plain_text(open_window):
    odd = replaced(load_preset("xor"), {}).__class__(title="<b>R&D</b>", description="a < b & c")
    window = open_window(odd)
    button = window.find(QToolButton, "Preset")
    assert button.text() == "<b>R&&D</b>"
    assert "&lt;b&gt;R&amp;D" in button.toolTip()
    assert "a &lt; b &amp; c" in window.window._story._label.text()


@pytest.mark.parametrize("name", preset_names())
def test_the_name_or_the_title_of_a_preset_finds_itself_first(name):
    model = PresetModel()
    for text in (name, load_preset(name).title, name.upper()):
        model.search(text)
        assert model.place_of("xor").data(PresetModel.ENTRY).name == name


def test_other_data_ends_what_was_said_of_the_preset(window):
    window.session.set_up("source", "circle")
    assert (window.session.preset, window.experiment.description) == ("", "")
    window.session.undo()
    assert window.session.preset == "xor"
    assert window.experiment.description
