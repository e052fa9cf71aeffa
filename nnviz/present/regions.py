"""From the answers of a network to the colours of a decision region."""

import numpy as np
from numpy.typing import NDArray

from nnviz.present.colours import levels

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
