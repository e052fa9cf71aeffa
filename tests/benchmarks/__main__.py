"""All measurements: ``python -m tests.benchmarks``; each can be run alone as well."""

from importlib import import_module

PARTS = ("training", "mnist", "reading", "unit_maps", "debugging", "window")


def main() -> None:
    """One after another, in the same process only where that does not matter."""
    for part in PARTS:
        import_module(f"tests.benchmarks.{part}").main()
        print()


if __name__ == "__main__":
    main()
