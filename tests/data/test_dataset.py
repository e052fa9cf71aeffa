import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data.dataset import Dataset, split, targets


def numbered(count):
    """Samples that can be told apart."""
    labels = np.arange(count) % 3
    return Dataset(np.arange(count, dtype=float)[:, None], labels, ("x1",), ("a", "b", "c"))


@given(st.integers(2, 60), st.floats(0.1, 0.999), st.floats(0, 0.9), st.integers(0, 99))
def test_a_split_puts_every_sample_into_one_part(count, share, dev_share, seed):
    parts = split(numbered(count), share, dev_share, np.random.default_rng(seed))
    rows = np.concatenate([part.inputs[:, 0] for part in parts])
    assert sorted(rows) == list(range(count))
    train, dev, test = map(len, parts)
    assert train == min(max(round(share * count), 1), count - 1)
    assert dev + test >= 1


def test_60_20_20_and_98_1_1_are_parted_as_note_004_has_them():
    for count, shares, sizes in (
        (50, (0.6, 0.2), (30, 10, 10)),
        (1000, (0.98, 0.01), (980, 10, 10)),
        (2000, (0.67, 0.0), (1340, 0, 660)),
    ):
        parts = split(numbered(count), *shares, np.random.default_rng(0))
        assert tuple(map(len, parts)) == sizes


@given(st.integers(2, 60), st.floats(0.1, 0.9))
def test_where_dev_takes_what_train_leaves_nothing_is_test(count, share):
    _, dev, test = split(numbered(count), share, 1 - share, np.random.default_rng(0))
    assert len(test) == 0
    assert len(dev) >= 1


@given(st.integers(2, 60), st.floats(0.1, 1.0), st.floats(0, 0.5))
def test_labels_stay_with_their_samples(count, share, dev_share):
    for part in split(numbered(count), share, dev_share, np.random.default_rng(0)):
        np.testing.assert_array_equal(part.labels, part.inputs[:, 0] % 3)
        assert part.classes == ("a", "b", "c")


def test_values_stay_with_their_samples():
    inputs = np.arange(20.0)[:, None]
    dataset = Dataset(inputs, np.zeros(20, int), ("x1",), (), 10 * inputs, ("y",))
    assert dataset.regression
    for part in split(dataset, 0.5, 0.25, np.random.default_rng(0)):
        np.testing.assert_array_equal(part.values, 10 * part.inputs)
        assert part.predicted == ("y",)


def test_with_a_share_of_one_nothing_is_moved():
    train, dev, test = split(numbered(10), 1.0, 0.0, np.random.default_rng(0))
    np.testing.assert_array_equal(train.inputs[:, 0], np.arange(10))
    assert len(dev) == len(test) == 0


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
