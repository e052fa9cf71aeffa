import numpy as np
import pytest
from hypothesis import given

from nnviz.nn.optimizers import OPTIMIZERS
from nnviz.program.matrices import State
from tests.program.training import Training
from tests.strategies import Case, cases

NETWORK = Case((2, 3, 1), ("tanh", "sigmoid"), "binary_cross_entropy", "xavier", 4, 1).network()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_memory_of_a_state_holds_the_parameters_and_then_the_averages(name):
    optimizer = OPTIMIZERS[name]
    state = State.for_network(NETWORK, optimizer)
    assert state.memory.shape == (1 + len(optimizer.slots), 13)
    assert not state.memory.any()
    assert tuple(state.slots) == optimizer.slots
    for row, vector in zip(state.memory, (state.parameters, *state.slots.values()), strict=True):
        vector.W[2][...] = 5.0
        assert (row == 5.0).sum() == 3


@given(cases())
def test_going_on_from_a_copy_of_the_memory_gives_the_same_bits(case):
    first, second = Training(case, 3), Training(case, 3)
    with np.errstate(all="ignore"):
        for iteration in range(4):
            first.load(iteration).run_iteration()
        second.state.memory[...] = first.state.memory
        for training in (first, second):
            for iteration in range(4, 7):
                training.load(iteration).run_iteration()
    np.testing.assert_array_equal(first.state.memory, second.state.memory)


@given(cases())
def test_below_what_feeds_a_layer_stands_a_row_of_ones_that_is_never_written(case):
    machine = case.machine()
    for _ in range(2):
        machine.run_in_sight()
        for layer in range(len(case.activations)):
            fed = machine.matrices.fed[layer]
            assert fed.shape == (case.sizes[layer] + 1, case.m)
            np.testing.assert_array_equal(fed[-1], 1.0)
            assert np.shares_memory(fed, machine.matrices.A[layer])


@given(cases())
def test_the_first_layer_is_fed_the_batch_itself_unless_features_are_made_of_it(case):
    matrices = case.machine().matrices
    assert np.shares_memory(matrices.A[0], matrices.batch) == (not case.features)
    assert np.shares_memory(matrices.X, matrices.batch)
    assert matrices.X.shape[0] == (2 if case.features else case.sizes[0])
    assert ("F" in matrices.named) == bool(case.features)
