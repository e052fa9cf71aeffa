"""Timing in turn: A B C A B C ..., so that a busy or slow moment of the machine meets everybody."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter

Run = Callable[[int], None]
"""Does the work so many times."""


def in_turn(
    runs: dict[str, Run], seconds: float = 0.03, rounds: int = 40
) -> dict[str, list[float]]:
    """How long one unit of work took in every round, for every contender.

    Args:
        runs: the contenders by name.
        seconds: about how long one turn lasts.
        rounds: how often everybody has a turn.
    """
    counts = {name: _count(run, seconds) for name, run in runs.items()}
    times: dict[str, list[float]] = {name: [] for name in runs}
    with _no_collection():
        for _ in range(rounds):
            for name, run in runs.items():
                # Not timed: brings data back into the caches, and lets the threads of whoever ran
                # before go to sleep.
                run(1 + counts[name] // 10)
                times[name].append(_time(run, counts[name]) / counts[name])
    return times


def ratio(times: list[float], others: list[float]) -> float:
    """How many times as long as the others, in the middle one of the rounds.

    Two turns of one round are neighbours, so a clock that runs slowly for a second cancels.
    """
    return median(mine / theirs for mine, theirs in zip(times, others, strict=True))


def _time(run: Run, count: int) -> float:
    begin = perf_counter()
    run(count)
    return perf_counter() - begin


def _count(run: Run, seconds: float) -> int:
    """How many units of work fill the time."""
    count = 1
    run(count)
    while (took := _time(run, count)) < seconds / 4:
        count *= 4
    return max(1, round(count * seconds / took))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep Python's garbage collection out of the measurement."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
