"""What is shown of a file before it is taken."""

import numpy as np
import pytest

from nnviz.data.readers import Cancelled
from nnviz.errors import UserError
from nnviz.session.data_settings import Data
from nnviz.session.presets import load_preset
from nnviz.session.proposal import (
    Beginning,
    beginning_of,
    keep,
    network_in_words,
    propose,
    target_in_words,
)
from nnviz.session.session import Session
from nnviz.session.sources import FILES

TABLE = "id,size,weight,kind\n" + "".join(
    f"{k + 1},{k / 10},{1000 - k},{'abc'[k % 3]}\n" for k in range(30)
)


def proposal_of(path, content=TABLE, **choice):
    path.write_text(content)
    return propose(Data(path=str(path), **choice), lambda share: None, None)


def test_every_column_of_numbers_has_its_range(tmp_path):
    proposal = proposal_of(tmp_path / "a.csv")
    shown = proposal.preview
    found = {
        shown.columns[column]: (each.low, each.mean, each.high)
        for column, each in proposal.ranges.items()
    }
    assert found.keys() == {"size", "weight"}
    assert found["size"] == pytest.approx((0, 1.45, 2.9))
    assert found["weight"] == pytest.approx((971, 985.5, 1000))


def test_a_number_that_is_predicted_has_its_range_too(tmp_path):
    proposal = proposal_of(tmp_path / "a.csv", target="size", leave_out=("kind",))
    column = proposal.preview.columns.index("size")
    assert proposal.ranges[column].high == pytest.approx(2.9)


def test_columns_of_the_same_name_keep_their_own_ranges(tmp_path):
    content = "x,x,kind\n" + "1,10,a\n2,20,b\n" * 5
    ranges = proposal_of(tmp_path / "a.csv", content).ranges
    assert (ranges[0].high, ranges[1].high) == (2, 20)


def test_ranges_of_many_samples_are_those_of_all(tmp_path, monkeypatch):
    monkeypatch.setattr("nnviz.session.proposal._AT_ONCE", 7)
    ranges = proposal_of(tmp_path / "a.csv").ranges
    assert (ranges[2].low, ranges[2].mean, ranges[2].high) == (971, 985.5, 1000)


def test_pictures_have_one_range(tmp_path):
    pictures = np.random.default_rng(0).integers(0, 256, (20, 5, 5), dtype=np.uint8)
    np.savez(tmp_path / "a.npz", x=pictures, y=np.arange(20) % 2)
    proposal = propose(Data(path=str(tmp_path / "a.npz")), lambda share: None, None)
    assert proposal.ranges == {}
    assert proposal.pixels.mean == pytest.approx(pictures.mean() / 255)
    assert proposal.targets == ("x", "y")


def test_the_columns_of_a_table_can_be_the_target(tmp_path):
    assert proposal_of(tmp_path / "a.csv").targets == ("id", "size", "weight", "kind")
    np.save(tmp_path / "a.npy", np.arange(40.0).reshape(10, 4))
    found = propose(Data(path=str(tmp_path / "a.npy")), lambda share: None, None)
    assert found.targets == ("column 1", "column 2", "column 3", "column 4")
    again = propose(
        Data(path=str(tmp_path / "a.npy"), target=found.targets[1]), lambda share: None, None
    )
    assert again.dataset.values[0] == 1


def test_nothing_is_kept_until_it_is_taken(tmp_path):
    proposal = proposal_of(tmp_path / "a.csv")
    (tmp_path / "a.csv").unlink()
    with pytest.raises(UserError, match="no such file"):
        FILES.read(proposal.experiment.data)
    keep(proposal)
    assert FILES.read(proposal.experiment.data) is proposal.dataset


def test_a_reading_that_is_given_up_ends(tmp_path):
    (tmp_path / "a.csv").write_text(TABLE)

    def give_up(share):
        raise Cancelled

    with pytest.raises(Cancelled):
        propose(Data(path=str(tmp_path / "a.csv")), give_up, None)


def test_a_table_that_cannot_be_read_shows_its_beginning(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name,age\nAda,36\nAlan,41\n" + "Grace,85,1\n")
    beginning = beginning_of(Data(path=str(path)))
    assert beginning.columns == ("name", "age")
    assert beginning.rows[:2] == (("Ada", "36"), ("Alan", "41"))


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"\xff\xfe\x00", b"a,b\n\xe4,1\n\xe4,2\n"]
)
def test_of_anything_else_nothing_is_shown(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    assert beginning_of(Data(path=str(tmp_path / "a.csv"))) == Beginning()
    assert beginning_of(Data(path=str(tmp_path))) == Beginning()


def test_the_network_and_the_classes_are_told_in_words(tmp_path):
    proposal = proposal_of(tmp_path / "a.csv")
    assert target_in_words(proposal.dataset) == "3 classes: a (10), b (10), c (10)."
    sentence = network_in_words(proposal.experiment, proposal.dataset)
    assert sentence.startswith("2-8-4-3, tanh and softmax with categorical cross-entropy; ")
    assert "80% to train, 20% to test" in sentence
    many = "x,kind\n" + "".join(f"{k},kind {k % 40}\n" for k in range(81))
    words = target_in_words(proposal_of(tmp_path / "b.csv", many).dataset)
    assert words.endswith("kind 11 (2) and 28 more with 2 samples each.")


@pytest.mark.parametrize("changed", ["x,kind\n" + "1,p\n2,q\n" * 20, None])
def test_undo_and_redo_stand_on_the_samples_of_their_time_whatever_became_of_the_file(
    tmp_path, changed
):
    session = Session(load_preset("xor"))
    stood = []
    for name in "abc":
        proposal = proposal_of(tmp_path / f"{name}.csv")
        keep(proposal)
        session.open_experiment(proposal.experiment, "file")
        session.next_epoch()
        stood.append((session.run.trainer.train.rows, session.run.trainer.memory.copy()))
    if changed is None:
        for name in "abc":
            (tmp_path / f"{name}.csv").unlink()
    else:
        keep(proposal_of(tmp_path / "a.csv", changed))
        keep(proposal_of(tmp_path / "b.csv", changed))
    for rows, memory in stood[1::-1]:
        session.undo()
        np.testing.assert_array_equal(session.run.trainer.train.rows, rows)
        np.testing.assert_array_equal(session.run.trainer.memory, memory)
    session.redo()
    np.testing.assert_array_equal(session.run.trainer.train.rows, stood[1][0])
    session.undo()
    session.undo()
    assert session.preset == ""


def test_a_run_goes_on_with_its_samples_when_the_file_is_gone(tmp_path):
    proposal = proposal_of(tmp_path / "a.csv")
    keep(proposal)
    session = Session(proposal.experiment)
    (tmp_path / "a.csv").unlink()
    session.change("network.hidden", (3,))
    session.next_epoch()
    assert session.experiment.sizes == (2, 3, 3)
