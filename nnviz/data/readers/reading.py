"""One way in: what a file is, told from its content first, and the reader for it."""

import re
from pathlib import Path

from nnviz.data.dataset import Dataset
from nnviz.data.readers.choice import Choice, Decode, Progress
from nnviz.data.readers.idx import GZIP, looks_like_idx, named_like_idx, read_idx
from nnviz.data.readers.npy import MAGIC
from nnviz.data.readers.numpy_files import read_npy, read_npz
from nnviz.data.readers.pictures import EXTENSIONS, read_pictures
from nnviz.data.readers.streams import unpacking
from nnviz.data.readers.text import read_text
from nnviz.errors import UserError

_HEAD = 4096
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF")


def read(
    path: Path,
    choice: Choice = Choice(),  # noqa: B008 (it is frozen)
    progress: Progress = lambda share: None,
    decode: Decode | None = None,
) -> Dataset:
    """Read a file, or a folder of pictures.

    Args:
        path: of a table as text, a .npy or .npz, an IDX file beside its other half, or a folder.
        choice: what a person has chosen.
        progress: called with the share that is done.
        decode: opens pictures.

    Raises:
        UserError: one sentence that names the file, the place in it and the mend.
        Cancelled: by ``progress``.
    """
    kind = kind_of(path)
    with unpacking(path.name or str(path)):
        if kind == "pictures":
            if decode is None:
                raise UserError(
                    f"{path.name}: it is a folder, and pictures can be read in the window only; "
                    "choose a file."
                )
            return read_pictures(path, choice, progress, decode)
        return _READERS[kind](path, choice, progress)


_READERS = {"npy": read_npy, "npz": read_npz, "idx": read_idx, "text": read_text}


def kind_of(path: Path) -> str:
    """What a file is: ``pictures``, ``npy``, ``npz``, ``idx`` or ``text``.

    Raises:
        UserError: there is nothing to read, or it is none of these.
    """
    place = path.name or str(path)
    with unpacking(place):
        if path.is_dir():
            return "pictures"
        if not path.exists():
            raise UserError(f"{place}: there is no such file; check its name and its folder.")
        if not path.is_file():
            raise UserError(f"{place}: this is no ordinary file; choose a file or a folder.")
        with path.open("rb") as file:
            head = file.read(_HEAD)
    if not head:
        raise UserError(f"{place}: the file is empty; choose one with data in it.")
    return _kind_of_content(place, path.suffix.lower(), head)


def _kind_of_content(place: str, ending: str, head: bytes) -> str:
    if head.startswith(MAGIC):
        return "npy"
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return "npz"
    if head.startswith(GZIP) or looks_like_idx(head) or named_like_idx(place):
        return "idx"
    if ending in (".npy", ".npz"):
        raise UserError(
            f"{place}: it does not begin as {ending} files do; save it anew with NumPy."
        )
    if head.startswith(_PICTURES) and (ending in EXTENSIONS or _is_binary(head)):
        raise UserError(f"{place}: this is a single picture; choose the folder with the pictures.")
    if not head.startswith(_UTF16) and _is_binary(head):
        raise UserError(
            f"{place}: this is no text, NumPy or IDX file; save the data as CSV, .npz or IDX."
        )
    return "text"


def _is_binary(head: bytes) -> bool:
    """Whether there are bytes that no text holds, in whatever code page."""
    return re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head) is not None
