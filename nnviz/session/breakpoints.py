"""Where a run stops by itself: before a line, or when a condition becomes true."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from nnviz.errors import UserError
from nnviz.program.compile import Program
from nnviz.session.checks import one_of_sentence
from nnviz.session.expressions import COUNTS, Expression, Values, parse_condition

MOST = 50
Shapes = Mapping[str, tuple[int, ...]]


@dataclass(eq=False)
class Breakpoint:
    """One of them.

    With a ``line`` it stops before that is computed; with a ``condition`` right behind the last
    matrix that the condition reads, whenever it has become true.

    Attributes:
        passes: how many hits do not stop, because a later one is wanted.
        hits: how often it was met.
        problem: why it says nothing in the present network; empty if it does.
    """

    line: str = ""
    condition: str = ""
    enabled: bool = True
    passes: int = 0
    hits: int = 0
    problem: str = ""

    @property
    def title(self) -> str:
        """What it waits for."""
        return f"before {self.line}" if self.line else self.condition


class Check:
    """A breakpoint in a program.

    ``position`` is how many lines are done where it is looked at; ``expression`` is None for one
    that is met whenever a run comes there.
    """

    def __init__(self, of: Breakpoint, position: int, expression: Expression | None) -> None:
        self.breakpoint = of
        self.position = position
        self.expression = expression
        self.held = False
        """Whether the condition was true when it was last looked at: it is met as it becomes so."""

    def met(self, true: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """In which iterations it is met, where it is known in which the condition is true."""
        if self.expression is None:
            return true
        met: NDArray[np.bool_] = np.greater(true, np.concatenate([[self.held], true[:-1]]))
        return met

    def hit(self) -> bool:
        """Count that it is met; whether the run stops here.

        One that was disabled or removed since a run set out is not met any more.
        """
        if not self.breakpoint.enabled:
            return False
        self.breakpoint.hits += 1
        return self.breakpoint.hits > self.breakpoint.passes

    def stops(self, values: Values) -> bool:
        """Look at it at one moment; whether the run stops here."""
        before = self.held
        self.settle(values)
        return (self.expression is None or (self.held and not before)) and self.hit()

    def settle(self, values: Values | None) -> None:
        """Take note of how it is at a moment to which one has gone; None where that is unknown."""
        known = self.expression is not None and values is not None
        self.held = known and self.expression is not None and self.expression.holds(values or {})


Listed = tuple[Breakpoint, ...]


class Breakpoints:
    """The list of them, and the checks that they are in a program."""

    changed = Signal()
    """One was added, removed or set otherwise; hits alone do not count."""

    def __init__(self) -> None:
        self._all: Listed = ()  # replaced, never written to: a run may be reading
        self._version = object()  # another one after every change
        self._known: tuple[Program, Shapes, object, tuple[Check, ...]] | None = None

    def __iter__(self) -> Iterator[Breakpoint]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def toggle(self, line: str, program: Program) -> Breakpoint | None:
        """Stop before this line from now on, or no longer; the breakpoint if there is one now.

        Raises:
            UserError: there is no such line, or there are too many breakpoints.
        """
        found = self.at(line)
        if found is not None:
            self.remove(found)
            return None
        if line not in program.index:
            raise UserError(f"there is no line '{line}': {one_of_sentence(line, program.index)}")
        return self._add(Breakpoint(line=line))

    def add(self, condition: str, shapes: Shapes) -> Breakpoint:
        """Stop when this becomes true. One that is there already is enabled.

        Raises:
            ExpressionError: it cannot be read; it says where.
            UserError: there are too many breakpoints.
        """
        text = parse_condition(condition, shapes).text
        for each in self._all:
            if each.condition == text:
                self.set(each, enabled=True)
                return each
        return self._add(Breakpoint(condition=text))

    def _add(self, made: Breakpoint) -> Breakpoint:
        if len(self._all) >= MOST:
            raise UserError(f"there are {MOST} breakpoints already: remove one first.")
        self._set_all((*self._all, made))
        return made

    def remove(self, which: Breakpoint) -> None:
        """Forget one."""
        which.enabled = False  # a run that has set out with it
        self._set_all(tuple(each for each in self._all if each is not which))

    def clear(self) -> None:
        """Forget all."""
        for each in self._all:
            each.enabled = False
        self._set_all(())

    def set(
        self, which: Breakpoint, enabled: bool | None = None, passes: int | None = None
    ) -> None:
        """Enable one or not, and say how many hits it lets pass; hits are counted anew then."""
        if enabled is not None:
            which.enabled = enabled
        if passes is not None:
            which.passes, which.hits = passes, 0
        self._set_all(self._all)

    def rewrite(self, which: Breakpoint, condition: str, shapes: Shapes) -> Breakpoint:
        """Wait for another condition: a breakpoint in the place of this one, and no hits yet.

        It takes the place of one that waits for the same already, too.

        Raises:
            ExpressionError: it cannot be read; nothing has changed.
        """
        text = parse_condition(condition, shapes).text
        made = replace(which, condition=text, hits=0, problem="")
        kept = [each for each in self._all if each is which or each.condition != text]
        for each in self._all:
            if each is which or each not in kept:
                each.enabled = False  # what is met on the way is not for the new one to count
        self._set_all(tuple(made if each is which else each for each in kept))
        return made

    def forget_hits(self) -> None:
        """Count hits anew: a run begins again."""
        for each in self._all:
            each.hits = 0

    def _set_all(self, them: Listed) -> None:
        self._all, self._version = them, object()
        self.changed.emit()

    def at(self, line: str) -> Breakpoint | None:
        """The one before this line."""
        return next((each for each in self._all if each.line == line), None)

    def checks(self, program: Program, shapes: Shapes) -> tuple[Check, ...]:
        """What is looked at in an iteration of a program, in order.

        One that this network does not know says so in its ``problem`` and is passed over.
        """
        version, known = self._version, self._known
        if known is not None and is_for(known, program, shapes, version):
            return known[-1]
        found = [self._check(each, program, shapes) for each in self._all]
        checks = tuple(
            sorted((check for check in found if check), key=lambda check: check.position)
        )
        self._known = (program, shapes, version, checks)  # at once: a run may be asking as well
        return checks

    @staticmethod
    def _check(which: Breakpoint, program: Program, shapes: Shapes) -> Check | None:
        which.problem = ""
        if which.line:
            place = program.index.get(which.line)
            if place is None:
                which.problem = f"this network has no line {which.line}."
                return None
            # Before the first line is behind the last one of the iteration before.
            return Check(which, place or len(program.steps), None) if which.enabled else None
        try:
            expression = parse_condition(which.condition, shapes)
        except UserError as error:
            which.problem = str(error)
            return None
        return Check(which, position(expression, program), expression) if which.enabled else None


def is_for(known: Sequence[object] | None, *now: object) -> bool:
    """Whether what is known was found out for these very objects, which it begins with."""
    return known is not None and all(a is b for a, b in zip(known, now, strict=False))


def position(expression: Expression, program: Program) -> int:
    """How many lines are done once all that an expression reads is there.

    Counts alone change with the last line of an iteration; X and Y are there from the first on.
    """
    places = [program.index.get(name, 0) + 1 for name in expression.names if name not in COUNTS]
    return max(places, default=len(program.steps))
