"""Drawn cats and dogs: simple coloured pictures in place of a folder of photographs.

Note 000 learns from 64 x 64 photographs. These are drawn with a few shapes, so that there is
something to learn from without a download. Fur, background, place, size and tilt are drawn from
the same chances for both kinds: the colours on the whole tell nothing, the shapes tell all.
"""

from dataclasses import dataclass

import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.data.generators.row import Generator, alternating
from nnviz.nn.calls import Array

_SIDE = 64
_AT_ONCE = 64  # pictures that are painted together; more would not stay in the cache
_FUR = np.array(
    [
        [0.85, 0.52, 0.22],  # ginger
        [0.55, 0.55, 0.58],  # grey
        [0.45, 0.30, 0.18],  # brown
        [0.20, 0.19, 0.20],  # black
        [0.93, 0.87, 0.74],  # cream
    ]
)


def _colour(red: float, green: float, blue: float) -> Array:
    return np.array([red, green, blue]).reshape(3, 1, 1, 1)


_PINK, _DARK, _WHITE = _colour(0.93, 0.62, 0.62), _colour(0.1, 0.08, 0.08), _colour(1, 1, 1)
_GREEN, _TONGUE = _colour(0.72, 0.82, 0.30), _colour(0.86, 0.36, 0.40)


@dataclass
class _Canvas:
    """Pictures that are being painted, with coordinates that follow the head of each.

    Attributes:
        pixels: 3 x m x 64 x 64, red, green and blue from 0 to 1. Colours come first, because
            numpy is slow at loops as short as three.
        side: m x 64 x 64, how far to the side of the middle of the head, in units of its size;
            without a sign, because a head is the same on both sides.
        down: m x 64 x 64, how far below the middle.
        size: m x 1 x 1, the size of the head in pixels.
    """

    pixels: Array
    side: Array
    down: Array
    size: Array

    def paint(self, distance: Array, colour: Array) -> None:
        """Lay a colour on all that is inside: where the distance, in sizes, is below 0."""
        cover = np.clip(0.5 - distance * self.size, 0, 1)  # soft for one pixel
        self.pixels += cover * (colour - self.pixels)

    def ellipse(self, side: float, down: float, width: Array | float, height: float) -> Array:
        """How far each pixel is outside an ellipse around this point (nearly, near its rim)."""
        across = (self.side - side) / width
        along = (self.down - down) / height
        return (np.hypot(across, along) - 1) * np.minimum(width, height)

    def triangle(self, *corners: tuple[Array | float, Array | float]) -> Array:
        """How far each pixel is outside a triangle whose corners go clockwise on the screen."""
        outside = np.full(self.side.shape, -np.inf)
        for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True):
            length = np.hypot(x2 - x1, y2 - y1)
            behind = (self.side - x1) * (y2 - y1) - (self.down - y1) * (x2 - x1)
            outside = np.maximum(outside, behind / length)
        return outside

    def whisker(self, start: tuple[float, float], end: tuple[float, float]) -> Array:
        """How far each pixel is outside a thin line."""
        along = np.array(end) - start
        side, down = self.side - start[0], self.down - start[1]
        share = np.clip((side * along[0] + down * along[1]) / (along @ along), 0, 1)
        distance: Array = np.hypot(side - share * along[0], down - share * along[1])
        return distance - 0.02


def _cat(canvas: _Canvas, fur: Array, shape: Array) -> None:
    """A round head with pointed ears, upright pupils and whiskers; ``shape`` varies the ears."""
    tip, reach = 0.55 + 0.25 * shape, -1.3 - 0.25 * shape
    canvas.paint(canvas.triangle((0.12, -0.6), (tip, reach), (0.98, -0.1)), fur)
    canvas.paint(canvas.triangle((0.3, -0.65), (tip, reach + 0.25), (0.85, -0.3)), _PINK)
    canvas.paint(canvas.ellipse(0, 0, 1.0, 0.88), fur)
    canvas.paint(canvas.ellipse(0.42, -0.12, 0.24, 0.18), _GREEN)
    canvas.paint(canvas.ellipse(0.42, -0.12, 0.07, 0.17), _DARK)
    canvas.paint(canvas.triangle((-0.14, 0.2), (0.14, 0.2), (0.0, 0.36)), _PINK)
    for rise in (-0.08, 0.06, 0.2):
        canvas.paint(canvas.whisker((0.3, 0.38), (1.2, 0.38 + rise)), _WHITE)


def _dog(canvas: _Canvas, fur: Array, shape: Array) -> None:
    """A longer head with hanging ears, a light muzzle, a big nose and a tongue."""
    canvas.paint(canvas.ellipse(0, 0.08, 0.78, 1.1), fur)
    canvas.paint(canvas.ellipse(0.84, 0.05, 0.24 + 0.08 * shape, 0.75), 0.6 * fur)
    canvas.paint(canvas.ellipse(0, 0.88, 0.16, 0.3), _TONGUE)
    canvas.paint(canvas.ellipse(0, 0.55, 0.46, 0.4), fur + 0.5 * (1 - fur))
    canvas.paint(canvas.ellipse(0, 0.36, 0.22, 0.15), _DARK)
    canvas.paint(canvas.ellipse(0.34, -0.22, 0.14, 0.14), _DARK)
    canvas.paint(canvas.ellipse(0.38, -0.27, 0.045, 0.045), _WHITE)


def _painted(dogs: bool, count: int, rng: np.random.Generator) -> Array:
    """So many pictures of one kind, count x 64 x 64 x 3."""

    def vary(low: float, high: float, *first: int) -> Array:
        return rng.uniform(low, high, (*first, count, 1, 1))

    size, tilt = vary(15, 20), vary(-0.25, 0.25)
    pixel = np.arange(_SIDE)
    across = pixel - (31.5 + vary(-5, 5))
    along = pixel[:, None] - (33.5 + vary(-4, 4))  # lower, so that the ears find room
    side = np.abs(across * np.cos(tilt) + along * np.sin(tilt)) / size
    down = (along * np.cos(tilt) - across * np.sin(tilt)) / size
    wall, floor = vary(0.4, 0.9, 3), vary(0.2, 0.8, 3)
    pixels = wall + np.clip(pixel[:, None] - vary(34, 60), 0, 1) * (floor - wall)
    pixels = np.broadcast_to(pixels, (3, count, _SIDE, _SIDE)).copy()
    fur = _FUR[rng.integers(len(_FUR), size=count)].T[:, :, None, None] * vary(0.85, 1.05)
    canvas = _Canvas(pixels, side, down, size)
    (_dog if dogs else _cat)(canvas, fur, vary(0, 1))
    return np.clip(pixels * vary(0.8, 1.1), 0, 1).transpose(1, 2, 3, 0)


def _cats_dogs(
    samples: int, noise: float, rng: np.random.Generator, inputs: int, classes: int
) -> Dataset:
    labels = alternating(samples)
    pixels = np.empty((samples, _SIDE, _SIDE, 3))
    for start in range(0, samples, _AT_ONCE):
        part = pixels[start : start + _AT_ONCE]  # an even number, so each part starts with a cat
        for kind in (0, 1):
            part[kind::2] = _painted(kind == 1, len(part[kind::2]), rng)
        if noise > 0:
            part += noise * rng.standard_normal(part.shape)
            np.clip(part, 0, 1, out=part)
    features = tuple(
        f"row {row}, column {column}, {colour}"
        for row in range(1, _SIDE + 1)
        for column in range(1, _SIDE + 1)
        for colour in ("red", "green", "blue")
    )
    remark = (
        "These cats and dogs are drawn, not photographed. To learn from pictures of your own, "
        "open a folder that has a folder of pictures for each class (--data FOLDER)."
    )
    return Dataset(
        pixels.reshape(samples, -1),
        labels,
        features,
        ("cat", "dog"),
        image=(_SIDE, _SIDE, 3),
        remarks=(remark,),
    )


ROWS = (
    Generator(
        "cats-dogs",
        "drawn cats and dogs, 64×64",
        _cats_dogs,
        inputs=_SIDE * _SIDE * 3,
        image=(_SIDE, _SIDE, 3),
    ),
)
