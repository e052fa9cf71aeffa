"""From values to colours: diverging scales with zero at their centre."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

RGB = tuple[int, int, int]
STEPS = 255  # odd, so that zero has a colour of its own: index 127
NOT_FINITE = 255  # the index after the scale


def rgb(colour: str) -> RGB:
    """The parts of ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def blend(a: str, b: str, share: float) -> str:
    """The colour that is ``share`` of the way from a to b."""
    mixed = (round(x + (y - x) * share) for x, y in zip(rgb(a), rgb(b), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def diverging(negative: str, neutral: str, positive: str) -> NDArray[np.uint8]:
    """A table of STEPS colours from negative over neutral to positive, STEPS x 3."""
    low, middle, high = (np.array(rgb(each), float) for each in (negative, neutral, positive))
    share = np.linspace(-1, 1, STEPS)[:, None]
    ends = np.where(share < 0, low, high)
    table: NDArray[np.uint8] = np.rint(middle + (ends - middle) * np.abs(share)).astype(np.uint8)
    return table


def levels(values: NDArray[np.float64], limit: float) -> NDArray[np.uint8]:
    """Indices into a diverging table for values on −limit … limit; NOT_FINITE where not finite."""
    with np.errstate(all="ignore"):
        share = np.asarray(values / (limit if limit > 0 else np.inf))
        # In place: of a matrix of millions every other copy would be made for nothing.
        np.clip(share, -1, 1, out=share)
        share += 1
        share *= (STEPS - 1) / 2
        index: NDArray[np.uint8] = np.rint(share, out=share).astype(np.uint8)
    index[~np.isfinite(values)] = NOT_FINITE
    return index


def limit_of(matrices: Iterable[NDArray[np.float64]]) -> float:
    """A round number that no finite value exceeds: 1, 2 or 5 times a power of ten.

    Round, so that a colour bar can be read and does not change with every step; 1 where there is
    nothing but zeros.
    """
    largest = 0.0
    for matrix in matrices:
        if matrix.size:
            low, high = float(matrix.min()), float(matrix.max())
            if not (math.isfinite(low) and math.isfinite(high)):
                finite = matrix[np.isfinite(matrix)]
                low, high = (float(finite.min()), float(finite.max())) if finite.size else (0, 0)
            largest = max(largest, -low, high)
    return round_up(largest) if largest > 0 else 1.0


def round_up(value: float) -> float:
    """The next of 1, 2, 5 times a power of ten that is not below a positive value."""
    if value > 1e308:
        return float(np.finfo(np.float64).max)
    value = max(value, 1e-300)  # below, powers of ten lose their precision
    power = 10.0 ** math.floor(math.log10(value))
    for factor in (1, 2, 5, 10):
        if value <= factor * power * (1 + 1e-12):
            return factor * power
    return 10 * power


def is_light(red: int, green: int, blue: int) -> bool:
    """Whether dark text stands out more from a background than white does."""
    return 0.299 * red + 0.587 * green + 0.114 * blue > 140


def is_gradient(name: str) -> bool:
    """Whether a matrix is shown on the scale of gradients, by its name: ``dW1``, ``vdW1``, ``rW1``.

    An average of squares, ``sdW1``, and the regularization's part of dW belong there too; a slope
    g'(Z) is a value.
    """
    return name.lstrip("vsc").startswith("d") or name.startswith("rW")
