"""Which arrays of a .npz are inputs and which targets, told by their names."""

import re

from nnviz.data.readers.cells import listed, quoted
from nnviz.errors import UserError

_INPUTS = ("x", "data", "inputs", "input", "images", "features", "samples")
_TARGETS = ("y", "target", "targets", "labels", "label", "classes", "class", "outputs")
_PARTS = ("", "train", "val", "valid", "validation", "dev", "test")


def pairs_of(place: str, names: list[str], target: str) -> list[tuple[str, str]]:
    """The names of inputs and targets that belong together, train before test.

    Args:
        place: the file, for a sentence.
        names: of all arrays.
        target: the array that a person has chosen as target, or nothing.

    Raises:
        UserError: there is no such array, or no such pair.
    """
    if target and target not in names:
        raise UserError(
            f"{place}: there is no array {quoted(target)} to be the target; name one of "
            f"{listed(names)}."
        )
    known: dict[tuple[str, str], str] = {}
    for name in names:
        if name != target:
            known.setdefault(_base_and_part(name), name)
    bases: tuple[str, ...] = _TARGETS
    told = known
    if target:
        bases = (_base_and_part(target)[0],)
        told = {**known, _base_and_part(target): target}
    for first in _INPUTS:
        for second in bases:
            pairs = [
                (known[first, part], told[second, part])
                for part in _PARTS
                if (first, part) in known and (second, part) in told
            ]
            if (first, "") in known and (second, "") in told:
                return pairs[:1]  # all samples; what else there is may be a split of the same
            if pairs:
                return pairs
    raise UserError(
        f"{place}: no inputs with targets are found among the arrays {listed(names)}; save them as "
        "X and y, or as x_train and y_train."
    )


def _base_and_part(name: str) -> tuple[str, str]:
    """X_train is ("x", "train"), and so is train_x."""
    words = [word for word in re.split(r"[_\-. /]+", name.lower()) if word]
    parts = [word for word in words if word in _PARTS]
    bases = [word for word in words if word not in _PARTS]
    return "_".join(bases), parts[0] if parts else ""
