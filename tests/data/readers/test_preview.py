import numpy as np
import pytest

from nnviz.data.readers import Choice, preview, read
from tests.data.readers.files import decode, digits, touch, write_idx


def shown(path, choice=None, **named):
    choice = choice or Choice()
    return preview(path, choice, read(path, choice, **named))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a,b,c\n1,2,x\n3,4,y\n", "CSV, comma-separated, with header"),
        ("1\t2\tx\n3\t4\ty\n", "CSV, tab-separated, without header"),
        ("1;2;x\n3;4;y\n", "CSV, semicolon-separated, without header"),
        ("1|2|x\n3|4|y\n", "CSV, separated by |, without header"),
        ("a b c\n1 2 x\n3 4 y\n", "CSV, separated by spaces, with header"),
    ],
)
def test_a_table_is_shown_as_it_was_understood(tmp_path, text, kind):
    (tmp_path / "t.csv").write_text(text)
    found = shown(tmp_path / "t.csv")
    assert found.kind == kind
    names = ("a", "b", "c") if "with header" in kind else ("column 1", "column 2", "column 3")
    assert found.columns == names
    assert found.target == names[2]
    assert found.rows == [["1", "2", "x"], ["3", "4", "y"]]
    assert found.count == 2
    assert not found.regression


def test_the_first_rows_are_shown_and_the_chosen_targets(tmp_path):
    (tmp_path / "t.csv").write_text("a,b,c\n" + "1,2,3.5\n" * 98 + "2,3,4.5\n")
    found = shown(tmp_path / "t.csv", Choice(target="2,1"))
    assert len(found.rows) == 8
    assert found.count == 99
    assert found.target == "b, a"
    assert found.regression


def test_arrays_are_shown_as_numbers(tmp_path):
    np.savez(tmp_path / "a.npz", X=np.eye(2), y=np.array(["u", "v"]))
    found = shown(tmp_path / "a.npz")
    assert (found.kind, found.columns, found.target) == (
        "NumPy archive",
        ("x1", "x2", "class"),
        "class",
    )
    assert found.rows == [["1", "0", "u"], ["0", "1", "v"]]
    np.save(tmp_path / "b.npy", [[1, 0.5], [2, 1.5]])
    found = shown(tmp_path / "b.npy")
    assert (found.kind, found.columns, found.regression) == ("NumPy array", ("x1", "y"), True)
    assert found.rows == [["1", "0.5"], ["2", "1.5"]]


def test_pictures_of_idx_are_shown_by_their_classes(tmp_path):
    pictures, _ = write_idx(tmp_path, *digits())
    found = shown(pictures)
    assert found.kind == "IDX, pictures 3 × 4"
    assert found.columns == ("picture", "class")
    assert found.rows[:2] == [["1", "0"], ["2", "1"]]


def test_a_folder_is_shown_by_names_of_every_class(tmp_path):
    touch(tmp_path, *(f"{name}.{k}.png" for name in ("dog", "cat") for k in range(9)))
    found = shown(tmp_path, Choice(image_size=2), decode=decode)
    assert found.kind == "folder of pictures, 2 × 2"
    assert len(found.rows) == 8
    assert found.rows[0] == ["cat.0.png", "cat"]
    assert found.rows[-1] == ["dog.3.png", "dog"]
    assert found.count == 18
