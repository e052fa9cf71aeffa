"""What the network answers anywhere in the space of its inputs."""

import numpy as np

from nnviz.data.standardize import Scaling
from nnviz.nn.calls import Array
from nnviz.nn.network import Network
from nnviz.program.compile import compile_program
from nnviz.program.machine import Machine
from nnviz.program.matrices import State


class Predictor:
    """Runs points forward through the whole network, in buffers that are kept."""

    def __init__(self, network: Network, scaling: Scaling | None) -> None:
        self._network = network.whole()
        self._program = compile_program(self._network)
        self._scaling = scaling
        self._machine: Machine | None = None

    def activations(self, points: Array, parameters: Array) -> list[Array]:
        """A_1 ... A_L at flat parameters, for points k x n as a person gives them.

        The arrays are valid until the next call.
        """
        network = self._network
        count = network.inputs
        if self._machine is None or self._machine.m != len(points):
            rows = np.zeros((len(points), count + 1 + network.sizes[-1]))
            self._machine = Machine(self._program, rows, State.for_network(network))
        machine = self._machine
        rows = machine.matrices.batch
        rows[:, :count] = points if self._scaling is None else self._scaling.apply(points)
        rows[:, count] = 1.0
        np.copyto(machine.state.parameters.flat, parameters)
        with np.errstate(all="ignore"):
            machine.output()
        return machine.matrices.A[1:]
