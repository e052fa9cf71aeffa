"""Confusion tables and predicted numbers: the same answers that the evaluation counts."""

import numpy as np
import pytest

from nnviz.session import evaluation
from nnviz.session.changes import replaced
from nnviz.session.presets import load_preset
from nnviz.session.session import Session

DIGITS = {"source": "digits", "output": "softmax", "loss": "categorical_cross_entropy",
          "hidden": (16,), "train_share": 0.6, "dev_share": 0.2, "batch_size": 64}  # fmt: skip
HOUSES = {"source": "house-price", "output": "linear", "loss": "squared_error", "hidden": (3,),
          "train_share": 0.7, "learning_rate": 0.1}  # fmt: skip


def session_with(changes, iterations=20):
    session = Session(replaced(load_preset("xor"), changes))
    session.run.advance(iterations)
    session.publish()
    return session


@pytest.mark.parametrize("lines", [0, 1, 8, 14, 16])
def test_the_diagonal_counts_what_the_accuracy_counts_at_every_line(lines):
    session = session_with(DIGITS)
    for _ in range(lines):
        session.step()
    for part in ("train", "dev", "test"):
        table = session.answers.confusion(part)
        measure = getattr(session.snapshot.evaluation, part)
        assert table.sum() == measure.count
        assert np.trace(table) == round(measure.accuracy * measure.count)
        labels = getattr(session.run.trainer.parts, part).dataset.labels
        np.testing.assert_array_equal(table.sum(axis=1), np.bincount(labels, minlength=10))


def test_looking_at_answers_changes_nothing_in_the_run():
    session = session_with(DIGITS)
    before = session.run.evaluation
    memory = session.run.trainer.memory.copy()
    session.run.trainer.evaluator.use(np.zeros_like(memory[0]))
    session.answers.confusion("train")
    # The trainer's own evaluator may be at work in another thread: it is left alone.
    assert not session.run.trainer.evaluator._state.parameters.flat.any()
    np.testing.assert_array_equal(session.run.trainer.memory, memory)
    assert session.run.evaluation is before


@pytest.mark.parametrize("standardize", ["none", "inputs", "all"])
def test_predictions_are_in_the_units_of_the_data(standardize):
    session = session_with({**HOUSES, "standardize": standardize}, 200)
    for part in ("train", "test"):
        true, predicted = session.answers.predictions(part)
        np.testing.assert_array_equal(true, getattr(session.run.trainer.parts, part).dataset.values)
        explained = 1 - np.square(true - predicted).sum() / np.square(true - true.mean()).sum()
        assert explained == pytest.approx(getattr(session.snapshot.evaluation, part).explained)


def test_there_are_no_predictions_for_classes_and_no_confusion_for_numbers():
    assert session_with(DIGITS, 1).answers.predictions("train") is None
    houses = session_with(HOUSES, 1)
    assert houses.answers.confusion("train") is None
    assert houses.answers.predictions("dev") is None


@pytest.mark.parametrize("changes", [HOUSES, DIGITS])
def test_of_a_very_large_part_the_answers_are_to_the_samples_that_are_evaluated(
    changes, monkeypatch
):
    monkeypatch.setattr(evaluation, "_MOST_VALUES", 700)
    session = session_with(changes, 5)
    measure = session.snapshot.evaluation.train
    assert measure.count < len(session.run.trainer.train)
    if changes is DIGITS:
        table = session.answers.confusion("train")
        assert table.sum() == measure.count
        assert np.trace(table) == round(measure.accuracy * measure.count)
        return
    true, predicted = session.answers.predictions("train")
    explained = 1 - np.square(true - predicted).sum() / np.square(true - true.mean()).sum()
    assert len(true) == measure.count
    assert explained == pytest.approx(measure.explained)


def test_predictions_are_copies():
    session = session_with(HOUSES)
    _, first = session.answers.predictions("train")
    kept = first.copy()
    session.run.advance(50)
    session.publish()
    session.answers.predictions("train")
    np.testing.assert_array_equal(first, kept)
