"""placeholder"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nnviz.data.dataset import Dataset
from nnviz.errors import UserError
from nnviz.nn.calls import Array

Progress = Callable[[float], None]
Decode = Callable[[Path, int], Array]


class Cancelled(Exception):
    pass


@dataclass(frozen=True)
class Choice:
    target: str = ""
    task: Literal["auto", "classification", "regression"] = "auto"
    leave_out: tuple[str, ...] = ()
    header: bool | None = None
    image_size: int = 64


def read(
    path: Path,
    choice: Choice = Choice(),
    progress: Progress = lambda share: None,
    decode: Decode | None = None,
) -> Dataset:
    raise UserError(f"{path}: cannot be read.")
