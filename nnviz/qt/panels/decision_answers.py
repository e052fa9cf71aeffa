"""What the network answers to samples and places, in the units of the data."""

import numpy as np
from numpy.typing import NDArray

from nnviz.session.predictor import Predictor
from nnviz.session.trainer import Trainer

Floats = NDArray[np.float64]


class Answers:
    """A predictor of its own: how many points a predictor is asked for must not change often."""

    def __init__(self, trainer: Trainer) -> None:
        self._predictor = Predictor(trainer.network, trainer.parts.inputs)
        self._parts = trainer.parts

    def at(self, inputs: Floats, parameters: Floats) -> Floats:
        """The output for inputs, k x n, as n_L x k; a copy."""
        return self._parts.restored(self._predictor.activations(inputs, parameters)[-1])
