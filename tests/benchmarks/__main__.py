"""All measurements: ``python -m tests.benchmarks``."""

from importlib import import_module
from importlib.util import find_spec

from tests.benchmarks import training


def main() -> None:
    """Training, then the window where that measurement exists."""
    training.main()
    if find_spec("tests.benchmarks.window"):
        import_module("tests.benchmarks.window").main()


if __name__ == "__main__":
    main()
