"""Networks, data and windows at the edges of what is possible."""

import subprocess
import sys

import numpy as np
import pytest

from nnviz.session.experiment import Data, Experiment, NetworkSettings, Training

SOFTMAX = {"output": "softmax", "loss": "categorical_cross_entropy"}


def experiment(data=None, network=None, training=None):
    return Experiment(
        data=Data(**(data or {})),
        network=NetworkSettings(**(network or {})),
        training=Training(**(training or {})),
    )


ODD = {
    "one unit a layer": experiment(network={"hidden": (1, 1, 1)}),
    "no hidden layer": experiment(network={"hidden": ()}),
    "thirty hidden layers": experiment(network={"hidden": (3,) * 30}),
    "sixty-four hidden layers": experiment(network={"hidden": (1,) * 64}),
    "a batch of one": experiment({"source": "circle", "samples": 20}, training={"batch_size": 1}),
    "two samples": experiment({"source": "blobs", "samples": 2}),
    "two samples, one of them a test": experiment(
        {"source": "blobs", "samples": 2, "train_share": 0.5}
    ),
    "a hundred classes": experiment({"source": "blobs", "samples": 200, "classes": 100}, SOFTMAX),
    "one input": experiment({"source": "blobs", "inputs": 1}),
    "many inputs": experiment({"source": "blobs", "inputs": 784, "samples": 64}),
    "half of it noise": experiment({"source": "spiral", "noise": 0.5}),
    "a tenth trains": experiment({"source": "spiral", "train_share": 0.1, "samples": 11}),
    "weights of zero": experiment(network={"initializer": "zeros"}),
    "more samples than are drawn": experiment({"source": "circle", "samples": 5000}),
    "twenty-four units": experiment(network={"hidden": (24, 24)}),
    "a wide layer and a single unit": experiment(network={"hidden": (500, 1)}),
    "a batch larger than the data": experiment(training={"batch_size": 1000}),
}  # fmt: skip


def test_odd_experiments_are_drawn_stepped_and_trained(open_window, subtests):
    window = open_window("xor", size=(1000, 700))
    for what, odd in ODD.items():
        with subtests.test(what):
            window.session._change_to(odd, what, preset="")
            window.draw()
            for _ in range(3):
                window.press("Right")
            for keys in ("Shift+Right", "Left", "Ctrl+Right", ".", "G", "C", "W", "L", "L"):
                window.press(keys)
                window.draw()
            window.picture()
            for column in window.layers:
                assert window.point_at(column.x, column.y[-1])
            window.reach(window.snapshot.completed + 3)
            window.draw()
            assert np.isfinite(window.snapshot.evaluation.cost)
            assert not window.explanations()


@pytest.mark.parametrize("size", [(700, 500), (700, 450), (2560, 1400), (700, 1200), (1900, 450)])
def test_odd_windows(open_window, size):
    window = open_window("spiral", size=size)
    assert (window.window.width(), window.window.height()) == size
    for keys in ("Right", "Ctrl+Right", "Ctrl+Shift+Right", "F8", "Ctrl+D"):
        window.press(keys)
        window.draw()
        window.picture()
    view = window.window.network.view
    assert view.viewport().width() > 100
    assert view.viewport().height() > 40


# In a process of its own, because a number too large for a field of Qt ends the process.
SEEDS = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
from nnviz.qt.application import start_qt
from nnviz.qt.main_window import MainWindow
from nnviz.qt.theme import Themes
from nnviz.session.experiment import replaced
from nnviz.session.presets import load_preset
from nnviz.session.session import Session

application = start_qt()
experiment = replaced(load_preset("xor"), {"seed": int(sys.argv[1])})
window = MainWindow(Session(experiment, "xor"), Themes("light"), None)
window.show()
application.processEvents()
field = next(w for w in window.setup.findChildren(QWidget) if w.accessibleName() == "Seed")
print(field.text() if hasattr(field, "text") else field.currentText())
next(each for each in window.actions() if each.text() == "New start").trigger()
application.processEvents()
print(window.session.experiment.training.seed)
window.close()
"""


@pytest.mark.parametrize(
    ("seed", "after"), [(2**31 - 2, 2**31 - 1), (2**31 - 1, 2**31 - 1)]
)
def test_every_seed_is_shown_and_the_last_has_no_next(seed, after):
    done = subprocess.run(
        [sys.executable, "-c", SEEDS, str(seed)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(seed), str(after)]
