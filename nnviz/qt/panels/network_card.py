"""What is written beside the pointer: the exact numbers of a unit or of an edge."""

from nnviz.present.numbers import exact
from nnviz.qt.panels.network_maps import UnitDrawings
from nnviz.session.snapshot import Snapshot

_UNKNOWN = "not computed yet"


def node_card(
    snapshot: Snapshot, layer: int, unit: int, sample: int, drawings: UnitDrawings
) -> str:
    """Everything that is known of a unit, a line each, for one sample."""
    picture = drawings.meaning(snapshot, layer, unit)
    if layer == 0:
        title, rows = _input(snapshot, unit, sample, drawings)
        return _table(title, [*rows, *picture])
    rows = []
    place = (unit, sample)
    for name in (f"Z{layer}", f"A{layer}"):
        rows.append((f"{name}[{unit + 1},{sample + 1}]", _entry(snapshot, name, place)))
    rows.append((f"b{layer}[{unit + 1}]", exact(float(snapshot.parameters.b[layer][unit, 0]))))
    rows.append((f"db{layer}[{unit + 1}]", _entry(snapshot, f"db{layer}", (unit, 0))))
    for name in (f"dA{layer}", f"dZ{layer}"):
        rows.append((f"{name}[{unit + 1},{sample + 1}]", _entry(snapshot, name, place)))
    title = f"Layer {layer}, unit {unit + 1}, sample {sample + 1}"
    return _table(title, [*rows, *picture])


def _input(
    snapshot: Snapshot, unit: int, sample: int, drawings: UnitDrawings
) -> tuple[str, list[tuple[str, str]]]:
    features = snapshot.program.network.features
    if features:
        value = _entry(snapshot, "F", (unit, sample))
        return f"Feature {unit + 1}, sample {sample + 1}", [(features[unit].title, value)]
    pixel = drawings.pixel(unit)
    title = f"Input {unit + 1}, sample {sample + 1}"
    if pixel is None:
        return title, [("x", exact(float(snapshot.matrices["X"][unit, sample])))]
    where, units, colours = pixel
    values = [exact(float(snapshot.matrices["X"][each, sample])) for each in units]
    if len(units) > 1:
        title = f"Inputs {units[0] + 1} to {units[-1] + 1}, sample {sample + 1}"
    return f"{where}<br>{title}", list(zip(colours, values, strict=True))


def edge_card(snapshot: Snapshot, layer: int, row: int, column: int) -> str:
    """The weight of an edge, its gradient, and what the last update changed."""
    index = f"[{row + 1},{column + 1}]"
    rows = [
        (f"W{layer}{index}", exact(float(snapshot.parameters.W[layer][row, column]))),
        (f"dW{layer}{index}", _entry(snapshot, f"dW{layer}", (row, column))),
        ("last change", exact(float(snapshot.change.W[layer][row, column]))),
    ]
    return _table(f"From unit {column + 1} to unit {row + 1} of layer {layer}", rows)


def _entry(snapshot: Snapshot, name: str, place: tuple[int, int]) -> str:
    matrix = snapshot.matrices.get(name)
    return _UNKNOWN if matrix is None else exact(float(matrix[place]))


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    lines = "".join(
        f"<tr><td>{name}&nbsp;&nbsp;</td><td align='right'>{value}</td></tr>"
        for name, value in rows
    )
    return f"<b>{title}</b><table>{lines}</table>"
