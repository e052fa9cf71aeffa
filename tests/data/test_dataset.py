import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data.dataset import Dataset, split, targets


def numbered(count):
    """Samples that can be told apart."""
    labels = np.arange(count) % 3
    return Dataset(np.arange(count, dtype=float)[:, None], labels, ("x1",), ("a", "b", "c"))


@given(st.integers(2, 60), st.floats(0.1, 0.999), st.integers(0, 99))
def test_a_split_puts_every_sample_on_one_side(count, share, seed):
    train, dev, test = split(numbered(count), share, 0.0, np.random.default_rng(seed))
    rows = np.concatenate([train.inputs[:, 0], test.inputs[:, 0]])
    assert sorted(rows) == list(range(count))
    assert len(train) == min(max(round(share * count), 1), count - 1)
    assert len(dev) == 0


@given(st.integers(2, 60), st.floats(0.1, 1.0))
def test_labels_stay_with_their_samples(count, share):
    for part in split(numbered(count), share, 0.0, np.random.default_rng(0)):
        np.testing.assert_array_equal(part.labels, part.inputs[:, 0] % 3)
        assert part.classes == ("a", "b", "c")


def test_with_a_share_of_one_nothing_is_moved():
    train, dev, test = split(numbered(10), 1.0, 0.0, np.random.default_rng(0))
    np.testing.assert_array_equal(train.inputs[:, 0], np.arange(10))
    assert len(dev) == len(test) == 0


@given(st.integers(4, 60), st.floats(0.1, 0.8), st.floats(0.05, 0.9), st.integers(0, 99))
def test_a_dev_share_is_taken_from_what_does_not_train(count, share, dev_share, seed):
    rng = np.random.default_rng(seed)
    dev_share = min(dev_share, 1 - share)
    train, dev, test = split(numbered(count), share, dev_share, rng)
    rows = np.concatenate([part.inputs[:, 0] for part in (train, dev, test)])
    assert sorted(rows) == list(range(count))
    assert abs(len(dev) - dev_share * count) <= 1
    assert len(train) >= 1


@pytest.mark.parametrize(
    ("count", "sizes"), [(10, (6, 2, 2)), (1000, (600, 200, 200)), (5, (3, 1, 1))]
)
def test_sixty_twenty_twenty(count, sizes):
    parts = split(numbered(count), 0.6, 0.2, np.random.default_rng(0))
    assert tuple(map(len, parts)) == sizes


def test_shares_that_sum_to_one_leave_nothing_for_test():
    parts = split(numbered(11), 0.7, 0.3, np.random.default_rng(0))
    assert tuple(map(len, parts)) == (8, 3, 0)


def test_the_values_of_a_regression_stay_with_their_samples():
    numbers = np.arange(20, dtype=float)[:, None]
    nothing = np.zeros(20, dtype=int)
    dataset = Dataset(numbers, nothing, ("x1",), (), values=3 * numbers, predicted=("y",))
    assert dataset.regression
    for part in split(dataset, 0.5, 0.25, np.random.default_rng(0)):
        np.testing.assert_array_equal(part.values, 3 * part.inputs)


def test_a_split_depends_on_its_generator():
    first, again, other = (
        split(numbered(50), 0.5, 0.0, np.random.default_rng(seed))[0].inputs for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@pytest.mark.parametrize("low_high", [(0.0, 1.0), (-1.0, 1.0)])
def test_one_unit_tells_two_classes_apart_by_low_and_high(low_high):
    found = targets(np.array([0, 1, 1]), 1, low_high)
    low, high = low_high
    np.testing.assert_array_equal(found, [[low], [high], [high]])


@given(st.lists(st.integers(0, 4), min_size=1, max_size=20))
def test_more_units_have_a_class_each(labels):
    found = targets(np.array(labels), 5, (0.0, 1.0))
    assert found.shape == (len(labels), 5)
    np.testing.assert_array_equal(found.argmax(axis=1), labels)
    np.testing.assert_array_equal(np.sort(found, axis=1)[:, :-1], 0)
    np.testing.assert_array_equal(found.sum(axis=1), 1)


def test_one_hot_for_tanh_has_minus_one_for_no():
    np.testing.assert_array_equal(targets(np.array([1]), 3, (-1.0, 1.0)), [[-1, 1, -1]])
