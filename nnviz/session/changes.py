"""Experiments from TOML and from other experiments, checked as a whole before they are used."""

import re
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from nnviz.errors import UserError
from nnviz.session.checks import check, one_of_sentence
from nnviz.session.document import Document
from nnviz.session.experiment import Experiment, sections

_WORD = re.compile(r"Invalid enum value '(.*)' - at `\$\.(\w+)`")


def from_toml(text: bytes, place: str, folder: Path | None = None) -> Experiment:
    """An experiment from TOML; a file that it names is looked for from ``folder`` on.

    Raises:
        UserError: naming ``place``, the field and the mend.
    """
    try:
        experiment = msgspec.toml.decode(text, type=Experiment)
    except RecursionError:
        raise UserError(f"{place}: it is nested too deeply to be an experiment.") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise UserError(f"{place}: {error}.") from None
    if folder is not None and experiment.data.path:
        data = msgspec.structs.replace(experiment.data, path=str(folder / experiment.data.path))
        experiment = msgspec.structs.replace(experiment, data=data)
    try:
        return check(experiment)
    except UserError as error:
        raise UserError(f"{place}: {error}") from None


def find_field(key: str, experiment: Experiment) -> tuple[str, str]:
    """The section and the field that ``key`` names: ``network.loss``, or ``loss`` alone.

    Raises:
        UserError: there is no such field.
    """
    wanted = key.strip().replace("-", "_")
    every = {
        f"{section}.{field}": (section, field)
        for section, document in sections(experiment).items()
        for field in document.__struct_fields__
    }
    short = {name.partition(".")[2]: place for name, place in every.items()}
    found = every.get(wanted) or short.get(wanted)
    if found is None:
        raise UserError(f"'{key}' is not a setting: {one_of_sentence(wanted, short)}")
    return found


def _explained(section: str, kind: type[Document], error: str) -> str:
    """What is wrong with a value: of a few words, which they are."""
    found = _WORD.fullmatch(error)
    if found is None:
        return f"{section}: {error}."
    value, field = found[1], found[2]
    choices = [each for each in get_args(get_type_hints(kind)[field]) if isinstance(each, str)]
    return f"{section}.{field} = {value}: {one_of_sentence(value, choices)}"


def replaced(experiment: Experiment, changes: dict[str, Any]) -> Experiment:
    """The experiment with these fields changed, checked; keys as for :func:`find_field`.

    Raises:
        UserError: a field does not exist, has the wrong type, or does not fit the others.
    """
    parts: dict[str, dict[str, Any]] = {}
    for key, value in changes.items():
        section, field = find_field(key, experiment)
        document = sections(experiment)[section]
        parts.setdefault(section, msgspec.structs.asdict(document))[field] = value
    new: dict[str, Document] = {}
    for section, fields in parts.items():
        kind = type(sections(experiment)[section])
        try:
            new[section] = msgspec.convert(fields, kind)
        except msgspec.ValidationError as error:
            raise UserError(_explained(section, kind, str(error))) from None
    return check(msgspec.structs.replace(experiment, **new))
