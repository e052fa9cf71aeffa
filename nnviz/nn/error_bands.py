"""What the relative error of one entry of a gradient says, in the bands that are customary.

Note 004 measures a whole gradient, ‖approx − grad‖ / (‖approx‖ + ‖grad‖), and a single entry is
compared here as course CS231n has it, |approx − grad| / max(|approx|, |grad|). With numbers of
double precision its notes on gradient checks (cs231n.github.io/neural-networks-3) call 1e-7 and
less good, above 1e-2 usually wrong, and what lies between doubtful, the less so for deep networks
and at kinks. There is one bound more: up to 1e-5, the bound of ``nnviz gradcheck``, it is fair.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import Array
from nnviz.nn.gradient_check import WRONG as _FAIR

GOOD_TO, FAIR_TO, DOUBTFUL_TO = 1e-7, _FAIR, 1e-2


class Band(IntEnum):
    """What is known of an entry; the order is that of a legend."""

    GOOD = 0
    FAIR = 1
    DOUBTFUL = 2
    WRONG = 3
    ROUNDING = 4
    """The two differ by no more than what rounding in J makes of a difference."""
    KINK = 5
    """A function bends between J(θ − h) and J(θ + h), so that their difference says nothing."""
    UNCHECKED = 6


def entry_errors(approx: Array, gradient: Array) -> Array:
    """|approx − grad| / max(|approx|, |grad|) an entry; 0 where both are 0."""
    with np.errstate(all="ignore"):
        scale = np.maximum(np.abs(approx), np.abs(gradient))
        errors: Array = np.abs(approx - gradient) / np.where(scale == 0.0, 1.0, scale)
    return errors


def bands(approx: Array, gradient: Array, noise: float) -> NDArray[np.uint8]:
    """The band of every entry; ``noise`` is what rounding can make of a difference.

    What is not a number is wrong.
    """
    errors = entry_errors(approx, gradient)
    found = np.full(errors.shape, Band.WRONG, dtype=np.uint8)
    for limit, band in (
        (DOUBTFUL_TO, Band.DOUBTFUL),
        (FAIR_TO, Band.FAIR),
        (GOOD_TO, Band.GOOD),
    ):
        found[errors <= limit] = band
    with np.errstate(all="ignore"):
        close = np.abs(approx - gradient) <= noise
    found[close & (found != Band.GOOD)] = Band.ROUNDING
    return found
