"""What the network answers anywhere in the space of its inputs."""

import numpy as np
from numpy.typing import DTypeLike

from nnviz.data.standardize import Scaling
from nnviz.nn.calls import Array
from nnviz.nn.network import Network
from nnviz.program.compile import compile_program
from nnviz.program.machine import Machine
from nnviz.program.matrices import State

_MOST_MACHINES = 3  # for a decision region, for maps of units, and for a few samples


class Predictor:
    """Runs points forward through the whole network, in buffers that are kept.

    Single precision takes half the memory, is faster where an activation is dear, and is enough for
    colours.
    """

    def __init__(
        self, network: Network, scaling: Scaling | None, dtype: DTypeLike = np.float64
    ) -> None:
        self._network = network.whole()
        self._program = compile_program(self._network)
        self._scaling = scaling
        self._dtype = dtype
        self._state = State.for_network(self._network, dtype=dtype)
        self._machines: dict[int, tuple[Machine, Array]] = {}

    def activations(self, points: Array, parameters: Array) -> list[Array]:
        """A_1 ... A_L at flat parameters, for points k x n as a person gives them.

        The arrays are valid until the next call.
        """
        with np.errstate(all="ignore"):
            machine = self._machine(points)
            np.copyto(self._state.parameters.flat, parameters, casting="same_kind")
            machine.output()
        return machine.matrices.A[1:]

    def _machine(self, points: Array) -> Machine:
        """A machine for so many points, with these in its batch."""
        count, network = self._network.inputs, self._network
        found = self._machines.pop(len(points), None)
        if found is None:
            # Columns lie in one piece, because the first product reads the inputs transposed.
            shape = len(points), count + 1 + network.sizes[-1]
            rows: Array = np.zeros(shape, self._dtype, order="F")
            rows[:, count] = 1.0
            found = Machine(self._program, rows, self._state), np.empty((0, count))
            if len(self._machines) == _MOST_MACHINES:
                del self._machines[next(iter(self._machines))]
        machine, before = found
        if not np.array_equal(points, before):
            standard = points if self._scaling is None else self._scaling.apply(points)
            machine.matrices.batch[:, :count] = standard
            before = points.copy()
        self._machines[len(points)] = machine, before  # the one used last stands last
        return machine
