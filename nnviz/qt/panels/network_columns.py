"""What the nodes of each layer show at a moment."""

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.network import Network
from nnviz.present.colours import limit_of
from nnviz.present.layout import Geometry, Layer
from nnviz.present.numbers import name_text, short, significant
from nnviz.program.touch import Touched
from nnviz.qt.items.nodes import Column
from nnviz.qt.panels.network_maps import UnitDrawings
from nnviz.session.snapshot import Snapshot


def columns_of(
    snapshot: Snapshot,
    layers: list[Layer],
    sample: int,
    lit: Touched,
    geometry: Geometry,
    drawings: UnitDrawings,
) -> tuple[list[Column], float]:
    """A column a layer, without its biases, and the limit of the scale of their values."""
    network = snapshot.program.network
    columns = []
    for place, layer in enumerate(layers):
        values, activated = _values(snapshot, place, sample)
        pictures = drawings.pictures.get(place)
        written = np.empty(0) if values is None or layer.folded else values  # a block has no room
        column = Column(
            layer=layer,
            values=values,
            texts=[short(float(v), geometry.digits) for v in written],
            activated=activated,
            dimension=f"n{place}",
            title=_title(network, place),
            shape=f"{name_text(f'n{place}')} = {network.sizes[place]}",
            lit=place in lit.units,
            bias_lit=place in lit.biases,
            pictures=pictures,
            photo=drawings.photo if place == 0 else None,
        )
        if place == 0 and not layer.folded:
            column.beside = [feature.title for feature in network.features] or [
                name_text(f"x{i}") for i in range(1, network.sizes[0] + 1)
            ]
            column.beside_left = True
        elif place == network.depth and not layer.folded:
            targets = snapshot.matrices["Y"][:, sample]
            column.beside = [f"y = {significant(float(y), 3)}" for y in targets]
            column.names = drawings.names(network)
            if column.names and values is not None and activated:
                column.strongest = drawings.answer(values)
        columns.append(column)
    limit = limit_of([column.values for column in columns if column.values is not None])
    return columns, limit


def _title(network: Network, place: int) -> str:
    if place == 0:
        return "features F" if network.features else "input X"
    name = network.activations[place - 1].title
    return f"output, {name}" if place == network.depth else f"layer {place}, {name}"


def _values(snapshot: Snapshot, place: int, sample: int) -> tuple[NDArray[np.float64] | None, bool]:
    """A of the sample; Z as long as only that is computed; None before. And whether it is A."""
    matrices = snapshot.matrices
    if place == 0:
        fed = matrices.get("F") if snapshot.program.network.features else matrices["X"]
        return (None if fed is None else fed[:, sample]), True
    for name, activated in ((f"A{place}", True), (f"Z{place}", False)):
        if name in matrices:
            return matrices[name][:, sample], activated
    return None, True
