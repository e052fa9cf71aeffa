"""Whatever happens to a file, it is read or refused in one sentence, in little memory."""

import gzip
import io
import tempfile
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data.dataset import Dataset
from nnviz.data.readers import Choice, preview, read
from nnviz.errors import UserError
from tests.data.readers.files import digits, idx_bytes

MOST_MEMORY = 40_000_000
"""Far less than what the sizes in a header can ask for."""


def saved(save, *arguments, **named):
    content = io.BytesIO()
    save(content, *arguments, **named)
    return content.getvalue()


X = np.arange(60.0).reshape(20, 3)
Y = np.arange(20) % 3
IMAGES, LABELS = (idx_bytes(each) for each in digits())
WHOLE = {
    "table.csv": b"a,b,label\n" + b"1.5,-2e3,x\n0.25,17,y\n" * 9,
    "quoted.csv": b'"a","b, c","label"\n' + b'"1.5",2,"x ""y"""\n1,"2","z\nz"\n' * 9,
    "semicolon.csv": b"a;b;c\n1,5;2,25;3\n4;5,5;6,75\n",
    "spaces.txt": b"# a b c\n1  2 3.5\n4 5\t6\n\n7 8 9\n",
    "wide.txt": "ä\tb\tlabel\n1\t2\tx\n3\t4\ty\n".encode("utf-16"),
    "array.npy": saved(np.save, X),
    "fortran.npy": saved(np.save, np.asfortranarray(X.astype(">f4"))),
    "stored.npz": saved(np.savez, X=X, y=Y.astype(str)),
    "packed.npz": saved(np.savez_compressed, x_train=X, y_train=Y, x_test=X, y_test=Y),
    "pictures.npz": saved(np.savez_compressed, images=digits()[0], labels=digits()[1]),
    "names.npz": saved(np.savez, X=X, y=np.array([b"u", b"v"] * 10)),
    "train-images-idx3-ubyte": IMAGES,
    "train-labels-idx1-ubyte": LABELS,
    "t10k-images-idx3-ubyte.gz": gzip.compress(IMAGES, mtime=0),
    "t10k-labels-idx1-ubyte.gz": gzip.compress(LABELS, mtime=0),
}


def read_or_refused(name, content, choice=Choice()):  # noqa: B008
    """A dataset, or the sentence why there is none; the other files are whole."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for other, whole in WHOLE.items():
            if "idx" in other:
                (folder / other).write_bytes(whole)
        path = folder / name
        path.write_bytes(content)
        tracemalloc.start()
        try:
            found = read(path, choice)
            assert preview(path, choice, found).count == len(found)
        except UserError as error:
            return str(error)
        finally:
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert most < MOST_MEMORY
    return found


def check(found):
    if isinstance(found, str):
        assert found.isprintable()
        assert found.endswith(".")
        assert len(found) < 600
        return
    assert isinstance(found, Dataset)
    count = len(found)
    assert count >= 2
    assert found.inputs.shape == (count, len(found.features))
    assert found.inputs.dtype == np.float64
    assert np.isfinite(found.inputs).all()
    if found.regression:
        assert found.values.shape == (count, len(found.predicted))
        assert np.isfinite(found.values).all()
    else:
        assert len(found.classes) >= 2
        assert set(found.labels) <= set(range(len(found.classes)))


@pytest.mark.parametrize("name", WHOLE)
def test_the_whole_files_are_read(name):
    assert isinstance(read_or_refused(name, WHOLE[name]), Dataset)


@pytest.mark.parametrize("name", WHOLE)
@given(data=st.data())
def test_damaged_files_are_read_or_refused_in_one_sentence(name, data):
    content = bytearray(WHOLE[name])
    places = st.integers(0, len(content) - 1)
    for place, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=6)):
        content[place] = value
    cut = data.draw(st.none() | places)
    check(read_or_refused(name, bytes(content[:cut])))


@pytest.mark.parametrize("name", WHOLE)
def test_files_cut_anywhere_are_read_or_refused_in_one_sentence(name):
    whole = WHOLE[name]
    for end in range(0, len(whole), max(1, len(whole) // 60)):
        check(read_or_refused(name, whole[:end]))


PIECES = [
    *("1", "2.5", "-3e2", "abc", "nan", "inf", "", " ", '"', '""', "a b", "label", "id", "?"),
    *(",", ",", ",", ";", "\t", "|", "\n", "\n", "\n", "\r", "#", "1,5", "\0", "é", "\u2028"),
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    st.sampled_from(["", "1", "a", "1,2"]),
    st.sampled_from([None, True, False]),
    st.sampled_from(["auto", "classification", "regression"]),
)
def test_any_text_is_read_or_refused_in_one_sentence(text, target, header, task):
    check(read_or_refused("any.csv", text.encode(), Choice(target, task, (), header)))


@given(st.binary(max_size=80), st.sampled_from(["any.csv", "any.npz", "any-images-idx3-ubyte"]))
def test_any_bytes_are_read_or_refused_in_one_sentence(content, name):
    check(read_or_refused(name, content))
