"""The buffers in which one iteration lives."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import DTypeLike

from nnviz.nn.calls import Array
from nnviz.nn.network import Network, ParameterVector
from nnviz.nn.optimizers import Optimizer, Rates


@dataclass
class State:
    """What outlives an iteration, and what an iteration is told from outside.

    Machines for batches of different sizes share one state.

    Attributes:
        memory: all that has to be kept to go on from here: the parameters in the first row, the
            optimizer's running averages in the others.
        parameters, slots: views of the rows of ``memory``, by layer.
        rates: the learning rate and the optimizer's other numbers.
        iteration: the iteration that is computed, from which chance is drawn.
        seed: of all chance.
    """

    memory: Array
    parameters: ParameterVector
    slots: dict[str, ParameterVector]
    gradients: ParameterVector
    rates: Rates = field(default_factory=Rates)
    seed: int = 0
    iteration: int = 0

    @classmethod
    def for_network(
        cls, network: Network, optimizer: Optimizer | None = None, dtype: DTypeLike = np.float64
    ) -> "State":
        """A state of zeros."""
        slots = optimizer.slots if optimizer is not None else ()
        gradients = ParameterVector(network.sizes)
        memory: Array = np.zeros((1 + len(slots), gradients.flat.size), dtype)
        vectors = [ParameterVector(network.sizes, row) for row in memory]
        return cls(memory, vectors[0], dict(zip(slots, vectors[1:], strict=True)), gradients)

    @property
    def learning_rate(self) -> Array:
        """The step size of the update, an array of no dimensions."""
        return self.rates.learning_rate


class Matrices:
    """Every matrix of one pass over m samples, by layer and by name.

    ``A[l]`` for a layer that feeds another has a row of ones below it in memory (``fed[l]``), so
    that weights and biases are applied in one product. A batch arrives as rows: inputs, a one,
    targets; ``X`` and ``Y`` are views of its transpose, and so is ``A[0]`` unless features are
    made of the inputs. All numbers are of the batch's kind, double precision or single.
    """

    def __init__(self, network: Network, batch: Array, state: State) -> None:
        count, depth, n0 = network.inputs, network.depth, network.sizes[0]
        m, dtype = batch.shape[0], batch.dtype
        self.batch = batch
        self.state = state
        self.X = batch[:, :count].T
        self.Y = batch[:, count + 1 :].T
        fed = np.ones((n0 + 1, m), dtype) if network.features else batch[:, : n0 + 1].T
        self.fed = [fed]
        self.A = [fed[:n0]]
        self.Z = [self.A[0]]
        self.dA, self.dZ = [self.A[0]], [self.A[0]]
        self.D: dict[int, Array] = {}
        self.whole = [self.A[0]]
        """g(Z), which A is too unless units are dropped."""
        self.G: dict[int, Array] = {}
        self.penalties: dict[int, Array] = {}
        """The regularization's part of dW, transposed as the blocks of weights are."""
        for layer in range(1, depth + 1):
            n = network.sizes[layer]
            below = 0 if layer == depth else 1
            self.fed.append(np.ones((n + below, m), dtype))
            self.A.append(self.fed[layer][:n])
            self.Z.append(np.zeros((n, m), dtype))
            self.dA.append(np.zeros((n, m), dtype))
            self.dZ.append(np.zeros((n, m), dtype))
            drops = network.keeps(layer) < 1.0
            if drops:
                self.D[layer] = np.ones((n, m), dtype)
            self.whole.append(np.zeros((n, m), dtype) if drops else self.A[layer])
            if network.regularizer is not None:
                self.penalties[layer] = np.zeros((network.sizes[layer - 1], n))
        self.J = np.zeros((1, 1))
        self.R = np.zeros((1, 1))
        self.one_mth = np.array(1.0 / m)
        self.lambda_mth = np.array(network.regularization_rate / m)
        self.mean = np.full((1, m), 1.0 / m)
        self.named = self._names(network)

    def _names(self, network: Network) -> dict[str, Array]:
        named = {"X": self.X, "Y": self.Y, "J": self.J}
        if network.features:
            named["F"] = self.A[0]
        if network.regularizer is not None:
            named["R"] = self.R
        for layer in range(1, network.depth + 1):
            named[f"Z{layer}"] = self.Z[layer]
            named[f"A{layer}"] = self.A[layer]
            named[f"dA{layer}"] = self.dA[layer]
            named[f"dZ{layer}"] = self.dZ[layer]
        named.update((f"D{layer}", mask) for layer, mask in self.D.items())
        named.update((f"rW{layer}", part.T) for layer, part in self.penalties.items())
        named.update(self.state.parameters.named())
        named.update(self.state.gradients.named("d"))
        for slot, vector in self.state.slots.items():
            named.update(vector.named(f"{slot}d"))
        return named

    def slope(self, layer: int) -> Array:
        """A buffer for g'(Z) of a layer, made when it is first asked for."""
        if layer not in self.G:
            self.G[layer] = self.named[f"G{layer}"] = np.zeros_like(self.Z[layer])
        return self.G[layer]

    def chain(self, layer: int) -> Array:
        """A buffer for the dZ that the chain rule gives beside the shortcut."""
        return self.named.setdefault(f"cdZ{layer}", np.zeros_like(self.Z[layer]))
