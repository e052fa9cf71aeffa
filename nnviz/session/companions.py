"""Settings that have to follow one another when a person changes one of them alone."""

from typing import Any

import msgspec

from nnviz.data.generators import GENERATORS
from nnviz.errors import UserError
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.features import INPUTS
from nnviz.nn.losses import LOSSES
from nnviz.session.data_settings import FILE, POINTS
from nnviz.session.experiment import Experiment
from nnviz.session.points import Points
from nnviz.session.sources import shape_of

_USUAL_LOSS = {row.shortcut: row.name for row in LOSSES.values() if row.shortcut}
READING = (
    *("source", "path", "target", "task", "leave_out", "image_size", "points", "classes", "inputs"),
)
"""Fields of the data that decide the shape of the samples."""


def with_companions(experiment: Experiment, key: str, value: Any) -> dict[str, Any]:
    """The change, and those without which it would not fit.

    An output takes its usual loss with it where the present one does not fit, a loss an output
    that it can follow; data takes an output and a loss that suit it, and gives up the number of
    inputs and classes where it has its own; a new hidden layer keeps the share of the last.
    """
    changes = {key: value}
    if key == "network.output":
        loss = LOSSES[experiment.network.loss]
        if value in ACTIVATIONS and not loss.fits(value):
            changes["network.loss"] = usual_loss(value)
    elif key == "network.loss" and value in LOSSES:
        if not LOSSES[value].fits(experiment.network.output):
            changes["network.output"] = LOSSES[value].outputs[0]
    elif key == "network.hidden":
        shares = experiment.network.keep_prob
        if isinstance(shares, tuple) and len(shares) != len(value):
            changes["network.keep_prob"] = _for_layers(shares, len(value))
    elif key.startswith("data.") and key.partition(".")[2] in READING:
        changes |= for_data(experiment, changes)
    return changes


def with_points(experiment: Experiment, points: Points) -> dict[str, Any]:
    """Points put there by hand as the data, and what has to follow them.

    At first all of them are trained on; a person may part them later. What predicted numbers
    tells classes apart now, and has an output for that.
    """
    changes: dict[str, Any] = {"data.source": POINTS, "data.points": points}
    if experiment.data.source != POINTS:
        changes |= {"data.train_share": 1.0, "data.dev_share": 0.0}
    outputs: dict[str, Any] = {}
    if not experiment.shape.classes and experiment.network.output == "linear":
        network = msgspec.structs.replace(
            experiment.network, output="sigmoid", loss=usual_loss("sigmoid")
        )
        outputs = {"network.output": network.output, "network.loss": network.loss}
        experiment = msgspec.structs.replace(experiment, network=network)
    return changes | outputs | for_data(experiment, changes)


def _for_layers(shares: tuple[float, ...], count: int) -> float | tuple[float, ...]:
    """The shares of so many hidden layers: those there are, and the last one again."""
    if not (shares and count):
        return 1.0
    return (*shares, *(shares[-1],) * count)[:count]


def usual_loss(output: str) -> str:
    """The loss that people use with an output activation."""
    return _USUAL_LOSS.get(output, "squared_error")


def for_data(experiment: Experiment, changes: dict[str, Any]) -> dict[str, Any]:
    """What has to follow changes of the data: counts, features, an output and a loss."""
    more: dict[str, Any] = {}
    fields = {key.partition(".")[2]: value for key, value in changes.items()}
    source = fields.get("source", experiment.data.source)
    row = GENERATORS.get(source)
    if "source" in fields:
        for name in ("inputs", "classes"):
            if row is None or name not in row.free:
                more[f"data.{name}"] = None
    if source not in GENERATORS and source not in (FILE, POINTS):
        return more  # the check will say so
    resets = {key.partition(".")[2]: value for key, value in more.items()}
    data = msgspec.structs.replace(experiment.data, **{**resets, **fields})
    try:
        shape = shape_of(data)
    except UserError:
        return more
    network = experiment.network
    if network.features and shape.inputs != INPUTS:
        more["network.features"] = ()
    if shape.classes and _predicts_numbers(experiment) and network.output == "linear":
        output = "softmax" if shape.classes > 2 else "sigmoid"  # linear suited the numbers
        return more | {"network.output": output, "network.loss": usual_loss(output)}
    more |= _for_targets(network.output, network.loss, shape.classes)
    return more


def _predicts_numbers(experiment: Experiment) -> bool:
    try:
        return not experiment.shape.classes
    except UserError:  # its file is gone
        return False


def _for_targets(output: str, loss: str, classes: int) -> dict[str, Any]:
    """An output and a loss for so many classes, where the present ones do not suit them."""
    suits_classes = output != "linear" and loss != "squared_error"
    if not classes:
        fits = loss == "squared_error" and output != "softmax"
        return {} if fits else {"network.output": "linear", "network.loss": "squared_error"}
    if classes > 2 and output == "sigmoid" and suits_classes:
        return {"network.output": "softmax", "network.loss": usual_loss("softmax")}
    return {}
