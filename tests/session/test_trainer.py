"""Which samples an iteration takes, and what a network is judged by."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.session.changes import replaced
from nnviz.session.data_settings import Data
from nnviz.session.evaluation import classify
from nnviz.session.experiment import Experiment, NetworkSettings, Training
from nnviz.session.trainer import Trainer
from tests.strategies import EXPERIMENTS, SHORT_LAST


def trainer(samples=23, batch=5, seed=0, **network):
    return Trainer(
        Experiment(
            data=Data(source="circle", samples=samples),
            network=NetworkSettings(**network),
            training=Training(batch_size=batch, seed=seed),
        )
    )


def epoch(trainer, number):
    """The rows of one epoch, batch after batch."""
    first = number * trainer.batches
    return [trainer.batch(first + place) for place in range(trainer.batches)]


@given(st.integers(2, 40), st.integers(1, 50), st.integers(0, 9), st.integers(0, 2**31 - 1))
def test_the_batches_of_an_epoch_take_every_sample_once(samples, batch, number, seed):
    rows = epoch(trainer(samples, batch, seed), number)
    assert sorted(np.concatenate(rows)) == list(range(samples))
    size = min(batch, samples)
    assert all(len(each) == size for each in rows[:-1])
    assert 1 <= len(rows[-1]) <= size


def test_every_epoch_is_shuffled_anew():
    shuffled = trainer()
    orders = {tuple(np.concatenate(epoch(shuffled, number))) for number in range(30)}
    assert len(orders) == 30


def test_the_shuffle_depends_on_the_seed_and_the_epoch_alone():
    forwards, backwards = trainer(seed=6), trainer(seed=6, hidden=(7, 7), initializer="he")
    ahead = [np.concatenate(epoch(forwards, number)) for number in range(8)]
    back = [np.concatenate(epoch(backwards, number)) for number in reversed(range(8))]
    np.testing.assert_array_equal(ahead, back[::-1])


def test_another_seed_shuffles_otherwise():
    first, second = (np.concatenate(epoch(trainer(seed=seed), 0)) for seed in (0, 1))
    assert (first != second).any()


def test_a_single_batch_keeps_the_order_of_the_samples():
    whole = trainer(batch="full")
    for iteration in range(3):
        np.testing.assert_array_equal(whole.batch(iteration), np.arange(23))


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda each: each.title)
def test_the_machine_of_an_iteration_holds_its_samples(experiment):
    found = Trainer(experiment)
    for iteration in (0, 1, 3, 3, 2):
        batch = found.load(iteration).matrices.batch
        np.testing.assert_array_equal(batch, found.train.rows[found.batch(iteration)])


def test_initial_weights_depend_on_the_seed_and_the_layer_alone():
    wide = Trainer(replaced(SHORT_LAST, {"hidden": (4, 3, 2), "training.batch_size": "full"}))
    narrow = Trainer(SHORT_LAST)
    np.testing.assert_array_equal(narrow.parameters.W[1], wide.parameters.W[1])
    other = Trainer(replaced(SHORT_LAST, {"training.seed": 4}))
    assert (narrow.parameters.W[1] != other.parameters.W[1]).all()


def test_layers_of_the_same_shape_start_differently():
    found = Trainer(replaced(SHORT_LAST, {"hidden": (3, 3, 3)}))
    assert (found.parameters.W[2] != found.parameters.W[3]).all()


@pytest.mark.parametrize("source", ["circle", "blobs"])
def test_the_seed_draws_the_samples_and_their_split(source):
    def samples(seed):
        data = {"data.source": source, "data.train_share": 0.5, "training.seed": seed}
        found = Trainer(replaced(SHORT_LAST, data))
        return np.vstack([found.train.rows, found.test.rows])

    np.testing.assert_array_equal(samples(1), samples(1))
    assert (samples(1) != samples(2)).any()


@pytest.mark.parametrize(
    ("output", "classes"), [("sigmoid", [0, 1, 0]), ("tanh", [1, 1, 0]), ("linear", [0, 1, 0])]
)
def test_one_unit_says_yes_above_the_middle_of_its_labels(output, classes):
    threshold = trainer(output=output, loss="squared_error").network.threshold
    assert classify(np.array([[0.4, 0.6, -0.1]]), threshold).tolist() == classes


def test_of_several_units_the_strongest_wins():
    output = np.array([[0.1, 0.5], [0.7, 0.2], [0.2, 0.3]])
    assert classify(output, 0.5).tolist() == [1, 0]


def test_the_evaluation_is_the_cost_and_share_of_right_answers_of_train_and_test():
    found = Trainer(SHORT_LAST)
    found.advance(0, 40)
    evaluation = found.evaluate(found.parameters.flat)
    for samples, cost, accuracy in (
        (found.train, evaluation.cost, evaluation.accuracy),
        (found.test, evaluation.test_cost, evaluation.test_accuracy),
    ):
        A = samples.dataset.inputs.T
        for layer, g in ((1, "relu"), (2, "relu"), (3, "sigmoid")):
            Z = found.parameters.W[layer] @ A + found.parameters.b[layer]
            A = np.maximum(Z, 0) if g == "relu" else 1 / (1 + np.exp(-Z))
        y = samples.dataset.labels
        losses = -np.log(np.where(y == 1, A[0], 1 - A[0]))
        assert cost == pytest.approx(losses.mean(), rel=1e-12)
        assert accuracy == np.mean((A[0] > 0.5) == y)


def test_without_test_samples_there_is_no_test_cost():
    made = trainer()
    evaluation = made.evaluate(made.parameters.flat)
    assert (evaluation.test_cost, evaluation.test_accuracy) == (None, None)
