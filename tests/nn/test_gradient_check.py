from functools import partial

import numpy as np
import pytest

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.gradient_check import check, differences, relative_error
from nnviz.nn.network import ParameterVector
from nnviz.program.kinks import cost_and_sides
from nnviz.session.changes import replaced
from nnviz.session.experiment import Experiment, NetworkSettings
from nnviz.session.presets import load_preset, preset_names
from nnviz.session.report import gradient_check, run_to
from nnviz.session.run import Run

SQUARE = replaced(Experiment(), {"network.hidden": (2, 2)})  # so that dW2 and its transpose fit
ZEROS = Experiment(network=NetworkSettings(activation="relu", initializer="zeros"))
HIDDEN = sorted(name for name, row in ACTIVATIONS.items() if row.hidden)
OPTIONS = {
    "l1": {"training.regularization": "l1"},
    "l2": {"training.regularization": "l2"},
    "dropout": {"network.keep_prob": 0.5},
    "features": {"network.features": ("x1", "x1_x2", "sin_x2")},
    "chain": {"view.chain": True},
    "mini-batches": {"training.batch_size": 3},
    "all": {
        "training.regularization": "l1", "network.keep_prob": 0.8, "view.chain": True,
        "network.features": ("x1_squared", "x2"), "training.optimizer": "adam",
        "training.learning_rate": 0.01, "training.batch_size": 3,
    },
}  # fmt: skip
DROPPING = replaced(Experiment(), {"network.hidden": (6,), "network.keep_prob": 0.5})
PENALIZED = replaced(Experiment(), {"training.regularization": "l2"})


def checked(experiment, spoil, iteration=20):
    """The checks of a gradient into which ``spoil`` has put a mistake."""

    def spoil_alone(gradient, named, m):
        spoil(gradient)

    return checked_by_hand(experiment, spoil_alone, iteration)


def checked_by_hand(experiment, spoil, iteration=20):
    """The same for a mistake that is worked out from the matrices of the pass and from m."""
    run = run_to(experiment, iteration)
    trainer = run.trainer
    machine = trainer.load(run.completed)
    flat = trainer.parameters.flat.copy()
    gradient = ParameterVector(experiment.sizes, machine.gradient().copy())
    spoil(gradient, machine.matrices.named, machine.m)
    return check(experiment.sizes, flat, gradient.flat, partial(cost_and_sides, machine))


def wrong(checks):
    return [each.name for each in checks if each.wrong]


# The large ones have the same lines as digits and take long.
SMALL = [name for name in preset_names() if sum(load_preset(name).sizes) < 500]


@pytest.mark.parametrize("iteration", [0, 7])
@pytest.mark.parametrize("name", SMALL)
def test_the_gradients_of_every_preset_are_right(name, iteration):
    assert wrong(gradient_check(run_to(load_preset(name), iteration))) == []


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("activation", HIDDEN)
def test_the_gradients_of_every_function_are_right_whatever_is_chosen(activation, option):
    changes = {"network.activation": activation, "network.hidden": (4, 3), **OPTIONS[option]}
    for iteration in (0, 7):
        found = gradient_check(run_to(replaced(Experiment(), changes), iteration))
        assert wrong(found) == []
        assert sum(each.checked for each in found) > sum(each.entries for each in found) / 2


def test_every_entry_of_every_matrix_is_compared():
    found = gradient_check(Run(Experiment()))
    assert [(each.name, each.checked, each.entries) for each in found] == [
        ("dW1", 6, 6), ("db1", 3, 3), ("dW2", 3, 3), ("db2", 1, 1),
    ]  # fmt: skip


def test_a_right_gradient_passes_beside_the_wrong_ones():
    assert wrong(checked(SQUARE, lambda gradient: None)) == []


def test_a_second_division_by_m_is_found_and_named():
    def spoil(gradient):
        gradient.b[2][...] /= 4

    assert wrong(checked(SQUARE, spoil)) == ["db2"]


def test_a_missing_transpose_is_found_and_named():
    def spoil(gradient):
        gradient.W[2][...] = gradient.W[2].T.copy()

    assert wrong(checked(SQUARE, spoil)) == ["dW2"]


def test_one_entry_that_is_off_by_a_percent_is_found_and_named():
    def spoil(gradient):
        gradient.W[1][1, 0] *= 1.01

    assert wrong(checked(SQUARE, spoil)) == ["dW1"]


def test_several_mistakes_are_all_named():
    def spoil(gradient):
        gradient.b[1][...] *= 2
        gradient.W[3][...] *= -1

    assert wrong(checked(SQUARE, spoil)) == ["db1", "dW3"]


def test_a_forgotten_gradient_of_the_penalty_is_found_and_named():
    def spoil(gradient, named, m):
        gradient.W[2][...] -= named["rW2"]

    assert wrong(checked_by_hand(PENALIZED, spoil)) == ["dW2"]


def test_a_penalty_that_is_not_divided_by_m_is_found_and_named():
    def spoil(gradient, named, m):
        for layer in (1, 2):
            gradient.W[layer][...] += (m - 1) * named[f"rW{layer}"]

    assert wrong(checked_by_hand(PENALIZED, spoil)) == ["dW1", "dW2"]


def first_layer(gradient, dZ, named, m):
    gradient.W[1][...] = dZ @ named["X"].T / m
    gradient.b[1][...] = dZ.mean(axis=1, keepdims=True)


def test_the_first_layer_by_hand_is_right_when_units_are_dropped():
    def by_hand(gradient, named, m):
        slope = 1 - np.tanh(named["Z1"]) ** 2
        first_layer(gradient, named["dA1"] * named["D1"] / 0.5 * slope, named, m)

    assert wrong(checked_by_hand(DROPPING, by_hand)) == []


def test_a_mask_that_is_forgotten_on_the_way_back_is_found():
    def spoil(gradient, named, m):
        slope = 1 - np.tanh(named["Z1"]) ** 2
        first_layer(gradient, named["dA1"] / 0.5 * slope, named, m)

    assert wrong(checked_by_hand(DROPPING, spoil)) == ["dW1", "db1"]


def test_a_share_that_is_not_divided_by_on_the_way_back_is_found():
    def spoil(gradient, named, m):
        slope = 1 - np.tanh(named["Z1"]) ** 2
        first_layer(gradient, named["dA1"] * named["D1"] * slope, named, m)

    assert wrong(checked_by_hand(DROPPING, spoil)) == ["dW1", "db1"]


def test_a_slope_taken_at_what_dropping_has_left_is_found():
    def spoil(gradient, named, m):
        slope = 1 - named["A1"] ** 2  # A1 is twice tanh(Z1) where a unit is kept
        first_layer(gradient, named["dA1"] * named["D1"] / 0.5 * slope, named, m)

    assert wrong(checked_by_hand(DROPPING, spoil)) == ["dW1", "db1"]


def test_a_gradient_that_is_not_a_number_is_wrong():
    def spoil(gradient):
        gradient.W[2][0, 0] = np.nan

    assert wrong(checked(SQUARE, spoil)) == ["dW2"]


def test_entries_at_the_kink_of_relu_are_left_out_and_counted():
    found = {each.name: each for each in gradient_check(Run(ZEROS))}
    assert wrong(found.values()) == []
    # Z1 = 0 for all samples: every bias and every weight moves some unit across the kink.
    assert (found["db1"].kinks, found["db1"].checked) == (3, 0)
    assert (found["dW1"].kinks, found["dW1"].checked) == (6, 0)
    assert found["dW2"].kinks == 0


def test_entries_at_the_kink_of_l1_are_left_out_and_counted():
    zeros = {"network.initializer": "zeros", "training.regularization": "l1"}
    found = {each.name: each for each in gradient_check(Run(replaced(Experiment(), zeros)))}
    assert wrong(found.values()) == []
    assert (found["dW1"].kinks, found["dW2"].kinks) == (6, 3)  # every weight is 0, none of the b
    assert (found["db1"].kinks, found["db2"].kinks) == (0, 0)


def test_a_smooth_network_has_no_kinks():
    assert not any(each.kinks for each in gradient_check(Run(Experiment())))


def test_gradients_that_vanish_count_as_right():
    zeros = replaced(Experiment(), {"network.initializer": "zeros"})
    found = gradient_check(Run(zeros))
    assert wrong(found) == []
    assert all(each.relative_error == 0 for each in found)


def test_a_saturated_network_passes():
    run = Run(Experiment())
    run.trainer.parameters.flat[:] *= 500
    assert wrong(gradient_check(run)) == []


def test_the_parameters_are_as_before():
    run = run_to(load_preset("circle"), 3)
    before = run.trainer.parameters.flat.copy()
    gradient_check(run)
    np.testing.assert_array_equal(run.trainer.parameters.flat, before)


def test_of_a_large_matrix_some_entries_are_tried_from_its_first_to_its_last():
    parameters = np.linspace(-1, 1, 5 * 40 + 5)
    [weights, _] = check(
        (40, 5), parameters, parameters, lambda at: (at @ at / 2, np.empty(0, bool)), most=9
    )
    assert (weights.checked, weights.entries, weights.wrong) == (9, 200, False)


@pytest.mark.parametrize(
    ("approx", "gradient", "error"),
    [([0, 0], [0, 0], 0), ([1, 0], [1, 0], 0), ([3, 4], [-3, -4], 1), ([1.0], [3.0], 0.5)],
)
def test_the_relative_error_is_the_measure_of_note_004(approx, gradient, error):
    assert relative_error(np.array(approx), np.array(gradient)) == error


def half_square(view):
    """J = ½‖θ‖² of a matrix, whose gradient is θ, with a kink at every entry's 0."""
    return lambda: (float((view * view).sum()) / 2, view.ravel() > 0)


def test_differences_are_given_entry_by_entry_in_the_order_that_is_asked_for():
    view = np.array([[1.0, -2.0], [0.5, 3.0]])
    asked = [(1, 1), (0, 0), (0, 1)]
    found = list(differences(view, asked, half_square(view)))
    assert [each.index for each in found] == asked
    np.testing.assert_allclose([each.value for each in found], [3.0, 1.0, -2.0], rtol=1e-9)


def test_a_difference_across_a_kink_has_no_value_and_says_whose_kink_it_is():
    view = np.array([[1.0, 0.0]])
    right, across = differences(view, [(0, 0), (0, 1)], half_square(view))
    assert right.value == right.quotient
    assert (across.value, across.crossed.tolist()) == (None, [1])


def test_between_two_differences_the_matrix_is_as_it_was():
    view = np.array([[0.1, 0.2, 0.3]])
    before = view.copy()
    for _ in differences(view, [(0, 0), (0, 2)], half_square(view)):
        np.testing.assert_array_equal(view, before)


def test_a_cost_that_fails_leaves_the_matrix_as_it_was():
    view = np.array([[0.1]])

    def cost():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        next(differences(view, [(0, 0)], cost))
    assert view[0, 0] == 0.1


def test_a_difference_is_divided_by_how_far_apart_the_two_costs_were_taken():
    view = np.array([[1e9]])
    [found] = differences(view, [(0, 0)], lambda: (float(view[0, 0]), np.empty(0, bool)))
    assert found.value == 1.0
