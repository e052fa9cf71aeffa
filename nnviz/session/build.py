"""From the document to the things it describes."""

from dataclasses import dataclass

import numpy as np

from nnviz.chance import Purpose, generator
from nnviz.data.dataset import Dataset, split, targets
from nnviz.data.generators import GENERATORS
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.calls import Array
from nnviz.nn.initializers import INITIALIZERS
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network, ParameterVector, initialize
from nnviz.session.experiment import Experiment


@dataclass(frozen=True)
class Samples:
    """One side of the split: the dataset, and its rows (inputs, a one, targets) for a machine."""

    dataset: Dataset
    rows: Array

    def __len__(self) -> int:
        return len(self.dataset)


def build_network(experiment: Experiment) -> Network:
    """The network that the document describes."""
    settings = experiment.network
    hidden = (ACTIVATIONS[settings.activation],) * len(settings.hidden)
    activations = (*hidden, ACTIVATIONS[settings.output])
    return Network(experiment.sizes, activations, LOSSES[settings.loss])


def build_samples(experiment: Experiment) -> tuple[Samples, Samples]:
    """Train and test; test may be empty."""
    data, seed = experiment.data, experiment.training.seed
    rng = generator(seed, Purpose.SAMPLES)
    dataset = GENERATORS[data.source].draw(
        experiment.samples, data.noise, rng, data.inputs, data.classes
    )
    train, test = split(dataset, data.train_share, generator(seed, Purpose.SPLIT))
    labels = ACTIVATIONS[experiment.network.output].labels
    return _rows(train, experiment.outputs, labels), _rows(test, experiment.outputs, labels)


def _rows(dataset: Dataset, units: int, low_high: tuple[float, float]) -> Samples:
    ones = np.ones((len(dataset), 1))
    rows = np.hstack([dataset.inputs, ones, targets(dataset.labels, units, low_high)])
    return Samples(dataset, rows)


def initial_parameters(experiment: Experiment) -> ParameterVector:
    """The weights and biases before the first iteration."""
    parameters = ParameterVector(experiment.sizes)
    seed = experiment.training.seed
    rngs = [generator(seed, Purpose.WEIGHTS, layer) for layer in range(1, len(experiment.sizes))]
    initialize(parameters, INITIALIZERS[experiment.network.initializer], rngs)
    return parameters
