"""What is wrong with a row of a table: the first cell that cannot be learned from, and the mend."""

from math import isfinite

from nnviz.data.readers.cells import is_number, missing, number, quoted
from nnviz.data.readers.columns import Columns


def first_fault(
    cells: list[str], columns: Columns, decimal_comma: bool, worded_target: bool
) -> tuple[int, str] | None:
    """The first column that is wrong, with what is wrong and the mend.

    Args:
        cells: of the row, one for every column.
        columns: which of them are used.
        decimal_comma: whether 0,5 is a half.
        worded_target: whether the target may be text.
    """
    for column in sorted((*columns.inputs, *columns.targets, *columns.empty)):
        targeted = column in columns.targets
        if column in columns.empty:
            wrong = _in_empty_column(cells[column])
        elif targeted and worded_target and not missing(cells[column]):
            wrong = ""
        else:
            wrong = _as_number(cells[column], decimal_comma, targeted)
        if wrong:
            return column, wrong
    return None


def _in_empty_column(cell: str) -> str:
    if not cell.strip():
        return ""
    return f"{quoted(cell)} is in a column without a name; name the column, or take the value out"


def _as_number(cell: str, decimal_comma: bool, targeted: bool) -> str:
    if missing(cell):
        return "the value is missing; fill it in, or take the row out"
    if not is_number(cell, decimal_comma):
        mend = "choose another target" if targeted else "leave the column out"
        return f"{quoted(cell)} is not a number; write a number, or {mend}"
    if not isfinite(number(cell, decimal_comma)):
        return f"{quoted(cell)} is not finite; write a finite number"
    return ""
