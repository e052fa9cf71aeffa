"""The presets that ship with the app."""

from nnviz.errors import UserError
from nnviz.resources import resource
from nnviz.session.changes import from_toml
from nnviz.session.checks import one_of_sentence
from nnviz.session.experiment import Experiment

_SUFFIX = ".toml"
_FIRST = "xor"


def preset_names() -> list[str]:
    """The names of all presets: the worked example first, the rest by alphabet."""
    names = (entry.name for entry in resource("presets").iterdir())
    found = [name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)]
    return sorted(found, key=lambda name: (name != _FIRST, name))


def load_preset(name: str) -> Experiment:
    """The experiment of a preset.

    Raises:
        UserError: there is no such preset.
    """
    names = preset_names()
    if name not in names:
        raise UserError(f"there is no preset '{name}': {one_of_sentence(name, names)}")
    return from_toml(resource("presets", name + _SUFFIX).read_bytes(), f"preset {name}")
