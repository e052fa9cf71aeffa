"""The learning rate over the iterations, so that a change in mid-run can be replayed."""

from bisect import bisect_right


class Schedule:
    """Learning rates, each from an iteration on."""

    def __init__(self, rate: float) -> None:
        self._starts = [0]
        self._rates = [rate]

    def at(self, iteration: int) -> float:
        """The rate with which this iteration updates."""
        return self._rates[bisect_right(self._starts, iteration) - 1]

    def next_change(self, iteration: int) -> int | None:
        """The first iteration after this one whose rate was set anew."""
        place = bisect_right(self._starts, iteration)
        return self._starts[place] if place < len(self._starts) else None

    def change(self, iteration: int, rate: float) -> None:
        """Use ``rate`` from this iteration on, forgetting what was planned after it."""
        while self._starts and self._starts[-1] >= iteration:
            self._starts.pop()
            self._rates.pop()
        self._starts.append(iteration)
        self._rates.append(rate)

    def forget_after(self, iteration: int) -> None:
        """Drop the changes behind this iteration; the first rate always stays."""
        place = max(1, bisect_right(self._starts, iteration))
        del self._starts[place:], self._rates[place:]

    @property
    def changes(self) -> list[tuple[int, float]]:
        """The iterations from which another rate holds, and which."""
        return list(zip(self._starts[1:], self._rates[1:], strict=True))

    @property
    def latest(self) -> float:
        """The rate that was set last."""
        return self._rates[-1]

    def copy(self) -> "Schedule":
        """An independent copy."""
        twin = Schedule(0.0)
        twin._starts, twin._rates = self._starts.copy(), self._rates.copy()
        return twin
