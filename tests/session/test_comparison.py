"""Kept cost curves: which are kept, for how long, and what they are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.errors import UserError
from nnviz.session.changes import replaced
from nnviz.session.comparison import FEWEST_POINTS, MOST, SAME, Comparison, phrases
from nnviz.session.curve import Curve
from nnviz.session.evaluation import Evaluation, Measure
from nnviz.session.experiment import Experiment, sections
from nnviz.session.opening import open_named
from nnviz.session.presets import load_preset
from nnviz.session.session import Session


@pytest.fixture
def session():
    return Session(load_preset("xor"), "xor")


def train(session, iterations=20):
    session.run.advance(iterations)
    session.publish()


def labels(session):
    return session.comparison.labels(session.experiment, session.preset)


def curve_of(*costs):
    curve = Curve()
    for place, cost in enumerate(costs):
        curve.add(place, Evaluation(Measure(cost, 1.0, None, 4), None, None, 0.0))
    return curve


def keep_with(comparison, *settings):
    for place, changes in enumerate(settings):
        experiment = replaced(Experiment(), changes)
        comparison.keep(experiment, "", curve_of(1.0, 0.5, place), 1)


# -- what is kept ----------------------------------------------------------------------------------


def test_nothing_is_kept_unasked(session):
    train(session)
    session.set_up("hidden", (2,))
    session.restart()
    assert session.comparison.kept == ()


def test_while_comparing_every_change_that_starts_over_keeps_the_run_before_it(session):
    session.compare(True)
    for batch_size in (1, 2, 3):
        train(session)
        session.set_up("batch_size", batch_size)
    kept = session.comparison.kept
    assert [each.experiment.training.batch_size for each in kept] == ["full", 1, 2]
    assert [each.batches for each in kept] == [1, 4, 2]
    assert labels(session) == ["batch size full", "batch size 1", "batch size 2"]


def test_a_change_that_does_not_start_over_keeps_nothing(session):
    session.compare(True)
    train(session)
    session.change("learning_rate", 0.1)
    session.change("epochs", 5)
    session.look("log_cost", True)
    assert session.comparison.kept == ()


def test_a_run_of_a_few_points_is_not_kept_unasked_but_on_demand(session):
    session.compare(True)
    train(session, FEWEST_POINTS - 2)
    session.set_up("hidden", (2,))
    assert session.comparison.kept == ()
    session.keep_curve()
    assert len(session.comparison.kept) == 1


def test_back_to_the_start_and_a_new_start_keep_the_run_too(session):
    session.compare(True)
    train(session)
    session.restart()
    assert labels(session) == [SAME]
    train(session, 10)
    session.new_start()
    assert labels(session) == ["seed 0"]
    assert session.comparison.kept[0].curve.iterations[-1] == 20


def test_the_longer_curve_of_one_run_is_kept_in_its_place(session):
    session.keep_curve()
    train(session)
    session.keep_curve()
    session.keep_curve()
    (kept,) = session.comparison.kept
    assert kept.slot == 0
    assert kept.curve.train == session.snapshot.curve.train


def test_a_run_whose_rate_changed_on_the_way_is_another_run(session):
    train(session, 30)
    session.keep_curve()
    session.restart()
    train(session, 10)
    session.change("learning_rate", 3.0)
    train(session, 30)
    session.change("learning_rate", 1.0)
    session.keep_curve()
    assert labels(session) == [SAME, SAME]


def test_a_kept_curve_is_a_copy(session):
    train(session)
    session.keep_curve()
    before = session.comparison.kept[0].curve.train.copy()
    assert session.comparison.kept[0].curve is not session.snapshot.curve
    train(session)
    session.snapshot.curve.train.clear()
    assert session.comparison.kept[0].curve.train == before
    session.run.curve.forget_after(0)
    assert session.comparison.kept[0].curve.train == before


def test_the_oldest_goes_where_there_would_be_too_many(session):
    session.compare(True)
    for hidden in range(1, MOST + 3):
        train(session)
        session.set_up("hidden", (hidden + 3,))
    kept = session.comparison.kept
    assert len(kept) == MOST
    assert kept[-1].experiment.network.hidden == (MOST + 4,)
    assert sorted(each.slot for each in kept) == list(range(MOST))


@given(st.lists(st.sampled_from(["keep", "first", "last"]), max_size=30))
def test_no_two_kept_curves_share_a_slot_and_a_slot_never_changes(deeds):
    comparison, seen = Comparison(), {}
    for count, deed in enumerate(deeds):
        if deed == "keep":
            keep_with(comparison, {"seed": count})
        elif comparison.kept:
            comparison.drop(comparison.kept[0 if deed == "first" else -1])
        slots = [each.slot for each in comparison.kept]
        assert len(set(slots)) == len(slots) <= MOST
        assert set(slots) <= set(range(MOST))
        for each in comparison.kept:
            assert seen.setdefault(each.experiment.training.seed, each.slot) == each.slot


def test_points_drawn_while_comparing_keep_nothing():
    points = ((0.0, 0.0, 0), (1.0, 1.0, 1))
    session = Session(replaced(Experiment(), {"source": "points", "points": points}))
    session.compare(True)
    train(session)
    session.set_up("points", (*points, (0.5, 0.0, 1)))
    assert session.comparison.kept == ()
    train(session)
    session.set_up("hidden", (5,))
    assert len(session.comparison.kept) == 1


# -- other experiments, undo -----------------------------------------------------------------------


def test_another_preset_takes_the_curves_away_unless_they_are_compared(session):
    train(session)
    session.keep_curve()
    session.open_preset("circle")
    assert session.comparison.kept == ()
    session.undo()
    assert labels(session) == [SAME]
    session.compare(True)
    session.open_preset("circle")
    assert labels(session) == ["xor"]


def test_undo_and_redo_lose_no_kept_curve(session):
    session.compare(True)
    train(session)
    session.set_up("initializer", "he")
    train(session)
    session.set_up("seed", 7)
    before = session.comparison.kept
    for move in (session.undo, session.undo, session.redo, session.redo):
        move()
        assert {id(each.curve) for each in before} <= {
            id(each.curve) for each in session.comparison.kept
        }


def test_the_run_that_an_undo_leaves_is_kept_too(session):
    session.compare(True)
    session.set_up("initializer", "he")
    train(session)
    session.undo()
    assert labels(session) == ["He"]


def test_the_views_hear_of_every_change_of_the_kept_curves(session):
    heard = []
    session.signals.comparison.connect(lambda: heard.append(len(session.comparison.kept)))
    session.compare(True)
    session.compare(True)
    train(session)
    session.set_up("hidden", (2,))
    train(session)
    session.keep_curve()
    session.drop_curve(session.comparison.kept[0])
    session.clear_curves()
    assert heard == [0, 1, 2, 1, 0]


def test_a_change_that_is_refused_keeps_nothing(session):
    session.compare(True)
    train(session)
    with pytest.raises(UserError, match="batch_size"):
        session.set_up("batch_size", 0)
    assert session.comparison.kept == ()


# -- what they are called --------------------------------------------------------------------------


@pytest.mark.parametrize(("changes", "expected"), [
    ({"regularization": "l2"}, "L2 λ 0.1"),
    ({"regularization": "l1", "regularization_rate": 3.0}, "L1 λ 3"),
    ({"keep_prob": 0.5}, "dropout, keep 50 %"),
    ({"initializer": "he", "weight_scale": 10.0}, "He, weights × 10"),
    ({"optimizer": "adam", "learning_rate": 0.001}, "Adam, learning rate 0.001"),
    ({"optimizer": "momentum", "beta1": 0.5}, "momentum, β₁ 0.5"),
    ({"hidden": ()}, "no hidden layer"),
    ({"hidden": (4, 2)}, "hidden 4-2"),
    ({"hidden": (8,) * 10}, "10 hidden layers of 8"),
    ({"features": ("x1", "x2", "x1_x2")}, "3 features"),
    ({"source": "circle", "samples": 50, "noise": 0.1}, "circle in a ring, 50 samples, noise 10 %"),
    ({"train_share": 0.5, "dev_share": 0.25}, "train 50 %, dev 25 %"),
    ({"standardize": "inputs"}, "standardized"),
    ({"beta2": 0.5, "epsilon": 1e-3}, SAME),
])  # fmt: skip
def test_a_label_says_what_the_kept_run_has_that_the_present_one_has_not(changes, expected):
    comparison = Comparison()
    keep_with(comparison, changes)
    (found,) = comparison.labels(Experiment())
    assert found.lower() == expected.lower()


def test_a_label_stays_true_when_the_present_run_changes_again(session):
    train(session)
    session.keep_curve()
    session.set_up("batch_size", 2)
    assert labels(session) == ["batch size full"]
    session.set_up("regularization", "l2")
    assert labels(session) == ["no regularization, batch size full"]
    session.set_up("batch_size", "full")
    assert labels(session) == ["no regularization"]


def test_what_is_not_a_setting_of_the_run_sets_nothing_apart(session):
    train(session)
    session.keep_curve()
    session.look("log_cost", True)
    session.change("epochs", 7)
    assert labels(session) == [SAME]


def test_where_nearly_everything_differs_the_name_is_said(session):
    session.compare(True)
    train(session)
    session.open_preset("spiral")
    assert labels(session) == ["xor"]


def test_two_runs_of_one_name_are_told_apart_by_what_differs_between_them(session):
    session.compare(True)
    train(session)
    session.set_up("initializer", "he")
    train(session)
    session.open_preset("spiral")
    assert labels(session) == ["xor: Xavier", "xor: He"]


def test_the_present_run_is_named_by_what_sets_it_apart_from_all_kept_ones():
    comparison = Comparison()
    assert comparison.present_label(Experiment()) == ""
    keep_with(comparison, {"batch_size": 1}, {"batch_size": 64}, {"regularization": "l2"})
    assert comparison.present_label(Experiment()) == "no regularization, batch size full"


def test_a_kept_run_is_named_although_its_file_is_gone(session, tmp_path):
    session.compare(True)
    for name in ("a.csv", "b.csv", "c.csv"):  # more than are kept in memory
        path = tmp_path / name
        path.write_text("x,y,label\n" + "0,1,0\n1,0,1\n" * 12)
        train(session)
        session.open_experiment(open_named(str(path)), name)
        path.unlink()
    train(session)
    session.open_preset("parity-deep")  # chooses how many inputs it has
    assert labels(session) == ["xor", "a.csv", "b.csv", "c.csv"]
    kept = session.comparison.kept[1].experiment
    words = phrases(kept, ["data.inputs", "data.classes", "data.task", "data.path"])
    assert words == ["task told from the target", "a.csv"]


def test_every_setting_that_a_run_depends_on_has_words():
    experiment = Experiment()
    fields = [
        f"{section}.{field}"
        for section, document in sections(experiment).items()
        if section != "view"
        for field in document.__struct_fields__
        if field != "epochs"
    ]
    words = phrases(experiment, fields)
    assert all(words)
    assert len(words) > len(fields) / 2
