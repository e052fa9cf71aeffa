"""How long an iteration of training takes: our program beside plain numpy and two libraries."""

import os

import numpy as np

from tests.benchmarks.cases import CASES, Case
from tests.benchmarks.contender import Contender
from tests.benchmarks.measure import Run, in_turn, ratio
from tests.benchmarks.ours import Ours
from tests.benchmarks.references.textbook import Textbook
from tests.benchmarks.references.tight import Tight

OURS, TIGHT, TEXTBOOK, TORCH, SKLEARN = (
    "ours", "tight numpy", "textbook numpy", "PyTorch", "scikit-learn"
)  # fmt: skip
SAME = 1e-9


def main() -> None:
    """Check that all compute the same, then time them and print the ratios."""
    print(
        f"Training, {threads()} threads, float64: the best time of an iteration,"
        " and the middle one of the ratios."
    )
    for case in CASES:
        contenders = enter(case)
        if wrong := differences(case, contenders):
            print(f"\n{case.title}: not timed, because the mathematics differs\n  {wrong}")
            continue
        report(case, in_turn({name: from_start(one) for name, one in contenders.items()}))


def threads() -> int:
    """How many threads numpy's products use."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        chosen = os.environ.get("OPENBLAS_NUM_THREADS") or os.environ.get("OMP_NUM_THREADS")
        return int(chosen or os.cpu_count() or 1)
    pools = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    return max(pools, default=1)


def enter(case: Case) -> dict[str, Contender]:
    """All contenders that are installed, in the order in which they take turns."""
    return {
        OURS: Ours(case),
        TIGHT: Tight(case),
        TEXTBOOK: Textbook(case),
        **_torch(case),
        **_sklearn(case),
    }


def _torch(case: Case) -> dict[str, Contender]:
    try:
        from tests.benchmarks.references.pytorch import PyTorch
    except ImportError:
        return {}
    return {TORCH: PyTorch(case, threads())}


def _sklearn(case: Case) -> dict[str, Contender]:
    try:
        from tests.benchmarks.references.sklearn import ScikitLearn
    except ImportError:
        return {}
    return {SKLEARN: ScikitLearn(case)}


def differences(case: Case, contenders: dict[str, Contender]) -> str:
    """Who ends elsewhere than we do after a few iterations; empty if nobody does."""
    ends = {}
    for name, contender in contenders.items():
        contender.reset()
        contender.train(max(1, 10 // case.iterations))
        if (end := contender.parameters()) is not None:
            ends[name] = end
    ours, scale = ends[OURS], np.linalg.norm(ends[OURS])
    errors = {name: float(np.linalg.norm(end - ours) / scale) for name, end in ends.items()}
    # Written so that not a number counts as different.
    return ", ".join(
        f"{name} by {error:.1e}" for name, error in errors.items() if not error <= SAME
    )


def from_start(contender: Contender) -> Run:
    """Every turn begins at the same weights: saturated units could take another time."""

    def run(epochs: int) -> None:
        contender.reset()
        contender.train(epochs)

    return run


def report(case: Case, epochs: dict[str, list[float]]) -> None:
    """Print the times of one case and how they compare with ours."""
    print(f"\n{case.title}")
    goals = {
        TIGHT: ("at most", case.tight),
        TEXTBOOK: ("more than", 1.0),
        TORCH: ("at least", case.torch),
        SKLEARN: ("", 0.0),
    }
    print(f"  {OURS:14} {_microseconds(case, epochs[OURS]):10.2f} µs")
    for name, (bound, goal) in goals.items():
        if name not in epochs:
            print(f"  {name:14} is not installed")
            continue
        if bound == "at most":
            value, words = ratio(epochs[OURS], epochs[name]), "ours takes {:6.2f} times as long"
        else:
            value, words = ratio(epochs[name], epochs[OURS]), "ours is    {:6.2f} times as fast"
        met = value <= goal if bound == "at most" else value >= goal
        verdict = f"goal: {bound} {goal:g}, {'met' if met else 'MISSED'}" if bound else ""
        time = _microseconds(case, epochs[name])
        print(f"  {name:14} {time:10.2f} µs   {words.format(value)}   {verdict}".rstrip())


def _microseconds(case: Case, epochs: list[float]) -> float:
    """The least time of one iteration."""
    return min(epochs) / case.iterations * 1e6


if __name__ == "__main__":
    main()
