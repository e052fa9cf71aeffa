"""Tables as text: CSV and its relatives, read in pieces straight into the final array.

NumPy's own parser reads a piece that is plain. What it will not take, a quoted field for example,
goes through Python's ``csv``, which is slower but knows the place of every cell.
"""

from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Dataset
from nnviz.data.readers.cells import is_number, missing, number
from nnviz.data.readers.choice import Choice, Progress
from nnviz.data.readers.columns import Columns, called, shown
from nnviz.data.readers.faults import first_fault
from nnviz.data.readers.layout import (
    Layout,
    Record,
    UnclosedQuoteError,
    layout_of,
    open_text,
    records,
    unclosed,
)
from nnviz.data.readers.limits import MOST_CLASSES, check_size, most_samples, too_many
from nnviz.data.readers.lines import count_lines, undecodable
from nnviz.data.readers.target import Target, from_numbers, from_texts, look_like_classes, numbered
from nnviz.errors import UserError
from nnviz.nn.calls import Array

_PIECE = 1 << 18
_CELLS_AT_ONCE = 100_000
_MOST_TEXTS = 10 * MOST_CLASSES
"""More different cells than these in a target are taken for numbers."""


def read_text(path: Path, choice: Choice, progress: Progress) -> Dataset:
    """Read a table that is text.

    Raises:
        UserError: naming the line, the column and the mend.
        Cancelled: by ``progress``.
    """
    lines = count_lines(path)
    try:
        layout = layout_of(path, choice)
        columns = layout.columns(path.name, choice)
        table = _Table(path, layout, columns, choice, lines)
        with open_text(path, layout.encoding) as file:
            table.read(file, progress)
    except UnicodeDecodeError:
        raise undecodable(path) from None
    return table.dataset()


class _Table:
    """Rows on their way from lines of text into arrays."""

    def __init__(
        self, path: Path, layout: Layout, columns: Columns, choice: Choice, lines: int
    ) -> None:
        self.path, self.layout, self.columns, self.choice = path, layout, columns, choice
        self.place = path.name
        width, used = len(columns.inputs), len(columns.inputs) + len(columns.targets)
        # A row is at least a character for every number and one after every field.
        by_size = path.stat().st_size // (len(layout.names) + used) + 1
        self.most = most_samples(width)
        rows = min(self.most, lines, by_size)
        self.inputs = np.empty((rows, width))
        self.targets = np.empty((rows, len(columns.targets)))
        self.texts: dict[str, int] = {}
        # Several targets are numbers; one may be classes, which are kept as texts while few.
        self.as_numbers = len(columns.targets) > 1 or choice.task == "regression"
        self.count = 0
        self.size = max(path.stat().st_size, 1)

    def read(self, file: TextIO, progress: Progress) -> None:
        """All rows of the file."""
        for _ in range(self.layout.skip):
            file.readline()
        line = self.layout.skip
        while lines := file.readlines(_PIECE):
            if any('"' in each for each in lines):
                # A quoted field may go on in the next line, so from here on rows are not lines.
                self._read_records(chain(lines, file), line, file, progress)
                break
            if not self._read_plain(lines):
                self._read_records(lines, line, file, progress)
            line += len(lines)
            progress(self._share(file))
            self._settle()
        progress(1.0)

    def _read_plain(self, lines: list[str]) -> bool:
        """Let NumPy's parser try lines that hold no quotes.

        Returns:
            False where there is something in the lines that it does not take; nothing is kept
            of them then.
        """
        layout, columns = self.layout, self.columns
        if layout.decimal_comma or columns.empty:
            return False
        lines = [line for line in lines if line != "\n"]
        if not lines:
            return True
        width = len(layout.names)
        # With some columns only, the parser does not mind lines that are too long.
        if layout.delimiter == " ":
            delimiter = None
            alike = all(len(line.split()) == width for line in lines)
        else:
            delimiter = layout.delimiter
            alike = all(line.count(delimiter) == width - 1 for line in lines)
        if not alike:
            return False
        try:
            block = np.loadtxt(
                lines,
                delimiter=delimiter,
                comments=None,
                usecols=(*columns.inputs, *columns.targets),
                ndmin=2,
                converters=None if self.as_numbers else {columns.targets[0]: self._code},
            )
        except ValueError:
            return False
        if not np.isfinite(block).all():
            return False
        self._append(block)
        return True

    def _read_records(
        self, lines: Iterable[str], before: int, file: TextIO, progress: Progress
    ) -> None:
        """Go through lines cell by cell.

        Raises:
            UserError: naming the first place that is wrong.
        """
        rows = records(lines, self.layout.delimiter)
        at_once = max(1, _CELLS_AT_ONCE // len(self.layout.names))
        try:
            while some := list(islice(rows, at_once)):
                self._append(self._numbers(some, before))
                progress(self._share(file))
                self._settle()
        except UnclosedQuoteError as error:
            raise unclosed(self.place, before + error.line) from None

    def _numbers(self, rows: list[Record], before: int) -> Array:
        """The used cells of some rows; the target as the position of its text while few."""
        inputs, targets = self.columns.inputs, self.columns.targets
        comma, code = self.layout.decimal_comma, self._code
        width = len(self.layout.names)
        block = np.empty((len(rows), len(inputs) + len(targets)))
        for row, record in enumerate(rows):
            cells = record.fields
            if len(cells) != width:
                raise self._ragged(before + record.line, len(cells))
            try:
                numbers = [number(cells[column], comma) for column in inputs]
                if self.as_numbers:
                    numbers += [number(cells[column], comma) for column in targets]
                else:
                    numbers.append(code(cells[targets[0]]))
            except ValueError:
                self._refuse(cells, self.count + row, before + record.line)
                raise
            block[row] = numbers
        filled = any(
            record.fields[column].strip() for column in self.columns.empty for record in rows
        )
        if filled or not np.isfinite(block).all():
            for row, record in enumerate(rows):
                self._refuse(record.fields, self.count + row, before + record.line)
        return block

    def _code(self, cell: str) -> int:
        """The position of a text among the different ones of the target.

        Raises:
            ValueError: it is missing.
        """
        cell = cell.strip()
        code = self.texts.get(cell)
        if code is None:
            if missing(cell):
                raise ValueError(cell)
            code = self.texts[cell] = len(self.texts)
        return code

    def _append(self, block: Array) -> None:
        end = self.count + len(block)
        if end > len(self.inputs):
            raise too_many(self.place, len(self.columns.inputs))
        width = len(self.columns.inputs)
        self.inputs[self.count : end] = block[:, :width]
        self.targets[self.count : end] = block[:, width:]
        self.count = end

    def _share(self, file: TextIO) -> float:
        return min(file.buffer.tell() / self.size, 1.0)

    def _settle(self) -> None:
        """Take the target for numbers once it has too many different texts for classes."""
        if not self.as_numbers and len(self.texts) > _MOST_TEXTS:
            self._check_texts()
            if self._worded():
                from_texts(np.zeros(0, np.int64), list(self.texts), "auto", self._target_place())
            self.targets[: self.count, 0] = self._texts_as_numbers()[self._codes()]
            self.as_numbers = True

    def _codes(self) -> NDArray[np.int64]:
        return self.targets[: self.count, 0].astype(np.int64)

    def _worded(self) -> list[int]:
        """The positions of the texts that are no numbers."""
        comma = self.layout.decimal_comma
        return [code for text, code in self.texts.items() if not is_number(text, comma)]

    def _texts_as_numbers(self) -> Array:
        return np.array([number(text, self.layout.decimal_comma) for text in self.texts])

    def _check_texts(self) -> None:
        """Refuse an infinite target, and text among numbers that are no classes.

        Raises:
            UserError: naming the first place.
        """
        comma = self.layout.decimal_comma
        known = {
            code: number(text, comma) for text, code in self.texts.items() if is_number(text, comma)
        }
        stray = {code for code, value in known.items() if not np.isfinite(value)}
        if self.choice.task != "classification" and len(known) > len(self.texts) / 2:
            finite = np.unique([value for value in known.values() if np.isfinite(value)])
            if not look_like_classes(finite, self.count):
                stray |= {code for code in self.texts.values() if code not in known}
        if stray:
            row = int(np.isin(self._codes(), list(stray)).argmax())
            self._refuse_row(row)

    def _refuse_row(self, row: int) -> None:
        """Read once more up to a row whose target is no number, and say where that is."""
        self.as_numbers = True
        with open_text(self.path, self.layout.encoding) as file:
            for _ in range(self.layout.skip):
                file.readline()
            again = islice(records(file, self.layout.delimiter), row, row + 1)
            for record in again:
                self._refuse(record.fields, row, self.layout.skip + record.line)

    def _refuse(self, cells: list[str], row: int, line: int) -> None:
        """Find what is wrong in a row.

        Raises:
            UserError: naming the row and the column; nothing is raised if the row is right.
        """
        comma, worded = self.layout.decimal_comma, not self.as_numbers
        if fault := first_fault(cells, self.columns, comma, worded):
            column, wrong = fault
            named = called(self.layout.names, column)
            raise UserError(f"{self.place}, row {row + 1} (line {line}), {named}: {wrong}.")

    def _ragged(self, line: int, found: int) -> UserError:
        width = len(self.layout.names)
        return UserError(
            f"{self.place}, line {line}: {width} fields are expected, as in line "
            f"{self.layout.width_from}, and there {'is' if found == 1 else 'are'} {found}; give "
            "every line the same fields."
        )

    def _target_place(self) -> str:
        names = [called(self.layout.names, column) for column in self.columns.targets]
        return f"{self.place}, {', '.join(names)}"

    def _target(self) -> Target:
        place, task = self._target_place(), self.choice.task
        if self.as_numbers:
            return from_numbers(self.targets, task, place)
        self._check_texts()
        if self._worded():
            return from_texts(self._codes(), list(self.texts), task, place)
        return from_numbers(self._texts_as_numbers()[self._codes()][:, None], task, place)

    def dataset(self) -> Dataset:
        """What was read.

        Raises:
            UserError: there are too few samples, or the target is none.
        """
        layout, columns, count = self.layout, self.columns, self.count
        check_size(self.place, count, len(columns.inputs))
        # Gives back, where it stands, what was taken for lines that turned out blank.
        self.inputs.resize((count, len(columns.inputs)), refcheck=False)
        self.targets.resize((count, len(columns.targets)), refcheck=False)
        target = self._target()
        if layout.header:
            features = tuple(shown(layout.names, column) for column in columns.inputs)
            predicted = tuple(shown(layout.names, column) for column in columns.targets)
        else:
            features = numbered("x", len(columns.inputs))
            predicted = numbered("y", len(columns.targets))
        return Dataset(
            inputs=self.inputs,
            labels=target.labels,
            features=features,
            classes=target.classes,
            values=target.values,
            predicted=() if target.values is None else predicted,
            remarks=columns.remarks,
        )
