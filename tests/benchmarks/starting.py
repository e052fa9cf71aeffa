"""From the start of the process to the first frame, beside a bare window with a plot."""

import os
import subprocess
import sys
import tempfile
import time
from statistics import median

OURS, BARE = "tests.benchmarks.our_window", "tests.benchmarks.bare_window"
ROUNDS = 9
TARGET = 1.5


def main() -> None:
    """Start both in turn and print how they compare."""
    seconds = measure()
    ours, bare = (median(seconds[name]) for name in (OURS, BARE))
    met = "met" if ours / bare <= TARGET else "MISSED"
    print(f"\nProcess start to first frame, the middle one of {ROUNDS} starts")
    print(
        f"  ours {ours:.2f} s, a bare window with a plot {bare:.2f} s: {ours / bare:.2f} times"
        f"   goal: at most {TARGET:g}, {met}"
    )


def measure(rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Seconds of every start."""
    seconds: dict[str, list[float]] = {OURS: [], BARE: []}
    with tempfile.TemporaryDirectory() as folder:
        for name in seconds:  # brings the files into memory
            _start(name, folder)
        for _ in range(rounds):
            for name, times in seconds.items():
                times.append(_start(name, folder))
    return seconds


def _start(module: str, settings: str) -> float:
    """One start, away from the settings of whoever measures.

    Our modules are kept compiled, as an installed application and pyqtgraph have them.
    """
    environment = os.environ | {
        "XDG_CONFIG_HOME": settings,
        "PYTHONPYCACHEPREFIX": os.path.join(settings, "compiled"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begin = time.time()
    done = subprocess.run(
        [sys.executable, "-m", module], env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout) - begin
