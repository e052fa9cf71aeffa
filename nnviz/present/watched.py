"""The value of a watch as text: in a narrow column, as a line beside it, and in full."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.present.numbers import exact, significant

WIDEST = "−8.8888e−88"
"""No number in the narrow column is wider than this."""

_DIGITS = 5
_PREVIEW = 4  # entries of a matrix in a line
_MOST_ROWS, _MOST_COLUMNS = 12, 8  # of a matrix in full


def brief(value: Any) -> str:
    """A number, a truth in words, a shape; of a matrix its shape, of truths how many hold."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _truth(value)
    if isinstance(value, np.ndarray):
        if value.dtype == bool:
            return f"{int(value.sum()):,} of {value.size:,}"
        return _shape(value)
    if isinstance(value, tuple):
        return f"({', '.join(brief(each) for each in value)})"
    return significant(float(value), _DIGITS)


def preview(value: Any) -> str:
    """What a matrix begins with; nothing for what is brief already."""
    if not isinstance(value, np.ndarray):
        return ""
    first = [_entry(each) for each in value.ravel()[:_PREVIEW]]
    more = " …" if value.size > _PREVIEW else ""
    return f"[{'  '.join(first)}{more}]"


def whole(value: Any) -> str:
    """Every digit of a number; a matrix row by row, of a large one its beginning."""
    if isinstance(value, np.ndarray):
        kind = "true or false" if value.dtype == bool else "matrix"
        return f"{_shape(value)} {kind}\n" + "\n".join(_rows(value))
    if isinstance(value, bool) or value is None or isinstance(value, tuple):
        return brief(value)
    return exact(float(value))


def is_wrong(value: Any) -> bool:
    """Whether there is something in it that is not finite."""
    if isinstance(value, np.ndarray):
        return not bool(np.isfinite(value).all())
    return isinstance(value, float) and not math.isfinite(value)


def _truth(value: Any) -> str:
    return "true" if value else "false"


def _entry(value: Any) -> str:
    return _truth(value) if isinstance(value, np.bool_) else significant(float(value), 3)


def _shape(value: NDArray[Any]) -> str:
    if value.ndim == 1:
        return f"{value.shape[0]:,} entries"
    return " × ".join(f"{length:,}" for length in value.shape)


def _rows(value: NDArray[Any]) -> list[str]:
    rows = np.atleast_2d(value)
    shown = [
        "  ".join(_entry(each) for each in row[:_MOST_COLUMNS])
        + ("  …" if rows.shape[1] > _MOST_COLUMNS else "")
        for row in rows[:_MOST_ROWS]
    ]
    return [*shown, "…"] if len(rows) > _MOST_ROWS else shown
