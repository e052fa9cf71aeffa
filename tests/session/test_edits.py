"""Numbers set by hand: when each is set, what follows from it, and how it is taken back."""

import math

import numpy as np
import pytest

from nnviz.errors import UserError
from nnviz.session.changes import replaced
from nnviz.session.presets import load_preset
from nnviz.session.session import Session
from tests.session.moving import bits

ITERATION = 3


def session_of(preset="xor", **changes):
    return Session(replaced(load_preset(preset), changes), preset)


def moment(session):
    """All that a moment is, to be compared exactly."""
    snapshot = session.snapshot
    trainer = session.run.trainer
    return (
        (snapshot.iteration, snapshot.line),
        bits(snapshot.matrices),
        bits(snapshot.before),
        snapshot.change.flat.tobytes(),
        snapshot.evaluation,
        list(snapshot.curve.iterations),
        trainer.memory.tobytes(),
        trainer.parts.train.dataset.inputs.tobytes(),
        trainer.parts.train.dataset.labels.tobytes(),
        tuple(session.events),
    )


def the_pass(W1, b1, W2, b2, X, Y, rate):
    """One iteration of tanh, sigmoid and cross-entropy, as note 004 has it."""
    m = X.shape[1]
    found = {"X": X, "Y": Y}
    found["Z1"] = W1 @ X + b1
    found["A1"] = np.tanh(found["Z1"])
    found["Z2"] = W2 @ found["A1"] + b2
    found["A2"] = 1 / (1 + np.exp(-found["Z2"]))
    A2 = found["A2"]
    found["J"] = np.array([[-np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m]])
    found["dA2"] = -Y / A2 + (1 - Y) / (1 - A2)
    found["dZ2"] = A2 - Y
    found["dW2"] = found["dZ2"] @ found["A1"].T / m
    found["db2"] = found["dZ2"].sum(axis=1, keepdims=True) / m
    found["dA1"] = W2.T @ found["dZ2"]
    found["dZ1"] = found["dA1"] * (1 - found["A1"] ** 2)
    found["dW1"] = found["dZ1"] @ X.T / m
    found["db1"] = found["dZ1"].sum(axis=1, keepdims=True) / m
    found["W1"], found["b1"] = W1 - rate * found["dW1"], b1 - rate * found["db1"]
    found["W2"], found["b2"] = W2 - rate * found["dW2"], b2 - rate * found["db2"]
    return found


def at(line, **changes):
    session = session_of(**changes)
    session.run.advance(ITERATION + 1)
    session.publish()
    session.jump(ITERATION, line)
    return session


LINES = range(len(session_of().run.program.steps) + 1)
ENTRIES = (("W1", 1, 0), ("b1", 2, 0), ("W2", 0, 2), ("b2", 0, 0), ("X", 0, 3), ("Y", 0, 1))


# -- what follows ----------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry[0])
@pytest.mark.parametrize("line", LINES[1:])
def test_at_every_line_what_is_set_and_what_follows_is_that_of_a_pass_by_hand(line, entry):
    session = at(line)
    names = [step.name for step in session.run.program.steps]
    start = {name: session.snapshot.before[name].copy() for name in ("W1", "b1", "W2", "b2")}
    given = {name: session.snapshot.matrices[name].copy() for name in ("X", "Y")}
    matrix, row, column = entry
    updated = matrix in names and names.index(matrix) < line
    if not updated:
        (given if matrix in given else start)[matrix][row, column] = 0.75

    session.edit(matrix, row, column, 0.75)

    expected = the_pass(**start, **given, rate=session.snapshot.learning_rate)
    if updated:  # what followed from the old one stays; the next pass takes the new one up
        expected[matrix][row, column] = 0.75
    shown = session.snapshot.matrices
    assert (session.snapshot.iteration, session.snapshot.line) == (ITERATION, line)
    assert shown[matrix][row, column] == 0.75
    for name in ("X", "Y", *names[:line]):
        np.testing.assert_allclose(shown[name], expected[name], rtol=1e-9, atol=1e-12)
    for name in set(start) - set(names[:line]):
        np.testing.assert_array_equal(shown[name], start[name])

    while session.snapshot.line < len(names):
        session.step()
    after = {name: session.snapshot.matrices[name].copy() for name in start}
    session.next_iteration()
    following = the_pass(**after, **given, rate=session.snapshot.learning_rate)
    for name in names:
        np.testing.assert_allclose(
            session.snapshot.matrices[name], following[name], rtol=1e-9, atol=1e-12
        )


def test_before_the_first_line_there_is_no_pass_but_the_cost_follows():
    session = session_of()
    session.edit("b2", 0, 0, 1.5)
    assert session.snapshot.line == 0
    assert session.snapshot.matrices["b2"][0, 0] == 1.5
    parameters = {name: session.snapshot.matrices[name] for name in ("W1", "b1", "W2", "b2")}
    given = {name: session.snapshot.matrices[name] for name in ("X", "Y")}
    cost = the_pass(**parameters, **given, rate=1.0)["J"][0, 0]
    assert session.snapshot.evaluation.cost == pytest.approx(cost, rel=1e-12)
    assert session.snapshot.curve.iterations == [0]


def test_the_cost_at_the_end_of_the_curve_is_that_of_the_number_set():
    session = at(17)
    before = session.snapshot.evaluation.cost
    session.edit("W2", 0, 1, -4.0)
    snapshot = session.snapshot
    assert snapshot.evaluation.cost != before
    assert snapshot.curve.iterations[-1] == snapshot.completed
    parameters = {name: snapshot.matrices[name] for name in ("W1", "b1", "W2", "b2")}
    given = {name: snapshot.matrices[name] for name in ("X", "Y")}
    cost = the_pass(**parameters, **given, rate=1.0)["J"][0, 0]
    assert snapshot.evaluation.cost == pytest.approx(cost, rel=1e-12)


def test_features_are_computed_from_the_input_that_was_set():
    session = session_of(features=("x1_squared", "x1_x2", "sin_x2"))
    session.next_phase()
    session.edit("X", 0, 3, -3.0)
    x1, x2 = session.snapshot.matrices["X"][:, 3]
    assert x1 == -3.0
    expected = [x1 * x1, x1 * x2, np.sin(x2)]
    np.testing.assert_allclose(session.snapshot.matrices["F"][:, 3], expected, rtol=1e-12)
    np.testing.assert_allclose(
        session.snapshot.matrices["Z1"],
        session.snapshot.matrices["W1"] @ session.snapshot.matrices["F"],
        atol=1e-12,
    )


def test_dropout_leaves_out_the_same_units_after_an_edit():
    session = session_of(keep_prob=0.5)
    session.next_iteration()
    session.step()
    session.next_phase()
    masks = session.snapshot.matrices["D1"].copy()
    session.edit("W1", 0, 0, 5.0)
    matrices = session.snapshot.matrices
    np.testing.assert_array_equal(matrices["D1"], masks)
    Z1 = matrices["W1"] @ matrices["X"] + matrices["b1"]
    np.testing.assert_allclose(matrices["A1"], np.tanh(Z1) * masks / 0.5, atol=1e-12)


def test_adam_keeps_its_averages_where_the_next_pass_takes_the_number_up():
    session = session_of(optimizer="adam")
    session.run.advance(5)
    session.publish()
    averages = session.run.trainer.memory[1:].copy()
    session.edit("W1", 0, 0, 2.0)
    np.testing.assert_array_equal(session.run.trainer.memory[1:], averages)
    assert averages.any()


def test_adam_averages_the_gradient_of_the_pass_that_is_computed_anew():
    session = session_of(optimizer="adam")
    session.run.advance(5)
    session.publish()
    before = {name: value.copy() for name, value in session.snapshot.before.items()}
    session.edit("X", 0, 0, 2.0)
    matrices = session.snapshot.matrices
    beta = session.experiment.training.beta1
    expected = beta * before["vdW1"] + (1 - beta) * matrices["dW1"]
    np.testing.assert_allclose(matrices["vdW1"], expected, rtol=1e-12)
    for name in before:
        np.testing.assert_array_equal(session.snapshot.before[name], before[name])


# -- samples ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("matrix", "value"), [("X", 9.5), ("Y", 0.25)])
def test_in_mini_batches_an_edited_sample_stays_edited_in_all_later_epochs(matrix, value):
    session = session_of("gaussians")
    session.run.advance(5)
    session.publish()
    session.step()
    sample = int(session.snapshot.batch[2])
    where = session.snapshot.iteration
    session.edit(matrix, 1, 2, value)
    met = 0
    for _ in range(3 * session.run.trainer.batches):
        session.next_iteration()
        columns = np.flatnonzero(session.snapshot.batch == sample)
        for column in columns:
            assert session.snapshot.matrices[matrix][1, column] == value
            met += 1
    assert met >= 2
    shown = session.run.trainer.parts.train
    assert value in shown.rows[sample]

    session.jump(where - 1, session.run.lines)
    assert value not in session.run.trainer.parts.train.rows[sample]
    session.jump(where + 1, 1)
    assert value in session.run.trainer.parts.train.rows[sample]


def test_an_edited_input_and_label_are_seen_in_the_dataset_and_gone_before_the_edit():
    session = at(17)
    dataset = load_preset("xor")  # whose samples others share
    session.edit("X", 0, 1, 0.4)
    session.edit("Y", 0, 1, 0.0)
    shown = session.run.trainer.parts.train.dataset
    assert shown.inputs[1, 0] == 0.4
    assert shown.labels[1] == 0
    session.jump(ITERATION - 1, 4)
    shown = session.run.trainer.parts.train.dataset
    assert (shown.inputs[1, 0], shown.labels[1]) == (0.0, 1)
    other = Session(dataset).run.trainer.parts.train.dataset
    np.testing.assert_array_equal(other.inputs, shown.inputs)


def test_an_edited_sample_counts_in_accuracy_and_confusion():
    session = session_of(learning_rate=1.0)
    session.run.advance(2000)
    session.publish()
    assert session.snapshot.evaluation.accuracy == 1.0
    session.jump(1990, 5)
    session.edit("Y", 0, 0, 1.0)  # which it has learned to be 0
    table = session.answers.confusion("train")
    assert table[1, 0] == 1
    assert session.snapshot.evaluation.accuracy == 0.75
    session.undo()
    assert session.answers.confusion("train")[1, 0] == 0


def test_an_edited_one_hot_label_is_the_class_with_the_largest_target():
    session = session_of("gaussians")
    session.next_iteration()
    sample = int(session.snapshot.batch[0])
    was = int(session.run.trainer.parts.train.dataset.labels[sample])
    gesture = object()
    session.edit("Y", was, 0, 0.0, gesture)
    session.edit("Y", 1 - was, 0, 1.0, gesture)
    assert session.run.trainer.parts.train.dataset.labels[sample] == 1 - was
    session.undo()
    assert session.run.trainer.parts.train.dataset.labels[sample] == was


def test_standardized_numbers_are_set_as_they_are_learned_and_shown_in_the_units_of_the_data():
    session = session_of("house-price")
    session.next_iteration()
    parts = session.run.trainer.parts
    sample = int(session.snapshot.batch[7])
    others = parts.train.dataset.inputs[sample].copy()
    session.edit("X", 1, 7, 2.0)
    session.edit("Y", 0, 7, -1.0)
    parts = session.run.trainer.parts
    assert session.snapshot.matrices["X"][1, 7] == 2.0
    inputs, values = parts.train.dataset.inputs[sample], parts.train.dataset.values[sample]
    mean, deviation = parts.inputs.mean.ravel(), parts.inputs.deviation.ravel()
    assert inputs[1] == pytest.approx(mean[1] + 2.0 * deviation[1])
    assert values[0] == pytest.approx(float((parts.values.mean - parts.values.deviation).item()))
    np.testing.assert_array_equal(inputs[[0, 2, 3]], others[[0, 2, 3]])


def test_the_only_sample_of_a_run_can_be_edited_and_taken_back():
    points = ((0.0, 1.0, 0), (1.0, 0.0, 1))
    session = session_of(source="points", points=points, train_share=0.5)
    assert len(session.run.trainer.train) == 1
    session.next_iteration()
    before = moment(session)
    session.edit("X", 1, 0, 0.5)
    assert session.snapshot.matrices["X"][1, 0] == 0.5
    assert session.run.trainer.parts.train.dataset.inputs[0, 1] == 0.5
    session.undo()
    assert moment(session) == before


def test_every_change_of_samples_gets_another_version():
    session = at(17)
    versions = [session.run.trainer.samples_version]
    session.edit("X", 0, 1, 0.4)
    versions.append(session.run.trainer.samples_version)
    session.jump(1, 0)
    versions.append(session.run.trainer.samples_version)
    assert len(set(versions)) == 3
    session.edit("W1", 0, 0, 0.4)
    assert session.run.trainer.samples_version == versions[-1]


# -- undo ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [0, 1, 5, 9, 14, 17])
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry[0])
def test_undo_and_redo_restore_the_bits(entry, line):
    session = at(line)
    before = moment(session)
    session.edit(*entry, 0.75)
    after = moment(session)
    assert after != before
    session.undo()
    assert moment(session) == before
    session.redo()
    assert moment(session) == after


def test_edits_of_one_gesture_are_taken_back_together():
    session = at(4)
    before = moment(session)
    drag, other = object(), object()
    for value in (0.1, 0.2, 0.3):
        session.edit("W1", 0, 0, value, drag)
    dragged = moment(session)
    for value in (0.4, 0.5):
        session.edit("W1", 0, 0, value, other)
    assert session.undo_label == "W1[1,1]"
    session.undo()
    assert moment(session) == dragged
    session.undo()
    assert moment(session) == before
    session.redo()
    assert moment(session) == dragged


def test_an_edit_after_an_undo_begins_anew_even_in_the_same_gesture():
    session = at(4)
    before = moment(session)
    drag = object()
    session.edit("W1", 0, 0, 0.1, drag)
    session.undo()
    session.edit("W1", 0, 0, 0.2, drag)
    session.undo()
    assert moment(session) == before


def test_an_edit_pauses_a_run_that_plays():
    session = session_of()
    session.play()
    session.edit("W1", 0, 0, 0.1)
    assert not session.playing


# -- mistakes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("Z1", 0, 0, 1.0), "Z1 cannot be set"),
        (("dW1", 0, 0, 1.0), "dW1 cannot be set"),
        (("J", 0, 0, 1.0), "J cannot be set"),
        (("W9", 0, 0, 1.0), "W9 cannot be set"),
        (("W1", 3, 0, 1.0), r"W1 has no entry \[4,1\]: it is 3 × 2"),
        (("W1", 0, -1, 1.0), r"W1 has no entry \[1,0\]"),
        (("X", 0, 4, 1.0), r"X has no entry \[1,5\]: it is 2 × 4"),
        (("b1", 0, 0, math.inf), r"b1\[1,1\]: a value is a finite number"),
        (("Y", 0, 2, math.nan), r"Y\[1,3\]: a label is a finite number"),
    ],
    ids=lambda each: str(each[:3]) if isinstance(each, tuple) else "",
)
def test_what_cannot_be_set_is_said_and_nothing_changes(edit, said):
    session = at(9)
    session.edit("b2", 0, 0, 0.5)
    session.undo()
    before, redo = moment(session), session.redo_label
    with pytest.raises(UserError, match=said):
        session.edit(*edit)
    assert moment(session) == before
    assert (session.undo_label, session.redo_label) == ("", redo)


# -- the run as a history --------------------------------------------------------------------------


def test_an_edit_is_an_event_and_going_back_and_on_makes_it_again():
    session = session_of()
    session.run.advance(10)
    session.publish()
    session.edit("W1", 1, 0, 2.5)
    session.run.advance(10)
    session.publish()
    after = moment(session)
    (event,) = session.events
    assert (event.iteration, event.line) == (9, session.run.lines)
    assert event.text.startswith("W1[2,1] ")
    assert event.text.endswith(" → 2.5")
    session.jump(2, 5)
    session.jump_to(20)
    assert moment(session) == after


def test_a_new_edit_in_the_past_forgets_the_later_ones():
    session = session_of()
    for completed, value in ((10, 2.5), (20, 3.5)):
        session.run.advance(completed - session.run.completed)
        session.publish()
        session.edit("b2", 0, 0, value)
    session.run.advance(5)
    session.publish()
    session.jump(14, 3)
    session.edit("W1", 0, 1, 0.5)
    assert [(each.iteration, each.text.split("[")[0]) for each in session.events] == [
        (9, "b2"),
        (14, "W1"),
    ]
    assert session.snapshot.reached == (14, 3)
    session.undo()
    assert [each.iteration for each in session.events] == [9, 19]


def test_an_entry_set_twice_at_one_moment_was_what_it_was_before_both():
    session = at(4)
    was = float(session.snapshot.matrices["W1"][0, 0])
    session.edit("W1", 0, 0, 7.0)
    session.edit("W1", 0, 0, 8.0)
    (event,) = session.events
    assert event.text == f"W1[1,1] {was:g} → 8"
    edit = session.set_by_hand["W1", 0, 0]
    assert (edit.value, edit.old) == (8.0, was)
    session.edit("W1", 0, 0, was)
    assert session.events == []
    assert session.set_by_hand == {}


def to_next(session):
    """Go to the first line of the next iteration."""
    session.next_iteration()
    session.step()


@pytest.mark.parametrize("matrix", ["X", "Y"])
def test_an_entry_of_a_sample_is_set_by_hand_until_it_is_again_as_it_was_given(matrix):
    session = at(4)
    given = float(session.snapshot.matrices[matrix][0, 0])
    session.edit(matrix, 0, 0, 5.0)
    for value in (5.0, 6.0, 5.0):
        to_next(session)
        session.edit(matrix, 0, 0, value)
        (edit,) = session.set_by_hand.values()
        assert edit.value == value
    to_next(session)
    session.edit(matrix, 0, 0, given)
    assert session.set_by_hand == {}
    session.jump(ITERATION + 3, 1)
    assert len(session.set_by_hand) == 1


def test_a_parameter_that_is_set_to_the_number_it_has_stays_set_as_it_was_before():
    session = at(4)
    session.edit("b2", 0, 0, 3.0)
    first = session.set_by_hand["b2", 0, 0]
    to_next(session)
    session.edit("b2", 0, 0, float(session.snapshot.matrices["b2"][0, 0]))
    assert session.set_by_hand["b2", 0, 0] == first
    session.edit("b2", 0, 0, first.old)
    assert session.set_by_hand["b2", 0, 0].value == first.old


def test_entries_are_set_by_hand_from_their_moment_on():
    session = at(4)
    session.edit("X", 1, 2, 0.5)
    session.next_iteration()
    session.edit("b1", 0, 0, 0.5)
    assert set(session.set_by_hand) == {("X", 1, 2), ("b1", 0, 0)}
    session.jump(ITERATION, 4)
    assert set(session.set_by_hand) == {("X", 1, 2)}
    session.jump(ITERATION - 1, 4)
    assert session.set_by_hand == {}


@pytest.mark.parametrize("name", ["W1", "b1", "W2", "b2"])
def test_showing_the_chain_rule_in_full_leaves_edits_behind_update_lines_in_their_place(name):
    session = at(17)
    line = session.run.program.index[name] + 1
    session.jump(ITERATION, line)
    session.edit(name, 0, 0, 0.75)
    session.run.advance(ITERATION + 5 - session.run.completed)
    session.publish()
    after = bits(session.snapshot.before), session.run.trainer.memory.tobytes()
    session.look("chain", True)
    assert session.run.lines > 17
    session.jump(1, 0)
    session.jump_to(ITERATION + 5)
    assert (bits(session.snapshot.before), session.run.trainer.memory.tobytes()) == after
    (event,) = session.events
    assert event.line == session.run.program.index[name] + 1
    session.look("chain", False)
    (event,) = session.events
    assert event.line == line
    session.undo()
    assert session.events == []


# -- the learning rate -----------------------------------------------------------------------------


@pytest.mark.parametrize("line", LINES)
def test_another_learning_rate_at_any_line_holds_from_the_next_update_on(line):
    session = at(line)
    before = moment(session)
    names = [step.name for step in session.run.program.steps]
    begun = line > min(names.index(name) for name in ("W1", "b1", "W2", "b2"))
    session.change("training.learning_rate", 0.25)
    first = ITERATION + 1 if begun else ITERATION
    (event,) = session.events
    assert (event.iteration, event.text) == (first, "learning rate 0.25")
    while session.snapshot.completed <= first:
        session.next_iteration()
    snapshot = session.snapshot
    assert snapshot.iteration == first
    np.testing.assert_allclose(
        snapshot.matrices["W1"], snapshot.before["W1"] - 0.25 * snapshot.matrices["dW1"], rtol=1e-12
    )
    after = moment(session)
    session.jump(1, 0)
    assert session.snapshot.learning_rate == 1.0
    session.jump(first, session.run.lines)
    assert moment(session) == after
    session.undo()
    assert moment(session) == before


def test_setting_a_number_in_the_past_takes_the_rate_of_that_time_along():
    session = at(17)
    session.change("training.learning_rate", 0.25)
    session.run.advance(5)
    session.publish()
    session.jump(1, 4)
    session.edit("W1", 0, 0, 0.5)
    assert session.experiment.training.learning_rate == 1.0
    session.next_iteration()
    assert session.snapshot.learning_rate == 1.0
    session.undo()
    assert [event.text for event in session.events] == ["learning rate 0.25"]


def test_the_rate_of_the_document_is_that_of_the_next_update_wherever_one_stands():
    session = at(17)
    session.change("training.learning_rate", 0.25)
    session.run.advance(5)
    session.publish()
    rates = []
    for iteration, line in ((1, 3), (ITERATION, 5), (ITERATION, 17), (7, 2), (0, 0)):
        session.jump(iteration, line)
        rates.append(session.experiment.training.learning_rate)
    assert rates == [1.0, 1.0, 0.25, 0.25, 1.0]


def test_in_the_past_the_rate_that_came_later_can_be_set_from_there_on():
    session = at(17)
    session.change("training.learning_rate", 0.25)
    session.run.advance(5)
    session.publish()
    session.jump(1, 3)
    before = moment(session)
    session.change("training.learning_rate", 0.25)
    (event,) = session.events
    assert event.iteration == 1
    session.next_iteration()
    assert session.snapshot.learning_rate == 0.25
    session.undo()
    assert moment(session) == before
    assert session.experiment.training.learning_rate == 1.0


def test_a_run_that_plays_over_a_change_of_the_rate_takes_it_over():
    session = at(17)
    session.change("training.learning_rate", 0.25)
    session.run.advance(3)
    session.publish()
    session.jump(0, 0)
    told = []
    session.signals.experiment.connect(lambda each: told.append(each.training.learning_rate))
    session.play()
    session.publish(session.compute(10.0, 6, lambda: False))
    assert session.experiment.training.learning_rate == 0.25
    assert told == [0.25]
    session.pause()
