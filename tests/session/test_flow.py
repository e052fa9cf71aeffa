"""What a line moves through the network."""

import numpy as np
import pytest

from nnviz.program.step import Kind
from nnviz.session.changes import replaced
from nnviz.session.experiment import Experiment
from nnviz.session.flow import Motion, flow
from nnviz.session.presets import load_preset, preset_names
from nnviz.session.run import Run

XOR = Experiment()
EVERYTHING = replaced(
    XOR,
    {
        "network.hidden": (4, 3), "network.keep_prob": 0.7, "network.features": ("x1", "x2"),
        "training.regularization": "l2", "training.optimizer": "adam",
        "training.learning_rate": 0.01, "view.chain": True,
    },
)  # fmt: skip


def moments(experiment):
    """The moment behind every line of the third iteration, by the name of its matrix."""
    run = Run(experiment)
    run.advance(2)
    found = {}
    for step in run.program.steps:
        run.step()
        found[step.name] = run.snapshot()
    return found


def test_before_the_first_line_nothing_moves():
    assert flow(Run(XOR).snapshot(), 0) is None


def test_forward_runs_what_each_weight_lets_through_of_the_chosen_sample():
    snapshot = moments(XOR)["Z2"]
    moved = flow(snapshot, 2)
    assert (moved.motion, moved.gradient) == (Motion.FORWARD, False)
    through = snapshot.parameters.W[2] * snapshot.matrices["A1"][:, 2]
    np.testing.assert_array_equal(moved.values[2], through)
    total = through.sum(axis=1) + snapshot.parameters.b[2][:, 0]
    np.testing.assert_allclose(total, snapshot.matrices["Z2"][:, 2])


def test_the_first_layer_is_fed_by_the_features_where_there_are_some():
    snapshot = moments(replaced(XOR, {"network.features": ("x1_x2", "x1")}))["Z1"]
    through = snapshot.parameters.W[1] * snapshot.matrices["F"][:, 1]
    np.testing.assert_array_equal(flow(snapshot, 1).values[1], through)


def test_backward_runs_what_each_weight_hands_back_of_the_chosen_sample():
    snapshot = moments(XOR)["dA1"]
    moved = flow(snapshot, 3)
    assert (moved.motion, moved.gradient) == (Motion.BACKWARD, True)
    handed = moved.values[2]
    np.testing.assert_allclose(handed.sum(axis=0), snapshot.matrices["dA1"][:, 3])


def test_a_gradient_and_a_change_light_the_edges_they_belong_to():
    found = moments(XOR)
    for name, wanted in (
        ("dW2", found["dW2"].matrices["dW2"]),
        ("W2", found["W2"].change.W[2]),
    ):
        moved = flow(found[name], 0)
        assert (moved.motion, moved.gradient) == (Motion.GLOW, True)
        np.testing.assert_array_equal(moved.values[2], wanted)
    np.testing.assert_allclose(
        flow(found["W2"], 0).values[2], -XOR.training.learning_rate * found["W2"].matrices["dW2"]
    )


def test_what_belongs_to_units_lights_the_units():
    found = moments(XOR)
    for name, gradient in (("A1", False), ("dZ1", True), ("dA2", True)):
        moved = flow(found[name], 1)
        assert (moved.motion, moved.gradient) == (Motion.PULSE, gradient)
        layer = int(name[-1])
        np.testing.assert_array_equal(moved.values[layer], found[name].matrices[name][:, 1])
    np.testing.assert_array_equal(
        flow(found["db1"], 0).values[1], found["db1"].matrices["db1"][:, 0]
    )


@pytest.mark.parametrize("experiment", [XOR, EVERYTHING], ids=["xor", "everything"])
def test_every_line_moves_something_of_the_shape_of_its_layer(experiment):
    kinds = set()
    for snapshot in moments(experiment).values():
        kinds.add(snapshot.done.kind)
        moved = flow(snapshot, 0)
        assert moved.values
        for layer, values in moved.values.items():
            units = snapshot.program.network.sizes[layer]
            if moved.motion is Motion.PULSE:
                assert values.shape == (units,)
            else:
                assert values.shape == snapshot.parameters.W[layer].shape
    if experiment is EVERYTHING:
        assert kinds == set(Kind)


@pytest.mark.parametrize("name", [n for n in preset_names() if sum(load_preset(n).sizes) < 300])
def test_every_line_of_every_preset_moves_something(name):
    assert all(flow(snapshot, 0) is not None for snapshot in moments(load_preset(name)).values())
