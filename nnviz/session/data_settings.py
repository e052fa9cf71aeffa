"""The part of an experiment that says what is learned from."""

from typing import Literal

from nnviz.session.document import Document

FILE, POINTS = "file", "points"
"""The sources that are not drawn by a generator: a person's own file, and points by hand."""

HOW_TO_READ = ("target", "task", "leave_out", "image_size")
"""The fields that say how a file is read."""


class Data(Document, frozen=True):
    """What is learned from; shares and ``noise`` are parts of one, not percents.

    ``path``, ``target``, ``task``, ``leave_out`` and ``image_size`` say how a file is read;
    ``points`` are (x1, x2, class). ``inputs`` and ``classes`` are None where the source decides.
    """

    source: str = "xor"
    path: str = ""
    target: str = ""
    task: Literal["auto", "classification", "regression"] = "auto"
    leave_out: tuple[str, ...] = ()
    image_size: int = 64
    points: tuple[tuple[float, float, int], ...] = ()
    samples: int = 200
    noise: float = 0.0
    train_share: float = 1.0
    dev_share: float = 0.0
    standardize: Literal["none", "inputs", "all"] = "none"
    inputs: int | None = None
    classes: int | None = None
