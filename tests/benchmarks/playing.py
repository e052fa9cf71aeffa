"""Training in the window as fast as it goes: how smooth it stays, and how much it costs."""

from dataclasses import dataclass
from statistics import median
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer

from nnviz.session.experiment import Experiment
from nnviz.session.presets import load_preset
from nnviz.session.report import train_report
from nnviz.session.run import Run
from nnviz.session.snapshot import Snapshot
from nnviz.session.speeds import SPEEDS
from tests.benchmarks.measure import ratio
from tests.benchmarks.timed_window import TimedWindow, wait

PRESETS = ("xor", "circle")
SECONDS = 5.0
ROUNDS, TURN, WARM_UP = 6, 0.8, 0.3
LATE, LATE_SHARE = 0.033, 0.01
RATE = 0.7
_TICK = 0.005

WINDOW, TRAIN, ADVANCE = "window", "nnviz train", "no evaluation"


@dataclass(frozen=True)
class Smoothness:
    """How the event loop kept up.

    Attributes:
        late: by how much each tick of a clock came late, in seconds.
        frames: how many moments were shown, a second.
        paintings: how often the window was painted for each; more than once is work done twice.
    """

    late: list[float]
    frames: float
    paintings: float

    @property
    def share(self) -> float:
        """The part of the ticks that came too late."""
        return sum(each > LATE for each in self.late) / len(self.late)


class _Clock(QObject):
    """A tick every few milliseconds, as far as the event loop lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(round(1000 * _TICK))
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._last = perf_counter()

    def stop(self) -> None:
        """No more ticks."""
        self._timer.stop()

    def _tick(self) -> None:
        now = perf_counter()
        self.late.append(now - self._last - _TICK)
        self._last = now


def main() -> None:
    """Play both presets and print how it went."""
    print(f"\nTraining in the window as fast as it goes, {SECONDS:g} s of watching")
    for preset in PRESETS:
        experiment = load_preset(preset)
        window = TimedWindow(experiment)
        window.session.set_speed(SPEEDS[-1])
        smoothness = watch(window)
        rates = compare(window, experiment)
        window.end()
        report(preset, smoothness, rates)


def watch(window: TimedWindow) -> Smoothness:
    """Play for a while beside a clock."""
    window.session.play()
    wait(WARM_UP)
    shown: list[int] = []

    def note(snapshot: Snapshot) -> None:
        shown.append(snapshot.completed)

    window.context.bridge.frame.connect(note)
    window.paintings.clear()
    clock, begin = _Clock(), perf_counter()
    wait(SECONDS)
    clock.stop()
    took, frames, paintings = perf_counter() - begin, len(shown), len(window.paintings)
    window.context.bridge.frame.disconnect(note)
    window.session.pause()
    return Smoothness(clock.late, frames / took, paintings / frames)


def compare(window: TimedWindow, experiment: Experiment) -> dict[str, list[float]]:
    """Seconds an iteration in every round: with the window, without, and without evaluation."""
    epochs = _epochs(experiment)
    seconds: dict[str, list[float]] = {WINDOW: [], TRAIN: [], ADVANCE: []}
    for _ in range(ROUNDS):
        seconds[WINDOW].append(_with_window(window))
        seconds[TRAIN].append(_train(experiment, epochs))
        seconds[ADVANCE].append(_advance(experiment))
    return seconds


def _with_window(window: TimedWindow) -> float:
    """From a start over, as the other two."""
    session = window.session
    session.restart()
    session.play()
    wait(WARM_UP)
    first, begin = session.snapshot.completed, perf_counter()
    wait(TURN)
    done, took = session.snapshot.completed - first, perf_counter() - begin
    session.pause()
    wait(0.05)
    return took / done


def _train(experiment: Experiment, epochs: int) -> float:
    """What the command ``nnviz train`` runs."""
    run = Run(experiment)
    begin = perf_counter()
    train_report(run, "", epochs, lambda: None)
    return (perf_counter() - begin) / run.completed


def _epochs(experiment: Experiment) -> int:
    """How many epochs last about a turn."""
    epochs = 20
    while True:
        run = Run(experiment)
        took = _train(experiment, epochs) * epochs * run.trainer.batches
        if took > TURN / 4:
            return max(1, round(epochs * TURN / took))
        epochs *= 4


def _advance(experiment: Experiment) -> float:
    """Iterations alone, the cost of all samples measured only now and then."""
    run = Run(experiment)
    begin = perf_counter()
    while perf_counter() - begin < TURN:
        run.advance(2000)
    return (perf_counter() - begin) / run.completed


def report(preset: str, smoothness: Smoothness, seconds: dict[str, list[float]]) -> None:
    """Print one preset."""
    met = "met" if smoothness.share < LATE_SHARE else "MISSED"
    print(
        f"  {preset:8} late by more than {1e3 * LATE:g} ms: {smoothness.share:.2%}"
        f" of {len(smoothness.late)} ticks, the latest by {1e3 * max(smoothness.late):.0f} ms"
        f"   goal: less than {LATE_SHARE:.0%}, {met}"
    )
    print(
        f"  {'':8} {smoothness.frames:.0f} frames a second,"
        f" each painted {smoothness.paintings:.1f} times"
    )
    rates = {name: 1 / median(each) for name, each in seconds.items()}
    print("  {:8} iterations a second: {}".format(
        "", ", ".join(f"{name} {rate:,.0f}" for name, rate in rates.items())
    ))  # fmt: skip
    share = ratio(seconds[TRAIN], seconds[WINDOW])
    met = "met" if share >= RATE else "MISSED"
    print(
        f"  {'':8} {share:.0%} of the rate of nnviz train"
        f"   goal: at least {RATE:.0%}, {met};"
        f" {ratio(seconds[ADVANCE], seconds[WINDOW]):.0%} of that without evaluation"
    )
