"""Going to another moment of a run: from the nearest kept copy by replaying, however long it takes.

The same calls run on the same samples, so a replay gives the bits of having run straight there.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from nnviz.nn.calls import Array
from nnviz.program.machine import Machine
from nnviz.session.history import History
from nnviz.session.position import Origin, Position

_NEAR = 32  # copies that a long replay leaves on its way
_NEAR_SHARE = 8  # they take an eighth of the room for copies
_FELT = 64  # short stretches make a long way


@dataclass(frozen=True)
class _Way:
    """Where it leads, from which copy, and where it set out."""

    iteration: int
    line: int
    kept: int
    origin: Origin


class Copies:
    """Kept starts of iterations: spread over the whole run, and some near where one was last.

    Stepping back again and again goes through the same stretch of a long run. The few copies
    left in it by the first replay keep the next ones short.
    """

    def __init__(self, bytes_each: int, budget: int) -> None:
        self._bytes_each = bytes_each
        self._near_budget = budget // _NEAR_SHARE
        self.all = History(bytes_each, budget - self._near_budget)
        self.forget_near()

    def forget_near(self) -> None:
        """Have room for copies of another stretch."""
        self._near = History(self._bytes_each, self._near_budget)

    def limit(self, budget: int) -> None:
        """Take so many bytes from now on."""
        self._near_budget = budget // _NEAR_SHARE
        self.all.limit(self._bytes_each, budget - self._near_budget)
        self.forget_near()

    def keep(self, iteration: int, memory: Array) -> None:
        """Keep a copy on a long way."""
        self.all.keep(iteration, memory)
        self._near.keep(iteration, memory)

    def forget_after(self, iteration: int) -> None:
        """Drop what was computed under settings that no longer hold."""
        self.all.forget_after(iteration)
        self._near.forget_after(iteration)

    def nearest(self, iteration: int) -> tuple[int, Array]:
        """The nearest copy from which an iteration and the change before it are replayed."""
        wanted = max(iteration - 1, 0)
        found = self.all.nearest(wanted)
        if len(self._near) and self._near.first <= wanted:
            return max(found, self._near.nearest(wanted), key=lambda kept: kept[0])
        return found


def revisit(
    at: Position, history: History, starts: Iterable[int]
) -> Iterator[tuple[Machine, int, int]]:
    """Compute some iterations of the past again, in order, and stand where one stood at the end.

    Yields the machine, how many iterations are complete, and how many lines are done: the very
    beginning, and the end of every one of them.
    """
    origin, trainer, present = at.origin, at.trainer, -1
    for start in starts:
        kept, memory = history.nearest(start)
        if kept > present:
            present, trainer.memory[...] = kept, memory
        trainer.advance(present, start - present)
        machine = trainer.load(start)
        if start == 0:
            yield machine, 0, 0
        machine.run_in_sight()
        trainer.edit_behind(start)
        present = start + 1
        yield machine, present, at.lines
    at.return_to(origin)


class Travel:
    """Moves a position to another moment; a long way can be gone in pieces, and given up."""

    def __init__(self, at: Position, copies: Copies) -> None:
        self._at = at
        self.copies = copies
        self._way: _Way | None = None
        self._travelled = 0

    @property
    def done(self) -> float | None:
        """How much of the way is done; None where nobody is on the way."""
        if self._way is None:
            return None
        length = self._way.iteration - self._way.kept
        return (self._travelled - self._way.kept) / length if length else 1.0

    def set_out(self, iteration: int, line: int, stride: int) -> None:
        """Begin; ``stride`` iterations make a stretch that is not felt."""
        at = self._at
        origin = at.origin
        if iteration == at.iteration:  # its start is at hand
            self._way = _Way(iteration, line, iteration, origin)
            at.stand(at.start, origin[3])
            return
        kept, memory = self.copies.nearest(iteration)
        self._way, self._travelled = _Way(iteration, line, kept, origin), kept
        at.stand(memory)
        if iteration - kept > _FELT * stride:
            self.copies.forget_near()

    def go_on(self, seconds: float, stride: int, stop: Callable[[], bool]) -> bool:
        """Go on for about this long; whether one is there."""
        way, at = self._way, self._at
        if way is None:
            return True
        end = time.perf_counter() + seconds
        with np.errstate(all="ignore"):
            apart = max(stride, (way.iteration - way.kept) // _NEAR)
            while way.iteration - self._travelled > apart and way.kept < way.iteration:
                if stop() or time.perf_counter() > end:
                    return False
                at.trainer.advance(self._travelled, apart)
                self._travelled += apart
                self.copies.keep(self._travelled, at.trainer.memory)
            if way.kept < way.iteration:
                at.complete(self._travelled, way.iteration)
            self._way = None
            at.arrive(way.iteration, way.line)
        return True

    def turn_back(self) -> None:
        """Give the way up, and stand where it set out."""
        if self._way is not None:
            origin, self._way = self._way.origin, None
            with np.errstate(all="ignore"):
                self._at.return_to(origin)
