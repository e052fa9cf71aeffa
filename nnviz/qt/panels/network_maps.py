"""The pictures in the units of a network, and when they are computed anew."""

import time

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import run
from nnviz.nn.network import Network
from nnviz.present.grid import Plane, plane_around, resolution_for
from nnviz.present.layout import FOLD, Geometry, Layer, Look
from nnviz.present.maps import LayerMaps, map_points, resolution, span_of
from nnviz.present.numbers import name_text, significant
from nnviz.qt.items.unit_pictures import Photo, UnitPictures
from nnviz.qt.theme import Theme
from nnviz.session.evaluation import classify
from nnviz.session.session import Session
from nnviz.session.snapshot import Snapshot

_SHORTEST, _SHARE = 1 / 30, 4.0  # seconds between two maps, and in times of what they take
_LONGEST_NAME = 12

MAPS, WEIGHTS, NONE = "maps", "weights", ""


class UnitDrawings:
    """What is drawn in the units: maps over the plane of two inputs, or weights as pictures."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.pictures: dict[int, UnitPictures] = {}
        self.photo: Photo | None = None
        self.where: tuple[float, float] | None = None
        self._key: tuple[object, ...] = ()
        self._photo_key: tuple[object, ...] = ()
        self._shown: NDArray[np.float64] | None = None
        self._plane = Plane(0, 0, 1, 1)
        self._points: NDArray[np.float64] = np.empty((0, 2))
        self._ended = self._took = 0.0
        self._highest: tuple[object, float] = (None, 1.0)

    # -- what there is to draw -----------------------------------------------------------------

    @property
    def kind(self) -> str:
        """Maps, weights, or nothing but values."""
        if self._session.experiment.view.units == "values":
            return NONE
        trainer = self._session.run.trainer
        if self._image() is not None:
            return WEIGHTS
        return MAPS if trainer.network.inputs == 2 else NONE

    def _image(self) -> tuple[int, int, int] | None:
        """The shape of a sample, where it is a picture that is fed to the network as it is."""
        trainer = self._session.run.trainer
        shape = trainer.train.dataset.image
        inputs = trainer.network.sizes[0]
        fits = shape is not None and inputs == shape[0] * shape[1] * shape[2] and inputs > FOLD
        return shape if fits else None

    def look(self, network: Network) -> Look:
        """How the network is to be laid out."""
        words = max(map(len, self.names(network)), default=0)
        if network.sizes[-1] == 1:  # its names stand above and below its target
            words = max(0, words - 5)
        sizes, image = network.sizes, self._image()
        if self.kind == MAPS:
            grids = {place: 1.0 for place, size in enumerate(sizes) if size > FOLD}
            return Look(squares=True, grids=grids, words=words)
        if self.kind == WEIGHTS and image is not None:
            grids = {1: image[1] / image[0]} if sizes[1] > FOLD else {}
            return Look(sizes[1] <= FOLD, {0: image}, grids, words)
        return Look(words=words)

    def names(self, network: Network) -> list[str]:
        """What the outputs stand for; both classes of a single unit, unless called 0 and 1."""
        classes = self._session.run.trainer.train.dataset.classes
        if not classes or network.sizes[-1] > FOLD:
            return []
        if network.sizes[-1] == 1 and classes[:2] == ("0", "1"):
            return []
        return [
            name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
            for name in classes
        ]

    def answer(self, outputs: NDArray[np.float64]) -> int:
        """Which class the activations of the last layer say."""
        threshold = self._session.run.trainer.network.threshold
        return int(classify(outputs[:, None], threshold)[0])

    # -- drawing -------------------------------------------------------------------------------

    def show(
        self,
        snapshot: Snapshot,
        incoming: NDArray[np.float64],
        gradient: bool,
        layers: list[Layer],
        geometry: Geometry,
        theme: Theme,
    ) -> None:
        """Take over a moment.

        While it plays, not more often than can be afforded; otherwise exactly.

        Args:
            incoming: what the edges into layer 1 show, as W_1 is.
            gradient: whether that is on the scale of gradients.
        """
        kind, run_ = self.kind, self._session.run
        scale = theme.gradient_scale if gradient and kind == WEIGHTS else theme.value_scale
        key = (kind, run_, geometry, scale)
        new = key != self._key
        if new:
            self._key = key
            self.pictures = {}
            self._shown = None
            if kind == MAPS:
                self._prepare_maps(snapshot.program.network, layers, geometry, theme)
            elif kind == WEIGHTS:
                self._prepare_weights(layers, theme, gradient)
        self._show_sample(snapshot, kind)
        if kind == NONE:
            return
        source = snapshot.parameters.flat if kind == MAPS else incoming
        if self._session.playing and not new and not self._due():
            return
        if self._shown is None or not np.array_equal(source, self._shown):
            begin = time.perf_counter()
            if kind == MAPS:
                self._show_maps()
            else:
                self._show_weights(incoming)
            self._shown = source
            self._ended = time.perf_counter()
            self._took = self._ended - begin

    def _due(self) -> bool:
        return time.perf_counter() - self._ended > max(_SHORTEST, _SHARE * self._took)

    def _prepare_maps(
        self, network: Network, layers: list[Layer], geometry: Geometry, theme: Theme
    ) -> None:
        trainer = self._session.run.trainer
        parts = (trainer.train, trainer.parts.dev, trainer.test)
        self._plane = plane_around(np.vstack([part.dataset.inputs for part in parts]))
        affordable = resolution_for(network.sizes) // 4 * 4
        pixels = min(resolution(2 * geometry.radius), affordable)
        self._points = map_points(self._plane, pixels)
        shape = self._plane.shape(pixels)
        for place, maps in enumerate(maps_of(network, shape)):
            if not layers[place].folded or layers[place].cells is not None:
                self.pictures[place] = UnitPictures(maps, theme.value_scale)
        scaling = trainer.parts.inputs
        inputs = self._points if scaling is None else scaling.apply(self._points)
        if 0 in self.pictures:
            self.pictures[0].maps.show(_fed(network, inputs))

    def _prepare_weights(self, layers: list[Layer], theme: Theme, gradient: bool) -> None:
        shape = self._image()
        if shape is None or (layers[1].folded and layers[1].cells is None):
            return
        maps = LayerMaps(len(layers[1].y), shape[:2], None)
        scale = theme.gradient_scale if gradient else theme.value_scale
        self.pictures[1] = UnitPictures(maps, scale)

    def _show_maps(self) -> None:
        layers = self._session.answers.activations_at(self._points, single=True)
        for place, values in enumerate(layers, start=1):
            if place in self.pictures:
                self.pictures[place].maps.show(values)

    def _show_weights(self, incoming: NDArray[np.float64]) -> None:
        shape = self._image()
        if 1 in self.pictures and shape is not None:
            # The mean over the channels: how the unit answers to a pixel that gets brighter.
            by_pixel = incoming.T.reshape(shape[0] * shape[1], shape[2], len(incoming))
            self.pictures[1].maps.show(by_pixel.mean(axis=1).T)

    def _show_sample(self, snapshot: Snapshot, kind: str) -> None:
        """The chosen sample: as a picture, or as a place in the plane."""
        trainer = self._session.run.trainer
        dataset = trainer.train.dataset
        row = int(snapshot.batch[self._session.column_in(snapshot)])
        self.where = None
        if kind == MAPS:
            x, y = (float(each) for each in dataset.inputs[row])
            plane = self._plane
            across, up = (x - plane.left) / plane.width, (y - plane.bottom) / plane.height
            if 0 <= across <= 1 and 0 <= up <= 1:  # a number set by hand may lie beyond
                self.where = (across, 1 - up)
        key = (self._session.run, trainer.samples_version, row, kind)
        if key == self._photo_key:
            return
        self._photo_key, self.photo = key, None
        image = self._image()
        if kind == WEIGHTS and image is not None:
            self.photo = Photo(dataset.inputs[row].copy(), image, self._brightest())

    def _brightest(self) -> float:
        """What white is: 1, or 255 where pixels are counted so."""
        run_ = self._session.run
        if self._highest[0] is not run_:
            highest = float(run_.trainer.train.dataset.inputs[:200].max())
            self._highest = run_, 1.0 if highest <= 1 else max(highest, 255.0)
        return self._highest[1]

    # -- in words ------------------------------------------------------------------------------

    def meaning(self, snapshot: Snapshot, place: int, unit: int) -> list[tuple[str, str]]:
        """What the colours of a unit's picture stand for."""
        pictures = self.pictures.get(place)
        if pictures is None:
            return []
        span = pictures.maps.span(unit)
        low, centre, high = (significant(each, 3) for each in (span.low, span.centre, span.high))
        if self.kind == WEIGHTS:
            mode = self._session.experiment.view.edges
            shape = self._image()
            mean = ", mean of its colours" if shape is not None and shape[2] > 1 else ""
            what = {"W": "W1", "dW": "dW1", "change": "change of W1"}[mode]
            return [("picture", f"{what} by pixel{mean}, {low} … {high}")]
        network = snapshot.program.network
        if place == 0:
            value = network.features[unit].title if network.features else name_text(f"x{unit + 1}")
        else:
            value = network.activations[place - 1].title
        rows = [("map", f"{value} over the plane of both inputs")]
        own = "" if pictures.maps.fixed else ", its largest value"
        rows.append(("its colours", f"{low} … {centre} … {high}{own}"))
        return rows

    def pixel(self, unit: int) -> tuple[str, list[int], list[str]] | None:
        """A pixel of a picture: its place, its inputs, and what each of them is."""
        shape = self._image()
        if shape is None:
            return None
        channels = shape[2]
        pixel = unit // channels
        row, column = divmod(pixel, shape[1])
        colours = ["red", "green", "blue"] if channels == 3 else ["x"] * channels
        units = [pixel * channels + channel for channel in range(channels)]
        return f"Pixel in row {row + 1}, column {column + 1}", units, colours


def maps_of(network: Network, shape: tuple[int, int]) -> list[LayerMaps]:
    """Maps for what is fed to the network, and for each of its layers."""
    spans = [
        span_of(activation.name, count)
        for activation, count in zip(network.activations, network.sizes[1:], strict=True)
    ]
    return [
        LayerMaps(count, shape, span)
        for count, span in zip(network.sizes, [None, *spans], strict=True)
    ]


def _fed(network: Network, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is fed to the network in these points, a row a feature or input."""
    if not network.features:
        return inputs.T
    x1, x2 = np.ascontiguousarray(inputs.T)
    rows = np.empty((len(network.features), len(inputs)))
    for feature, row in zip(network.features, rows, strict=True):
        run(feature.calls(x1, x2, row))
    return rows
