"""What the network answers to samples and places, in the units of the data."""

import numpy as np
from numpy.typing import NDArray

from nnviz.data.standardize import Scaling
from nnviz.session.predictor import Predictor
from nnviz.session.trainer import Trainer

Floats = NDArray[np.float64]


class Answers:
    """A predictor of its own: how many points a predictor is asked for must not change often."""

    def __init__(self, trainer: Trainer) -> None:
        self._predictor = Predictor(trainer.network, trainer.parts.inputs)
        self._values = trainer.parts.values

    def at(self, inputs: Floats, parameters: Floats) -> Floats:
        """The output for inputs, k x n, as n_L x k; a copy."""
        return restored(self._predictor.activations(inputs, parameters)[-1], self._values)


def restored(output: Floats, values: Scaling | None) -> Floats:
    """Predictions n_L x k in the data's own units, where a scaling made them standard."""
    if values is None:
        return output.copy()
    with np.errstate(all="ignore"):
        back: Floats = values.restore(output.T).T
    return back
