"""The panel of norms by layer."""

import math

import numpy as np
import pytest

from nnviz.present.norms import gradient_sentence
from nnviz.present.numbers import exact

DEEP = {"hidden": (5,) * 10, "activation": "sigmoid", "initializer": "small_normal"}


@pytest.fixture
def deep(open_window):
    window = open_window("xor", **DEEP)
    show(window)
    return window


def show(window):
    window.dock("By layer").raise_()
    window.draw()


def norms(window):
    window.draw()
    return window.panel("By layer").chart.content.norms


def test_the_norms_are_those_of_the_matrices_of_this_iteration(deep):
    deep.train(3)
    found, matrices = norms(deep), deep.snapshot.matrices
    for layer in range(1, 12):
        dW, A = matrices[f"dW{layer}"], matrices[f"A{layer}"]
        assert found.gradients[layer - 1] == pytest.approx(np.linalg.norm(dW), rel=1e-12)
        assert found.activations[layer - 1] == pytest.approx(np.linalg.norm(A) / 2, rel=1e-12)


def test_only_what_is_computed_in_this_iteration_is_shown(deep):
    assert np.isnan(norms(deep).gradients).all()
    assert np.isnan(norms(deep).activations).all()
    deep.press("Ctrl+Right")
    deep.press("Right")
    deep.press("Right")
    assert np.isfinite(norms(deep).activations).tolist() == [True] + [False] * 10
    assert np.isnan(norms(deep).gradients).all()
    while deep.snapshot.done.name != "dW9":
        deep.press("Right")
    assert np.isfinite(norms(deep).gradients).tolist() == [False] * 8 + [True] * 3
    assert deep.panel("By layer").chart.content.done == 9
    assert "not all computed" in deep.panel("By layer")._gradients.text()


def test_the_sentence_is_about_the_gradients_shown(deep):
    deep.train(1)
    found = norms(deep).gradients
    assert deep.panel("By layer")._gradients.text() == gradient_sentence(found)
    assert "vanishes" in deep.panel("By layer")._gradients.text()


def test_a_layer_pointed_at_is_said_in_every_digit(deep):
    deep.train(1)
    found = norms(deep)
    chart = deep.panel("By layer").chart
    chart.point_at(4)
    assert exact(float(found.gradients[3])) in chart.said
    assert exact(float(found.activations[3])) in chart.said
    assert not chart._card.isHidden()
    chart.point_at(None)
    assert chart._card.isHidden()


def test_it_follows_a_run_that_plays_and_is_exact_once_it_stops(deep):
    deep.reach(30)
    found = norms(deep)
    for layer in range(1, 12):
        dW = deep.snapshot.matrices[f"dW{layer}"]
        assert found.gradients[layer - 1] == pytest.approx(np.linalg.norm(dW), rel=1e-12)


@pytest.mark.parametrize("changes", [
    {"hidden": ()},
    {"hidden": (3,), "initializer": "zeros"},
    {"hidden": (2,) * 63, "activation": "relu"},
    {"hidden": (4, 4), "activation": "gelu", "keep_prob": 0.5},
])  # fmt: skip
def test_networks_of_every_depth_have_their_norms(open_window, changes):
    window = open_window("xor", **changes)
    show(window)
    window.train(2)
    chart = window.panel("By layer").chart
    assert len(norms(window).gradients) == len(changes["hidden"]) + 1
    assert not np.isnan(norms(window).gradients).any()
    window.picture()
    chart.point_at(1)
    window.session.set_up("hidden", (1,))
    window.draw()
    window.picture()
    assert len(norms(window).gradients) == 2


def test_a_step_back_takes_a_norm_back(deep):
    deep.press("Right")
    deep.press("Right")
    assert not math.isnan(norms(deep).activations[0])
    deep.press("Left")
    assert math.isnan(norms(deep).activations[0])
