"""Where the nodes and edges of a network are drawn, in pixels at 100 %."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FOLD = 24  # a layer of more units is drawn as a block
_LEAST_GAP, _MOST_GAP = 36.0, 124.0
_DENSE = 62.0  # below this gap the bias moves from below a node to its lower right
_LEAST_ACROSS, _MOST_ACROSS = 150.0, 420.0
_BLOCK_HALF = 10.0  # half the width of a block


@dataclass(frozen=True)
class Geometry:
    """The sizes of everything drawn, chosen so that it fills the room there is.

    Attributes:
        gap: from one unit to the next in a column; ``across``, from column to column.
        radius: of a node.
        value, label, title: text sizes of values, of biases and edges, and of headings.
        bias: the height of the plate with the bias below a node.
        beside: from the centre of the first and last column to the sides: names and targets.
        head: the room that headings take above the columns.
    """

    gap: float
    across: float
    radius: float
    value: int
    label: int
    title: int
    bias: float
    beside: float
    head: float

    @property
    def digits(self) -> int:
        """How many digits a node has room for."""
        return 3 if self.radius >= 24 else 2 if self.radius >= 17 else 1

    @property
    def dense(self) -> bool:
        """Whether nodes stand too close for a plate below each."""
        return self.gap < _DENSE


def fit_geometry(
    sizes: tuple[int, ...], width: float, height: float, zoom: float = 1.0
) -> Geometry:
    """The sizes with which a network fills a room; below a legible size it overflows instead.

    ``zoom`` is how much larger than on a desk text may become.
    """
    tallest = max([size for size in sizes if size <= FOLD] + [4 if max(sizes) > FOLD else 1])
    title = round((16 if height > 420 else 13) * (zoom if height > 420 else 1.0))
    head = 3.0 * title + 18
    gap = float(np.clip((height - head - 10) / tallest, _LEAST_GAP, _MOST_GAP * zoom))
    label = round(np.clip(gap * 0.15, 10, 13 * zoom))
    bias = label + (3.0 if gap < _DENSE else 5.0)
    room = gap - 8 if gap < _DENSE else gap - bias - 10
    radius = float(np.clip(room / 2, 9, 32 * zoom))
    share = 0.52 if zoom == 1.0 else 0.6  # of a node; more of it where it is seen from afar
    value = round(np.clip(radius * share, 10, 16 * zoom))
    beside = radius + 12 + 4.2 * max(value, 13)
    across = float(np.clip((width - 2 * beside) / (len(sizes) - 1), _LEAST_ACROSS, _MOST_ACROSS))
    return Geometry(gap, across, radius, value, label, title, bias, beside, head)


@dataclass(frozen=True)
class Layer:
    """One column.

    Attributes:
        x: its centre.
        y: the centre of every unit; in a folded layer, along the block.
        folded: whether it is a block rather than single nodes.
        reach: half the width of a node or of the block.
    """

    x: float
    y: Floats
    folded: bool
    reach: float

    @property
    def top(self) -> float:
        """The highest drawn place."""
        return float(self.y[0]) - self.reach

    @property
    def bottom(self) -> float:
        """The lowest drawn place."""
        return float(self.y[-1]) + self.reach


def place_layers(sizes: tuple[int, ...], geometry: Geometry) -> list[Layer]:
    """The columns of a network, centred on y = 0, from left to right."""
    tallest = max([size for size in sizes if size <= FOLD] + [4 if max(sizes) > FOLD else 1])
    layers = []
    for place, size in enumerate(sizes):
        folded = size > FOLD
        height = (tallest - 1 if folded else size - 1) * geometry.gap
        y = np.linspace(-height / 2, height / 2, size) if size > 1 else np.zeros(1)
        reach = _BLOCK_HALF if folded else geometry.radius
        layers.append(Layer(place * geometry.across, y, folded, reach))
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


def share_edges(sizes: list[int], most: int) -> list[int]:
    """How many edges each layer draws of ``most``; what a small one leaves goes to the others."""
    shares = [0] * len(sizes)
    left = most
    for place, size in sorted(enumerate(sizes), key=lambda pair: pair[1]):
        waiting = sum(share == 0 for share in shares)
        shares[place] = min(size, max(left // waiting, 1))
        left -= shares[place]
    return shares


def place_edges(layers: list[Layer], layer: int, weights: Floats, most: int) -> Edges:
    """The drawn edges into a layer, ends at the rims of the nodes."""
    rows, columns = choose_edges(weights, most)
    left, right = layers[layer - 1], layers[layer]
    start = np.column_stack([np.full(len(columns), left.x), left.y[columns]])
    stop = np.column_stack([np.full(len(rows), right.x), right.y[rows]])
    way = stop - start
    unit = way / np.linalg.norm(way, axis=1, keepdims=True)
    start = start + unit * left.reach
    stop = stop - unit * right.reach
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
        reach = layer.reach
        if abs(x - layer.x) <= reach:
            unit = int(np.abs(layer.y - y).argmin())
            near = abs(layer.y[unit] - y) <= max(reach, 12.0)
            if near and (layer.folded or np.hypot(x - layer.x, y - layer.y[unit]) <= reach):
                return place, unit
    return None


def widths(values: Floats, limit: float) -> Floats:
    """Edge widths in pixels: 1 for 0, 8 for the limit."""
    strength = np.where(np.isfinite(values), np.abs(values), limit)
    share = np.clip(strength / (limit if limit > 0 else np.inf), 0, 1)
    return 1.0 + 7.0 * share
