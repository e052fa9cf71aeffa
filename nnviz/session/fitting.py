"""An experiment for a person's own data: a small network that suits it, to be changed from there.

The rules are those that people begin with. A target of two classes needs a single sigmoid unit
with binary cross-entropy, more classes softmax with categorical cross-entropy, numbers a linear
output with squared error. Inputs in metres and in millions are standardized, and so are the
numbers to be predicted: an error of 350,000, squared, would throw the weights out of range in
the first iteration. Pictures already lie in 0 ... 1 and get a ReLU layer with He's initializer.
"""

import itertools
import math
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.session.changes import replaced
from nnviz.session.checks import MOST_PARAMETERS, MOST_VALUES, check
from nnviz.session.companions import usual_loss, with_companions
from nnviz.session.data_settings import FILE, Data
from nnviz.session.experiment import Experiment, NetworkSettings, Training
from nnviz.session.sources import FILES

_PLANE = 2
_FEWEST_TO_SPLIT = 20
_TRAIN_SHARE = 0.8
_ITERATIONS = 8000  # what the default epochs come to, about
_WORK = 250_000_000  # iterations times parameters: some ten seconds
_RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
_FEWEST_EPOCHS, _MOST_EPOCHS = 5, 1000


def fit(data: Data, dataset: Dataset) -> Experiment:
    """An experiment that learns from samples which were read from a file.

    Args:
        data: how the file was read; its shares and its standardizing are chosen here.
        dataset: what was read.

    Raises:
        UserError: the samples are too large for any network.
    """
    count = len(dataset)
    share = _TRAIN_SHARE if count >= _FEWEST_TO_SPLIT else 1.0
    data = msgspec.structs.replace(
        data, source=FILE, train_share=share, standardize=standardizing(dataset)
    )
    output = _output(dataset)
    pictures = dataset.image is not None
    network = NetworkSettings(
        hidden=_hidden(dataset),
        activation="relu" if pictures else "tanh",
        output=output,
        loss=usual_loss(output),
        initializer="he" if pictures else "xavier",
    )
    experiment = Experiment(title=Path(data.path).name or data.path, data=data, network=network)
    with FILES.lent(data, dataset):  # the experiment asks for its shape
        return check(msgspec.structs.replace(experiment, training=_training(experiment, dataset)))


def _training(experiment: Experiment, dataset: Dataset) -> Training:
    """How to train: long enough to learn, and not longer than a person waits."""
    trained = max(round(experiment.data.train_share * len(dataset)), 1)
    batch = _batch(trained)
    batches = 1 if batch == "full" else math.ceil(trained / batch)
    parameters = sum((a + 1) * b for a, b in itertools.pairwise(experiment.sizes))
    iterations = min(_ITERATIONS, _WORK // parameters)
    epochs = min(max(math.ceil(iterations / batches), _FEWEST_EPOCHS), _MOST_EPOCHS)
    rate = _rate(dataset, experiment.data.standardize != "none")
    return Training(learning_rate=rate, batch_size=batch, epochs=epochs)


def _rate(dataset: Dataset, standardized: bool) -> float:
    """A learning rate that is stable: a step moves Z by α·‖x‖², so many inputs need a small one."""
    inputs = dataset.inputs
    square = inputs.shape[1] if standardized else np.vdot(inputs, inputs) / len(inputs)
    usual, room = (0.1, 10) if dataset.image else (0.3, 30)
    most = min(0.03 if dataset.regression else usual, room / max(square, 1.0))
    return max((rate for rate in _RATES if rate <= most), default=_RATES[0])


def put(experiment: Experiment, path: str, **reading: Any) -> Experiment:
    """The same experiment on the data in a file, with an output and a loss that suit the data.

    Args:
        experiment: of a preset, for example.
        path: of a file or a folder.
        reading: how it is read: ``target``, ``task``, ``leave_out``, ``image_size``.

    Raises:
        UserError: the file cannot be read, or the network cannot learn from it.
    """
    named = msgspec.structs.replace(experiment.data, path=path, **reading)
    dataset = FILES.read(msgspec.structs.replace(named, source=FILE))
    before = msgspec.structs.replace(experiment, data=named)
    changes = with_companions(before, "data.source", FILE)
    if not dataset.regression and experiment.shape.classes == 0:
        changes["network.output"] = _output(dataset)  # the network predicted numbers until now
        changes["network.loss"] = usual_loss(changes["network.output"])
    wanted = standardizing(dataset)
    if named.standardize != "all" and wanted != "none":
        changes["data.standardize"] = wanted
    changes["view.axes"] = (1, 2)
    title = f"{experiment.title or 'Own settings'} on {Path(path).name or path}"
    return replaced(msgspec.structs.replace(before, title=title, description=""), changes)


def standardizing(dataset: Dataset) -> str:
    """What of the samples has to be standardized: ``none``, ``inputs`` or ``all``."""
    if dataset.regression:
        return "all"
    inside = dataset.image is not None and 0 <= dataset.inputs.min() <= dataset.inputs.max() <= 1
    return "none" if inside else "inputs"


def _output(dataset: Dataset) -> str:
    if dataset.regression:
        return "linear"
    return "sigmoid" if len(dataset.classes) == 2 else "softmax"


def _hidden(dataset: Dataset) -> tuple[int, ...]:
    """Sizes of hidden layers, smaller where the samples leave little room in memory."""
    inputs, classes = dataset.inputs.shape[1], len(dataset.classes)
    if inputs <= _PLANE:
        return (8, 4) if classes <= 4 else (16,) if classes <= 16 else (32,)
    if dataset.image is None:
        return (8,) if inputs <= 8 and classes <= 10 else (16,) if classes <= 16 else (32,)
    outputs = max(classes, 1)
    room = min(
        MOST_VALUES // max(len(dataset), 1) - inputs - outputs,
        (MOST_PARAMETERS - outputs) // (inputs + 1 + outputs),
    )
    return (min(64, max(room, 1)),)


def _batch(trained: int) -> Any:
    """All samples while they are few; otherwise as many as give a steady gradient."""
    if trained <= 32:
        return "full"
    return 10 if trained <= 300 else 32
