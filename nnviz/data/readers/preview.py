"""The first samples as text, so that a person sees whether a file was understood."""

from dataclasses import dataclass
from pathlib import Path

from nnviz.data.dataset import Dataset
from nnviz.data.readers.choice import Choice
from nnviz.data.readers.columns import shown
from nnviz.data.readers.layout import layout_of
from nnviz.data.readers.pictures import find_pictures
from nnviz.data.readers.reading import kind_of

_MOST_ROWS = 8
_KINDS = {"npy": "NumPy array", "npz": "NumPy archive", "idx": "IDX"}


@dataclass(frozen=True)
class Preview:
    """What a file was taken for.

    Attributes:
        kind: in words, such as CSV, comma-separated, with header.
        columns: the names of the columns, the target among them.
        target: the name of the target; several are parted by commas.
        rows: the first samples, a text for every column.
        count: how many samples were read.
        regression: whether the target is a number to predict.
    """

    kind: str
    columns: tuple[str, ...]
    target: str
    rows: list[list[str]]
    count: int
    regression: bool


def preview(path: Path, choice: Choice, dataset: Dataset) -> Preview:
    """Show the beginning of a file that was read with this choice.

    Raises:
        UserError: the file has changed since, and cannot be read any more.
    """
    kind = kind_of(path)
    if kind == "text":
        return _of_text(path, choice, dataset)
    if kind == "pictures":
        return _of_folder(path, dataset)
    return _of_samples(_KINDS[kind], dataset)


def _of_text(path: Path, choice: Choice, dataset: Dataset) -> Preview:
    layout = layout_of(path, choice)
    columns = layout.columns(path.name, choice)
    names = tuple(shown(layout.names, column) for column in range(len(layout.names)))
    return Preview(
        kind=layout.kind,
        columns=names,
        target=", ".join(names[column] for column in columns.targets),
        rows=[[cell.strip() for cell in row] for row in layout.rows[:_MOST_ROWS]],
        count=len(dataset),
        regression=dataset.regression,
    )


def _of_folder(path: Path, dataset: Dataset) -> Preview:
    """Names of files, of every class some: the order of the folder would show one class only."""
    found = find_pictures(path).pictures
    classes = list(dict.fromkeys(name for _, name in found))
    each = max(1, _MOST_ROWS // len(classes))
    rows = [
        [picture.name, name]
        for wanted in classes[:_MOST_ROWS]
        for picture, name in [pair for pair in found if pair[1] == wanted][:each]
    ]
    height, width, _ = dataset.image or (0, 0, 0)
    return Preview(
        kind=f"folder of pictures, {height} × {width}",
        columns=("picture", "class"),
        target="class",
        rows=rows,
        count=len(dataset),
        regression=False,
    )


def _of_samples(kind: str, dataset: Dataset) -> Preview:
    """Of numbers all, of pictures their size: nobody reads pixels."""
    targets = dataset.predicted or ("class",)
    if dataset.image:
        height, width, channels = dataset.image
        kind = f"{kind}, pictures {height} × {width}" + (" in colour" if channels == 3 else "")
        names: tuple[str, ...] = ("picture",)
    else:
        names = dataset.features
    rows = []
    for row in range(min(len(dataset), _MOST_ROWS)):
        cells = [str(row + 1)] if dataset.image else [f"{each:.6g}" for each in dataset.inputs[row]]
        if dataset.values is None:
            cells.append(dataset.classes[dataset.labels[row]])
        else:
            cells += [f"{each:.6g}" for each in dataset.values[row]]
        rows.append(cells)
    return Preview(
        kind=kind,
        columns=(*names, *targets),
        target=", ".join(targets),
        rows=rows,
        count=len(dataset),
        regression=dataset.regression,
    )
