"""Where the nodes and edges of a network are drawn, in a plane of its own units (pixels at 100 %)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FOLD = 24  # a layer of more units is drawn as a block
BLOCK_ROWS = 24  # the places in a block at which its strongest edges end
LAYER_GAP = 210.0
NODE_GAP = 84.0
RADIUS = 21.0


@dataclass(frozen=True)
class Layer:
    """One column.

    Attributes:
        x: its centre.
        y: the centre of every unit; in a folded layer, along the block.
        folded: whether it is a block rather than single nodes.
    """

    x: float
    y: Floats
    folded: bool

    @property
    def top(self) -> float:
        """The highest drawn place."""
        return float(self.y[0]) - (8.0 if self.folded else RADIUS)

    @property
    def bottom(self) -> float:
        """The lowest drawn place."""
        return float(self.y[-1]) + (8.0 if self.folded else RADIUS)


def place_layers(sizes: tuple[int, ...]) -> list[Layer]:
    """The columns of a network, centred on y = 0, from left to right."""
    shown = [min(size, BLOCK_ROWS) if size > FOLD else size for size in sizes]
    tallest = max((n for n, size in zip(shown, sizes, strict=True) if size <= FOLD), default=4)
    # Many units in a column stand closer together, never so close that their numbers touch.
    gap = NODE_GAP if tallest <= 6 else max(56.0, NODE_GAP * 6 / tallest)
    block = max(tallest - 1, 3) * gap
    # A column that is taller than the drawing is wide moves its neighbours away, so that edges
    # stay apart at their ends.
    across = LAYER_GAP * max(1.0, tallest / 7)
    layers = []
    for place, size in enumerate(sizes):
        folded = size > FOLD
        height = block if folded else (size - 1) * gap
        y = np.linspace(-height / 2, height / 2, size) if size > 1 else np.zeros(1)
        layers.append(Layer(place * across, y, folded))
    return layers


@dataclass(frozen=True)
class Edges:
    """The drawn edges between two neighbouring layers.

    Attributes:
        layer: the layer they lead to, whose W they show.
        rows, columns: their places in W.
        lines: k x 4, from (x, y) to (x, y).
        total: how many there are, drawn or not.
    """

    layer: int
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    lines: Floats
    total: int


def choose_edges(weights: Floats, most: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the strongest ``most`` entries, of all where there are no more."""
    if weights.size <= most:
        rows, columns = np.indices(weights.shape)
        return rows.ravel(), columns.ravel()
    strength = np.abs(weights).ravel()
    chosen = np.argpartition(strength, strength.size - most)[-most:]
    return np.unravel_index(np.sort(chosen), weights.shape)  # type: ignore[return-value]


def place_edges(layers: list[Layer], layer: int, weights: Floats, most: int) -> Edges:
    """The drawn edges into a layer, ends at the rims of the nodes."""
    rows, columns = choose_edges(weights, most)
    left, right = layers[layer - 1], layers[layer]
    start = np.column_stack([np.full(len(columns), left.x), left.y[columns]])
    stop = np.column_stack([np.full(len(rows), right.x), right.y[rows]])
    way = stop - start
    unit = way / np.linalg.norm(way, axis=1, keepdims=True)
    start = start + unit * (10.0 if left.folded else RADIUS)
    stop = stop - unit * (10.0 if right.folded else RADIUS)
    return Edges(layer, rows, columns, np.hstack([start, stop]), weights.size)


def place_labels(lines: Floats, width: float, height: float) -> Floats:
    """Centres of labels on the lines, k x 2, kept apart from one another.

    Each label tries places along its line and takes the one that overlaps least with those that
    are placed already; lines that cross are labelled on different sides of the crossing.
    """
    shares = (0.3, 0.5, 0.7, 0.4, 0.6, 0.24, 0.76)
    placed = np.empty((0, 2))
    for x1, y1, x2, y2 in lines:
        tries = np.array([(x1 + (x2 - x1) * s, y1 + (y2 - y1) * s) for s in shares])
        if len(placed):
            apart = np.abs(tries[:, None, :] - placed[None, :, :])
            overlap = np.clip(width - apart[..., 0], 0, None) * np.clip(
                height - apart[..., 1], 0, None
            )
            best = int(overlap.sum(axis=1).argmin())
        else:
            best = 0
        placed = np.vstack([placed, tries[best]])
    return placed


def nearest_edge(lines: Floats, x: float, y: float, reach: float) -> int | None:
    """The line nearest to a point, if it is within reach."""
    if not len(lines):
        return None
    start, way = lines[:, :2], lines[:, 2:] - lines[:, :2]
    from_start = np.array([x, y]) - start
    along = np.clip((from_start * way).sum(1) / np.maximum((way * way).sum(1), 1e-12), 0, 1)
    distance = np.linalg.norm(from_start - along[:, None] * way, axis=1)
    best = int(distance.argmin())
    return best if distance[best] <= reach else None


def nearest_node(layers: list[Layer], x: float, y: float) -> tuple[int, int] | None:
    """The layer and unit under a point."""
    for place, layer in enumerate(layers):
        reach = 10.0 if layer.folded else RADIUS
        if abs(x - layer.x) <= reach:
            unit = int(np.abs(layer.y - y).argmin())
            near = abs(layer.y[unit] - y) <= max(reach, 12.0)
            if near and (layer.folded or np.hypot(x - layer.x, y - layer.y[unit]) <= reach):
                return place, unit
    return None


def widths(values: Floats, limit: float) -> Floats:
    """Edge widths: 1 pixel for 0 to 10 for the limit, as TensorFlow Playground has them."""
    with np.errstate(all="ignore"):
        share = np.clip(np.nan_to_num(np.abs(values) / limit), 0, 1)
    return 1.0 + 7.0 * share
