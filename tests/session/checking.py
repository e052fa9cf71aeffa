"""Gradient checks of runs, for the tests of the check and of its words."""

from nnviz.session.changes import replaced
from nnviz.session.entry_check import EntryCheck
from nnviz.session.experiment import Experiment
from nnviz.session.report import run_to

XOR = Experiment()
WIDE = replaced(XOR, {"network.hidden": (3, 3)})  # so that dW2 and its transpose fit
ZEROS = replaced(XOR, {"network.activation": "relu", "network.initializer": "zeros"})


def stopped_at(experiment, iteration, name):
    """A run that has just computed a gradient."""
    run = run_to(experiment, iteration)
    run.step()
    while run.program.steps[run.line - 1].name != name:
        run.step()
    return run


def check_of(run, name, spoil=lambda gradient: gradient):
    gradient = run.snapshot().matrices[name]
    return EntryCheck(run.trainer, run.iteration, run.began_with[0], name, spoil(gradient))


def complete(check):
    while not check.done:
        check.advance(10)
    return check


def checked(experiment, name, spoil=lambda gradient: gradient, iteration=7):
    return complete(check_of(stopped_at(experiment, iteration, name), name, spoil))
