"""NumPy's .npz and .npy files, without pickle and without trust in the sizes that they declare."""

from math import prod
from pathlib import Path

import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.data.readers.array_names import pairs_of
from nnviz.data.readers.array_target import read_target
from nnviz.data.readers.choice import Choice, Progress
from nnviz.data.readers.columns import choose, position
from nnviz.data.readers.limits import MOST_VALUES, check_size
from nnviz.data.readers.stored import Stored, open_archive, stored_alone, stored_in
from nnviz.data.readers.streams import check_finite, part_of, scale_pixels, unpacking
from nnviz.data.readers.target import Target, from_numbers, numbered
from nnviz.errors import UserError
from nnviz.nn.calls import Array

_MOST_ARRAYS = 1000
_MOST_DIMENSIONS = 4


def read_npy(path: Path, choice: Choice, progress: Progress) -> Dataset:
    """Read one table of numbers.

    Raises:
        UserError: it is no table, or damaged.
        Cancelled: by ``progress``.
    """
    return _read_table(stored_alone(path), choice, progress)


def read_npz(path: Path, choice: Choice, progress: Progress) -> Dataset:
    """Read inputs and targets from an archive of arrays.

    Raises:
        UserError: there is no such pair, the two do not fit, or the file is damaged.
        Cancelled: by ``progress``.
    """
    place = path.name
    with unpacking(place), open_archive(path) as archive:
        entries = {
            entry.filename.removesuffix(".npy"): entry
            for entry in archive.infolist()
            if entry.filename.endswith(".npy")
        }
        if not entries or len(entries) > _MOST_ARRAYS:
            raise UserError(
                f"{place}: this zip holds no NumPy arrays that could be samples; save them with "
                "np.savez as X and y, or a table as CSV."
            )

        def stored(name: str) -> Stored:
            return stored_in(path, archive, entries[name])

        if len(entries) == 1:
            return _read_table(stored(next(iter(entries))), choice, progress)
        pairs = pairs_of(place, list(entries), choice.target.strip())
        parts = [(stored(inputs), stored(target)) for inputs, target in pairs]
        return _read_pairs(place, parts, choice, progress)


def _read_table(stored: Stored, choice: Choice, progress: Progress) -> Dataset:
    """A single array: a row a sample, one column of them the target."""
    place, shape = stored.place, stored.header.shape
    if len(shape) != 2 or stored.header.text:
        found = "text" if stored.header.text else _dimensions(shape)
        raise UserError(
            f"{place}: an array alone has to be a table of numbers with the target as its last "
            f"column, and this one has {found}; save inputs and target as X and y with np.savez."
        )
    names = tuple(f"column {k}" for k in range(1, min(shape[1], MOST_VALUES) + 1))
    check_size(place, shape[0], shape[1] - 1)
    columns = choose(place, names, choice)
    whole = np.empty(shape)
    stored.numbers(whole, progress)
    check_finite(whole, place)
    target = from_numbers(whole[:, columns.targets], choice.task, f"{place}, target")
    return Dataset(
        inputs=np.ascontiguousarray(whole[:, columns.inputs]),
        labels=target.labels,
        features=numbered("x", len(columns.inputs)),
        classes=target.classes,
        values=target.values,
        predicted=_predicted(target),
    )


def _predicted(target: Target) -> tuple[str, ...]:
    return () if target.values is None else numbered("y", target.values.shape[1])


def _read_pairs(
    place: str, parts: list[tuple[Stored, Stored]], choice: Choice, progress: Progress
) -> Dataset:
    shapes = [inputs.header.shape for inputs, _ in parts]
    for inputs, target in parts:
        _check_pair(place, inputs, target, shapes[0])
    count, shape = sum(each[0] for each in shapes), shapes[0][1:]
    check_size(parts[0][0].place, count, prod(shape))
    whole = np.empty((count, *shape))
    begin = 0
    for inputs, _ in parts:
        end = begin + inputs.header.shape[0]
        inputs.numbers(whole[begin:end], part_of(progress, begin / count, end / count))
        begin = end
    first = parts[0][0]
    remarks = []
    if len(parts) > 1:
        joined = ", ".join(inputs.name for inputs, _ in parts)
        remarks.append(f"The samples of {joined} are joined, to be split anew.")
    if len(shape) == 3 and shape[2] not in (1, 3) and shape[0] in (1, 3):
        whole = np.ascontiguousarray(np.moveaxis(whole, 1, 3))
        shape = (*shape[1:], shape[0])
        remarks.append("The channels of the pictures stood first and now stand last.")
    matrix = whole.reshape(count, -1)
    check_finite(matrix, first.place)
    kinds = {inputs.header.dtype for inputs, _ in parts}
    pixels = kinds == {np.dtype(np.uint8)} or (
        len(shape) > 1 and all(kind.kind in "iu" for kind in kinds)
    )
    if pixels and scale_pixels(matrix):
        remarks.append("The pixels 0 ... 255 are scaled to 0 ... 1.")
    told, said = read_target([target for _, target in parts], choice.task)
    features = numbered("x", matrix.shape[1])
    image = _image(shape)
    if image is None:
        matrix, features = _left_in(place, matrix, choice)
    return Dataset(
        inputs=matrix,
        labels=told.labels,
        features=features,
        classes=told.classes,
        values=told.values,
        predicted=_predicted(told),
        image=image,
        remarks=(*remarks, *said),
    )


def _check_pair(place: str, inputs: Stored, target: Stored, like: tuple[int, ...]) -> None:
    shape, others = inputs.header.shape, target.header.shape
    if inputs.header.text:
        raise UserError(f"{inputs.place}: it holds text, and inputs are numbers; save numbers.")
    if not 1 <= len(shape) <= _MOST_DIMENSIONS:
        raise UserError(
            f"{inputs.place}: it has {_dimensions(shape)}; save samples × inputs, or pictures "
            "as samples × height × width × channels."
        )
    if shape[1:] != like[1:]:
        raise UserError(
            f"{inputs.place}: its samples are {_sizes(shape[1:])}, and those before it "
            f"{_sizes(like[1:])}; save samples of the same size."
        )
    if len(others) not in (1, 2) or others[0] != shape[0]:
        raise UserError(
            f"{place}: '{inputs.name}' is {_sizes(shape)} and '{target.name}' is "
            f"{_sizes(others)}; save one target for every sample."
        )


def _dimensions(shape: tuple[int, ...]) -> str:
    return "1 dimension" if len(shape) == 1 else f"{len(shape)} dimensions"


def _sizes(shape: tuple[int, ...]) -> str:
    return " × ".join(f"{each:,}" for each in shape) or "one number"


def _left_in(place: str, matrix: Array, choice: Choice) -> tuple[Array, tuple[str, ...]]:
    """The inputs that a person has not left out, and their names."""
    names = numbered("x", matrix.shape[1])
    out = {position(place, names, each) for each in choice.leave_out}
    if not out:
        return matrix, names
    left = [column for column in range(len(names)) if column not in out]
    check_size(place, len(matrix), len(left))
    return matrix[:, left], tuple(names[column] for column in left)


def _image(shape: tuple[int, ...]) -> tuple[int, int, int] | None:
    """Height, width and channels of a sample of this shape, if it can be shown as a picture."""
    if len(shape) == 2:
        return shape[0], shape[1], 1
    if len(shape) == 3 and shape[2] in (1, 3):
        return shape[0], shape[1], shape[2]
    return None
