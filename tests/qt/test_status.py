"""The sentence at the bottom of the window."""

import pytest

from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.panels.status import StatusPanel
from nnviz.session.speeds import SPEEDS
from tests.qt.driving import plain

RICH = {
    "training.optimizer": "adam", "training.regularization": "l2",
    "training.regularization_rate": 0.1, "network.keep_prob": (0.8,),
}  # fmt: skip


def halves(window):
    panel = window.window.findChild(StatusPanel)
    return panel.findChildren(SteadyLabel)


def said(window):
    return [plain(label.text()) for label in halves(window) if label.isVisible()]


def through_all_lines(window):
    for _ in window.snapshot.program.steps:
        window.press("Right")
        window.draw()
        yield window.snapshot.done


def test_what_was_done_is_said_in_the_past_and_what_is_next_in_the_present(window):
    for _ in range(9):
        window.press("Right")
    window.draw()
    done, upcoming = said(window)
    assert (
        done
        == "Just done: db₂ = (1/m) Σᵢ dZ₂[:, i]: found the cost’s slope for each bias of layer 2"
    )
    assert upcoming.startswith("Next: dA₁ = W₂ᵀ·dZ₂: carry the error of layer 2 back through")


def test_before_the_first_line_the_next_one_is_said(window):
    done, upcoming = said(window)
    assert done == "Nothing is computed yet."
    assert upcoming == (
        "Next: Z₁ = W₁·X + b₁: sum up what enters each unit of layer 1: the inputs times "
        "W₁, plus its bias"
    )


def test_a_wide_window_has_room_for_the_whole_sentence(open_window):
    window = open_window("xor", size=(1920, 1080))
    for step in through_all_lines(window):
        if step.name == "dW2":
            assert said(window)[0] == (
                "Just done: dW₂ = (1/m) dZ₂·A₁ᵀ: found how steeply the cost changes with each "
                "weight of layer 2, averaged over the 4 samples"
            )
            return
    raise AssertionError("dW2 is not computed")


@pytest.mark.parametrize("rows", [False, True])
@pytest.mark.parametrize(
    ("size", "presenting"),
    [((1280, 800), False), ((1280, 800), True), ((640, 500), False), ((640, 500), True)],
)
def test_every_sentence_fits_its_half_and_what_is_next_never_moves(
    open_window, size, presenting, rows
):
    window = open_window("xor", size=size, **RICH)
    if presenting:
        window.press("F8")
    if rows:
        window.press("R")
    window.draw()
    places = set()
    for step in through_all_lines(window):
        left, right = halves(window)
        for label in (left, right):
            assert label.width_of(label.text()) <= label.width()
            assert label.mapTo(window.window, label.rect().topRight()).x() < window.window.width()
        places.add(right.mapTo(window.window, right.rect().topLeft()).x())
        done, upcoming = said(window)
        assert done.startswith("Just done: ")
        assert upcoming.startswith("Next: ")
        assert ("b₁" in done) <= (not rows), step.name
    assert len(places) == 1


def test_a_small_window_still_has_words(open_window):
    window = open_window("xor", size=(640, 500))
    worded = [
        ": " in said(window)[0].removeprefix("Just done: ") for _ in through_all_lines(window)
    ]
    assert sum(worded) > 0.8 * len(worded)


def test_the_next_iteration_is_named_at_the_end_of_one(window):
    window.press("Ctrl+Right")
    window.draw()
    assert said(window)[1].startswith("Next: Z₁ = W₁·X + b₁ of iteration 2: sum up")


def test_lines_that_play_slowly_are_said_and_faster_ones_are_not(window):
    slow = SPEEDS[2]
    window.session.set_speed(slow)
    window.play_until(lambda: window.snapshot.line >= 2)
    window.draw()
    assert said(window)[0].startswith("Just done: ")
    window.session.pause()
    window.session.set_speed(SPEEDS[-1])
    window.play_until(lambda: "Running" in window.status)
    assert len(said(window)) == 1
    window.session.pause()
    window.draw()
    assert len(said(window)) == 2


def test_a_problem_takes_the_whole_line(window):
    window.session.tell("Something is wrong.")
    window.draw()
    assert said(window) == []
    assert "Something is wrong." in window.status
    window.session.tell("")
    window.draw()
    assert len(said(window)) == 2
