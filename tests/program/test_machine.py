import numpy as np
import pytest
from hypothesis import given

from nnviz.program.step import Phase
from tests.strategies import Case, cases

XOR = Case((2, 3, 1), ("tanh", "sigmoid"), "binary_cross_entropy", "xavier", m=4, seed=1)


def step_all(machine):
    for line in range(len(machine.program.steps)):
        machine.step(line)


@given(cases())
def test_running_an_iteration_gives_the_bits_of_stepping_through_it(case):
    running, stepping = case.machine(), case.machine()
    with np.errstate(all="ignore"):  # some of these rates diverge
        for _ in range(3):
            running.run_iteration()
            running.fill_unseen()
            step_all(stepping)
    for name, value in running.matrices.named.items():
        np.testing.assert_array_equal(value, stepping.matrices.named[name], err_msg=name)


@given(cases())
def test_a_line_changes_its_own_matrix_and_no_other(case):
    machine = case.machine()
    for line, step in enumerate(machine.program.steps):
        before = {name: value.copy() for name, value in machine.matrices.named.items()}
        machine.step(line)
        for name in before.keys() - {step.name}:
            np.testing.assert_array_equal(before[name], machine.matrices.named[name])


@given(cases())
def test_a_line_computed_twice_is_the_same_unless_it_updates(case):
    machine = case.machine()
    for line, step in enumerate(machine.program.steps):
        machine.step(line)
        if step.phase is not Phase.UPDATE:
            once = machine.matrices.named[step.name].copy()
            machine.step(line)
            np.testing.assert_array_equal(once, machine.matrices.named[step.name])


@given(cases())
def test_the_cost_alone_is_the_cost_of_the_pass(case):
    machine = case.machine()
    cost = machine.cost()
    step_all(machine)
    assert cost == machine.matrices.J[0, 0]


@given(cases())
def test_the_gradient_alone_is_the_gradient_of_the_pass(case):
    machine = case.machine()
    gradient = machine.gradient().copy()
    step_all(machine)
    np.testing.assert_array_equal(gradient, machine.state.gradients.flat)


@given(cases())
def test_asking_for_the_output_moves_no_parameter(case):
    machine = case.machine()
    before = machine.state.parameters.flat.copy()
    output = machine.output()
    assert output.shape == (case.sizes[-1], case.m)
    np.testing.assert_array_equal(machine.state.parameters.flat, before)


def test_the_inputs_and_targets_are_never_written():
    machine = XOR.machine()
    machine.matrices.batch.flags.writeable = False
    machine.run_iteration()
    machine.fill_unseen()
    step_all(machine)


def test_training_leaves_out_what_feeds_nothing():
    machine = XOR.machine()
    machine.run_iteration()
    assert machine.matrices.J[0, 0] == 0
    assert not machine.matrices.named["dA2"].any()
    machine.fill_unseen()
    assert machine.matrices.J[0, 0] > 0
    assert machine.matrices.named["dA2"].all()


@pytest.mark.parametrize("by_columns", [False, True])
def test_machines_for_batches_of_two_sizes_train_the_same_parameters(by_columns):
    first = Case((2, 3, 1), XOR.activations, XOR.loss, "xavier", 4, 1, by_columns=by_columns)
    machine = first.machine()
    other = type(machine)(machine.program, machine.matrices.batch[:2], machine.state)
    before = machine.state.parameters.flat.copy()
    other.run_iteration()
    assert (machine.state.parameters.flat != before).any()
