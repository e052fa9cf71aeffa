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


def product(left: Array, right: Array, out: Array) -> Call:
    """``out = left · right``.

    ``dot`` called on the array has the least overhead, but first copies an operand that has gaps,
    a view of some columns for example; ``matmul`` hands it to BLAS as it is.
    """
    if all(each.flags.c_contiguous or each.flags.f_contiguous for each in (left, right)):
        return left.dot, (right, out)
    return np.matmul, (left, right, out)


def run(calls: Iterable[Call]) -> None:
    """Carry out the calls in order."""
    for function, arguments in calls:
        function(*arguments)
