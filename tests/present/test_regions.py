import numpy as np
import pytest

from nnviz.present.colours import STEPS
from nnviz.present.regions import class_levels, shades, signed_levels

MIDDLE = STEPS // 2


@pytest.mark.parametrize("threshold", [0.5, 0.0])
def test_one_unit_is_measured_from_its_threshold(threshold):
    output = threshold + np.array([[-5.0, 0.0, 5.0]])
    assert signed_levels(output, threshold).tolist() == [0, MIDDLE, STEPS - 1]


def test_a_sigmoid_reaches_both_ends_of_the_scale():
    assert signed_levels(np.array([[0.0, 1.0]]), 0.5).tolist() == [0, STEPS - 1]


def test_of_two_units_the_second_is_measured_against_the_first():
    output = np.array([[0.5, 1.0, 0.0], [0.5, 0.0, 1.0]])
    assert signed_levels(output, 0.5).tolist() == [MIDDLE, 0, STEPS - 1]


@pytest.mark.parametrize("classes", [3, 10, 31, 32, 100])
def test_the_class_of_a_column_is_its_strongest_unit(classes):
    level = class_levels(np.eye(classes)).astype(int)
    steps = shades(classes)
    np.testing.assert_array_equal(level // steps, np.arange(classes))
    assert (level % steps == steps - 1).all()


def test_the_surer_an_answer_the_stronger_its_shade():
    sure = np.linspace(1 / 3, 1, 20)
    output = np.array([(1 - sure) / 2, sure, (1 - sure) / 2])
    level = class_levels(output)[1:].astype(int)
    assert (level // shades(3) == 1).all()
    assert (np.diff(level) >= 0).all()
    assert set(level % shades(3)) == set(range(shades(3)))


def test_outputs_that_are_no_probabilities_have_a_shade_all_the_same():
    level = class_levels(np.array([[5.0, -9.0, np.inf], [1.0, -7.0, 0.0], [0.0, -8.0, 0.0]]))
    assert (level // shades(3)).tolist() == [0, 1, 0]
