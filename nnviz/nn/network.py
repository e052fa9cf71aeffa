"""The shape of a network, and one flat vector that holds its parameters."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from nnviz.nn.activations import Activation
from nnviz.nn.calls import Array
from nnviz.nn.features import INPUTS, Feature
from nnviz.nn.initializers import Initializer
from nnviz.nn.losses import Loss
from nnviz.nn.regularizers import Regularizer


@dataclass(frozen=True)
class Network:
    """A network and its cost.

    Attributes:
        sizes: n_0 ... n_L.
        activations: of each layer 1 ... L.
        keep_prob: the share of its units that each hidden layer 1 ... L-1 keeps in an iteration;
            empty for no dropout.
        features: what is fed to it instead of two inputs; empty for the inputs themselves.
        regularizer: what is added to the loss, times ``regularization_rate``, the λ of note 004.
    """

    sizes: tuple[int, ...]
    activations: tuple[Activation, ...]
    loss: Loss
    keep_prob: tuple[float, ...] = ()
    features: tuple[Feature, ...] = ()
    regularizer: Regularizer | None = None
    regularization_rate: float = 0.0

    def __post_init__(self) -> None:
        if len(self.sizes) != len(self.activations) + 1 or len(self.sizes) < 2:
            raise ValueError("a network needs an activation a layer, and at least one layer")
        if self.keep_prob and len(self.keep_prob) != self.depth - 1:
            raise ValueError("dropout needs a share a hidden layer")
        if self.features and len(self.features) != self.sizes[0]:
            raise ValueError("a network that is fed features has an input a feature")

    @property
    def depth(self) -> int:
        """L, the number of layers with weights."""
        return len(self.activations)

    @property
    def inputs(self) -> int:
        """How many numbers a sample has, before features are made of them."""
        return INPUTS if self.features else self.sizes[0]

    @property
    def shortcut(self) -> bool:
        """Whether the output gradient is A - Y."""
        return self.loss.shortcut == self.activations[-1].name

    @property
    def threshold(self) -> float:
        """Where a single output changes from one class to the other."""
        return sum(self.activations[-1].labels) / 2

    def keeps(self, layer: int) -> float:
        """The share of its units that a layer keeps in an iteration, 1 without dropout."""
        return self.keep_prob[layer - 1] if self.keep_prob and layer < self.depth else 1.0

    @property
    def drops(self) -> bool:
        """Whether any layer drops units."""
        return any(share < 1.0 for share in self.keep_prob)

    def whole(self) -> "Network":
        """The network as it answers once trained: with all of its units."""
        return replace(self, keep_prob=()) if self.keep_prob else self


class ParameterVector:
    """One flat vector with a view for every W_l and b_l.

    A layer's block is its transposed weights, a row an input, with the biases as the last row. So
    a layer fed with a row of ones below its inputs needs a single product, and a gradient can be
    written straight into its place. ``W[l]`` is n_l x n_{l-1}, ``b[l]`` is n_l x 1; index 0 is
    unused, because layers count from 1. The same layout serves for gradients and changes.
    """

    def __init__(self, sizes: tuple[int, ...], flat: Array | None = None) -> None:
        layers = list(itertools.pairwise(sizes))
        length = sum((n_in + 1) * n_out for n_in, n_out in layers)
        self.sizes = sizes
        self.flat = np.zeros(length) if flat is None else flat
        if self.flat.shape != (length,):
            raise ValueError(f"{sizes} needs {length} parameters, not {self.flat.shape}")
        self.blocks: list[Array] = [np.empty((0, 0))]
        start = 0
        for n_in, n_out in layers:
            stop = start + (n_in + 1) * n_out
            self.blocks.append(self.flat[start:stop].reshape(n_in + 1, n_out))
            start = stop
        self.W = [block[:-1].T for block in self.blocks]
        self.b = [block[-1:].T for block in self.blocks]

    def named(self, prefix: str = "") -> Iterator[tuple[str, Array]]:
        """``("W1", view), ("b1", view), ...``, each name behind the prefix."""
        for layer in range(1, len(self.blocks)):
            yield f"{prefix}W{layer}", self.W[layer]
            yield f"{prefix}b{layer}", self.b[layer]


def initialize(
    parameters: ParameterVector, initializer: Initializer, rngs: list[np.random.Generator]
) -> None:
    """Draw every W_l from its own generator, ``rngs[l - 1]``, and set every b_l to 0."""
    for layer, rng in enumerate(rngs, start=1):
        n_in, n_out = parameters.sizes[layer - 1], parameters.sizes[layer]
        parameters.W[layer][...] = initializer.draw(n_in, n_out, rng)
        parameters.b[layer][...] = 0.0
