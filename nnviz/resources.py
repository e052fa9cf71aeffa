"""Finds resources/ in an installed wheel and in a checkout."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def resource(*names: str) -> Traversable:
    """The file or folder below resources/ with these names, one a level."""
    inside = files("nnviz") / "resources"  # where the wheel puts them
    folder = inside if inside.is_dir() else files("nnviz") / ".." / "resources"
    return folder.joinpath(*names)
