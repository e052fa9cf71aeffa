"""Expressions whose values a person follows, in a table and as curves under the cost."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from psygnal import Signal

from nnviz.errors import UserError
from nnviz.program.compile import Program
from nnviz.program.step import Phase
from nnviz.session.breakpoints import Shapes, is_for
from nnviz.session.expressions import Expression, Values, parse

MOST = 20


@dataclass
class Series:
    """Values of a scalar over the iterations, at the points of the cost curve."""

    iterations: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add(self, iteration: int, value: float) -> None:
        """Add the value after this many iterations, unless there is a later one."""
        if not self.iterations or iteration > self.iterations[-1]:
            self.iterations.append(iteration)
            self.values.append(value)

    def forget_after(self, iteration: int) -> None:
        """Drop what was measured under settings that no longer hold."""
        while self.iterations and self.iterations[-1] > iteration:
            self.iterations.pop()
            self.values.pop()


@dataclass(eq=False)
class Watch:
    """One expression.

    Attributes:
        plotted: whether its curve is drawn; only a number has one.
        value: what it is at the present moment, or was when all of it was last computed; None
            where that has not happened.
        at: how many iterations were complete when it was.
        fresh: whether the value is of the present moment.
        previous: the value before that.
        series: its curve.
        problem: why it says nothing in the present network; empty if it does.
    """

    text: str
    plotted: bool = False
    value: Any = None
    at: int = 0
    fresh: bool = False
    previous: Any = None
    series: Series = field(default_factory=Series)
    problem: str = ""


class Watches:
    """The list of them."""

    changed = Signal()
    """One was added, removed, or is plotted or not."""

    def __init__(self) -> None:
        self._all: tuple[Watch, ...] = ()  # replaced, never written to: a run may be reading
        self._read: tuple[tuple[Watch, Expression, int], ...] = ()
        self._read_for: tuple[Program, Shapes] | None = None

    def __iter__(self) -> Iterator[Watch]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def add(self, text: str, shapes: Shapes) -> Watch:
        """Follow an expression; one that is there already is not added again.

        Raises:
            ExpressionError: it cannot be read; it says where.
            UserError: there are too many.
        """
        expression = parse(text, shapes)
        for each in self._all:
            if each.text == expression.text:
                return each
        if len(self._all) >= MOST:
            raise UserError(f"there are {MOST} watches already: remove one first.")
        made = Watch(expression.text)
        self._set_all((*self._all, made))
        return made

    def rewrite(self, which: Watch, text: str, shapes: Shapes) -> None:
        """Follow another expression in its place.

        Raises:
            ExpressionError: it cannot be read; nothing has changed.
        """
        which.text = parse(text, shapes).text
        self.forget((which,))
        self._set_all(self._all)

    def remove(self, which: Watch) -> None:
        """Follow it no longer."""
        self._set_all(tuple(each for each in self._all if each is not which))

    def plot(self, which: Watch, plotted: bool) -> None:
        """Draw its curve, or no longer."""
        which.plotted = plotted
        self._set_all(self._all)

    def _set_all(self, them: tuple[Watch, ...]) -> None:
        self._all = them
        self._read_for = None
        self.changed.emit()

    def forget(self, them: tuple[Watch, ...] | None = None) -> None:
        """Forget all values: another run begins."""
        for each in self._all if them is None else them:
            each.value = each.previous = None
            each.fresh, each.series = False, Series()

    def forget_after(self, iteration: int) -> None:
        """Drop what was measured under settings that no longer hold."""
        for each in self._all:
            each.series.forget_after(iteration)

    def read(self, program: Program, shapes: Shapes) -> tuple[tuple[Watch, Expression, int], ...]:
        """The watches that this network knows, and how many lines are done once they have a value.

        One that it does not know says so in its ``problem``.
        """
        if not is_for(self._read_for, program, shapes):
            self._read_for = (program, shapes)
            found = []
            for each in self._all:
                each.problem = ""
                try:
                    expression = parse(each.text, shapes)
                except UserError as error:
                    each.problem = str(error)
                else:
                    found.append((each, expression, _computed(expression, program)))
            self._read = tuple(found)
        return self._read

    def note(
        self, program: Program, shapes: Shapes, values: Values, completed: int, line: int
    ) -> None:
        """Take note of the values at a moment, of those that are computed by then."""
        for watch, expression, computed in self.read(program, shapes):
            watch.fresh = computed <= line
            if not watch.fresh:
                continue
            value = expression.value(values)
            if isinstance(value, np.ndarray):
                value = value.copy()
            if completed != watch.at or watch.value is None:
                watch.previous, watch.at = watch.value, completed
            watch.value = value

    def record(
        self,
        program: Program,
        shapes: Shapes,
        values: Values,
        completed: int,
        line: int | None = None,
    ) -> None:
        """Add a point to the curves; ``line`` None stands for the end of an iteration."""
        for watch, expression, computed in self.read(program, shapes):
            if line is None or computed <= line:
                value = number(expression.value(values))
                if value is not None:
                    watch.series.add(completed, value)


def _computed(expression: Expression, program: Program) -> int:
    """How many lines are done once all that is computed in an iteration is there.

    Samples, parameters and counts are there before the first line.
    """
    places = [
        program.index[name] + 1
        for name in expression.names
        if name in program.index and program.steps[program.index[name]].phase is not Phase.UPDATE
    ]
    return max(places, default=0)


def number(value: Any) -> float | None:
    """A value as a point of a curve; None for a matrix, a shape, or what is not finite."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    return None
