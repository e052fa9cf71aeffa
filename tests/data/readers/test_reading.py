import os

import numpy as np
import pytest

from nnviz.data.readers import read
from nnviz.errors import UserError
from tests.data.readers.files import digits, write_idx


def sentence(path):
    with pytest.raises(UserError) as refused:
        read(path)
    return str(refused.value)


def test_the_content_tells_what_a_file_is_whatever_its_name(tmp_path):
    np.savez(tmp_path / "a.npz", X=np.eye(4), y=[0, 1, 0, 1])
    (tmp_path / "a.npz").rename(tmp_path / "arrays.csv")
    np.save(tmp_path / "b.npy", np.eye(4))
    (tmp_path / "b.npy").rename(tmp_path / "table.txt")
    (tmp_path / "text.dat").write_text("1,2,a\n3,4,b\n")
    pictures, _ = write_idx(tmp_path, *digits(), ("images.txt", "labels.txt"))
    assert read(tmp_path / "arrays.csv").inputs.shape == (4, 4)
    assert read(tmp_path / "table.txt").inputs.shape == (4, 3)
    assert read(tmp_path / "text.dat").inputs.shape == (2, 2)
    assert read(pictures).inputs.shape == (6, 12)


def test_a_table_may_begin_as_a_magic_number_does(tmp_path):
    for head in ("BMI", "PK", "GIF8", "RIFF"):
        (tmp_path / "t.csv").write_text(f"{head},label\n1,a\n2,b\n")
        assert read(tmp_path / "t.csv").features == (head,)


def test_what_cannot_be_opened_is_refused(tmp_path):
    assert "there is no such file" in sentence(tmp_path / "nothing.csv")
    (tmp_path / "empty.csv").touch()
    assert "the file is empty" in sentence(tmp_path / "empty.csv")
    assert "xxx: " in sentence(tmp_path / ("x" * 5000))  # longer than a name may be


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named queues")
def test_a_queue_is_refused_rather_than_waited_for(tmp_path):
    os.mkfifo(tmp_path / "queue.csv")
    assert "no ordinary file" in sentence(tmp_path / "queue.csv")


def test_a_file_without_permission_is_refused(tmp_path, monkeypatch):
    (tmp_path / "secret.csv").write_text("1,2\n")

    def refuse(*arguments, **named):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    assert "secret.csv: the file cannot be read (Permission denied)" in sentence(
        tmp_path / "secret.csv"
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"\x7fELF\x02\x01\0\0\0\0", "no text, NumPy or IDX file"),
        ("a.pkl", b"\x80\x04\x95\x0b\0\0\0", "no text, NumPy or IDX file"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a single picture; choose the folder"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "a single picture; choose the folder"),
        ("a.npy", b"1,2\n3,4\n", "does not begin as .npy files do"),
        ("a.npz", b"1,2\n3,4\n", "does not begin as .npz files do"),
        ("train-images-idx3-ubyte", b"1,2\n3,4\n", "magic number"),
    ],
)
def test_files_of_another_kind_are_refused(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    assert words in sentence(tmp_path / name)
