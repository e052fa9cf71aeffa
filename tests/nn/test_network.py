import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network, ParameterVector

SIZES = st.lists(st.integers(1, 6), min_size=2, max_size=5).map(tuple)


@given(SIZES)
def test_every_layer_has_weights_and_biases_of_its_own_shape(sizes):
    parameters = ParameterVector(sizes)
    for layer in range(1, len(sizes)):
        assert parameters.W[layer].shape == (sizes[layer], sizes[layer - 1])
        assert parameters.b[layer].shape == (sizes[layer], 1)


@given(SIZES)
def test_the_views_cover_the_flat_vector_once(sizes):
    parameters = ParameterVector(sizes)
    for _, view in parameters.named():
        view += 1
    assert (parameters.flat == 1).all()


def test_matrices_are_named_layer_by_layer_behind_the_prefix():
    names = [name for name, _ in ParameterVector((2, 3, 1)).named("d")]
    assert names == ["dW1", "db1", "dW2", "db2"]


def test_a_vector_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="needs 13 parameters"):
        ParameterVector((2, 3, 1), np.zeros(12))


def test_a_network_needs_an_activation_a_layer():
    with pytest.raises(ValueError, match="activation a layer"):
        Network((2, 1), (), LOSSES["squared_error"])


@pytest.mark.parametrize(
    ("output", "loss", "shortcut"),
    [
        ("sigmoid", "binary_cross_entropy", True),
        ("sigmoid", "squared_error", False),
        ("softmax", "categorical_cross_entropy", True),
        ("softmax", "squared_error_cross_entropy", False),
    ],
)
def test_a_network_knows_whether_its_output_gradient_is_a_minus_y(output, loss, shortcut):
    assert Network((2, 2), (ACTIVATIONS[output],), LOSSES[loss]).shortcut is shortcut
