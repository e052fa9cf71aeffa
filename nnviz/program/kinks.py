"""On which side of their kinks the units of a pass are, and whose kink that is.

ReLU, leaky ReLU and ELU bend at 0, and the L1 penalty at a weight of 0: a finite difference across
such a place says nothing about the derivative on either side of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import Array
from nnviz.program.machine import Machine


@dataclass(frozen=True)
class Kink:
    """One place that bends.

    Attributes:
        function: what bends: the activation's title, or ``|W|``.
        layer: the layer of the unit or the weight.
        row: the unit, from 0.
        column: the sample of the batch, or the weight's column.
        weight: whether it is a weight, at 0 of the L1 penalty, rather than a unit.
    """

    function: str
    layer: int
    row: int
    column: int
    weight: bool


def _bending(machine: Machine) -> Iterator[tuple[str, int, Array, bool]]:
    """The matrices that bend where an entry is 0: function, layer, matrix, whether of weights."""
    network = machine.program.network
    for layer, activation in enumerate(network.activations, start=1):
        if activation.kink:
            yield activation.title, layer, machine.matrices.Z[layer], False
    if network.regularizer is not None and network.regularizer.kink:
        for layer, weights in enumerate(machine.state.parameters.W[1:], start=1):
            yield "|W|", layer, weights, True


def sides(machine: Machine) -> NDArray[np.bool_]:
    """Which units and weights that bend at 0 are above it, as the machine last computed them."""
    above = [matrix.ravel() > 0 for _, _, matrix, _ in _bending(machine)]
    return np.concatenate(above) if above else np.empty(0, dtype=bool)


def cost_and_sides(
    machine: Machine, parameters: Array | None = None
) -> tuple[float, NDArray[np.bool_]]:
    """J of the machine's batch, and on which sides of their kinks all units and weights are there.

    This is what centred differences are taken of, see :func:`nnviz.nn.gradient_check.differences`.

    Args:
        parameters: a flat vector that takes the place of the machine's parameters.
    """
    if parameters is not None:
        machine.state.parameters.flat[:] = parameters
    return machine.cost(), sides(machine)


def kink(machine: Machine, number: int) -> Kink:
    """Whose side has this number in :func:`sides`."""
    for function, layer, matrix, weight in _bending(machine):
        if number < matrix.size:
            row, column = divmod(number, matrix.shape[1])
            return Kink(function, layer, row, column, weight)
        number -= matrix.size
    raise IndexError(f"there are {number} sides too few")
