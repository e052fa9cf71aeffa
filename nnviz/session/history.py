"""Kept copies of the parameters, from which any earlier moment is replayed."""

from bisect import bisect_right, insort

from nnviz.nn.calls import Array

BUDGET = 64 * 2**20  # bytes
_OVERHEAD = 200  # bytes that an array and its place in the table take beside its numbers


class History:
    """Parameters at the start of some iterations.

    When the budget is used up every second copy is dropped, so a longer run is kept more
    sparsely and memory stays where it is.
    """

    def __init__(self, bytes_each: int, budget: int = BUDGET) -> None:
        self._most = max(2, budget // (bytes_each + _OVERHEAD))
        self._copies: dict[int, Array] = {}
        self._starts: list[int] = []

    def __len__(self) -> int:
        return len(self._starts)

    def keep(self, iteration: int, parameters: Array) -> None:
        """Keep a copy of the parameters at the start of this iteration."""
        if iteration in self._copies:
            return
        self._copies[iteration] = parameters.copy()
        insort(self._starts, iteration)
        if len(self._starts) > self._most:
            for dropped in self._starts[1::2]:
                del self._copies[dropped]
            self._starts = self._starts[::2]

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
