"""Opening pictures with Qt, for the reader of folders. Needs no application and no screen."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QLoggingCategory, QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from nnviz.nn.calls import Array

_MOST_BYTES = 200 * 2**20  # of a file
_MOST_MEGABYTES = 512  # of pixels
_WHITE = 1.0
_SCAN, _END = b"\xff\xda", b"\xff\xd9"  # of a JPEG; neither can occur inside its pixels

# What is wrong with a picture is said once, by whoever asked for it.
QLoggingCategory.setFilterRules("qt.gui.imageio*=false")


def decode(path: Path, size: int) -> Array:
    """A picture as its own camera or painter meant it, cropped to its middle square and scaled.

    It is turned as its EXIF data says; what is transparent becomes white.

    Args:
        path: of a picture in a format that Qt reads; the content decides, not the name.
        size: of the square, in pixels.

    Returns:
        size x size x 3 numbers, red, green and blue in 0 ... 1.

    Raises:
        ValueError: the file is no picture, broken, cut short, or too large.
        OSError: the file cannot be read.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError(f"{path}: the file is larger than {_MOST_BYTES:,} bytes")
    content = path.read_bytes()
    if _cut_short(content):
        raise ValueError(f"{path}: the file ends too early")
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    QImageReader.setAllocationLimit(_MOST_MEGABYTES)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    whole = reader.size()
    if not whole.isEmpty():
        # The middle square stays the middle square however the picture is turned afterwards.
        # Cropping and scaling while reading is fast: a JPEG need not be decoded in full.
        reader.setClipRect(_middle(whole))
        reader.setScaledSize(QSize(size, size))
    image = reader.read()
    if image.isNull():
        raise ValueError(f"{path}: {reader.errorString()}")
    if image.size() != QSize(size, size):
        image = image.copy(_middle(image.size())).scaled(
            size,
            size,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return _colours(image)


def _cut_short(content: bytes) -> bool:
    """Whether the end of a JPEG or BMP is missing, which Qt would fill with grey or black."""
    if content.startswith(b"\xff\xd8"):
        return content.rfind(_END) < content.rfind(_SCAN)
    return content.startswith(b"BM") and int.from_bytes(content[2:6], "little") > len(content)


def _middle(size: QSize) -> QRect:
    side = min(size.width(), size.height())
    return QRect((size.width() - side) // 2, (size.height() - side) // 2, side, side)


def _colours(image: QImage) -> Array:
    """Height x width x 3, on white."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    height, width = image.height(), image.width()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine())
    pixels = rows[:, : 4 * width].reshape(height, width, 4) / 255
    colours, opaque = pixels[..., :3], pixels[..., 3:]
    on_white: Array = colours * opaque + _WHITE * (1 - opaque)
    return on_white
