"""Training with an eye on breakpoints, at nearly the speed of training without.

What the conditions read is copied in every iteration, and they are evaluated for many iterations
at once. A run may thus go on a little beyond the moment at which it should have stopped; since
every moment can be reached again exactly, it goes back to that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import Array, Call, run
from nnviz.program.machine import Machine
from nnviz.session.breakpoints import Breakpoint, Check
from nnviz.session.expressions import COUNTS

if TYPE_CHECKING:
    from nnviz.session.trainer import Trainer

_MOST = 256  # iterations that are evaluated at once
_ROOM = 2**22  # bytes for the copies
_FIRST = 4  # at once, at first: a stop may be near


@dataclass(frozen=True)
class Hit:
    """Where a run is to stop: how many lines of an iteration are done there, and why."""

    iteration: int
    line: int
    by: tuple[Breakpoint, ...]


class Watched:
    """Runs iterations of a trainer until a check stops it."""

    def __init__(self, trainer: "Trainer", checks: Sequence[Check]) -> None:
        self._trainer = trainer
        self.checks = checks
        self._names = frozenset(
            name
            for check in checks
            if check.expression is not None
            for name in check.expression.names
        )
        self._passes: dict[int, _Pass] = {}
        self._at_once = _FIRST
        self._pending: _Pass | None = None  # iterations that are run and not yet looked at,
        self._first = self._count = 0  # from which on, and how many

    def run(self, iteration: int, until: int) -> tuple[int, Hit | None]:
        """Run some iterations, at most to ``until``; where that came to, and a stop before it.

        The latest may not have been looked at: :meth:`look` does that.
        """
        trainer = self._trainer
        rows = trainer.batch(iteration)
        machine = trainer.place(iteration, rows)
        hit = self._make_room(iteration, machine)
        if hit is not None:
            return iteration, hit
        prepared, taken = self._passes[machine.m], self._count
        count = min(until - iteration, prepared.most - taken, self._at_once - taken)
        if trainer.batches > 1:
            count = min(count, trainer.alike(iteration))
        for place in range(count):
            if place and not trainer.constant:
                trainer.place(iteration + place, trainer.batch(iteration + place))
            for function, arguments in prepared.calls[taken + place]:
                function(*arguments)
        self._count += count
        return iteration + count, None

    def add(self, iteration: int, machine: Machine) -> Hit | None:
        """Take note of an iteration that was run on a machine; a stop before it."""
        hit = self._make_room(iteration, machine)
        if hit is None:
            run(self._passes[machine.m].copying[self._count])
            self._count += 1
        return hit

    def _make_room(self, iteration: int, machine: Machine) -> Hit | None:
        """Look at what is pending if no more goes in with it."""
        if machine.m not in self._passes:
            self._passes[machine.m] = _Pass(machine, sorted(self._names.difference(COUNTS)))
        wanted, hit = self._passes[machine.m], None
        if wanted is not self._pending or self._count >= min(wanted.most, self._at_once):
            hit = self.look()
        if not self._count or iteration != self._first + self._count:
            self._pending, self._first, self._count = wanted, iteration, 0
        return hit

    def look(self) -> Hit | None:
        """Find the first stop among the iterations that are pending."""
        pending, first, count = self._pending, self._first, self._count
        self._pending, self._count = None, 0
        if pending is None or not count:
            return None
        self._at_once = min(max(2 * count, self._at_once), _MOST)
        values = {name: stack[:count] for name, stack in pending.stacks.items()}
        true = [self._true(check, values, first, count) for check in self.checks]
        met = sorted(
            (int(place), check.position, number)
            for number, check in enumerate(self.checks)
            for place in np.flatnonzero(check.met(true[number]))
        )
        stop: tuple[int, int] | None = None
        by = []
        for place, position, number in met:
            if stop is not None and (place, position) != stop:
                break
            if self.checks[number].hit():
                stop = place, position
                by.append(self.checks[number].breakpoint)
        last, line = (count - 1, len(self._trainer.program.steps)) if stop is None else stop
        for check, truths in zip(self.checks, true, strict=True):
            place = last if check.position <= line else last - 1
            if place >= 0:
                check.held = bool(truths[place])
        if stop is None:
            return None
        self._at_once = _FIRST
        return Hit(first + last, line, tuple(by))

    def _true(
        self, check: Check, values: dict[str, Array], first: int, count: int
    ) -> NDArray[np.bool_]:
        """In which iterations the condition of a check is true."""
        if check.expression is None:
            return np.ones(count, bool)
        if not check.expression.names.isdisjoint(COUNTS):
            done = check.position == len(self._trainer.program.steps)
            completed = np.arange(first, first + count) + done
            counts = completed, completed // self._trainer.batches
            stacks = (each[:, None, None].astype(float) for each in counts)
            values = {**values, **dict(zip(COUNTS, stacks, strict=True))}
        return check.expression.truths(values, count)


class _Pass:
    """The calls of iterations on one machine, with those that copy what is asked for.

    Attributes:
        most: how many iterations there is room for.
        stacks: the copies by name, most x rows x columns.
        copying: the calls that copy, for each of them.
        calls: the same behind those of the iteration.
    """

    def __init__(self, machine: Machine, names: Sequence[str]) -> None:
        named = machine.matrices.named
        each = 8 * sum(named[name].size for name in names)
        self.most = min(max(_ROOM // max(each, 1), 1), _MOST)
        self.stacks = {name: np.empty((self.most, *named[name].shape)) for name in names}
        self.copying: list[tuple[Call, ...]] = [
            tuple((np.copyto, (self.stacks[name][place], named[name])) for name in names)
            for place in range(self.most)
        ]
        iteration = machine.calls_with(names)
        self.calls = [(*iteration, *copying) for copying in self.copying]
