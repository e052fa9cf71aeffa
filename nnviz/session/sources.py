"""Where the samples come from: drawn by a generator, read from a file, or put there by hand."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnviz.chance import Purpose, generator
from nnviz.data.dataset import Dataset
from nnviz.data.generators import GENERATORS
from nnviz.data.readers import Choice, Decode, Progress, read
from nnviz.errors import UserError
from nnviz.session.data_settings import FILE, POINTS, Data

_KEPT = 2  # files: the present one, and the one before it for an undo

SOURCES: dict[str, str] = {
    **{name: row.title for name, row in GENERATORS.items()},
    FILE: "a file of one's own",
    POINTS: "points drawn by hand",
}
"""The names that ``data.source`` can have, and their titles."""


@dataclass(frozen=True)
class Shape:
    """What a network must fit: ``classes`` is 0 in a regression, which has ``outputs``."""

    inputs: int
    classes: int
    outputs: int
    samples: int
    image: tuple[int, int, int] | None = None


def shape_of(data: Data) -> Shape:
    """The shape of the samples, read from a file only if that is needed.

    Raises:
        UserError: the file cannot be read, or a point is missing.
    """
    row = GENERATORS.get(data.source)
    if row is None:
        found = _given(data)
        outputs = 1 if found.values is None else found.values.shape[1]
        return Shape(found.inputs.shape[1], len(found.classes), outputs, len(found), found.image)
    inputs = row.inputs if data.inputs is None else data.inputs
    classes = row.classes if data.classes is None else data.classes
    samples = row.count(inputs) if row.count else data.samples
    return Shape(inputs, classes, row.outputs, samples, row.image)


def load(data: Data, seed: int) -> Dataset:
    """The samples.

    Raises:
        UserError: the file cannot be read, or a point is missing.
    """
    row = GENERATORS.get(data.source)
    if row is None:
        return _given(data)
    shape = shape_of(data)
    rng = generator(seed, Purpose.SAMPLES)
    return row.draw(shape.samples, data.noise, rng, shape.inputs, shape.classes)


def _given(data: Data) -> Dataset:
    return FILES.read(data) if data.source == FILE else _points(data)


def _points(data: Data) -> Dataset:
    if len(data.points) < 2:
        raise UserError("data.points: draw at least two points on the decision region.")
    xs = np.array([point[:2] for point in data.points], dtype=float)
    labels = np.array([point[2] for point in data.points], dtype=np.int64)
    count = max(2, int(labels.max()) + 1, data.classes or 0)
    return Dataset(xs, labels, ("x1", "x2"), tuple(str(k) for k in range(count)))


def _no_progress(share: float) -> None:
    pass


class Files:
    """Reads files, and keeps what was read last: a network is built from it many times."""

    def __init__(self) -> None:
        self.decode: Decode | None = None
        """Turns a picture into numbers; given by whoever knows pictures."""
        self._read: OrderedDict[tuple[Any, ...], Dataset] = OrderedDict()
        self._lent = threading.local()

    def read(self, data: Data, progress: Progress = _no_progress) -> Dataset:
        """The samples of the file that the settings name.

        Raises:
            UserError: it cannot be read; the sentence says where and what to do.
        """
        if not data.path:
            raise UserError("data.path is missing: name the file or folder to be read.")
        key = self._key(data)
        if key == getattr(self._lent, "key", None):
            lent: Dataset = self._lent.dataset
            return lent
        if key not in self._read:
            self.keep(data, read(Path(data.path), choice_of(data), progress, self.decode))
        self._read.move_to_end(key)
        return self._read[key]

    @contextmanager
    def lent(self, data: Data, dataset: Dataset) -> Iterator[None]:
        """Have these settings mean this dataset for a while, in this thread only."""
        self._lent.key, self._lent.dataset = self._key(data), dataset
        try:
            yield
        finally:
            self._lent.key = self._lent.dataset = None

    def keep(self, data: Data, dataset: Dataset) -> None:
        """Keep what was read with these settings, and forget the oldest."""
        self._read[self._key(data)] = dataset
        while len(self._read) > _KEPT:
            self._read.popitem(last=False)

    @staticmethod
    def _key(data: Data) -> tuple[Any, ...]:
        # Not the time of the file: a run goes on with the samples that it began with, whatever
        # becomes of the file meanwhile. Opening it anew reads it anew.
        return (str(Path(data.path).absolute()), choice_of(data))


FILES = Files()
"""The files of this program: one store, so that a preview and the network after it read once."""


def choice_of(data: Data) -> Choice:
    """How the settings want a file to be read."""
    return Choice(
        target=data.target, task=data.task, leave_out=data.leave_out, image_size=data.image_size
    )
