import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data.generators import GENERATORS

from .drawing import draw

NAMES = sorted(GENERATORS)
SMALL = [name for name in NAMES if GENERATORS[name].inputs < 100]
FREE = [name for name in NAMES if GENERATORS[name].free]
CLASSIFICATIONS = [name for name in NAMES if GENERATORS[name].classes]
FIXED_WITHOUT_NOISE = {"xor", "parity", "digits", "mnist-like", "iris"}


def check_promise(name, samples, noise, seed):
    row = GENERATORS[name]
    dataset = draw(name, samples, noise, seed)
    count = row.count(row.inputs) if row.count else samples
    assert dataset.inputs.shape == (count, row.inputs)
    assert dataset.inputs.dtype == np.float64
    assert np.isfinite(dataset.inputs).all()
    assert dataset.labels.shape == (count,)
    assert dataset.labels.dtype == np.int64
    assert len(dataset) == count
    assert len(set(dataset.features)) == len(dataset.features) == row.inputs
    assert len(set(dataset.classes)) == len(dataset.classes) == row.classes
    assert dataset.image == row.image
    if row.classes:
        assert set(dataset.labels) <= set(range(row.classes))
        assert dataset.values is None
        assert not dataset.predicted
    else:
        assert dataset.regression
        assert dataset.values.shape == (count, row.outputs)
        assert len(dataset.predicted) == row.outputs
        assert np.isfinite(dataset.values).all()
        assert not dataset.labels.any()


@given(st.sampled_from(SMALL), st.integers(2, 80), st.floats(0, 0.5), st.integers(0, 99))
def test_a_dataset_has_the_shape_and_the_names_that_its_row_promises(name, samples, noise, seed):
    check_promise(name, samples, noise, seed)


@pytest.mark.parametrize("noise", [0.0, 0.3])
@pytest.mark.parametrize("samples", [2, 5, 130])
@pytest.mark.parametrize("name", sorted(set(NAMES) - set(SMALL)))
def test_pictures_have_the_shape_and_the_names_that_their_row_promises(name, samples, noise):
    check_promise(name, samples, noise, seed=0)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_is_found_by_its_name_and_has_a_title_of_its_own(name):
    assert GENERATORS[name].name == name
    assert [row.title for row in GENERATORS.values()].count(GENERATORS[name].title) == 1


@given(st.sampled_from(FREE), st.integers(2, 60), st.integers(1, 9), st.integers(2, 12))
def test_what_is_free_can_be_chosen(name, samples, inputs, classes):
    row = GENERATORS[name]
    classes = classes if "classes" in row.free else row.classes
    dataset = draw(name, samples, inputs=inputs, classes=classes)
    assert dataset.inputs.shape == (row.count(inputs) if row.count else samples, inputs)
    assert (len(dataset.features), len(dataset.classes)) == (inputs, classes)
    assert set(dataset.labels) == set(range(min(classes, len(dataset))))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_generator_draws_the_same_samples(name):
    first, second = draw(name, noise=0.2, seed=7), draw(name, noise=0.2, seed=7)
    np.testing.assert_array_equal(first.inputs, second.inputs)
    np.testing.assert_array_equal(first.labels, second.labels)
    if first.regression:
        np.testing.assert_array_equal(first.values, second.values)


@pytest.mark.parametrize("name", NAMES)
def test_another_seed_draws_other_samples(name):
    assert (draw(name, noise=0.2, seed=7).inputs != draw(name, noise=0.2, seed=8).inputs).any()


@pytest.mark.parametrize("name", NAMES)
def test_noise_changes_something_and_no_noise_nothing_that_is_fixed(name):
    still, noisy = draw(name, samples=200), draw(name, samples=200, noise=0.4)
    parts = [(still.inputs, noisy.inputs), (still.labels, noisy.labels)]
    if still.regression:
        parts.append((still.values, noisy.values))
    assert any((before != after).any() for before, after in parts)
    same = np.array_equal(still.inputs, draw(name, samples=200, seed=1).inputs)
    # A spiral has its samples at even distances, wherever the chances fall.
    assert same == (name in FIXED_WITHOUT_NOISE | {"spiral"})


@pytest.mark.parametrize("name", CLASSIFICATIONS)
def test_the_classes_are_there_in_similar_number(name):
    dataset = draw(name, samples=400)
    shares = np.bincount(dataset.labels) / len(dataset)
    assert len(shares) == len(dataset.classes)
    np.testing.assert_allclose(shares, 1 / len(shares), rtol=0.15)
