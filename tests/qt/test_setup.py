"""The setup panel: every field is a change that takes effect at once and can be undone."""

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget

from nnviz.qt.items.steady_label import SteadyLabel
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
    ("Initializer", "small_uniform", {"initializer": "small_uniform"}),
    ("Activation", "swish", {"activation": "swish"}),
    ("Optimizer", "momentum", {"optimizer": "momentum"}),
    ("Optimizer", "adam", {"optimizer": "adam"}),
    ("Regularization", "l1", {"regularization": "l1"}),
    ("Data", "spiral", {"source": "spiral"}),
    ("Standardize", "inputs", {"standardize": "inputs"}),
]  # fmt: skip
TYPED = [
    ("Learning rate", "0.03", {"learning_rate": 0.03}),
    ("Learning rate", "1e-5", {"learning_rate": 1e-5}),
    ("Learning rate", "0.12345", {"learning_rate": 0.12345}),
    ("Batch size", "7", {"batch_size": 7}),
    ("Batch size", "full", {"batch_size": "full"}),
    ("Weight scale", "2.5", {"weight_scale": 2.5}),
    ("Dropout keep", "0.5", {"keep_prob": 0.5}),
    ("Dropout keep", "80%, 0.5", {"keep_prob": (0.8, 0.5)}),
]
NUMBERS = [
    ("Seed", 12, {"seed": 12}),
    ("Samples", 77, {"samples": 77}),
    ("Noise", 50, {"noise": 0.5}),
    ("Train share", 10, {"train_share": 0.1}),
    ("Train share", 45, {"train_share": 0.45}),
    ("Dev share", 20, {"dev_share": 0.2}),
]


@pytest.fixture
def form(open_window):
    window = open_window("circle")
    window.show_setup()
    return window


def below(window, name):
    """Whether the explanation stands right below a field, nearer to it than the next one."""
    window.draw()
    error, field = window.panel("Setup")._error, window.field(name)
    bottom = field.mapTo(window.window, field.rect().bottomLeft()).y()
    return 0 < error.mapTo(window.window, error.rect().topLeft()).y() - bottom < 12


def chip(window, title):
    return window.find(QToolButton, f"Feature {title}")


def ticked(window):
    chips = window.panel("Setup").findChildren(QToolButton, "chip")
    return [each.text() for each in chips if each.isChecked()]


def assert_changed_and_undone(window, before, expected):
    after = replaced(before, expected)
    assert after != before
    if after.data.source != before.data.source:  # what is said of a preset is said of its data
        after = msgspec.structs.replace(after, title="", note="", description="")
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
            assert below(window, "Learning rate")


def test_the_explanation_and_the_text_stay_while_a_run_plays(form):
    form.play_until(lambda: form.snapshot.completed > 5)
    form.type_into("Learning rate", "abc")
    before = form.snapshot.completed
    form.wait_for(lambda: form.snapshot.completed > before + 20)
    form.draw()
    assert form.explanations()
    assert form.shown_in("Learning rate") == "abc"
    form.type_into("Learning rate", "0.02")
    assert not form.explanations()
    assert form.experiment.training.learning_rate == 0.02
    form.session.pause()


def test_the_explanation_stays_while_the_sample_that_is_looked_at_changes(form):
    form.type_into("Batch size", "many")
    form.session.look("sample", 3)
    form.draw()
    assert form.explanations()
    assert form.shown_in("Batch size") == "many"


def test_a_bad_text_that_is_left_at_once_is_taken_back_and_explained(form):
    form.show_setup()
    box = form.field("Learning rate")
    box.setFocus()
    box.lineEdit().selectAll()
    QTest.keyClicks(box, "-3")
    QTest.keyClick(box, Qt.Key.Key_Tab)
    form.draw()
    assert form.shown_in("Learning rate") == "0.1"
    (sentence,) = form.explanations()
    assert "-3" in sentence
    form.set_number("Seed", 4)
    assert not form.explanations()


def test_a_refused_text_gives_way_to_a_change_of_anything_else(form):
    form.type_into("Learning rate", "abc")
    form.session.set_up("seed", 5)
    form.draw()
    assert form.shown_in("Learning rate") == "0.1"
    assert not form.explanations()


def test_a_refused_text_gives_way_to_a_preset(form):
    form.type_into("Learning rate", "abc")
    form.session.open_preset("xor")
    form.draw()
    assert form.shown_in("Learning rate") == "1"
    assert not form.explanations()


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
    fewer = form.button("Take the last hidden layer away")
    form.wait_for(lambda: fewer.height() > 10)  # the form has grown
    form.click(fewer)
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


def test_undo_brings_back_where_the_run_stood(window):
    window.train(25)
    window.press("Right")
    moment = bits(window.snapshot)
    window.set_number("Seed", 5)
    assert window.where == (0, 0)
    window.press("Ctrl+Z")
    assert bits(window.snapshot) == moment


# -- features --------------------------------------------------------------------------------------


def test_the_inputs_as_they_are_are_the_first_two_features(form):
    assert form.experiment.network.features == ()
    assert ticked(form) == ["x₁", "x₂"]


def test_features_are_ticked_and_undone(form):
    form.click(chip(form, "x₁²"))
    form.click(chip(form, "sin x₂"))
    form.draw()
    assert form.experiment.network.features == ("x1", "x2", "x1_squared", "sin_x2")
    assert form.experiment.sizes[0] == 4
    assert ticked(form) == ["x₁", "x₂", "x₁²", "sin x₂"]
    form.click(chip(form, "x₂"))
    assert form.experiment.network.features == ("x1", "x1_squared", "sin_x2")
    for _ in range(3):
        form.press("Ctrl+Z")
    form.draw()
    assert form.experiment.network.features == ()
    assert ticked(form) == ["x₁", "x₂"]


def test_a_feature_is_ticked_by_the_space_bar(form):
    chip(form, "x₁x₂").setFocus()
    form.press("Space")
    assert form.experiment.network.features == ("x1", "x2", "x1_x2")
    assert not form.session.playing


def test_taking_all_others_away_again_leaves_the_inputs_as_they_are(form):
    form.click(chip(form, "x₁²"))
    form.click(chip(form, "x₁²"))
    assert form.experiment.network.features == ()


def test_one_feature_stays(form):
    form.click(chip(form, "x₂"))
    form.draw()
    assert form.experiment.network.features == ("x1",)
    assert not chip(form, "x₁").isEnabled()
    assert "last" in chip(form, "x₁").toolTip()
    form.click(chip(form, "x₂²"))
    form.draw()
    assert chip(form, "x₁").isEnabled()


def test_there_are_no_features_of_four_inputs(form):
    form.choose("Data", "demand")
    form.draw()
    assert not chip(form, "x₁").isEnabled()
    assert ticked(form) == []
    assert "4" in form.field("Features").toolTip()


# -- what applies ----------------------------------------------------------------------------------


def shown(window, *names):
    every = window.panel("Setup").findChildren(QWidget)
    return [
        name
        for name in names
        if any(each.accessibleName() == name and each.isVisible() for each in every)
    ]


@pytest.mark.parametrize(
    ("optimizer", "numbers"),
    [
        ("gradient_descent", []),
        ("momentum", ["Beta 1"]),
        ("rmsprop", ["Beta 2", "Epsilon"]),
        ("adam", ["Beta 1", "Beta 2", "Epsilon"]),
    ],
)
def test_an_optimizer_shows_the_numbers_that_it_has(form, optimizer, numbers):
    form.choose("Optimizer", optimizer)
    form.draw()
    assert shown(form, "Beta 1", "Beta 2", "Epsilon") == numbers


def test_the_numbers_of_adam_are_typed_and_undone(form):
    form.choose("Optimizer", "adam")
    form.draw()
    before = form.experiment
    assert form.shown_in("Epsilon") == "1e-8"
    for name, text, expected in (
        ("Beta 1", "0.8", {"beta1": 0.8}),
        ("Beta 2", "0.99", {"beta2": 0.99}),
        ("Epsilon", "1e-6", {"epsilon": 1e-6}),
    ):
        form.type_into(name, text)
        assert_changed_and_undone(form, before, expected)
    form.type_into("Beta 1", "1")
    assert below(form, "Beta 1")
    assert form.experiment == before


def test_lambda_is_there_where_something_is_regularized_and_nothing_moves(form):
    keep = form.field("Dropout keep")
    place = keep.mapTo(form.window, keep.rect().topLeft())
    assert shown(form, "Lambda") == []
    form.choose("Regularization", "l2")
    form.draw()
    assert shown(form, "Lambda") == ["Lambda"]
    assert keep.mapTo(form.window, keep.rect().topLeft()) == place
    form.type_into("Lambda", "0.03")
    assert form.experiment.training.regularization_rate == 0.03


def test_the_numbers_of_inputs_and_classes_are_there_where_they_can_be_chosen(form):
    assert shown(form, "Inputs", "Classes") == []
    form.choose("Data", "line")
    form.draw()
    assert shown(form, "Inputs", "Classes") == ["Inputs"]
    form.choose("Data", "blobs")
    form.draw()
    form.set_number("Inputs", 3)
    form.set_number("Classes", 5)
    assert form.experiment.sizes[0] == 3
    assert form.experiment.outputs == 5
    assert form.experiment.data.classes == 5
    form.set_number("Inputs", 2)
    assert form.experiment.data.inputs is None  # what the data has anyway


def test_without_hidden_layers_nothing_is_said_about_them(form):
    form.session.set_up("hidden", ())
    form.draw()
    for name in ("Activation", "Dropout keep"):
        assert not form.field(name).isEnabled()
        assert "no hidden layer" in form.field(name).toolTip()


def test_a_regression_offers_what_fits_numbers(form):
    form.choose("Data", "house-price")
    form.draw()
    losses, outputs = form.field("Loss"), form.field("Output")
    barred = [losses.itemData(k) for k in range(losses.count())
              if not losses.model().item(k).isEnabled()]  # fmt: skip
    assert "squared_error" not in barred
    assert len(barred) == losses.count() - 1
    place = outputs.findData("softmax")
    assert "numbers" in outputs.itemData(place, Qt.ItemDataRole.ToolTipRole)
    form.choose("Standardize", "all")
    assert form.experiment.data.standardize == "all"


def test_targets_are_standardized_only_where_they_are_numbers(form):
    box = form.field("Standardize")
    item = box.model().item(box.findData("all"))
    assert not item.isEnabled()
    form.choose("Data", "curve")
    form.draw()
    assert item.isEnabled()


def test_the_three_shares_are_said_in_words(form):
    form.set_number("Train share", 60)
    form.set_number("Dev share", 20)
    form.draw()
    assert "60 / 20 / 20 %" in [
        each.text()[:14] for each in form.panel("Setup").findChildren(QLabel)
    ]


def test_shares_of_more_than_all_are_explained_below_them(form):
    form.set_number("Train share", 80)
    before = form.experiment
    form.set_number("Dev share", 50)
    assert form.experiment == before
    form.draw()
    assert form.shown_in("Dev share") == 0
    (sentence,) = form.explanations()
    assert "dev_share" in sentence


def test_points_cannot_be_chosen_before_there_are_any(form):
    box = form.field("Data")
    place = box.findData("points")
    assert not box.model().item(place).isEnabled()
    assert "Draw" in box.itemData(place, Qt.ItemDataRole.ToolTipRole)


def test_choosing_a_file_asks_for_one_and_changes_nothing_until_then(form):
    asked = []
    action = form.action("Open…")
    action.triggered.disconnect()
    action.triggered.connect(lambda: asked.append(True))
    before = form.experiment
    form.choose("Data", "file")
    assert asked == [True]
    assert form.experiment == before
    assert form.shown_in("Data") == "circle"


def test_a_file_is_named_with_a_button_for_another(form, tmp_path):
    assert shown(form, "Open…") == []
    path = tmp_path / "my points.csv"
    path.write_text("a,b,kind\n0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n", encoding="utf-8")
    data = replace(form.experiment.data, source="file", path=str(path), target="kind")
    form.session.open_experiment(replace(form.experiment, data=data), "my points")
    form.draw()
    names = [each.text() for each in form.panel("Setup").findChildren(SteadyLabel)]
    assert names == ["my points.csv"]
    assert shown(form, "Open…") == ["Open…"]
    assert form.shown_in("Data") == "file"
    assert form.shown_in("Samples") == 4
    assert not form.field("Noise").isEnabled()


# -- the form itself -------------------------------------------------------------------------------


def test_a_section_folds_and_unfolds(form):
    head = form.button("Training settings")
    form.click(head)
    assert not form.field("Seed").isVisible()
    form.click(head)
    assert form.field("Seed").isVisible()


def test_the_wheel_scrolls_the_form_and_changes_no_field_on_its_way(form):
    form.field("Seed").setFocus()
    for name in ("Loss", "Learning rate", "Noise"):
        field, before = form.field(name), form.experiment
        wheel = QWheelEvent(
            QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(field, wheel)
        assert form.experiment == before


@pytest.mark.parametrize(
    ("size", "presenting"), [((1280, 800), False), ((1280, 800), True), ((700, 500), False)]
)
def test_every_field_lies_within_the_form(open_window, size, presenting):
    window = open_window("blobs", size=size, optimizer="adam", regularization="l2")
    window.show_setup()
    if presenting:
        window.press("F8")
    inside = window.panel("Setup")._inside
    for made in window.panel("Setup")._made.values():
        window.wait_for(lambda made=made: made.field.height() > 10 and made.field.width() > 20)
        right = made.field.mapTo(inside, made.field.rect().topRight()).x()
        assert right <= window.panel("Setup")._scroll.viewport().width()


def test_the_usual_fields_are_in_sight_on_a_small_screen(open_window):
    window = open_window("circle")
    window.show_setup()
    window.draw()
    for name in ("Features", "Activation", "Loss", "Optimizer", "Learning rate", "Batch size",
                 "Data", "Samples"):  # fmt: skip
        field = window.field(name)
        assert field.visibleRegion().boundingRect().height() == field.height(), name
