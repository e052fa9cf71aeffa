"""``nnviz render``: the window as a person would see it, without a screen."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage

from nnviz.cli import main
from nnviz.qt import application
from nnviz.qt.main_window import MainWindow
from nnviz.qt.theme import THEMES
from tests.qt.driving import Driver


def test_a_picture_is_written_by_a_process_of_its_own(tmp_path):
    target = tmp_path / "xor.png"
    done = subprocess.run(
        [sys.executable, "-m", "nnviz", "render", "xor", "--step", "dW2", "--iteration", "3",
         "--size", "1000x700", "--theme", "dark", "--out", str(target)],
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    image = QImage(str(target))
    assert (image.width(), image.height()) == (1000, 700)
    assert image.pixelColor(4, image.height() - 4).lightness() < 80


@pytest.fixture
def rendered(qapp, monkeypatch, tmp_path, qtbot):
    """Renders here, and gives the window that was drawn and the picture."""
    windows = []

    class Kept(MainWindow):
        def __init__(self, *arguments, **named):
            super().__init__(*arguments, **named)
            windows.append(self)

    monkeypatch.setattr(application, "MainWindow", Kept)
    monkeypatch.setattr(application, "qInstallMessageHandler", lambda handler: None)

    def render(*arguments):
        target = tmp_path / "picture.png"
        assert main(["render", *arguments, "--out", str(target)]) == 0
        return Driver(windows[-1], qtbot), QImage(str(target))

    yield render
    for window in windows:
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize(
    ("theme", "size"), [("light", (1280, 800)), ("dark", (1920, 1080)), ("light", (700, 500))]
)
def test_the_picture_has_the_size_and_the_theme_asked_for(rendered, theme, size):
    _, image = rendered("xor", "--theme", theme, "--size", f"{size[0]}x{size[1]}")
    assert (image.width(), image.height()) == size
    colours = {image.pixelColor(x, y).name() for x in range(0, size[0], 9)
               for y in range(0, size[1], 9)}  # fmt: skip
    assert THEMES[theme].surface in colours


@pytest.mark.parametrize("step", ["Z1", "dW2", "b2"])
def test_the_line_asked_for_is_marked_as_done(rendered, step):
    window, _ = rendered("xor", "--step", step, "--iteration", "2")
    assert window.just_done == [step]
    assert window.snapshot.iteration == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["xor", "--step", "Z9"], "--step Z9: there is no such line"),
        (["xor", "--step", "w1"], "Z1"),
        (["xor", "--size", "big"], "--size big: write it as WIDTHxHEIGHT"),
        (["xor", "--size", "0x0"], "--size 0x0"),
        (["xor", "--size", "000x000"], "--size 000x000"),
        (["xor", "--size", "100x100"], "--size 100x100"),
        (["xor", "--size", "1280"], "--size 1280"),
        (["xor", "--size", "1000000000x800"], "--size"),
        (["xor", "--size", "-5x800"], "--size"),
        (["xor", "--iteration", "-1"], "--iteration"),
        (["xor", "--iteration", "1.5"], "--iteration"),
        (["nothing"], "nothing"),
        (["xor", "--set", "learning_rate=zero"], "learning_rate"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_2(capsys, tmp_path, arguments, says):
    target = tmp_path / "picture.png"
    assert exit_code(["render", *arguments, "--out", str(target)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert says in output.err
    assert not target.exists()


@pytest.mark.parametrize("out", ["picture.jpg", "picture", "no/such/folder/picture.png", "."])
def test_a_place_that_cannot_be_written_is_one_sentence_and_exit_2(capsys, tmp_path, out):
    assert exit_code(["render", "xor", "--out", str(tmp_path / out)]) == 2
    output = capsys.readouterr()
    assert output.err.count("\n") == 1
    assert "--out" in output.err


def exit_code(arguments):
    try:
        return main(arguments)
    except SystemExit as done:
        return done.code
