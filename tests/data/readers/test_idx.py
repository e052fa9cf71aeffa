import gzip
import struct

import numpy as np
import pytest

from nnviz.data.readers import Choice, read
from nnviz.errors import UserError
from tests.data.readers.files import digits, idx_bytes, write_idx

PLAIN = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte")


@pytest.mark.parametrize(
    "names",
    [
        PLAIN,
        ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"),
        ("train-images.idx3-ubyte", "train-labels.idx1-ubyte"),
        ("train-images.idx3-ubyte.gz", "train-labels-idx1-ubyte"),
        ("Images.bin", "Labels.bin"),
        ("my images", "my labels"),
    ],
)
@pytest.mark.parametrize("which", [0, 1])
def test_pictures_and_labels_are_found_whichever_is_named(tmp_path, names, which):
    images, labels = digits()
    paths = write_idx(tmp_path, images, labels, names)
    write_idx(tmp_path, images[:3] + 1, labels[:3], ("other-images-idx3-ubyte", "other-labels"))
    found = read(paths[which])
    np.testing.assert_array_equal(found.inputs, images.reshape(6, 12) / 255)
    np.testing.assert_array_equal(found.labels, labels)
    assert found.classes == ("0", "1", "2")
    assert found.image == (3, 4, 1)
    assert found.inputs.flags.c_contiguous


def test_a_packed_file_is_known_by_its_content_not_its_name(tmp_path):
    images, labels = digits()
    pictures, _ = write_idx(tmp_path, images, labels)
    pictures.write_bytes(gzip.compress(pictures.read_bytes()))
    np.testing.assert_array_equal(read(pictures).inputs, images.reshape(6, 12) / 255)


@pytest.mark.parametrize("dtype", ["u1", "i1", "i2", "i4", "f4", "f8"])
def test_every_type_of_numbers_is_read(tmp_path, dtype):
    images = (np.arange(24).reshape(6, 2, 2) - (dtype != "u1") * 9).astype(dtype)
    pictures, _ = write_idx(tmp_path, images, digits()[1].astype(dtype))
    scale = 255 if dtype == "u1" else 1
    np.testing.assert_array_equal(read(pictures).inputs, images.reshape(6, 4) / scale)


def test_pictures_may_be_rows_or_have_colours(tmp_path):
    labels = digits()[1]
    pictures, _ = write_idx(tmp_path, np.zeros((6, 5), np.uint8), labels)
    assert read(pictures).image is None
    pictures, _ = write_idx(tmp_path, np.zeros((6, 2, 4, 3), np.uint8), labels)
    assert read(pictures).image == (2, 4, 3)


def test_labels_are_classes_unless_a_regression_is_wanted(tmp_path):
    images, _ = digits()
    pictures, _ = write_idx(tmp_path, images, np.arange(6, dtype=np.uint8))
    assert len(read(pictures).classes) == 6
    found = read(pictures, Choice(task="regression"))
    np.testing.assert_array_equal(found.values[:, 0], np.arange(6))


def test_progress_goes_up_to_one(tmp_path):
    images = np.zeros((4_000, 30, 30), np.uint8)
    pictures, _ = write_idx(tmp_path, images, np.arange(4_000, dtype=np.int32) % 2)
    shares = []
    read(pictures, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 3


IMAGES = idx_bytes(digits()[0])
LABELS = idx_bytes(digits()[1])
MALFORMED = {
    "wrong magic": (b"\0\1" + IMAGES[2:], LABELS, ("images", "magic number")),
    "wrong type": (b"\0\0\x0a" + IMAGES[3:], LABELS, ("images", "magic number")),
    "wrong magic of labels": (IMAGES, b"\7" + LABELS[1:], ("labels", "magic number")),
    "cut short": (IMAGES[:-5], LABELS, ("images", "cut short")),
    "cut in the header": (IMAGES[:10], LABELS, ("images", "cut short in its header")),
    "only the magic": (IMAGES[:4], LABELS, ("images", "cut short in its header")),
    "longer": (IMAGES + b"\0", LABELS, ("images", "longer than it declares")),
    "labels cut short": (IMAGES, LABELS[:-1], ("labels", "cut short")),
    "other counts": (IMAGES, idx_bytes(digits(5)[1]), ("6 pictures", "5 labels")),
    "two pictures": (IMAGES, IMAGES, ("labels with 1 dimension",)),
    "two labels": (LABELS, LABELS, ("name has to say 'labels'",)),
    "too many dimensions": (b"\0\0\x08\x05" + bytes(20), LABELS, ("5 dimensions",)),
    "no samples": (idx_bytes(np.zeros((0, 2, 2), "u1")), LABELS, ("no samples",)),
    "no pixels": (idx_bytes(np.zeros((6, 0, 2), "u1")), LABELS, ("no inputs",)),
    "huge": (
        IMAGES[:4] + b"\xff" * 12,
        LABELS,
        ("images", "18,446,744,065,119,617,025 inputs", "at most"),
    ),
    "nan": (idx_bytes(np.full((6, 2, 2), np.nan)), LABELS, ("sample 1, value 1", "missing")),
    "one class": (IMAGES, idx_bytes(np.ones(6, "u1")), ("labels", "class '1'")),
    "empty labels": (IMAGES, b"", ("labels", "magic number")),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("images", "labels", "words"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_pair_is_refused_in_one_sentence(tmp_path, images, labels, words, packed):
    for name, content in zip(PLAIN, (images, labels), strict=True):
        (tmp_path / name).write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(UserError) as refused:
        read(tmp_path / PLAIN[0])
    for word in words:
        assert word in str(refused.value)


def test_a_file_cut_short_says_how_much_is_there(tmp_path):
    pictures, _ = write_idx(tmp_path, *digits())
    pictures.write_bytes(IMAGES[:-5])
    with pytest.raises(UserError, match="83 bytes instead of 88"):
        read(pictures)
    pictures.write_bytes(gzip.compress(IMAGES[:-5]))
    with pytest.raises(UserError, match="cut short after 67 of 72 bytes"):
        read(pictures)


def test_missing_labels_are_named(tmp_path):
    pictures, labels = write_idx(tmp_path, *digits())
    labels.unlink()
    with pytest.raises(UserError, match="labels is missing beside it; put train-labels-idx1-ubyte"):
        read(pictures)


def test_missing_pictures_are_named(tmp_path):
    pictures, labels = write_idx(tmp_path, *digits())
    pictures.unlink()
    with pytest.raises(UserError, match="images is missing beside it; put train-images-idx3-ubyte"):
        read(labels)


def test_a_name_that_tells_nothing_is_refused(tmp_path):
    (tmp_path / "digits.bin").write_bytes(IMAGES)
    with pytest.raises(UserError, match="name has to say 'images'"):
        read(tmp_path / "digits.bin")


def test_a_packed_file_that_is_no_idx_is_to_be_unpacked(tmp_path):
    (tmp_path / "table.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2\n"))
    with pytest.raises(UserError, match="unpack it first"):
        read(tmp_path / "table.csv.gz")


def test_a_packed_file_that_is_damaged_is_refused(tmp_path):
    pictures, _ = write_idx(tmp_path, *digits())
    packed = bytearray(gzip.compress(IMAGES))
    for content in (packed[:-9], packed[:20], packed[:-8] + b"\0\0\0\0" + packed[-4:]):
        pictures.write_bytes(content)
        with pytest.raises(UserError, match="damaged or cut short"):
            read(pictures)


def test_a_bomb_is_refused_before_it_goes_off(tmp_path):
    pictures, _ = write_idx(tmp_path, *digits())
    head = b"\0\0\x08\x03" + struct.pack(">3I", 60_000, 30, 30)
    pictures.write_bytes(gzip.compress(head))
    with pytest.raises(UserError, match="declares 54,000,016 bytes but holds only"):
        read(pictures)
    # More than the header says is not unpacked to the end.
    pictures.write_bytes(gzip.compress(IMAGES + bytes(5_000_000)))
    with pytest.raises(UserError, match="longer than it declares"):
        read(pictures)
