"""What a person may choose about a file, and how a reader says how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nnviz.nn.calls import Array

Task = Literal["auto", "classification", "regression"]

Progress = Callable[[float], None]
"""Called now and then with the share that is done, 0 ... 1; it may raise ``Cancelled``."""

Decode = Callable[[Path, int], Array]
"""The picture in a file as size x size x 3 numbers in 0 ... 1; a broken one is a ValueError."""


class Cancelled(Exception):  # noqa: N818 (it is no error: somebody asked for it)
    """The reading was given up, because its ``Progress`` said so."""


@dataclass(frozen=True)
class Choice:
    """How to read a file; as it stands, everything is decided by itself.

    Attributes:
        target: the name of the column to predict, or its number counted from 1; several columns
            of a regression are parted by commas. In an .npz, it may be the name of an array.
        task: whether the target tells classes or is a number to predict.
        leave_out: names or numbers of columns of a table that are no inputs.
        header: whether the first line of a text file names the columns.
        image_size: the height and width that pictures of a folder are brought to.
    """

    target: str = ""
    task: Task = "auto"
    leave_out: tuple[str, ...] = ()
    header: bool | None = None
    image_size: int = 64
