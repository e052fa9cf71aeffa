import numpy as np
import pytest

from nnviz.session import evaluation as module
from nnviz.session.changes import replaced
from nnviz.session.experiment import Experiment
from nnviz.session.run import Run
from nnviz.session.session import Session
from nnviz.session.trainer import Trainer
from tests.strategies import FULL, SHORT_LAST

REGRESSION = replaced(
    Experiment(),
    {
        "data.source": "regression-plane",
        "data.train_share": 0.6,
        "data.dev_share": 0.2,
        "network.output": "linear",
        "network.loss": "squared_error",
    },
)
WITH_DEV = replaced(SHORT_LAST, {"data.samples": 40, "data.train_share": 0.5, "dev_share": 0.25})


def trained(experiment, iterations=20):
    run = Run(experiment)
    run.advance(iterations)
    return run


def test_every_part_of_the_split_is_measured():
    found = trained(WITH_DEV).evaluation
    assert (found.train.count, found.dev.count, found.test.count) == (20, 10, 10)
    without = trained(FULL).evaluation
    assert without.dev is without.test is None


def test_a_regression_has_the_share_of_the_variance_that_it_explains():
    run = trained(REGRESSION, 400)
    evaluator, parts = run.trainer.evaluator, run.trainer.parts
    for part, samples in (("train", parts.train), ("test", parts.test)):
        measure = getattr(run.evaluation, part)
        y, answer = samples.dataset.values[:, 0], evaluator.output(part)[0]
        assert measure.explained == pytest.approx(1 - np.var(y - answer) / np.var(y), abs=0.02)
        assert measure.explained == pytest.approx(
            1 - np.sum((y - answer) ** 2) / np.sum((y - y.mean()) ** 2), rel=1e-12
        )
        assert measure.accuracy is None
    assert run.evaluation.train.explained > 0.9


@pytest.mark.parametrize("kind", ["l1", "l2"])
def test_every_cost_has_the_penalty_of_the_training_samples(kind):
    changes = {"training.regularization": kind, "training.regularization_rate": 0.7}
    run = trained(replaced(WITH_DEV, changes))
    found, m = run.evaluation, len(run.trainer.train)
    weights = run.trainer.parameters.W[1:]
    size = sum((np.abs(W) if kind == "l1" else W**2).sum() for W in weights)
    assert found.penalty == pytest.approx(0.7 / (2 * m) * size, rel=1e-12)
    plain = replaced(WITH_DEV, {"training.regularization": "none"})
    bare = Trainer(plain).evaluate(run.trainer.parameters.flat)
    for part in ("train", "dev", "test"):
        with_penalty, without = getattr(found, part).cost, getattr(bare, part).cost
        assert with_penalty == pytest.approx(without + found.penalty, rel=1e-12)


def test_the_penalty_is_the_same_where_some_of_the_samples_are_looked_at(monkeypatch):
    experiment = replaced(WITH_DEV, {"training.regularization": "l2"})
    every = Trainer(experiment, every_sample=True)
    expected = every.evaluate(every.initial[0])
    monkeypatch.setattr(module, "_MOST_VALUES", 8 * sum(experiment.sizes))
    found = Trainer(experiment).evaluate(every.initial[0])
    assert found.train.count == 8
    assert found.penalty == pytest.approx(expected.penalty, rel=1e-12)
    plain = replaced(experiment, {"training.regularization": "none"})
    bare = Trainer(plain).evaluate(every.initial[0])
    for part in ("train", "dev", "test"):
        apart = getattr(found, part).cost - getattr(bare, part).cost
        assert apart == pytest.approx(expected.penalty, rel=1e-9)


def test_answers_are_given_with_all_units():
    dropping = Trainer(replaced(SHORT_LAST, {"network.keep_prob": 0.5}))
    whole = Trainer(SHORT_LAST)
    assert dropping.evaluate(whole.initial[0]) == whole.evaluate(whole.initial[0])


def test_of_a_very_large_part_some_samples_are_taken_that_are_spread_over_it(monkeypatch):
    monkeypatch.setattr(module, "_MOST_VALUES", 8 * sum(WITH_DEV.sizes))
    some, every = Trainer(WITH_DEV), Trainer(WITH_DEV, every_sample=True)
    found = some.evaluate(some.initial[0])
    assert (found.train.count, found.dev.count) == (8, 8)
    assert every.evaluate(every.initial[0]).train.count == 20
    rows = some.train.rows[np.linspace(0, 19, 8).astype(int)]
    truth, answered = some.evaluator.classes("train")
    np.testing.assert_array_equal(truth, rows[:, -1])
    assert len(answered) == 8


@pytest.mark.parametrize("part", ["train", "dev", "test"])
def test_a_confusion_table_counts_every_sample_once(part):
    changes = {
        "data.source": "blobs",
        "data.classes": 3,
        "network.output": "softmax",
        "network.loss": "categorical_cross_entropy",
    }
    session = Session(replaced(WITH_DEV, changes))
    session.next_epoch()
    table = session.answers.confusion(part)
    dataset = getattr(session.run.trainer.parts, part).dataset
    np.testing.assert_array_equal(table.sum(axis=1), np.bincount(dataset.labels, minlength=3))
    right = getattr(session.snapshot.evaluation, part).accuracy
    assert np.trace(table) / len(dataset) == pytest.approx(right)


def test_there_is_no_confusion_in_a_regression_nor_where_there_are_no_samples():
    assert Session(REGRESSION).answers.confusion("train") is None
    assert Session(FULL).answers.confusion("test") is None


def test_evaluating_moves_no_parameter():
    trainer = Trainer(SHORT_LAST)
    before = trainer.memory.copy()
    other = trainer.initial[0].copy()
    other += 1
    trainer.evaluate(other)
    np.testing.assert_array_equal(trainer.memory, before)
