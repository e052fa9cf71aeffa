"""The strip that says what an experiment is about."""

import pytest

from nnviz.session.experiment import Experiment
from nnviz.session.presets import load_preset
from tests.qt.driving import plain


def story(window):
    return window.window._story


def said(window):
    return plain(story(window)._label.text())


def test_it_says_title_note_and_description(window):
    preset = load_preset("xor")
    assert story(window).isVisible()
    assert said(window) == f"{preset.title} note {preset.note} {preset.description}"


def test_it_says_what_is_to_be_known_of_the_data(open_window):
    window = open_window("circle")
    window.session.set_up("source", "cats-dogs")
    (remark,) = window.session.run.trainer.parts.train.dataset.remarks
    assert remark in said(window)


def test_there_is_none_for_an_experiment_that_says_nothing(open_window):
    window = open_window(Experiment())
    assert not story(window).isVisible()
    assert not window.action("What to look at").isEnabled()
    window.press("I")
    assert not story(window).isVisible()


def test_it_is_closed_and_comes_back_with_its_key_or_another_text(window):
    window.click(window.button("Close the text"))
    assert not story(window).isVisible()
    assert not window.action("What to look at").isChecked()
    window.session.set_up("learning_rate", 0.5)
    assert not story(window).isVisible()
    window.press("I")
    assert story(window).isVisible()
    window.press("I")
    assert not story(window).isVisible()
    window.session.open_preset("spiral")
    assert story(window).isVisible()
    assert load_preset("spiral").title in said(window)


def test_a_kept_layout_does_not_decide_whether_there_is_a_text(open_window):
    window = open_window(Experiment())
    window.window.close()
    again = open_window("xor")
    assert story(again).isVisible()


@pytest.mark.parametrize(
    ("size", "presenting"),
    [((1280, 800), False), ((1280, 800), True), ((1920, 1080), True), ((700, 900), False)],
)
def test_its_text_is_seen_whole(open_window, size, presenting):
    window = open_window("gaussians", size=size)
    if presenting:
        window.press("F8")
    window.draw()
    label, viewport = story(window)._label, story(window)._scroll.viewport()
    window.wait_for(lambda: viewport.height() >= label.heightForWidth(label.width()) - 1)
    assert label.width() <= viewport.width()


def test_a_long_text_scrolls_and_leaves_the_window_to_the_panels(open_window):
    window = open_window(Experiment(title="Long", description="word " * 2000))
    bar = story(window)
    window.wait_for(lambda: bar._scroll.verticalScrollBar().maximum() > 0)
    assert bar.height() < 0.15 * window.window.height()
