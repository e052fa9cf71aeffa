"""The debugger: what breakpoints and watches cost while training, and how long a jump takes."""

import random
from time import perf_counter

from nnviz.session.presets import load_preset
from nnviz.session.session import Session
from tests.benchmarks.measure import in_turn, ratio

PRESETS = ("xor", "circle", "digits", "mnist")
CONDITIONS = ("max(abs(dW1)) > 1000", "J < 1e-9", "any(isnan(Z2))")
WATCHES = ("norm(dW1)", "mean(A1)")
GOAL = 0.5
ITERATIONS, JUMPS = 100_000, 400
LONGEST = 100.0  # milliseconds
BARE, WATCHED, FREE = "training alone", "with 3 conditions and 2 watches", "in a session"


def rates(preset: str) -> None:
    """The rate of training with conditions and watches, and with none, against training alone.

    Training alone is the trainer without a session around it: no history, no curve, no look at
    whether all is finite.
    """
    experiment = load_preset(preset)
    free, watched, bare = Session(experiment), Session(experiment), Session(experiment)
    for condition in CONDITIONS:
        watched.break_when(condition)
    for watch in WATCHES:
        watched.watches.plot(watched.watch(watch), True)
    for session in (free, watched, bare):
        session.run.advance(600)  # where not every iteration is a point of the curve any more
    place = bare.run.completed

    def alone(count: int) -> None:
        nonlocal place
        bare.run.trainer.advance(place, count)
        place += count

    runs = {BARE: alone, FREE: free.run.advance, WATCHED: watched.run.advance}
    times = in_turn(runs, seconds=0.1, rounds=15)
    if watched.stopped or watched.problem:
        raise RuntimeError(f"{preset}: {watched.stopped or watched.problem}")
    rate = 1 / ratio(times[WATCHED], times[FREE])
    met = "met" if rate >= GOAL else "MISSED"
    print(
        f"  {preset:8} {1e6 * min(times[FREE]):7.1f} µs an iteration; with 3 conditions and 2 "
        f"watches {rate:.2f} of that rate, goal {GOAL:g}: {met}; "
        f"with none {1 / ratio(times[FREE], times[BARE]):.2f} of training alone"
    )


def jumps() -> None:
    """Jumps to random moments of a long run, and steps back over the starts of iterations."""
    session = Session(load_preset("xor"))
    session.run.advance(ITERATIONS)
    chance = random.Random(1)
    lines = session.run.lines
    taken = []
    for _ in range(JUMPS):
        place = chance.randrange(ITERATIONS), chance.randrange(1, lines + 1)
        begin = perf_counter()
        session.jump(*place)
        taken.append(1000 * (perf_counter() - begin))
    taken.sort()
    met = "met" if taken[-1] <= LONGEST else "MISSED"
    held = session.run.history.nbytes / 2**20
    print(
        f"  jump to any of {ITERATIONS:,} iterations of xor: {taken[JUMPS // 2]:.1f} ms in the "
        f"middle, {taken[-1]:.1f} ms at worst, goal {LONGEST:g}: {met}; copies take {held:.1f} MB"
    )


def main() -> None:
    """Measure and print."""
    print("\nDebugging: training with an eye on breakpoints and watches, and going back")
    for preset in PRESETS:
        rates(preset)
    jumps()


if __name__ == "__main__":
    main()
