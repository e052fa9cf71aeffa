"""Where the nodes and edges of a network are drawn, in pixels at 100 %."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from nnviz.present.cells import Cells, picture_cells, pixel_cells

Floats = NDArray[np.float64]
FOLD = 24  # a layer of more units is drawn as a block
_LEAST_GAP, _MOST_GAP = 36.0, 124.0
_DENSE = 62.0  # below this gap the bias moves from below a node to its lower right
_TIGHT = 84.0  # below this gap the value and the bias of a square stand on its right
_LEAST_ACROSS, _MOST_ACROSS = 150.0, 420.0
_BLOCK_HALF = 10.0  # half the width of a block
_NARROWEST, _WIDEST = 80.0, 420.0  # a block of pictures
_LEAST_RIM = 110.0  # between two of them
PLATE = 1.35  # the height of a plate with a value, in sizes of its text


@dataclass(frozen=True)
class Look:
    """What is drawn of a network beside circles and thin blocks.

    Attributes:
        squares: whether units are squares with a picture in them, on which the value has a plate.
        picture: the layers that are one picture, with its height, width and channels.
        grids: the layers whose block is a grid of pictures, with their width over height.
        words: how many characters are written beside an output, but for its target.
    """

    squares: bool = False
    picture: Mapping[int, tuple[int, int, int]] = field(default_factory=dict)
    grids: Mapping[int, float] = field(default_factory=dict)
    words: int = 0


PLAIN = Look()


@dataclass(frozen=True)
class Geometry:
    """The sizes of everything drawn, chosen so that it fills the room there is.

    Attributes:
        gap: from one unit to the next in a column; ``across``, from column to column.
        radius: of a node.
        value, label, title: text sizes of values, of biases and edges, and of headings.
        bias: the height of the plate with the bias below a node.
        beside: from the centre of the last column to the side: names and targets.
        head: the room that headings take above the columns.
        left: from the centre of the first column to the side.
        plate: the height of the plate with a value at a square; 0 for values in circles.
        aside: how far such plates reach to the right of squares; 0 where they stand below.
        blocks: the layers that are drawn as pictures.
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
    left: float = 0.0
    plate: float = 0.0
    aside: float = 0.0
    blocks: Mapping[int, Cells] = field(default_factory=dict)

    @property
    def digits(self) -> int:
        """How many digits a node has room for."""
        if self.plate:  # on a plate of its own
            return 3
        return 3 if self.radius >= 24 else 2 if self.radius >= 17 else 1

    @property
    def dense(self) -> bool:
        """Whether nodes stand too close for a plate below each."""
        return self.gap < _DENSE

    def covers(self, layer: int) -> float:
        """How far plates on the right of units reach over the edges that lead to a layer."""
        if self.plate or not self.dense:
            return self.aside
        # A bias at the lower right of a circle; inputs have none.
        return bias_width(self.label) - 0.22 * self.radius if layer > 1 else 0.0


def fit_geometry(
    sizes: tuple[int, ...], width: float, height: float, zoom: float = 1.0, look: Look = PLAIN
) -> Geometry:
    """The sizes with which a network fills a room; below a legible size it overflows instead.

    ``zoom`` is how much larger than on a desk text may become.
    """
    tallest, gaps = _tallest(sizes), len(sizes) - 1
    title = round((16 if height > 420 else 13) * (zoom if height > 420 else 1.0))
    head = 3.0 * title + 18
    gap = float(np.clip((height - head - 10) / tallest, _LEAST_GAP, _MOST_GAP * zoom))
    units = _fit_units(gap, zoom, look, aside=look.squares and gap < _DENSE)
    if look.squares and _DENSE <= gap < _TIGHT * zoom:
        tight = _fit_units(gap, zoom, look, aside=True)
        if width - tight.left - tight.beside >= gaps * tight.across:
            units = tight  # larger where there is room on the right
    left, beside, radius = units.left, units.beside, units.radius
    high = (tallest - 1) * gap + 2 * radius
    if 0 in look.picture:
        left = radius + 12
    if look != PLAIN:  # what is drawn smaller because it is high may be wider
        width *= max(1.0, (high + head + units.bias + 8) / max(height, 1))
    least = max(_LEAST_RIM + 2 * radius, units.across) if look.picture else units.across
    blocks = _fit_blocks(sizes, width - left - beside - gaps * least, high, look)
    more = {place: max(cells.half - radius, 0.0) for place, cells in blocks.items()}
    inside = 2 * sum(more.values()) - more.get(gaps, 0.0)
    across = float(np.clip((width - left - beside - inside) / gaps, least, _MOST_ACROSS))
    return replace(
        units,
        across=across,
        title=title,
        head=head,
        left=left + more.get(0, 0.0),
        blocks=blocks,
    )


def _fit_units(gap: float, zoom: float, look: Look, aside: bool) -> Geometry:
    """The sizes of units and of what is written at them, and the least room they need."""
    label = round(np.clip(gap * 0.15, 10, 13 * zoom))
    below = gap >= _DENSE and not aside
    bias = label + (5.0 if below else 3.0)
    room = gap - bias - 10 if below else gap - 8
    radius = float(np.clip(room / 2, 9, 32 * zoom))
    share = 0.52 if zoom == 1.0 else 0.6  # of a node; more of it where it is seen from afar
    # A square has its value on a plate, which need not be smaller than the square is.
    smallest = 11 * zoom if look.squares else 10
    value = round(np.clip(radius * share, smallest, 16 * zoom))
    plate = plates = 0.0
    if aside:  # value and bias one above the other
        radius = float(np.clip((gap - 6) / 2, 9, 32 * zoom))
        value = round(np.clip((2 * radius - bias - 1) / PLATE, 10, 16 * zoom))
        plates = max(value_width(value), bias_width(label)) + 2
    if look.squares:
        plate = float(round(PLATE * value))
        if not aside:  # half of the plate hangs below the square
            radius = float(np.clip((room + 5 - plate / 2) / 2, 9, 32 * zoom))
    left = radius + 12 + 4.2 * max(value, 13)
    words = 0.66 * max(value, 12) * look.words + 16 if look.words else 0.0
    target = 1.6 * max(value, 13)  # y = −0.3211 is longer than a name
    if look.words and not look.squares and gap < _DENSE:
        words += bias_width(label)  # beside the bias, which stands at the lower right
    least = max(_LEAST_ACROSS, 2 * radius + plates + 60) if aside else _LEAST_ACROSS
    return Geometry(
        gap,
        least,
        radius,
        value,
        label,
        0,
        bias,
        left + plates + words + target,
        0.0,
        left,
        plate,
        plates,
    )


def value_width(value: float) -> float:
    """The width of a plate with a value, by the size of its text."""
    return 3.7 * value + 8


def bias_width(label: float) -> float:
    """The width of a plate with a bias, by the size of its text."""
    return 4.9 * label + 14


def _tallest(sizes: tuple[int, ...]) -> int:
    """How many units stand in the highest column; blocks are as high as that."""
    return max([size for size in sizes if size <= FOLD] + [4 if max(sizes) > FOLD else 1])


def _fit_blocks(
    sizes: tuple[int, ...], width: float, height: float, look: Look
) -> dict[int, Cells]:
    """The layers that are drawn as pictures, as large as leaves room for the edges."""
    wanted = len(look.picture) + len(look.grids)
    if not wanted:
        return {}
    wide = float(np.clip(width / wanted + 2 * _BLOCK_HALF, _NARROWEST, _WIDEST))
    blocks = {place: pixel_cells(shape, wide, height) for place, shape in look.picture.items()}
    for place, aspect in look.grids.items():
        cells = picture_cells(sizes[place], wide, height, aspect)
        if cells is not None:
            blocks[place] = cells
    return blocks


@dataclass(frozen=True)
class Layer:
    """One column.

    Attributes:
        x: its centre.
        y: the centre of every unit; in a folded layer, along the block.
        folded: whether it is a block rather than single nodes.
        reach: half the width of a node or of the block.
        cells: where the units of a block are that is drawn as pictures.
    """

    x: float
    y: Floats
    folded: bool
    reach: float
    cells: Cells | None = None

    @property
    def top(self) -> float:
        """The highest drawn place."""
        return -self.cells.top if self.cells is not None else float(self.y[0]) - self.reach

    @property
    def bottom(self) -> float:
        """The lowest drawn place."""
        return self.cells.top if self.cells is not None else float(self.y[-1]) + self.reach


def place_layers(sizes: tuple[int, ...], geometry: Geometry) -> list[Layer]:
    """The columns of a network, centred on y = 0, from left to right."""
    tallest = _tallest(sizes)
    layers, x = [], 0.0
    for place, size in enumerate(sizes):
        cells = geometry.blocks.get(place)
        more = max(cells.half - geometry.radius, 0.0) if cells is not None else 0.0
        x += more if place else 0.0
        if cells is not None:
            layers.append(Layer(x, cells.ports(), True, cells.half, cells))
        else:
            folded = size > FOLD
            height = (tallest - 1 if folded else size - 1) * geometry.gap
            y = np.linspace(-height / 2, height / 2, size) if size > 1 else np.zeros(1)
            layers.append(Layer(x, y, folded, _BLOCK_HALF if folded else geometry.radius))
        x += geometry.across + more
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
    lines = _between(left, right, left.y[columns], right.y[rows])
    return Edges(layer, rows, columns, lines, weights.size)


def _between(left: Layer, right: Layer, from_y: Floats, to_y: Floats) -> Floats:
    """Lines between two columns, k x 4: from a circle's rim, from the side of a picture."""
    # A picture's edges begin at its side, so that it stays in sight.
    start = np.column_stack(
        [np.full(len(from_y), left.x + (left.reach if left.cells is not None else 0.0)), from_y]
    )
    stop = np.column_stack(
        [np.full(len(to_y), right.x - (right.reach if right.cells is not None else 0.0)), to_y]
    )
    way = stop - start
    unit = way / np.linalg.norm(way, axis=1, keepdims=True)
    if left.cells is None:
        start = start + unit * left.reach
    if right.cells is None:
        stop = stop - unit * right.reach
    return np.hstack([start, stop])


def edges_of_unit(
    layers: list[Layer], place: int, unit: int, weights: list[Floats], most: int
) -> list[Edges]:
    """The edges into and out of one unit, at most so many on either side.

    ``weights`` are W_1 ... W_L. Where the unit is a cell of a block, its edges reach the cell.
    """
    found = []
    for layer in (place, place + 1):
        if not 1 <= layer < len(layers):
            continue
        into = layer == place
        matrix = weights[layer - 1]
        own = matrix[unit : unit + 1] if into else matrix[:, unit : unit + 1]
        rows, columns = choose_edges(own, most)
        rows, columns = (rows + unit, columns) if into else (rows, columns + unit)
        left, right = layers[layer - 1], layers[layer]
        lines = _between(left, right, left.y[columns], right.y[rows])
        _reach_cells(lines[:, :2], left, columns, not into, right_side=True)
        _reach_cells(lines[:, 2:], right, rows, into, right_side=False)
        found.append(Edges(layer, rows, columns, lines, own.size))
    return found


def line_of_edge(layers: list[Layer], layer: int, unit: int, source: int) -> Floats:
    """Where one edge is drawn, (x, y) to (x, y), whether or not it is among the strongest."""
    left, right = layers[layer - 1], layers[layer]
    lines = _between(left, right, left.y[[source]], right.y[[unit]])
    _reach_cells(lines[:, :2], left, np.array([source]), True, right_side=True)
    _reach_cells(lines[:, 2:], right, np.array([unit]), True, right_side=False)
    line: Floats = lines[0]
    return line


def _reach_cells(
    ends: Floats, layer: Layer, units: NDArray[np.intp], own: bool, right_side: bool
) -> None:
    """Move the ends of lines from the side of a block to the cells of the units they belong to."""
    cells = layer.cells
    if cells is None or (cells.pixels and not own):
        return  # the ends stay at the side of a picture, or they would cover all of its pixels
    corners = np.array([cells.corner(int(unit)) for unit in units]).reshape(-1, 2)
    ends[:, 0] = layer.x + corners[:, 0] + (cells.width if right_side else 0.0)
    ends[:, 1] = corners[:, 1] + cells.height / 2


_SHARES = np.array(
    (0.3, 0.5, 0.7, 0.4, 0.6, 0.24, 0.76, 0.35, 0.45, 0.55, 0.65, 0.27, 0.73, 0.33, 0.67)
)
_WORSE = 5.0  # than over another label: over what is written at a unit, which cuts the label


def place_labels(lines: Floats, width: float, height: float, taken: Floats | None = None) -> Floats:
    """Centres of labels on the lines, k x 2, kept apart from one another.

    Each label tries places along its line and takes the one that overlaps least with those that
    are placed already; lines that cross are labelled on different sides of the crossing.

    Args:
        taken: boxes in which something else is written: centre, width and height, j x 4.
    """
    boxes = np.empty((0, 4)) if taken is None else taken
    begin = len(boxes)
    for x1, y1, x2, y2 in lines:
        tries = np.array((x1, y1)) + _SHARES[:, None] * np.array((x2 - x1, y2 - y1))
        apart = np.abs(tries[:, None, :] - boxes[None, :, :2])
        reach = (np.array((width, height)) + boxes[:, 2:]) / 2
        overlap = np.clip(reach - apart, 0, None).prod(axis=2)
        overlap[:, :begin] *= _WORSE
        best = tries[int(overlap.sum(axis=1).argmin())]
        boxes = np.vstack([boxes, (*best, width, height)])
    return boxes[begin:, :2]


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
        if layer.cells is not None:
            cell = layer.cells.at(x - layer.x, y)
            if cell is not None:
                return place, cell
            continue
        reach = layer.reach
        if abs(x - layer.x) <= reach:
            unit = int(np.abs(layer.y - y).argmin())
            near = abs(layer.y[unit] - y) <= max(reach, 12.0)
            if near and (layer.folded or np.hypot(x - layer.x, y - layer.y[unit]) <= reach):
                return place, unit
    return None


def widths(values: Floats, limit: float, thickest: float = 8.0) -> Floats:
    """Edge widths in pixels: 1 for 0, 8 or what is given for the limit."""
    strength = np.where(np.isfinite(values), np.abs(values), limit)
    share = np.clip(strength / (limit if limit > 0 else np.inf), 0, 1)
    return 1.0 + (thickest - 1.0) * share
