"""The one document: data, network, training and view, checked in one place."""

import difflib
import itertools
import math
from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from nnviz.data.generators import GENERATORS
from nnviz.errors import UserError
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.initializers import INITIALIZERS
from nnviz.nn.losses import LOSSES
from nnviz.nn.optimizers import OPTIMIZERS

MOST_UNITS = 16_384
MOST_LAYERS = 64
MOST_PARAMETERS = 20_000_000
MOST_SAMPLES = 200_000
MOST_VALUES = 50_000_000  # of inputs, and of all activations of one batch: 400 MB each
MOST_SEED = 2**31 - 1


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all parts of an experiment have in common."""


class Data(Document, frozen=True):
    """What is learned from; ``noise`` and ``train_share`` are parts of one, not percents."""

    source: str = "xor"
    samples: int = 200
    noise: float = 0.0
    train_share: float = 1.0
    inputs: int = 2
    classes: int = 2


class NetworkSettings(Document, frozen=True):
    """Hidden sizes and the tables' names; input and output sizes follow from data and output."""

    hidden: tuple[int, ...] = (3,)
    activation: str = "tanh"
    output: str = "sigmoid"
    loss: str = "binary_cross_entropy"
    initializer: str = "xavier"


class Training(Document, frozen=True):
    """How it learns. ``epochs`` is how long ``nnviz train`` goes on unless told."""

    optimizer: str = "gradient_descent"
    learning_rate: float = 0.3
    batch_size: int | Literal["full"] = "full"
    seed: int = 0
    epochs: int = 1000


class View(Document, frozen=True):
    """What a person looks at, where it is worth keeping with the rest."""

    edges: Literal["W", "dW", "change"] = "W"
    log_cost: bool = False
    sample: int = 0
    most_edges: int = 2000


class Experiment(Document, frozen=True):
    """The whole document. A preset is one of these in TOML."""

    title: str = ""
    note: str = ""
    description: str = ""
    data: Data = Data()
    network: NetworkSettings = NetworkSettings()
    training: Training = Training()
    view: View = View()

    @property
    def sizes(self) -> tuple[int, ...]:
        """n_0 ... n_L."""
        return (self.data.inputs, *self.network.hidden, self.outputs)

    @property
    def outputs(self) -> int:
        """n_L: softmax has a unit a class; two classes need a single unit otherwise."""
        classes = self.data.classes
        return classes if self.network.output == "softmax" or classes > 2 else 1

    @property
    def samples(self) -> int:
        """How many samples the data has, whether chosen or given by its source."""
        return GENERATORS[self.data.source].fixed or self.data.samples


def check(experiment: Experiment) -> Experiment:
    """The experiment itself, if everything in it fits together.

    Raises:
        UserError: it names the field and what would be right.
    """
    _check_data(experiment.data)
    _check_network(experiment)
    _check_training(experiment.training)
    _whole("view.sample", experiment.view.sample, 0, MOST_SAMPLES)
    _whole("view.most_edges", experiment.view.most_edges, 100, 100_000)
    _check_memory(experiment)
    return experiment


def _check_data(data: Data) -> None:
    _one_of("data.source", data.source, GENERATORS)
    _whole("data.samples", data.samples, 2, MOST_SAMPLES)
    _between("data.noise", data.noise, 0.0, 0.5)
    _between("data.train_share", data.train_share, 0.1, 1.0)
    _whole("data.inputs", data.inputs, 1, MOST_UNITS)
    _whole("data.classes", data.classes, 2, 100)
    if not GENERATORS[data.source].shaped:
        for field, value in (("inputs", data.inputs), ("classes", data.classes)):
            if value != 2:
                raise UserError(
                    f"data.{field} = {value}: the data '{data.source}' has 2 {field}; "
                    f"set data.source = blobs to choose their number."
                )


def _check_network(experiment: Experiment) -> None:
    network = experiment.network
    if len(network.hidden) > MOST_LAYERS:
        raise UserError(
            f"network.hidden has {len(network.hidden)} layers: at most {MOST_LAYERS} are possible."
        )
    for place, units in enumerate(network.hidden, start=1):
        _whole(f"network.hidden, layer {place}", units, 1, MOST_UNITS)
    hidden = [name for name, row in ACTIVATIONS.items() if row.hidden]
    _one_of("network.activation", network.activation, hidden)
    _one_of("network.output", network.output, ACTIVATIONS)
    _one_of("network.loss", network.loss, LOSSES)
    _one_of("network.initializer", network.initializer, INITIALIZERS)
    loss = LOSSES[network.loss]
    if not loss.fits(network.output):
        fitting = " or ".join(name for name, row in LOSSES.items() if row.fits(network.output))
        raise UserError(
            f"network.loss = {network.loss} does not fit a {network.output} output: it needs "
            f"{loss.why_outputs}; for {network.output}, choose {fitting}."
        )


def _check_training(training: Training) -> None:
    _one_of("training.optimizer", training.optimizer, OPTIMIZERS)
    rate = training.learning_rate
    if not (math.isfinite(rate) and rate > 0):
        raise UserError(
            f"training.learning_rate = {rate:g}: it must be a number above 0, such as 0.03."
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


def _one_of(field: str, value: str, choices: Iterable[str]) -> None:
    if value not in choices:
        raise UserError(f"{field} = {value}: {one_of_sentence(value, choices)}")


def one_of_sentence(value: str, choices: Iterable[str]) -> str:
    """What would be right instead of ``value``, the nearest first."""
    names = list(choices)
    lower = {name.lower(): name for name in names}
    near = difflib.get_close_matches(value.lower()[:100], lower, n=1)
    meant = f"did you mean {lower[near[0]]}? It" if near else "it"
    return f"{meant} is one of {', '.join(names)}."


def from_toml(text: bytes, place: str) -> Experiment:
    """An experiment from TOML.

    Raises:
        UserError: naming ``place``, the field and the mend.
    """
    try:
        experiment = msgspec.toml.decode(text, type=Experiment)
    except RecursionError:
        raise UserError(f"{place}: it is nested too deeply to be an experiment.") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise UserError(f"{place}: {error}.") from None
    try:
        return check(experiment)
    except UserError as error:
        raise UserError(f"{place}: {error}") from None


def sections(experiment: Experiment) -> dict[str, Document]:
    """The parts that have fields of their own, by name."""
    return {
        "data": experiment.data,
        "network": experiment.network,
        "training": experiment.training,
        "view": experiment.view,
    }


def find_field(key: str, experiment: Experiment) -> tuple[str, str]:
    """The section and the field that ``key`` names: ``network.loss``, or ``loss`` alone.

    Raises:
        UserError: there is no such field.
    """
    wanted = key.strip().replace("-", "_")
    every = {
        f"{section}.{field}": (section, field)
        for section, document in sections(experiment).items()
        for field in document.__struct_fields__
    }
    short = {name.partition(".")[2]: place for name, place in every.items()}
    found = every.get(wanted) or short.get(wanted)
    if found is None:
        raise UserError(f"'{key}' is not a setting: {one_of_sentence(wanted, short)}")
    return found


def replaced(experiment: Experiment, changes: dict[str, Any]) -> Experiment:
    """The experiment with these fields changed, checked; keys as for :func:`find_field`.

    Raises:
        UserError: a field does not exist, has the wrong type, or does not fit the others.
    """
    parts: dict[str, dict[str, Any]] = {}
    for key, value in changes.items():
        section, field = find_field(key, experiment)
        document = sections(experiment)[section]
        parts.setdefault(section, msgspec.structs.asdict(document))[field] = value
    new: dict[str, Document] = {}
    for section, fields in parts.items():
        kind = type(sections(experiment)[section])
        try:
            new[section] = msgspec.convert(fields, kind)
        except msgspec.ValidationError as error:
            raise UserError(f"{section}: {error}.") from None
    return check(msgspec.structs.replace(experiment, **new))
