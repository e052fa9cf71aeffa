"""A setting that is changed alone takes with it what would not fit any more."""

import pytest

from nnviz.data.generators import GENERATORS
from nnviz.errors import UserError
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.losses import LOSSES
from nnviz.session.changes import replaced
from nnviz.session.companions import with_companions
from nnviz.session.experiment import Experiment
from tests.strategies import PAIRS

BLOBS = {"data.source": "blobs", "data.inputs": 5, "data.classes": 3}
CHANGES = [
    *(("network.output", name) for name in ACTIVATIONS),
    *(("network.loss", name) for name in LOSSES),
    *(("data.source", name) for name in GENERATORS),
]


def starting(output, loss):
    return replaced(Experiment(), {**BLOBS, "network.output": output, "network.loss": loss})


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_whatever_is_chosen_fits_and_is_what_was_chosen(output, loss):
    experiment = starting(output, loss)
    for key, value in CHANGES:
        changed = replaced(experiment, with_companions(experiment, key, value))
        section, _, field = key.partition(".")
        assert getattr(getattr(changed, section), field) == value


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_a_loss_that_fits_the_new_output_stays(output, loss):
    experiment = starting(output, loss)
    for name in ACTIVATIONS:
        changes = with_companions(experiment, "network.output", name)
        assert ("network.loss" in changes) == ((name, loss) not in PAIRS)


@pytest.mark.parametrize(
    ("output", "loss"),
    [
        ("sigmoid", "binary_cross_entropy"),
        ("softmax", "categorical_cross_entropy"),
        ("linear", "squared_error"),
    ],
)
def test_an_output_brings_its_usual_loss_with_it(output, loss):
    other = "softmax" if output != "softmax" else "sigmoid"
    usual = "categorical_cross_entropy" if other == "softmax" else "binary_cross_entropy"
    changes = with_companions(starting(other, usual), "network.output", output)
    assert changes["network.loss"] == loss


def test_data_of_a_fixed_shape_decides_itself_on_inputs_and_classes():
    experiment = starting("sigmoid", "squared_error")
    changed = replaced(experiment, with_companions(experiment, "data.source", "circle"))
    assert (changed.data.inputs, changed.data.classes) == (None, None)
    assert changed.sizes[0] == 2


@pytest.mark.parametrize("key", ["network.output", "network.loss", "data.source"])
def test_an_unknown_name_is_refused_by_the_field_it_was_meant_for(key):
    experiment = starting("sigmoid", "binary_cross_entropy")
    with pytest.raises(UserError, match=f"^{key} = nonsense"):
        replaced(experiment, with_companions(experiment, key, "nonsense"))


def test_any_other_setting_goes_alone():
    assert with_companions(Experiment(), "training.seed", 3) == {"training.seed": 3}


def test_numbers_to_predict_and_back_leave_an_output_for_classes():
    experiment = starting("sigmoid", "binary_cross_entropy")
    numbers = replaced(experiment, with_companions(experiment, "data.source", "house-price"))
    assert (numbers.network.output, numbers.network.loss) == ("linear", "squared_error")
    back = replaced(numbers, with_companions(numbers, "data.source", "circle"))
    assert (back.network.output, back.network.loss) == ("sigmoid", "binary_cross_entropy")
    many = replaced(numbers, with_companions(numbers, "data.source", "digits"))
    assert (many.network.output, many.network.loss) == ("softmax", "categorical_cross_entropy")


@pytest.mark.parametrize(
    ("hidden", "shares"),
    [((4, 4, 4), (0.8, 0.5, 0.5)), ((4,), (0.8,)), ((), 1.0)],
)
def test_another_number_of_layers_keeps_the_shares_of_those_that_stay(hidden, shares):
    experiment = replaced(Experiment(), {"hidden": (4, 4), "keep_prob": (0.8, 0.5)})
    changed = replaced(experiment, with_companions(experiment, "network.hidden", hidden))
    assert changed.network.keep_prob == shares
