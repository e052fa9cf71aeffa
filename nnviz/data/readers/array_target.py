"""The target of samples that are arrays: numbers of classes, one-hot rows, names or amounts."""

from itertools import pairwise
from math import prod

import numpy as np
from numpy.typing import NDArray

from nnviz.data.readers.choice import Task
from nnviz.data.readers.limits import MOST_CLASSES, check_size
from nnviz.data.readers.stored import Stored
from nnviz.data.readers.streams import check_finite
from nnviz.data.readers.target import Target, from_numbers, from_texts
from nnviz.errors import UserError

_AT_ONCE = 10_000


def read_target(parts: list[Stored], task: Task) -> tuple[Target, tuple[str, ...]]:
    """Read the targets of one or more parts, train and test for example.

    Returns:
        The target, and remarks.

    Raises:
        UserError: the parts do not fit each other, or are no target.
    """
    place = parts[0].place
    if any(part.header.text for part in parts):
        return _read_texts(parts, task), ()
    widths = {prod(part.header.shape[1:]) for part in parts}
    if len(widths) > 1:
        raise UserError(
            f"{place}: the targets have {min(widths)} and {max(widths)} columns; save as many for "
            "all samples."
        )
    width = widths.pop()
    ends = np.cumsum([0, *(part.header.shape[0] for part in parts)]).tolist()
    check_size(place, ends[-1], width)
    numbers = np.empty((ends[-1], width))
    for part, (begin, end) in zip(parts, pairwise(ends), strict=True):
        part.numbers(numbers[begin:end].reshape(part.header.shape), _in_silence)
    check_finite(numbers, place)
    one_hot = width > 1 and bool(
        ((numbers == 0) | (numbers == 1)).all() and (numbers.sum(axis=1) == 1).all()
    )
    if one_hot and task != "regression":
        remark = f"The {width} columns of the target are one class each (one-hot)."
        which = numbers.argmax(axis=1).astype(float)[:, None]
        return from_numbers(which, "classification", place), (remark,)
    return from_numbers(numbers, task, place), ()


def _in_silence(share: float) -> None:
    """The targets are small beside the inputs, whose progress is told."""


def _read_texts(parts: list[Stored], task: Task) -> Target:
    """Names of classes.

    Raises:
        UserError: some parts are numbers, or the text is damaged.
    """
    known: dict[str, int] = {}
    codes: list[NDArray[np.int64]] = []
    for part in parts:
        if not part.header.text or prod(part.header.shape[1:]) != 1:
            raise UserError(
                f"{part.place}: it is no single column of text; save one name a sample."
            )
        texts = np.empty(part.header.shape, part.header.dtype)
        part.numbers(texts, _in_silence)
        texts = texts.reshape(-1)
        for begin in range(0, len(texts), _AT_ONCE):
            names = _names(part, texts[begin : begin + _AT_ONCE])
            if "" in names:
                sample = begin + names.index("") + 1
                raise UserError(
                    f"{part.place}, sample {sample}: the class is missing; fill it in, or take "
                    "the sample out."
                )
            codes.append(np.array([known.setdefault(name, len(known)) for name in names]))
            if len(known) > 10 * MOST_CLASSES:
                break  # which from_texts refuses
    return from_texts(np.concatenate(codes), list(known), task, parts[0].place)


def _names(part: Stored, texts: NDArray[np.str_] | NDArray[np.bytes_]) -> list[str]:
    try:
        found: list[str | bytes] = texts.tolist()
        return [(each.decode() if isinstance(each, bytes) else each).strip() for each in found]
    except (ValueError, SystemError):
        # Bytes that are no UTF-8, or numbers that are no characters.
        raise UserError(f"{part.place}: its text is damaged; save the names anew.") from None
