"""Our window as the command line opens it: a process that ends with its first frame."""

from PySide6.QtGui import QShowEvent

from nnviz import cli
from nnviz.qt import application
from nnviz.qt.main_window import MainWindow
from tests.benchmarks.first_frame import FirstFrame


class _Watched(MainWindow):
    """The window, watched from when it is shown."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        assert handle is not None
        FirstFrame(handle)


def main() -> None:
    """What ``nnviz`` does when nothing else is typed."""
    application.MainWindow = _Watched  # type: ignore[misc]
    cli.main(["window", "xor"])


if __name__ == "__main__":
    main()
