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
        slot: a number that no other watch has, for the colour of its curve.
        plotted: whether its curve is drawn; only a number has one.
        value: what it is at the present moment, or was when all of it was last computed; None
            where that has not happened.
        at: the iteration, counted from 1, whose pass computed the value; of parameters and counts
            alone, how many iterations were complete.
        fresh: whether the value is of the present moment.
        previous: the value before that, where one is known.
        previous_at: as ``at``, of that.
        series: its curve.
        measured: whether the curve reaches back as far as it can.
        problem: why it says nothing in the present network; empty if it does.
    """

    text: str
    slot: int = 0
    plotted: bool = False
    value: Any = None
    at: int = 0
    fresh: bool = False
    previous: Any = None
    previous_at: int = 0
    series: Series = field(default_factory=Series)
    measured: bool = False
    problem: str = ""

    def note(self, value: Any, at: int, another: bool) -> None:
        """Take over a value; ``another`` says that the last one is an earlier one by now."""
        if another and self.value is not None:
            self.previous, self.previous_at = self.value, self.at
        if self.previous is not None and self.previous_at > at:
            self.previous = None  # one has gone back
        self.value, self.at, self.fresh = value, at, True

    def fade(self, iteration: int) -> None:
        """The value is not computed yet in this iteration: show one that was before."""
        self.fresh = False
        if self.at > iteration:  # of a line that is ahead again
            known = self.previous is not None and self.previous_at <= iteration
            self.value = self.previous if known else None
            self.at, self.previous = self.previous_at, None


Readings = tuple[tuple[Watch, Expression, int], ...]


class Watches:
    """The list of them."""

    changed = Signal()
    """One was added, removed, or is plotted or not."""

    def __init__(self) -> None:
        self._all: tuple[Watch, ...] = ()  # replaced, never written to: a run may be reading
        self._known: tuple[Program, Shapes, tuple[Watch, ...], Readings] | None = None

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
        taken = {each.slot for each in self._all}
        made = Watch(expression.text, next(slot for slot in range(MOST) if slot not in taken))
        self._set_all((*self._all, made))
        return made

    def rewrite(self, which: Watch, text: str, shapes: Shapes) -> Watch:
        """Follow another expression in its place: a watch without a value or a curve yet.

        It takes the place of one of the same expression, too.

        Raises:
            ExpressionError: it cannot be read; nothing has changed.
        """
        made = Watch(parse(text, shapes).text, which.slot)
        going = [each for each in self._all if each is which or each.text == made.text]
        made.plotted = any(each.plotted for each in going)
        kept = (each for each in self._all if each is which or each not in going)
        self._set_all(tuple(made if each is which else each for each in kept))
        return made

    def remove(self, which: Watch) -> None:
        """Follow it no longer."""
        self._set_all(tuple(each for each in self._all if each is not which))

    def plot(self, which: Watch, plotted: bool) -> None:
        """Draw its curve, or no longer."""
        which.plotted = plotted
        self._set_all(self._all)

    def _set_all(self, them: tuple[Watch, ...]) -> None:
        self._all = them
        self.changed.emit()

    def forget(self) -> None:
        """Forget all values: another run begins."""
        for each in self._all:
            each.value = each.previous = None
            each.at = each.previous_at = 0
            each.fresh, each.series, each.measured = False, Series(), False

    def forget_after(self, iteration: int) -> None:
        """Drop what was measured under settings that no longer hold."""
        for each in self._all:
            each.series.forget_after(iteration)

    def read(self, program: Program, shapes: Shapes) -> Readings:
        """The watches that this network knows, and how many lines are done once they have a value.

        One that it does not know says so in its ``problem``.
        """
        them, known = self._all, self._known
        if known is not None and is_for(known, program, shapes, them):
            return known[-1]
        found = []
        for each in them:
            each.problem = ""
            try:
                expression = parse(each.text, shapes)
            except UserError as error:
                each.problem = str(error)
            else:
                found.append((each, expression, _computed(expression, program)))
        self._known = (program, shapes, them, tuple(found))  # at once: a run may be asking as well
        return self._known[-1]

    def note(
        self, program: Program, shapes: Shapes, values: Values, completed: int, line: int
    ) -> None:
        """Take note of the values at a moment, of those that are computed by then."""
        iteration = completed - (line == len(program.steps))
        for watch, expression, computed in self.read(program, shapes):
            if computed > line:
                watch.fade(iteration)
                continue
            value = _kept(expression.value(values))
            if computed:  # there is one in an iteration
                watch.note(value, iteration + 1, watch.at != iteration + 1)
            else:
                watch.note(value, completed, not _same(value, watch.value))

    def unmeasured(self) -> frozenset[Watch]:
        """Those whose curve is not drawn yet, without the points that a run gave it on the way.

        They count as measured from now on.
        """
        new = [each for each in self._all if not each.measured]
        for each in new:
            each.measured, each.series = True, Series()
        return frozenset(new)

    def record(
        self,
        program: Program,
        shapes: Shapes,
        values: Values,
        completed: int,
        line: int,
        only: frozenset[Watch] | None = None,
    ) -> None:
        """Add a point to the curves, or to some of them.

        What a pass computes is recorded at its end alone: before, it would be that of an
        iteration that is not complete.
        """
        done = line == len(program.steps)
        for watch, expression, computed in self.read(program, shapes):
            if (done or not computed) and (only is None or watch in only):
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


def _kept(value: Any) -> Any:
    """A value that stays when the run goes on."""
    if isinstance(value, np.ndarray):
        return value.copy()
    return tuple(_kept(each) for each in value) if isinstance(value, tuple) else value


def _same(value: Any, other: Any) -> bool:
    if isinstance(value, tuple) and isinstance(other, tuple):
        return len(value) == len(other) and all(map(_same, value, other))
    return bool(np.array_equal(value, other, equal_nan=other is not None and value is not None))


def number(value: Any) -> float | None:
    """A value as a point of a curve; None for a matrix, a shape, or what is not finite."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    return None
