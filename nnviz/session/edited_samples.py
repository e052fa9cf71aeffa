"""The training samples with a person's edits in them, and without them again."""

from dataclasses import replace

import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.nn.calls import Array
from nnviz.program.batches import Batches
from nnviz.session.build import Parts, Samples
from nnviz.session.edits import Edit
from nnviz.session.evaluation import classify


class EditedSamples:
    """Sets entries of the rows, of the batches made of them, and of the dataset on the screen.

    ``threshold`` separates two classes of a single output.
    """

    def __init__(self, parts: Parts, batches: Batches, threshold: float) -> None:
        self.parts = parts
        self._batches = batches
        self._threshold = threshold
        self._shown: tuple[Edit, ...] = ()
        self._given: dict[int, tuple[Array, Dataset]] = {}
        """What the samples that were ever edited were like: their row, and of the dataset."""

    def show(self, edits: tuple[Edit, ...]) -> bool:
        """Make these edits, in their order, and no others; whether that changed anything."""
        if edits == self._shown:
            return False
        self._shown = edits
        if not self._given:
            self._take_over()
        for edit in edits:
            if edit.column not in self._given:
                dataset = self.parts.train.dataset.take(np.array([edit.column]))
                self._given[edit.column] = self.parts.train.rows[edit.column].copy(), dataset
        for row in self._given:
            self._make(row, [edit for edit in edits if edit.column == row])
        return True

    def _take_over(self) -> None:
        """Have a dataset of one's own: the one that was given may belong to others as well."""
        samples = self.parts.train
        dataset = samples.dataset
        own = replace(
            dataset,
            inputs=dataset.inputs.copy(),
            labels=dataset.labels.copy(),
            values=None if dataset.values is None else dataset.values.copy(),
        )
        self.parts = replace(self.parts, train=Samples(own, samples.rows))

    def _make(self, row: int, edits: list[Edit]) -> None:
        """Write a sample with its edits everywhere, in the dataset in the data's own units."""
        numbers, given = self._given[row]
        parts, dataset = self.parts, self.parts.train.dataset
        inputs = given.inputs.shape[1]
        edited = numbers.copy()
        for edit in edits:
            edited[edit.row if edit.matrix == "X" else inputs + 1 + edit.row] = edit.value
        rows = parts.train.rows
        rows.flags.writeable = True
        rows[row] = edited
        rows.flags.writeable = False
        self._batches.put(row, edited)
        dataset.inputs[row], dataset.labels[row] = given.inputs[0], given.labels[0]
        if dataset.values is not None and given.values is not None:
            dataset.values[row] = given.values[0]
        x, y = edited[None, :inputs], edited[None, inputs + 1 :]
        for edit in edits:
            if edit.matrix == "X":
                restored = x if parts.inputs is None else parts.inputs.restore(x)
                dataset.inputs[row, edit.row] = restored[0, edit.row]
            elif dataset.values is not None:
                restored = y if parts.values is None else parts.values.restore(y)
                dataset.values[row, edit.row] = restored[0, edit.row]
            else:
                dataset.labels[row] = classify(y.T, self._threshold)[0]
