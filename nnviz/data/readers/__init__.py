"""Reading people's own files: tables, NumPy arrays, IDX (MNIST) and folders of pictures."""

from nnviz.data.readers.choice import Cancelled, Choice, Decode, Progress
from nnviz.data.readers.limits import MOST_CLASSES, MOST_SAMPLES, MOST_VALUES
from nnviz.data.readers.preview import Preview, preview
from nnviz.data.readers.reading import read

__all__ = [
    "MOST_CLASSES",
    "MOST_SAMPLES",
    "MOST_VALUES",
    "Cancelled",
    "Choice",
    "Decode",
    "Preview",
    "Progress",
    "preview",
    "read",
]
