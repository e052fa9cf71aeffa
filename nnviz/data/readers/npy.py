"""The .npy format: a header in words, then raw numbers.

Source: numpy.lib.format. The header is a Python dictionary; it is matched here by a pattern rather
than evaluated, and types that would need pickle are refused.
"""

import re
from dataclasses import dataclass
from math import prod
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.readers.choice import Progress
from nnviz.data.readers.streams import fill, read_up_to
from nnviz.errors import UserError

MAGIC = b"\x93NUMPY"
_LONGEST_HEADER = 10_000
_NUMBERS = {f"{kind}{size}" for kind in "iu" for size in (1, 2, 4, 8)} | {"b1", "f2", "f4", "f8"}
_MOST_CHARACTERS = 1000
_WORDS = {"O": "Python objects", "c": "complex numbers", "V": "records", "M": "dates"}


@dataclass(frozen=True)
class Header:
    """What a .npy says of itself.

    Attributes:
        shape: as declared.
        dtype: of numbers, or of text (kinds U and S).
        fortran: whether the first index runs fastest.
        length: the bytes of the header, where the numbers begin.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    fortran: bool
    length: int

    @property
    def text(self) -> bool:
        """Whether it holds text rather than numbers."""
        return self.dtype.kind in "US"

    @property
    def size(self) -> int:
        """How many bytes of numbers it declares."""
        return prod(self.shape) * self.dtype.itemsize


def read_header(stream: IO[bytes], place: str) -> Header:
    """The header, leaving the stream at the numbers.

    Raises:
        UserError: it is none, or of a type that is not read.
    """
    start = read_up_to(stream, 8)
    if start[:6] != MAGIC or len(start) < 8 or start[6] not in (1, 2, 3):
        raise UserError(f"{place}: it does not begin as a NumPy array does; save it with np.save.")
    counter = 2 if start[6] == 1 else 4
    length = int.from_bytes(read_up_to(stream, counter), "little")
    text = read_up_to(stream, min(length, _LONGEST_HEADER))
    if len(text) < length:
        raise _bad(place)
    return _parse(text.decode("latin-1"), 8 + counter + length, place)


def _parse(text: str, length: int, place: str) -> Header:
    shape = re.search(r"'shape': *\(([0-9L, ]*)\)", text)
    order = re.search(r"'fortran_order': *(True|False)", text)
    descr = re.search(r"'descr': *(?:'([^']*)'|\[)", text)
    if not (shape and order and descr):
        raise _bad(place)
    sizes = [each.strip(" L") for each in shape[1].split(",") if each.strip()]
    if len(sizes) > 8 or any(not each.isdigit() or len(each) > 18 for each in sizes):
        raise _bad(place)
    dtype = _dtype(descr[1], place)
    return Header(tuple(map(int, sizes)), dtype, order[1] == "True", length)


def _dtype(descr: str | None, place: str) -> np.dtype[Any]:
    found = re.fullmatch(r"([<>|=]?)([A-Za-z])([0-9]{0,9})(\[.*\])?", descr or "|V1")
    if not found:
        raise _bad(place)
    order, kind, size, _ = found.groups()
    if kind + size in _NUMBERS:
        return np.dtype(f"{order}{kind}{size}")
    if kind in "US" and size and 0 < int(size) <= _MOST_CHARACTERS:
        return np.dtype(f"{order}{kind}{int(size)}")
    held = _WORDS.get(
        kind, "text too long for labels" if kind in "US" else f"numbers of type {descr}"
    )
    raise UserError(
        f"{place}: it holds {held}, which {'is' if kind in 'US' else 'are'} not read; save it as "
        "plain numbers, such as float64."
    )


def _bad(place: str) -> UserError:
    return UserError(f"{place}: the header of the NumPy array is damaged; save it anew.")


def fill_array(
    out: NDArray[Any], header: Header, stream: IO[bytes], place: str, progress: Progress
) -> None:
    """Read the numbers into ``out``, which has the shape of the header.

    Raises:
        UserError: the stream ends too early.
        Cancelled: by ``progress``.
    """
    fill(out.T if header.fortran else out, stream, header.dtype, place, progress)
