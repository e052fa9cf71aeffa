"""The shape of a network, and one flat vector that holds its parameters."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnviz.nn.activations import Activation
from nnviz.nn.calls import Array
from nnviz.nn.initializers import Initializer
from nnviz.nn.losses import Loss


@dataclass(frozen=True)
class Network:
    """Layer sizes n_0 ... n_L, the activation of each layer 1 ... L, and the loss."""

    sizes: tuple[int, ...]
    activations: tuple[Activation, ...]
    loss: Loss

    def __post_init__(self) -> None:
        if len(self.sizes) != len(self.activations) + 1 or len(self.sizes) < 2:
            raise ValueError("a network needs an activation a layer, and at least one layer")

    @property
    def depth(self) -> int:
        """L, the number of layers with weights."""
        return len(self.activations)

    @property
    def shortcut(self) -> bool:
        """Whether the output gradient is A - Y."""
        return self.loss.shortcut == self.activations[-1].name


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
