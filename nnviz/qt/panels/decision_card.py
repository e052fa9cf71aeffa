"""What is written beside the pointer: the exact numbers of a sample or of a place."""

import html

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Dataset
from nnviz.present.numbers import exact, name_text, significant
from nnviz.session.evaluation import classify

Floats = NDArray[np.float64]
_MOST_INPUTS, _MOST_ANSWERS, _LONGEST = 6, 4, 22


def shown_name(name: str, longest: int = _LONGEST) -> str:
    """A name of the data as HTML; x1 with its number set low, a long one cut."""
    short = name if len(name) <= longest else name[: longest - 1] + "…"
    plain_x = name[:1] == "x" and name[1:].isdigit()
    return name_text(short) if plain_x else html.escape(short)


def sample_card(
    title: str, dataset: Dataset, row: int, output: Floats, threshold: float, first: list[int]
) -> str:
    """A sample: its inputs, ``first`` those of the axes, what is true and what is answered."""
    inputs = dataset.inputs[row]
    order = [*first, *(k for k in range(len(inputs)) if k not in first)]
    if dataset.image is not None:
        order = []  # the picture shows them better
    rows = [(shown_name(dataset.features[k]), exact(inputs[k])) for k in order[:_MOST_INPUTS]]
    if len(order) > _MOST_INPUTS:
        rows.append((f"and {len(order) - _MOST_INPUTS} more", ""))
    if dataset.values is None:
        rows.append(("class", _class(dataset, int(dataset.labels[row]))))
        rows += _answers(dataset, output, threshold)
        return table(title, rows)
    several = dataset.values.shape[1] > 1
    for k, true in enumerate(dataset.values[row].tolist()):
        answer = float(output[k, 0])
        of = f" {shown_name(dataset.predicted[k])}" if several else ""
        rows += [(f"target{of}", exact(true)), ("prediction", exact(answer))]
        rows.append(("residual", exact(answer - true)))
    return table(title, rows)


def place_card(
    dataset: Dataset, columns: list[int], place: list[float], output: Floats, threshold: float
) -> str:
    """A place: its coordinates and what is answered there."""
    rows = [
        (shown_name(dataset.features[k]), significant(x))
        for k, x in zip(columns, place, strict=True)
    ]
    if dataset.values is None:
        return table("", rows + _answers(dataset, output, threshold))
    for k, name in enumerate(dataset.predicted):
        rows.append((f"prediction of {shown_name(name)}", exact(float(output[k, 0]))))
    return table("", rows)


def _class(dataset: Dataset, label: int) -> str:
    return shown_name(dataset.classes[label])


def _answers(dataset: Dataset, output: Floats, threshold: float) -> list[tuple[str, str]]:
    """The answer and, of several units, how strong the strongest are."""
    taken = ("taken for", f"<b>{_class(dataset, int(classify(output, threshold)[0]))}</b>")
    if len(output) == 1:
        return [("answer", exact(float(output[0, 0]))), taken]
    strongest = np.argsort(-output[:, 0], kind="stable")[:_MOST_ANSWERS].tolist()
    each = [(f"answer for {_class(dataset, k)}", exact(float(output[k, 0]))) for k in strongest]
    return [*each, taken]


def table(title: str, rows: list[tuple[str, str]]) -> str:
    """Names at the left, numbers at the right."""
    lines = "".join(
        f"<tr><td>{name}&nbsp;&nbsp;</td><td align='right'>{value}</td></tr>"
        for name, value in rows
    )
    head = f"<b>{title}</b>" if title else ""
    return f"{head}<table>{lines}</table>"
