"""The smallest window with a plot: a process that ends with its first frame."""

import pyqtgraph as pg
from PySide6.QtWidgets import QApplication

from tests.benchmarks.first_frame import FirstFrame


def main() -> None:
    """One curve in one window."""
    application = QApplication([])
    plot = pg.PlotWidget()
    plot.plot([0.0, 1.0, 2.0, 3.0], [1.0, 0.5, 0.3, 0.2])
    plot.resize(1280, 800)
    plot.show()
    handle = plot.windowHandle()
    assert handle is not None
    FirstFrame(handle)
    application.exec()


if __name__ == "__main__":
    main()
