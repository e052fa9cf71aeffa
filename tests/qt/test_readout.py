"""The numbers above: cost, what of it is regularization, accuracy or R²."""

import itertools

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip

from nnviz.qt.panels.readout import Readout
from tests.qt.driving import plain


def readout(window):
    return window.window.findChild(Readout)


def labels(window):
    """What is seen of it, from left to right."""
    seen = [each for each in readout(window).findChildren(QLabel) if each.isVisible()]
    return sorted(seen, key=lambda label: label.x())


def words(window):
    return [each.text() for each in labels(window)]


def places(window):
    return [each.mapTo(window.window, QPoint(0, 0)).x() for each in labels(window)]


def test_a_regression_has_a_share_explained_instead_of_an_accuracy(window):
    captions = places(window)
    window.session.set_up("source", "curve")
    window.session.set_up("learning_rate", 0.01)
    window.train(50)
    assert "R²" in words(window)
    assert "accuracy" not in words(window)
    assert words(window)[-1] == f"{window.snapshot.evaluation.train.explained:.3f}"
    assert places(window) == captions
    window.session.open_preset("xor")
    window.draw()
    assert "accuracy" in words(window)


def test_what_of_the_cost_is_regularization_is_seen(window):
    assert not any("reg." in word for word in words(window))
    window.session.set_up("regularization", "l2")
    window.draw()
    (part,) = [word for word in words(window) if "reg." in word]
    assert float(part.strip("()").split()[0]) == pytest.approx(
        window.snapshot.evaluation.penalty, rel=0.01
    )
    before = places(window)
    window.train(300)
    assert places(window) == before


@pytest.mark.parametrize("presenting", [False, True])
@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800), (700, 500)])
def test_nothing_in_it_covers_anything_else(open_window, size, presenting):
    window = open_window("circle", size=size, regularization="l2")
    if presenting:
        window.press("F8")
    window.train(20)
    boxes = [each.geometry() for each in labels(window)]
    for left, right in itertools.pairwise(boxes):
        assert left.right() < right.left()
    last = window.window.menuBar().actionGeometry(window.window.menuBar().actions()[-1])
    if size[0] > 700:
        assert last.right() < readout(window).x()
        assert any("reg." in word for word in words(window))


def test_the_tooltip_lists_every_part(open_window):
    window = open_window("circle", samples=100, train_share=0.6, dev_share=0.2, regularization="l2")
    window.train(30)
    text = plain(readout(window).details())
    evaluation = window.snapshot.evaluation
    for part, measure, count in (
        ("train", evaluation.train, 60), ("dev", evaluation.dev, 20), ("test", evaluation.test, 20),
    ):  # fmt: skip
        assert f"{part} {count} {measure.cost:.4g} {100 * measure.accuracy:.1f} %" in text
    assert f"Regularization adds {evaluation.penalty:.4g}"[:24] in text


def test_parts_that_are_empty_are_not_listed(window):
    text = plain(readout(window).details())
    assert "train 4" in text
    assert "dev" not in text
    assert "test" not in text
    assert "Regularization" not in text


def test_the_tooltip_comes_where_the_pointer_rests(window):
    label = readout(window).findChildren(QLabel)[0]
    place = label.mapToGlobal(label.rect().center())
    QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, label.rect().center(), place))
    assert "samples" in QToolTip.text()
    QToolTip.hideText()
