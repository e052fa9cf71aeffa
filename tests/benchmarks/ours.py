"""Our program as a contender."""

import numpy as np

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network
from nnviz.program.batches import Batches
from nnviz.program.compile import compile_program
from nnviz.program.machine import Machine
from nnviz.program.matrices import State
from tests.benchmarks.cases import Array, Case
from tests.benchmarks.contender import in_one

LOSS = {"sigmoid": "binary_cross_entropy", "softmax": "categorical_cross_entropy"}


class Ours:
    """A machine that runs whole iterations on a batch."""

    def __init__(self, case: Case) -> None:
        hidden, output = ACTIVATIONS[case.hidden], ACTIVATIONS[case.output]
        activations = (*[hidden] * (len(case.sizes) - 2), output)
        network = Network(case.sizes, activations, LOSSES[LOSS[case.output]])
        X, Y = case.data()
        self.case = case
        rows = np.vstack([X, np.ones((1, case.samples)), Y]).T  # x, 1, y of every sample
        self.batches = Batches(np.ascontiguousarray(rows), case.batch)
        self.buffer: Array = self.batches.all if case.full else self.batches.buffer(case.batch)
        self.state = State.for_network(network)
        self.state.learning_rate[...] = case.learning_rate
        self.machine = Machine(compile_program(network), self.buffer, self.state)
        self.reset()

    def reset(self) -> None:
        """See Contender."""
        for layer, (W, b) in enumerate(self.case.start(), start=1):
            self.state.parameters.W[layer][...] = W
            self.state.parameters.b[layer][...] = b
        self.orders = self.case.orders()

    def train(self, epochs: int) -> None:
        """See Contender."""
        run_iteration = self.machine.run_iteration
        if self.case.full:
            for _ in range(epochs):
                run_iteration()
            return
        take, buffer = self.batches.take, self.buffer
        for _ in range(epochs):
            for chosen in next(self.orders).reshape(-1, self.case.batch):
                take(chosen, buffer)
                run_iteration()

    def parameters(self) -> Array:
        """See Contender."""
        vector = self.state.parameters
        return in_one(list(zip(vector.W[1:], vector.b[1:], strict=True)))
