"""Raw numbers from a file straight into the final array, a slice at a time."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.readers.choice import Progress
from nnviz.errors import UserError
from nnviz.nn.calls import Array

Stream = IO[bytes] | gzip.GzipFile

_SLICE = 1 << 20
_PACKED = 1032
"""Deflate packs no tighter than this many bytes into one."""


@contextmanager
def unpacking(place: str) -> Iterator[None]:
    """What the packed formats raise for damage, as one sentence.

    Raises:
        UserError: the file is damaged, or cannot be read.
    """
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile):
        raise damaged(place) from None
    except OSError as error:
        raise UserError(
            f"{place}: the file cannot be read ({error.strerror or error}); check it and its "
            "permissions."
        ) from None


def damaged(place: str) -> UserError:
    """The error for packed data that does not unpack."""
    return UserError(f"{place}: the file is damaged or cut short; get it anew.")


def check_packed(place: str, declared: int, packed: int) -> None:
    """Refuse a size that cannot come out of so many packed bytes, before memory is taken.

    Raises:
        UserError: it declares more than it can hold.
    """
    if declared > packed * _PACKED + 1024:
        raise UserError(
            f"{place}: it declares {declared:,} bytes but holds only {packed:,} packed ones; it is "
            "damaged or cut short, get it anew."
        )


def read_up_to(stream: Stream, count: int) -> bytes:
    """So many bytes, or fewer at the end of the stream."""
    parts = []
    while count > 0 and (part := stream.read(min(count, _SLICE))):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def fill(
    out: NDArray[Any], stream: Stream, dtype: np.dtype[Any], place: str, progress: Progress
) -> None:
    """Read numbers of this type into an array that may be a view with gaps.

    Only as much as one slice is held besides ``out``, and never more than ``out`` holds is read.

    Raises:
        UserError: the stream ends too early.
        Cancelled: by ``progress``.
    """
    if out.size == 0:
        return
    row = prod(out.shape[1:])
    step = max(1, _SLICE // (row * dtype.itemsize))
    for begin in range(0, len(out), step):
        part = out[begin : begin + step]
        data = read_up_to(stream, part.size * dtype.itemsize)
        if len(data) < part.size * dtype.itemsize:
            declared = out.size * dtype.itemsize
            there = begin * row * dtype.itemsize + len(data)
            raise UserError(
                f"{place}: it is cut short after {there:,} of {declared:,} bytes; get it anew."
            )
        part[...] = np.frombuffer(data, dtype).reshape(part.shape)
        progress(min(1.0, (begin + step) / len(out)))


def part_of(progress: Progress, begin: float, end: float) -> Progress:
    """The progress of a part that goes from one share of the whole to another."""
    return lambda share: progress(begin + (end - begin) * share)


def check_finite(inputs: Array, place: str) -> None:
    """Refuse what is missing or infinite, looking at some rows at a time.

    Raises:
        UserError: naming the first sample and input.
    """
    step = max(1, _SLICE // max(inputs.shape[1], 1))
    for begin in range(0, len(inputs), step):
        good = np.isfinite(inputs[begin : begin + step])
        if not good.all():
            row, column = (int(each) for each in np.argwhere(~good)[0])
            what = "missing" if np.isnan(inputs[begin + row, column]) else "not finite"
            raise UserError(
                f"{place}, sample {begin + row + 1}, value {column + 1}: the number is {what}; "
                "fill it in, or take the sample out."
            )


def scale_pixels(inputs: Array) -> bool:
    """Bring pixels of 0 ... 255 to 0 ... 1 where they stand.

    Returns:
        False where they are something else, 0 and 1 already for example.
    """
    if inputs.size == 0 or not 1 < inputs.max() <= 255 or inputs.min() < 0:
        return False
    np.divide(inputs, 255.0, out=inputs)
    return True
