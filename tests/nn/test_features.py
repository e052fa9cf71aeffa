import numpy as np
import pytest

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.features import FEATURES, INPUTS
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network
from tests.nn.filling import fill

X1, X2 = np.array([0.5, -2.0, 0.0]), np.array([3.0, -0.5, 1.0])
VALUES = {
    "x1": X1,
    "x2": X2,
    "x1_squared": [0.25, 4.0, 0.0],
    "x2_squared": [9.0, 0.25, 1.0],
    "x1_x2": [1.5, 1.0, 0.0],
    "sin_x1": np.sin(X1),
    "sin_x2": np.sin(X2),
}


def test_no_feature_is_forgotten_here():
    assert FEATURES.keys() == VALUES.keys()


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_is_the_function_of_two_inputs_that_it_is_named_for(name):
    x1, x2, out = X1.copy(), X2.copy(), np.empty(3)
    fill(FEATURES[name].calls(x1, x2, out))
    np.testing.assert_array_equal(out, VALUES[name])
    np.testing.assert_array_equal((x1, x2), (X1, X2))


def test_a_network_has_an_input_a_feature_and_its_samples_two_numbers():
    features = (FEATURES["x1"], FEATURES["x1_x2"], FEATURES["sin_x2"])
    functions, loss = (ACTIVATIONS["sigmoid"],), LOSSES["binary_cross_entropy"]
    assert Network((3, 1), functions, loss, features=features).inputs == INPUTS == 2
    assert Network((3, 1), functions, loss).inputs == 3
    with pytest.raises(ValueError, match="input a feature"):
        Network((2, 1), functions, loss, features=features)
