"""Small problems of two classes, each made for one thing that the notes teach."""

import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.data.generators.row import Generator, alternating, numbered
from nnviz.errors import UserError
from nnviz.nn.calls import Array

_NO_YES = ("0", "1")
MOST_BITS = 10


def _binary(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    # Note 002 has 2 inputs and 2000 samples, and does not say of what. Above and below a wave
    # suits its 8 ReLUs: a bend of the boundary takes a unit. The sine is odd, so the classes are
    # of one size. Noise moves a sample before it is asked where it lies.
    points = rng.uniform(-3, 3, (samples, 2))
    moved = points + noise * rng.uniform(-3, 3, points.shape)
    labels = moved[:, 1] > 1.5 * np.sin(1.5 * moved[:, 0])
    return Dataset(points, labels.astype(np.int64), numbered(2), _NO_YES)


def _three_inputs(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    # Note 001 has 3 inputs, 4 hidden units and no data. A ball in a shell suits it: four planes
    # are the fewest that enclose a ball, and the tetrahedron that they make is what is learned.
    inside = alternating(samples) == 1
    share = rng.random(samples)
    radius = np.where(inside, 0.8 * share, 2.0 + 0.5 * share)
    direction = rng.standard_normal((samples, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    points = radius[:, None] * direction + 2 * noise * rng.uniform(-1, 1, direction.shape)
    return Dataset(points, inside.astype(np.int64), numbered(3), _NO_YES)


def _patterns(inputs: int) -> int:
    if not 1 <= inputs <= MOST_BITS:
        raise UserError(
            f"data.inputs = {inputs}: the data 'parity' has every pattern of its bits once, "
            f"so take 1 to {MOST_BITS} inputs (2 to {2**MOST_BITS} samples)."
        )
    return 1 << inputs


def _parity(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    # The patterns count upwards, the last bit fastest: with two inputs this is XOR as note 004
    # writes it down.
    numbers = np.arange(_patterns(inputs))[:, None]
    bits = (numbers >> np.arange(inputs)[::-1]) & 1
    points = bits + noise * rng.uniform(-1, 1, bits.shape)
    return Dataset(points, bits.sum(axis=1) % 2, numbered(inputs), ("even", "odd"))


def _line(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    # Two clouds of one spread, so that P(1 | x) is exactly a sigmoid of w x + b and a single unit
    # is all that is needed. Without noise about one sample in 15 is on the wrong side.
    labels = alternating(samples)
    across = np.where(alternating(inputs) == 0, 1.0, -1.0) / np.sqrt(inputs)
    spread = 1 + 2 * noise
    points = np.where(labels == 1, 1.5, -1.5)[:, None] * across
    points = points + spread * rng.standard_normal((samples, inputs))
    return Dataset(points, labels, numbered(inputs), _NO_YES)


def _demand(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    # Note 004: from four inputs to affordability, awareness and perceived quality, and from these
    # to whether a thing sells well. Nobody is shown the three; a hidden layer has to find them.
    price = rng.uniform(5, 50, samples)
    shipping = rng.uniform(0, 15, samples)
    marketing = rng.uniform(0, 100, samples)
    material = rng.uniform(0, 10, samples)
    affordability = _sigmoid((35 - price - shipping) / 5)
    awareness = _sigmoid((marketing - 40) / 10)
    quality = _sigmoid((material - 5) + (price - 27.5) / 7)  # what is dear is taken for good
    score = affordability + awareness + quality - 1.64  # as many on one side as on the other
    sells = score + noise * rng.logistic(size=samples) > 0
    features = ("price", "shipping cost", "marketing", "material")
    points = np.column_stack([price, shipping, marketing, material])
    return Dataset(points, sells.astype(np.int64), features, ("slow seller", "top seller"))


def _sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def _noisy(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    # Two clouds that lie half in each other: with few samples a wide network fits each of them
    # and is wrong in between, while a line is as good as anything can be.
    labels = alternating(samples)
    middle = np.where(labels == 1, 0.8, -0.8)[:, None]
    spread = 1.2 * (1 + 2 * noise)
    points = middle + spread * rng.standard_normal((samples, 2))
    return Dataset(points, labels, numbered(2), _NO_YES)


def _unscaled(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    # One input within 1 and one within 2000 that matter alike: the slope of the cost in the
    # second weight is some thousand times that in the first, and no learning rate suits both.
    shares = rng.random((samples, 2))
    moved = shares + noise * rng.uniform(-0.5, 0.5, shares.shape)
    labels = moved.sum(axis=1) > 1
    return Dataset(shares * [1.0, 2000.0], labels.astype(np.int64), numbered(2), _NO_YES)


ROWS = (
    Generator("binary", "both sides of a wave", _binary),
    Generator("three-inputs", "ball in a shell, three inputs", _three_inputs, inputs=3),
    Generator("parity", "parity of bits", _parity, count=_patterns, inputs=4, free=("inputs",)),
    Generator("line", "two clouds parted by a line", _line, free=("inputs",)),
    Generator("demand", "demand: top seller or not", _demand, inputs=4),
    Generator("noisy", "two clouds that overlap much", _noisy),
    Generator("unscaled", "inputs of unlike scale", _unscaled),
)
