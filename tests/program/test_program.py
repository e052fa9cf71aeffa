import pytest
from hypothesis import given

from nnviz.program.step import Kind, Phase
from nnviz.program.touch import touched
from tests.strategies import Case, cases

TWO_LAYERS = Case((2, 3, 1), ("tanh", "sigmoid"), "binary_cross_entropy", "xavier", m=4, seed=1)


def program(case=TWO_LAYERS):
    return case.machine().program


def test_an_iteration_is_forward_backward_and_update_in_this_order():
    names = " ".join(step.name for step in program().steps)
    assert names == "Z1 A1 Z2 A2 J dA2 dZ2 dW2 db2 dA1 dZ1 dW1 db1 W1 b1 W2 b2"


@given(cases())
def test_every_line_reads_only_what_is_there_before_it(case):
    depth = len(case.activations)
    there = {"X", "Y"} | {f"{kind}{k}" for kind in "Wb" for k in range(1, depth + 1)}
    for step in program(case).steps:
        assert there >= set(step.inputs)
        there.add(step.name)


@given(cases())
def test_every_line_names_the_dimensions_of_its_matrix(case):
    machine = case.machine()
    sizes = {f"n{k}": size for k, size in enumerate(case.sizes)} | {"m": case.m, "1": 1}
    for step in machine.program.steps:
        shape = machine.matrices.named[step.name].shape
        assert tuple(sizes[name] for name in step.dimensions) == shape


@given(cases())
def test_the_index_finds_every_line(case):
    found = program(case)
    assert all(found.steps[found.index[step.name]] is step for step in found.steps)


@pytest.mark.parametrize(("line", "end"), [(0, 5), (4, 5), (5, 13), (12, 13), (13, 17), (16, 17)])
def test_a_phase_ends_where_the_next_one_begins(line, end):
    assert program().phase_end(line) == end


def test_the_gradient_needs_neither_the_cost_nor_what_the_shortcut_replaces():
    found = program()
    needed = [step.name for step in found.needed_for(["dW1", "db1", "dW2", "db2"])]
    assert needed == ["Z1", "A1", "Z2", "A2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1"]


def test_without_the_shortcut_the_gradient_needs_the_output_gradient():
    case = Case((2, 3, 1), ("tanh", "sigmoid"), "squared_error", "xavier", m=4, seed=1)
    assert "dA2" in [step.name for step in program(case).needed_for(["dW1"])]


def test_an_update_is_never_needed_for_a_value():
    found = program()
    assert all(step.phase is not Phase.UPDATE for step in found.needed_for(found.index))


@given(cases())
def test_what_lights_up_lies_inside_the_network(case):
    depth = len(case.activations)
    for step in program(case).steps:
        parts = touched(step)
        assert parts.edges <= set(range(1, depth + 1))
        assert parts.biases <= set(range(1, depth + 1))
        assert parts.units <= set(range(depth + 1))


def test_a_product_with_weights_lights_up_its_edges_and_the_units_at_both_ends():
    steps = {step.name: step for step in program().steps}
    assert touched(steps["Z2"]).edges == {2}
    assert touched(steps["Z2"]).units == {1, 2}
    assert touched(steps["dA1"]).edges == {2}
    assert touched(steps["dA1"]).units == {1, 2}
    assert touched(steps["W1"]).edges == {1}


def test_every_kind_of_line_occurs():
    chain = Case((2, 3, 1), ("tanh", "sigmoid"), "squared_error", "xavier", m=4, seed=1)
    kinds = {step.kind for case in (TWO_LAYERS, chain) for step in program(case).steps}
    assert kinds == set(Kind)
