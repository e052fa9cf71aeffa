"""Writing small files of every format, for the tests of the readers."""

import gzip
import struct

import numpy as np

from nnviz.data.readers import Choice, read

IDX_TYPES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def table(folder, text, name="table.csv", **choice):
    """The dataset of a text file with this content."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, Choice(**choice))


def arrays(folder, compressed=False, choice=None, **named):
    """The dataset of a .npz with these arrays."""
    path = folder / "arrays.npz"
    (np.savez_compressed if compressed else np.savez)(path, **named)
    return read(path, choice or Choice())


def array(folder, content, choice=None):
    """The dataset of a .npy."""
    path = folder / "array.npy"
    np.save(path, content)
    return read(path, choice or Choice())


def idx_bytes(numbers):
    """Numbers as an IDX file."""
    kind = numbers.dtype.str[1:]
    head = struct.pack(">BBBB", 0, 0, IDX_TYPES[kind], numbers.ndim)
    sizes = struct.pack(f">{numbers.ndim}I", *numbers.shape)
    return head + sizes + numbers.astype(numbers.dtype.newbyteorder(">")).tobytes()


def write_idx(folder, images, labels, names=("train-images-idx3-ubyte", "train-labels-idx1-ubyte")):
    """A pair of IDX files, packed where the name ends in .gz; the paths of both."""
    for name, numbers in zip(names, (images, labels), strict=True):
        content = idx_bytes(numbers)
        (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return folder / names[0], folder / names[1]


def digits(count=6):
    """Small pictures that differ in every pixel, and their labels."""
    images = np.arange(count * 12, dtype=np.uint8).reshape(count, 3, 4)
    return images, (np.arange(count) % 3).astype(np.uint8)


def touch(folder, *names):
    """Files whose content is their name, which is what the decoder of these tests reads."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.name)


def decode(path, size):
    """A picture of one colour; a file named broken is broken."""
    if "broken" in path.name:
        raise ValueError(path.name)
    return np.full((size, size, 3), len(path.read_text()) / 100)
