"""Pictures of any format become squares of numbers."""

import struct
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImage

from nnviz.qt.pictures import decode

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def image(pixels):
    """A QImage of height x width x 3 or 4 bytes."""
    pixels = np.ascontiguousarray(pixels, np.uint8)
    height, width, channels = pixels.shape
    kind = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_RGBA8888
    return QImage(pixels.tobytes(), width, height, channels * width, kind).copy()


def plain(height, width, colour):
    return np.tile(np.array(colour, np.uint8), (height, width, 1))


def halves(side):
    """Red above, blue below."""
    return np.concatenate([plain(side // 2, side, RED), plain(side // 2, side, BLUE)])


def save(path, pixels):
    assert image(pixels).save(str(path), quality=95)
    return path


@pytest.mark.parametrize("ending", ["png", "jpg", "bmp", "ppm", "webp"])
@pytest.mark.parametrize("side", [8, 64, 200])
def test_a_picture_of_any_format_and_size_is_scaled(tmp_path, ending, side):
    pixels = decode(save(tmp_path / f"a.{ending}", halves(side)), 16)
    assert (pixels.shape, pixels.dtype) == ((16, 16, 3), np.float64)
    assert np.allclose(pixels[:6], np.array(RED) / 255, atol=0.08)
    assert np.allclose(pixels[10:], np.array(BLUE) / 255, atol=0.08)


def test_a_png_of_the_same_size_keeps_its_numbers(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (12, 12, 3))
    assert np.array_equal(decode(save(tmp_path / "a.png", pixels), 12), pixels / 255)


@pytest.mark.parametrize("ending", ["png", "jpg", "bmp"])
def test_the_middle_square_is_taken(tmp_path, ending):
    wide = np.concatenate([plain(60, 60, RED), plain(60, 60, GREEN), plain(60, 60, BLUE)], axis=1)
    for pixels in (wide, wide.transpose(1, 0, 2)):
        found = decode(save(tmp_path / f"a.{ending}", pixels), 10)
        assert np.allclose(found[1:-1, 1:-1], np.array(GREEN) / 255, atol=0.08)


def test_a_thin_picture_takes_no_memory(tmp_path):
    assert decode(save(tmp_path / "a.png", plain(2, 30_000, GREEN)), 64).shape == (64, 64, 3)


def test_what_is_transparent_becomes_white(tmp_path):
    clear = np.dstack([plain(10, 10, RED), np.zeros((10, 10), np.uint8)])
    assert np.array_equal(decode(save(tmp_path / "a.png", clear), 10), np.ones((10, 10, 3)))
    half = np.dstack([plain(10, 10, RED), np.full((10, 10), 51, np.uint8)])
    assert np.allclose(decode(save(tmp_path / "b.png", half), 10)[0, 0], [1, 0.8, 0.8], atol=0.01)


def test_a_grey_picture_has_three_equal_channels(tmp_path):
    grey = image(plain(9, 9, (51, 51, 51))).convertToFormat(QImage.Format.Format_Grayscale8)
    assert grey.save(str(tmp_path / "a.png"))
    assert np.allclose(decode(tmp_path / "a.png", 9), 0.2)


def jpeg(pixels):
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert image(pixels).save(buffer, "JPEG", 95)
    return content.data()


def turned(content, orientation):
    """The JPEG with an EXIF orientation."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 0)
    body = b"Exif\0\0" + tiff
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + content[2:]


def test_a_photo_is_turned_as_the_camera_was_held(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(turned(jpeg(halves(64)), 6))  # to be turned clockwise
    pixels = decode(path, 16)
    assert np.allclose(pixels[:, 9:], np.array(RED) / 255, atol=0.08)
    assert np.allclose(pixels[:, :7], np.array(BLUE) / 255, atol=0.08)


def test_the_content_decides_and_not_the_name(tmp_path):
    (tmp_path / "a.png").write_bytes(jpeg(halves(64)))
    assert decode(tmp_path / "a.png", 8).shape == (8, 8, 3)


NOISE = np.random.default_rng(1).integers(0, 256, (64, 64, 3))


@pytest.mark.parametrize("ending", ["png", "jpg", "bmp", "webp"])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.9])
def test_a_picture_that_is_cut_short_is_refused(tmp_path, ending, share):
    path = save(tmp_path / f"a.{ending}", NOISE)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ValueError, match=r"a\."):
        decode(path, 8)


def test_a_file_that_is_no_picture_is_refused(tmp_path):
    (tmp_path / "a.png").write_bytes(b"class,name\n1,a\n")
    with pytest.raises(ValueError, match=r"a\.png"):
        decode(tmp_path / "a.png", 8)


def test_a_picture_that_declares_to_be_huge_is_refused(tmp_path):
    path = save(tmp_path / "a.bmp", NOISE)
    content = bytearray(path.read_bytes())
    content[18:26] = struct.pack("<ii", 100_000, 100_000)
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.bmp"):
        decode(path, 8)


def test_a_missing_picture_is_an_error_of_the_system(tmp_path):
    with pytest.raises(OSError, match="nothing"):
        decode(tmp_path / "nothing.png", 8)


def test_no_application_is_needed(tmp_path):
    path = save(tmp_path / "a.jpg", halves(64))
    script = (
        "import sys; from pathlib import Path; from nnviz.qt.pictures import decode; "
        f"print(decode(Path({str(path)!r}), 8).shape)"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (found.stdout.strip(), found.stderr) == ("(8, 8, 3)", "")
