"""Compare gradients with centred finite differences, as note 004 has it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import Array
from nnviz.nn.network import ParameterVector

# A centred difference errs by h² in theory and by rounding / h in practice; the cube root of the
# machine precision balances the two.
STEP = float(np.finfo(np.float64).eps ** (1 / 3))
WRONG = 1e-5


@dataclass(frozen=True)
class Check:
    """The comparison for one parameter matrix.

    Attributes:
        name: the gradient's name, such as ``dW1``.
        relative_error: ‖approx − grad‖ / (‖approx‖ + ‖grad‖); 0 where both are no larger than
            what rounding in J makes of a difference.
        rounding: whether the two differ by no more than that.
        checked: how many entries were compared, of ``entries``.
        kinks: entries left out because a unit crosses the kink of its activation on the way.
    """

    name: str
    relative_error: float
    checked: int
    entries: int
    kinks: int
    rounding: bool

    @property
    def wrong(self) -> bool:
        """Whether the gradient disagrees; not a number counts as disagreeing."""
        return not (self.rounding or self.relative_error <= WRONG)


def relative_error(approx: Array, gradient: Array) -> float:
    """‖approx − grad‖ / (‖approx‖ + ‖grad‖), the measure of note 004; 0 where both are 0."""
    scale = float(np.linalg.norm(approx) + np.linalg.norm(gradient))
    if scale == 0.0:
        return 0.0
    return float(np.linalg.norm(approx - gradient)) / scale


def check(
    sizes: tuple[int, ...],
    parameters: Array,
    gradient: Array,
    cost: Callable[[Array], tuple[float, NDArray[np.bool_]]],
    most: int = 2000,
) -> list[Check]:
    """Check the gradient of every W_l and b_l.

    Args:
        parameters: the flat vector at which to differentiate; it is not changed.
        gradient: the flat gradient to check.
        cost: J at a flat vector, and which units with a kink are on its upper side there.
        most: the largest number of entries tried in one matrix, spread evenly over it.
    """
    theta = ParameterVector(sizes, parameters.copy())
    gradients = dict(ParameterVector(sizes, gradient).named("d"))
    # An entry smaller than this is rounding in J itself; without a floor, a gradient that
    # vanishes (all weights zero) would be compared with noise.
    floor = 16 * float(np.finfo(np.float64).eps) * max(1.0, abs(cost(theta.flat)[0])) / STEP
    results = []
    for name, view in theta.named("d"):
        chosen = np.unique(np.linspace(0, view.size - 1, min(view.size, most)).astype(int))
        approx, exact, kinks = [], [], 0
        for index in zip(*np.unravel_index(chosen, view.shape), strict=True):
            value = view[index]
            step = STEP * max(1.0, abs(float(value)))
            view[index] = value + step
            above, upper = cost(theta.flat)
            width = view[index]
            view[index] = value - step
            below, lower = cost(theta.flat)
            width = width - view[index]  # what was added and taken away after rounding
            view[index] = value
            if not np.array_equal(upper, lower):
                kinks += 1
                continue
            difference = (above - below) / width
            exact.append(gradients[name][index])
            approx.append(difference)
        a, g = np.array(approx), np.array(exact)
        noise = floor * np.sqrt(max(len(a), 1))
        vanishes = np.linalg.norm(a) <= noise and np.linalg.norm(g) <= noise
        error = 0.0 if vanishes else relative_error(a, g)
        rounding = bool(np.linalg.norm(a - g) <= noise)
        results.append(Check(name, error, len(a), view.size, kinks, rounding))
    return results
