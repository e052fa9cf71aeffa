"""Points put on the plane by hand: what they start from, and every edit of them."""

import numpy as np

from nnviz.data.dataset import Dataset

Point = tuple[float, float, int]
"""x1, x2 and the class."""
Points = tuple[Point, ...]

LEAST = 2
"""Of fewer points nothing can be learned."""
MOST_TAKEN = 500
MOST_CLASSES = 10


def points_of(dataset: Dataset, most: int = MOST_TAKEN) -> Points:
    """The samples as points, where they can be: two inputs and at most ten classes.

    Of more than ``most`` samples some are taken evenly, because files are often sorted by class.
    """
    if dataset.regression or dataset.inputs.shape[1] != 2 or len(dataset.classes) > MOST_CLASSES:
        return ()
    count = len(dataset)
    rows = np.arange(count) if count <= most else np.linspace(0, count - 1, most).astype(int)
    return tuple(
        (float(x1), float(x2), int(label))
        for (x1, x2), label in zip(dataset.inputs[rows], dataset.labels[rows], strict=True)
    )


def moved(points: Points, place: int, x1: float, x2: float) -> Points:
    """The points, one of them elsewhere; it keeps its class."""
    return (*points[:place], (x1, x2, points[place][2]), *points[place + 1 :])


def without(points: Points, place: int) -> Points:
    """The points, one of them taken away."""
    return (*points[:place], *points[place + 1 :])


def classes_of(points: Points) -> int:
    """How many classes they stand for: all up to the highest one in use, and at least two."""
    return max(2, 1 + max((label for _, _, label in points), default=0))


def sprayed(
    x1: float, x2: float, label: int, radius: float, count: int, rng: np.random.Generator
) -> Points:
    """Points of a class around a place, as likely everywhere in a disc."""
    angle = rng.uniform(0, 2 * np.pi, count)
    reach = radius * np.sqrt(rng.random(count))
    across, up = x1 + reach * np.cos(angle), x2 + reach * np.sin(angle)
    return tuple((float(x), float(y), label) for x, y in zip(across, up, strict=True))
