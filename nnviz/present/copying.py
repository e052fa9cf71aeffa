"""A matrix as text for other programs: a spreadsheet, Python, a paper, a page of notes."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nnviz.present.numbers import MINUS, decimals_for, number

Floats = NDArray[np.floating]
_AMSMATH_COLUMNS = 10  # more have to be allowed


def as_tsv(values: Floats) -> str:
    """Rows of entries with tabs between them, in all their digits: reading them back is exact.

    What is not finite is ``nan``, ``inf`` or ``-inf``, as ``float`` and numpy read it.
    """
    return "\n".join("\t".join(row) for row in _exact(values, "nan", "inf"))


def as_numpy(values: Floats) -> str:
    """A Python expression, with numpy as ``np``, that evaluates to the same bits."""
    rows = (f"[{', '.join(row)}]" for row in _exact(values, "np.nan", "np.inf"))
    kind = "" if values.dtype == np.float64 else f", dtype=np.{values.dtype}"
    return f"np.array([{(',' + chr(10) + ' ' * 10).join(rows)}]{kind})"


def as_latex(values: Floats, digits: int = 3, notation: str = "auto") -> str:
    """A ``bmatrix`` of amsmath, with the digits that a person chose."""
    rows = (" & ".join(map(_in_latex, row)) for row in _rounded(values, digits, notation))
    matrix = "\\begin{bmatrix}\n" + " \\\\\n".join(rows) + "\n\\end{bmatrix}"
    columns = values.shape[1]
    if columns <= _AMSMATH_COLUMNS:
        return matrix
    return f"\\setcounter{{MaxMatrixCols}}{{{columns}}}\n{matrix}"


def as_markdown(values: Floats, digits: int = 3, notation: str = "auto") -> str:
    """A table with the numbers of its columns on top and those of its rows on the left."""
    columns = values.shape[1]
    head = ["", *(str(column + 1) for column in range(columns))]
    lines = [head, ["--:"] * (columns + 1)]
    for place, row in enumerate(_rounded(values, digits, notation), start=1):
        lines.append([f"**{place}**", *row])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _exact(values: Floats, nan: str, infinite: str) -> list[list[str]]:
    """Every entry by the shortest text that reads back to the same bits."""
    # numpy knows the shortest text of a single-precision number, Python that of a double.
    plain: Callable[[float], str] = repr if values.dtype == np.float64 else str
    rows = values.tolist() if values.dtype == np.float64 else list(values)
    texts = [[plain(value) for value in row] for row in rows]
    for row, column in np.argwhere(~np.isfinite(values)):
        value = float(values[row, column])
        sign = "-" if value < 0 else ""
        texts[row][column] = nan if math.isnan(value) else sign + infinite
    return texts


def _rounded(values: Floats, digits: int, notation: str) -> list[list[str]]:
    decimals = decimals_for(values.astype(np.float64), digits, notation)
    return [[number(value, decimals, digits) for value in row] for row in values.tolist()]


def _in_latex(text: str) -> str:
    if text == "nan":
        return r"\mathrm{nan}"
    mantissa, e, power = text.replace(MINUS, "-").replace("∞", r"\infty").partition("e")
    return rf"{mantissa} \cdot 10^{{{power}}}" if e else mantissa
