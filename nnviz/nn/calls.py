"""A bound kernel: a function and the arrays that it reads and writes.

Every formula in this package is given as a short list of calls on buffers that exist already, so
that training allocates nothing, and so that the list which trains is the list which is stepped.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Call = tuple[Callable[..., Any], tuple[Any, ...]]

# ufuncs convert a Python float on every call, which costs as much as the arithmetic on a small
# matrix; an array of no dimensions needs no conversion.
ZERO: Array = np.array(0.0)
HALF: Array = np.array(0.5)
ONE: Array = np.array(1.0)


def run(calls: Iterable[Call]) -> None:
    """Carry out the calls in order."""
    for function, arguments in calls:
        function(*arguments)
