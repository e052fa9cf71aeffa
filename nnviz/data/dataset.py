"""Samples with what is to be learned of them, and the split into train, dev and test."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import Array


@dataclass(frozen=True)
class Dataset:
    """Samples of a classification, or of a regression where ``values`` is there.

    Attributes:
        inputs: m x n, a row a sample.
        labels: m class numbers, 0 ... len(classes) - 1; all 0 in a regression.
        features: the names of the n inputs.
        classes: the names of the classes; none in a regression.
        values: m x k numbers that are to be predicted, in a regression.
        predicted: the names of the k predicted values.
        image: height, width and channels, where the inputs are the pixels of a picture in the
            order of rows, columns, channels.
        remarks: sentences that a person should read: what was skipped, what stands in for what.
    """

    inputs: Array
    labels: NDArray[np.int64]
    features: tuple[str, ...]
    classes: tuple[str, ...]
    values: Array | None = None
    predicted: tuple[str, ...] = ()
    image: tuple[int, int, int] | None = None
    remarks: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def regression(self) -> bool:
        """Whether numbers are predicted rather than classes."""
        return self.values is not None

    def take(self, rows: NDArray[np.int64]) -> "Dataset":
        """The samples at these rows, in this order."""
        values = None if self.values is None else self.values[rows]
        return replace(self, inputs=self.inputs[rows], labels=self.labels[rows], values=values)


def split(
    dataset: Dataset, train_share: float, dev_share: float, rng: np.random.Generator
) -> tuple[Dataset, Dataset, Dataset]:
    """Part the samples at random into train, dev and test.

    With a train share of 1 nothing is moved, so that the four samples of XOR keep the order in
    which they are written down. Otherwise train has at least one sample, and so has the rest;
    without a dev share all of the rest is test.
    """
    count = len(dataset)
    everything = np.arange(count)
    if train_share >= 1.0 or count < 2:
        nothing = dataset.take(everything[:0])
        return dataset, nothing, nothing
    order = rng.permutation(count)
    train = min(max(round(train_share * count), 1), count - 1)
    dev = min(round(dev_share * count), count - train)
    if dev_share + train_share >= 1.0 - 1e-9 and dev_share > 0:
        dev = count - train  # nothing is left for test but what rounding made
    parts = np.split(order, [train, train + dev])
    first, second, third = (dataset.take(np.sort(part)) for part in parts)
    return first, second, third


def targets(labels: NDArray[np.int64], units: int, low_high: tuple[float, float]) -> Array:
    """What the output units should say, m x units, a row a sample.

    One unit tells two classes apart by ``low`` and ``high``; more have one each (one-hot).
    """
    low, high = low_high
    if units == 1:
        return np.where(labels == 1, high, low)[:, None].astype(float)
    encoded = np.full((len(labels), units), low)
    encoded[np.arange(len(labels)), labels] = high
    return encoded
