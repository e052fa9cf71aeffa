"""How a text file is laid out: code page, delimiter, header. Told from its first lines."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

from nnviz.data.readers.cells import is_number, missing
from nnviz.data.readers.choice import Choice
from nnviz.data.readers.columns import TARGET_NAMES, Columns, choose, counts_rows
from nnviz.errors import UserError

MOST_COLUMNS = 100_000
_LOOK_AT_LINES = 500
_LOOK_AT_CHARACTERS = 1 << 20
_WEIGH_LINES = 50
_SPACES = " "
_DELIMITERS = {
    ",": "comma-separated",
    "\t": "tab-separated",
    ";": "semicolon-separated",
    "|": "separated by |",
    _SPACES: "separated by spaces",
}


@dataclass(frozen=True)
class Layout:
    """What has to be known to read the rows of a text file.

    Attributes:
        encoding: as Python names it.
        delimiter: one of comma, tab, semicolon, | and space; a space stands for any number of
            spaces and tabs.
        decimal_comma: whether 0,5 is a half.
        header: whether a line names the columns.
        names: of the columns; "column 1" and so on without a header.
        skip: how many lines stand before the first row.
        rows: the first rows.
        width_from: the line that says how many fields a row has.
    """

    encoding: str
    delimiter: str
    decimal_comma: bool
    header: bool
    names: tuple[str, ...]
    skip: int
    rows: list[list[str]]
    width_from: int

    @property
    def kind(self) -> str:
        """The layout in words."""
        separated = _DELIMITERS[self.delimiter]
        return f"CSV, {separated}, with{'' if self.header else 'out'} header"

    def columns(self, place: str, choice: Choice) -> Columns:
        """Which columns are inputs and which the target.

        Raises:
            UserError: they cannot be told apart, or an input is text.
        """
        text, counting, empty = set(), set(), set()
        for column, name in enumerate(self.names):
            cells = [row[column] for row in self.rows if column < len(row)]
            known = [cell for cell in cells if not missing(cell)]
            worded = sum(not is_number(cell, self.decimal_comma) for cell in known)
            if worded > len(known) / 2:
                text.add(column)
            if self.header and counts_rows(cells):
                counting.add(column)
            nameless = not self.header or not name.strip()
            if nameless and column == len(self.names) - 1 > 0 and not any(map(str.strip, cells)):
                empty.add(column)
        return choose(
            place, self.names, choice, frozenset(text), frozenset(counting), frozenset(empty)
        )


def encoding_of(head: bytes) -> str:
    """The code page that the first bytes tell; UTF-8 unless they say otherwise."""
    return "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def open_text(path: Path, encoding: str) -> TextIO:
    r"""The file as text, with \r\n and \r as \n."""
    return path.open(encoding=encoding, newline=None)


class Record(NamedTuple):
    """The fields of one row, with its first and its last line, counted from 1."""

    line: int
    last: int
    fields: list[str]


class UnclosedQuoteError(Exception):
    """A quoted field has no end, or goes on after it.

    Attributes:
        line: where the row begins.
        last: how far was read.
    """

    def __init__(self, line: int, last: int) -> None:
        super().__init__(line, last)
        self.line, self.last = line, last


def records(lines: Iterable[str], delimiter: str) -> Iterator[Record]:
    """The rows in these lines, without blank ones.

    Raises:
        UnclosedQuoteError: a quoted field has no end, or goes on after it.
    """
    if delimiter == _SPACES:
        lines = (line.strip().replace("\t", " ") for line in lines)
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    before = 0
    try:
        for row in reader:
            if row and (len(row) > 1 or row[0].strip()):
                yield Record(before + 1, reader.line_num, row)
            before = reader.line_num
    except csv.Error:
        raise UnclosedQuoteError(before + 1, reader.line_num) from None


def layout_of(path: Path, choice: Choice) -> Layout:
    """Look at the first lines.

    Raises:
        UserError: there are no rows, or no table can be seen.
        UnicodeDecodeError: the code page is another.
    """
    with path.open("rb") as raw:
        encoding = encoding_of(raw.read(2))
    with open_text(path, encoding) as file:
        lines = file.readlines(_LOOK_AT_CHARACTERS)
        whole = len(lines) <= _LOOK_AT_LINES and not file.read(1)
        del lines[_LOOK_AT_LINES:]
    remarked = _comments(lines)
    while remarked < len(lines) and not lines[remarked].strip():
        remarked += 1
    body = lines[remarked:]
    if not body:
        raise UserError(f"{path.name}: the file has no rows; choose a file with numbers in it.")
    delimiter = _delimiter(body)
    # NumPy and others write the header as a comment.
    commented = remarked > 0 and choice.header is not False
    if commented and lines[remarked - 1].startswith("#"):
        header_line = lines[remarked - 1].lstrip("#")
        names, first = (_whole_records(each, delimiter)[:1] for each in ([header_line], body))
        if names and first and len(names[0].fields) == len(first[0].fields) > 1:
            body = [header_line, *body]
            remarked -= 1
    try:
        found = list(records(body, delimiter))
    except UnclosedQuoteError as error:
        if whole or error.last < len(body):
            raise unclosed(path.name, remarked + error.line) from None
        found = _whole_records(body, delimiter)
    if not found:
        raise unclosed(path.name, remarked + 1)
    return _lay_out(path.name, encoding, delimiter, found, remarked, choice)


def _comments(lines: list[str]) -> int:
    """How many lines at the top are comments or blank before one."""
    last = 0
    for position, line in enumerate(lines):
        if line.startswith("#"):
            last = position + 1
        elif line.strip():
            break
    return last


def _whole_records(lines: list[str], delimiter: str) -> list[Record]:
    """The rows up to one that the end of these lines cuts in two."""
    found: list[Record] = []
    with suppress(UnclosedQuoteError):  # reading on will meet it again, and say where
        found.extend(records(lines, delimiter))
    return found


def _delimiter(lines: list[str]) -> str:
    """The delimiter that parts most lines alike, into fields that are most often numbers."""
    return max(_DELIMITERS, key=lambda each: _weigh(lines[:_WEIGH_LINES], each))


def _weigh(lines: list[str], delimiter: str) -> float:
    rows = [record.fields for record in _whole_records(lines, delimiter)]
    if not rows:
        return 0.0
    width, alike = Counter(len(row) for row in rows).most_common(1)[0]
    if width < 2:
        return 0.0
    cells = [cell for row in rows[1:] or rows for cell in row]
    comma = delimiter != ","
    good = sum(missing(cell) or is_number(cell) or is_number(cell, comma) for cell in cells)
    return alike / len(rows) + good / len(cells)


def _lay_out(
    place: str, encoding: str, delimiter: str, found: list[Record], before: int, choice: Choice
) -> Layout:
    first = found[0].fields
    if len(first) > MOST_COLUMNS:
        raise UserError(
            f"{place}: there are {len(first):,} columns, and at most {MOST_COLUMNS:,} are read; "
            "leave some out of the file."
        )
    rest = [record.fields for record in found[1:]]
    comma = delimiter != "," and _decimal_comma([first, *rest])
    header = choice.header
    if header is None:
        header = _is_header(first, rest, choice, comma)
    named = tuple(name.strip() for name in first)
    return Layout(
        encoding=encoding,
        delimiter=delimiter,
        decimal_comma=comma,
        header=header,
        names=named if header else tuple(f"column {k}" for k in range(1, len(first) + 1)),
        skip=before + (found[0].last if header else 0),
        rows=rest if header else [first, *rest],
        width_from=before + found[0].line,
    )


def unclosed(place: str, line: int) -> UserError:
    """The error for a row whose quotes are wrong."""
    return UserError(
        f"{place}, line {line}: a quoted field has no closing quote, or goes on after it; put one "
        "quote at each end of the field."
    )


def _decimal_comma(rows: list[list[str]]) -> bool:
    """Whether the comma is the decimal point.

    1,500 may be one and a half or fifteen hundred, so that alone is not enough.
    """
    plain = False
    for row in rows:
        for cell in row:
            if "." in cell and is_number(cell):
                return False
            if "," in cell and is_number(cell, decimal_comma=True):
                plain |= len(cell.strip().partition(",")[2]) != 3
    return plain


def _is_header(first: list[str], rest: list[list[str]], choice: Choice, comma: bool) -> bool:
    """Whether the first row names columns, by what stands below each of its cells."""
    if not rest:
        return not any(is_number(cell, comma) for cell in first)
    chosen = {each.strip().lower() for each in (choice.target, *choice.leave_out)}
    named = {cell.strip().lower() for cell in first}
    if named & {*TARGET_NAMES, *(each for each in chosen if not each.isdecimal())} - {""}:
        return True
    # A header of a table that was made from an array: 0, 1, 2, ...
    numbers = [cell.strip() for cell in first if is_number(cell, comma)]
    counted = any(numbers == [str(start + k) for k in range(len(numbers))] for start in (0, 1))
    votes = 0
    for column, cell in enumerate(first):
        below = [row[column] for row in islice(rest, 100) if column < len(row)]
        known = [each for each in below if not missing(each)]
        if not known or sum(is_number(each, comma) for each in known) <= len(known) / 2:
            continue
        if is_number(cell, comma):
            votes -= not counted
        elif not missing(cell):
            votes += 1
    return votes > 0
