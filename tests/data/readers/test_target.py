import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data.readers.target import from_numbers, from_texts
from nnviz.errors import UserError


def decided(values, task="auto"):
    return from_numbers(np.array(values, dtype=float)[:, None], task, "t.csv")


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        ([0, 1, 1, 0], ("0", "1")),
        ([-1, 1, 1], ("-1", "1")),
        ([2, 4, 4, 2, 2], ("2", "4")),
        ([0, 1000, 0, 1000], ("0", "1000")),
        ([10, 20, 30, 10, 20, 30], ("10", "20", "30")),
        (list(range(10)) * 2, tuple(map(str, range(10)))),
        ([1, 2, 3, 5, 6, 7] * 3, ("1", "2", "3", "5", "6", "7")),
    ],
)
def test_few_whole_numbers_that_come_again_are_classes(values, classes):
    found = decided(values)
    assert found.classes == classes
    assert found.values is None
    assert [int(found.classes[label]) for label in found.labels] == values


@pytest.mark.parametrize(
    "values",
    [
        [0.5, 1.5, 0.5, 1.5],
        [1, 2, 3, 4],
        [100_000, 150_000, 900_000] * 9,
        list(range(21)) * 9,
        [3, 250_000],
    ],
)
def test_other_numbers_are_amounts_to_predict(values):
    found = decided(values)
    np.testing.assert_array_equal(found.values[:, 0], values)
    assert found.classes == ()
    assert not found.labels.any()


def test_a_person_may_say_otherwise():
    assert decided([0.5, 1.5, 0.5], "classification").classes == ("0.5", "1.5")
    np.testing.assert_array_equal(decided([0, 1, 1], "regression").values, [[0], [1], [1]])


@pytest.mark.parametrize("task", ["auto", "classification"])
def test_one_class_is_nothing_to_learn(task):
    with pytest.raises(UserError, match=r"every sample is of the class '3'.*2 classes"):
        decided([3, 3, 3], task)


def test_classes_have_an_end():
    assert len(decided(range(100), "classification").classes) == 100
    with pytest.raises(UserError, match="101 different"):
        decided(range(101), "classification")


def test_names_of_classes_stand_in_the_order_that_people_expect():
    texts = ["class 10", "b", "class 2", "A", "c"]
    found = from_texts(np.arange(5), texts, "auto", "t.csv")
    assert found.classes == ("A", "b", "c", "class 2", "class 10")
    assert [found.classes[label] for label in found.labels] == texts


@given(st.lists(st.integers(0, 6), min_size=1, max_size=40), st.permutations(list("abcdefg")))
def test_every_sample_keeps_its_name(codes, texts):
    found = from_texts(np.array(codes), texts, "auto", "t.csv")
    assert [found.classes[label] for label in found.labels] == [texts[code] for code in codes]
    assert list(found.classes) == sorted(found.classes)


def test_a_target_that_is_always_the_same_is_refused():
    with pytest.raises(UserError, match=r"every value is 1\.5, so there is nothing to predict"):
        decided([1.5, 1.5, 1.5])
