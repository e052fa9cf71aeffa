import io
import struct
import zipfile

import numpy as np
import pytest

from nnviz.data.readers import Choice, read
from nnviz.errors import UserError
from tests.data.readers.files import array, arrays

X = np.arange(12.0).reshape(6, 2)
Y = np.array([0, 1, 2, 0, 1, 2])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("X", "y"),
        ("x", "Y"),
        ("data", "target"),
        ("inputs", "labels"),
        ("images", "labels"),
        ("x_train", "y_train"),
        ("train_images", "train_labels"),
    ],
)
@pytest.mark.parametrize("compressed", [False, True])
def test_inputs_and_targets_are_found_by_their_names(tmp_path, first, second, compressed):
    found = arrays(tmp_path, compressed, **{second: Y, "other": Y, first: X})
    np.testing.assert_array_equal(found.inputs, X)
    np.testing.assert_array_equal(found.labels, Y)
    assert found.classes == ("0", "1", "2")
    assert found.features == ("x1", "x2")
    assert found.image is None


def test_train_and_test_are_joined_with_a_remark(tmp_path):
    found = arrays(tmp_path, x_test=X[4:], y_test=Y[4:], x_train=X[:4], y_train=Y[:4])
    np.testing.assert_array_equal(found.inputs, X)
    np.testing.assert_array_equal(found.labels, Y)
    assert "x_train, x_test are joined" in found.remarks[0]


def test_a_split_beside_all_samples_is_not_read_twice(tmp_path):
    assert len(arrays(tmp_path, X=X, y=Y, X_train=X[:4], y_train=Y[:4])) == 6


@pytest.mark.parametrize(
    "dtype", ["?", "u1", "i1", "<i2", ">i4", "<u8", "<f2", ">f4", "f4", "<f8", ">f8"]
)
@pytest.mark.parametrize("order", ["C", "F"])
def test_every_type_and_order_of_numbers_is_read(tmp_path, dtype, order):
    numbers = (np.arange(12).reshape(6, 2) % 2).astype(dtype, order=order)
    found = arrays(tmp_path, X=numbers, y=Y)
    np.testing.assert_array_equal(found.inputs, numbers.astype(float))
    assert found.inputs.dtype == np.float64
    assert found.inputs.flags.c_contiguous


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("shape", [(6, 3, 4), (6, 3, 4, 1), (6, 3, 4, 3)])
def test_pictures_are_flattened_and_scaled(tmp_path, shape, order):
    rng = np.random.default_rng(0)
    pictures = np.asarray(rng.integers(0, 256, shape, np.uint8), order=order)
    found = arrays(tmp_path, images=pictures, labels=Y)
    np.testing.assert_array_equal(found.inputs, pictures.reshape(6, -1) / 255)
    assert found.image == (3, 4, shape[3] if len(shape) > 3 else 1)
    assert "scaled to 0 ... 1" in found.remarks[0]


def test_pictures_whose_channels_stand_first_are_turned(tmp_path):
    pictures = np.random.default_rng(0).random((6, 3, 4, 5))
    found = arrays(tmp_path, X=pictures, y=Y)
    np.testing.assert_array_equal(found.inputs, pictures.transpose(0, 2, 3, 1).reshape(6, -1))
    assert found.image == (4, 5, 3)
    assert "channels" in found.remarks[0]


def test_bytes_that_are_only_zero_and_one_are_not_scaled(tmp_path):
    found = arrays(tmp_path, X=np.eye(6, dtype=np.uint8), y=Y)
    np.testing.assert_array_equal(found.inputs, np.eye(6))
    assert found.remarks == ()


def test_a_row_of_numbers_is_one_input(tmp_path):
    assert arrays(tmp_path, X=X[:, 0], y=Y).inputs.shape == (6, 1)


@pytest.mark.parametrize("names", [["b", "a", "b"] * 2, [b"b", b"a", b"b"] * 2])
def test_classes_may_be_names(tmp_path, names):
    found = arrays(tmp_path, X=X, y=np.array(names))
    assert found.classes == ("a", "b")
    assert found.labels.tolist() == [1, 0, 1] * 2


def test_rows_of_one_one_are_classes(tmp_path):
    found = arrays(tmp_path, X=X, y=np.eye(3)[Y])
    np.testing.assert_array_equal(found.labels, Y)
    assert "one-hot" in found.remarks[0]
    kept = arrays(tmp_path, X=X, y=np.eye(3)[Y], choice=Choice(task="regression"))
    np.testing.assert_array_equal(kept.values, np.eye(3)[Y])


def test_other_numbers_are_predicted(tmp_path):
    found = arrays(tmp_path, X=X, y=X / 7)
    np.testing.assert_array_equal(found.values, X / 7)
    assert found.predicted == ("y1", "y2")
    assert arrays(tmp_path, X=X, y=X[:, :1] / 7).predicted == ("y",)


def test_a_person_chooses_the_array_that_is_the_target(tmp_path):
    found = arrays(tmp_path, X=X, y=Y, price=X[:, 0] / 3, choice=Choice(target="price"))
    np.testing.assert_array_equal(found.values[:, 0], X[:, 0] / 3)


def test_columns_of_an_array_can_be_left_out(tmp_path):
    found = arrays(tmp_path, X=X, y=Y, choice=Choice(leave_out=("x1",)))
    np.testing.assert_array_equal(found.inputs, X[:, 1:])
    assert found.features == ("x2",)


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_last_column_of_an_array_alone_is_the_target(tmp_path, order):
    table = np.asarray(np.column_stack([X, Y]), order=order)
    for found in (array(tmp_path, table), arrays(tmp_path, anything=table)):
        np.testing.assert_array_equal(found.inputs, X)
        np.testing.assert_array_equal(found.labels, Y)
    assert array(tmp_path, table, Choice(target="1")).predicted == ("y",)
    assert array(tmp_path, table, Choice(leave_out=("2",))).inputs.shape == (6, 1)


def test_numbers_saved_as_version_two_and_three_are_read(tmp_path):
    for version in ((2, 0), (3, 0)):
        with (tmp_path / "v.npy").open("wb") as file:
            np.lib.format.write_array(file, np.column_stack([X, Y]), version)
        np.testing.assert_array_equal(read(tmp_path / "v.npy").inputs, X)


REFUSED = {
    "objects": ({"X": np.array([[1, None]] * 6), "y": Y}, ("X.npy", "Python objects")),
    "complex": ({"X": X * 1j, "y": Y}, ("X.npy", "complex")),
    "records": ({"X": np.zeros(6, "f8,f8"), "y": Y}, ("X.npy", "records")),
    "dates": ({"X": np.zeros((6, 2), "M8[s]"), "y": Y}, ("X.npy", "dates")),
    "text": ({"X": np.array([["a", "b"]] * 6), "y": Y}, ("X.npy", "text", "numbers")),
    "objects as target": ({"X": X, "y": np.array([None] * 6)}, ("y.npy", "Python objects")),
    "counts": ({"X": X, "y": Y[:5]}, ("'X' is 6 × 2", "'y' is 5", "one target for every")),
    "no pair": ({"a": X, "b": Y}, ("'a', 'b'", "X and y")),
    "nan": ({"X": np.where(X == 5, np.nan, X), "y": Y}, ("sample 3, value 2", "missing")),
    "inf": ({"X": np.where(X == 4, np.inf, X), "y": Y}, ("sample 3, value 1", "not finite")),
    "nan as target": ({"X": X, "y": np.full(6, np.nan)}, ("y.npy", "sample 1", "missing")),
    "no name": ({"X": X, "y": np.array(["a", "b", ""] * 2)}, ("sample 3", "class is missing")),
    "too many dimensions": ({"X": np.zeros((6, 1, 1, 1, 1)), "y": Y}, ("5 dimensions",)),
    "no dimensions": ({"X": np.array(1.0), "y": Y}, ("0 dimensions",)),
    "no samples": ({"X": X[:0], "y": Y[:0]}, ("no samples",)),
    "no inputs": ({"X": X[:, :0], "y": Y}, ("no inputs",)),
    "target of pictures": ({"X": X, "y": X[:, :, None]}, ("'y' is 6 × 2 × 1",)),
    "other pixels": (
        {"x_train": X, "y_train": Y, "x_test": X[:, :1], "y_test": Y},
        ("x_test.npy", "same size"),
    ),
    "texts and numbers": (
        {"x_train": X, "y_train": Y, "x_test": X, "y_test": Y.astype(str)},
        ("y_train.npy", "no single column of text"),
    ),
    "other targets": (
        {"x_train": X, "y_train": Y, "x_test": X, "y_test": X},
        ("1 and 2 columns",),
    ),
    "alone, one row": ({"a": Y}, ("1 dimension;", "X and y")),
    "alone, text": ({"a": np.array([["a", "b"]] * 6)}, ("text", "X and y")),
    "damaged text": (
        {"X": X, "y": np.full(6, 0x110000, "u4").view("U1")},
        ("y.npy", "text is damaged"),
    ),
    "bytes of another code page": ({"X": X, "y": np.array([b"a", b"\xe9"] * 3)}, ("damaged",)),
}


@pytest.mark.parametrize(("named", "words"), REFUSED.values(), ids=REFUSED)
def test_arrays_that_cannot_be_learned_from_are_refused_in_one_sentence(tmp_path, named, words):
    with pytest.raises(UserError) as refused:
        arrays(tmp_path, **named)
    for word in ("arrays.npz", *words):
        assert word in str(refused.value)


def test_an_unknown_target_is_refused(tmp_path):
    with pytest.raises(UserError, match="no array 'z' to be the target; name one of 'X', 'y'"):
        arrays(tmp_path, X=X, y=Y, choice=Choice(target="z"))


def npy_bytes(numbers):
    content = io.BytesIO()
    np.save(content, numbers)
    return content.getvalue()


def with_shape(content, shape):
    """A .npy that declares another shape than it has."""
    end = 10 + struct.unpack("<H", content[8:10])[0]
    head = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(end - 11) + "\n"
    assert len(head) == end - 10
    return content[:10] + head.encode() + content[end:]


LYING = {
    "more": ("(9, 2)", "cut short"),
    "fewer": ("(3, 2)", "longer than it declares"),
    "huge": ("(200000, 300)", "cut short"),
    "beyond counting": ("(99999999999, 99999999999)", "cut short"),
    "negative": ("(-1, 2)", "header"),
    "no shape": ("None", "header"),
}


@pytest.mark.parametrize(("shape", "words"), LYING.values(), ids=LYING)
@pytest.mark.parametrize("packed", [None, zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_shape_that_lies_is_refused_before_memory_is_taken(tmp_path, shape, words, packed):
    content = with_shape(npy_bytes(X), shape)
    path = tmp_path / "lying.npz"
    if packed is None:
        path.write_bytes(content)
    else:
        with zipfile.ZipFile(path, "w", packed) as archive:
            archive.writestr("a.npy", content)
    with pytest.raises(UserError, match=words):
        read(path)


def test_a_directory_that_declares_a_bomb_is_refused(tmp_path):
    path = tmp_path / "bomb.npz"
    np.savez_compressed(path, X=X, y=Y)
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"PK\x01\x02"))
    content[entry + 24 : entry + 28] = struct.pack("<I", 4_000_000_000)
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"declares 4,000,000,000 bytes but holds only"):
        read(path)


@pytest.mark.parametrize(("offset", "value"), [(8, 1), (6, 99)])
def test_a_zip_that_is_encrypted_or_of_another_version_is_refused(tmp_path, offset, value):
    path = tmp_path / "locked.npz"
    np.savez(path, X=X, y=Y)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + offset] = value
    path.write_bytes(content)
    with pytest.raises(UserError, match="locked"):
        read(path)


def test_what_is_packed_well_is_still_held_against_the_limit(tmp_path):
    path = tmp_path / "zeros.npz"
    header = {"descr": "|u1", "fortran_order": False, "shape": (60_001, 1_001)}
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.npy", "w") as entry,
    ):
        np.lib.format.write_array_header_1_0(entry, header)
        for _ in range(60_001):
            entry.write(bytes(1_001))
    with pytest.raises(UserError, match="60,001 samples of 1,000 inputs, and at most 60,000"):
        read(path)


def test_a_zip_of_something_else_is_refused(tmp_path):
    for name, method in (("sheet.xml", zipfile.ZIP_STORED), ("X.npy", zipfile.ZIP_LZMA)):
        with zipfile.ZipFile(tmp_path / "other.npz", "w", method) as archive:
            archive.writestr(name, npy_bytes(X))
        with pytest.raises(UserError, match=r"no NumPy arrays|unusual way"):
            read(tmp_path / "other.npz")


@pytest.mark.parametrize("content", [b"", b"PK\5\6" + bytes(18), b"PK\3\4 and no more"])
def test_an_empty_or_broken_zip_is_refused(tmp_path, content):
    (tmp_path / "broken.npz").write_bytes(content)
    with pytest.raises(UserError, match=r"broken\.npz: .*\.$"):
        read(tmp_path / "broken.npz")
