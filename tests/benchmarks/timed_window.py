"""The real window, which also notes when it was painted."""

import os
from time import perf_counter

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.program.formulas import latex
from nnviz.qt.application import start_qt
from nnviz.qt.main_window import MainWindow
from nnviz.qt.theme import Themes
from nnviz.session.experiment import Experiment
from nnviz.session.session import Session

SIZE = (1280, 800)


def start() -> QApplication:
    """Qt, without a screen unless a platform was chosen."""
    if os.environ.setdefault("QT_QPA_PLATFORM", "offscreen") == "offscreen":
        # A platform without a screen warns of every window that it has no size hints.
        os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
    return start_qt()


class TimedWindow(MainWindow):
    """Notes when each painting of the window began and when it ended.

    All widgets of a window are painted while the window handles one request to update.
    """

    def __init__(self, experiment: Experiment) -> None:
        super().__init__(Session(experiment), Themes("light"), settings=None)
        self.paintings: list[tuple[float, float]] = []
        network, program = self.session.run.trainer.network, self.session.run.program
        self.context.formulas.complete(latex(step, network) for step in program.steps)
        self.resize(*SIZE)
        self.show()
        self.activateWindow()
        if not QTest.qWaitForWindowExposed(self) or not QTest.qWaitForWindowActive(self):
            raise RuntimeError("the window does not come up, so it cannot be measured")
        wait(0.3)

    def event(self, event: QEvent) -> bool:
        """Note the time around a painting."""
        if event.type() is not QEvent.Type.UpdateRequest:
            return super().event(event)
        begin = perf_counter()
        handled = super().event(event)
        self.paintings.append((begin, perf_counter()))
        return handled

    def end(self) -> None:
        """Close, and leave nothing behind that could slow the next window down."""
        self.close()
        self.deleteLater()
        wait(0.1)


class Painted(QObject):
    """Which of some widgets were painted since it was last asked to forget."""

    def __init__(self, widgets: dict[str, QWidget]) -> None:
        super().__init__()
        self._names = {widget: name for name, widget in widgets.items()}
        self.names: set[str] = set()
        for widget in widgets.values():
            widget.installEventFilter(self)

    @property
    def all(self) -> bool:
        """Whether all of them were."""
        return len(self.names) == len(self._names)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a painting; never keep an event back."""
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget):
            self.names.add(self._names[watched])
        return False


def wait(seconds: float) -> None:
    """Let Qt work for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()
