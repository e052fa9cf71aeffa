"""What a matrix on the screen shows, and which entry of the program each of its cells is."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.present.colours import is_gradient, limit_of
from nnviz.present.numbers import decimals_for, exact, least_power, name_text, number, widest

MOST_CELLS = 4000  # more are painted as an image, without numbers


@dataclass(frozen=True)
class MatrixContent:
    """What a matrix shows.

    Attributes:
        name: as it is written; ``transposed`` adds the sign and turns the values.
        values: rows x columns as they are shown; None where it is not computed yet.
        dimensions: the names of its rows' and columns' dimensions, as shown.
        shape: their sizes.
        column: the column of the chosen sample, where its columns are samples.
        row: the same for a matrix whose rows are samples.
        result: whether it is what the line computes.
        digits, notation: how its numbers are written, see :mod:`nnviz.present.numbers`.
        key: its name in the program.
        turned: whether it is shown with the rows of the program as columns.
        shared: up to where the colours go, where several matrices share them.
    """

    name: str
    values: NDArray[np.float64] | None
    dimensions: tuple[str, str]
    shape: tuple[int, int]
    transposed: bool = False
    column: int | None = None
    row: int | None = None
    result: bool = False
    digits: int = 3
    notation: str = "auto"
    key: str = ""
    turned: bool = False
    shared: float | None = None

    @property
    def title(self) -> str:
        """The name as it is written above the matrix."""
        return name_text(self.name) + ("ᵀ" if self.transposed else "")

    @property
    def readable(self) -> bool:
        """Whether there are few enough entries to be read as numbers."""
        return self.shape[0] * self.shape[1] <= MOST_CELLS

    @property
    def gradient(self) -> bool:
        """Whether its colours are those of gradients."""
        return is_gradient(self.name)

    @cached_property
    def own_limit(self) -> float:
        """A round number that no entry exceeds."""
        return 1.0 if self.values is None else limit_of([self.values])

    @property
    def limit(self) -> float:
        """What the strongest colours stand for."""
        return self.own_limit if self.shared is None else self.shared

    @cached_property
    def decimals(self) -> int | None:
        """How many decimals all entries have; None for powers of ten."""
        assert self.values is not None
        return decimals_for(self.values, self.digits, self.notation)

    def text(self, row: int, column: int) -> str:
        """An entry in as many digits as all the others."""
        assert self.values is not None
        return number(float(self.values[row, column]), self.decimals, self.digits)

    @cached_property
    def longest(self) -> int:
        """The characters of the widest entry, not counting its sign."""
        if self.values is None or not self.readable:
            return len("0.000")
        return widest(self.values, self.digits, self.notation)

    @cached_property
    def power(self) -> str:
        """The longest power of ten behind an entry, as ``e−5``; empty for decimals."""
        if self.values is None or not self.readable or self.decimals is not None:
            return ""
        ends = least_power(self.values), float(np.abs(self.values).max(initial=0.0))
        powers = [number(end, None, self.digits).partition("e") for end in ends]
        return max(("".join(parts[1:]) for parts in powers), key=len, default="")

    def stored(self, row: int, column: int) -> tuple[int, int]:
        """The row and column of a shown entry in the program; its own inverse."""
        return (column, row) if self.turned else (row, column)

    def entry(self, row: int, column: int) -> str:
        """A shown entry with its place, in all its digits; empty before it is computed."""
        if self.values is None:
            return ""
        value = exact(float(self.values[row, column]))
        return f"{self.title}[{row + 1},{column + 1}] = {value}"
