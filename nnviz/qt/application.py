"""Starts Qt: for the window, and for a picture of it without a screen."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QSettings,
    QSize,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFontDatabase, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from nnviz.errors import UserError
from nnviz.program.formulas import latex
from nnviz.qt.main_window import MainWindow
from nnviz.qt.theme import THEMES, Themes
from nnviz.resources import resource
from nnviz.session.experiment import Experiment
from nnviz.session.session import Session

_FRAME = QSize(0, 40)  # the title that a window manager adds


def start_qt() -> QApplication:
    """The application, with its fonts."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QCoreApplication.setOrganizationName("nnviz")
    QCoreApplication.setApplicationName("nnviz")
    application = QApplication([sys.argv[0]])
    application.setStyle("Fusion")
    for weight in ("Regular", "SemiBold"):
        QFontDatabase.addApplicationFontFromData(
            resource("fonts", f"Inter-{weight}.otf").read_bytes()
        )
    picture = QPixmap()
    picture.loadFromData(resource("icons", "nnviz.svg").read_bytes())
    application.setWindowIcon(QIcon(picture))
    return application


def _without_size_hints(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """All of Qt's messages but one, which a platform without a screen prints for every window."""
    if "propagateSizeHints" not in text:
        print(text, file=sys.stderr)


def _need_screen() -> None:
    """Qt ends the program where it finds no screen; say it in a sentence before that."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in screens):
        raise UserError(
            "there is no screen here: 'nnviz render' draws the window into a PNG, and "
            "'nnviz steps' prints every matrix."
        )


def open_window(experiment: Experiment, preset: str, theme: str | None) -> int:
    """Open the window and return when it is closed.

    Raises:
        UserError: there is no screen to open it on.
    """
    _need_screen()
    application = start_qt()
    settings = QSettings()
    kept = settings.value("theme")
    presenting = settings.value("presenting", False, type=bool)
    themes = Themes(theme or (kept if kept in THEMES else None), bool(presenting))
    window = MainWindow(Session(experiment, preset), themes, settings)
    # A new window is larger than some screens; what a person chose is Qt's to restore.
    free = window.screen().availableGeometry().size() - _FRAME
    window.resize(window.size().boundedTo(free))
    window.show()
    return application.exec()


def render_window(
    session: Session,
    step: str | None,
    size: tuple[int, int],
    theme: str,
    presenting: bool,
    target: Path,
) -> None:
    """Write the window as it would be seen into a PNG: where the run stands, or at this line.

    Raises:
        UserError: the file cannot be written.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qInstallMessageHandler(_without_size_hints)
    application = start_qt()
    if step is not None:
        session.run.step()
        while session.run.line != session.run.program.index[step] + 1:
            session.run.step()
    session.publish()
    window = MainWindow(session, Themes(theme, presenting), settings=None)
    rows = session.experiment.view.rows
    window.context.formulas.complete(latex(each, rows) for each in session.run.program.steps)
    window.resize(*size)
    window.show()
    for _ in range(3):  # docks settle, plots take their size, then everything is painted
        application.processEvents()
    window.context.bridge.flush()
    picture = window.grab()
    window.close()
    if not picture.save(str(target), "PNG"):
        raise UserError(f"--out {target}: it cannot be written; choose another place.")
