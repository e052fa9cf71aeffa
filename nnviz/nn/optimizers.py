"""Rules that turn a gradient into a change of the parameters."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.nn.calls import Array, Call


@dataclass(frozen=True)
class Optimizer:
    """One rule, acting element by element.

    ``update(parameter, gradient, learning_rate, scratch)`` gives the calls. Because they act
    element by element, the whole flat vector and each of its matrices alone give the same bits;
    training uses the first, stepping the second.
    """

    name: str
    title: str
    update: Callable[[Array, Array, Array, Array], list[Call]]


def _gradient_descent(
    parameter: Array, gradient: Array, learning_rate: Array, scratch: Array
) -> list[Call]:
    return [
        (np.multiply, (gradient, learning_rate, scratch)),
        (np.subtract, (parameter, scratch, parameter)),
    ]


_ROWS = (Optimizer("gradient_descent", "gradient descent", _gradient_descent),)

OPTIMIZERS = {row.name: row for row in _ROWS}
