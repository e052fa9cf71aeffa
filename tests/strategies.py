"""What the tests draw: networks with samples, and experiments small enough to follow."""

import itertools
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.features import FEATURES
from nnviz.nn.initializers import INITIALIZERS
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network, initialize
from nnviz.nn.optimizers import OPTIMIZERS, Rates
from nnviz.nn.regularizers import REGULARIZERS
from nnviz.program.compile import compile_program
from nnviz.program.machine import Machine
from nnviz.program.matrices import State
from nnviz.session.data_settings import Data
from nnviz.session.experiment import Experiment, NetworkSettings, Training

HIDDEN = sorted(name for name, row in ACTIVATIONS.items() if row.hidden)
PAIRS = sorted(
    (output, loss) for output in ACTIVATIONS for loss, row in LOSSES.items() if row.fits(output)
)
PENALTIES = ("none", *REGULARIZERS)

# All that can be chosen for a network of two inputs and one hidden layer, in every combination.
OPTIONS = [
    dict(zip(("optimizer", "regularizer", "keep_prob", "features", "chain"), each, strict=True))
    for each in itertools.product(
        OPTIMIZERS, PENALTIES, [(), (0.6,)], [(), ("x1_squared", "sin_x2")], [False, True]
    )
]


@dataclass(frozen=True)
class Case:
    """A network, how it is trained, and samples; all numbers follow from the seed."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    initializer: str
    m: int
    seed: int
    biases: bool = True
    by_columns: bool = False
    learning_rate: float = 0.1
    optimizer: str = "gradient_descent"
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    regularizer: str = "none"
    rate: float = 0.0
    keep_prob: tuple[float, ...] = ()
    features: tuple[str, ...] = ()
    chain: bool = False

    def network(self):
        return Network(
            self.sizes,
            tuple(ACTIVATIONS[name] for name in self.activations),
            LOSSES[self.loss],
            keep_prob=self.keep_prob,
            features=tuple(FEATURES[name] for name in self.features),
            regularizer=REGULARIZERS.get(self.regularizer),
            regularization_rate=self.rate,
        )

    def program(self):
        return compile_program(self.network(), self.optimizer, self.chain)

    def machine(self):
        """For all samples as one batch, before the first iteration."""
        rng = np.random.default_rng(self.seed)
        program = self.program()
        state = State.for_network(program.network, program.optimizer)
        state.rates = Rates.of(self.learning_rate, self.beta1, self.beta2, self.epsilon)
        state.seed = self.seed
        rngs = [rng] * program.network.depth
        initialize(state.parameters, INITIALIZERS[self.initializer], rngs)
        if self.biases:
            for b in state.parameters.b[1:]:
                b[...] = rng.standard_normal(b.shape)
        X = 2 * rng.standard_normal((program.network.inputs, self.m))
        batch = np.vstack([X, np.ones((1, self.m)), self._targets(rng)])
        batch = np.asfortranarray(batch.T) if self.by_columns else np.ascontiguousarray(batch.T)
        return Machine(program, batch, state)

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
    sizes = [draw(st.integers(1, 6)) for _ in range(depth + 1)]
    features = draw(st.lists(st.sampled_from(sorted(FEATURES)), max_size=7, unique=True))
    shares = st.sampled_from([1.0, 0.8, 0.5])
    return Case(
        sizes=(len(features) or sizes[0], *sizes[1:]),
        activations=(*inner, output),
        loss=loss,
        initializer=draw(st.sampled_from(sorted(INITIALIZERS))),
        m=draw(st.integers(1, 9)),
        seed=draw(st.integers(0, 2**31 - 1)),
        biases=draw(st.booleans()),
        by_columns=draw(st.booleans()),
        learning_rate=draw(st.floats(1e-4, 1)),
        optimizer=draw(st.sampled_from(sorted(OPTIMIZERS))),
        beta1=draw(st.floats(0, 0.99)),
        beta2=draw(st.floats(0, 0.999)),
        epsilon=draw(st.sampled_from([1e-8, 1e-3])),
        regularizer=draw(st.sampled_from(PENALTIES)),
        rate=draw(st.floats(0, 1)),
        keep_prob=tuple(draw(shares) for _ in inner) if draw(st.booleans()) else (),
        features=tuple(features),
        chain=draw(st.booleans()),
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
