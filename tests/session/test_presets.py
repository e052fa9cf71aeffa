import pytest

from nnviz.errors import UserError
from nnviz.session.checks import check
from nnviz.session.presets import load_preset, preset_names
from nnviz.session.run import Run

# What a preset reaches on its training samples with its own seed and epochs.
REACHES = {"xor": 1.0, "gaussians": 0.95, "circle": 0.98, "spiral": 0.97}


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_fits_together_and_says_what_it_is(name):
    experiment = load_preset(name)
    assert check(experiment) is experiment
    assert experiment.title
    assert experiment.description


def test_the_worked_example_comes_first_and_the_rest_by_alphabet():
    first, *rest = preset_names()
    assert first == "xor"
    assert rest == sorted(rest)


def test_titles_tell_presets_apart():
    titles = [load_preset(name).title for name in preset_names()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(("name", "accuracy"), REACHES.items())
def test_a_preset_learns_what_it_is_there_to_show(name, accuracy):
    experiment = load_preset(name)
    run = Run(experiment)
    run.advance(experiment.training.epochs * run.trainer.batches)
    assert run.evaluation.accuracy >= accuracy
    assert run.problem is None


@pytest.mark.parametrize("name", ["", "xorr", "../xor", "xor.toml", "window"])
def test_a_name_that_is_no_preset_is_refused(name):
    with pytest.raises(UserError, match=f"no preset '{name}'"):
        load_preset(name)
