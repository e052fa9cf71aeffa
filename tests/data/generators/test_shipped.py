import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.resources import resource

from .drawing import draw, nearest_sample


def part(dataset, rest):
    """Every third sample, or all the others."""
    return dataset.take(np.flatnonzero((np.arange(len(dataset)) % 3 == 0) == rest))


FILES = [
    entry.name
    for entry in resource("datasets").iterdir()
    if not entry.name.endswith("-LICENSE.txt")
]


@pytest.mark.parametrize("name", FILES)
def test_beside_a_file_stand_its_makers_its_licence_and_what_was_changed(name):
    stem = name.partition(".")[0]
    text = resource("datasets", f"{stem}-LICENSE.txt").read_text(encoding="utf-8")
    assert text.startswith(f"{name}: ")
    for part_of_it in ("https://doi.org/10.24432/", "CC BY 4.0", "/licenses/by/4.0/", "changed"):
        assert part_of_it in text


def test_the_shipped_files_are_those_that_are_read():
    assert set(FILES) == {"digits.npz", "iris.csv"}


def test_the_digits_are_the_test_set_of_uci():
    dataset = draw("digits")
    assert dataset.classes == tuple("0123456789")
    # What the repository says there are of each.
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    np.testing.assert_array_equal(np.bincount(dataset.labels), counts)
    steps = dataset.inputs * 16
    np.testing.assert_array_equal(steps, np.round(steps))
    assert (steps.min(), steps.max()) == (0, 16)


def test_the_pixels_of_a_digit_go_by_rows():
    zero = draw("digits").inputs[0].reshape(8, 8)
    assert zero[3:5, 3:5].max() < 0.2  # the hole of the zero
    assert zero[:, 0].max() == zero[:, 7].max() == 0
    assert zero[[0, 7]].max(axis=1).min() > 0.5


@pytest.mark.parametrize("name", ["digits", "mnist-like"])
def test_a_digit_is_told_by_the_one_it_looks_like(name):
    dataset = draw(name)
    assert nearest_sample(part(dataset, False), part(dataset, True)) > 0.95


@given(st.sampled_from(["digits", "mnist-like"]), st.floats(0, 0.5))
def test_pixels_stay_within_0_and_1(name, noise):
    inputs = draw(name, noise=noise).inputs
    assert 0 <= inputs.min() <= inputs.max() <= 1


def test_an_enlarged_digit_lies_in_the_middle_with_an_empty_rim():
    pictures = draw("mnist-like").inputs.reshape(-1, 28, 28)
    ink = pictures.sum(axis=(1, 2))
    for axis in (1, 2):
        center = pictures.sum(axis=axis) @ np.arange(28) / ink
        assert np.abs(center - 13.5).max() <= 0.5 + 1e-9
    assert pictures[:, [0, -1]].mean() < 0.002
    assert pictures[:, :, [0, -1]].max() == 0


def test_an_enlarged_digit_is_the_small_one_seen_closer():
    small = draw("digits").inputs.reshape(-1, 8, 8)
    large = draw("mnist-like").inputs.reshape(-1, 28, 28)
    np.testing.assert_array_equal(draw("digits").labels, draw("mnist-like").labels)
    # Each old pixel became 2.5 x 2.5 new ones; the rims have no neighbour to mix with.
    np.testing.assert_allclose(large.sum(axis=(1, 2)), small.sum(axis=(1, 2)) * 2.5**2, rtol=0.02)


def test_the_enlarged_digits_say_what_they_stand_in_for():
    (remark,) = draw("mnist-like").remarks
    assert "stand in for MNIST" in remark
    assert "train-images-idx3-ubyte.gz" in remark


def test_iris_has_fifty_flowers_of_each_species():
    dataset = draw("iris")
    assert dataset.classes == ("setosa", "versicolor", "virginica")
    np.testing.assert_array_equal(np.bincount(dataset.labels), [50, 50, 50])
    assert dataset.features == (
        "sepal length in cm",
        "sepal width in cm",
        "petal length in cm",
        "petal width in cm",
    )
    np.testing.assert_allclose(dataset.inputs.mean(axis=0), [5.843, 3.057, 3.758, 1.199], atol=1e-3)


def test_two_flowers_have_the_numbers_of_fishers_paper():
    flowers = draw("iris").inputs[[34, 37]]
    np.testing.assert_array_equal(flowers, [[4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1]])


def test_noise_leaves_every_length_above_nothing():
    still, noisy = draw("iris").inputs, draw("iris", noise=0.5).inputs
    assert noisy.min() > 0
    assert np.abs(noisy / still - 1).max() <= 0.5


def test_the_digits_hold_no_code():
    with resource("datasets", "digits.npz").open("rb") as file:
        arrays = np.load(io.BytesIO(file.read()), allow_pickle=False)
        assert {name: arrays[name].dtype for name in arrays} == {
            "pixels": np.uint8,
            "labels": np.uint8,
        }
