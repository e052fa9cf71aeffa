"""What the command line prints: one iteration matrix by matrix, a training, a gradient check."""

import math
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from nnviz.nn.calls import Array
from nnviz.nn.gradient_check import Check, check
from nnviz.program.formulas import text
from nnviz.program.kinks import cost_and_sides
from nnviz.session.evaluation import Evaluation
from nnviz.session.experiment import Experiment
from nnviz.session.run import Run


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


def summary(
    experiment: Experiment, name: str, epochs: int, progress: Callable[[], Any]
) -> dict[str, Any]:
    """Train for some epochs, and report only how it ended: a row of a table."""
    begin = time.perf_counter()
    report = train_report(Run(experiment, every_sample=True), name, epochs, progress)
    seconds = time.perf_counter() - begin
    ends: dict[str, Any] = {
        key: report[key][-1] if report[key] else None for key in ("cost", "test_cost")
    }
    quality: dict[str, Any] = {
        key: report[key]
        for key in ("accuracy", "test_accuracy", "explained", "test_explained")
        if key in report
    }
    return {
        "preset": name,
        "sizes": list(experiment.sizes),
        "epochs": report["epochs"],
        "seconds": seconds,
        **ends,
        **quality,
        "problem": report["problem"],
    }


def not_trained(experiment: Experiment, name: str) -> dict[str, Any]:
    """The same row for a preset that could not be trained at all."""
    return {
        "preset": name,
        "sizes": list(experiment.sizes),
        "epochs": 0,
        "seconds": 0.0,
        "cost": None,
        "test_cost": None,
        "accuracy": None,
        "test_accuracy": None,
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
        cost = partial(cost_and_sides, machine)
        checks = check(trainer.network.sizes, flat, gradient, cost)
    trainer.parameters.flat[:] = flat
    return checks
