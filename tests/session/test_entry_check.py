"""The gradient check of one matrix in sight."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.nn.error_bands import Band
from nnviz.nn.losses import LOSSES
from nnviz.nn.optimizers import OPTIMIZERS
from nnviz.program.kinks import Kink
from nnviz.session.changes import replaced
from nnviz.session.entry_check import EntryCheck
from nnviz.session.presets import load_preset
from tests.session.checking import WIDE, XOR, ZEROS, check_of, checked, complete, stopped_at
from tests.session.moving import bits

OPTIONS = {
    "l1": {"training.regularization": "l1", "training.regularization_rate": 0.1},
    "l2": {"training.regularization": "l2", "training.regularization_rate": 0.1},
    "dropout": {"network.keep_prob": 0.5, "network.hidden": (6, 4)},
    "mini-batches": {"training.batch_size": 3},
    "features": {"network.features": ("x1", "x1_x2", "sin_x2")},
    "chain": {"view.chain": True},
    "momentum": {"training.optimizer": "momentum"},
    "rmsprop": {"training.optimizer": "rmsprop", "training.learning_rate": 0.01},
    "adam": {"training.optimizer": "adam", "training.learning_rate": 0.01},
    "leaky": {"network.activation": "leaky_relu"},
    "squared error": {"network.loss": "squared_error"},
}


def gradients(experiment):
    return [f"d{letter}{layer}" for layer in range(1, len(experiment.sizes)) for letter in "Wb"]


def right(check):
    return not check.count(Band.WRONG) and not check.count(Band.DOUBTFUL)


def test_the_options_name_every_optimizer_but_the_usual_one():
    assert set(OPTIMIZERS) - set(OPTIONS) == {XOR.training.optimizer}


@pytest.mark.parametrize("option", OPTIONS)
def test_every_gradient_is_right_whatever_is_chosen(option):
    experiment = replaced(XOR, OPTIONS[option])
    for name in gradients(experiment):
        for iteration in (0, 7):
            check = checked(experiment, name, iteration=iteration)
            assert right(check), name
            assert check.count(Band.UNCHECKED) == 0
            assert check.relative_error < 1e-6


@pytest.mark.parametrize("preset", ["gaussians", "house-price", "binary-relu", "iris"])
def test_every_gradient_of_every_loss_is_right(preset):
    experiment = load_preset(preset)
    assert experiment.network.loss in LOSSES
    for name in gradients(experiment):
        assert right(checked(experiment, name))


@pytest.mark.parametrize(
    "spoil",
    [lambda g: 2 * g, lambda g: g / 2, lambda g: 4 * g, lambda g: -g, lambda g: 0 * g],
    ids=["doubled", "halved", "without 1/m", "turned round", "forgotten"],
)
@pytest.mark.parametrize("name", ["dW1", "db2", "dW3"])
def test_a_gradient_that_is_off_by_a_factor_is_wrong_in_every_entry(name, spoil):
    check = checked(WIDE, name, spoil)
    assert check.count(Band.WRONG) == check.entries


def test_a_transposed_gradient_is_wrong_beside_its_diagonal():
    check = checked(WIDE, "dW2", lambda gradient: gradient.T.copy())
    assert [Band(int(each)) for each in np.diag(check.bands)] == [Band.GOOD] * 3
    assert check.count(Band.WRONG) == 6


def test_one_wrong_entry_is_found_where_it_is():
    def spoil(gradient):
        gradient = gradient.copy()
        gradient[1, 0] *= 1.5
        return gradient

    check = checked(WIDE, "dW1", spoil)
    assert np.argwhere(check.bands == Band.WRONG).tolist() == [[1, 0]]
    assert check.largest_error == pytest.approx(1 / 3, rel=1e-6)


def test_an_entry_that_is_off_by_a_thousandth_is_doubtful():
    check = checked(WIDE, "dW1", lambda gradient: 1.001 * gradient)
    assert check.count(Band.DOUBTFUL) == check.entries


def test_an_entry_that_is_not_a_number_is_wrong_and_the_largest_error():
    def spoil(gradient):
        gradient = gradient.copy()
        gradient[0, 0] = np.nan
        return gradient

    check = checked(WIDE, "dW1", spoil)
    assert check.count(Band.WRONG) == 1
    assert np.isnan(check.largest_error)


def test_the_mask_of_dropout_is_that_of_the_iteration():
    experiment = replaced(XOR, {"network.keep_prob": 0.5, "network.hidden": (6,)})
    run = stopped_at(experiment, 3, "dW1")
    mask = run.snapshot().matrices["D1"]
    check = complete(check_of(run, "dW1"))
    np.testing.assert_array_equal(check._machine.matrices.named["D1"], mask)
    assert right(check)


def test_of_a_forgotten_penalty_the_difference_is_seen():
    experiment = replaced(XOR, {**OPTIONS["l2"], "training.regularization_rate": 1.0})
    run = stopped_at(experiment, 7, "dW1")
    penalty = run.snapshot().matrices["rW1"]
    check = complete(check_of(run, "dW1", lambda gradient: gradient - penalty))
    assert check.count(Band.WRONG) == 6


def test_a_kink_is_said_with_its_unit_and_sample():
    check = checked(ZEROS, "db1", iteration=0)
    assert check.count(Band.KINK) == check.entries == 3
    assert np.isnan(check.approx).all()
    compared = check.compared(1, 0)
    assert compared.band is Band.KINK
    assert compared.crossed == 4  # of all four samples
    assert compared.kinks[0] == Kink("ReLU", layer=1, row=1, column=0, weight=False)


def test_a_weight_at_the_kink_of_the_penalty_is_said():
    experiment = replaced(XOR, {"network.initializer": "zeros", **OPTIONS["l1"]})
    check = checked(experiment, "dW1", iteration=0)
    assert check.compared(2, 1).kinks == (Kink("|W|", layer=1, row=2, column=1, weight=True),)
    assert check.compared(2, 1).crossed == 1


def test_entries_that_rounding_decides_are_said_and_count_as_right():
    check = checked(load_preset("saturated"), "dW1", iteration=0)
    assert check.count(Band.ROUNDING) == check.entries


def test_the_arithmetic_of_an_entry_can_be_done_again():
    check = checked(XOR, "dW1")
    found = check.compared(1, 0)
    assert found.approx == (found.above - found.below) / found.width == check.approx[1, 0]
    assert found.gradient == check.gradient[1, 0]
    larger = max(abs(found.approx), abs(found.gradient))
    assert found.error == abs(found.approx - found.gradient) / larger


def test_an_entry_that_is_not_reached_yet_has_no_arithmetic():
    check = check_of(stopped_at(XOR, 0, "dW1"), "dW1")
    assert check.compared(0, 0) is None


def test_a_slice_compares_at_least_one_entry_and_none_twice():
    check = check_of(stopped_at(XOR, 0, "dW1"), "dW1")
    for count in range(1, 7):
        assert not check.done
        check.advance(0)
        assert check.checked == count == 6 - check.count(Band.UNCHECKED)
    assert check.done
    assert check.seconds_left == 0


def test_how_long_it_takes_is_known_from_the_entries_that_were_compared(monkeypatch):
    check = check_of(stopped_at(XOR, 0, "dW1"), "dW1")
    assert check.seconds_left is None
    # One of the entries is held up by something else.
    clock = iter([0.0, 0.0, 0.125, 1.0, 1.0, 9.0, 10.0, 10.0, 10.125])
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    for _ in range(3):
        check.advance(0)
    assert check.entry_seconds == 0.125
    assert check.seconds_left == 3 * 0.125


def test_what_is_looked_at_is_compared_first():
    check = check_of(stopped_at(WIDE, 0, "dW2"), "dW2")
    check.advance(0)
    wanted = [(2, 2), (0, 1), (1, 0)]
    check.prefer(wanted)
    for number in range(3):
        check.advance(0)
        assert all(check.compared(*index) is not None for index in wanted[: number + 1])
    assert right(complete(check))


@given(rows=st.integers(1, 7), columns=st.integers(1, 7), data=st.data())
@settings(max_examples=25, deadline=None)
def test_every_entry_is_compared_once_whatever_the_shape_and_whatever_is_preferred(
    rows, columns, data
):
    experiment = replaced(XOR, {"network.hidden": (columns, rows)})
    check = check_of(stopped_at(experiment, 0, "dW2"), "dW2")
    places = st.tuples(st.integers(0, rows - 1), st.integers(0, columns - 1))
    turns = 0
    while not check.done:
        check.prefer(data.draw(st.lists(places, max_size=3)))
        check.advance(0)
        turns += 1
    assert turns == rows * columns
    assert check.count(Band.UNCHECKED) == 0


def test_of_a_large_matrix_the_first_entries_lie_all_over_it():
    experiment = replaced(XOR, {"network.hidden": (40, 30)})
    check = check_of(stopped_at(experiment, 0, "dW2"), "dW2")
    for _ in range(60):
        check.advance(0)
    rows, columns = np.nonzero(check.bands != Band.UNCHECKED)
    assert np.ptp(rows) >= 27
    assert np.unique(rows // 10).tolist() == [0, 1, 2]
    assert np.unique(columns // 10).tolist() == [0, 1, 2, 3]


def test_checking_changes_nothing_of_the_run():
    experiment = replaced(XOR, OPTIONS["dropout"])
    run, other = (stopped_at(experiment, 5, "dW1") for _ in range(2))
    check = check_of(run, "dW1")
    while not check.done:  # in turns, as a window does
        check.advance(0)
        run.step()
        other.step()
    run.advance(20)
    other.advance(20)
    assert bits(run.snapshot().matrices) == bits(other.snapshot().matrices)
    assert run.trainer.memory.tobytes() == other.trainer.memory.tobytes()


def test_the_gradient_of_an_earlier_moment_is_checked_with_its_own_numbers():
    run = stopped_at(replaced(XOR, OPTIONS["mini-batches"]), 40, "dW1")
    run.seek(3, run.line)
    assert right(complete(check_of(run, "dW1")))


def test_after_numbers_set_by_hand_the_gradient_is_still_right():
    run = stopped_at(XOR, 4, "dW1")
    run.edit("W2", 0, 1, 3.0)
    run.edit("X", 0, 2, 0.5)
    assert right(complete(check_of(run, "dW1")))


def test_a_cost_that_is_not_finite_is_said_and_nothing_is_compared():
    run = stopped_at(XOR, 0, "dW1")
    memory = run.began_with[0].copy()
    memory[0, 0] = np.inf
    check = EntryCheck(run.trainer, 0, memory, "dW1", run.snapshot().matrices["dW1"])
    assert check.done
    assert not check.possible


def test_a_matrix_of_another_shape_is_refused():
    run = stopped_at(XOR, 0, "dW1")
    with pytest.raises(ValueError, match="shape"):
        check_of(run, "dW1", lambda gradient: gradient.T)
