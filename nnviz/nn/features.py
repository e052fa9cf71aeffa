"""Functions of two inputs that can be fed to a network instead of the inputs themselves.

They are those of TensorFlow Playground: with x₁² and x₂² a single unit draws a circle.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.nn.calls import Array, Call


@dataclass(frozen=True)
class Feature:
    """One function; ``calls(x1, x2, out)`` fill a row of m values from two of them.

    ``entry`` says how one value is worked out: ``@0[1]`` is the first input of its sample.
    """

    name: str
    title: str
    latex: str
    entry: str
    calls: Callable[[Array, Array, Array], list[Call]]


_ROWS = (
    Feature("x1", "x₁", "x_1", "@0[1]", lambda x1, x2, out: [(np.copyto, (out, x1))]),
    Feature("x2", "x₂", "x_2", "@0[2]", lambda x1, x2, out: [(np.copyto, (out, x2))]),
    Feature("x1_squared", "x₁²", "x_1^2", "@0[1]²", lambda x1, x2, out: [(np.square, (x1, out))]),
    Feature("x2_squared", "x₂²", "x_2^2", "@0[2]²", lambda x1, x2, out: [(np.square, (x2, out))]),
    Feature(
        "x1_x2", "x₁x₂", "x_1 x_2", "@0[1]·@0[2]",
        lambda x1, x2, out: [(np.multiply, (x1, x2, out))],
    ),
    Feature(
        "sin_x1", "sin x₁", r"\sin x_1", "sin(@0[1])", lambda x1, x2, out: [(np.sin, (x1, out))]
    ),
    Feature(
        "sin_x2", "sin x₂", r"\sin x_2", "sin(@0[2])", lambda x1, x2, out: [(np.sin, (x2, out))]
    ),
)  # fmt: skip

FEATURES = {row.name: row for row in _ROWS}
INPUTS = 2
"""How many inputs the features are functions of."""
