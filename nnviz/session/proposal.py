"""What is shown of a file before it is taken: first rows, ranges, classes, and a network for it."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.data.readers import Decode, Preview, Progress, preview, read
from nnviz.data.readers.layout import layout_of
from nnviz.data.readers.reading import kind_of
from nnviz.errors import UserError
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.calls import Array
from nnviz.nn.losses import LOSSES
from nnviz.session.data_settings import Data
from nnviz.session.experiment import Experiment
from nnviz.session.fitting import fit
from nnviz.session.sources import FILES, choice_of

_FIRST_CLASSES = 12
_AT_ONCE = 4_000_000  # values: 32 MB


@dataclass(frozen=True)
class Range:
    """Of one column, or of all pixels."""

    low: float
    mean: float
    high: float


@dataclass(frozen=True)
class Proposal:
    """A file as it was understood, and an experiment on it.

    Attributes:
        preview: its first rows.
        ranges: of those columns of the preview that hold numbers which are learned.
        pixels: the range of all inputs, where they are pictures.
        targets: what could be chosen as the target.
    """

    dataset: Dataset
    preview: Preview
    experiment: Experiment
    ranges: dict[int, Range]
    pixels: Range | None
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Beginning:
    """The columns and first rows of a table that cannot be read as it was asked."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def propose(data: Data, progress: Progress, decode: Decode | None) -> Proposal:
    """Read a file anew, and choose a network for it; nothing is kept.

    Raises:
        UserError: one sentence that says what is wrong, where, and what to do.
        Cancelled: by ``progress``.
    """
    path, choice = Path(data.path), choice_of(data)
    dataset = read(path, choice, progress, decode)
    shown = preview(path, choice, dataset)
    lows, means, highs = _ranges(dataset.inputs)
    pixels = None
    if dataset.image is not None:
        pixels = Range(float(lows.min()), float(means.mean()), float(highs.max()))
    return Proposal(
        dataset,
        shown,
        fit(data, dataset),
        {} if pixels else _by_column(dataset, shown, np.stack([lows, means, highs])),
        pixels,
        targets_of(path, dataset, shown.columns),
    )


def keep(proposal: Proposal) -> None:
    """Keep what was read, so that the run of the experiment does not read it again."""
    FILES.keep(proposal.experiment.data, proposal.dataset)


def beginning_of(data: Data) -> Beginning:
    """What can be seen of a table that cannot be read; nothing of anything else."""
    path = Path(data.path)
    try:
        if kind_of(path) != "text":
            return Beginning()
        layout = layout_of(path, choice_of(data))
    except (UserError, ValueError):  # no text at all, or in another code page
        return Beginning()
    return Beginning(layout.names, tuple(map(tuple, layout.rows[:8])))


def targets_of(path: Path, dataset: Dataset, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The names of what can be the target: columns, or arrays of an archive."""
    kind = kind_of(path)
    if kind == "text":
        return columns
    if kind not in ("npy", "npz"):
        return ()
    if kind == "npz":
        with zipfile.ZipFile(path) as archive:
            names = [name.removesuffix(".npy") for name in archive.namelist()]
        if len(names) > 1:
            return tuple(names)
    count = dataset.inputs.shape[1] + (1 if dataset.values is None else dataset.values.shape[1])
    return tuple(f"column {k}" for k in range(1, count + 1))


def network_in_words(experiment: Experiment, dataset: Dataset) -> str:
    """The chosen network and its training, as a sentence."""
    with FILES.lent(experiment.data, dataset):
        sizes = "-".join(map(str, experiment.sizes))
    network, training, data = experiment.network, experiment.training, experiment.data
    batch = "all samples" if training.batch_size == "full" else f"{training.batch_size} samples"
    standardized = {
        "none": "inputs as they are",
        "inputs": "inputs standardized",
        "all": "inputs and target standardized",
    }[data.standardize]
    if data.train_share < 1:
        split = f"{data.train_share:.0%} to train, {1 - data.train_share:.0%} to test"
    else:
        split = "all samples to train"
    return (
        f"{sizes}, {ACTIVATIONS[network.activation].title} and "
        f"{ACTIVATIONS[network.output].title} with {LOSSES[network.loss].title}; "
        f"{standardized}; {split}; learning rate {training.learning_rate:g}, "
        f"{batch} an iteration. All of it can be changed in Setup."
    )


def target_in_words(dataset: Dataset) -> str:
    """The classes with their counts, or which numbers are predicted."""
    if dataset.regression:
        names = ", ".join(dataset.predicted[:_FIRST_CLASSES])
        more = len(dataset.predicted) - _FIRST_CLASSES
        return f"Regression: predicts {names}" + (f" and {more} more." if more > 0 else ".")
    counts = np.bincount(dataset.labels, minlength=len(dataset.classes)).tolist()
    pairs = [f"{name} ({count:,})" for name, count in zip(dataset.classes, counts, strict=True)]
    listed = ", ".join(pairs[:_FIRST_CLASSES])
    more = len(pairs) - _FIRST_CLASSES
    if more > 0:
        low, high = min(counts[_FIRST_CLASSES:]), max(counts[_FIRST_CLASSES:])
        each = f"{low:,}" if low == high else f"{low:,} to {high:,}"
        listed += f" and {more} more with {each} samples each"
    return f"{len(pairs)} classes: {listed}."


def _ranges(array: Array) -> tuple[Array, Array, Array]:
    """Lowest, mean and highest of every column; in pieces, so that no copy is made."""
    at_once = max(1, _AT_ONCE // max(array.shape[1], 1))
    pieces = [array[begin : begin + at_once] for begin in range(0, len(array), at_once)]
    with np.errstate(over="ignore"):
        total = np.sum([piece.sum(axis=0) for piece in pieces], axis=0)
    low = np.min([piece.min(axis=0) for piece in pieces], axis=0)
    high = np.max([piece.max(axis=0) for piece in pieces], axis=0)
    return low, total / len(array), high


def _by_column(dataset: Dataset, shown: Preview, inputs: Array) -> dict[int, Range]:
    """The ranges at the places of the preview's columns, which has more of them than inputs."""
    names, found = list(dataset.features), inputs
    if dataset.values is not None:
        names += dataset.predicted
        found = np.hstack([inputs, np.stack(_ranges(dataset.values))])
    left: dict[str, list[int]] = {}
    for place, name in reversed(list(enumerate(names))):
        left.setdefault(name, []).append(place)
    ranges: dict[int, Range] = {}
    for column, name in enumerate(shown.columns):
        if left.get(name):
            place = left[name].pop()
            ranges[column] = Range(*(float(each) for each in found[:, place]))
    return ranges
