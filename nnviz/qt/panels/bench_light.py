"""Which entries of the matrices of a line stand out, from what is pointed at."""

from dataclasses import dataclass
from functools import cached_property

from nnviz.nn.network import Network
from nnviz.program.arithmetic import lit
from nnviz.program.compile import Program
from nnviz.program.step import Step
from nnviz.qt.items.matrix_content import MatrixContent
from nnviz.qt.items.matrix_marks import Marks, Part
from nnviz.session.pointing import Cell, Place, belongs_to, cell_of


@dataclass(frozen=True)
class Light:
    """What is pointed at, on one line.

    Rows and columns are those of the program here, with samples as columns, and turned for
    every matrix that is shown turned.
    """

    at: Place | None
    pins: tuple[Cell, ...]
    step: Step
    program: Program

    def marks(self, content: MatrixContent) -> Marks | None:
        """What stands out in a matrix; None for nothing."""
        pins = tuple(
            content.stored(pin.row, pin.column)
            for pin in self.pins
            if pin.matrix == content.key
            and pin.column is not None
            and _inside((pin.row, pin.column), content)
        )
        own = self._inside_of(content, self._place(content.key))
        if self._of_result is None:
            return Marks(None, own, pins) if own is not None or pins else None
        here = isinstance(self.at, Cell) and self.at.matrix == content.key
        operand = self._inside_of(content, self._operands.get(content.key))
        part = own if content.result or operand is None else operand
        if part is None:
            return Marks(pins=pins) if pins else None
        return Marks((part,), own if here or content.result else None, pins)

    def _inside_of(self, content: MatrixContent, part: Part | None) -> Part | None:
        """A part as the matrix shows it; None where the matrix has no such part."""
        if part is None or not _inside(part, content):
            return None
        return (part[1], part[0]) if content.turned else part

    @cached_property
    def _of_result(self) -> Part | None:
        """The part of the result that is pointed at, or belongs to what is."""
        return self._place(self.step.name)

    @cached_property
    def _operands(self) -> dict[str, Part]:
        """The parts of the operands from which it is worked out."""
        if self._of_result is None or self._of_result[0] is None:
            return {}
        parts = lit(self.step, self._of_result[0], self._of_result[1])
        return {name: (part.rows, part.columns) for name, part in parts.items()}

    def _place(self, name: str) -> Part | None:
        """The part of a matrix that is pointed at, or belongs to what is."""
        at, network = self.at, self._network
        if at is None:
            return None
        if isinstance(at, Cell):
            if at.matrix == name:
                return at.row, at.column
            belonging = belongs_to(at, network)
        else:
            belonging = at
        found = None if belonging is None else cell_of(belonging, name, network)
        if found is None:
            return None
        samples = isinstance(at, Cell) and self._has_samples(at.matrix) and self._has_samples(name)
        return found.row, at.column if samples and isinstance(at, Cell) else found.column

    def _has_samples(self, name: str) -> bool:
        known = name in ("X", "Y") or name in self.program.index
        return known and self.program.dimensions(name)[1] == "m"

    @property
    def _network(self) -> Network:
        return self.program.network


def _inside(part: Part, content: MatrixContent) -> bool:
    """Whether a matrix has such a part: an entry of a larger network may still be pointed at."""
    rows, columns = content.stored(*content.shape)
    return (part[0] is None or part[0] < rows) and (part[1] is None or part[1] < columns)
