"""How well parameters do on train, dev and test."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import Array
from nnviz.nn.network import Network
from nnviz.program.compile import Program, compile_program
from nnviz.program.machine import Machine
from nnviz.program.matrices import State
from nnviz.session.build import Parts, Samples

_MOST_VALUES = 4_000_000  # inputs and activations in a pass that somebody waits for


@dataclass(frozen=True)
class Measure:
    """Cost and quality on one part of the samples.

    Attributes:
        cost: J, with the regularization of the training samples.
        accuracy: the share that is classified rightly; None in a regression.
        explained: R², the share of the variance that a regression explains; None for classes.
        count: of how many samples; of a part that is very large, some spread evenly over it.
    """

    cost: float
    accuracy: float | None
    explained: float | None
    count: int


@dataclass(frozen=True)
class Evaluation:
    """Measures on the parts; None where a part is empty. ``penalty`` is part of every cost."""

    train: Measure
    dev: Measure | None
    test: Measure | None
    penalty: float

    @property
    def cost(self) -> float:
        """J of the training samples."""
        return self.train.cost

    @property
    def accuracy(self) -> float | None:
        """The share of the training samples that is classified rightly."""
        return self.train.accuracy

    @property
    def dev_cost(self) -> float | None:
        """J of the dev samples."""
        return self.dev.cost if self.dev else None

    @property
    def test_cost(self) -> float | None:
        """J of the test samples."""
        return self.test.cost if self.test else None

    @property
    def test_accuracy(self) -> float | None:
        """The share of the test samples that is classified rightly."""
        return self.test.accuracy if self.test else None


class Evaluator:
    """Runs parts of the samples forward through the whole network, with parameters of its own.

    Of very large parts it takes some samples only, unless ``every`` one is wanted.
    """

    def __init__(self, network: Network, parts: Parts, every: bool = False) -> None:
        self.program: Program = compile_program(network.whole())
        self._parts: Mapping[str, Samples] = {
            "train": parts.train,
            "dev": parts.dev,
            "test": parts.test,
        }
        self._state = State.for_network(network)
        most = max(2, _MOST_VALUES // sum(network.sizes))
        self._chosen = {
            part: np.linspace(0, len(samples) - 1, most).astype(int)
            for part, samples in self._parts.items()
            if len(samples) > most and not every
        }
        self._machines: dict[str, Machine] = {}

    def use(self, parameters: Array) -> None:
        """Answer with these flat parameters from now on."""
        self._state.parameters.flat[:] = parameters

    def _machine(self, part: str) -> Machine:
        if part not in self._machines:
            rows, chosen = self._parts[part].rows, self._chosen.get(part)
            rows = rows if chosen is None else rows[chosen]
            self._machines[part] = Machine(self.program, rows, self._state)
        return self._machines[part]

    def count(self, part: str) -> int:
        """How many samples of a part are looked at."""
        chosen = self._chosen.get(part)
        return len(self._parts[part]) if chosen is None else len(chosen)

    def _labels(self, part: str) -> NDArray[np.int64]:
        labels, chosen = self._parts[part].dataset.labels, self._chosen.get(part)
        return labels if chosen is None else labels[chosen]

    def values(self, part: str) -> Array | None:
        """The true numbers of the samples looked at, m x k, as the data has them."""
        values, chosen = self._parts[part].dataset.values, self._chosen.get(part)
        return values if values is None or chosen is None else values[chosen]

    def output(self, part: str) -> Array:
        """The answers to the samples of a part, n_L x m, in a buffer."""
        return self._machine(part).output()

    def classes(self, part: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The true and the answered class of every sample of a part."""
        return self._labels(part), classify(self.output(part), self.program.network.threshold)

    def evaluate(self) -> Evaluation:
        """Cost and quality on every part."""
        costs = {
            part: self._machine(part).cost()
            for part, samples in self._parts.items()
            if len(samples)
        }
        # λ/m has the m of the training samples, also where only some of them are looked at.
        share = self.count("train") / len(self._parts["train"])  # exactly 1 for all of them
        penalty = self._machine("train").penalty * share
        measures = {
            # The same regularization everywhere, so that costs differ by what is learned alone.
            part: self._measure(part, cost - self._machine(part).penalty + penalty)
            for part, cost in costs.items()
        }
        train = measures["train"]
        return Evaluation(train, measures.get("dev"), measures.get("test"), penalty)

    def _measure(self, part: str, cost: float) -> Measure:
        matrices = self._machine(part).matrices
        output = matrices.A[-1]
        m = output.shape[1]
        if not self._parts[part].dataset.regression:
            right = classify(output, self.program.network.threshold) == self._labels(part)
            return Measure(cost, float(np.count_nonzero(right)) / m, None, m)
        spread = matrices.Y - matrices.Y.mean(axis=1, keepdims=True)
        total, missed = float(np.square(spread).sum()), float(np.square(output - matrices.Y).sum())
        return Measure(cost, None, 1 - missed / total if total else None, m)


def classify(output: Array, threshold: float) -> NDArray[np.int64]:
    """The class of every column of an output matrix n_L x m."""
    classes: NDArray[np.int64]
    if output.shape[0] > 1:
        classes = output.argmax(axis=0)
    else:
        classes = (output[0] > threshold).astype(np.int64)
    return classes
