"""What the network says at the published moment: to any points, and to the samples."""

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import Array
from nnviz.session.evaluation import Evaluator
from nnviz.session.predictor import Predictor
from nnviz.session.snapshot import Snapshot
from nnviz.session.trainer import Trainer


class Answers:
    """Asks with parameters of a snapshot, on buffers of its own: the trainer may be at work."""

    def __init__(self) -> None:
        self._predictors: dict[bool, Predictor] = {}
        self._predicted: Trainer | None = None
        self._judge: Evaluator | None = None
        self._judged: tuple[Trainer, int] | None = None

    def use(self, trainer: Trainer, snapshot: Snapshot) -> None:
        """Answer for this moment of this trainer from now on."""
        self._trainer, self._snapshot = trainer, snapshot

    def activations_at(self, points: Array, single: bool = False) -> list[Array]:
        """A_1 ... A_L for points given as rows, k x inputs.

        Points are as the data has them; standardizing and features are done here. ``single``
        computes in single precision, faster and good enough for colours.

        The arrays are valid until the next call.
        """
        trainer = self._trainer
        if self._predicted is not trainer:
            self._predictors.clear()
            self._predicted = trainer
        if single not in self._predictors:
            dtype = np.float32 if single else np.float64
            self._predictors[single] = Predictor(trainer.network, trainer.parts.inputs, dtype)
        return self._predictors[single].activations(points, self._snapshot.parameters.flat)

    def confusion(self, part: str) -> NDArray[np.int64] | None:
        """How often a class (row) was taken for a class (column) in ``train``, ``dev`` or ``test``.

        At the parameters of ``snapshot.evaluation``, so that both say the same; None for a part
        without samples and for a regression.
        """
        evaluator = self._evaluator()
        count = len(self._trainer.train.dataset.classes)
        if not count or not evaluator.count(part):
            return None
        with np.errstate(all="ignore"):
            true, answered = evaluator.classes(part)
        table: NDArray[np.int64] = np.zeros((count, count), dtype=np.int64)
        np.add.at(table, (true, answered), 1)
        return table

    def predictions(self, part: str) -> tuple[Array, Array] | None:
        """True and predicted values of a part, both m x k, in the units of the data.

        At the parameters of ``snapshot.evaluation``; None for a part without samples and for a
        classification.
        """
        evaluator, parts = self._evaluator(), self._trainer.parts
        true = evaluator.values(part)
        if true is None or not len(true):
            return None
        with np.errstate(all="ignore"):
            answered = parts.restored(evaluator.output(part))
        return true, answered.T

    def _evaluator(self) -> Evaluator:
        trainer = self._trainer
        judged = trainer, trainer.samples_version
        if self._judge is None or self._judged != judged:
            self._judge = Evaluator(trainer.network, trainer.parts)
            self._judged = judged
        self._judge.use(self._snapshot.evaluated.flat)
        return self._judge
