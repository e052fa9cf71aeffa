"""The network that is chosen for a person's own data learns, whatever the data is like."""

import numpy as np
import pytest

from nnviz.data.dataset import Dataset
from nnviz.data.generators import GENERATORS
from nnviz.errors import UserError
from nnviz.nn.activations import ACTIVATIONS
from nnviz.session.changes import replaced
from nnviz.session.checks import MOST_PARAMETERS, MOST_VALUES
from nnviz.session.data_settings import Data
from nnviz.session.fitting import fit, put
from nnviz.session.presets import load_preset
from nnviz.session.run import Run
from nnviz.session.sources import FILES

RNG = np.random.default_rng(3)


@pytest.fixture(autouse=True)
def same_numbers_in_any_order():
    RNG.bit_generator.state = np.random.default_rng(3).bit_generator.state


def classes(inputs, labels, image=None):
    names = tuple(f"x{k}" for k in range(1, inputs.shape[1] + 1))
    kinds = tuple(f"kind {k}" for k in range(labels.max() + 1))
    return Dataset(inputs, labels.astype(np.int64), names, kinds, image=image)


def numbers(inputs, values):
    names = tuple(f"x{k}" for k in range(1, inputs.shape[1] + 1))
    wanted = tuple(f"y{k}" for k in range(1, values.shape[1] + 1))
    return Dataset(inputs, np.zeros(len(inputs), np.int64), names, (), values, wanted)


def drawn(name):
    row = GENERATORS[name]
    return row.draw(300, 0.0, np.random.default_rng(1), row.inputs, row.classes)


def moons():
    labels, turn = np.arange(400) % 2, RNG.uniform(0, np.pi, 400)
    places = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    places[labels == 1] = [1.0, 0.5] - places[labels == 1]
    return classes(places + 0.1 * RNG.standard_normal((400, 2)), labels)


def houses():
    area, rooms = RNG.uniform(30, 300, 400), RNG.integers(1, 9, 400)
    year = RNG.integers(1900, 2024, 400)
    price = 3000 * area + 10_000 * rooms + 500 * (year - 1900) + 20_000 * RNG.standard_normal(400)
    return numbers(np.stack([area, rooms, year], axis=1).astype(float), price[:, None])


def twenty_columns():
    standard = RNG.standard_normal((600, 20))
    labels = (standard[:, :3] @ [1, 1, -1] > 0).astype(int)
    return classes(standard * 10.0 ** RNG.uniform(-3, 5, 20), labels)


def ten_samples():
    labels = np.arange(10) // 5
    return classes(RNG.standard_normal((10, 3)) + 5 * labels[:, None], labels)


def hundred_classes():
    labels = np.arange(2000) % 100
    places = RNG.uniform(-10, 10, (100, 12))[labels]
    return classes(places + 0.5 * RNG.standard_normal((2000, 12)), labels)


def many_outputs():
    inputs = RNG.standard_normal((300, 5))
    return numbers(inputs, 1000 * inputs @ RNG.standard_normal((5, 12)) + 1e6)


def sine():
    x = RNG.uniform(-3, 3, (200, 1))
    return numbers(x, np.sin(2 * x))


def photos():
    labels = np.arange(60) % 2
    pictures = RNG.uniform(0, 0.5, (60, 24, 24, 3))
    pictures[labels == 1, 8:16, 8:16] += 0.5
    return classes(pictures.reshape(60, -1), labels, image=(24, 24, 3))


DATA = {
    "iris": (lambda: drawn("iris"), 0.95),
    "digits": (lambda: drawn("digits"), 0.95),
    "moons": (moons, 0.97),
    "prices of houses": (houses, 0.95),
    "twenty columns of all sizes": (twenty_columns, 0.9),
    "ten samples": (ten_samples, 1.0),
    "a hundred classes": (hundred_classes, 0.95),
    "many outputs": (many_outputs, 0.95),
    "a sine": (sine, 0.85),
    "photos": (photos, 0.95),
}


@pytest.mark.parametrize(("make", "reaches"), DATA.values(), ids=DATA)
def test_the_chosen_network_learns_in_the_chosen_epochs(make, reaches):
    dataset = make()
    experiment = fit(Data(path="/nowhere/own.csv"), dataset)
    FILES.keep(experiment.data, dataset)
    run = Run(experiment)
    run.advance(experiment.training.epochs * run.trainer.batches)
    assert run.problem is None
    for part in (run.evaluation.train, run.evaluation.test):
        if part is not None:
            assert (part.explained if dataset.regression else part.accuracy) >= reaches


@pytest.mark.parametrize(
    ("dataset", "output", "units"),
    [(moons(), "sigmoid", 1), (drawn("iris"), "softmax", 3), (houses(), "linear", 1),
     (many_outputs(), "linear", 12)],
)  # fmt: skip
def test_the_output_follows_from_the_target(dataset, output, units):
    experiment = fit(Data(path="own"), dataset)
    assert experiment.network.output == output
    with FILES.lent(experiment.data, dataset):
        assert experiment.outputs == units


def test_two_inputs_get_the_layers_of_a_plane_and_pictures_relu():
    assert fit(Data(path="own"), moons()).network.hidden == (8, 4)
    network = fit(Data(path="own"), photos()).network
    assert (network.hidden, network.activation, network.initializer) == ((64,), "relu", "he")


def test_what_is_large_is_standardized_and_pictures_stay_as_they_are():
    assert fit(Data(path="own"), houses()).data.standardize == "all"
    assert fit(Data(path="own"), moons()).data.standardize == "inputs"
    assert fit(Data(path="own"), photos()).data.standardize == "none"
    bright = photos()
    bright.inputs[:] *= 255
    assert fit(Data(path="own"), bright).data.standardize == "inputs"


def test_a_few_samples_are_not_split():
    assert fit(Data(path="own"), ten_samples()).data.train_share == 1.0


def test_a_network_is_chosen_for_samples_that_leave_little_room():
    count = 1000
    wide = np.zeros((count, MOST_VALUES // count - 10))
    wide[0] = 1.0  # no memory is taken for what stays 0
    experiment = fit(Data(path="own"), classes(wide[:, :], np.arange(count) % 2, (1, 1, 1)))
    assert 1 <= experiment.network.hidden[0] < 10
    large = np.zeros((2, MOST_PARAMETERS // 10))
    experiment = fit(Data(path="own"), classes(large, np.arange(2), (1, 1, 1)))
    assert 1 <= experiment.network.hidden[0] < 10


def test_the_learning_rate_falls_with_the_size_of_a_sample():
    def rate(dataset):
        return fit(Data(path="own"), dataset).training.learning_rate

    labels = np.arange(40) % 2
    assert rate(moons()) == 0.3
    assert rate(classes(RNG.standard_normal((40, 2000)), labels)) == 0.01
    assert rate(classes(RNG.uniform(0, 1, (40, 64)), labels, (8, 8, 1))) == 0.1
    assert rate(classes(RNG.uniform(0, 1, (40, 12288)), labels, (64, 64, 3))) == 0.001
    assert rate(numbers(RNG.standard_normal((40, 3)), RNG.standard_normal((40, 1)))) == 0.03


def test_bright_pictures_do_not_kill_the_units():
    labels = np.arange(40) % 2
    pictures = 0.6 + 0.1 * RNG.standard_normal((40, 32 * 32 * 3))
    pictures[labels == 1, :600] += 0.2
    dataset = classes(np.clip(pictures, 0, 1), labels, (32, 32, 3))
    experiment = fit(Data(path="/nowhere/bright"), dataset)
    FILES.keep(experiment.data, dataset)
    run = Run(experiment)
    run.advance(10 * run.trainer.batches)
    assert run.evaluation.cost < 0.69  # what units that are all 0 come to
    run.advance(60 * run.trainer.batches)
    assert run.evaluation.accuracy == 1


def test_how_the_file_was_read_stays():
    data = Data(path="own", target="b", task="regression", leave_out=("c",), image_size=9)
    fitted = fit(data, houses()).data
    assert fitted.source == "file"
    for field in ("path", "target", "task", "leave_out", "image_size"):
        assert getattr(fitted, field) == getattr(data, field)


def test_choosing_a_network_keeps_nothing():
    dataset = houses()
    data = fit(Data(path="/nowhere/else.csv"), dataset).data
    with pytest.raises(UserError, match="no such file"):
        FILES.read(data)


# -- a file in place of a preset's data ----------------------------------------------------------


@pytest.fixture
def table(tmp_path):
    """Writes a table whose target is named last."""

    def write(inputs, target, name="table.csv"):
        path = tmp_path / name
        heads = [f"x{k}" for k in range(len(inputs[0]))]
        rows = [",".join(map(str, [*row, each])) for row, each in zip(inputs, target, strict=True)]
        path.write_text("\n".join([",".join([*heads, "target"]), *rows]))
        return str(path)

    return write


def test_a_preset_keeps_its_layers_and_takes_an_output_that_suits_the_file(table):
    path = table(RNG.uniform(0, 1, (60, 3)).tolist(), ["a", "b", "c"] * 20)
    preset = load_preset("xor")
    experiment = put(preset, path)
    assert experiment.sizes == (3, 3, 3)
    assert (experiment.network.output, experiment.network.loss) == (
        "softmax",
        "categorical_cross_entropy",
    )
    assert experiment.training == preset.training
    assert experiment.data.standardize == "inputs"


def test_a_file_of_prices_is_put_into_a_preset_of_classes(table):
    path = table(RNG.uniform(0, 1, (60, 2)).tolist(), RNG.uniform(1e5, 1e6, 60).tolist())
    experiment = put(load_preset("circle"), path)
    assert (experiment.network.output, experiment.network.loss) == ("linear", "squared_error")
    assert experiment.data.standardize == "all"


def test_a_file_of_classes_is_put_into_an_experiment_that_predicts_numbers(table):
    prices = put(
        load_preset("circle"),
        table(RNG.uniform(0, 1, (60, 2)).tolist(), RNG.uniform(1e5, 1e6, 60).tolist()),
    )
    path = table(RNG.uniform(0, 1, (60, 2)).tolist(), ["yes", "no"] * 30, "answers.csv")
    experiment = put(prices, path)
    assert ACTIVATIONS[experiment.network.output].name == "sigmoid"
    assert experiment.network.loss == "binary_cross_entropy"


def test_features_of_the_plane_go_with_data_that_has_more_inputs(table):
    path = table(RNG.uniform(0, 1, (60, 3)).tolist(), ["a", "b"] * 30)
    preset = replaced(load_preset("circle"), {"network.features": ("x1", "x2")})
    assert put(preset, path).network.features == ()


def test_how_a_file_is_read_can_be_said_with_it(table):
    path = table(RNG.uniform(0, 1, (60, 3)).tolist(), ["a", "b"] * 30)
    experiment = put(load_preset("xor"), path, target="x1", leave_out=("target",))
    assert (experiment.shape.classes, experiment.shape.inputs) == (0, 2)
