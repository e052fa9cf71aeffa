"""Trains: which samples an iteration takes, and running iterations as fast as they go."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.chance import Purpose, generator
from nnviz.nn.calls import Array
from nnviz.nn.network import ParameterVector
from nnviz.program.batches import Batches
from nnviz.program.compile import compile_program
from nnviz.program.machine import Machine
from nnviz.program.matrices import State
from nnviz.session.build import Samples, build_network, build_samples, initial_parameters
from nnviz.session.experiment import Experiment
from nnviz.session.schedule import Schedule


@dataclass(frozen=True)
class Evaluation:
    """Cost and accuracy of the present parameters; None where there are no test samples."""

    cost: float
    accuracy: float
    test_cost: float | None
    test_accuracy: float | None


class Trainer:
    """The numbers of one run: data, parameters, and a machine for every size of batch."""

    def __init__(self, experiment: Experiment) -> None:
        self.network = build_network(experiment)
        self.program = compile_program(self.network, experiment.training.optimizer)
        self.train, self.test = build_samples(experiment)
        self.state = State.for_network(self.network)
        self.initial = initial_parameters(experiment).flat
        self.state.parameters.flat[:] = self.initial
        self.schedule = Schedule(experiment.training.learning_rate)
        self._seed = experiment.training.seed
        wanted = experiment.training.batch_size
        m = len(self.train)
        self.batch_size = m if wanted == "full" else min(wanted, m)
        self.batches = -(-m // self.batch_size)
        self._samples = Batches(self.train.rows, self.batch_size)
        self._machines: dict[int, Machine] = {}
        self._evaluated = State.for_network(self.network)  # never the live parameters
        self._evaluators: list[tuple[Machine, Samples]] = []
        self._order_of: tuple[int, NDArray[np.int64]] = (-1, np.arange(m))

    @property
    def parameters(self) -> ParameterVector:
        """The live parameters."""
        return self.state.parameters

    def epoch(self, iteration: int) -> int:
        """How many epochs are complete once this many iterations are."""
        return iteration // self.batches

    def batch(self, iteration: int) -> NDArray[np.int64]:
        """The rows of the training set that this iteration takes, in their order."""
        epoch, place = divmod(iteration, self.batches)
        start = place * self.batch_size
        return self._order(epoch)[start : start + self.batch_size]

    def _order(self, epoch: int) -> NDArray[np.int64]:
        """The shuffle of an epoch; a single batch keeps the order of the samples."""
        if self.batches > 1 and self._order_of[0] != epoch:
            rng = generator(self._seed, Purpose.SHUFFLE, epoch)
            self._order_of = (epoch, rng.permutation(len(self.train)))
        return self._order_of[1]

    def _machine(self, size: int) -> Machine:
        if size not in self._machines:
            samples = self._samples
            buffer = samples.all if self.batches == 1 else samples.buffer(size)
            self._machines[size] = Machine(self.program, buffer, self.state)
        return self._machines[size]

    def load(self, iteration: int) -> Machine:
        """The machine of this iteration, with its batch and its learning rate in place."""
        rows = self.batch(iteration)
        machine = self._machine(len(rows))
        if self.batches > 1:
            self._samples.take(rows, machine.matrices.batch)
        self.state.learning_rate[...] = self.schedule.at(iteration)
        return machine

    def advance(self, iteration: int, count: int) -> None:
        """Run ``count`` iterations, of which ``iteration`` is the first."""
        stop = iteration + count
        while iteration < stop:
            change = self.schedule.next_change(iteration)
            until = stop if change is None else min(stop, change)
            self.state.learning_rate[...] = self.schedule.at(iteration)
            while iteration < until:
                iteration = self._advance_epoch(iteration, until)

    def _advance_epoch(self, iteration: int, until: int) -> int:
        """Run to the end of the epoch or to ``until``; returns where it came to."""
        if self.batches == 1:
            calls = self._machine(len(self.train)).iteration_calls
            for _ in range(until - iteration):
                for function, arguments in calls:
                    function(*arguments)
            return until
        epoch, place = divmod(iteration, self.batches)
        until = min(until, (epoch + 1) * self.batches)
        order, size, take = self._order(epoch), self.batch_size, self._samples.take
        machine = self._machine(size)
        calls, buffer = machine.iteration_calls, machine.matrices.batch
        for start in range(place * size, (place + until - iteration) * size, size):
            rows = order[start : start + size]
            if len(rows) < size:  # the last, short batch has a machine of its own
                machine = self._machine(len(rows))
                calls, buffer = machine.iteration_calls, machine.matrices.batch
            take(rows, buffer)
            for function, arguments in calls:
                function(*arguments)
        return until

    def evaluate(self, parameters: Array) -> Evaluation:
        """Cost and accuracy of flat parameters over all training and all test samples."""
        self._evaluated.parameters.flat[:] = parameters
        if not self._evaluators:
            self._evaluators = [
                (Machine(self.program, samples.rows, self._evaluated), samples)
                for samples in (self.train, self.test)
                if len(samples)
            ]
        results = [
            (machine.cost(), self._accuracy(machine, samples))
            for machine, samples in self._evaluators
        ]
        test_cost, test_accuracy = results[1] if len(results) > 1 else (None, None)
        return Evaluation(*results[0], test_cost, test_accuracy)

    def _accuracy(self, machine: Machine, samples: Samples) -> float:
        predicted = self.classify(machine.matrices.A[-1])
        return float(np.count_nonzero(predicted == samples.dataset.labels)) / len(samples)

    def classify(self, output: Array) -> NDArray[np.int64]:
        """The class of every column of an output matrix n_L x m."""
        classes: NDArray[np.int64]
        if output.shape[0] > 1:
            classes = output.argmax(axis=0)
        else:
            classes = (output[0] > self.threshold).astype(np.int64)
        return classes

    @property
    def threshold(self) -> float:
        """Where a single output changes from one class to the other."""
        return sum(self.network.activations[-1].labels) / 2

    def cost_and_kinks(self, machine: Machine, flat: Array) -> tuple[float, NDArray[np.bool_]]:
        """J of the machine's batch at other parameters, and which kinked units are on there."""
        self.parameters.flat[:] = flat
        cost = machine.cost()
        sides = [
            machine.matrices.Z[layer].ravel() > 0
            for layer, activation in enumerate(self.network.activations, start=1)
            if activation.kink
        ]
        return cost, np.concatenate(sides) if sides else np.empty(0, dtype=bool)
