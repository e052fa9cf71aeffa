"""From what a person names - a preset, an experiment file, data - to an experiment."""

import codecs
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from nnviz.data.readers import Progress
from nnviz.errors import UserError
from nnviz.session.changes import from_toml
from nnviz.session.checks import one_of_sentence
from nnviz.session.data_settings import FILE, Data
from nnviz.session.experiment import Experiment
from nnviz.session.fitting import fit, put
from nnviz.session.presets import load_preset, preset_names
from nnviz.session.settings import apply_settings, reading_settings
from nnviz.session.sources import FILES

_MOST_BYTES = 2**20
_EXPERIMENT = ".toml"


def open_named(
    name: str,
    settings: Sequence[str] = (),
    data: str | None = None,
    progress: Progress = lambda share: None,
) -> Experiment:
    """The experiment that a name stands for, with settings applied.

    A name is looked for among the presets first; one that ends in .toml is an experiment file,
    and any other file or folder is data, for which a network is chosen. Settings of how data is
    read, such as ``target=price``, come before that choice, all others change it.

    Args:
        name: of a preset, an experiment file or data.
        settings: ``key=value`` each.
        data: a file or folder to be learned from in place of the preset's data.
        progress: told how far a file is read.

    Raises:
        UserError: there is no such thing, it cannot be read, or the settings do not fit.
    """
    given = list(settings)
    if _is_data(name):
        if data is not None:
            raise UserError(f"--data {data}: {name} is data as well; name one of the two.")
        reading, others = reading_settings(given)
        return apply_settings(open_data(name, reading, progress), others)
    experiment = open_experiment(name)
    if data is not None:
        reading, given = reading_settings(given)
        FILES.read(reading_data(data, reading, experiment.data), progress)
        experiment = put(experiment, data, **reading)
    return apply_settings(experiment, given)


def open_experiment(name: str) -> Experiment:
    """The experiment of a preset, or of a file that ends in .toml.

    Raises:
        UserError: there is no such preset, or the file cannot be read as an experiment.
    """
    if name in preset_names():
        return load_preset(name)
    if not name.endswith(_EXPERIMENT):
        if os.sep in name or "/" in name or Path(name).suffix:
            raise UserError(f"{name}: there is no such file; check its name and its folder.")
        raise UserError(
            f"there is no preset '{name}', and no file of this name: "
            f"{one_of_sentence(name, preset_names())}"
        )
    path = Path(name)
    try:
        if path.stat().st_size > _MOST_BYTES or not path.is_file():
            raise UserError(f"{name}: this is no experiment file (.toml); name one, or a preset.")
        written = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "it cannot be read").lower()
        raise UserError(f"{name}: {reason}; name a preset or an experiment file (.toml).") from None
    return from_toml(written, name, path.parent)


def open_data(name: str, reading: dict[str, Any], progress: Progress) -> Experiment:
    """An experiment that suits the data in a file or folder.

    Raises:
        UserError: it cannot be read, or no network can learn from it.
    """
    data = reading_data(name, reading)
    return fit(data, FILES.read(data, progress))


def reading_data(path: str, reading: dict[str, Any], like: Data = Data()) -> Data:  # noqa: B008
    """The settings with which a file is read.

    Raises:
        UserError: one of them has the wrong type.
    """
    fields = {**msgspec.structs.asdict(like), **reading, "source": FILE, "path": path}
    try:
        return msgspec.convert(fields, Data)
    except msgspec.ValidationError as error:
        raise UserError(f"data: {error}.") from None


def _is_data(name: str) -> bool:
    if name in preset_names() or name.endswith(_EXPERIMENT):
        return False
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # a name that no file can have
        return False
