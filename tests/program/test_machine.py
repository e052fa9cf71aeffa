from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.program.step import Phase
from tests.program.training import Training
from tests.strategies import Case, cases

XOR = Case((2, 3, 1), ("tanh", "sigmoid"), "binary_cross_entropy", "xavier", m=4, seed=1)
BATCHES = st.integers(1, 9)
FIVE = range(5)


def step_all(machine):
    for line in range(len(machine.program.steps)):
        machine.step(line)


def run(machine):
    machine.run_iteration()


def run_in_sight(machine):
    machine.run_in_sight()


def trained(case, size, way):
    """Five iterations gone one way, and the machine of the last one."""
    training = Training(case, size)
    with np.errstate(all="ignore"):  # some of these rates diverge
        for iteration in FIVE:
            machine = training.load(iteration)
            way(machine)
    return machine


def assert_same_bits(machine, other, names):
    for name in names:
        value, wanted = machine.matrices.named[name], other.matrices.named[name]
        np.testing.assert_array_equal(value, wanted, err_msg=name)


@given(cases(), BATCHES)
def test_running_gives_the_parameters_and_averages_of_stepping_in_every_bit(case, size):
    running, stepping = trained(case, size, run), trained(case, size, step_all)
    np.testing.assert_array_equal(running.state.memory, stepping.state.memory)
    np.testing.assert_array_equal(running.state.gradients.flat, stepping.state.gradients.flat)


@given(cases(), BATCHES)
def test_running_in_sight_gives_every_matrix_of_stepping_in_every_bit(case, size):
    running, stepping = trained(case, size, run_in_sight), trained(case, size, step_all)
    assert running.matrices.named.keys() == stepping.matrices.named.keys()
    assert_same_bits(running, stepping, stepping.matrices.named)


@given(cases(), BATCHES)
def test_the_chain_beside_changes_no_bit_of_what_is_there_without_it(case, size):
    plain = trained(replace(case, chain=False), size, run_in_sight)
    chained = trained(replace(case, chain=True), size, run_in_sight)
    assert plain.matrices.named.keys() <= chained.matrices.named.keys()
    assert_same_bits(chained, plain, plain.matrices.named)
    run_plainly = trained(replace(case, chain=True), size, run)
    np.testing.assert_array_equal(run_plainly.state.memory, plain.state.memory)


@given(cases(), BATCHES)
def test_keeping_all_units_is_the_same_as_no_dropout_in_every_bit(case, size):
    none = trained(replace(case, keep_prob=()), size, run_in_sight)
    shares = (1.0,) * (len(case.sizes) - 2)
    every = trained(replace(case, keep_prob=shares), size, run_in_sight)
    assert none.matrices.named.keys() == every.matrices.named.keys()
    assert_same_bits(none, every, none.matrices.named)


@pytest.mark.parametrize("by_columns", [False, True])
def test_the_two_inputs_as_features_give_the_numbers_of_the_inputs_themselves(by_columns):
    plain = trained(replace(XOR, by_columns=by_columns), 3, run_in_sight)
    fed = trained(replace(XOR, by_columns=by_columns, features=("x1", "x2")), 3, run_in_sight)
    np.testing.assert_array_equal(fed.matrices.named["F"], fed.matrices.named["X"])
    for name, value in plain.matrices.named.items():
        found = fed.matrices.named[name]
        np.testing.assert_allclose(found, value, rtol=1e-12, atol=1e-15, err_msg=name)


@given(cases())
def test_a_penalty_of_rate_zero_changes_no_bit_of_the_parameters(case):
    none = trained(replace(case, regularizer="none"), case.m, run)
    zero = trained(replace(case, regularizer="l1", rate=0.0), case.m, run)
    np.testing.assert_array_equal(zero.state.memory, none.state.memory)


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
def test_the_cost_alone_is_the_cost_of_the_pass_and_tells_the_penalty_in_it(case):
    machine = case.machine()
    cost, penalty = machine.cost(), machine.penalty
    step_all(machine)
    assert cost == machine.matrices.J[0, 0]
    assert penalty == (machine.matrices.named["R"][0, 0] if case.regularizer != "none" else 0)
    assert 0 <= penalty <= cost


@given(cases())
def test_the_gradient_alone_is_the_gradient_of_the_pass(case):
    machine = case.machine()
    gradient = machine.gradient().copy()
    step_all(machine)
    np.testing.assert_array_equal(gradient, machine.state.gradients.flat)


@given(cases())
def test_asking_for_output_cost_or_gradient_moves_neither_parameters_nor_averages(case):
    machine = case.machine()
    before = machine.state.memory.copy()
    output = machine.output()
    machine.cost()
    machine.gradient()
    assert output.shape == (case.sizes[-1], case.m)
    np.testing.assert_array_equal(machine.state.memory, before)


@given(cases())
def test_the_inputs_and_targets_are_never_written(case):
    machine = case.machine()
    machine.matrices.batch.flags.writeable = False
    machine.run_iteration()
    machine.run_in_sight()
    step_all(machine)


def test_training_leaves_out_what_feeds_nothing():
    case = replace(XOR, regularizer="l2", rate=0.1, chain=True)
    machine = case.machine()
    names = {"J", "R", "dA2", "G2", "cdZ2"}
    unseen = {step.name for step in machine.program.steps if step.phase is not Phase.UPDATE}
    assert unseen - {step.name for step in machine.program.training} == names
    machine.run_iteration()
    assert not any(machine.matrices.named[name].any() for name in names)
    machine.run_in_sight()
    assert all(machine.matrices.named[name].all() for name in names)


def test_what_is_shown_beside_the_update_belongs_to_the_parameters_before_it():
    machine = replace(XOR, regularizer="l1", rate=0.1, learning_rate=1.0).machine()
    cost = machine.cost()
    machine.run_in_sight()
    assert machine.matrices.J[0, 0] == cost
    assert machine.cost() != cost


@pytest.mark.parametrize("by_columns", [False, True])
def test_machines_for_batches_of_two_sizes_train_the_same_parameters(by_columns):
    machine = replace(XOR, by_columns=by_columns).machine()
    other = type(machine)(machine.program, machine.matrices.batch[:2], machine.state)
    before = machine.state.parameters.flat.copy()
    other.run_iteration()
    assert (machine.state.parameters.flat != before).any()
