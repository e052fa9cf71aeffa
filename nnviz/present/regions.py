"""From the answers of a network to the colours of a decision region."""

import numpy as np
from numpy.typing import NDArray

from nnviz.present.colours import levels

SHADES = 8


def signed_levels(output: NDArray[np.float64], threshold: float) -> NDArray[np.uint8]:
    """Indices into a diverging scale for two classes; its centre is where the answer changes.

    One unit is measured from its threshold; of two, the second is measured against the first.
    """
    if output.shape[0] == 1:
        reach = 0.5 if threshold else 1.0
        return levels(output[0] - threshold, reach)
    return levels(output[1] - output[0], 1.0)


def class_levels(output: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The strongest class of every column and how sure it is: class · SHADES + shade."""
    winner = output.argmax(axis=0)
    share = np.take_along_axis(output, winner[None, :], axis=0)[0]
    even = 1 / output.shape[0]
    with np.errstate(all="ignore"):
        sure = np.nan_to_num(np.clip((share - even) / (1 - even), 0, 1))
    shade = np.minimum((sure * SHADES).astype(np.uint8), SHADES - 1)
    index: NDArray[np.uint8] = (winner * SHADES + shade).astype(np.uint8)
    return index
