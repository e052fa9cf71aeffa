"""Datasets that are drawn or that come with nnviz, as rows of one table."""

from nnviz.data.generators import pictures, planar, regression, shipped, teaching
from nnviz.data.generators.row import RADIUS, Generator

__all__ = ["GENERATORS", "RADIUS", "Generator"]

GENERATORS: dict[str, Generator] = {
    row.name: row
    for module in (planar, teaching, regression, shipped, pictures)
    for row in module.ROWS
}
