from dataclasses import replace

import pytest
from hypothesis import given

from nnviz.program.step import Kind, Phase
from nnviz.program.touch import touched
from tests.strategies import Case, cases

TWO_LAYERS = Case((2, 3, 1), ("tanh", "sigmoid"), "binary_cross_entropy", "xavier", m=4, seed=1)
NO_SHORTCUT = replace(TWO_LAYERS, loss="squared_error")
ALL = replace(
    TWO_LAYERS, optimizer="adam", regularizer="l2", rate=0.1, keep_prob=(0.5,),
    features=("x1", "x2"), chain=True,
)  # fmt: skip
FORWARD, UPDATE = "Z1 A1 Z2 A2 J", "W1 b1 W2 b2"
BACKWARD = "dA2 dZ2 dW2 db2 dA1 dZ1 dW1 db1"


def names(case):
    return " ".join(step.name for step in case.program().steps)


def lines(case):
    return {step.name: step for step in case.program().steps}


def test_an_iteration_is_forward_backward_and_update_in_this_order():
    assert names(TWO_LAYERS) == f"{FORWARD} {BACKWARD} {UPDATE}"


@pytest.mark.parametrize(
    ("changes", "order"),
    [
        ({"features": ("x1", "x2")}, f"F {FORWARD} {BACKWARD} {UPDATE}"),
        ({"keep_prob": (0.5,)}, f"Z1 D1 A1 Z2 A2 J {BACKWARD} {UPDATE}"),
        (
            {"regularizer": "l1"},
            f"Z1 A1 Z2 A2 R J dA2 dZ2 rW2 dW2 db2 dA1 dZ1 rW1 dW1 db1 {UPDATE}",
        ),
        (
            {"chain": True},
            f"{FORWARD} dA2 G2 cdZ2 dZ2 dW2 db2 dA1 G1 dZ1 dW1 db1 {UPDATE}",
        ),
        (
            {"chain": True, "loss": "squared_error"},
            f"{FORWARD} dA2 G2 dZ2 dW2 db2 dA1 G1 dZ1 dW1 db1 {UPDATE}",
        ),
        (
            {"optimizer": "momentum"},
            f"{FORWARD} {BACKWARD} vdW1 W1 vdb1 b1 vdW2 W2 vdb2 b2",
        ),
        (
            {"optimizer": "rmsprop"},
            f"{FORWARD} {BACKWARD} sdW1 W1 sdb1 b1 sdW2 W2 sdb2 b2",
        ),
        (
            {"optimizer": "adam"},
            f"{FORWARD} {BACKWARD} "
            "vdW1 sdW1 W1 vdb1 sdb1 b1 vdW2 sdW2 W2 vdb2 sdb2 b2",
        ),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, dict) else "",
)  # fmt: skip
def test_what_is_chosen_puts_its_lines_where_they_are_needed(changes, order):
    assert names(replace(TWO_LAYERS, **changes)) == order


def test_softmax_has_no_slope_of_its_own_only_a_jacobian():
    case = replace(
        TWO_LAYERS, sizes=(2, 3, 2), activations=("tanh", "softmax"),
        loss="categorical_cross_entropy", chain=True,
    )  # fmt: skip
    assert "dA2 cdZ2 dZ2" in names(case)
    assert "dA2 dZ2" in names(replace(case, loss="squared_error_cross_entropy"))


def test_layers_that_keep_all_units_draw_no_mask():
    case = replace(
        TWO_LAYERS, sizes=(2, 3, 3, 1), activations=("tanh", "tanh", "sigmoid"),
        keep_prob=(1.0, 0.8),
    )  # fmt: skip
    assert [name for name in names(case).split() if name.startswith("D")] == ["D2"]


@given(cases())
def test_every_line_reads_only_what_is_there_before_it(case):
    machine = case.machine()
    there = {"X", "Y"} | {name for name, _ in machine.state.parameters.named()}
    for slot, vector in machine.state.slots.items():
        there |= {name for name, _ in vector.named(f"{slot}d")}
    for step in machine.program.steps:
        assert there >= set(step.inputs)
        there.add(step.name)
    assert there == set(machine.matrices.named)


@given(cases())
def test_every_line_names_the_dimensions_of_its_matrix(case):
    machine = case.machine()
    sizes = {f"n{k}": size for k, size in enumerate(case.sizes)} | {"m": case.m, "1": 1, "x": 2}
    for name in machine.matrices.named:
        shape = machine.matrices.named[name].shape
        assert tuple(sizes[each] for each in machine.program.dimensions(name)) == shape


@given(cases())
def test_the_index_finds_every_line(case):
    found = case.program()
    assert all(found.steps[found.index[step.name]] is step for step in found.steps)


@pytest.mark.parametrize(("line", "end"), [(0, 5), (4, 5), (5, 13), (12, 13), (13, 17), (16, 17)])
def test_a_phase_ends_where_the_next_one_begins(line, end):
    assert TWO_LAYERS.program().phase_end(line) == end


def test_the_gradient_needs_neither_the_cost_nor_what_the_shortcut_replaces():
    found = TWO_LAYERS.program()
    needed = [step.name for step in found.needed_for(["dW1", "db1", "dW2", "db2"])]
    assert needed == ["Z1", "A1", "Z2", "A2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1"]


def test_the_gradient_needs_features_masks_slopes_and_the_penalty_of_the_weights():
    needed = [step.name for step in ALL.program().training]
    assert needed == [
        "F", "Z1", "D1", "A1", "Z2", "A2", "dZ2", "rW2", "dW2", "db2",
        "dA1", "G1", "dZ1", "rW1", "dW1", "db1",
    ]  # fmt: skip


def test_without_the_shortcut_the_gradient_needs_the_output_gradient():
    assert "dA2" in [step.name for step in NO_SHORTCUT.program().needed_for(["dW1"])]


def test_an_update_is_never_needed_for_a_value():
    found = ALL.program()
    assert all(step.phase is not Phase.UPDATE for step in found.needed_for(found.index))


@given(cases())
def test_what_lights_up_lies_inside_the_network(case):
    depth = len(case.activations)
    for step in case.program().steps:
        parts = touched(step)
        assert parts.edges <= set(range(1, depth + 1))
        assert parts.biases <= set(range(1, depth + 1))
        assert parts.units <= set(range(depth + 1))


@pytest.mark.parametrize(
    ("name", "edges", "units", "biases"),
    [
        ("F", set(), {0}, set()),
        ("Z2", {2}, {1, 2}, {2}),
        ("D1", set(), {1}, set()),
        ("R", {1, 2}, set(), set()),
        ("G1", set(), {1}, set()),
        ("cdZ2", set(), {2}, set()),
        ("dA1", {2}, {1, 2}, set()),
        ("rW2", {2}, set(), set()),
        ("dW2", {2}, {1, 2}, set()),
        ("db2", set(), {2}, {2}),
        ("vdW1", {1}, set(), set()),
        ("sdb1", set(), set(), {1}),
        ("W1", {1}, set(), set()),
        ("b2", set(), set(), {2}),
    ],
)
def test_a_line_lights_up_the_edges_units_and_biases_that_it_is_about(name, edges, units, biases):
    parts = touched(lines(ALL)[name])
    assert (parts.edges, parts.units, parts.biases) == (edges, units, biases)


def test_every_kind_of_line_occurs():
    kinds = {step.kind for case in (ALL, NO_SHORTCUT) for step in case.program().steps}
    assert kinds == set(Kind)
