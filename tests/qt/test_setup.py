"""The setup panel: every field is a change that takes effect at once and can be undone."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnviz.session.changes import replaced
from nnviz.session.experiment import MOST_LAYERS
from tests.qt.driving import bits, straight

# A field, what is chosen or typed, and what it makes of the experiment (beside what follows it).
CHOICES = [
    ("Activation", "relu", {"activation": "relu"}),
    ("Activation", "sigmoid", {"activation": "sigmoid"}),
    ("Output", "tanh", {"output": "tanh", "loss": "squared_error"}),
    ("Output", "softmax", {"output": "softmax", "loss": "categorical_cross_entropy"}),
    ("Loss", "squared_error", {"loss": "squared_error"}),
    ("Loss", "categorical_cross_entropy",
     {"loss": "categorical_cross_entropy", "output": "softmax"}),
    ("Initializer", "he", {"initializer": "he"}),
    ("Initializer", "zeros", {"initializer": "zeros"}),
    ("Data", "spiral", {"source": "spiral"}),
]  # fmt: skip
TYPED = [
    ("Learning rate", "0.03", {"learning_rate": 0.03}),
    ("Learning rate", "1e-5", {"learning_rate": 1e-5}),
    ("Learning rate", "0.12345", {"learning_rate": 0.12345}),
    ("Batch size", "7", {"batch_size": 7}),
    ("Batch size", "full", {"batch_size": "full"}),
]
NUMBERS = [
    ("Seed", 12, {"seed": 12}),
    ("Samples", 77, {"samples": 77}),
    ("Noise", 50, {"noise": 0.5}),
    ("Train share", 10, {"train_share": 0.1}),
]


@pytest.fixture
def form(open_window):
    window = open_window("circle")
    window.show_setup()
    return window


def assert_changed_and_undone(window, before, expected):
    after = replaced(before, expected)
    assert after != before
    assert window.experiment == after
    assert window.session.run.trainer.network.sizes == after.sizes
    window.draw()
    shown = bits(window.snapshot)
    assert shown == bits(straight(after, window.snapshot.completed, window.snapshot.line))
    assert len(window.columns) == len(after.sizes)
    window.action(f"Undo: {window.session.undo_label}").trigger()
    window.draw()
    assert window.experiment == before
    window.action(f"Redo: {window.session.redo_label}").trigger()
    assert window.experiment == after
    assert bits(window.snapshot) == shown
    window.action(f"Undo: {window.session.undo_label}").trigger()


def test_every_list_changes_the_experiment_and_is_undone(form, subtests):
    before = form.experiment
    for name, value, expected in CHOICES:
        with subtests.test(f"{name} {value}"):
            shown = form.shown_in(name)
            form.choose(name, value)
            assert_changed_and_undone(form, before, expected)
            form.draw()
            assert form.shown_in(name) == shown


def test_every_typed_field_changes_the_experiment_and_is_undone(form, subtests):
    before = form.experiment
    for name, text, expected in TYPED:
        with subtests.test(f"{name} {text}"):
            form.type_into(name, text)
            assert_changed_and_undone(form, before, expected)


def test_every_number_changes_the_experiment_and_is_undone(form, subtests):
    before = form.experiment
    for name, value, expected in NUMBERS:
        with subtests.test(f"{name} {value}"):
            shown = form.shown_in(name)
            form.set_number(name, value)
            assert_changed_and_undone(form, before, expected)
            form.draw()
            assert form.shown_in(name) == shown


def test_fields_show_the_experiment(form):
    form.session.open_preset("spiral")
    form.draw()
    experiment = form.experiment
    assert [box.value() for box in form.layer_boxes] == [8, 8]
    assert form.shown_in("Activation") == experiment.network.activation
    assert form.shown_in("Output") == experiment.network.output
    assert form.shown_in("Loss") == experiment.network.loss
    assert form.shown_in("Initializer") == experiment.network.initializer
    assert float(form.shown_in("Learning rate")) == experiment.training.learning_rate
    assert form.shown_in("Batch size") == str(experiment.training.batch_size)
    assert form.shown_in("Seed") == experiment.training.seed
    assert form.shown_in("Data") == "spiral"
    assert form.shown_in("Samples") == 500
    assert form.shown_in("Noise") == round(100 * experiment.data.noise)
    assert form.shown_in("Train share") == round(100 * experiment.data.train_share)


def test_learning_rates_of_tensorflow_playground_are_offered(form):
    box = form.field("Learning rate")
    offered = [float(box.itemText(k)) for k in range(box.count())]
    for rate in (1e-5, 1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3, 10):
        assert rate in offered


# -- the learning rate and what is wrong with it ---------------------------------------------------


def test_another_learning_rate_goes_on_from_where_the_run_is(form):
    form.train(20)
    moment = bits(form.snapshot)
    form.type_into("Learning rate", "0.5")
    assert bits(form.snapshot) == moment
    form.press("F6")
    assert form.snapshot.learning_rate == 0.5
    old, new = form.snapshot.before["W1"], form.snapshot.matrices["W1"]
    np.testing.assert_allclose(new, old - 0.5 * form.snapshot.matrices["dW1"])


def test_a_bad_learning_rate_is_explained_beside_its_field_and_changes_nothing(window, subtests):
    window.train(3)
    before, moment = window.experiment, bits(window.snapshot)
    form, field = window.window.setup._form, window.field("Learning rate")
    for bad in ("abc", "0", "-1", "nan", "inf", "1e999", "", "0,1"):
        with subtests.test(bad):
            window.type_into("Learning rate", bad)
            window.draw()
            assert window.experiment == before
            assert bits(window.snapshot) == moment
            assert window.session.undo_label == ""
            (sentence,) = window.explanations()
            assert "learning_rate" in sentence
            assert "number" in sentence
            error = window.window.setup._error
            assert form.getWidgetPosition(error)[0] == form.getWidgetPosition(field)[0] + 1


def test_the_explanation_goes_when_the_value_is_right(window):
    window.type_into("Learning rate", "abc")
    assert window.explanations()
    window.type_into("Learning rate", "0.2")
    assert not window.explanations()
    assert window.experiment.training.learning_rate == 0.2


def test_the_explanation_goes_with_the_value_that_it_explains(window):
    """Once the field shows the old value again there is nothing left to explain."""
    window.type_into("Learning rate", "abc")
    window.field("Seed").setFocus()
    window.press("F10")
    window.draw()
    assert window.shown_in("Learning rate") == "1"
    assert not window.explanations()


def test_a_bad_value_is_not_taken_when_the_field_is_left(window):
    before = window.experiment
    window.type_into("Learning rate", "-3")
    window.field("Seed").setFocus()
    window.draw()
    assert window.experiment == before


def test_an_undone_value_stays_undone_when_its_field_is_left(window):
    window.type_into("Learning rate", "0.5")
    window.session.undo()
    window.draw()
    assert window.shown_in("Learning rate") == "1"
    window.field("Seed").setFocus()
    window.draw()
    assert window.experiment.training.learning_rate == 1.0


def test_what_is_being_typed_is_not_overwritten_by_a_frame(window):
    window.show_setup()
    box = window.field("Learning rate")
    box.setFocus()
    box.lineEdit().selectAll()
    QTest.keyClicks(box, "0.0")
    window.press("F10")
    window.draw()
    assert box.currentText() == "0.0"
    assert window.experiment.training.learning_rate == 1.0


def test_a_bad_batch_size_is_explained(window, subtests):
    before = window.experiment
    for bad in ("0", "-1", "1.5", "many"):
        with subtests.test(bad):
            window.type_into("Batch size", bad)
            assert window.experiment == before
            (sentence,) = window.explanations()
            assert "batch_size" in sentence


def test_a_network_that_is_too_large_is_explained_below_its_layers(form):
    before = form.experiment
    form.session.set_up("hidden", (2, 1500))
    form.draw()
    box = form.layer_boxes[0]
    box.setFocus()
    box.setValue(16_000)
    form.draw()
    assert form.experiment.network.hidden == (2, 1500)
    (sentence,) = form.explanations()
    assert "fewer units" in sentence
    assert [each.value() for each in form.layer_boxes] == [2, 1500]
    form.session.undo()
    assert form.experiment == before


# -- layers ----------------------------------------------------------------------------------------


def test_layers_are_added_and_taken_away(form):
    more, fewer = form.button("Add a hidden layer"), form.button("Take the last hidden layer away")
    form.click(more)
    form.draw()
    assert form.experiment.network.hidden == (4, 2, 2)
    assert len(form.layer_boxes) == 3
    for left in ((4, 2), (4,), ()):
        form.click(fewer)
        form.draw()
        assert form.experiment.network.hidden == left
        assert [box.value() for box in form.layer_boxes] == list(left)
    assert not fewer.isEnabled()
    form.click(more)
    form.draw()
    assert form.experiment.network.hidden == (3,)
    for _ in range(5):
        form.session.undo()
    form.draw()
    assert form.experiment.network.hidden == (4, 2)
    assert [box.value() for box in form.layer_boxes] == [4, 2]


def test_units_are_changed_by_their_field_and_undone(form):
    form.layer_boxes[1].setValue(5)
    assert form.experiment.network.hidden == (4, 5)
    form.session.undo()
    form.draw()
    assert [box.value() for box in form.layer_boxes] == [4, 2]


def test_the_focus_stays_in_a_field_that_changed(form):
    box = form.layer_boxes[0]
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Up)
    QTest.keyClick(box, Qt.Key.Key_Up)
    form.draw()
    assert form.experiment.network.hidden == (6, 2)
    assert box.hasFocus()


def test_most_layers(form):
    form.session.set_up("hidden", (1,) * MOST_LAYERS)
    form.draw()
    assert len(form.layer_boxes) == MOST_LAYERS
    assert not form.button("Add a hidden layer").isEnabled()
    form.click(form.button("Take the last hidden layer away"))
    form.draw()
    assert len(form.layer_boxes) == MOST_LAYERS - 1
    assert form.button("Add a hidden layer").isEnabled()


# -- what follows what -----------------------------------------------------------------------------


def test_output_and_loss_always_fit(form):
    box = form.field("Output")
    for output in [box.itemData(k) for k in range(box.count())]:
        form.choose("Output", output)
        assert form.experiment.network.output == output
        losses = form.field("Loss")
        for loss in [losses.itemData(k) for k in range(losses.count())]:
            form.choose("Loss", loss)
            assert form.experiment.network.loss == loss
            assert not form.explanations()
        form.press("F6")
        assert np.isfinite(form.snapshot.evaluation.cost)


def test_xor_has_four_samples_and_says_so(window):
    window.show_setup()
    box = window.field("Samples")
    assert not box.isEnabled()
    assert box.value() == 4
    assert "always 4" in box.toolTip()
    window.choose("Data", "circle")
    window.draw()
    assert box.isEnabled()


def test_a_change_while_it_plays_is_whole(form):
    for change in (
        lambda: form.choose("Activation", "relu"),
        lambda: form.layer_boxes[0].setValue(7),
        lambda: form.click(form.button("Add a hidden layer")),
        lambda: form.set_number("Noise", 35),
        lambda: form.type_into("Batch size", "3"),
        lambda: form.type_into("Learning rate", "0.001"),
    ):
        before = form.snapshot.completed
        form.play_until(lambda before=before: form.snapshot.completed > before + 10)
        change()
        form.draw()
        assert form.session.run.trainer.network.sizes == form.experiment.sizes
        assert len(form.columns) == len(form.experiment.sizes)
    form.session.pause()


def test_a_preset_is_opened_from_the_bar_and_undone(window):
    box = window.find(type(window.window._transport._presets), "Preset")
    place = box.findText("spiral")
    box.setCurrentIndex(place)
    box.textActivated.emit("spiral")
    window.draw()
    assert window.session.preset == "spiral"
    assert window.experiment.network.hidden == (8, 8)
    assert "spiral" in window.window.windowTitle().lower()
    window.press("Ctrl+Z")
    window.draw()
    assert window.session.preset == "xor"
    assert box.currentText() == "xor"
    assert "XOR" in window.window.windowTitle()


def test_undo_brings_back_where_the_run_stood(window):
    window.train(25)
    window.press("Right")
    moment = bits(window.snapshot)
    window.set_number("Seed", 5)
    assert window.where == (0, 0)
    window.press("Ctrl+Z")
    assert bits(window.snapshot) == moment
