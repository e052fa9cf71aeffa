"""Which columns of a table are inputs, which is the target, and which are left out."""

from dataclasses import dataclass

from nnviz.data.readers.cells import listed, missing, quoted
from nnviz.data.readers.choice import Choice
from nnviz.errors import UserError

TARGET_NAMES = (
    *("label", "labels", "class", "classes", "target", "targets", "y", "species", "category"),
    *("variety", "outcome", "output", "diagnosis", "quality"),
)
"""Headers that say what is to be learned, the plainest first."""

ID_NAMES = frozenset({"", "id", "index", "row", "no", "no.", "nr", "nr.", "#", "unnamed: 0"})
"""Headers of a column that only counts the rows, where its numbers do."""


@dataclass(frozen=True)
class Columns:
    """Positions of the columns, counted from 0, and what a person should know of the choice.

    Attributes:
        inputs, targets: what is learned from, and what is learned.
        empty: columns that are left out because there seems to be nothing in them.
        remarks: sentences about what was left out without being asked for.
    """

    inputs: tuple[int, ...]
    targets: tuple[int, ...]
    empty: frozenset[int] = frozenset()
    remarks: tuple[str, ...] = ()


def choose(
    place: str,
    names: tuple[str, ...],
    choice: Choice,
    text: frozenset[int] = frozenset(),
    counting: frozenset[int] = frozenset(),
    empty: frozenset[int] = frozenset(),
) -> Columns:
    """Part the columns of a table.

    Args:
        place: the file, for a sentence.
        names: of all columns.
        choice: what a person has chosen.
        text: the columns that hold text rather than numbers.
        counting: the columns whose numbers count the rows.
        empty: the columns without a name or a value.

    Raises:
        UserError: a column is unknown, holds text, or nothing is left to learn from.
    """
    out = {position(place, names, each) for each in choice.leave_out}
    wanted = _targets(place, names, choice.target)
    if clash := [each for each in wanted if each in out]:
        raise UserError(
            f"{place}: {called(names, clash[0])} is the target and cannot be left out; choose "
            "another target, or do not leave it out."
        )
    remarks = []
    for column, name in enumerate(names):
        if column in out or column in wanted:
            continue
        if column in empty:
            out.add(column)
            remarks.append(f"Column {column + 1} has no name and no values and is left out.")
        elif column in counting and name.strip().lower() in ID_NAMES and len(names) > 2:
            out.add(column)
            remarks.append(f"C{called(names, column)[1:]} only counts the rows and is left out.")
    if not wanted:
        wanted = [_by_itself(place, names, text, out)]
    inputs = tuple(c for c in range(len(names)) if c not in out and c not in wanted)
    if worded := [column for column in inputs if column in text]:
        raise _text_as_input(place, names, worded, every=len(text) == len(names))
    if not inputs:
        besides = " besides those left out" if out else ""
        raise UserError(
            f"{place}: there is only one column{besides}, and learning needs at least one input "
            "and a target; add a column of numbers, or part the columns by commas."
        )
    return Columns(inputs, tuple(wanted), empty & out, tuple(remarks))


def shown(names: tuple[str, ...], column: int) -> str:
    """The name of a column in a sentence; its number where it has none."""
    return names[column].strip() or str(column + 1)


def called(names: tuple[str, ...], column: int) -> str:
    """Column 'age', or column 3 where it has no name."""
    name = names[column].strip()
    number = f"column {column + 1}"
    return number if name in ("", number) else f"column {quoted(name)}"


def _text_as_input(place: str, names: tuple[str, ...], worded: list[int], every: bool) -> UserError:
    if every:
        return UserError(
            f"{place}: no column holds numbers, and inputs are numbers; choose a table of numbers."
        )
    if len(worded) == 1:
        return UserError(
            f"{place}: {called(names, worded[0])} holds text, and inputs are numbers; leave the "
            "column out, or choose it as the target."
        )
    columns = listed([shown(names, column) for column in worded])
    return UserError(
        f"{place}: columns {columns} hold text, and inputs are numbers; leave the columns out."
    )


def position(place: str, names: tuple[str, ...], wanted: str) -> int:
    """The column of this name, or of this number counted from 1.

    Raises:
        UserError: there is no such column, naming those there are.
    """
    wanted = wanted.strip()
    for same in (str.strip, lambda name: name.strip().lower()):
        for column, name in enumerate(names):
            if wanted and same(name) == same(wanted):
                return column
    if wanted.isdecimal() and len(wanted) < 10 and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    raise UserError(
        f"{place}: there is no column {quoted(wanted)}; name one of {listed(names)}, or give its "
        f"number from 1 to {len(names)}."
    )


def _targets(place: str, names: tuple[str, ...], wanted: str) -> list[int]:
    if not wanted.strip():
        return []
    if "," not in wanted or wanted.strip() in (name.strip() for name in names):
        return [position(place, names, wanted)]
    # Twice the same column is one target.
    return list(dict.fromkeys(position(place, names, each) for each in wanted.split(",")))


def _by_itself(place: str, names: tuple[str, ...], text: frozenset[int], out: set[int]) -> int:
    left = [column for column in range(len(names)) if column not in out]
    if not left:
        raise UserError(f"{place}: every column is left out; leave at least two in.")
    lower = {names[column].strip().lower(): column for column in reversed(left)}
    for name in TARGET_NAMES:
        if name in lower:
            return lower[name]
    return max((column for column in left if column in text), default=left[-1])


def counts_rows(cells: list[str]) -> bool:
    """Whether a column goes 0, 1, 2 ... or 1, 2, 3 ..."""
    if len(cells) < 2 or missing(cells[0]) or cells[0].strip() not in ("0", "1"):
        return False
    first = int(cells[0])
    return all(cell.strip() == str(first + row) for row, cell in enumerate(cells))
