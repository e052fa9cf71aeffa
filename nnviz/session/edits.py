"""Numbers that a person has set by hand during a run, each at a moment, so that it is replayed.

An edit sets an entry to a value, so making it twice is making it once. An edit of a parameter
takes place at the start of an iteration, or behind a line of its update; an edit of a sample
always at the start of one, and it holds from there on.
"""

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, replace

SAMPLES = ("X", "Y")


@dataclass(frozen=True)
class Edit:
    """One entry set to one value.

    Attributes:
        iteration, line: the moment: how many lines of the iteration are done; 0 is its start.
        matrix: ``W1``, ``b1`` ..., ``X`` or ``Y``.
        row, column: the entry, from 0. The column of X or Y is a row of the training set, because
            batches are drawn anew.
        value: finite.
        old: what it was before.
    """

    iteration: int
    line: int
    matrix: str
    row: int
    column: int
    value: float
    old: float

    @property
    def moment(self) -> tuple[int, int]:
        """When it takes place."""
        return self.iteration, self.line

    @property
    def entry(self) -> tuple[str, int, int]:
        """What it sets."""
        return self.matrix, self.row, self.column

    @property
    def of_samples(self) -> bool:
        """Whether it changes what is learned from, rather than a parameter."""
        return self.matrix in SAMPLES


class Edits:
    """The edits of a run in the order of their moments."""

    def __init__(self) -> None:
        self._all: list[Edit] = []

    def __iter__(self) -> Iterator[Edit]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def add(self, edit: Edit) -> None:
        """Make one more; another of the same entry at the same moment is replaced.

        What the entry was before is then what it was before both.
        """
        others = []
        for each in self._all:
            if (each.moment, each.entry) == (edit.moment, edit.entry):
                edit = replace(edit, old=each.old)
            else:
                others.append(each)
        insort(others, edit, key=lambda each: each.moment)
        self._all = others

    def forget_after(self, iteration: int, line: int) -> None:
        """Drop the edits behind a moment: they belong to a future that will be another one."""
        self._all = [each for each in self._all if each.moment <= (iteration, line)]

    def shift(self, by: int) -> None:
        """Renumber the lines, where so many more or fewer come before the update."""
        self._all = [
            replace(each, line=each.line + by) if each.line else each for each in self._all
        ]

    def at_start(self, iteration: int) -> list[Edit]:
        """The edits of parameters at the start of an iteration."""
        moment = (iteration, 0)
        return [each for each in self._all if each.moment == moment and not each.of_samples]

    def behind(self, iteration: int, line: int | None = None) -> list[Edit]:
        """The edits behind a line of an iteration, or behind any of them."""
        return [
            each
            for each in self._all
            if each.iteration == iteration
            and (each.line == line if line is not None else each.line > 0)
        ]

    def of_samples_until(self, iteration: int) -> tuple[Edit, ...]:
        """The edits that the samples of an iteration show."""
        return tuple(each for each in self._all if each.of_samples and each.iteration <= iteration)

    def until(self, iteration: int, line: int) -> dict[tuple[str, int, int], Edit]:
        """How each entry was set last, up to a moment.

        Left out is what was set to the number it had, and an entry of a sample that is again as it
        was given. A parameter is never as it was: updates lie between.
        """
        first: dict[tuple[str, int, int], Edit] = {}
        last: dict[tuple[str, int, int], Edit] = {}
        for each in self._all:
            if each.moment <= (iteration, line) and each.value != each.old:
                first.setdefault(each.entry, each)
                last[each.entry] = each
        return {
            entry: edit
            for entry, edit in last.items()
            if not (edit.of_samples and edit.value == first[entry].old)
        }

    def next_boundary(self, iteration: int) -> int | None:
        """The first iteration after this one before which something is set."""
        found = [each.iteration + (1 if each.line else 0) for each in self._all]
        return min((start for start in found if start > iteration), default=None)

    def next_behind(self, iteration: int) -> int | None:
        """The first iteration from this one on in whose update something is set."""
        found = [each.iteration for each in self._all if each.line]
        return min((each for each in found if each >= iteration), default=None)

    def copy(self) -> "Edits":
        """An independent copy."""
        twin = Edits()
        twin._all = self._all.copy()
        return twin
