"""What the command line prints: one iteration matrix by matrix, a training, a gradient check."""

import codecs
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nnviz.errors import UserError
from nnviz.nn.calls import Array
from nnviz.nn.gradient_check import Check, check
from nnviz.program.formulas import text
from nnviz.session.changes import from_toml
from nnviz.session.evaluation import Evaluation
from nnviz.session.experiment import Experiment
from nnviz.session.presets import load_preset
from nnviz.session.run import Run

_MOST_BYTES = 2**20


def load_experiment(name: str) -> Experiment:
    """The experiment of a preset, or of a TOML file where the name looks like a path.

    Raises:
        UserError: there is no such preset, or the file cannot be read as an experiment.
    """
    if not (name.endswith(".toml") or os.sep in name):
        return load_preset(name)
    try:
        if Path(name).stat().st_size > _MOST_BYTES or not Path(name).is_file():
            raise UserError(f"{name}: this is no experiment file (.toml); name one, or a preset.")
        written = Path(name).read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise UserError(f"{name}: {reason}; name a preset or an experiment file (.toml).") from None
    return from_toml(written, name)


def run_to(experiment: Experiment, iteration: int) -> Run:
    """A run of the experiment with this many iterations complete; see its ``problem``."""
    run = Run(experiment)
    run.advance(iteration)
    return run


def steps_report(run: Run, preset: str, rows: bool = False) -> dict[str, Any]:
    """The next iteration of a run, every matrix of it; with ``rows``, all of them transposed."""

    def shown(value: Array) -> list[list[float]]:
        turned = value.T if rows else value
        listed: list[list[float]] = turned.tolist()
        return listed

    iteration = run.completed
    network = run.trainer.network
    steps: list[dict[str, Any]] = []
    before: dict[str, Array] = {}
    for step in run.program.steps:
        run.step()
        snapshot = run.snapshot()
        if not before:
            before = {"X": snapshot.matrices["X"], "Y": snapshot.matrices["Y"], **snapshot.before}
        value = snapshot.matrices[step.name]
        steps.append(
            {
                "name": step.name,
                "phase": str(step.phase),
                "layer": step.layer,
                "inputs": list(step.inputs),
                "shape": list(value.shape[::-1] if rows else value.shape),
                "formula": text(step, rows),
                "value": shown(value),
            }
        )
    return {
        "preset": preset,
        "network": {
            "sizes": list(network.sizes),
            "activations": [activation.name for activation in network.activations],
            "loss": network.loss.name,
        },
        "samples_as": "rows" if rows else "columns",
        "m": before["X"].shape[1],
        "iteration": iteration,
        "epoch": run.trainer.epoch(iteration),
        "learning_rate": run.trainer.schedule.at(iteration),
        "before": {name: shown(value) for name, value in before.items()},
        "steps": steps,
    }


def train_report(run: Run, preset: str, epochs: int, progress: Callable[[], Any]) -> dict[str, Any]:
    """Train for some epochs; ``progress`` is called after each.

    A run that meets a matrix that is not finite ends there, and the report says so.
    """
    cost: list[float] = []
    test_cost: list[float] = []
    for _ in range(epochs):
        run.finish_epoch()
        evaluation = run.evaluation
        if run.problem is None and not math.isfinite(evaluation.cost):
            run.advance(1)  # the next iteration meets what makes it so
        if run.problem is not None:
            break
        cost.append(evaluation.cost)
        if evaluation.test_cost is not None:
            test_cost.append(evaluation.test_cost)
        progress()
    evaluation = run.evaluation
    return {
        "preset": preset,
        "epochs": len(cost),
        "iterations": run.completed,
        "cost": cost,
        "test_cost": test_cost,
        "accuracy": evaluation.accuracy,
        "test_accuracy": evaluation.test_accuracy,
        **_of_regression(evaluation),
        **_of_dev(evaluation),
        "problem": run.problem.sentence if run.problem else None,
        "parameters": {name: value.tolist() for name, value in run.trainer.parameters.named()},
    }


def _of_regression(evaluation: Evaluation) -> dict[str, Any]:
    """R² in place of accuracy, where numbers are predicted."""
    if evaluation.accuracy is not None:
        return {}
    test = evaluation.test
    return {
        "explained": evaluation.train.explained,
        "test_explained": None if test is None else test.explained,
    }


def _of_dev(evaluation: Evaluation) -> dict[str, Any]:
    dev = evaluation.dev
    return {} if dev is None else {"dev_cost": dev.cost, "dev_accuracy": dev.accuracy}


def gradient_check(run: Run) -> list[Check]:
    """Check the gradients of the next iteration's batch; the parameters stay as they are."""
    trainer = run.trainer
    flat = trainer.parameters.flat.copy()
    with np.errstate(all="ignore"):
        machine = trainer.load(run.completed)
        gradient = machine.gradient().copy()
        checks = check(
            trainer.network.sizes,
            flat,
            gradient,
            lambda theta: trainer.cost_and_kinks(machine, theta),
        )
    trainer.parameters.flat[:] = flat
    return checks
