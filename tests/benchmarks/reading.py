"""Reading large files: seconds beside a plain reference, and the memory that is taken.

Run as ``python -m tests.benchmarks.reading``. Every reading has a process of its own, for the
greatest amount of memory of a process never goes down again. Linux hands it on to the processes
that are started, so the files are written in a process of their own, too.
"""

import gzip
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from nnviz.data.readers import read

ROUNDS = 3
ROWS, COLUMNS = 200_000, 20
PICTURES, PIXELS = 60_000, 784
MOST_MEMORY = 3.0
TABLE, PLAIN, PACKED = "table.csv", "train-images-idx3-ubyte", "packed-images-idx3-ubyte.gz"


def main() -> None:
    """Write the files, read each in turn by both, and print how they compare."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run("write", folder)
        print(f"\nReading, the middle one of {ROUNDS}")
        for file in (TABLE, PLAIN, PACKED):
            ours, theirs = [], []
            for _ in range(ROUNDS):
                ours.append(_child("ours", folder / file))
                theirs.append(_child("reference", folder / file))
            seconds = median(each[0] for each in ours)
            ratio = median(a[0] / b[0] for a, b in zip(ours, theirs, strict=True))
            memory = max(each[1] for each in ours)
            met = "met" if memory <= MOST_MEMORY else "MISSED"
            print(
                f"  {file:28} {seconds:5.2f} s, {ratio:.2f} times numpy;"
                f"   memory {memory:.2f} times the array (numpy"
                f" {max(each[1] for each in theirs):.2f})   goal: at most {MOST_MEMORY:g}, {met}"
            )


def write(folder: Path) -> None:
    """A table of numbers with a class, and pictures in the format of MNIST."""
    rng = np.random.default_rng(1)
    numbers = rng.standard_normal((ROWS, COLUMNS))
    names = [f"x{k}" for k in range(1, COLUMNS + 1)]
    with (folder / TABLE).open("w") as file:
        file.write(",".join([*names, "label"]) + "\n")
        for row in numbers:
            file.write(",".join(f"{each:.6f}" for each in row) + f",{int(row[0] > 0)}\n")
    pixels = rng.integers(0, 256, (PICTURES, PIXELS), np.uint8)
    pixels[rng.random(pixels.shape) < 0.8] = 0  # as empty as written digits are
    images = b"\0\0\x08\x03" + np.array([PICTURES, 28, 28], ">u4").tobytes() + pixels.tobytes()
    labels = b"\0\0\x08\x01" + np.array([PICTURES], ">u4").tobytes()
    labels += rng.integers(0, 10, PICTURES, np.uint8).tobytes()
    (folder / PLAIN).write_bytes(images)
    (folder / PLAIN.replace("images-idx3", "labels-idx1")).write_bytes(labels)
    with gzip.open(folder / PACKED, "wb", 1) as packed:
        packed.write(images)
    with gzip.open(folder / PACKED.replace("images-idx3", "labels-idx1"), "wb") as packed:
        packed.write(labels)


def _child(who: str, path: Path) -> tuple[float, float]:
    """Seconds, and the growth of memory as a multiple of the inputs."""
    seconds, grown = map(float, _run(who, path).split())
    assert grown > 0.9, "the inputs alone take as much; the measurement is wrong"
    return seconds, grown


def _run(what: str, path: Path) -> str:
    call = [sys.executable, "-m", "tests.benchmarks.reading", what, str(path)]
    one_core = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return subprocess.run(call, env=one_core, capture_output=True, text=True, check=True).stdout


def _measure(who: str, path: Path) -> None:
    """Read once in this process and print seconds and growth."""
    before = _most_memory()
    begin = perf_counter()
    inputs = read(path).inputs if who == "ours" else _reference(path)
    seconds = perf_counter() - begin
    print(seconds, (_most_memory() - before) / inputs.nbytes)


def _reference(path: Path) -> np.ndarray:
    """What somebody writes who has a numpy at hand and no doubts about the file."""
    if path.name == TABLE:
        return np.loadtxt(path, delimiter=",", skiprows=1)
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=16)
    return pixels.reshape(PICTURES, PIXELS).astype(float) / 255


def _most_memory() -> int:
    """The most bytes that this process has held so far."""
    grain = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * grain


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(Path(sys.argv[2]))
    elif sys.argv[1:]:
        _measure(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
