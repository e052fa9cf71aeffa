"""From the press of a key to the step on the screen."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.qt.panels.bench import BenchPanel
from nnviz.qt.panels.program import ProgramPanel
from nnviz.session.changes import replaced
from nnviz.session.experiment import Experiment
from nnviz.session.presets import load_preset
from tests.benchmarks.timed_window import Painted, TimedWindow

STEPS = 200
_PATIENCE = 5.0  # seconds
_LARGE = {
    "inputs": 784, "classes": 10, "hidden": (64,), "activation": "relu", "batch_size": 64,
    "samples": 1280,
}  # fmt: skip


@dataclass(frozen=True)
class StepCase:
    """One network that is stepped through, and the time that a step may take."""

    title: str
    experiment: Callable[[], Experiment]
    target: float


@dataclass(frozen=True)
class StepTime:
    """The parts of one step, in seconds.

    Attributes:
        computing: until the key is handled: one matrix, and the copy of the moment.
        arranging: until the painting begins: the panels take the moment over.
        painting: until the last widget is painted.
        paintings: how often the window was painted; more than once is work done twice.
    """

    computing: float
    arranging: float
    painting: float
    paintings: int

    @property
    def total(self) -> float:
        """From the key to the end."""
        return self.computing + self.arranging + self.painting


CASES = (
    StepCase("xor", lambda: load_preset("xor"), 0.016),
    StepCase("784-64-10, batches of 64", lambda: replaced(load_preset("blobs"), _LARGE), 0.050),
)


def main() -> None:
    """Step through the cases and print the times."""
    print(f"Key press to painted step, the middle one of {STEPS} steps")
    for case in CASES:
        report(case, measure(case.experiment()))


def measure(experiment: Experiment, steps: int = STEPS) -> list[StepTime]:
    """Step through the lines of a network with the key that a person presses."""
    window = TimedWindow(experiment)
    bench = window.panel(BenchPanel).findChild(QWidget)
    assert bench is not None
    painted = Painted({
        "bench": bench,
        "network": window.network.view.viewport(),
        "program": window.panel(ProgramPanel).list.viewport(),
    })  # fmt: skip
    lines = window.session.run.lines
    for _ in range(lines):  # one iteration, so that everything was drawn once
        _step(window, painted)
    times = [_step(window, painted) for _ in range(steps)]
    window.end()
    return times


def _step(window: TimedWindow, painted: Painted) -> StepTime:
    painted.names.clear()
    window.paintings.clear()
    begin = perf_counter()
    QTest.keyClick(window, Qt.Key.Key_Right)
    handled = perf_counter()
    while not painted.all or not window.paintings:
        QApplication.processEvents()
        if perf_counter() > begin + _PATIENCE:
            raise RuntimeError(f"a step was painted by {sorted(painted.names)} only")
    QApplication.processEvents()  # whatever is painted after that also belongs to the step
    painting = sum(end - start for start, end in window.paintings)
    end = window.paintings[-1][1]
    return StepTime(handled - begin, end - handled - painting, painting, len(window.paintings))


def report(case: StepCase, times: list[StepTime]) -> None:
    """Print one case."""
    totals = sorted(step.total for step in times)
    middle, high = median(totals), totals[int(0.95 * len(totals))]
    met = "met" if middle < case.target else "MISSED"
    print(
        f"  {case.title:25} {1e3 * middle:6.1f} ms   95 % within {1e3 * high:6.1f} ms"
        f"   goal: less than {1e3 * case.target:g} ms, {met}"
    )
    parts = {
        name: 1e3 * median(getattr(step, name) for step in times)
        for name in ("computing", "arranging", "painting")
    }
    shares = ", ".join(f"{name} {value:.1f}" for name, value in parts.items())
    print(f"  {'':25} {shares} ms; painted {median(s.paintings for s in times):g} times")
