import numpy as np
import pytest

from nnviz.data.readers import Cancelled, Choice, read
from nnviz.errors import UserError
from tests.data.readers.files import decode, touch

SMALL = Choice(image_size=2)


def pictures(folder, progress=lambda share: None):
    return read(folder, SMALL, progress, decode)


def sentence(folder, choice=SMALL):
    with pytest.raises(UserError) as refused:
        read(folder, choice, decode=decode)
    return str(refused.value)


def test_every_subfolder_is_a_class(tmp_path):
    touch(tmp_path, "dogs/a.png", "cats/bb.JPG", "cats/c.jpeg", "birds/x.webp")
    found = pictures(tmp_path)
    assert found.classes == ("birds", "cats", "dogs")
    assert found.labels.tolist() == [0, 1, 1, 2]
    assert found.image == (2, 2, 3)
    assert found.inputs.shape == (4, 12)
    assert found.remarks == ()
    np.testing.assert_array_equal(found.inputs[:, 0], [0.06, 0.06, 0.06, 0.05])


@pytest.mark.parametrize(
    "pattern", ["{}.{}.jpg", "{}_00{}.png", "{}-{}.gif", "{} ({}).bmp", "{} {}.ppm", "{}{}.png"]
)
def test_names_begin_with_the_class(tmp_path, pattern):
    touch(tmp_path, *(pattern.format(name, k) for name in ("dog", "cat") for k in (1, 2, 10)))
    found = pictures(tmp_path)
    assert found.classes == ("cat", "dog")
    assert found.labels.tolist() == [0, 0, 0, 1, 1, 1]


def test_a_class_may_have_several_words_and_be_a_number(tmp_path):
    touch(tmp_path, "red fox_1.png", "red fox_2.png", "7.1.png")
    assert pictures(tmp_path).classes == ("7", "red fox")


def test_pictures_stand_in_the_order_of_their_numbers(tmp_path):
    seen = []

    def remember(path, size):
        seen.append(path.name)
        return decode(path, size)

    touch(tmp_path, "cat.10.jpg", "cat.2.jpg", "cat.1.jpg", "Ant.3.jpg")
    read(tmp_path, SMALL, decode=remember)
    assert seen == ["Ant.3.jpg", "cat.1.jpg", "cat.2.jpg", "cat.10.jpg"]


def test_broken_pictures_are_skipped_and_named(tmp_path):
    touch(tmp_path, "a/1.png", "b/1.png", *(f"b/broken{k}.png" for k in range(1, 13)))
    found = pictures(tmp_path)
    assert found.inputs.shape == (2, 12)
    assert found.remarks == (
        "12 pictures that cannot be opened are skipped: 'broken1.png', 'broken2.png', "
        "'broken3.png' and 9 more.",
    )


def test_a_class_without_a_whole_picture_is_none(tmp_path):
    touch(tmp_path, "a/1.png", "b/1.png", "c/broken.png")
    assert pictures(tmp_path).classes == ("a", "b")
    assert pictures(tmp_path).labels.tolist() == [0, 1]


def test_what_is_no_picture_or_is_hidden_is_passed_over(tmp_path):
    touch(tmp_path, "a/1.png", "a/.2.png", "a/notes.txt", "b/1.png", ".c/1.png", "read.me")
    (tmp_path / "a" / "folder.png").mkdir()
    assert pictures(tmp_path).inputs.shape == (2, 12)
    assert pictures(tmp_path).remarks == ()


def test_pictures_outside_a_class_are_skipped_with_a_remark(tmp_path):
    touch(tmp_path, "a/1.png", "b/1.png", "cover.png")
    assert "1 picture in no subfolder is skipped: 'cover.png'" in pictures(tmp_path).remarks[0]
    touch(tmp_path / "flat", "cat1.png", "dog1.png", "cover.png")
    assert "without a class in the name" in pictures(tmp_path / "flat").remarks[0]


def test_a_folder_without_pictures_is_refused(tmp_path):
    assert "no pictures in this folder" in sentence(tmp_path)
    touch(tmp_path, "notes.txt", "a/b/deep.png")
    assert "or in its subfolders" in sentence(tmp_path)


def test_a_folder_that_may_not_be_listed_is_refused(tmp_path, monkeypatch):
    def refuse(*arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.listdir", refuse)
    assert "the folder cannot be read (Permission denied)" in sentence(tmp_path)


def test_names_without_classes_are_refused(tmp_path):
    touch(tmp_path, "cover.png", "123.png")
    assert "such as 123.png, do not tell their classes" in sentence(tmp_path)


def test_one_class_is_refused(tmp_path):
    touch(tmp_path, "cat1.png", "cat2.png")
    assert "all pictures are of the class 'cat'" in sentence(tmp_path)
    touch(tmp_path, "dog.broken1.png")
    assert "all pictures are of the class 'cat'" in sentence(tmp_path)


def test_only_broken_pictures_are_refused(tmp_path):
    touch(tmp_path, "a/broken.png", "b/broken.png")
    assert "none of the 2 pictures can be opened, broken.png" in sentence(tmp_path)


def test_too_many_classes_are_refused(tmp_path):
    touch(tmp_path, *(f"class{chr(97 + k // 26)}{chr(97 + k % 26)}_1.png" for k in range(101)))
    assert "101 classes, and at most 100" in sentence(tmp_path)


def test_a_size_that_takes_too_much_memory_is_refused_before_a_picture_is_opened(tmp_path):
    touch(tmp_path, "cat1.png", "dog1.png")

    def never(path, size):
        raise AssertionError(path)

    with pytest.raises(UserError, match=r"2 pictures of 4000 × 4000 .* 3162 × 3162 at most"):
        read(tmp_path, Choice(image_size=4000), decode=never)
    assert "at least 1" in sentence(tmp_path, Choice(image_size=0))


def test_without_a_decoder_a_folder_is_refused(tmp_path):
    touch(tmp_path, "cat1.png", "dog1.png")
    with pytest.raises(UserError, match="in the window only"):
        read(tmp_path)


def test_a_decoder_that_gives_another_size_is_no_broken_picture(tmp_path):
    touch(tmp_path, "cat1.png", "dog1.png")
    with pytest.raises(ValueError, match="reshape"):
        read(tmp_path, SMALL, decode=lambda path, size: np.zeros((size, size, 4)))


def test_progress_is_told_and_may_give_up(tmp_path):
    touch(tmp_path, "a/1.png", "b/1.png")
    shares = []
    pictures(tmp_path, shares.append)
    assert shares == [0.0, 0.5, 1.0]

    def give_up(share):
        raise Cancelled

    with pytest.raises(Cancelled):
        pictures(tmp_path, give_up)
