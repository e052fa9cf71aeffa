"""Trains: which samples an iteration takes, and running iterations as fast as they go."""

import numpy as np
from numpy.typing import NDArray

from nnviz.chance import Purpose, generator
from nnviz.nn.calls import Array
from nnviz.nn.network import ParameterVector
from nnviz.nn.optimizers import OPTIMIZERS, Rates
from nnviz.program.batches import Batches
from nnviz.program.compile import Program, compile_program
from nnviz.program.machine import Machine
from nnviz.program.matrices import State
from nnviz.session.build import build_network, build_samples, initial_parameters
from nnviz.session.evaluation import Evaluation, Evaluator
from nnviz.session.experiment import Experiment
from nnviz.session.schedule import Schedule


class Trainer:
    """The numbers of one run: data, parameters, and a machine for every size of batch.

    ``every_sample`` evaluates on all samples, however many there are.
    """

    def __init__(self, experiment: Experiment, every_sample: bool = False) -> None:
        training = experiment.training
        optimizer = OPTIMIZERS[training.optimizer]
        self.network = build_network(experiment)
        self.program = compile_program(self.network, optimizer.name, experiment.view.chain)
        self.parts = build_samples(experiment)
        self.train, self.test = self.parts.train, self.parts.test
        self.state = State.for_network(self.network, optimizer)
        self.state.seed = training.seed
        rates = (training.learning_rate, training.beta1, training.beta2, training.epsilon)
        self.state.rates = Rates.of(*rates)
        self.parameters.flat[:] = initial_parameters(experiment).flat
        self.initial = self.memory.copy()
        self.schedule = Schedule(training.learning_rate)
        self._seed = training.seed
        wanted = training.batch_size
        m = len(self.train)
        self.batch_size = m if wanted == "full" else min(wanted, m)
        self.batches = -(-m // self.batch_size)
        self._samples = Batches(self.train.rows, self.batch_size)
        self._machines: dict[int, Machine] = {}
        self._evaluator: Evaluator | None = None
        self._every_sample = every_sample
        self._order_of: tuple[int, NDArray[np.int64]] = (-1, np.arange(m))
        # What is told to every iteration, where it depends on which one it is.
        self._told = self.network.drops or optimizer.corrected

    @property
    def parameters(self) -> ParameterVector:
        """The live parameters."""
        return self.state.parameters

    @property
    def memory(self) -> Array:
        """The live parameters and running averages: all that going on depends on."""
        return self.state.memory

    @property
    def evaluator(self) -> Evaluator:
        """Answers with parameters of its own, never the live ones."""
        if self._evaluator is None:
            self._evaluator = Evaluator(self.network, self.parts, self._every_sample)
        return self._evaluator

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

    def use_program(self, program: Program) -> None:
        """Compute the lines of another program of the same network from now on."""
        self.program = program
        self._machines.clear()

    def load(self, iteration: int) -> Machine:
        """The machine of this iteration, with its batch and its rates in place."""
        rows = self.batch(iteration)
        machine = self._machine(len(rows))
        if self.batches > 1:
            self._samples.take(rows, machine.matrices.batch)
        self.state.learning_rate[...] = self.schedule.at(iteration)
        self._tell(iteration)
        return machine

    def _tell(self, iteration: int) -> None:
        """Let the state know which iteration it is: for masks, and for averages from 0."""
        self.state.iteration = iteration
        self.state.rates.begin(iteration)

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
        told = self._told
        if self.batches == 1:
            calls = self._machine(len(self.train)).iteration_calls
            for each in range(iteration, until):
                if told:
                    self._tell(each)
                for function, arguments in calls:
                    function(*arguments)
            return until
        epoch = iteration // self.batches
        until = min(until, (epoch + 1) * self.batches)
        order, size, take = self._order(epoch), self.batch_size, self._samples.take
        machine = self._machine(size)
        calls, buffer = machine.iteration_calls, machine.matrices.batch
        for each in range(iteration, until):
            start = (each - epoch * self.batches) * size
            rows = order[start : start + size]
            if len(rows) < size:  # the last, short batch has a machine of its own
                machine = self._machine(len(rows))
                calls, buffer = machine.iteration_calls, machine.matrices.batch
            take(rows, buffer)
            if told:
                self._tell(each)
            for function, arguments in calls:
                function(*arguments)
        return until

    def evaluate(self, parameters: Array) -> Evaluation:
        """Cost and quality of flat parameters on train, dev and test."""
        self.evaluator.use(parameters)
        return self.evaluator.evaluate()

    def cost_and_kinks(self, machine: Machine, flat: Array) -> tuple[float, NDArray[np.bool_]]:
        """J of the machine's batch at other parameters, and which kinked units are on there."""
        self.parameters.flat[:] = flat
        cost = machine.cost()
        sides = [
            machine.matrices.Z[layer].ravel() > 0
            for layer, activation in enumerate(self.network.activations, start=1)
            if activation.kink
        ]
        regularizer = self.network.regularizer
        if regularizer is not None and regularizer.kink:
            sides += [weights.ravel() > 0 for weights in self.parameters.W[1:]]
        return cost, np.concatenate(sides) if sides else np.empty(0, dtype=bool)
