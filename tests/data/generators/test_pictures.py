import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data.dataset import Dataset

from .drawing import draw, flat_cut, right


def pictures(dataset):
    return dataset.inputs.reshape(-1, 64, 64, 3)


def with_inputs(dataset, inputs):
    return Dataset(inputs, dataset.labels, (), dataset.classes)


@given(st.integers(2, 70), st.floats(0, 0.5), st.integers(0, 9))
def test_pixels_stay_within_0_and_1(samples, noise, seed):
    inputs = draw("cats-dogs", samples, noise, seed).inputs
    assert 0 <= inputs.min() < inputs.max() <= 1


def test_cats_and_dogs_take_turns_also_where_a_part_ends():
    dataset = draw("cats-dogs", samples=131)
    assert dataset.classes == ("cat", "dog")
    np.testing.assert_array_equal(dataset.labels, np.arange(131) % 2)


def test_no_two_pictures_are_alike():
    inputs = draw("cats-dogs", samples=140).inputs
    assert len(np.unique(inputs, axis=0)) == 140


@pytest.mark.parametrize("label", [0, 1])
def test_an_animal_covers_the_middle_of_its_picture_and_leaves_the_rim(label):
    dataset = draw("cats-dogs", samples=200)
    shown = pictures(dataset)[dataset.labels == label]
    left, right_rim = shown[:, 20, 0], shown[:, 20, -1]
    np.testing.assert_allclose(left, right_rim, atol=1e-12)  # the wall on both sides
    assert np.mean(np.abs(shown[:, 32, 32] - left).max(axis=1) > 0.05) > 0.9


def test_the_colours_on_the_whole_do_not_tell_a_cat_from_a_dog():
    train, test = (draw("cats-dogs", 300, seed=seed) for seed in (0, 1))
    means = [with_inputs(part, pictures(part).mean(axis=(1, 2))) for part in (train, test)]
    assert flat_cut(*means) < 0.65


def test_the_pixels_tell_a_cat_from_a_dog_on_pictures_never_seen():
    train, test = (draw("cats-dogs", 200, seed=seed) for seed in (0, 1))
    # Ridge regression by way of the 200 x 200 products of the pictures.
    middle = train.inputs.mean(axis=0)
    known, new = train.inputs - middle, test.inputs - middle
    share = np.linalg.solve(known @ known.T + 100 * np.eye(200), 2.0 * train.labels - 1)
    assert right(new @ (known.T @ share), test.labels) > 0.9


def test_the_pictures_say_that_they_are_drawn_and_how_to_take_others():
    (remark,) = draw("cats-dogs", samples=2).remarks
    assert "drawn" in remark
    assert "--data FOLDER" in remark


def test_a_feature_is_named_by_its_place_and_colour():
    dataset = draw("cats-dogs", samples=2)
    place = np.ravel_multi_index((4, 9, 2), dataset.image)
    assert dataset.features[place] == "row 5, column 10, blue"
