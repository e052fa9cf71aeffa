"""Networks, data and windows at the edges of what is possible."""

import numpy as np
import pytest

from nnviz.errors import UserError
from nnviz.session.changes import replaced
from nnviz.session.data_settings import Data
from nnviz.session.experiment import MOST_SEED, Experiment, NetworkSettings, Training

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
            for keys in ("Shift+Right", "Left", "G", "Ctrl+Right", ".", "C"):
                window.press(keys)
            window.draw()
            for column in window.layers:
                assert window.point_at(column.x, column.y[0])
            window.reach(window.snapshot.completed + 3)
            window.draw()
            assert np.isfinite(window.snapshot.evaluation.cost)
            assert not window.explanations()


@pytest.mark.parametrize("size", [(700, 520), (700, 1200), (1900, 520)])
def test_odd_windows(open_window, size):
    window = open_window("spiral", size=size)
    assert (window.window.width(), window.window.height()) == size
    for keys in ("Right", "Ctrl+Shift+Right", "F8"):
        window.press(keys)
        window.draw()
    view = window.window.network.view
    assert view.viewport().width() > 100
    assert view.viewport().height() > 40


def test_the_last_seed_is_shown_and_has_no_next(open_window):
    window = open_window("xor", seed=MOST_SEED)
    assert window.shown_in("Seed") == MOST_SEED
    window.press("Ctrl+R")
    window.draw()
    assert window.experiment.training.seed == MOST_SEED
    assert "seed" in window.status
    with pytest.raises(UserError, match="seed"):
        replaced(window.experiment, {"seed": MOST_SEED + 1})
