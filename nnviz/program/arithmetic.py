"""Which numbers make one entry of a line's result, read from the formula of the line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nnviz.nn.expression import (
    Entrywise,
    Expression,
    Function,
    Matrix,
    Product,
    Scaled,
    Transposed,
)
from nnviz.program.step import Step

_ONE_COLUMN = re.compile(r"[vs]?d?b\d+")
ARGUMENT = re.compile(r"@(\d+)(?:\[(\d+)\])?")
SUM = re.compile(r"Σ(_[ki])?\{([^{}]*)\}")


@dataclass(frozen=True)
class Part:
    """A part of a matrix as it is stored, samples as columns; None for all rows or columns."""

    rows: int | None
    columns: int | None


def lit(step: Step, row: int, column: int | None) -> dict[str, Part]:
    """The part of every operand from which an entry of the result is worked out.

    Without a column, from which a whole row of it is. Rows and columns count from 0 and are those
    of the matrices as they are stored, with samples as columns; whoever shows an operand
    transposed, as a formula has it or for samples as rows, turns its part as well.

    A matrix that stands in the formula twice has one part, which holds both.
    """
    found: dict[str, Part] = {}
    for name, part in _parts(step.expression, row, column):
        other = found.get(name, part)
        found[name] = Part(
            part.rows if part.rows == other.rows else None,
            part.columns if part.columns == other.columns else None,
        )
    return found


def templates(function: Function, unit: int | None) -> tuple[str, ...]:
    """How entries of a unit are worked out; without a unit, those of all of them."""
    entries = function.entries or (function.text,)
    return entries if unit is None or len(entries) == 1 else (entries[unit],)


def _parts(
    expression: Expression, row: int | None, column: int | None
) -> Iterator[tuple[str, Part]]:
    match expression:
        case Matrix("J" | "R" as name):
            yield name, Part(0, 0)
        case Matrix(name):  # a bias is added to every sample
            yield name, Part(row, 0 if _ONE_COLUMN.fullmatch(name) else column)
        case Transposed(of):
            yield from _parts(of, column, row)
        case Product(left, right):
            yield from _parts(left, row, None)
            yield from _parts(right, None, column)
        case Entrywise(_, left, right):
            yield from _parts(left, row, column)
            yield from _parts(right, row, column)
        case Scaled(_, of):
            yield from _parts(of, row, column)
        case Function(arguments):
            for template in templates(expression, row):
                for place, unit, sample in _read(template, row, column):
                    yield from _parts(arguments[place], unit, sample)


def _read(
    template: str, row: int | None, column: int | None
) -> Iterator[tuple[int, int | None, int | None]]:
    """Which entries of which arguments a template asks for."""

    def asked(
        text: str, unit: int | None, sample: int | None
    ) -> Iterator[tuple[int, int | None, int | None]]:
        for found in ARGUMENT.finditer(text):
            yield int(found[1]), int(found[2]) - 1 if found[2] else unit, sample

    for found in SUM.finditer(template):
        over = found[1]
        yield from asked(found[2], row if over == "_i" else None, column if over == "_k" else None)
    yield from asked(SUM.sub("", template), row, column)
