"""The window: how fast it answers a key, how smooth it trains, what maps cost, how it opens."""

import gc

from tests.benchmarks import playing, starting, stepping, unit_maps
from tests.benchmarks.timed_window import start


def main() -> None:
    """All of it, on the window that a person gets."""
    application = start()
    gc.collect()
    gc.freeze()  # what was measured before in this process does not slow the collector down
    print(
        f"\nThe window, {application.platformName()}, 1280 x 800,"
        f" in light, formulas typeset beforehand."
    )
    stepping.main()
    playing.main()
    unit_maps.main()
    starting.main()


if __name__ == "__main__":
    main()
