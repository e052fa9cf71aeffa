"""What everybody who is timed can do."""

from typing import Protocol

import numpy as np

from tests.benchmarks.cases import Array


class Contender(Protocol):
    """Somebody who trains the network of a case."""

    def reset(self) -> None:
        """Go back to the starting weights, and to the first epoch's order of samples."""

    def train(self, epochs: int) -> None:
        """Train for so many epochs."""

    def parameters(self) -> Array | None:
        """W1, b1, W2, b2, ... in one vector; None if the start could not be chosen."""


def in_one(layers: list[tuple[Array, Array]]) -> Array:
    """W1, b1, W2, b2, ... in one vector, every W a row after the other."""
    return np.concatenate([np.ravel(matrix) for layer in layers for matrix in layer])
