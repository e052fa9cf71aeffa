"""A frame with a map in every unit: what the maps cost beside the training itself."""

from dataclasses import dataclass

from nnviz.present.grid import Plane
from nnviz.present.maps import map_points
from nnviz.qt.items.unit_pictures import UnitPictures
from nnviz.qt.panels.network_maps import maps_of
from nnviz.qt.theme import LIGHT
from nnviz.session.changes import replaced
from nnviz.session.experiment import Experiment
from nnviz.session.presets import load_preset
from nnviz.session.session import Session
from tests.benchmarks.measure import in_turn, ratio

HIDDEN = ((4, 2), (8, 8, 8))
PIXELS, ITERATIONS = 100, 20
GOAL = 2.0
EPOCH, TRAINING, FRAME = "epoch", "epoch and costs", "frame"


@dataclass
class _Frames:
    """One network that learns an epoch a frame, with or without its maps."""

    session: Session

    def __post_init__(self) -> None:
        self._trainer = self.session.run.trainer
        self._points = map_points(Plane(-6, -6, 12, 12), PIXELS)
        maps = maps_of(self._trainer.network, (PIXELS, PIXELS))
        # The images of the units read the memory of the levels, as those in the window do.
        self._pictures = [UnitPictures(each, LIGHT.value_scale) for each in maps[1:]]
        self._iteration = 0

    def epoch(self, times: int) -> None:
        """Train."""
        for _ in range(times):
            self._trainer.advance(self._iteration, ITERATIONS)
            self._iteration += ITERATIONS

    def training(self, times: int) -> None:
        """Train, and measure both costs."""
        for _ in range(times):
            self.epoch(1)
            self._trainer.evaluate(self._trainer.parameters.flat)

    def frame(self, times: int) -> None:
        """The same, and an image of every unit."""
        for _ in range(times):
            self.training(1)
            # What a window has published is the moment itself; here it is the live one.
            self.session.snapshot.parameters.flat[:] = self._trainer.parameters.flat
            layers = self.session.answers.activations_at(self._points, single=True)
            for pictures, values in zip(self._pictures, layers, strict=True):
                pictures.maps.show(values)


def experiment(hidden: tuple[int, ...]) -> Experiment:
    """200 samples to train with and as many to test, batches of ten, as in the Playground."""
    settings = {
        "samples": 400, "train_share": 0.5, "batch_size": 10, "hidden": hidden,
        "activation": "tanh", "output": "tanh", "loss": "squared_error",
    }  # fmt: skip
    return replaced(load_preset("circle"), settings)


def main() -> None:
    """Measure both networks and print the ratios."""
    print(f"\nA frame: {ITERATIONS} batches of 10, both costs, all units on {PIXELS}x{PIXELS}")
    for hidden in HIDDEN:
        frames = _Frames(Session(experiment(hidden)))
        runs = {EPOCH: frames.epoch, TRAINING: frames.training, FRAME: frames.frame}
        report((2, *hidden, 1), in_turn(runs))


def report(sizes: tuple[int, ...], times: dict[str, list[float]]) -> None:
    """Print one network."""
    title = "-".join(map(str, sizes))
    against = ratio(times[FRAME], times[TRAINING])
    met = "met" if against <= GOAL else "MISSED"
    middle = {name: 1e6 * sorted(each)[len(each) // 2] for name, each in times.items()}
    print(
        f"  {title:10} {middle[FRAME]:6.0f} µs a frame, {against:.2f} times the training with its"
        f" costs, {ratio(times[FRAME], times[EPOCH]):.2f} times the 20 updates alone"
        f"   goal: at most {GOAL:g}, {met}"
    )
    print(
        f"  {'':10} training {middle[EPOCH]:.0f}, costs {middle[TRAINING] - middle[EPOCH]:.0f},"
        f" maps {middle[FRAME] - middle[TRAINING]:.0f} µs"
    )


if __name__ == "__main__":
    main()
