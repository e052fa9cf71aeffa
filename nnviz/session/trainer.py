"""Trains: which samples an iteration takes, and running iterations as fast as they go."""

from collections.abc import Sequence

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
from nnviz.session.breakpoints import Check, Shapes
from nnviz.session.build import Parts, Samples, build_network, build_samples, initial_parameters
from nnviz.session.edited_samples import EditedSamples
from nnviz.session.edits import Edit, Edits
from nnviz.session.evaluation import Evaluation, Evaluator
from nnviz.session.experiment import Experiment
from nnviz.session.schedule import Schedule
from nnviz.session.watched import Hit, Watched


class Trainer:
    """The numbers of one run: data, parameters, and a machine for every size of batch.

    ``every_sample`` evaluates on all samples, however many there are.
    """

    def __init__(self, experiment: Experiment, every_sample: bool = False) -> None:
        training = experiment.training
        optimizer = OPTIMIZERS[training.optimizer]
        self.network = build_network(experiment)
        self.program = compile_program(self.network, optimizer.name, experiment.view.chain)
        parts = build_samples(experiment)
        self.state = State.for_network(self.network, optimizer)
        self.state.seed = training.seed
        rates = (training.learning_rate, training.beta1, training.beta2, training.epsilon)
        self.state.rates = Rates.of(*rates)
        self.parameters.flat[:] = initial_parameters(experiment).flat
        self.initial = self.memory.copy()
        self.schedule = Schedule(training.learning_rate)
        self.edits = Edits()
        self._computed: dict[tuple[tuple[int, int], tuple[str, int, int]], float] = {}
        """What an update made of an entry, before a person set it to something else."""
        self._seed = training.seed
        wanted = training.batch_size
        m = len(parts.train)
        self.batch_size = m if wanted == "full" else min(wanted, m)
        self.batches = -(-m // self.batch_size)
        self._samples = Batches(parts.train.rows, self.batch_size)
        self._edited = EditedSamples(parts, self._samples, self.network.threshold)
        self._watched: Watched | None = None
        self.samples_version = 0
        """Counts changes of samples by a person, so that others know to look again."""
        self._usual_shapes: dict[str, tuple[int, ...]] | None = None
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
    def parts(self) -> Parts:
        """All samples; a person's edits of them up to the present iteration are in them."""
        return self._edited.parts

    @property
    def train(self) -> Samples:
        """The samples that are learned from."""
        return self.parts.train

    @property
    def test(self) -> Samples:
        """The samples that are only asked."""
        return self.parts.test

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
        self._watched = None
        self._usual_shapes = None

    @property
    def shapes(self) -> Shapes:
        """The shape of every matrix in a batch of the usual size; the same object every time."""
        if self._usual_shapes is None:
            named = self._machine(self.batch_size).matrices.named
            self._usual_shapes = {name: matrix.shape for name, matrix in named.items()}
        return self._usual_shapes

    def spare(self, iteration: int, memory: Array) -> Machine:
        """A machine with numbers of its own, to be asked without disturbing what is in sight.

        It has the batch, the rates and the chance of an iteration, and this memory.
        """
        state = State.for_network(self.network, self.program.optimizer)
        state.memory[...] = memory
        state.seed, state.iteration = self._seed, iteration
        own = self.state.rates
        state.rates = Rates.of(
            self.schedule.at(iteration), *(float(x) for x in (own.beta1, own.beta2, own.epsilon))
        )
        state.rates.begin(iteration)
        return Machine(self.program, self.train.rows[self.batch(iteration)], state)

    def load(self, iteration: int) -> Machine:
        """The machine of this iteration, with its batch, its rates and a person's edits in place.

        The memory must be that at the start of the iteration.
        """
        self._begin(iteration)
        return self.place(iteration, self.batch(iteration))

    @property
    def constant(self) -> bool:
        """Whether every iteration has the same batch and is told nothing."""
        return self.batches == 1 and not self._told

    def place(self, iteration: int, rows: NDArray[np.int64]) -> Machine:
        """The machine for these rows of the training set, with them in its batch."""
        machine = self._machine(len(rows))
        if self.batches > 1:
            self._samples.take(rows, machine.matrices.batch)
        if self._told:
            self._tell(iteration)
        return machine

    def _begin(self, iteration: int) -> None:
        """Put in place what does not change with every iteration."""
        self.state.learning_rate[...] = self.schedule.at(iteration)
        if len(self.edits):
            for edit in self.edits.at_start(iteration):
                self._set(edit)
        self.show_samples(iteration)

    def show_samples(self, iteration: int) -> None:
        """Have the samples with the edits that this iteration sees, and no others."""
        if self._edited.show(self.edits.of_samples_until(iteration)):
            self._evaluator = None
            self.samples_version += 1

    def _set(self, edit: Edit, again: bool = False) -> None:
        of_layer = self.parameters.W if edit.matrix[0] == "W" else self.parameters.b
        matrix, place = of_layer[int(edit.matrix[1:])], (edit.row, edit.column)
        key = edit.moment, edit.entry
        if edit.line and not (again and key in self._computed):
            self._computed[key] = float(matrix[place])
        matrix[place] = edit.value

    def edit_behind(self, iteration: int, line: int | None = None, again: bool = False) -> None:
        """Make the edits behind a line of an iteration, or behind all of them.

        ``again`` says that the line was not computed since those before the latest were made.
        """
        if len(self.edits):
            for edit in self.edits.behind(iteration, line):
                self._set(edit, again)

    def updated(self, iteration: int, line: int) -> Array:
        """The parameters, flat, as the lines of an update up to this one have left them.

        What a person has set behind these lines is not in them. Not to be written to.
        """
        edits = [each for each in self.edits.behind(iteration) if each.line <= line]
        if not edits:
            flat: Array = self.memory[0]
            return flat
        vector = ParameterVector(self.network.sizes, self.memory[0].copy())
        named = dict(vector.named())
        for edit in reversed(edits):  # the first one of an entry knows what the update made of it
            computed = self._computed.get((edit.moment, edit.entry), edit.old)
            named[edit.matrix][edit.row, edit.column] = computed
        return vector.flat

    def _tell(self, iteration: int) -> None:
        """Let the state know which iteration it is: for masks, and for averages from 0."""
        self.state.iteration = iteration
        self.state.rates.begin(iteration)

    def advance(self, iteration: int, count: int, checks: Sequence[Check] = ()) -> Hit | None:
        """Run ``count`` iterations, of which ``iteration`` is the first.

        Ends where checks say so, and says where. The parameters are those of some later moment
        then: the caller goes back to it by replaying. The latest iterations may not have been
        looked at before :meth:`look_at`.
        """
        stop = iteration + count
        watched = self._watching(checks) if checks else None
        while iteration < stop:
            until = min(stop, self._next_event(iteration) or stop)
            self._begin(iteration)
            while iteration < until:
                if watched is None:
                    iteration = self._advance_epoch(iteration, until)
                    continue
                iteration, hit = watched.run(iteration, until)
                if hit is not None:
                    return hit
            self.edit_behind(until - 1)
        return None

    def look_at(self, iteration: int, machine: Machine, checks: Sequence[Check]) -> Hit | None:
        """Whether checks say that a run stops in an iteration just run on a machine, or before."""
        watched = self._watching(checks)
        return watched.add(iteration, machine) or watched.look()

    def alike(self, iteration: int) -> int:
        """How many iterations from this one on have batches of the same size, at the least."""
        if len(self.train) % self.batch_size == 0:
            return self.batches
        return max(self.batches - 1 - iteration % self.batches, 1)

    def _watching(self, checks: Sequence[Check]) -> Watched:
        """What looks at these checks; made once, because it takes room."""
        if self._watched is None or self._watched.checks is not checks:
            self._watched = Watched(self, checks)
        return self._watched

    def _next_event(self, iteration: int) -> int | None:
        """The first iteration after this one before which something is set anew."""
        rate = self.schedule.next_change(iteration)
        edit = self.edits.next_boundary(iteration) if len(self.edits) else None
        return rate if edit is None else edit if rate is None else min(rate, edit)

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
