"""Files of MNIST's real shape: how long they take to open, and an epoch beside PyTorch's.

The pictures are noise, which costs the same as digits. Run alone: ``python -m
tests.benchmarks.mnist``.
"""

import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np

from nnviz.session.changes import replaced
from nnviz.session.experiment import Experiment
from nnviz.session.trainer import Trainer
from tests.benchmarks.measure import in_turn, ratio

COUNT, SIDE, HIDDEN, BATCH, RATE = 60_000, 28, 64, 64, 0.1
ROUNDS = 7
SAME = 1e-9


def main() -> None:
    """Write the files, open them, train, and print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        images = write(Path(folder))
        begin = perf_counter()
        trainer = Trainer(experiment(images))
        print(f"MNIST-sized files, {COUNT:,} x {SIDE * SIDE}: opened in "
              f"{perf_counter() - begin:.1f} s, reading, splitting and all")  # fmt: skip
    try:
        import torch
    except ImportError:
        print("  PyTorch is not installed")
        return
    for dtype, name in ((torch.float64, "float64"), (torch.float32, "float32")):
        theirs = Torch(trainer, dtype)
        if dtype == torch.float64 and not agree(trainer, theirs):
            print("  not timed, because PyTorch ends elsewhere")
            return
        times = in_turn(
            {"ours": ours(trainer), "theirs": theirs.epochs}, seconds=0.5, rounds=ROUNDS
        )
        print(
            f"  an epoch of batches of {BATCH}: ours {min(times['ours']):.2f} s in float64, "
            f"PyTorch {min(times['theirs']):.2f} s in {name}; "
            f"ours takes {ratio(times['ours'], times['theirs']):.2f} times as long (goal: 1)"
        )


def write(folder: Path) -> Path:
    """The two files of a training set in MNIST's own format."""
    rng = np.random.default_rng(0)
    images = folder / "train-images-idx3-ubyte"
    head = np.array([0x00000803, COUNT, SIDE, SIDE], dtype=">u4").tobytes()
    images.write_bytes(head + rng.integers(0, 256, COUNT * SIDE * SIDE, dtype=np.uint8).tobytes())
    head = np.array([0x00000801, COUNT], dtype=">u4").tobytes()
    labels = rng.integers(0, 10, COUNT, dtype=np.uint8)
    (folder / "train-labels-idx1-ubyte").write_bytes(head + labels.tobytes())
    return images


def experiment(images: Path) -> Experiment:
    """784-64-10 on the files, as the preset ``mnist`` has it."""
    return replaced(
        Experiment(),
        {
            "data.source": "file",
            "data.path": str(images),
            "network.hidden": (HIDDEN,),
            "network.activation": "relu",
            "network.output": "softmax",
            "network.loss": "categorical_cross_entropy",
            "network.initializer": "he",
            "training.batch_size": BATCH,
            "training.learning_rate": RATE,
        },
    )


def ours(trainer: Trainer):
    """Whole epochs of our training, from wherever it stands."""

    def run(epochs: int) -> None:
        trainer.advance(0, epochs * trainer.batches)

    return run


class Torch:
    """The same training as people write it in PyTorch, on tensors that are in memory."""

    def __init__(self, trainer: Trainer, dtype: object) -> None:
        import torch

        self.torch, self.trainer = torch, trainer
        rows = trainer.train.rows
        inputs = SIDE * SIDE
        self.X = torch.from_numpy(np.ascontiguousarray(rows[:, :inputs])).to(dtype)
        self.Y = torch.from_numpy(rows[:, inputs + 1 :].argmax(axis=1))
        self.model = torch.nn.Sequential(
            torch.nn.Linear(inputs, HIDDEN, dtype=dtype),
            torch.nn.ReLU(),
            torch.nn.Linear(HIDDEN, 10, dtype=dtype),
        )
        self.loss = torch.nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=RATE)

    def start(self) -> None:
        """Begin with our weights."""
        parameters = self.trainer.parameters
        with self.torch.no_grad():
            for layer, module in ((1, self.model[0]), (2, self.model[2])):
                module.weight.copy_(self.torch.from_numpy(parameters.W[layer].copy()))
                module.bias.copy_(self.torch.from_numpy(parameters.b[layer][:, 0].copy()))

    def epochs(self, count: int) -> None:
        """Whole epochs, shuffled anew."""
        for _ in range(count):
            order = self.torch.randperm(COUNT)
            for k in range(0, COUNT, BATCH):
                self.iteration(order[k : k + BATCH])

    def iteration(self, chosen: object) -> None:
        """Forward, backward, update on these samples."""
        self.optimizer.zero_grad()
        self.loss(self.model(self.X[chosen]), self.Y[chosen]).backward()
        self.optimizer.step()


def agree(trainer: Trainer, theirs: Torch) -> bool:
    """Whether both have the same weights after a hundred batches, in the same order."""
    theirs.start()
    trainer.advance(0, 100)
    for iteration in range(100):
        theirs.iteration(theirs.torch.from_numpy(trainer.batch(iteration)))
    ours_now, now = trainer.parameters.W[1], theirs.model[0].weight.detach().numpy()
    return float(np.abs(ours_now - now).max()) <= SAME


if __name__ == "__main__":
    main()
