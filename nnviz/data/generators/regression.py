"""Problems in which numbers are predicted rather than classes."""

import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.data.generators.row import RADIUS, Generator, numbered
from nnviz.nn.calls import Array

_SIDE = RADIUS + 1  # TensorFlow Playground draws its regressions on ±6
# Where the hills of TensorFlow Playground's second regression stand, and which are valleys.
_HILLS = np.array([[-4.0, 2.5], [0.0, 2.5], [4.0, 2.5], [-4.0, -2.5], [0.0, -2.5], [4.0, -2.5]])
_SIGNS = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])


def _predicting(inputs: Array, values: Array, features: tuple[str, ...], predicted: str) -> Dataset:
    labels = np.zeros(len(inputs), dtype=np.int64)
    return Dataset(inputs, labels, features, (), values[:, None], (predicted,))


def _curve(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    along = rng.uniform(-RADIUS, RADIUS, samples)
    values = np.sin(along) + noise * rng.standard_normal(samples)
    return _predicting(along[:, None], values, numbered(1), "y")


def _points(samples: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Where the samples lie, and where each is taken to lie when its value is read off."""
    points = rng.uniform(-_SIDE, _SIDE, (samples, 2))
    return points, points + noise * rng.uniform(-_SIDE, _SIDE, points.shape)


def _plane(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    points, moved = _points(samples, noise, rng)
    return _predicting(points, moved.sum(axis=1) / 10, numbered(2), "y")


def _hills(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    # A hill is 1 high and falls evenly to 0 at a distance of 2; the nearest one counts.
    points, moved = _points(samples, noise, rng)
    distance = np.linalg.norm(moved[:, None] - _HILLS, axis=2)
    nearest = distance.argmin(axis=1)
    height = np.maximum(1 - distance.min(axis=1) / 2, 0)
    return _predicting(points, _SIGNS[nearest] * height, numbered(2), "y")


def _house_price(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    # Note 004 names four inputs and, between them and the price, the family that fits in, what
    # can be walked to and the schools. The formula is ours. Inputs keep the units that a person
    # would write down: m², rooms, a code that counts outwards from the middle of the town, and
    # thousands a year; the price is in hundred thousands, about 1 to 10.
    size = rng.uniform(40, 200, samples)
    bedrooms = np.clip(np.round(size / 35 + rng.uniform(-1, 1, samples)), 1, 6)
    code = rng.integers(1, 61, samples).astype(float)
    wealth = rng.uniform(20, 120, samples)
    walking = np.exp(-code / 20)
    schools = 1 / (1 + np.exp((60 - wealth) / 12))
    price = size / 100 * (1.2 + 1.5 * walking + 1.5 * schools) + 0.2 * bedrooms
    price += noise * rng.standard_normal(samples)
    features = ("size in m²", "bedrooms", "postal code", "wealth in 1000 a year")
    points = np.column_stack([size, bedrooms, code, wealth])
    return _predicting(points, price, features, "price in 100 000")


ROWS = (
    Generator("curve", "a curve", _curve, inputs=1, classes=0),
    Generator("regression-plane", "a plane", _plane, classes=0),
    Generator("regression-gauss", "hills and valleys", _hills, classes=0),
    Generator("house-price", "house prices", _house_price, inputs=4, classes=0),
)
