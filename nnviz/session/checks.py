"""Whether an experiment fits together; every sentence names the field and the mend."""

import difflib
import itertools
import math
from collections.abc import Iterable

from nnviz.data.generators import GENERATORS
from nnviz.errors import UserError
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.features import FEATURES, INPUTS
from nnviz.nn.initializers import INITIALIZERS
from nnviz.nn.losses import LOSSES
from nnviz.nn.optimizers import OPTIMIZERS
from nnviz.nn.regularizers import REGULARIZERS
from nnviz.session.data_settings import Data
from nnviz.session.experiment import MOST_LAYERS, MOST_SEED, MOST_UNITS, Experiment, Training
from nnviz.session.points import MOST_CLASSES
from nnviz.session.sources import SOURCES

MOST_PARAMETERS = 20_000_000
MOST_SAMPLES = 200_000
MOST_VALUES = 80_000_000  # of inputs, and of all activations of one batch: 640 MB each
MOST_POINTS = 5000
NO_REGULARIZATION = "none"


def check(experiment: Experiment) -> Experiment:
    """The experiment itself, if everything in it fits together.

    Raises:
        UserError: it names the field and what would be right.
    """
    _check_data(experiment.data)
    _check_network(experiment)
    _check_training(experiment.training)
    view = experiment.view
    _whole("view.sample", view.sample, 0, MOST_SAMPLES)
    _whole("view.most_edges", view.most_edges, 100, 100_000)
    _whole("view.digits", view.digits, 1, 16)
    _whole("view.memory", view.memory, 1, 4096)
    for axis in view.axes:
        _whole("view.axes", axis, 1, MOST_UNITS)
    _check_memory(experiment)
    return experiment


def _check_data(data: Data) -> None:
    one_of("data.source", data.source, SOURCES)
    _whole("data.samples", data.samples, 2, MOST_SAMPLES)
    _between("data.noise", data.noise, 0.0, 0.5)
    _between("data.train_share", data.train_share, 0.01, 1.0)
    _between("data.dev_share", data.dev_share, 0.0, 0.99)
    _whole("data.image_size", data.image_size, 4, 256)
    if data.dev_share and data.train_share + data.dev_share > 1 + 1e-9:
        raise UserError(
            f"data.dev_share = {data.dev_share:g}: the train share of {data.train_share:g} leaves "
            f"{1 - data.train_share:g} for it; lower data.train_share first."
        )
    _check_counts(data)
    _check_points(data)


def _check_counts(data: Data) -> None:
    row = GENERATORS.get(data.source)
    if data.inputs is not None:
        _whole("data.inputs", data.inputs, 1, MOST_UNITS)
    if data.classes is not None and (data.classes or row is None or row.classes):
        _whole("data.classes", data.classes, 2, 100)
    if row is None:
        return
    for field, value in (("inputs", data.inputs), ("classes", data.classes)):
        given = getattr(row, field)
        if value not in (None, given) and field not in row.free:
            free = [name for name, each in GENERATORS.items() if field in each.free]
            raise UserError(
                f"data.{field} = {value}: the data '{data.source}' has {given} {field}; "
                f"their number can be chosen for {', '.join(free)}."
            )
    if row.count is not None and data.inputs is not None and data.inputs > 16:
        raise UserError(f"data.inputs = {data.inputs}: it must be at most 16 for {data.source}.")


def _check_points(data: Data) -> None:
    if len(data.points) > MOST_POINTS:
        raise UserError(f"data.points: at most {MOST_POINTS} points can be drawn.")
    for place, (x1, x2, label) in enumerate(data.points, start=1):
        if not (abs(x1) <= 1e6 and abs(x2) <= 1e6):
            raise UserError(
                f"data.points, point {place}: ({x1:g}, {x2:g}) lies outside of ±1,000,000."
            )
        _whole(f"data.points, class of point {place}", label, 0, MOST_CLASSES - 1)


def _check_network(experiment: Experiment) -> None:
    network = experiment.network
    if len(network.hidden) > MOST_LAYERS:
        raise UserError(
            f"network.hidden has {len(network.hidden)} layers: at most {MOST_LAYERS} are possible."
        )
    for place, units in enumerate(network.hidden, start=1):
        _whole(f"network.hidden, layer {place}", units, 1, MOST_UNITS)
    hidden = [name for name, row in ACTIVATIONS.items() if row.hidden]
    one_of("network.activation", network.activation, hidden)
    one_of("network.output", network.output, ACTIVATIONS)
    one_of("network.loss", network.loss, LOSSES)
    one_of("network.initializer", network.initializer, INITIALIZERS)
    _between("network.weight_scale", network.weight_scale, 0.0, 1000.0)
    _check_features(experiment)
    _check_keep_prob(experiment)
    _check_output(experiment)


def _check_features(experiment: Experiment) -> None:
    features = experiment.network.features
    for name in features:
        one_of("network.features", name, FEATURES)
    if len(set(features)) < len(features):
        raise UserError("network.features: a feature is named twice; name each once.")
    if features and experiment.shape.inputs != INPUTS:
        raise UserError(
            f"network.features: they are functions of two inputs, and this data has "
            f"{experiment.shape.inputs}; take them away, or choose data with two inputs."
        )


def _check_keep_prob(experiment: Experiment) -> None:
    wanted, layers = experiment.network.keep_prob, len(experiment.network.hidden)
    shares = (wanted,) if isinstance(wanted, int | float) else wanted
    for share in shares:
        if not 0.05 <= share <= 1:
            raise UserError(
                f"network.keep_prob = {share:g}: it must be a number from 0.05 to 1, the share of "
                f"units that a layer keeps."
            )
    if not isinstance(wanted, int | float) and len(wanted) != layers:
        raise UserError(
            f"network.keep_prob has {len(wanted)} numbers for {layers} hidden "
            f"{'layer' if layers == 1 else 'layers'}: "
            f"give one number for all, or one a layer."
        )


def _check_output(experiment: Experiment) -> None:
    network, loss = experiment.network, LOSSES[experiment.network.loss]
    if not loss.fits(network.output):
        fitting = " or ".join(name for name, row in LOSSES.items() if row.fits(network.output))
        raise UserError(
            f"network.loss = {network.loss} does not fit a {network.output} output: it needs "
            f"{loss.why_outputs}; for {network.output}, choose {fitting}."
        )
    if not experiment.shape.classes and network.loss != "squared_error":
        raise UserError(
            f"network.loss = {network.loss} is for classes, and this data predicts numbers: "
            f"choose squared_error, with a linear output."
        )
    if not experiment.shape.classes and network.output == "softmax":
        raise UserError(
            "network.output = softmax gives shares of one, and this data predicts numbers: "
            "choose linear."
        )


def _check_training(training: Training) -> None:
    one_of("training.optimizer", training.optimizer, OPTIMIZERS)
    one_of("training.regularization", training.regularization, [NO_REGULARIZATION, *REGULARIZERS])
    rate = training.learning_rate
    if not (math.isfinite(rate) and rate > 0):
        raise UserError(
            f"training.learning_rate = {rate:g}: it must be a number above 0, such as 0.03."
        )
    _between("training.regularization_rate", training.regularization_rate, 0.0, 1e6)
    for name in ("beta1", "beta2"):
        value = getattr(training, name)
        if not 0 <= value < 1:
            raise UserError(
                f"training.{name} = {value:g}: it must be a number from 0 to below 1, such as 0.9."
            )
    if not 0 < training.epsilon <= 1:
        raise UserError(
            f"training.epsilon = {training.epsilon:g}: it must be a number above 0 and at most 1, "
            f"such as 1e-8."
        )
    if training.batch_size != "full":
        _whole("training.batch_size", training.batch_size, 1, MOST_SAMPLES)
    _whole("training.seed", training.seed, 0, MOST_SEED)
    _whole("training.epochs", training.epochs, 1, 10_000_000)


def _check_memory(experiment: Experiment) -> None:
    sizes, samples = experiment.sizes, experiment.samples
    parameters = sum((a + 1) * b for a, b in itertools.pairwise(sizes))
    shape = "-".join(map(str, sizes))
    if parameters > MOST_PARAMETERS:
        raise UserError(
            f"network.hidden: {shape} has {parameters:,} parameters, and at most "
            f"{MOST_PARAMETERS:,} are possible; use fewer units."
        )
    if samples * sum(sizes) > MOST_VALUES:
        raise UserError(
            f"data.samples = {samples:,} with a {shape} network needs {samples * sum(sizes):,} "
            f"values a pass, and at most {MOST_VALUES:,} are possible; use fewer samples or units."
        )


def _whole(field: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise UserError(f"{field} = {value}: it must be a whole number from {low} to {high}.")


def _between(field: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:  # also refuses nan
        raise UserError(f"{field} = {value:g}: it must be a number from {low:g} to {high:g}.")


def one_of(field: str, value: str, choices: Iterable[str]) -> None:
    """Refuse a value that is not among the choices."""
    if value not in choices:
        raise UserError(f"{field} = {value}: {one_of_sentence(value, choices)}")


def one_of_sentence(value: str, choices: Iterable[str]) -> str:
    """What would be right instead of ``value``, the nearest first."""
    names = list(choices)
    lower = {name.lower(): name for name in names}
    near = difflib.get_close_matches(value.lower()[:100], lower, n=1)
    meant = f"did you mean {lower[near[0]]}? It" if near else "it"
    return f"{meant} is one of {', '.join(names)}."
