"""Moves in a run as data, and what every moment of a run has to be."""

import numpy as np

from nnviz.session.run import Run


class Straight:
    """The moments of an experiment, reached by single steps and nothing else.

    ``rates`` are learning rates by the iteration from which on they hold.
    """

    def __init__(self, experiment, rates=None):
        self.run = Run(experiment)
        self._rates = dict(rates or {})
        self._moments = {}
        self._note()

    def at(self, iteration, line):
        while (self.run.iteration, self.run.line) < (iteration, line):
            self.run.step()
            self._note()
        return self._moments[iteration, line]

    def _note(self):
        run = self.run
        if run.completed in self._rates:
            run.change_learning_rate(self._rates.pop(run.completed))
        self._moments[run.iteration, run.line] = run.snapshot()


def bits(matrices):
    return {name: value.tobytes() for name, value in matrices.items()}


def assert_moment(snapshot, straight):
    """The snapshot has the bits of having run straight to where it stands."""
    if snapshot.line == 0 and snapshot.iteration > 0:
        # Before its first line an iteration looks as after the last line of the one before it,
        # but for its batch, which only its first line shows.
        last = straight.at(snapshot.iteration - 1, len(snapshot.program.steps))
        own = straight.at(snapshot.iteration, 1)
        wanted = {name: own.matrices[name] for name in snapshot.matrices}
    else:
        last = own = straight.at(snapshot.iteration, snapshot.line)
        wanted = own.matrices
    assert bits(snapshot.matrices) == bits(wanted)
    assert bits(snapshot.before) == bits(own.before)
    assert snapshot.parameters.flat.tobytes() == last.parameters.flat.tobytes()
    assert snapshot.change.flat.tobytes() == last.change.flat.tobytes()
    assert snapshot.evaluation == last.evaluation
    assert (snapshot.completed, snapshot.epoch) == (last.completed, last.epoch)
    assert snapshot.learning_rate == own.learning_rate
    np.testing.assert_array_equal(snapshot.batch, own.batch)


class Mover:
    """Carries out moves and remembers how far the run has come."""

    def __init__(self, run):
        self.run = run
        self.furthest = (run.iteration, run.line)

    def move(self, name, *given):
        run = self.run
        if name == "restart":
            self.furthest = (0, 0)
            run.restart()
        elif name == "seek":
            run.seek(*self._reached(given[0]))
        elif name == "run_for":
            run.run_for(0.0003)
        else:
            getattr(run, name)(*given)
        self.furthest = max(self.furthest, (run.iteration, run.line))

    def _reached(self, number):
        """One of the moments that have been reached."""
        iteration, line = self.furthest
        places = self.run.lines + 1
        return divmod(number % (iteration * places + line + 1), places)
