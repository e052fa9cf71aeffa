"""A fresh window and fresh settings for every test, and nothing left behind after it."""

import gc
import os
import threading
import warnings
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QThread, QTimer
from PySide6.QtWidgets import QApplication, QMenu
from shiboken6 import isValid

from nnviz.qt import formulas
from nnviz.qt.application import start_qt
from nnviz.qt.main_window import MainWindow
from nnviz.qt.theme import Themes
from nnviz.session.changes import replaced
from nnviz.session.experiment import Experiment
from nnviz.session.presets import load_preset
from nnviz.session.session import Session
from tests.qt.driving import Driver

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            # A platform without a screen prints this for every window and popup.
            item.add_marker(pytest.mark.qt_log_ignore("^This plugin does not support "))


@pytest.fixture(scope="session")
def qapp():
    application = start_qt()
    gc.collect()
    gc.freeze()  # what is there now stays, so the collection after each test need not look at it
    return application


@pytest.fixture(scope="session")
def typeset():
    """Typesets a formula."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # how ziamath finds its font
        import ziamath  # noqa: F401
    return formulas.typeset


@pytest.fixture(scope="session", autouse=True)
def one_formula_for_all(typeset):
    """Typesetting takes some 20 ms a formula, and which one is seen matters to one test only."""
    svg = typeset("Z = W X + b")
    formulas.typeset = lambda latex: svg
    yield
    formulas.typeset = typeset


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp, monkeypatch):
    """No test may leave a timer or thread running, or a window standing."""
    timers = _started(monkeypatch, QTimer)
    threads = _started(monkeypatch, QThread)
    python_threads = set(threading.enumerate())
    windows = set(_windows())
    yield
    _delete_what_is_due()
    gc.collect()  # here and not in a thread, where no widget may be deleted
    left = {
        "timers": [each for each in timers if isValid(each) and each.isActive()],
        "threads": [each for each in threads if isValid(each) and each.isRunning()],
        "Python threads": [
            each
            for each in set(threading.enumerate()) - python_threads
            if not isinstance(each, threading._DummyThread)  # Qt's, counted above
        ],
        "windows": [each for each in _windows() if each not in windows],
    }
    assert not any(left.values()), f"left behind: {left}"


def _started(monkeypatch, kind):
    """The list of all objects of this kind that are started from now on."""
    seen, start = [], kind.start

    def note_and_start(each, *arguments):
        seen.append(each)
        return start(each, *arguments)

    monkeypatch.setattr(kind, "start", note_and_start)
    return seen


def _windows():
    # The menus of pyqtgraph's plots belong to no window and go when Python collects them.
    return [each for each in QApplication.topLevelWidgets() if not isinstance(each, QMenu)]


def _delete_what_is_due():
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def open_window(qtbot, settings):
    """Opens windows: ``open_window("xor", learning_rate=0.5)``, or with an experiment."""
    opened = []

    def open_(start="xor", *, theme="light", size=(1280, 800), keep=settings, **changes):
        if isinstance(start, Experiment):
            experiment, preset = start, ""
        else:
            experiment, preset = load_preset(start), start
        session = Session(replaced(experiment, changes), preset)
        window = MainWindow(session, Themes(theme), keep)
        opened.append(window)
        if size is not None:
            window.resize(*size)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        driver = Driver(window, qtbot)
        driver.draw()
        return driver

    yield open_
    for window in opened:
        if isValid(window):
            window.close()
            window.deleteLater()
    _delete_what_is_due()


@pytest.fixture
def window(open_window):
    """A window on XOR: 2-3-1, tanh and sigmoid, all four samples in every iteration."""
    return open_window("xor")
