"""Deciding whether a target tells classes or is a number to predict."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.data.readers.cells import natural, quoted
from nnviz.data.readers.choice import Task
from nnviz.data.readers.limits import MOST_CLASSES
from nnviz.errors import UserError
from nnviz.nn.calls import Array

_MOST_BY_ITSELF = 20
"""More whole numbers than these are taken for amounts unless a person says otherwise."""


@dataclass(frozen=True)
class Target:
    """What a dataset says of every sample; see ``Dataset`` for the shapes."""

    labels: NDArray[np.int64]
    classes: tuple[str, ...] = ()
    values: Array | None = None


def from_texts(codes: NDArray[np.int64], texts: list[str], task: Task, place: str) -> Target:
    """Classes by name.

    Args:
        codes: m positions in ``texts``.
        texts: the different names, in any order; none is there twice.
        task: what a person has chosen.
        place: the file and column, for a sentence.

    Raises:
        UserError: a regression is wanted, or there are too many classes or too few.
    """
    if task == "regression":
        raise UserError(
            f"{place}: {quoted(texts[0])} is not a number, and a regression predicts numbers; "
            "choose another target, or classification."
        )
    _check_classes(len(texts), place, f"{quoted(texts[0])}" if texts else "nothing")
    order = sorted(range(len(texts)), key=lambda code: natural(texts[code]))
    rank = np.empty(len(texts), np.int64)
    rank[order] = np.arange(len(texts))
    return Target(rank[codes], tuple(texts[code] for code in order))


def from_numbers(numbers: Array, task: Task, place: str) -> Target:
    """Classes where the numbers look like names of classes, and a regression otherwise.

    Args:
        numbers: m x k, all finite.
        task: what a person has chosen.
        place: the file and column, for a sentence.

    Raises:
        UserError: a classification is wanted by several columns, or there are too many classes
            or too few.
    """
    count, columns = numbers.shape
    if columns > 1 and task == "classification":
        raise UserError(
            f"{place}: a classification has one target, not {columns}; choose one, or regression."
        )
    if task == "regression" or columns > 1:
        return _regression(numbers, place)
    different, labels = np.unique(numbers[:, 0], return_inverse=True)
    if task == "auto" and not look_like_classes(different, count):
        return _regression(numbers, place)
    _check_classes(len(different), place, f"'{_name(different[0])}'" if count else "nothing")
    return Target(labels.astype(np.int64).reshape(-1), tuple(_name(each) for each in different))


def _regression(numbers: Array, place: str) -> Target:
    if len(numbers) > 1 and (numbers == numbers[0]).all():
        raise UserError(
            f"{place}: every value is {numbers[0, 0]:g}, so there is nothing to predict; choose "
            "another target."
        )
    return Target(np.zeros(len(numbers), np.int64), values=np.ascontiguousarray(numbers))


def look_like_classes(different: Array, count: int) -> bool:
    """Whether these are numbers of classes: few, whole, close together, and each there often.

    0 ... 9 are, -1 and 1 are, 10, 20, 30 are; prices in steps of 50,000 are not, nor are counts
    that hardly repeat. Two values are classes however far apart.
    """
    if (different != np.round(different)).any() or len(different) > _MOST_BY_ITSELF:
        return False
    spread = different[-1] - different[0]
    if len(different) <= 2:
        return bool(spread <= 2 or len(different) <= count / 2)
    return bool(spread <= 10 * len(different) and len(different) <= count / 2)


def _name(value: float) -> str:
    whole = value == round(value) and abs(value) < 1e15
    return str(int(value)) if whole else repr(float(value))


def _check_classes(count: int, place: str, only: str) -> None:
    if count > MOST_CLASSES:
        raise UserError(
            f"{place}: there are {count:,} different values, and a classification has at most "
            f"{MOST_CLASSES} classes; choose another target, or regression if it is a number."
        )
    if count < 2:
        raise UserError(
            f"{place}: every sample is of the class {only}, and a classification needs at least "
            "2 classes; add samples of another class, or choose another target."
        )


def numbered(letter: str, count: int) -> tuple[str, ...]:
    """Names for what has none: x1, x2, ...; y alone is y."""
    if letter == "y" and count == 1:
        return ("y",)
    return tuple(f"{letter}{k}" for k in range(1, count + 1))
