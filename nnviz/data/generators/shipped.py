"""Datasets that come with nnviz: handwritten digits, the same enlarged, and Fisher's iris.

Who made them and under which licence stands beside each file in ``resources/datasets``.
"""

import csv

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Dataset
from nnviz.data.generators.row import Generator
from nnviz.nn.calls import Array
from nnviz.resources import resource

_DIGITS = 1797
_FLOWERS = 150
_TEN = tuple(str(digit) for digit in range(10))
_LARGE = 28
_INNER = 20  # MNIST fits a digit into 20 x 20 and centers it in 28 x 28


def _read_digits() -> tuple[Array, NDArray[np.int64]]:
    """The pixels, 1797 x 8 x 8 from 0 to 1, and the digits."""
    with (
        resource("datasets", "digits.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        pixels, labels = arrays["pixels"], arrays["labels"]
    return pixels.reshape(-1, 8, 8) / 16.0, labels.astype(np.int64)


def _picture(
    pixels: Array,
    labels: NDArray[np.int64],
    noise: float,
    rng: np.random.Generator,
    remarks: tuple[str, ...] = (),
) -> Dataset:
    count, height, width = pixels.shape
    if noise > 0:
        pixels = np.clip(pixels + noise * rng.standard_normal(pixels.shape), 0, 1)
    features = tuple(
        f"row {row}, column {column}"
        for row in range(1, height + 1)
        for column in range(1, width + 1)
    )
    flat = pixels.reshape(count, height * width)
    return Dataset(flat, labels, features, _TEN, image=(height, width, 1), remarks=remarks)


def _digits(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    return _picture(*_read_digits(), noise, rng)


def _mnist_like(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    pixels, labels = _read_digits()
    remark = (
        "These pictures stand in for MNIST: they are the 8×8 digits that come with nnviz, "
        "enlarged to 28×28. Where you have the files of MNIST, open them instead "
        "(--data train-images-idx3-ubyte.gz)."
    )
    return _picture(_centered(_enlarged(pixels)), labels, noise, rng, (remark,))


def _enlarged(pixels: Array) -> Array:
    """Enlarge m x 8 x 8 to m x 20 x 20, bilinear: a matrix from either side."""
    count = pixels.shape[1]
    # The middle of each new pixel, in old pixels; beyond the outermost middles lies their value.
    place = np.clip((np.arange(_INNER) + 0.5) * count / _INNER - 0.5, 0, count - 1)
    weights = np.maximum(1 - np.abs(place[:, None] - np.arange(count)), 0)
    large: Array = weights @ pixels @ weights.T
    return np.clip(large, 0, 1)  # rounding may pass 1


def _centered(pixels: Array) -> Array:
    """Put m x 20 x 20 into m x 28 x 28, the center of the ink in the middle to a pixel."""
    count, size, _ = pixels.shape
    ink = pixels.sum(axis=(1, 2))
    middle = (_LARGE - 1) / 2
    corners = []
    for axis in (2, 1):  # what remains when summed over the columns are the rows, and so on
        center = pixels.sum(axis=axis) @ np.arange(size) / ink
        corners.append(np.clip(np.round(middle - center), 0, _LARGE - size).astype(int))
    rows, columns = (corner[:, None] + np.arange(size) for corner in corners)
    large = np.zeros((count, _LARGE, _LARGE))
    large[np.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]] = pixels
    return large


def _iris(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    with resource("datasets", "iris.csv").open("r", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    lengths = np.array([[float(entry) for entry in row[:-1]] for row in rows])
    lengths *= 1 + noise * rng.uniform(-1, 1, lengths.shape)  # a length stays above 0
    species = tuple(dict.fromkeys(row[-1] for row in rows))
    labels = np.array([species.index(row[-1]) for row in rows], dtype=np.int64)
    return Dataset(lengths, labels, tuple(header[:-1]), species)


ROWS = (
    Generator(
        "digits",
        "handwritten digits, 8×8",
        _digits,
        count=lambda inputs: _DIGITS,
        inputs=64,
        classes=10,
        image=(8, 8, 1),
    ),
    Generator(
        "mnist-like",
        "handwritten digits, enlarged to 28×28",
        _mnist_like,
        count=lambda inputs: _DIGITS,
        inputs=_LARGE**2,
        classes=10,
        image=(_LARGE, _LARGE, 1),
    ),
    Generator("iris", "iris flowers", _iris, count=lambda inputs: _FLOWERS, inputs=4, classes=3),
)
