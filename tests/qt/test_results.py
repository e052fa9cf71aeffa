"""The results panel: by part, by class, and number by number."""

import numpy as np
import pytest

from nnviz.present.confusion import recall
from nnviz.present.numbers import significant
from nnviz.present.residuals import fit
from nnviz.qt.items.confusion_view import percent

DIGITS = {"source": "digits", "output": "softmax", "loss": "categorical_cross_entropy",
          "hidden": (16,), "train_share": 0.6, "dev_share": 0.2, "batch_size": 64}  # fmt: skip
HOUSES = {"source": "house-price", "output": "linear", "loss": "squared_error", "hidden": (3,),
          "train_share": 0.7, "standardize": "all", "learning_rate": 0.1}  # fmt: skip


@pytest.fixture
def digits(open_window):
    return shown(open_window("xor", **DIGITS))


@pytest.fixture
def houses(open_window):
    return shown(open_window("xor", **HOUSES))


def shown(window):
    window.dock("Results").raise_()
    window.train(40)
    return window


def test_the_summary_has_a_row_for_every_part_with_samples(digits):
    table, evaluation = digits.panel("Results").summary, digits.snapshot.evaluation
    assert table.titles == ("", "samples", "accuracy", "J")
    for row, part in zip(table.rows, ("train", "dev", "test"), strict=True):
        measure = getattr(evaluation, part)
        assert row == (part, f"{measure.count:,}", percent(measure.accuracy),
                       significant(measure.cost))  # fmt: skip


@pytest.mark.parametrize("part", ["train", "dev", "test"])
def test_the_matrix_and_the_table_are_of_the_chosen_part(digits, part):
    panel = digits.panel("Results")
    digits.click(panel.buttons[part])
    digits.draw()
    table = digits.session.answers.confusion(part)
    np.testing.assert_array_equal(panel.confusion.table, table)
    assert panel.buttons[part].isChecked()
    assert panel.classes.titles == ("class", "train", "dev", "test", "recall", "precision")
    for k, row in enumerate(panel.classes.rows):
        for place, each in enumerate(("train", "dev", "test"), start=1):
            labels = getattr(digits.session.run.trainer.parts, each).dataset.labels
            assert row[place] == str(np.count_nonzero(labels == k))
        assert row[4] == percent(recall(table)[k])


def test_a_cell_says_what_it_counts(digits):
    view = digits.panel("Results").confusion
    view.point_at((3, 3))
    count, total = view.table[3, 3], view.table[3].sum()
    assert f"{count} of {total}" in view.said
    assert percent(count / total) in view.said
    assert "rightly" in view.said
    view.point_at((3, 5))
    assert "answered 5" in view.said
    assert "rightly" not in view.said
    digits.dock("Decision region").raise_()
    digits.draw()
    assert view._card.isHidden()


def test_it_follows_the_run_and_is_exact_once_it_stops(digits):
    digits.reach(digits.snapshot.completed + 5)
    digits.draw()
    np.testing.assert_array_equal(
        digits.panel("Results").confusion.table, digits.session.answers.confusion("train")
    )
    measure = digits.snapshot.evaluation.train
    assert digits.panel("Results").summary.rows[0][2] == percent(measure.accuracy)


def test_a_part_that_goes_away_is_no_longer_looked_at(digits):
    panel = digits.panel("Results")
    digits.click(panel.buttons["test"])
    digits.session.open_preset("xor")
    digits.draw()
    assert panel.buttons["train"].isChecked()
    assert not panel.buttons["test"].isEnabled()
    assert [row[0] for row in panel.summary.rows] == ["train"]


def test_a_regression_says_how_far_off_it_is_in_the_units_of_the_data(houses):
    panel = houses.panel("Results")
    assert panel.summary.titles[3:] == ("R²", "RMSE", "largest y − ŷ")
    for row, part in zip(panel.summary.rows, ("train", "test"), strict=True):
        true, predicted = houses.session.answers.predictions(part)
        found = fit(true[:, 0], predicted[:, 0])
        assert row[3:] == (significant(found.explained), significant(found.rmse),
                           significant(found.largest))  # fmt: skip
        assert row[3] == significant(getattr(houses.snapshot.evaluation, part).explained)
    assert panel.confusion.isHidden()
    assert not panel.plot.isHidden()


def test_predicted_is_drawn_against_true_with_the_diagonal(houses):
    panel = houses.panel("Results")
    houses.click(panel.buttons["test"])
    houses.draw()
    true, predicted = houses.session.answers.predictions("test")
    x, y = panel._points.getData()
    np.testing.assert_array_equal(x, true[:, 0])
    np.testing.assert_array_equal(y, predicted[:, 0])
    across, up = panel._diagonal.getOriginalDataset()
    np.testing.assert_array_equal(across, up)
    assert across[0] < min(x.min(), y.min()) <= max(x.max(), y.max()) < across[1]


def test_between_classes_and_numbers_the_panel_changes_over(houses):
    houses.session.open_preset("circle")
    houses.draw()
    panel = houses.panel("Results")
    assert panel.plot.isHidden()
    assert not panel.confusion.isHidden()
    assert panel.confusion.table.shape == (2, 2)
    houses.session.undo()
    houses.draw()
    assert panel.confusion.isHidden()
    houses.picture()


def test_a_regression_that_diverges_is_no_trouble(open_window):
    window = open_window("xor", **{**HOUSES, "standardize": "none", "learning_rate": 10.0})
    window.dock("Results").raise_()
    window.train(200)
    assert window.session.run.problem is not None
    window.picture()
    assert window.panel("Results").summary.rows


def test_a_hundred_classes_are_a_picture(digits):
    view = digits.panel("Results").confusion
    table = np.eye(100, dtype=np.int64) * 7
    view.show_table(table, tuple(f"class {k}" for k in range(100)), digits.panel("Results").theme)
    digits.picture()
    view.point_at((99, 99))
    assert "7 of 7" in view.said
