"""From the answers of a network to the colours of a decision region."""

import numpy as np
from numpy.typing import NDArray

from nnviz.present.colours import NOT_FINITE, STEPS, levels, round_up

_MOST_SHADES, _LEVELS = 8, 256


def shades(classes: int) -> int:
    """How many shades, from unsure to sure, each class has among the levels of an image."""
    return max(1, min(_MOST_SHADES, _LEVELS // classes))


def signed_levels(output: NDArray[np.float64], threshold: float) -> NDArray[np.uint8]:
    """Indices into a diverging scale for two classes; its centre is where the answer changes.

    One unit is measured from its threshold; of two, the second is measured against the first.
    """
    if output.shape[0] == 1:
        reach = 0.5 if threshold else 1.0
        return levels(output[0] - threshold, reach)
    return levels(output[1] - output[0], 1.0)


def class_levels(output: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The strongest class of every column and how sure it is: class · shades + shade."""
    steps = shades(output.shape[0])
    winner = output.argmax(axis=0)
    share = np.take_along_axis(output, winner[None, :], axis=0)[0]
    even = 1 / output.shape[0]
    with np.errstate(all="ignore"):
        sure = np.nan_to_num(np.clip((share - even) / (1 - even), 0, 1))
    shade = np.minimum((sure * steps).astype(np.uint8), steps - 1)
    index: NDArray[np.uint8] = (winner * steps + shade).astype(np.uint8)
    return index


def value_range(targets: NDArray[np.float64]) -> tuple[float, float]:
    """The values at both ends of the scale on which a regression is drawn.

    Symmetric around 0, where targets lie on both sides of it, so that its colour is that of 0
    everywhere else; otherwise as the targets reach, or little could be told apart.
    """
    low, high = float(targets.min()), float(targets.max())
    if low < 0 < high:
        limit = round_up(max(-low, high))
        return -limit, limit
    if low == high:
        return low - 1.0, high + 1.0
    step = round_up((high - low) / 20)
    return float(np.floor(low / step) * step), float(np.ceil(high / step) * step)


def value_levels(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.uint8]:
    """Indices into a scale for values from low to high; what lies beyond has its end's colour."""
    finite = np.isfinite(values)
    share = (np.clip(np.where(finite, values, low), low, high) - low) / (high - low)
    index = np.rint(share * (STEPS - 1)).astype(np.uint8)
    index[~finite] = NOT_FINITE
    return index


def ring_sizes(residuals: NDArray[np.float64], span: float) -> NDArray[np.float64]:
    """How much larger than others a sample is drawn: 1 where it is met, up to 3 for half a span.

    The area grows with the residual, because areas are what people compare.
    """
    share = np.abs(np.nan_to_num(residuals, nan=np.inf)) / (span or 1.0)
    sizes: NDArray[np.float64] = np.sqrt(1 + 16 * np.minimum(share, 0.5))
    return sizes


def margins(
    output: NDArray[np.float64], labels: NDArray[np.int64], threshold: float
) -> NDArray[np.float64]:
    """By how much each true class is ahead of the next one; below 0 where it is behind.

    One unit is ahead by its distance from the threshold; not a number counts as far behind.
    """
    if output.shape[0] == 1:
        ahead = np.where(labels == 1, 1.0, -1.0) * (output[0] - threshold)
    else:
        others = output.copy()
        columns = np.arange(len(labels))
        others[labels, columns] = -np.inf
        with np.errstate(all="ignore"):
            ahead = output[labels, columns] - others.max(axis=0)
    finite: NDArray[np.float64] = np.nan_to_num(ahead, nan=-np.inf)
    return finite
