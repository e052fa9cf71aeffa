"""Two classes in the plane, and clouds.

Circle, spiral and the XOR playground follow the geometry that people know from TensorFlow
Playground: two inputs on about ±6, noise from 0 to 50 %.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Dataset
from nnviz.data.generators.row import RADIUS, Generator, alternating, numbered
from nnviz.nn.calls import Array


def _two_classes(inputs: Array, labels: NDArray[Any]) -> Dataset:
    return Dataset(inputs, labels.astype(np.int64), numbered(2), ("0", "1"))


def _xor(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    # The order of note 004: x1 = 0 0 1 1, x2 = 0 1 0 1.
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    labels = np.array([0, 1, 1, 0])
    return _two_classes(corners + noise * rng.uniform(-1, 1, corners.shape), labels)


def _xor_playground(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    points = rng.uniform(-RADIUS, RADIUS, (samples, 2))
    points += np.where(points > 0, 0.3, -0.3)  # a gap along the axes
    moved = points + noise * rng.uniform(-RADIUS, RADIUS, points.shape)
    return _two_classes(points, moved[:, 0] * moved[:, 1] < 0)


def _gaussians(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    # Note 003: pairs from N(1, 0.5²) and from N(2, 0.2²). Noise widens both, up to eight times
    # the variance at 50 %, as it does in TensorFlow Playground.
    labels = alternating(samples)
    mean = np.where(labels == 0, 1.0, 2.0)[:, None]
    deviation = np.where(labels == 0, 0.5, 0.2)[:, None] * np.sqrt(1 + 14 * noise)
    return _two_classes(mean + deviation * rng.standard_normal((samples, 2)), labels)


def _circle(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    inside = alternating(samples) == 0
    share = rng.random(samples)
    radius = RADIUS * np.where(inside, 0.5 * share, 0.7 + 0.3 * share)
    angle = rng.uniform(0, 2 * np.pi, samples)
    points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    moved = points + noise * rng.uniform(-RADIUS, RADIUS, points.shape)
    return _two_classes(points, np.hypot(moved[:, 0], moved[:, 1]) < RADIUS / 2)


def _spiral(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    labels = alternating(samples)
    along = (np.arange(samples) // 2) / max((samples + 1) // 2, 1)
    angle = 1.75 * along * 2 * np.pi + np.where(labels == 0, np.pi, 0.0)
    points = (RADIUS * along)[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    return _two_classes(points + noise * rng.uniform(-1, 1, points.shape), labels)


def _moons(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    # Two half circles of radius 4, each reaching to the middle of the other, around the origin.
    # Noise is a part of the radius, as people know it from scikit-learn's moons.
    labels = alternating(samples)
    angle = rng.uniform(0, np.pi, samples)
    upper = np.column_stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25])
    points = np.where(labels[:, None] == 0, upper, -upper)
    return _two_classes(4 * (points + noise * rng.standard_normal(points.shape)), labels)


def _blobs(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    labels = np.arange(samples) % classes
    if inputs == 2:
        angle = 2 * np.pi * np.arange(classes) / classes
        centers = 0.7 * RADIUS * np.column_stack([np.sin(angle), np.cos(angle)])
    else:
        centers = rng.uniform(-0.7, 0.7, (classes, inputs)) * RADIUS
    spread = (0.4 + 4 * noise) * rng.standard_normal((samples, inputs))
    names = tuple(str(k) for k in range(classes))
    return Dataset(centers[labels] + spread, labels.astype(np.int64), numbered(inputs), names)


ROWS = (
    Generator("xor", "XOR, the four samples", _xor, count=lambda inputs: 4),
    Generator("xor-playground", "XOR, two quadrants each", _xor_playground),
    Generator("gaussians", "two Gaussians", _gaussians),
    Generator("circle", "circle in a ring", _circle),
    Generator("spiral", "two spirals", _spiral),
    Generator("moons", "two half moons", _moons),
    Generator("blobs", "one cloud a class", _blobs, free=("inputs", "classes")),
)
