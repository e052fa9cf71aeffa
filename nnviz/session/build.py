"""From the document to the things it describes."""

from dataclasses import dataclass, replace

import numpy as np

from nnviz.chance import Purpose, generator
from nnviz.data.dataset import Dataset, split, targets
from nnviz.data.standardize import Scaling
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.calls import Array
from nnviz.nn.features import FEATURES
from nnviz.nn.initializers import INITIALIZERS
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network, ParameterVector, initialize
from nnviz.nn.regularizers import REGULARIZERS
from nnviz.session.data_settings import FILE
from nnviz.session.experiment import Experiment
from nnviz.session.sources import load


@dataclass(frozen=True)
class Samples:
    """One part of the split: the dataset as it was given, and its rows for a machine.

    A row is inputs, a one, targets; standardized, where the document wants that.
    """

    dataset: Dataset
    rows: Array

    def __len__(self) -> int:
        return len(self.dataset)


@dataclass(frozen=True)
class Parts:
    """All samples, parted; dev and test may be empty.

    ``inputs`` and ``values`` are the mean and deviation of the training samples with which the
    rows are standardized; None where they are not. ``file`` is the whole of it where it was read
    from a file, which may be another one by the time that somebody asks again.
    """

    train: Samples
    dev: Samples
    test: Samples
    inputs: Scaling | None
    values: Scaling | None
    file: Dataset | None = None

    def restored(self, output: Array) -> Array:
        """A copy of answers n_L x k in the data's own units, where the rows are standardized."""
        if self.values is None:
            return output.copy()
        with np.errstate(all="ignore"):  # a diverged network answers with infinities
            back: Array = self.values.restore(output.T).T
        return back


def build_network(experiment: Experiment) -> Network:
    """The network that the document describes."""
    settings, training = experiment.network, experiment.training
    hidden = (ACTIVATIONS[settings.activation],) * len(settings.hidden)
    return Network(
        experiment.sizes,
        (*hidden, ACTIVATIONS[settings.output]),
        LOSSES[settings.loss],
        keep_prob=experiment.keep_prob,
        features=tuple(FEATURES[name] for name in settings.features),
        regularizer=REGULARIZERS.get(training.regularization),
        regularization_rate=training.regularization_rate,
    )


def build_samples(experiment: Experiment) -> Parts:
    """Train, dev and test.

    Raises:
        UserError: a file cannot be read.
    """
    data, seed = experiment.data, experiment.training.seed
    rng = generator(seed, Purpose.SPLIT)
    whole = load(data, seed)
    train, dev, test = split(whole, data.train_share, data.dev_share, rng)
    inputs = Scaling.of(train.inputs) if data.standardize != "none" else None
    values = None
    if data.standardize == "all" and train.values is not None:
        values = Scaling.of(train.values)

    def rows(dataset: Dataset) -> Samples:
        ones = np.ones((len(dataset), 1))
        scaled = dataset.inputs if inputs is None else inputs.apply(dataset.inputs)
        made = np.hstack([scaled, ones, _targets(dataset, experiment, values)])
        if inputs is None:  # the same numbers need not be kept twice
            dataset = replace(dataset, inputs=made[:, : dataset.inputs.shape[1]])
        return Samples(dataset, made)

    file = whole if data.source == FILE else None
    return Parts(rows(train), rows(dev), rows(test), inputs, values, file)


def _targets(dataset: Dataset, experiment: Experiment, scaling: Scaling | None) -> Array:
    if dataset.values is not None:
        return dataset.values if scaling is None else scaling.apply(dataset.values)
    low_high = ACTIVATIONS[experiment.network.output].labels
    return targets(dataset.labels, experiment.outputs, low_high)


def initial_parameters(experiment: Experiment) -> ParameterVector:
    """The weights and biases before the first iteration."""
    parameters = ParameterVector(experiment.sizes)
    seed = experiment.training.seed
    rngs = [generator(seed, Purpose.WEIGHTS, layer) for layer in range(1, len(experiment.sizes))]
    initialize(parameters, INITIALIZERS[experiment.network.initializer], rngs)
    if experiment.network.weight_scale != 1.0:  # biases are 0 at any scale
        parameters.flat *= experiment.network.weight_scale
    return parameters
