"""What is said of one entry at a moment: how it was worked out, or where it comes from."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from nnviz.nn.calls import Array
from nnviz.present.numbers import decimals_for, number
from nnviz.program.formulas import text
from nnviz.program.spelling import Numbers, entry_name, spelled
from nnviz.program.step import Step
from nnviz.session.edits import SAMPLES, Edit
from nnviz.session.experiment import Experiment
from nnviz.session.pointing import Cell, Edge, Place, Unit, cell_of
from nnviz.session.snapshot import Snapshot

UNKNOWN = "–"
_MOST_READ = 200_000  # entries from which the precision of a matrix is taken


class Explainer:
    """Says it for the entries of one moment, in the convention and precision of a view.

    ``by_hand`` are the entries that a person has set up to then.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        experiment: Experiment,
        by_hand: Mapping[tuple[str, int, int], Edit] | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._experiment = experiment
        self._by_hand = by_hand or {}
        self._decimals: dict[tuple[str, int], int | None] = {}

    # -- which entry -----------------------------------------------------------------------------

    def cell(self, at: Place | None, step: Step, sample: int) -> Cell | None:
        """The entry to speak of: what is pointed at, or what belongs to it in a line's result.

        Where that has none, the weight of an edge or the activation of a unit; of a whole row
        the entry of the chosen sample.
        """
        if at is None:
            return None
        if not isinstance(at, Cell):
            network = self._snapshot.program.network
            at = cell_of(at, step.name, network) or self._usual(at)
        if at.column is None:
            shape = self._shape(at.matrix)
            at = Cell(at.matrix, at.row, 0 if shape is None else min(sample, shape[1] - 1))
        return at

    def _usual(self, at: Edge | Unit) -> Cell:
        if isinstance(at, Edge):
            return Cell(f"W{at.layer}", at.unit, at.source)
        fed = "F" if self._snapshot.program.network.features else "X"
        return Cell(f"A{at.layer}" if at.layer else fed, at.unit, None)

    def _shape(self, name: str) -> tuple[int, int] | None:
        program = self._snapshot.program
        if name not in program.index and name not in ("X", "Y"):
            return None
        first, second = (self._snapshot.size(each) for each in program.dimensions(name))
        return first, second

    def name(self, cell: Cell) -> str:
        """An entry as it is shown: ``dW1[2,1]``."""
        return entry_name(cell.matrix, cell.row, cell.column or 0, self._experiment.view.rows)

    # -- what it is ------------------------------------------------------------------------------

    def value(self, cell: Cell) -> str:
        """The entry as the bench writes it; a dash where it is not computed yet."""
        values = self._snapshot.matrices.get(cell.matrix)
        if values is None or not self._inside(cell):
            return UNKNOWN
        return self._write(cell.matrix, values, float(values[cell.row, cell.column or 0]))

    def words(self, cell: Cell, most: int) -> str:
        """How it was worked out, with at most so many terms of a sum."""
        name, snapshot = cell.matrix, self._snapshot
        if not self._inside(cell):
            return f"{self.name(cell)} is not there now"
        row, column = cell.row, cell.column or 0
        edit = self._set_by_hand(name, row, column)
        if edit is not None:
            was = self._write(name, snapshot.matrices[name], edit.old)
            return (
                f"{self.name(cell)} = {self.value(cell)}, "
                f"set by hand in iteration {edit.iteration + 1:,} (was {was})"
            )
        if name in ("X", "Y"):
            return f"{self.name(cell)} = {self.value(cell)}, {self._given(name, row, column)}"
        step = snapshot.program.steps[snapshot.program.index[name]]
        result = snapshot.result(step)
        if result is None:
            if name in snapshot.matrices:
                since = "from the iteration before" if snapshot.iteration else "its initial value"
                return f"{self.name(cell)} = {self.value(cell)}, {since}"
            return f"{self.name(cell)} is not computed yet: {text(step, self._rows)}"
        return spelled(step, row, column, self._numbers(step, result), self._rows, most)

    @property
    def _rows(self) -> bool:
        return self._experiment.view.rows

    def _inside(self, cell: Cell) -> bool:
        shape = self._shape(cell.matrix)
        return shape is not None and cell.row < shape[0] and (cell.column or 0) < shape[1]

    def _set_by_hand(self, name: str, row: int, column: int) -> Edit | None:
        """How the number in sight was set; None if a line has computed it, also since then."""
        snapshot = self._snapshot
        sample = name in SAMPLES
        edit = self._by_hand.get((name, row, int(snapshot.batch[column]) if sample else column))
        if edit is None or sample:
            return edit
        updated = snapshot.program.index[name] < snapshot.line
        since = (snapshot.iteration, 1) if updated else (snapshot.iteration - 1, 1)
        return edit if edit.moment >= since else None

    @staticmethod
    def _given(name: str, row: int, column: int) -> str:
        what = f"input {row + 1}" if name == "X" else f"target {row + 1}"
        return f"{what} of sample {column + 1}"

    # -- from which numbers ----------------------------------------------------------------------

    def _numbers(self, step: Step, result: Array) -> Numbers:
        def operand(name: str) -> Array:
            values = self._snapshot.operand(step, name)
            assert values is not None, name
            return values

        def write(name: str, value: float) -> str:
            return self._write(name, result if name == step.name else operand(name), value)

        return Numbers(operand, result, self._rates, write)

    @cached_property
    def _rates(self) -> dict[str, float]:
        training, snapshot = self._experiment.training, self._snapshot
        return {
            "α": snapshot.learning_rate,
            "β₁": training.beta1,
            "β₂": training.beta2,
            "ε": training.epsilon,
            "λ": snapshot.program.network.regularization_rate,
            "m": len(snapshot.batch),
            "t": snapshot.iteration + 1,
        }

    def _write(self, name: str, values: Array, value: float) -> str:
        """In as many decimals as the bench writes the whole matrix."""
        view = self._experiment.view
        key = name, id(values)  # all of them are held by the snapshot
        if key not in self._decimals:
            every = max(1, int(np.sqrt(values.size / _MOST_READ)))
            read = values[::every, ::every]
            self._decimals[key] = decimals_for(read, view.digits, view.notation)
        return number(value, self._decimals[key], view.digits)
