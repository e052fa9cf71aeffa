import numpy as np
import pytest

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.losses import LOSSES, shortcut_gradient
from nnviz.session.changes import replaced
from nnviz.session.experiment import Experiment
from tests.nn.filling import activate, backward, centred, cost, fill, output_gradient
from tests.strategies import PAIRS

BINARY, CATEGORICAL = LOSSES["binary_cross_entropy"], LOSSES["categorical_cross_entropy"]
SHORT = [(output, loss) for output, loss in PAIRS if LOSSES[loss].shortcut == output]
NO_OUTPUTS = [
    (output, loss) for output in sorted(ACTIVATIONS) for loss in LOSSES
    if (output, loss) not in PAIRS
]  # fmt: skip
SATURATED = [-800.0, -50.0, 50.0, 800.0]


def batch(output):
    """Some Z and targets that this output can have."""
    rng = np.random.default_rng(4)
    Z = rng.normal(size=(3, 5))
    Y = np.eye(3)[:, rng.integers(0, 3, 5)] if output == "softmax" else rng.random((3, 5))
    return Z, Y


def at(z, y):
    return np.array([[z]]), np.array([[float(y)]])


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_the_chain_through_the_output_is_the_slope_of_the_cost(output, loss):
    Z, Y = batch(output)
    g = ACTIVATIONS[output]
    slope = centred(lambda z: cost(LOSSES[loss], z, activate(g, z), Y), Z)
    dA = output_gradient(LOSSES[loss], Z, activate(g, Z), Y)
    np.testing.assert_allclose(backward(g, dA, Z) / Z.shape[1], slope, atol=1e-9)


@pytest.mark.parametrize(("output", "loss"), SHORT)
def test_the_shortcut_is_the_chain(output, loss):
    Z, Y = batch(output)
    A, dZ = activate(ACTIVATIONS[output], Z), np.empty_like(Z)
    fill(shortcut_gradient(A, Y, dZ))
    dA = output_gradient(LOSSES[loss], Z, A, Y)
    np.testing.assert_allclose(dZ, backward(ACTIVATIONS[output], dA, Z), atol=1e-14)


def test_only_the_two_natural_pairs_have_a_shortcut():
    assert SHORT == [
        ("sigmoid", "binary_cross_entropy"),
        ("softmax", "categorical_cross_entropy"),
    ]


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_the_cost_of_a_batch_is_the_mean_over_its_samples(output, loss):
    Z, Y = batch(output)
    A = activate(ACTIVATIONS[output], Z)
    each = [
        cost(LOSSES[loss], Z[:, [i]], A[:, [i]], Y[:, [i]]) for i in range(Z.shape[1])
    ]  # fmt: skip
    assert cost(LOSSES[loss], Z, A, Y) == pytest.approx(np.mean(each), rel=1e-13)


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_the_gradient_of_a_sample_does_not_depend_on_how_many_there_are(output, loss):
    Z, Y = batch(output)
    A = activate(ACTIVATIONS[output], Z)
    alone = output_gradient(LOSSES[loss], Z[:, [1]], A[:, [1]], Y[:, [1]])
    np.testing.assert_allclose(output_gradient(LOSSES[loss], Z, A, Y)[:, [1]], alone, rtol=1e-14)


@pytest.mark.parametrize("z", SATURATED)
@pytest.mark.parametrize("y", [0, 1])
def test_binary_cross_entropy_is_exact_where_the_sigmoid_saturates(z, y):
    Z, Y = at(z, y)
    away = -z if y else z  # how far the output is on the wrong side
    exact = max(away, 0) + np.log1p(np.exp(-abs(z)))
    found = cost(BINARY, Z, activate(ACTIVATIONS["sigmoid"], Z), Y)
    assert found == pytest.approx(exact, rel=1e-14, abs=1e-13)


@pytest.mark.parametrize(("z", "y"), [(-50, 0), (-50, 1), (50, 0), (50, 1), (-800, 0), (800, 1)])
def test_the_binary_gradient_is_exact_where_the_sigmoid_saturates(z, y):
    Z, Y = at(float(z), y)
    dA = output_gradient(BINARY, Z, activate(ACTIVATIONS["sigmoid"], Z), Y)
    exact = -(1 + np.exp(-float(z))) if y else 1 + np.exp(float(z))
    assert dA[0, 0] == pytest.approx(exact, rel=1e-14)


@pytest.mark.parametrize("z", SATURATED)
@pytest.mark.parametrize("right", [0, 1])
def test_categorical_cross_entropy_is_exact_where_softmax_saturates(z, right):
    Z = np.array([[z], [0.0]])
    Y = np.eye(2)[:, [right]]
    away = z if right else -z
    exact = max(away, 0) + np.log1p(np.exp(-abs(z)))
    found = cost(CATEGORICAL, Z, activate(ACTIVATIONS["softmax"], Z), Y)
    assert found == pytest.approx(exact, rel=1e-14, abs=1e-13)


@pytest.mark.parametrize("z", [-50.0, 50.0, 800.0])
@pytest.mark.parametrize("loss", ["categorical_cross_entropy", "squared_error_cross_entropy"])
def test_the_categorical_gradient_is_exact_where_softmax_saturates(z, loss):
    Z, Y = np.array([[z], [0.0]]), np.array([[1.0], [0.0]])
    A = activate(ACTIVATIONS["softmax"], Z)
    dA = output_gradient(LOSSES[loss], Z, A, Y)
    extra = A - Y if loss.startswith("squared") else np.zeros_like(A)
    exact = np.array([[-(1 + np.exp(-z))], [0.0]]) + extra
    np.testing.assert_allclose(dA, exact, rtol=1e-13)


@pytest.mark.parametrize(("output", "loss"), SHORT)
@pytest.mark.parametrize("z", SATURATED)
def test_the_shortcut_is_finite_where_the_output_saturates(output, loss, z):
    Z, Y = np.array([[z], [-z]]), np.array([[1.0], [0.0]])
    A, dZ = activate(ACTIVATIONS[output], Z), np.empty_like(Z)
    fill(shortcut_gradient(A, Y, dZ))
    np.testing.assert_array_equal(dZ, A - Y)
    assert (np.abs(dZ) <= 1).all()


@pytest.mark.parametrize("name", sorted(LOSSES))
def test_a_loss_writes_neither_the_output_nor_the_targets(name):
    output = (LOSSES[name].outputs or ("linear",))[0]
    Z, Y = batch(output)
    A = activate(ACTIVATIONS[output], Z)
    copies = [each.copy() for each in (Z, A, Y)]
    cost(LOSSES[name], Z, A, Y)
    output_gradient(LOSSES[name], Z, A, Y)
    for each, copy in zip((Z, A, Y), copies, strict=True):
        np.testing.assert_array_equal(each, copy)


def test_every_output_has_a_loss():
    assert {output for output, _ in PAIRS} == set(ACTIVATIONS)


@pytest.mark.parametrize(("output", "loss"), NO_OUTPUTS)
def test_a_pair_that_does_not_fit_is_refused_and_a_fitting_loss_is_named(output, loss):
    with pytest.raises(Exception, match="does not fit") as refusal:
        replaced(Experiment(), {"network.output": output, "network.loss": loss})
    sentence = str(refusal.value)
    assert sentence.startswith(f"network.loss = {loss}")
    assert LOSSES[loss].why_outputs in sentence
    fitting = [name for name in LOSSES if (output, name) in PAIRS]
    assert all(name in sentence for name in fitting)
