"""A folder of pictures: a subfolder a class, or names that begin with the class."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.data.readers.cells import listed, natural
from nnviz.data.readers.choice import Choice, Decode, Progress
from nnviz.data.readers.limits import MOST_CLASSES, MOST_SAMPLES, MOST_VALUES, check_size
from nnviz.data.readers.target import numbered
from nnviz.errors import UserError

EXTENSIONS = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".ppm"})
_NAMED_IN_A_REMARK = 3


@dataclass(frozen=True)
class Found:
    """The pictures of a folder in a fixed order, each with its class, and what was passed over."""

    pictures: tuple[tuple[Path, str], ...]
    remarks: tuple[str, ...] = ()


def find_pictures(folder: Path) -> Found:
    """Look through a folder, without opening a picture.

    Raises:
        UserError: there are no pictures, or nothing tells their classes.
    """
    place = folder.name or str(folder)
    inside = _entries(folder)
    folders = [each for each in inside if each.is_dir()]
    flat = [each for each in inside if _is_picture(each)]
    by_folder = [
        (picture, each.name)
        for each in folders
        for picture in _entries(each)
        if _is_picture(picture)
    ]
    if by_folder:
        remarks = (_skipped(flat, "in no subfolder"),) if flat else ()
        return Found(tuple(by_folder), remarks)
    if not flat:
        among = " or in its subfolders" if folders else ""
        raise UserError(
            f"{place}: there are no pictures in this folder{among}; choose the folder that has a "
            "subfolder a class, with PNG or JPEG files in it."
        )
    named = [(each, _class_in_name(each)) for each in flat]
    nameless = [each for each, name in named if not name]
    if len(nameless) == len(flat):
        raise UserError(
            f"{place}: the names of the pictures, such as {flat[0].name}, do not tell their "
            "classes; name them as in cat.1.jpg, or put each class into a subfolder."
        )
    remarks = (_skipped(nameless, "without a class in the name"),) if nameless else ()
    return Found(tuple((each, name) for each, name in named if name), remarks)


def read_pictures(folder: Path, choice: Choice, progress: Progress, decode: Decode) -> Dataset:
    """Read a folder of pictures, each brought to the same size.

    Raises:
        UserError: there are none, too many, only one class, or none can be opened.
        Cancelled: by ``progress``.
    """
    place, size = folder.name or str(folder), choice.image_size
    if size < 1:
        raise UserError(f"image size {size}: it must be at least 1.")
    found = find_pictures(folder)
    pictures, width = found.pictures, size * size * 3
    _check_count(place, len(pictures), size)
    _check_classes(place, {name for _, name in pictures})
    check_size(place, len(pictures), width)
    inputs = np.empty((len(pictures), width))
    names: list[str] = []
    broken: list[Path] = []
    for done, (picture, name) in enumerate(pictures):
        progress(done / len(pictures))
        try:
            pixels = decode(picture, size)
        except (ValueError, OSError):
            broken.append(picture)
            continue
        inputs[len(names)] = pixels.reshape(width)
        names.append(name)
    progress(1.0)
    if not names:
        raise UserError(
            f"{place}: none of the {len(pictures):,} pictures can be opened, "
            f"{broken[0].name} for example; save them anew as PNG or JPEG."
        )
    classes = sorted(set(names), key=natural)
    _check_classes(place, classes)
    check_size(place, len(names), width)
    inputs.resize((len(names), width), refcheck=False)
    numbers = {name: number for number, name in enumerate(classes)}
    remarks = found.remarks
    if broken:
        remarks += (_skipped(broken, "that cannot be opened"),)
    return Dataset(
        inputs=inputs,
        labels=np.array([numbers[name] for name in names], np.int64),
        features=numbered("x", width),
        classes=tuple(classes),
        image=(size, size, 3),
        remarks=remarks,
    )


def _entries(folder: Path) -> list[Path]:
    """What is in a folder, cat.2 before cat.10, without hidden files."""
    try:
        names = [name for name in os.listdir(folder) if not name.startswith(".")]
    except OSError as error:
        raise UserError(
            f"{folder.name}: the folder cannot be read ({error.strerror}); check its permissions."
        ) from None
    return [folder / name for name in sorted(names, key=natural)]


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in EXTENSIONS and path.is_file()


def _class_in_name(path: Path) -> str:
    """What stands before the first separator and number: cat.1.jpg, cat_001.png, cat (3).gif.

    Without a separator the digits at the end are left out: cat7.png.
    """
    parted = re.match(r"([^\s._(-].*?)[\s._(-]+[0-9]", path.stem)
    if parted:
        return parted[1]
    ended = re.fullmatch(r"(.*[^0-9\s._(-])[0-9]+", path.stem)
    return ended[1] if ended else ""


def _skipped(paths: list[Path], why: str) -> str:
    names = listed([each.name for each in paths], _NAMED_IN_A_REMARK)
    if len(paths) == 1:
        return f"1 picture {why} is skipped: {names}."
    return f"{len(paths):,} pictures {why} are skipped: {names}."


def _check_count(place: str, count: int, size: int) -> None:
    if count > MOST_SAMPLES:
        raise UserError(
            f"{place}: there are {count:,} pictures, and at most {MOST_SAMPLES:,} are read; keep a "
            "part of them."
        )
    if count * size * size * 3 > MOST_VALUES:
        fitting = int((MOST_VALUES / (3 * count)) ** 0.5)
        raise UserError(
            f"{place}: {count:,} pictures of {size} × {size} take too much memory; bring them to "
            f"{fitting} × {fitting} at most, or keep a part of them."
        )


def _check_classes(place: str, names: "set[str] | list[str]") -> None:
    if len(names) == 1:
        raise UserError(
            f"{place}: all pictures are of the class {listed(list(names))}, and a classification "
            "needs at least 2 classes; add pictures of another class."
        )
    if len(names) > MOST_CLASSES:
        raise UserError(
            f"{place}: there are {len(names):,} classes, and at most {MOST_CLASSES} are read; "
            "choose the folder that has a subfolder a class."
        )
