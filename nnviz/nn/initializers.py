"""How weights are drawn at the start. Biases always start at 0."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from nnviz.nn.calls import Array


@dataclass(frozen=True)
class Initializer:
    """Weights are ``scale(n_in, n_out)`` times a draw; ``latex`` says so in a formula."""

    name: str
    title: str
    latex: str
    scale: Callable[[int, int], float]
    uniform: bool = False

    def draw(self, n_in: int, n_out: int, rng: np.random.Generator) -> Array:
        """Weights of one layer, n_out x n_in."""
        shape = (n_out, n_in)
        draws = rng.random(shape) if self.uniform else rng.standard_normal(shape)
        return draws * self.scale(n_in, n_out)


_ROWS = (
    Initializer("xavier", "Xavier", r"\sqrt{1/n_{in}}", lambda n_in, n_out: sqrt(1 / n_in)),
    Initializer("he", "He", r"\sqrt{2/n_{in}}", lambda n_in, n_out: sqrt(2 / n_in)),
    Initializer(
        "glorot", "Glorot", r"\sqrt{2/(n_{in}+n_{out})}",
        lambda n_in, n_out: sqrt(2 / (n_in + n_out)),
    ),
    Initializer(
        "fan_sum", "√(1/(n_in+n_out))", r"\sqrt{1/(n_{in}+n_{out})}",
        lambda n_in, n_out: sqrt(1 / (n_in + n_out)),
    ),
    Initializer("small_normal", "small normal", "0.01", lambda n_in, n_out: 0.01),
    Initializer("small_uniform", "small uniform", "0.01", lambda n_in, n_out: 0.01, uniform=True),
    Initializer("zeros", "zeros", "0", lambda n_in, n_out: 0.0),
)  # fmt: skip

INITIALIZERS = {row.name: row for row in _ROWS}
