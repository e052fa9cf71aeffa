"""Compare gradients with centred finite differences, as note 004 has it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import Array
from nnviz.nn.network import ParameterVector

# A centred difference errs by h² in theory and by rounding / h in practice; the cube root of the
# machine precision balances the two.
STEP = float(np.finfo(np.float64).eps ** (1 / 3))
WRONG = 1e-5
Index = tuple[int, int]
Costs = Callable[[], tuple[float, NDArray[np.bool_]]]


@dataclass(frozen=True)
class Difference:
    """The centred difference for one entry of a parameter matrix.

    Attributes:
        index: the entry's row and column.
        below, above: J with the entry so much smaller and larger.
        width: how far the two lie apart, after rounding: about 2h.
        crossed: which of the sides that ``cost`` tells of differ between the two, by number.
    """

    index: Index
    below: float
    above: float
    width: float
    crossed: NDArray[np.intp]

    @property
    def quotient(self) -> float:
        """(J(θ + h) − J(θ − h)) / 2h."""
        return (self.above - self.below) / self.width

    @property
    def value(self) -> float | None:
        """The same; None where a kink lies between, so that it says nothing."""
        return None if self.crossed.size else self.quotient


def differences(view: Array, indices: Iterable[Index], cost: Costs) -> Iterator[Difference]:
    """The centred differences for entries of one parameter matrix, one after another.

    Args:
        view: the parameter matrix that ``cost`` reads. It is changed for a moment, and is as
            before whenever a difference is handed over, and when the iterator is closed.
        cost: J, and which units with a kink are on its upper side.
    """
    for index in indices:
        value = view[index]
        step = STEP * max(1.0, abs(float(value)))
        try:
            view[index] = value + step
            above, upper = cost()
            width = view[index]
            view[index] = value - step
            below, lower = cost()
            width = width - view[index]  # what was added and taken away after rounding
        finally:
            view[index] = value
        yield Difference(index, below, above, float(width), np.flatnonzero(upper != lower))


def rounding_in(cost: float) -> float:
    """What rounding in a J of this size can make of a centred difference."""
    return 16 * float(np.finfo(np.float64).eps) * max(1.0, abs(cost)) / STEP


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
    floor = rounding_in(cost(theta.flat)[0])
    results = []
    for name, view in theta.named("d"):
        chosen = np.unique(np.linspace(0, view.size - 1, min(view.size, most)).astype(int))
        rows, columns = np.unravel_index(chosen, view.shape)
        indices = zip(rows.tolist(), columns.tolist(), strict=True)
        approx, exact, kinks = [], [], 0
        for found in differences(view, indices, lambda: cost(theta.flat)):
            if found.value is None:
                kinks += 1
                continue
            exact.append(gradients[name][found.index])
            approx.append(found.value)
        a, g = np.array(approx), np.array(exact)
        noise = floor * np.sqrt(max(len(a), 1))
        vanishes = np.linalg.norm(a) <= noise and np.linalg.norm(g) <= noise
        error = 0.0 if vanishes else relative_error(a, g)
        rounding = bool(np.linalg.norm(a - g) <= noise)
        results.append(Check(name, error, len(a), view.size, kinks, rounding))
    return results
