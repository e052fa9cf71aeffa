"""The cost over the iterations, on train, dev and test."""

import math

from nnviz.session.evaluation import Evaluation

_EVERY = 400  # up to here every iteration is a point
_GROWTH = 0.0025  # how much further, of the whole, the next point of a long run lies


class Curve:
    """Points (iteration, cost on train, dev and test); every iteration at first, then ever sparser.

    The points of a run of N iterations number some 400 ln N: enough that neighbours lie within
    a pixel or two, few enough that measuring them does not slow the training down.
    """

    def __init__(self) -> None:
        self.iterations: list[int] = []
        self.train: list[float] = []
        self.dev: list[float] = []
        self.test: list[float] = []
        self.version = 0
        """Counts changes, so that a view knows whether to draw again."""

    def next_due(self, stride: int, apart: int = 1) -> int:
        """The iteration whose cost is wanted next.

        ``stride`` iterations pass unnoticed; ``apart`` are the fewest between two points.
        """
        if not self.iterations:
            return 0
        last = self.iterations[-1]
        wanted = 1 if last < _EVERY else max(stride, int(last * _GROWTH))
        return last + max(wanted, apart)

    def add(self, iteration: int, evaluation: Evaluation) -> None:
        """Add the cost after this many iterations, unless it is there already."""
        if self.iterations and iteration <= self.iterations[-1]:
            return
        self.iterations.append(iteration)
        self.train.append(evaluation.cost)
        for costs, measure in ((self.dev, evaluation.dev), (self.test, evaluation.test)):
            costs.append(math.nan if measure is None else measure.cost)
        self.version += 1

    def forget_after(self, iteration: int) -> None:
        """Drop what was measured under settings that no longer hold."""
        while self.iterations and self.iterations[-1] > iteration:
            self.iterations.pop()
            for costs in (self.train, self.dev, self.test):
                costs.pop()
            self.version += 1

    def copy(self) -> "Curve":
        """An independent copy."""
        twin = Curve()
        twin.iterations = self.iterations.copy()
        twin.train, twin.dev, twin.test = self.train.copy(), self.dev.copy(), self.test.copy()
        twin.version = self.version
        return twin
