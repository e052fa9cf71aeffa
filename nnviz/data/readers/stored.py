"""An array inside a .npz or .npy: what it declares, held against the bytes that are there."""

import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from numpy.typing import NDArray

from nnviz.data.readers.choice import Progress
from nnviz.data.readers.npy import Header, fill_array, read_header
from nnviz.data.readers.streams import check_packed, damaged, unpacking
from nnviz.errors import UserError

Opener = Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True)
class Stored:
    """One array in a file: its name, what it declares, and how to get at its bytes."""

    name: str
    place: str
    header: Header
    open: Opener

    def numbers(self, out: NDArray[Any], progress: Progress) -> None:
        """Read the numbers into an array of the declared shape.

        Raises:
            UserError: the file is damaged.
            Cancelled: by ``progress``.
        """
        with unpacking(self.place), self.open() as stream:
            read_header(stream, self.place)
            fill_array(out, self.header, stream, self.place, progress)


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip, with whatever ``zipfile`` raises for a damaged one as one sentence."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (RuntimeError, ValueError, struct.error, OverflowError, KeyError):
        # Encrypted, of a newer version, or with impossible offsets.
        raise damaged(path.name) from None


def stored_in(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Stored:
    """An array of the archive, whose sizes agree with each other and with the file.

    Raises:
        UserError: they do not, or it is no array of numbers or text.
    """
    place = f"{path.name}, {entry.filename}"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UserError(f"{place}: it is packed in an unusual way; save it with np.savez anew.")
    packed = min(entry.compress_size, path.stat().st_size)
    check_packed(place, entry.file_size, packed)
    with unpacking(place), archive.open(entry) as stream:
        header = read_header(stream, place)
    _check_declared(place, header, entry.file_size)
    name = entry.filename.removesuffix(".npy")
    return Stored(name, place, header, lambda: archive.open(entry))


def _check_declared(place: str, header: Header, size: int) -> None:
    declared = header.length + header.size
    if declared != size:
        how = "cut short" if size < declared else "longer than it declares"
        raise UserError(
            f"{place}: it is {how}, with {size:,} bytes instead of {declared:,}; save it anew."
        )


def stored_alone(path: Path) -> Stored:
    """The array of a .npy file.

    Raises:
        UserError: its sizes do not agree with the file.
    """
    with unpacking(path.name), path.open("rb") as stream:
        header = read_header(stream, path.name)
    _check_declared(path.name, header, path.stat().st_size)
    return Stored("", path.name, header, lambda: path.open("rb"))
