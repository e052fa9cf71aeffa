"""IDX, the format of MNIST: big-endian numbers with their shape before them.

Source: the description at the foot of LeCun's page of MNIST. Magic: two zeros, the type of the
numbers, the number of dimensions; then every dimension as 4 bytes; then the numbers.
"""

import gzip
import re
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.data.readers.choice import Choice, Progress
from nnviz.data.readers.limits import check_size
from nnviz.data.readers.streams import (
    Stream,
    check_finite,
    check_packed,
    fill,
    part_of,
    read_up_to,
    scale_pixels,
    unpacking,
)
from nnviz.data.readers.target import from_numbers, numbered
from nnviz.errors import UserError
from nnviz.nn.calls import Array

GZIP = b"\x1f\x8b"
_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MOST_DIMENSIONS = 4


@dataclass(frozen=True)
class _Idx:
    """An IDX file: what its header says."""

    path: Path
    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    @property
    def place(self) -> str:
        return self.path.name


def looks_like_idx(head: bytes) -> bool:
    """Whether these first bytes are the magic of IDX."""
    return len(head) >= 4 and head[:2] == b"\0\0" and head[2] in _TYPES and 0 < head[3] < 16


def named_like_idx(name: str) -> bool:
    """Whether a name promises IDX, as train-images-idx3-ubyte.gz does."""
    return re.search(r"[-.]idx[1-4]|ubyte", name.lower()) is not None


def read_idx(path: Path, choice: Choice, progress: Progress) -> Dataset:
    """Read pictures and their labels; either file may be named, the other is found beside it.

    Raises:
        UserError: one of the two is missing or wrong.
        Cancelled: by ``progress``.
    """
    first = _header(path)
    other = _header(_partner(path, first))
    images, labels = (other, first) if len(first.shape) == 1 else (first, other)
    if len(labels.shape) != 1 or len(images.shape) < 2:
        raise UserError(
            f"{first.place} and {other.place}: one of the two has to be labels with 1 dimension, "
            f"and they have {len(images.shape)} and {len(labels.shape)}; put the right files "
            "beside each other."
        )
    count = images.shape[0]
    if labels.shape[0] != count:
        raise UserError(
            f"{images.place} has {count:,} pictures and {labels.place} has {labels.shape[0]:,} "
            "labels; put the two that belong together into one folder."
        )
    inputs = np.empty((count, prod(images.shape[1:])))
    told = np.empty((count, 1))
    _fill(told, labels, part_of(progress, 0.0, 0.01))
    _fill(inputs, images, part_of(progress, 0.01, 1.0))
    # The labels of IDX are classes, however many there are.
    task = "classification" if choice.task == "auto" else choice.task
    target = from_numbers(told, task, labels.place)
    remarks: tuple[str, ...] = ()
    if images.dtype == np.uint8 and scale_pixels(inputs):
        remarks = ("The pixels 0 ... 255 are scaled to 0 ... 1.",)
    return Dataset(
        inputs=inputs,
        labels=target.labels,
        features=numbered("x", inputs.shape[1]),
        classes=target.classes,
        values=target.values,
        predicted=() if target.values is None else ("y",),
        image=_image(images.shape),
        remarks=remarks,
    )


def _image(shape: tuple[int, ...]) -> tuple[int, int, int] | None:
    if len(shape) == 3:
        return shape[1], shape[2], 1
    if len(shape) == 4 and shape[3] in (1, 3):
        return shape[1], shape[2], shape[3]
    return None


def _open(path: Path) -> Stream:
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
    return gzip.open(path) if packed else path.open("rb")


def _header(path: Path) -> _Idx:
    """The type and the shape, held against the size of the file.

    Raises:
        UserError: it is no IDX file, or declares more or less than there is.
    """
    place = path.name
    size = path.stat().st_size
    with unpacking(place), _open(path) as stream:
        head = read_up_to(stream, 4)
        packed = isinstance(stream, gzip.GzipFile)
        if packed and not looks_like_idx(head) and not named_like_idx(place):
            raise UserError(f"{place}: what is packed here is no IDX file; unpack it first.")
        if not looks_like_idx(head):
            raise UserError(
                f"{place}: it does not begin with the magic number of an IDX file; get it anew, "
                "or choose another file."
            )
        if head[3] > _MOST_DIMENSIONS:
            raise UserError(
                f"{place}: it has {head[3]} dimensions, and at most {_MOST_DIMENSIONS} are read; "
                "choose pictures or labels."
            )
        sizes = read_up_to(stream, 4 * head[3])
        if len(sizes) < 4 * head[3]:
            raise UserError(f"{place}: it is cut short in its header; get it anew.")
    shape = tuple(int(each) for each in np.frombuffer(sizes, ">u4"))
    dtype = np.dtype(_TYPES[head[2]])
    check_size(place, shape[0], prod(shape[1:]))
    declared = 4 + len(sizes) + prod(shape) * dtype.itemsize
    if packed:
        check_packed(place, declared, size)
    elif size != declared:
        how = "cut short" if size < declared else "longer than it declares"
        raise UserError(
            f"{place}: it is {how}, with {size:,} bytes instead of {declared:,}; get it anew."
        )
    return _Idx(path, shape, dtype)


def _fill(out: Array, idx: _Idx, progress: Progress) -> None:
    with unpacking(idx.place), _open(idx.path) as stream:
        read_up_to(stream, 4 + 4 * len(idx.shape))
        fill(out, stream, idx.dtype, idx.place, progress)
        if stream.read(1):
            raise UserError(f"{idx.place}: it is longer than it declares; get it anew.")
    if idx.dtype.kind == "f":
        check_finite(out, idx.place)


def _partner(path: Path, idx: _Idx) -> Path:
    """The labels beside the pictures, or the pictures beside the labels.

    Raises:
        UserError: the name does not tell which of the two it is, or the other is missing.
    """
    name = path.name.lower()
    have, want = ("labels", "images") if len(idx.shape) == 1 else ("images", "labels")
    if have[:-1] not in name:
        raise UserError(
            f"{path.name}: the name has to say '{have}', so that the file with the {want} can be "
            f"found; rename it, such as train-{have}-idx{len(idx.shape)}-ubyte."
        )
    wanted = _without_kind(name)
    packed = name.endswith(".gz")
    found = [
        each
        for each in sorted(path.parent.iterdir())
        if want[:-1] in each.name.lower() and _without_kind(each.name) == wanted and each.is_file()
    ]
    if not found:
        example = re.sub(have[:-1], want[:-1], path.name, flags=re.IGNORECASE)
        example = re.sub(r"idx\d", "idx1" if want == "labels" else "idx3", example)
        raise UserError(
            f"{path.name}: the file with the {want} is missing beside it; put {example} into the "
            "same folder."
        )
    return min(found, key=lambda each: each.name.lower().endswith(".gz") != packed)


def _without_kind(name: str) -> str:
    """What the names of the two files have in common."""
    name = re.sub(r"\.gz$", "", name.lower())
    name = re.sub(r"images?|labels?", "*", name)
    return re.sub(r"[-.]idx\d?", "-idx", name)
