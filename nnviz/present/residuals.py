"""How far predictions of a number lie from the truth, in the units of the data."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """How well one number is predicted.

    Attributes:
        explained: R² = 1 - Σ (y - ŷ)² / Σ (y - mean y)²; None where all y are the same.
        rmse: √(1/m Σ (y - ŷ)²).
        largest: the residual y - ŷ that is furthest from 0, with its sign.
    """

    explained: float | None
    rmse: float
    largest: float


def fit(true: Floats, predicted: Floats) -> Fit:
    """How well m predictions fit; infinite or nan where they are not finite.

    Raises:
        ValueError: there is no sample.
    """
    if not len(true):
        raise ValueError("a fit needs at least one sample")
    with np.errstate(all="ignore"):
        residuals = true - predicted
        squares = float(np.square(residuals).mean())
        spread = float(np.square(true - true.mean()).mean())
    explained = 1 - squares / spread if spread > 0 else None
    return Fit(explained, float(np.sqrt(squares)), float(residuals[np.abs(residuals).argmax()]))
