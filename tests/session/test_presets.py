import math
import re
import tomllib
from functools import cache

import numpy as np
import pytest

from nnviz.errors import UserError
from nnviz.resources import resource
from nnviz.session.changes import replaced
from nnviz.session.checks import check
from nnviz.session.experiment import Experiment, sections
from nnviz.session.presets import load_preset, preset_groups, preset_names
from nnviz.session.run import Run

# The note that a preset is from, and its network; those without a note are known from elsewhere.
TABLE = {
    "xor": ("004", "2-3-1"),
    "xor-perceptron": ("004", "2-1"),
    "gaussians": ("003", "2-2-2"),
    "binary-relu": ("002", "2-8-1"),
    "three-layer": ("001", "3-4-1"),
    "four-layer": ("001", "3-4-4-1"),
    "cats-dogs": ("000", "12288-5-1"),
    "digits": ("004", "64-32-10"),
    "mnist": ("004", "784-64-10"),
    "logistic-regression": ("004", "2-1"),
    "zero-init": ("004", "2-2-1"),
    "saturated": ("004", "2-4-1"),
    "vanishing": ("004", "2" + "-8" * 10 + "-1"),
    "exploding": ("004", "2" + "-8" * 10 + "-1"),
    "xavier": ("004", "2" + "-8" * 10 + "-1"),
    "parity-deep": ("004", "8-8-4-4-2-2-1"),
    "parity-shallow": ("004", "8-128-1"),
    "house-price": ("004", "4-3-1"),
    "demand": ("004", "4-3-1"),
    "overfit": ("004", "2-24-24-1"),
    "l2": ("004", "2-24-24-1"),
    "dropout": ("004", "2-24-24-1"),
    "batch-sizes": ("004", "2-8-1"),
    "unscaled": ("004", "2-1"),
    "circle": ("", "2-4-2-1"),
    "spiral": ("", "2-8-8-1"),
    "moons": ("", "2-4-1"),
    "blobs": ("", "2-4-4"),
    "xor-playground": ("", "2-4-4-1"),
    "iris": ("", "4-4-3"),
    "regression-plane": ("", "2-1"),
    "regression-gauss": ("", "2-12-8-1"),
}
# The least accuracy, or R², on train and test samples after the epochs of the preset; those of
# which the description says that they fail are further down.
REACHES = {
    "xor": (1.0, None),
    "gaussians": (0.96, 0.95),
    "binary-relu": (0.98, 0.97),
    "three-layer": (0.96, 0.95),
    "four-layer": (0.98, 0.95),
    "cats-dogs": (0.97, 0.95),
    "digits": (0.99, 0.95),
    "mnist": (0.98, 0.94),
    "logistic-regression": (0.88, 0.88),
    "xavier": (0.99, 0.98),
    "parity-deep": (0.99, None),
    "parity-shallow": (1.0, None),
    "house-price": (0.94, 0.92),
    "demand": (0.96, 0.95),
    "iris": (0.96, 0.93),
    "circle": (0.98, 0.96),
    "spiral": (0.97, 0.95),
    "moons": (0.97, 0.96),
    "blobs": (0.99, 0.99),
    "xor-playground": (0.96, 0.94),
    "regression-plane": (0.99, 0.99),
    "regression-gauss": (0.8, 0.7),
}
ALWAYS_SAID = {("data", "source"), ("network", "hidden")}
SLOW = ("cats-dogs", "mnist", "spiral")


@cache
def trained(name, epochs=None, **changes):
    """The run of a preset, with some settings changed, after its epochs."""
    experiment = replaced(load_preset(name), changes)
    run = Run(experiment)
    run.advance((experiment.training.epochs if epochs is None else epochs) * run.trainer.batches)
    assert run.problem is None
    return run


def quality(measure):
    return measure.explained if measure.accuracy is None else measure.accuracy


def costs(name, epochs, **changes):
    """The train cost after each epoch."""
    run, found = Run(replaced(load_preset(name), changes)), []
    for _ in range(epochs):
        run.advance(run.trainer.batches)
        found.append(run.evaluation.cost)
    return found


def first_iteration(name, **changes):
    """Every matrix of the first iteration."""
    run = Run(replaced(load_preset(name), changes))
    run.advance(1)
    return run.snapshot().matrices


def norms(matrices, name, depth=11):
    return [np.linalg.norm(matrices[f"{name}{layer}"]) for layer in range(1, depth + 1)]


# -- what all have in common -----------------------------------------------------------------


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_fits_together_and_says_what_it_is_in_two_or_three_sentences(name):
    experiment = load_preset(name)
    assert check(experiment) is experiment
    assert 3 < len(experiment.title) < 40
    assert len(re.findall(r"[.?!](?=\s|$)", experiment.description)) in (2, 3)
    assert experiment.description.endswith(".")


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_has_the_network_of_its_note(name):
    experiment = load_preset(name)
    shape = "-".join(map(str, experiment.sizes))
    assert (experiment.note, shape) == TABLE[name]


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_does_not_repeat_what_is_so_anyway(name):
    written = tomllib.loads(resource("presets", f"{name}.toml").read_text(encoding="utf-8"))
    usual = sections(Experiment())
    repeated = {
        (section, field)
        for section, fields in written.items()
        if isinstance(fields, dict)
        for field, value in fields.items()
        if (tuple(value) if isinstance(value, list) else value) == getattr(usual[section], field)
    }
    assert repeated <= ALWAYS_SAID


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_that_a_description_points_to_exists(name):
    pointed = re.findall(r"\bpresets? ([a-z0-9-]+)(?: and ([a-z0-9-]+))?",
                         load_preset(name).description)  # fmt: skip
    assert {each for pair in pointed for each in pair if each} <= set(preset_names())


def test_every_preset_stands_in_one_group_and_every_file_is_a_preset():
    files = [entry.name.removesuffix(".toml") for entry in resource("presets").iterdir()]
    assert sorted(preset_names()) == sorted(files) == sorted(TABLE)


def test_groups_follow_each_other_as_the_names_do_and_the_worked_example_comes_first():
    groups = preset_groups()
    assert [name for _, names in groups for name in names] == preset_names()
    assert preset_names()[0] == "xor"
    assert len({heading for heading, _ in groups}) == len(groups)
    assert all(heading and names for heading, names in groups)


def test_titles_tell_presets_apart():
    titles = [load_preset(name).title for name in preset_names()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", ["", "xorr", "../xor", "xor.toml", "window"])
def test_a_name_that_is_no_preset_is_refused(name):
    with pytest.raises(UserError, match=f"no preset '{name}'"):
        load_preset(name)


# -- those that learn ------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "least"), REACHES.items())
def test_a_preset_learns_what_it_is_there_to_show(name, least):
    found = trained(name).evaluation
    assert quality(found.train) >= least[0]
    assert (found.test is None) == (least[1] is None)
    assert found.test is None or quality(found.test) >= least[1]


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("name", [name for name in REACHES if name not in SLOW])
def test_a_preset_does_not_owe_it_to_its_seed(name, seed):
    found = trained(name, seed=seed).evaluation  # almost as well: some test parts are small
    assert quality(found.train) >= REACHES[name][0] - 0.03
    assert found.test is None or quality(found.test) >= REACHES[name][1] - 0.06


@pytest.mark.parametrize("name", ["three-layer", "four-layer"])
def test_the_presets_of_note_001_show_samples_as_rows(name):
    assert load_preset(name).view.rows


def test_the_preset_of_note_002_learns_from_1340_of_2000_samples():
    assert load_preset("binary-relu").samples == 2000
    matrices = first_iteration("binary-relu")
    assert matrices["Y"].shape == (1, 1340)
    assert matrices["b1"].shape == (8, 1)


def test_the_weights_of_the_cats_and_dogs_become_pictures_that_are_alike_on_both_sides():
    def likeness(W):
        pictures = W.reshape(-1, 64, 64, 3)
        return np.corrcoef(pictures.ravel(), pictures[:, :, ::-1].ravel())[0, 1]

    run = trained("cats-dogs")
    assert abs(likeness(first_iteration("cats-dogs")["W1"])) < 0.1
    assert likeness(run.trainer.parameters.W[1]) > 0.4


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_hidden_units_of_the_demand_find_affordability_awareness_and_quality(seed):
    W = trained("demand", seed=seed).trainer.parameters.W[1]
    price, shipping, marketing, material = range(4)
    strongest = np.abs(W).argmax(axis=1)
    assert sorted(strongest) == [price, marketing, material]
    affordability = W[list(strongest).index(price)]
    assert affordability[price] * affordability[shipping] > 1
    quality = W[list(strongest).index(material)]
    assert quality[material] * quality[price] > 1


def test_prices_that_are_not_standardized_are_not_learned():
    found = trained("house-price", standardize="none").evaluation
    assert found.train.explained < 0.5


def test_a_linear_unit_becomes_the_plane_itself_and_a_hidden_layer_does_not():
    parameters = trained("regression-plane").trainer.parameters
    np.testing.assert_allclose(parameters.W[1], [[0.1, 0.1]], atol=0.01)
    np.testing.assert_allclose(parameters.b[1], [[0]], atol=0.03)
    assert trained("regression-plane", hidden=(4,)).evaluation.train.explained < 0.9


# -- what one unit and what 21 units can do --------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4])
def test_a_single_unit_ends_undecided_about_all_four_samples_of_xor(seed):
    run = trained("xor-perceptron", seed=seed)
    assert run.evaluation.cost == pytest.approx(math.log(2), abs=1e-6)
    np.testing.assert_allclose(run.snapshot().matrices["A1"], 0.5, atol=1e-3)


def test_a_hidden_layer_of_three_makes_xor_possible():
    assert trained("xor-perceptron", hidden=(3,), epochs=1000).evaluation.accuracy == 1


def test_the_tree_of_parity_has_three_units_for_each_of_seven_xors_and_one_layer_has_2_to_the_7():
    assert sum(load_preset("parity-deep").sizes[1:]) == 7 * 3
    assert load_preset("parity-shallow").network.hidden == (2**7,)


def test_the_tree_of_parity_is_ahead_of_one_layer_with_as_many_units():
    def mean(name, **changes):
        runs = [trained(name, epochs=300, seed=seed, **changes) for seed in range(5)]
        return np.mean([run.evaluation.cost for run in runs])

    assert mean("parity-deep") < mean("parity-shallow", hidden=(20,)) / 2


def test_one_small_layer_does_not_learn_parity():
    assert trained("parity-shallow", hidden=(4,)).evaluation.accuracy < 0.95


# -- how weights start -----------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4])
def test_hidden_units_that_start_at_0_stay_the_same_in_bits(seed):
    run = Run(replaced(load_preset("zero-init"), {"seed": seed}))
    for _ in range(10):
        run.advance(10 * run.trainer.batches)
        matrices = run.snapshot().matrices
        for name in ("W1", "b1", "dW1", "db1"):
            first, second = matrices[name]
            assert first.tobytes() == second.tobytes()
    assert np.abs(matrices["W1"]).min() > 0.1  # they do move


def test_two_units_that_start_apart_do_better_than_two_that_are_one():
    for seed in (0, 1, 2):
        same = trained("zero-init", seed=seed).evaluation
        apart = trained("zero-init", seed=seed, initializer="xavier").evaluation
        assert same.accuracy < 0.78 < 0.83 < apart.accuracy


def test_with_tanh_nothing_but_the_last_bias_leaves_0():
    run = trained("zero-init", activation="tanh")
    parameters = dict(run.trainer.parameters.named())
    assert parameters.pop("b2") != 0
    assert not any(value.any() for value in parameters.values())


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4])
def test_saturated_units_have_next_to_no_gradient_and_the_cost_stands_still(seed):
    saturated = first_iteration("saturated", seed=seed)
    sane = first_iteration("saturated", seed=seed, weight_scale=1.0)
    assert np.median(saturated["A1"]) > 0.999
    assert np.median(saturated["A2"]) > 0.999
    for name in ("dW1", "dW2"):
        assert np.linalg.norm(saturated[name]) < 1e-3 * np.linalg.norm(sane[name])
    curve = costs("saturated", 20, seed=seed)
    assert np.ptp(curve) < 1e-3 * curve[0]


def test_smaller_weights_mend_saturated_units():
    assert trained("saturated", weight_scale=1.0).evaluation.accuracy > 0.95


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4])
def test_through_ten_layers_the_gradient_vanishes(seed):
    first, *_, last = norms(first_iteration("vanishing", seed=seed), "dW")
    assert first < 1e-15 * last
    better, *_ = norms(first_iteration("vanishing", seed=seed, initializer="xavier"), "dW")
    assert 1e12 * first < better < 1e-5 * last
    assert trained("vanishing", seed=seed).evaluation.cost == pytest.approx(math.log(2), abs=2e-3)


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4])
def test_through_ten_layers_activations_and_gradients_explode(seed):
    matrices = first_iteration("exploding", seed=seed)
    sane = first_iteration("exploding", seed=seed, weight_scale=1.0)
    assert norms(matrices, "A")[9] > 20 * norms(matrices, "A")[0]
    assert norms(matrices, "dZ")[0] > 20 * norms(matrices, "dZ")[10]
    assert min(norms(matrices, "dW")) > 100 * min(norms(sane, "dW"))
    assert matrices["J"].item() > 10
    assert trained("exploding", seed=seed).evaluation.accuracy < 0.7
    assert trained("exploding", seed=seed, weight_scale=1.0).evaluation.accuracy > 0.95


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4])
def test_weights_of_variance_1_over_n_keep_the_gradient_of_ten_layers_at_one_size(seed):
    found = norms(first_iteration("xavier", seed=seed), "dW")
    assert max(found) < 100 * min(found)
    run = trained("xavier", seed=seed, activation="relu", initializer="he")
    assert run.evaluation.accuracy > 0.95


# -- how it learns, and what it learns by heart ----------------------------------------------


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_batches_of_m_64_and_1_give_three_different_curves(seed):
    epochs = load_preset("batch-sizes").training.epochs
    whole, some, single = (
        costs("batch-sizes", epochs, seed=seed, batch_size=size) for size in ("full", 64, 1)
    )
    assert np.all(np.diff(whole) < 0)
    assert single[0] < some[0] < whole[0]
    assert some[-1] < whole[-1] - 0.01
    trembling = [np.abs(np.diff(curve[5:])).mean() for curve in (some, single)]
    assert trembling[1] > 5 * trembling[0]


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4])
def test_inputs_of_unlike_scale_are_learned_only_when_they_are_standardized(seed):
    small, large = np.abs(first_iteration("unscaled", seed=seed)["dW1"][0])
    assert large > 200 * small
    run = trained("unscaled", seed=seed)
    assert run.evaluation.accuracy < 0.7
    assert abs(run.trainer.parameters.W[1][0, 0]) < 0.001
    jumps = np.diff(costs("unscaled", 20, seed=seed))
    assert np.count_nonzero(jumps > 0.05) >= 5
    mended = trained("unscaled", seed=seed, standardize="inputs", learning_rate=0.3)
    assert mended.evaluation.accuracy > 0.97


def test_a_wide_network_learns_by_heart_and_l2_and_dropout_keep_it_from_that():
    def means(name):
        found = [trained(name, seed=seed).evaluation for seed in range(5)]
        return (
            np.mean([each.accuracy for each in found]),
            np.mean([(each.dev.accuracy + each.test.accuracy) / 2 for each in found]),
            np.mean([each.test.cost for each in found]),
        )

    train, test, cost = means("overfit")
    assert train > 0.99
    assert test < train - 0.2
    for name in ("l2", "dropout"):
        _, better, lower = means(name)
        assert better > test + 0.03
        assert lower < cost / 3


@pytest.mark.parametrize("name", ["l2", "dropout"])
def test_what_is_held_against_overfitting_has_its_data_and_its_network(name):
    plain, held = load_preset("overfit"), load_preset(name)
    assert held.data == plain.data
    assert held.sizes == plain.sizes
    assert held.training.seed == plain.training.seed
    assert held.training.epochs == plain.training.epochs
