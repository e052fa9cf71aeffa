"""Kept copies of the parameters, from which any earlier moment is replayed."""

from bisect import bisect_right, insort

from nnviz.nn.calls import Array

BUDGET = 64 * 2**20  # bytes
_OVERHEAD = 200  # bytes that an array and its place in the table take beside its numbers


class History:
    """Parameters at the start of some iterations, spread evenly over the run.

    When the budget is used up every second copy is dropped, and new ones are kept twice as far
    apart from then on: memory stays where it is, and every moment is equally near to a copy.
    """

    def __init__(self, bytes_each: int, budget: int = BUDGET) -> None:
        self._most = max(1, budget // (bytes_each + _OVERHEAD))
        self._copies: dict[int, Array] = {}
        self._starts: list[int] = []
        self._spacing = 1

    def __len__(self) -> int:
        return len(self._starts)

    def keep(self, iteration: int, parameters: Array) -> None:
        """Keep a copy of the parameters at the start of this iteration, unless one is near."""
        place = bisect_right(self._starts, iteration)
        near = self._starts[max(place - 1, 0) : place + 1]
        if any(abs(iteration - start) < self._spacing for start in near):
            return
        self._copies[iteration] = parameters.copy()
        insort(self._starts, iteration)
        if len(self._starts) > self._most:
            self._thin()

    def _thin(self) -> None:
        """Drop every second copy."""
        for dropped in self._starts[1::2]:
            del self._copies[dropped]
        self._starts = self._starts[::2]
        if len(self._starts) > 1:
            apart = (self._starts[-1] - self._starts[0]) // (len(self._starts) - 1)
            self._spacing = max(self._spacing, apart)
        else:
            self._spacing *= 2

    def limit(self, bytes_each: int, budget: int) -> None:
        """Take so much memory from now on; what is too much goes at once."""
        self._most = max(1, budget // (bytes_each + _OVERHEAD))
        while len(self._starts) > self._most:
            self._thin()

    @property
    def starts(self) -> list[int]:
        """The iterations whose start is kept, in order."""
        return self._starts.copy()

    @property
    def first(self) -> int:
        """The earliest kept start."""
        return self._starts[0]

    def nearest(self, iteration: int) -> tuple[int, Array]:
        """The latest kept start that is not after this iteration; the first is always kept."""
        start = self._starts[bisect_right(self._starts, iteration) - 1]
        return start, self._copies[start]

    def forget_after(self, iteration: int) -> None:
        """Drop what was computed under settings that no longer hold."""
        place = bisect_right(self._starts, iteration)
        for dropped in self._starts[place:]:
            del self._copies[dropped]
        del self._starts[place:]

    def thinned(self, most: int) -> "History":
        """A table of at most so many of these copies, spread over the run.

        The copies themselves are shared, because nobody writes to them.
        """
        twin = History(0)
        twin._most, twin._spacing = self._most, self._spacing
        every = max(1, -(-len(self._starts) // max(most, 1)))
        twin._starts = self._starts[::every]
        twin._copies = {start: self._copies[start] for start in twin._starts}
        return twin

    @property
    def nbytes(self) -> int:
        """About how much memory the copies take."""
        return sum(copy.nbytes + _OVERHEAD for copy in self._copies.values())
