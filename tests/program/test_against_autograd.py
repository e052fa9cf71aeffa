from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnviz.nn.features import FEATURES
from nnviz.nn.losses import LOSSES
from tests.program.comparing import assert_all_agree, near_kink
from tests.program.reference import Rules
from tests.program.training import Training, stepped
from tests.strategies import HIDDEN, OPTIONS, PAIRS, PENALTIES, Case, cases

TWENTY = range(20)
FAR = 1e6  # of a run that has diverged, only rounding is left to see


def rules(case):
    told = {name: getattr(case, name) for name in Rules.__dataclass_fields__}
    return Rules(**told)


def check(case):
    before, after = stepped(case.machine())
    assert not near_kink(case.activations, after)
    assert_all_agree([after], [before], [rules(case)], 0)


def check_twenty_iterations(cases, size):
    """Each from where it stands, which is where the iteration before has left it."""
    trainings = [Training(case, size) for case in cases]
    followed = [rules(case) for case in cases]
    left = [{}] * len(cases)
    for iteration in TWENTY:
        pairs = [stepped(training.load(iteration)) for training in trainings]
        before, after = [each[0] for each in pairs], [each[1] for each in pairs]
        assert not any(near_kink(cases[0].activations, each) for each in after)
        assert all(each["J"] < FAR for each in after)
        assert_all_agree(after, before, followed, iteration)
        for begun, each in zip(before, left, strict=True):
            assert all((begun[name] == value).all() for name, value in each.items())
        left = [
            {name[4:]: value for name, value in each.items() if name.startswith("new ")}
            for each in after
        ]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", HIDDEN)
def test_twenty_iterations_agree_with_automatic_differentiation_whatever_is_chosen(
    activation, loss
):
    output = LOSSES[loss].outputs[0] if LOSSES[loss].outputs else activation
    plain = Case(
        (2, 3, 2), (activation, output), loss, "xavier", m=5, seed=1, learning_rate=0.01, rate=0.3
    )
    check_twenty_iterations([replace(plain, **chosen) for chosen in OPTIONS], size=3)


@settings(max_examples=60)
@given(cases(), st.integers(1, 9))
def test_twenty_iterations_of_any_network_agree_with_automatic_differentiation(case, size):
    training, told = Training(case, size), rules(case)
    for iteration in TWENTY:
        with np.errstate(all="ignore"):
            before, after = stepped(training.load(iteration))
        assume(not near_kink(case.activations, after))
        if not max(np.abs(value).max() for value in after.values()) < FAR:
            break
        assert_all_agree([after], [before], [told], iteration)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_every_pair_of_output_and_loss_agrees(output, loss):
    plain = Case((3, 4, 3), ("tanh", output), loss, "xavier", m=5, seed=1)
    for chain in (False, True):
        check(replace(plain, chain=chain))


def test_all_features_together_agree():
    case = Case((7, 3, 1), ("tanh", "sigmoid"), "binary_cross_entropy", "xavier", m=6, seed=4)
    check(replace(case, features=tuple(FEATURES)))


@pytest.mark.parametrize("inputs", [255, 256, 300])
@pytest.mark.parametrize("penalty", PENALTIES)
def test_a_layer_with_hundreds_of_inputs_agrees(inputs, penalty):
    case = Case((inputs, 1), ("sigmoid",), "binary_cross_entropy", "xavier", m=4, seed=2)
    check(replace(case, regularizer=penalty, rate=0.5))


@pytest.mark.parametrize(("activation", "slope"), [("relu", 0.0), ("leaky_relu", 0.01)])
def test_at_exactly_zero_a_kinked_function_has_the_slope_of_its_left_side(activation, slope):
    case = Case((2, 3, 1), (activation, "linear"), "squared_error", "zeros", 4, 5, biases=False)
    machine = case.machine()
    machine.state.parameters.W[2][...] = 1.0
    _, after = stepped(machine)
    assert not after["Z1"].any()
    assert after["dA1"].all()
    np.testing.assert_array_equal(after["dZ1"], slope * after["dA1"])


@given(cases())
def test_gradient_descent_takes_the_rate_times_the_gradient_from_the_parameters(case):
    case = replace(case, optimizer="gradient_descent")
    before, after = stepped(case.machine())
    for name in before.keys() - {"X", "Y"}:
        wanted = before[name] - case.learning_rate * after[f"d{name}"]
        np.testing.assert_array_equal(after[f"new {name}"], wanted)
