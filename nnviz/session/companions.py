"""Settings that have to follow one another when a person changes one of them alone."""

from typing import Any

from nnviz.data.generators import GENERATORS
from nnviz.nn.losses import LOSSES
from nnviz.session.experiment import Experiment

_USUAL_LOSS = {row.shortcut: row.name for row in LOSSES.values() if row.shortcut}


def with_companions(experiment: Experiment, key: str, value: Any) -> dict[str, Any]:
    """The change, and those without which it would not fit.

    An output takes its usual loss with it where the present one does not fit, a loss an output
    that it can follow, and data of a fixed shape sets the number of inputs and classes back.
    """
    changes = {key: value}
    if key == "network.output":
        loss = LOSSES[experiment.network.loss]
        if not loss.fits(value):
            changes["network.loss"] = _USUAL_LOSS.get(value, "squared_error")
    elif key == "network.loss" and value in LOSSES:
        if not LOSSES[value].fits(experiment.network.output):
            changes["network.output"] = LOSSES[value].outputs[0]
    elif key == "data.source" and value in GENERATORS and not GENERATORS[value].shaped:
        changes |= {"data.inputs": 2, "data.classes": 2}
    return changes
