"""The presets that ship with the app."""

from nnviz.errors import UserError
from nnviz.resources import resource
from nnviz.session.changes import from_toml
from nnviz.session.checks import one_of_sentence
from nnviz.session.experiment import Experiment

_SUFFIX = ".toml"
# The order is the one in which a course would come by them.
_GROUPS = (
    (
        "Worked by hand",
        "xor xor-perceptron logistic-regression three-layer four-layer binary-relu gaussians",
    ),
    ("From measurements", "demand house-price iris"),
    ("From pictures", "digits mnist cats-dogs"),
    ("How weights start", "zero-init saturated vanishing exploding xavier"),
    ("How deep", "parity-shallow parity-deep"),
    ("How it learns", "unscaled batch-sizes"),
    ("What it learns by heart", "overfit l2 dropout"),
    ("Playground, two classes", "circle xor-playground blobs spiral moons"),
    ("Playground, numbers", "regression-plane regression-gauss"),
)


def preset_groups() -> list[tuple[str, list[str]]]:
    """Headings and the names of the presets below each, in the order of a course."""
    return [(heading, names.split()) for heading, names in _GROUPS]


def preset_names() -> list[str]:
    """The names of all presets, group by group: the worked example comes first."""
    return [name for _, names in preset_groups() for name in names]


def load_preset(name: str) -> Experiment:
    """The experiment of a preset.

    Raises:
        UserError: there is no such preset.
    """
    names = preset_names()
    if name not in names:
        raise UserError(f"there is no preset '{name}': {one_of_sentence(name, names)}")
    return from_toml(resource("presets", name + _SUFFIX).read_bytes(), f"preset {name}")
