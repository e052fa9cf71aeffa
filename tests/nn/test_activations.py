import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnviz.nn.activations import ACTIVATIONS
from tests.nn.filling import activate, backward, centred, derivative

SATURATED = np.array([[-800.0, -50.0, 50.0, 800.0]])
ONE_BY_ONE = sorted(name for name, row in ACTIVATIONS.items() if row.derivative)
SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 4))


def matrices(reach):
    return arrays(np.float64, SHAPES, elements=st.floats(-reach, reach))


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_a_derivative_is_the_slope_of_its_function(name):
    Z = np.linspace(-6, 6, 24).reshape(2, 12)  # 0 is not among them, where ReLU has none
    slope = (activate(ACTIVATIONS[name], Z + 1e-6) - activate(ACTIVATIONS[name], Z - 1e-6)) / 2e-6
    np.testing.assert_allclose(derivative(ACTIVATIONS[name], Z), slope, atol=1e-8)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_going_backward_multiplies_by_the_full_jacobian(name):
    rng = np.random.default_rng(0)
    Z, dA = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    slope = centred(lambda z: (dA * activate(ACTIVATIONS[name], z)).sum(), Z)
    np.testing.assert_allclose(backward(ACTIVATIONS[name], dA, Z), slope, atol=1e-8)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_the_argument_is_left_as_it_is(name):
    Z = np.linspace(-3, 3, 12).reshape(3, 4)
    before = Z.copy()
    backward(ACTIVATIONS[name], np.ones_like(Z), Z)
    np.testing.assert_array_equal(Z, before)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_saturated_units_have_finite_values_and_gradients(name):
    assert np.isfinite(activate(ACTIVATIONS[name], SATURATED)).all()
    assert np.isfinite(backward(ACTIVATIONS[name], np.ones((1, 4)), SATURATED)).all()


def test_a_saturated_sigmoid_keeps_its_relative_precision():
    A = activate(ACTIVATIONS["sigmoid"], SATURATED)[0]
    np.testing.assert_allclose(A[1], np.exp(-50.0), rtol=1e-14)
    assert A[0] == 0
    assert A[3] == 1


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_the_slope_of_a_saturated_unit_vanishes(name):
    assert (np.abs(derivative(ACTIVATIONS[name], SATURATED)) < 1e-20)[:, [0, 3]].all()


# To 16 digits, by the definitions: Φ(1) = 0.84134…, log(1 + e) = 1.31326…, e⁻¹ − 1 = −0.63212…
VALUES = {
    "linear": (-1.0, 0.0, 1.0),
    "relu": (0.0, 0.0, 1.0),
    "leaky_relu": (-0.01, 0.0, 1.0),
    "elu": (-0.6321205588285577, 0.0, 1.0),
    "gelu": (-0.15865525393145705, 0.0, 0.8413447460685429),
    "sigmoid": (0.2689414213699951, 0.5, 0.7310585786300049),
    "softplus": (0.3132616875182228, 0.6931471805599453, 1.3132616875182228),
    "swish": (-0.2689414213699951, 0.0, 0.7310585786300049),
    "tanh": (-0.7615941559557649, 0.0, 0.7615941559557649),
}
SLOPES_AT_ZERO = {
    "linear": 1, "relu": 0, "leaky_relu": 0.01, "elu": 1, "gelu": 0.5, "sigmoid": 0.25,
    "softplus": 0.5, "swish": 0.5, "tanh": 1,
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_a_function_has_its_known_values_at_minus_one_zero_and_one(name):
    found = activate(ACTIVATIONS[name], np.array([[-1.0, 0.0, 1.0]]))
    np.testing.assert_allclose(found, [VALUES[name]], rtol=1e-15, atol=1e-300)


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_a_function_has_its_known_slope_at_zero_where_there_is_a_choice_that_of_the_left(name):
    zeros = np.array([[0.0, -0.0]])
    np.testing.assert_array_equal(derivative(ACTIVATIONS[name], zeros), SLOPES_AT_ZERO[name])


def test_gelu_keeps_its_relative_precision_far_below_zero():
    Z = np.array([[-5.0, -10.0, -30.0]])
    tails = np.array([[2.866515718791939e-07, 7.619853024160526e-24, 4.906713927148187e-198]])
    np.testing.assert_allclose(activate(ACTIVATIONS["gelu"], Z), Z * tails, rtol=1e-13)


@pytest.mark.parametrize("name", ["elu", "softplus", "sigmoid", "swish"])
def test_what_dies_out_like_an_exponential_keeps_its_relative_precision(name):
    Z = np.array([[-1e-12, -40.0]])
    found = activate(ACTIVATIONS[name], Z)[0]
    tail = np.exp(-40.0)
    near_zero, far_below = {
        "elu": (-1e-12, tail - 1),
        "softplus": (np.log(2), tail),
        "sigmoid": (0.5, tail),
        "swish": (-5e-13, -40 * tail),
    }[name]
    np.testing.assert_allclose(found, [near_zero, far_below], rtol=1e-11)


def test_functions_tend_to_zero_or_to_the_identity_far_from_zero():
    Z = np.array([[-800.0, 800.0]])
    for name in ("relu", "gelu", "softplus", "swish"):
        np.testing.assert_array_equal(np.abs(activate(ACTIVATIONS[name], Z)), [[0.0, 800.0]])
        np.testing.assert_array_equal(np.abs(derivative(ACTIVATIONS[name], Z)), [[0.0, 1.0]])


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_a_function_has_a_kink_where_its_slope_jumps_or_bends_at_zero(name):
    def bend(step):
        slopes = derivative(ACTIVATIONS[name], np.array([[-2 * step, -step, step, 2 * step]]))[0]
        left, right = (slopes[1] - slopes[0]) / step, (slopes[3] - slopes[2]) / step
        return max(abs(slopes[2] - slopes[1]), abs(right - left))

    assert ACTIVATIONS[name].kink == (bend(1e-4) > 0.1)
    assert [each for each, row in ACTIVATIONS.items() if row.kink] == ["relu", "leaky_relu", "elu"]


@given(matrices(800))
def test_softmax_columns_are_probabilities_that_sum_to_one(Z):
    A = activate(ACTIVATIONS["softmax"], Z)
    assert (A >= 0).all()
    np.testing.assert_allclose(A.sum(axis=0), 1, rtol=1e-13)


@given(matrices(30), st.integers(-2000, 2000))
def test_softmax_does_not_change_when_a_column_is_shifted(Z, shift):
    Z = np.rint(Z * 16) / 16  # so that adding the shift rounds nothing away
    softmax = ACTIVATIONS["softmax"]
    np.testing.assert_allclose(activate(softmax, Z + shift), activate(softmax, Z), rtol=1e-13)


@given(matrices(30))
def test_the_softmax_gradient_of_a_column_sums_to_zero(Z):
    dZ = backward(ACTIVATIONS["softmax"], np.sin(Z), Z)
    np.testing.assert_allclose(dZ.sum(axis=0), 0, atol=1e-14)


def test_softmax_is_for_the_output_alone():
    assert [name for name, row in ACTIVATIONS.items() if not row.hidden] == ["softmax"]


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_no_and_yes_are_within_reach_of_the_output(name):
    low, high = ACTIVATIONS[name].labels
    A = activate(ACTIVATIONS[name], np.array([[-800.0, 800.0], [800.0, -800.0]]))
    assert low < high
    assert A.min() <= low
    assert A.max() >= high
