"""Samples with their classes, and the split into what trains and what tests."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import Array


@dataclass(frozen=True)
class Dataset:
    """Labelled samples.

    Attributes:
        inputs: m x n_0, a row a sample.
        labels: m class numbers, 0 ... len(classes) - 1.
        features: the names of the n_0 inputs.
        classes: the names of the classes.
    """

    inputs: Array
    labels: NDArray[np.int64]
    features: tuple[str, ...]
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: NDArray[np.int64]) -> "Dataset":
        """The samples at these rows, in this order."""
        return Dataset(self.inputs[rows], self.labels[rows], self.features, self.classes)


def split(
    dataset: Dataset, train_share: float, rng: np.random.Generator
) -> tuple[Dataset, Dataset]:
    """Part the samples at random into train and test.

    With a share of 1 nothing is moved, so that the four samples of XOR keep the order in which
    they are written down. Otherwise each part has at least one sample.
    """
    count = len(dataset)
    everything = np.arange(count)
    if train_share >= 1.0 or count < 2:
        return dataset, dataset.take(everything[:0])
    order = rng.permutation(count)
    train = min(max(round(train_share * count), 1), count - 1)
    return dataset.take(np.sort(order[:train])), dataset.take(np.sort(order[train:]))


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
