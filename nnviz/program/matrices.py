"""The buffers in which one iteration lives."""

from dataclasses import dataclass

import numpy as np

from nnviz.nn.calls import Array
from nnviz.nn.network import Network, ParameterVector


@dataclass
class State:
    """What outlives an iteration: parameters, gradients and the learning rate.

    Machines for batches of different sizes share one state.
    """

    parameters: ParameterVector
    gradients: ParameterVector
    learning_rate: Array

    @classmethod
    def for_network(cls, network: Network) -> "State":
        """A state of zeros."""
        return cls(ParameterVector(network.sizes), ParameterVector(network.sizes), np.array(0.0))


class Matrices:
    """Every matrix of one pass over m samples, by layer and by name.

    ``A[l]`` for a layer that feeds another has a row of ones below it in memory (``fed[l]``), so
    that weights and biases are applied in one product. A batch arrives as rows: inputs, a one,
    targets; ``A[0]`` and ``Y`` are views of its transpose.
    """

    def __init__(self, network: Network, batch: Array, state: State) -> None:
        n0, depth = network.sizes[0], network.depth
        m = batch.shape[0]
        self.batch = batch
        self.state = state
        self.Y = batch[:, n0 + 1 :].T
        self.fed = [batch[:, : n0 + 1].T]
        self.A = [batch[:, :n0].T]
        self.Z = [self.A[0]]
        self.dA, self.dZ = [self.A[0]], [self.A[0]]
        for layer in range(1, depth + 1):
            n = network.sizes[layer]
            below = 0 if layer == depth else 1
            self.fed.append(np.ones((n + below, m)))
            self.A.append(self.fed[layer][:n])
            self.Z.append(np.zeros((n, m)))
            self.dA.append(np.zeros((n, m)))
            self.dZ.append(np.zeros((n, m)))
        self.J = np.zeros((1, 1))
        self.one_mth = np.array(1.0 / m)
        self.mean = np.full((1, m), 1.0 / m)
        self.named = self._names(depth)

    def _names(self, depth: int) -> dict[str, Array]:
        named = {"X": self.A[0], "Y": self.Y, "J": self.J}
        for layer in range(1, depth + 1):
            named[f"Z{layer}"] = self.Z[layer]
            named[f"A{layer}"] = self.A[layer]
            named[f"dA{layer}"] = self.dA[layer]
            named[f"dZ{layer}"] = self.dZ[layer]
        named.update(self.state.parameters.named())
        named.update(self.state.gradients.named("d"))
        return named
