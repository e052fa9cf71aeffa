"""Chance as a function: a generator for every purpose, keyed and never stored."""

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What a generator is for. The numbers are part of every saved run: never reuse one."""

    WEIGHTS = 1
    SHUFFLE = 2
    SAMPLES = 3
    SPLIT = 4
    DROPOUT = 5


def generator(seed: int, purpose: Purpose, key: int = 0) -> np.random.Generator:
    """The generator for this purpose; ``key`` is the layer, the epoch or the iteration."""
    return np.random.Generator(np.random.PCG64([seed, int(purpose), key]))
