"""What the tests draw: networks with a batch, and experiments small enough to follow."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.initializers import INITIALIZERS
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network, initialize
from nnviz.program.compile import compile_program
from nnviz.program.machine import Machine
from nnviz.program.matrices import State
from nnviz.session.data_settings import Data
from nnviz.session.experiment import Experiment, NetworkSettings, Training

HIDDEN = sorted(name for name, row in ACTIVATIONS.items() if row.hidden)
PAIRS = sorted(
    (output, loss) for output in ACTIVATIONS for loss, row in LOSSES.items() if row.fits(output)
)


@dataclass(frozen=True)
class Case:
    """A network and a batch; all numbers follow from the seed."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    initializer: str
    m: int
    seed: int
    biases: bool = True
    by_columns: bool = False
    learning_rate: float = 0.1

    def machine(self):
        rng = np.random.default_rng(self.seed)
        activations = tuple(ACTIVATIONS[name] for name in self.activations)
        network = Network(self.sizes, activations, LOSSES[self.loss])
        state = State.for_network(network)
        state.learning_rate[...] = self.learning_rate
        initializer = INITIALIZERS[self.initializer]
        initialize(state.parameters, initializer, [rng] * network.depth)
        if self.biases:
            for b in state.parameters.b[1:]:
                b[...] = rng.standard_normal(b.shape)
        X = 2 * rng.standard_normal((self.sizes[0], self.m))
        batch = np.vstack([X, np.ones((1, self.m)), self._targets(rng)])
        batch = np.asfortranarray(batch.T) if self.by_columns else np.ascontiguousarray(batch.T)
        return Machine(compile_program(network), batch, state)

    def _targets(self, rng):
        shape = (self.sizes[-1], self.m)
        output = self.activations[-1]
        if output == "softmax":
            hard = np.eye(shape[0])[:, rng.integers(0, shape[0], self.m)]
            soft = rng.dirichlet(np.ones(shape[0]), self.m).T
            return hard if rng.random() < 0.5 else soft
        if output == "sigmoid":
            soft = rng.random(shape)
            return np.rint(soft) if rng.random() < 0.5 else soft
        return rng.uniform(-1, 1, shape) if output == "tanh" else rng.standard_normal(shape)


@st.composite
def cases(draw, hidden=HIDDEN, pairs=PAIRS):
    depth = draw(st.integers(1, 4))
    output, loss = draw(st.sampled_from(pairs))
    inner = [draw(st.sampled_from(hidden)) for _ in range(depth - 1)]
    return Case(
        sizes=tuple(draw(st.integers(1, 6)) for _ in range(depth + 1)),
        activations=(*inner, output),
        loss=loss,
        initializer=draw(st.sampled_from(sorted(INITIALIZERS))),
        m=draw(st.integers(1, 9)),
        seed=draw(st.integers(0, 2**32 - 1)),
        biases=draw(st.booleans()),
        by_columns=draw(st.booleans()),
        learning_rate=draw(st.floats(1e-4, 10)),
    )


FULL = Experiment(title="full batch", network=NetworkSettings(hidden=(3,)))
SHORT_LAST = Experiment(
    title="mini-batches, the last one short",
    data=Data(source="circle", samples=23, train_share=0.7, noise=0.1),  # 16 = 3 · 5 + 1
    network=NetworkSettings(hidden=(4, 3), activation="relu"),
    training=Training(batch_size=5, seed=3, learning_rate=0.2),
)
STOCHASTIC = Experiment(
    title="one sample at a time, no shortcut",
    data=Data(source="blobs", samples=7, classes=3, inputs=3),
    network=NetworkSettings(
        hidden=(5,), activation="sigmoid", output="softmax", loss="squared_error_cross_entropy"
    ),
    training=Training(batch_size=1, learning_rate=0.05),
)
LARGE_ROWS = Experiment(
    title="a batch that lies in rows",
    data=Data(source="blobs", samples=90, inputs=60),
    network=NetworkSettings(hidden=(2,), output="linear", loss="squared_error"),
    training=Training(batch_size=40, learning_rate=0.001),
)
EXPERIMENTS = (FULL, SHORT_LAST, STOCHASTIC, LARGE_ROWS)

experiments = st.sampled_from(EXPERIMENTS)

# Every way to move in a run, as data; see tests.session.moving.
moves = st.one_of(
    st.sampled_from(
        [
            ("step",),
            ("step_back",),
            ("finish_phase",),
            ("finish_iteration",),
            ("finish_epoch",),
            ("run_for",),
            ("restart",),
        ]
    ),
    st.tuples(st.just("advance"), st.integers(1, 12)),
    st.tuples(st.just("seek"), st.integers(0, 10**6)),
)
