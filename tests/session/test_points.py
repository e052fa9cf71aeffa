"""Points put on the plane by hand, and the session that learns from them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data.dataset import Dataset
from nnviz.errors import UserError
from nnviz.session.data_settings import Data
from nnviz.session.experiment import Experiment, NetworkSettings
from nnviz.session.points import classes_of, moved, points_of, sprayed, without
from nnviz.session.presets import load_preset
from nnviz.session.session import Session

THREE = ((0.0, 0.0, 0), (1.0, 0.5, 1), (0.5, 1.0, 2))


def dataset(count, classes=2, inputs=2):
    xs = np.arange(count * inputs, dtype=float).reshape(count, inputs)
    names = tuple(map(str, range(classes)))
    return Dataset(xs, np.arange(count) % classes, ("a", "b", "c")[:inputs], names)


@given(st.integers(1, 40), st.integers(1, 40))
def test_samples_become_points_evenly_where_there_are_too_many(count, most):
    data = dataset(count)
    points = points_of(data, most)
    assert len(points) == min(count, most)
    assert len(set(points)) == len(points)
    for x1, x2, label in points:
        row = int(x1) // 2
        assert (x1, x2, label) == (*data.inputs[row], data.labels[row])
    if most > 1:
        assert points[-1][0] == data.inputs[-1, 0]


def test_samples_that_are_no_points_give_none():
    values = np.zeros((4, 1))
    plain = dataset(4)
    assert points_of(dataset(4, inputs=3)) == ()
    assert points_of(dataset(4, inputs=1)) == ()
    assert points_of(dataset(11, classes=11)) == ()
    assert points_of(Dataset(plain.inputs, plain.labels, ("a", "b"), (), values, ("y",))) == ()


def test_moving_and_taking_away_leave_the_others_as_they_are():
    assert moved(THREE, 1, 7.0, 8.0) == (THREE[0], (7.0, 8.0, 1), THREE[2])
    assert without(THREE, 1) == (THREE[0], THREE[2])


def test_there_are_as_many_classes_as_the_highest_one_needs():
    assert classes_of(()) == 2
    assert classes_of(THREE[:1]) == 2
    assert classes_of(THREE) == 3
    assert classes_of(without(THREE, 1)) == 3


@given(st.integers(0, 99), st.floats(0.1, 10))
def test_sprayed_points_lie_in_a_disc(seed, radius):
    points = sprayed(1.0, -2.0, 4, radius, 9, np.random.default_rng(seed))
    assert {label for _, _, label in points} == {4}
    for x, y, _ in points:
        assert np.hypot(x - 1, y + 2) <= radius * (1 + 1e-9)


def test_drawn_points_are_what_is_learned_from():
    session = Session(load_preset("circle"))
    session.draw_points(THREE)
    train = session.run.trainer.parts.train.dataset
    np.testing.assert_array_equal(train.inputs, [point[:2] for point in THREE])
    assert train.labels.tolist() == [0, 1, 2]
    network = session.experiment.network
    assert (network.output, network.loss) == ("softmax", "categorical_cross_entropy")
    assert session.undo_label == "draw"


def test_what_predicted_numbers_tells_classes_apart_once_points_are_drawn():
    regression = Experiment(
        data=Data(source="house-price"),
        network=NetworkSettings(output="linear", loss="squared_error"),
    )
    for points, output in ((THREE[:2], "sigmoid"), (THREE, "softmax")):
        session = Session(regression)
        session.draw_points(points)
        assert session.experiment.network.output == output
        assert session.experiment.sizes[0] == 2
        session.undo()
        assert session.experiment == regression


@pytest.mark.parametrize("few", [(), THREE[:1]])
def test_too_few_points_are_a_sketch_and_change_nothing_else(few):
    session = Session(load_preset("circle"))
    experiment, run = session.experiment, session.run
    session.draw_points(few)
    assert session.sketch == few
    assert session.experiment is experiment
    assert session.run is run
    session.undo()
    assert session.sketch is None
    session.redo()
    assert session.sketch == few


def test_a_sketch_is_over_once_there_are_enough_points_and_comes_back_with_an_undo():
    session = Session(load_preset("circle"))
    session.draw_points(THREE[:1])
    session.draw_points(THREE)
    assert session.sketch is None
    session.undo()
    assert session.sketch == THREE[:1]
    assert session.experiment.data.source == "circle"
    session.undo()
    assert session.sketch is None


def test_the_points_that_were_there_before_a_sketch_end_it():
    session = Session(load_preset("circle"))
    session.draw_points(THREE)
    session.draw_points(())
    session.draw_points(THREE)
    assert session.sketch is None
    session.undo()
    assert session.sketch == ()


def test_a_sketch_outlives_a_change_of_the_network_but_not_one_of_the_data():
    session = Session(load_preset("circle"))
    session.draw_points(THREE[:1])
    session.set_up("hidden", (2,))
    assert session.sketch == THREE[:1]
    session.set_up("samples", 50)
    assert session.sketch is None
    session.undo()
    assert session.sketch == THREE[:1]


def test_points_that_do_not_fit_change_nothing():
    session = Session(load_preset("circle"))
    experiment = session.experiment
    with pytest.raises(UserError, match="class of point 2"):
        session.draw_points((THREE[0], (0.0, 0.0, 10)))
    assert session.experiment is experiment
    assert not session.undo_label


def test_a_run_that_plays_goes_on_with_drawn_points_from_their_start():
    session = Session(load_preset("circle"))
    session.run.advance(5)
    session.play()
    session.draw_points(THREE)
    assert session.playing
    assert session.snapshot.completed == 0
