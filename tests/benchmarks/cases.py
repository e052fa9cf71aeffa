"""The four networks that are timed, with their data and their starting weights."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """One network and how it is trained.

    Attributes:
        sizes: units a layer, inputs first.
        hidden, output: names of the activations; sigmoid means binary cross-entropy and
            softmax means categorical cross-entropy.
        batch: samples in a mini-batch; all of them for full-batch training.
        tight: how many times the time of the tightest numpy loop we may take.
        torch: how many times faster than PyTorch we want to be.
    """

    sizes: tuple[int, ...]
    hidden: str
    output: str
    samples: int
    batch: int
    learning_rate: float
    tight: float
    torch: float

    @property
    def full(self) -> bool:
        """Whether every iteration sees all samples."""
        return self.batch == self.samples

    @property
    def iterations(self) -> int:
        """Iterations in one epoch."""
        return self.samples // self.batch

    @property
    def title(self) -> str:
        """One line that names the case."""
        sizes = "-".join(map(str, self.sizes))
        batch = f"all {self.samples} samples" if self.full else f"batches of {self.batch}"
        return f"{sizes} {self.hidden}/{self.output}, {batch}"

    def data(self) -> tuple[Array, Array]:
        """Inputs ``n_0 x samples`` and targets ``n_L x samples``, a sample a column."""
        rng = np.random.default_rng(1)
        X = rng.random((self.sizes[0], self.samples))
        if self.output == "softmax":
            labels = rng.integers(self.sizes[-1], size=self.samples)
            return X, np.eye(self.sizes[-1])[:, labels].copy()
        # Half of the samples are 1, in a way that the inputs decide.
        score = X.sum(axis=0)
        return X, (score > np.median(score)).astype(float)[np.newaxis]

    def start(self) -> list[tuple[Array, Array]]:
        """``(W, b)`` of every layer, W as ``n_out x n_in`` and b as ``n_out x 1``."""
        rng = np.random.default_rng(2)
        return [
            (rng.standard_normal((n_out, n_in)) / np.sqrt(n_in), np.zeros((n_out, 1)))
            for n_in, n_out in zip(self.sizes, self.sizes[1:], strict=False)
        ]

    def orders(self) -> Iterator[NDArray[np.intp]]:
        """The order of the samples in every epoch, the same for all who ask."""
        rng = np.random.default_rng(3)
        while True:
            yield rng.permutation(self.samples)


CASES = (
    Case((2, 3, 1), "tanh", "sigmoid", 4, 4, 0.5, tight=1.5, torch=10.0),
    Case((2, 4, 2, 1), "tanh", "sigmoid", 200, 10, 0.1, tight=1.5, torch=10.0),
    Case((784, 64, 10), "relu", "softmax", 1280, 64, 0.01, tight=1.15, torch=1.0),
    Case((12288, 7, 1), "tanh", "sigmoid", 209, 209, 0.005, tight=1.15, torch=1.0),
)
