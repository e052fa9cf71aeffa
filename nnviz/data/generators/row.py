"""What a row of the table of generators says, and what the rows have in common."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Dataset

RADIUS = 5.0


@dataclass(frozen=True)
class Generator:
    """One kind of data.

    Attributes:
        draw: ``(samples, noise, rng, inputs, classes)`` to the dataset; noise from 0 to 0.5.
        count: the number of samples for a number of inputs, where it cannot be chosen.
        inputs, classes: how many there are; of a regression, 0 classes.
        free: which of ``inputs`` and ``classes`` a person can choose.
        outputs: how many numbers a regression predicts.
        image: height, width and channels, where the inputs are the pixels of a picture.
    """

    name: str
    title: str
    draw: Callable[[int, float, np.random.Generator, int, int], Dataset]
    count: Callable[[int], int] | None = None
    inputs: int = 2
    classes: int = 2
    free: tuple[str, ...] = ()
    outputs: int = 1
    image: tuple[int, int, int] | None = None


def numbered(count: int) -> tuple[str, ...]:
    """The names x1 ... xn of inputs that stand for nothing in particular."""
    return tuple(f"x{i}" for i in range(1, count + 1))


def alternating(samples: int) -> NDArray[np.int64]:
    """0 1 0 1 ...: as many samples of one class as of the other."""
    return np.arange(samples, dtype=np.int64) % 2
