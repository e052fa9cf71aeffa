"""Opening a person's own data: the dialog, the menu, and dropping it on the window."""

import threading
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLabel

from nnviz.qt.dialogs.open_data import OpenData
from nnviz.qt.theme import Themes
from nnviz.session.data_settings import Data
from nnviz.session.opening import open_named
from nnviz.session.proposal import propose
from nnviz.session.sources import FILES

TABLE = "id,size,weight,kind\n" + "".join(
    f"{k + 1},{k / 10},{1000 - k},{'abc'[k % 3]}\n" for k in range(30)
)
PEOPLE = "name,age,height,group\n" + "".join(
    f"Person {k},{20 + k % 50},{150 + k % 40},{'abc'[k % 3]}\n" for k in range(60)
)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "own table.csv"
    path.write_text(TABLE)
    return path


@pytest.fixture
def dialog(qtbot):
    """Opens the dialog on a path and waits until it was read."""
    opened = []

    def open_(path, wait=True, theme="light"):
        found = OpenData(path, Themes(theme), None)
        opened.append(found)
        found.show()
        if wait:
            settled(qtbot, found)
        return found

    yield open_
    for each in opened:
        each.close()
        each.deleteLater()


def settled(qtbot, dialog):
    qtbot.waitUntil(lambda: dialog._reading is None, timeout=20_000)


def texts(dialog):
    """All sentences in sight."""
    return [each.text() for each in dialog.findChildren(QLabel) if each.isVisible() and each.text()]


def cells(dialog, row):
    return [dialog.table.item(row, column).text() for column in range(dialog.table.columnCount())]


def open_button(dialog):
    return dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Open)


def choose(qtbot, dialog, box, text):
    place = box.findText(text)
    box.setCurrentIndex(place)
    box.activated.emit(place)
    settled(qtbot, dialog)


# -- the dialog ----------------------------------------------------------------------------------


def test_the_dialog_shows_what_a_table_was_taken_for(dialog, table):
    found = dialog(table)
    assert cells(found, 0) == ["1", "0.0", "1000", "a"]
    heads = [found.table.verticalHeaderItem(row).text() for row in range(11)]
    assert heads == ["1", "2", "3", "4", "5", "6", "7", "8", "lowest", "mean", "highest"]
    assert cells(found, 8)[1:3] == ["0", "971"]
    said = texts(found)
    assert "own table.csv" in said
    assert "CSV, comma-separated, with header · 30 samples · 2 inputs" in said
    assert "3 classes: a (10), b (10), c (10)." in said
    assert any(each.startswith("Network: 2-8-4-3, ") for each in said)
    assert "Column 'id' only counts the rows and is left out." in said
    assert open_button(found).isEnabled()


def test_the_target_stands_first_and_in_colour(dialog, table):
    found = dialog(table)
    header = found.table.horizontalHeader()
    assert header.logicalIndex(0) == 3
    assert found.target.currentText() == "kind"
    colours = {
        found.table.horizontalHeaderItem(column).foreground().color().name() for column in (0, 1, 3)
    }
    assert len(colours) == 3  # left out, input, target


def test_another_target_is_read_anew(qtbot, dialog, table):
    found = dialog(table)
    choose(qtbot, found, found.target, "weight")
    assert not open_button(found).isEnabled()  # kind holds text and is an input now
    assert any("column 'kind' holds text" in each for each in texts(found))
    found.leave_out.setText("kind")
    found.leave_out.editingFinished.emit()
    settled(qtbot, found)
    assert "Regression: predicts weight." in texts(found)
    assert found.proposal.experiment.data.target == "weight"
    choose(qtbot, found, found.task, "classification")
    assert found.proposal.experiment.network.output == "softmax"


def test_a_click_on_the_head_of_a_column_leaves_it_out_and_takes_it_in(qtbot, dialog, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    found = dialog(path)
    assert found.proposal is None
    assert any("column 'name' holds text" in each for each in texts(found))
    assert cells(found, 0) == ["Person 0", "20", "150", "a"]
    header = found.table.horizontalHeader()
    for name, inputs in (("name", 2), ("age", 1), ("age", 2)):
        column = next(k for k in range(4) if found.table.horizontalHeaderItem(k).text() == name)
        place = QPoint(header.sectionViewportPosition(column) + 5, 5)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        settled(qtbot, found)
        assert found.proposal.dataset.inputs.shape[1] == inputs


def test_an_error_is_a_sentence_in_the_dialog_and_nothing_can_be_opened(dialog, tmp_path):
    for name, content in (("empty.csv", b""), ("odd.npz", b"PK\3\4no"), ("bytes.dat", b"\0\1\2")):
        (tmp_path / name).write_bytes(content)
        found = dialog(tmp_path / name)
        problems = [each for each in found.findChildren(QLabel, "problem") if each.isVisible()]
        assert len(problems) == 1
        assert problems[0].text().startswith(name)
        assert not open_button(found).isEnabled()


def test_a_missing_file_is_an_error_in_the_dialog(dialog, tmp_path):
    assert any("no such file" in each for each in texts(dialog(tmp_path / "gone.csv")))


@pytest.fixture
def folder(tmp_path):
    """Two classes of pictures, one of them broken."""
    rng = np.random.default_rng(0)
    for name in ("cat", "dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for k in range(12):
            pixels = rng.integers(0, 256, (10, 14, 3), dtype=np.uint8)
            made = QImage(pixels.tobytes(), 14, 10, 42, QImage.Format.Format_RGB888)
            assert made.save(str(tmp_path / "pets" / name / f"{k}.png"))
    (tmp_path / "pets" / "cat" / "5.png").write_bytes(b"no")
    return tmp_path / "pets"


def test_a_folder_has_a_size_of_pictures_and_lists_the_broken(qtbot, dialog, folder):
    found = dialog(folder)
    assert "2 classes: cat (11), dog (12)." in texts(found)
    assert any("5.png" in each and "skipped" in each for each in texts(found))
    assert found.target.isHidden()
    assert found.task.isHidden()
    found.image_size.setValue(6)
    found.image_size.editingFinished.emit()
    settled(qtbot, found)
    assert found.proposal.dataset.image == (6, 6, 3)


def test_pictures_in_a_file_have_no_columns_to_choose(dialog, tmp_path):
    np.savez(tmp_path / "a.npz", x=np.zeros((20, 5, 5), np.uint8), y=np.arange(20) % 2)
    found = dialog(tmp_path / "a.npz")
    assert not found.target.isHidden()
    assert found.leave_out.isHidden()


@pytest.fixture
def slow(monkeypatch):
    """A reader that is never done unless it is told to be."""
    release = threading.Event()

    def read(data, progress, decode):
        share = 0.0
        while not release.wait(0.002):
            share = min(share + 0.02, 0.5)
            progress(share)
        return propose(data, progress, decode)

    monkeypatch.setattr("nnviz.qt.dialogs.reading.propose", read)
    return release


def test_reading_shows_how_far_it_is_and_the_dialog_stays_live(qtbot, dialog, table, slow):
    found = dialog(table, wait=False)
    qtbot.waitUntil(lambda: found._bar.value() == 50)
    assert found._bar.isVisible()
    assert not open_button(found).isEnabled()
    slow.set()
    settled(qtbot, found)
    assert found._bar.isHidden()
    assert open_button(found).isEnabled()


def test_cancel_ends_the_reading(qtbot, dialog, table, slow):
    found = dialog(table, wait=False)
    reading = found._reading
    qtbot.waitUntil(reading.isRunning)
    QTest.keyClick(found, Qt.Key.Key_Escape)
    assert not found.isVisible()
    assert found._reading is None
    assert found.proposal is None


def test_a_choice_while_reading_begins_anew(qtbot, dialog, table, slow):
    found = dialog(table, wait=False)
    qtbot.waitUntil(lambda: found._bar.value() > 0)
    first = found._ticket
    found.leave_out.setText("size")
    found.leave_out.editingFinished.emit()
    assert found._ticket == first + 1
    slow.set()
    settled(qtbot, found)
    assert found.proposal.dataset.features == ("weight",)


def test_enter_in_a_field_reads_and_does_not_open(qtbot, dialog, table):
    found = dialog(table)
    found.leave_out.setFocus()
    QTest.keyClicks(found.leave_out, "size")
    QTest.keyClick(found.leave_out, Qt.Key.Key_Return)
    assert found.isVisible()
    settled(qtbot, found)
    assert found.proposal.dataset.features == ("weight",)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_texts_of_a_dialog_have_the_room_they_need(dialog, table, theme):
    found = dialog(table, theme=theme)
    for label in found.findChildren(QLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width()) or not label.wordWrap()
    for button in found.findChild(QDialogButtonBox).buttons():
        assert button.width() >= button.sizeHint().width()


# -- the window ----------------------------------------------------------------------------------


@pytest.fixture
def answers(monkeypatch):
    """The dialog answers by itself: it takes what is proposed, or nothing."""
    asked = []

    def ask(path, themes, parent, taken=True):
        asked.append(path)
        return propose(Data(path=str(path)), lambda share: None, None) if taken else None

    monkeypatch.setattr(OpenData, "ask", ask)
    return asked


def test_a_file_from_the_menu_is_opened_and_can_be_undone(window, table, answers, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(table), ""))
    window.action("Open…").trigger()
    assert answers == [table]
    assert window.experiment.data.path == str(table)
    assert window.window.windowTitle() == "own table.csv – nnviz"
    assert window.session.undo_label == "own table.csv"
    window.session.undo()
    assert window.experiment.title.startswith("XOR")


def test_what_was_looked_at_is_not_read_again(window, table, monkeypatch):
    def ask(path, themes, parent):
        proposal = propose(Data(path=str(path)), lambda share: None, None)
        path.unlink()
        return proposal

    monkeypatch.setattr(OpenData, "ask", ask)
    window.window._opener.open(table)
    assert window.experiment.sizes == (2, 8, 4, 3)
    window.session.next_epoch()
    assert window.session.run.problem is None


def test_nothing_happens_where_nothing_is_chosen(window, table, answers, monkeypatch):
    before = window.experiment
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    window.action("Open…").trigger()
    window.action("Open a folder of pictures…").trigger()
    monkeypatch.setattr(OpenData, "ask", lambda *_: None)
    window.window._opener.open(table)
    assert (window.experiment, answers) == (before, [])
    assert not window.session.undo_label


def test_opening_pauses_a_run(window, table, monkeypatch):
    seen = []
    monkeypatch.setattr(OpenData, "ask", lambda *_: seen.append(window.session.playing))
    window.session.play()
    window.window._opener.open(table)
    assert seen == [False]


def test_the_real_dialog_is_asked_and_taken(window, table, qtbot, monkeypatch):
    run = OpenData.exec

    def press(self):
        settled(qtbot, self)
        QTimer.singleShot(0, self, open_button(self).click)
        return run(self)

    monkeypatch.setattr(OpenData, "exec", press)
    window.window._opener.open(table)
    assert window.experiment.data.path == str(table)


def dragged(event, place, mime):
    """A drag with the left button, to be copied."""
    given = Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton
    return event(place, *given, Qt.KeyboardModifier.NoModifier)


def files(*urls):
    mime = QMimeData()
    mime.setUrls([QUrl(each) if "://" in str(each) else QUrl.fromLocalFile(str(each))
                  for each in urls])  # fmt: skip
    return mime


def drop(driver, *urls):
    """Drag urls over the window and let them go."""
    mime, hint = files(*urls), driver.window._opener.drops
    enter = dragged(QDragEnterEvent, QPoint(300, 300), mime)
    QApplication.sendEvent(driver.window, enter)
    assert enter.isAccepted()
    assert hint.isVisible()
    assert hint.width() > 0.9 * driver.window.width()
    QApplication.sendEvent(hint, dragged(QDragEnterEvent, QPoint(9, 9), mime))
    QApplication.sendEvent(hint, dragged(QDropEvent, QPointF(300, 300), mime))
    assert not hint.isVisible()
    driver.draw()


def test_a_file_that_is_dropped_is_opened(window, table, answers):
    drop(window, table)
    window.wait_for(lambda: answers == [table])
    window.wait_for(lambda: window.experiment.data.path == str(table))


def test_an_experiment_that_is_dropped_is_opened_without_a_question(window, tmp_path, answers):
    path = tmp_path / "mine.toml"
    path.write_text("title = 'Mine'\n[network]\nhidden = [5]\n")
    drop(window, path)
    window.wait_for(lambda: window.experiment.title == "Mine")
    assert answers == []


def test_an_experiment_looks_for_its_file_beside_itself(window, table, answers):
    path = table.parent / "mine.toml"
    path.write_text(
        "[data]\nsource = 'file'\npath = 'own table.csv'\n"
        "[network]\noutput = 'softmax'\nloss = 'categorical_cross_entropy'\n"
    )
    window.window._opener.open(path)
    assert window.experiment.sizes == (2, 3, 3)


def test_a_wrong_drop_is_a_sentence_and_nothing_else(window, table, tmp_path, answers):
    before = window.experiment
    (tmp_path / "broken.toml").write_text("title = ")
    for urls, words in (
        ((table, table.parent), "2 files were dropped"),
        (("https://example.org/data.csv",), "not on your computer"),
        ((tmp_path / "broken.toml",), "broken.toml"),
    ):
        drop(window, *urls)
        window.wait_for(lambda words=words: words in window.status)
        window.session.tell("")
    assert (window.experiment, answers) == (before, [])


def test_the_hint_goes_when_the_drag_leaves(window, table, qtbot):
    mime, hint = files(table), window.window._opener.drops
    enter = partial(dragged, QDragEnterEvent, QPoint(5, 5), mime)
    QApplication.sendEvent(window.window, enter())
    QApplication.sendEvent(window.window, QDragLeaveEvent())
    qtbot.waitUntil(lambda: not hint.isVisible())
    QApplication.sendEvent(window.window, enter())
    QApplication.sendEvent(window.window, QDragLeaveEvent())
    QApplication.sendEvent(hint, enter())
    QApplication.processEvents()
    assert hint.isVisible()
    QApplication.sendEvent(hint, QDragLeaveEvent())
    assert not hint.isVisible()


def test_text_that_is_dragged_brings_no_hint(window):
    mime = QMimeData()
    mime.setText("hello")
    QApplication.sendEvent(window.window, dragged(QDragEnterEvent, QPoint(5, 5), mime))
    assert not window.window._opener.drops.isVisible()


def test_the_window_opens_directly_on_data(open_window, table):
    found = open_window(open_named(str(table)))
    assert found.experiment.data.path == str(table)
    assert FILES.decode is not None
