import numpy as np
import pytest
from hypothesis import assume, given, settings

from tests.program.comparing import assert_agrees, near_kink
from tests.strategies import PAIRS, Case, cases


def stepped(machine):
    """X, Y and parameters before, and every matrix after stepping through one iteration."""
    before = {name: machine.matrices.named[name].copy() for name in ("X", "Y")}
    before |= {name: value.copy() for name, value in machine.state.parameters.named()}
    for line in range(len(machine.program.steps)):
        machine.step(line)
    after = {}
    for step in machine.program.steps:
        name = f"new {step.name}" if step.phase == "update" else step.name
        after[name] = machine.matrices.named[step.name]
    return before, after


def check(case):
    before, after = stepped(case.machine())
    assert_agrees(after, before, case.activations, case.loss, case.learning_rate)


@settings(max_examples=150)
@given(cases())
def test_every_matrix_agrees_with_automatic_differentiation(case):
    before, after = stepped(case.machine())
    assume(not near_kink(case.activations, after))
    assert_agrees(after, before, case.activations, case.loss, case.learning_rate)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_every_pair_of_output_and_loss_agrees(output, loss):
    check(Case((3, 4, 3), ("tanh", output), loss, "xavier", m=5, seed=1))


@pytest.mark.parametrize("inputs", [255, 256, 300])
def test_a_layer_with_hundreds_of_inputs_agrees(inputs):
    check(Case((inputs, 1), ("sigmoid",), "binary_cross_entropy", "xavier", m=4, seed=2))


def test_relu_at_exactly_zero_has_the_derivative_zero():
    case = Case((2, 3, 1), ("relu", "linear"), "squared_error", "zeros", 4, seed=5, biases=False)
    machine = case.machine()
    machine.state.parameters.W[2][...] = 1.0
    _, after = stepped(machine)
    assert not after["Z1"].any()
    assert not after["dZ1"].any()
    assert after["dA1"].any()


@given(cases())
def test_the_update_is_the_parameters_minus_the_rate_times_the_gradient(case):
    before, after = stepped(case.machine())
    for name in before.keys() - {"X", "Y"}:
        wanted = before[name] - case.learning_rate * after[f"d{name}"]
        np.testing.assert_array_equal(after[f"new {name}"], wanted)
