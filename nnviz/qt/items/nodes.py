"""All nodes of a network in one item: circles or pictures with a value and a bias, or blocks."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nnviz.present.colours import levels
from nnviz.present.layout import Geometry, Layer, bias_width, value_width
from nnviz.qt.items.bounded import BoundedItem
from nnviz.qt.items.unit_pictures import Photo, UnitPictures
from nnviz.qt.theme import Scale, Theme


@dataclass
class Column:
    """What is drawn of one layer.

    Attributes:
        values: the activations of the chosen sample; None where they are not computed.
        activated: False where the values are still those of Z; their circles are dashed.
        texts: the same as text.
        biases: a bias a unit and its text; empty for the inputs.
        beside: a line of text beside each unit, left of inputs and right of outputs.
        names: the classes, beside the units that stand for them; two beside a single unit.
        strongest: which of the names is the answer.
        lit: whether the line just done touches its units; ``bias_lit`` the same for biases.
        pictures: what is drawn in its units; None for circles.
        photo: the whole layer as a picture.
        set_values, set_biases, set_targets: the units whose number was set by hand; underlined.
    """

    layer: Layer
    values: NDArray[np.float64] | None
    texts: list[str]
    activated: bool = True
    biases: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    bias_texts: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    beside_left: bool = False
    dimension: str = "n0"
    title: str = ""
    shape: str = ""
    lit: bool = False
    bias_lit: bool = False
    names: list[str] = field(default_factory=list)
    strongest: int | None = None
    pictures: UnitPictures | None = None
    photo: Photo | None = None
    set_values: set[int] = field(default_factory=set)
    set_biases: set[int] = field(default_factory=set)
    set_targets: set[int] = field(default_factory=set)


class NodesItem(BoundedItem):
    """Draws the columns."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: list[Column] = []
        self._theme: Theme | None = None
        self._geometry: Geometry | None = None
        self._limit = 1.0
        self._bias_limit = 1.0
        self._bias_scale: Scale | None = None
        self._pointed: tuple[tuple[int, int], ...] = ()
        self._where: tuple[float, float] | None = None
        self.boxes: dict[tuple[str, int, int], QRectF] = {}
        """Where biases and targets are written, by "bias" or "target", layer and unit."""

    def point_out(self, units: tuple[tuple[int, int], ...]) -> None:
        """Draw a frame around units, given as their layers and their places in them."""
        if units != self._pointed:
            self._pointed = units
            self.update()

    def show_columns(
        self,
        columns: list[Column],
        geometry: Geometry,
        limit: float,
        bias_limit: float,
        bias_scale: Scale,
        theme: Theme,
        where: tuple[float, float] | None = None,
    ) -> None:
        """Draw these columns; values and biases are coloured up to their limits.

        ``where`` is the place of the chosen sample on every map, in parts of its sides.
        """
        self._where = where
        if geometry != self._geometry:
            self.boxes.clear()  # until they are painted there is nothing to be clicked
        self._columns, self._geometry, self._theme = columns, geometry, theme
        self._limit, self._bias_limit, self._bias_scale = limit, bias_limit, bias_scale
        top = min(column.layer.top for column in columns) - geometry.head
        bottom = max(column.layer.bottom for column in columns) + geometry.bias + 8
        left, right = geometry.left, columns[-1].layer.x + geometry.beside
        bounds = QRectF(-left, top, left + right, bottom - top)
        self._bound(bounds)
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Columns from left to right."""
        if self._theme is None or self._geometry is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.boxes.clear()
        for place, column in enumerate(self._columns):
            self._paint_title(painter, column, self._geometry, self._theme)
            if column.layer.cells is not None:
                self._paint_cells(painter, column, self._theme)
            elif column.layer.folded:
                self._paint_block(painter, column, self._theme)
            else:
                self._paint_units(painter, place, column, self._geometry, self._theme)
        self._paint_pointed(painter, self._theme)

    def _paint_title(
        self, painter: QPainter, column: Column, geometry: Geometry, theme: Theme
    ) -> None:
        x, y, size = column.layer.x, self._bounds.top(), geometry.title
        half, high = geometry.across / 2, size * 1.45
        centred = Qt.AlignmentFlag.AlignCenter
        painter.setFont(theme.exact_font(size, bold=True))
        painter.setPen(QColor(theme.text))
        painter.drawText(QRectF(x - half, y, 2 * half, high), centred, column.title)
        painter.setPen(theme.dimension_text(column.dimension))
        painter.drawText(QRectF(x - half, y + high, 2 * half, high), centred, column.shape)
        painter.fillRect(
            QRectF(x - 1.8 * size, y + 2 * high + 1, 3.6 * size, 3),
            theme.dimension(column.dimension),
        )

    def _paint_units(
        self, painter: QPainter, place: int, column: Column, geometry: Geometry, theme: Theme
    ) -> None:
        scale = theme.value_scale
        index = None if column.values is None else levels(column.values, self._limit)
        for unit, y in enumerate(column.layer.y):
            centre = QPointF(column.layer.x, float(y))
            level = None if index is None else int(index[unit])
            outline = QPen(QColor(theme.surface if column.lit else theme.muted), 1.4)
            if level is None or not column.activated:
                outline.setStyle(Qt.PenStyle.DashLine)
            radius = geometry.radius
            box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
            if column.pictures is not None:
                self._paint_square(painter, column, centre, unit, outline, geometry, theme)
            else:
                self._paint_circle(painter, column.lit, centre, outline, level, geometry, theme)
            if (place, unit) in self._pointed:
                self._paint_rim(painter, column, centre, geometry, theme)
            if level is not None:
                if geometry.plate:
                    box = value_box(centre, geometry)
                    self._paint_plate(painter, box, level, column.activated, theme)
                font = theme.exact_font(geometry.value, bold=True)
                painter.setFont(underlined(font) if unit in column.set_values else font)
                painter.setPen(scale.text_on(level))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, column.texts[unit])
            if column.beside:
                self._paint_beside(painter, place, column, centre, unit, geometry, theme)
            if column.bias_texts:
                self._paint_bias(painter, place, column, centre, unit, geometry, theme)

    @staticmethod
    def _paint_circle(
        painter: QPainter,
        lit: bool,
        centre: QPointF,
        outline: QPen,
        level: int | None,
        geometry: Geometry,
        theme: Theme,
    ) -> None:
        radius = geometry.radius
        if lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.done))
            painter.drawEllipse(centre, radius + 3.5, radius + 3.5)
        painter.setPen(outline)
        painter.setBrush(
            QColor(theme.surface) if level is None else theme.value_scale.qcolors[level]
        )
        painter.drawEllipse(centre, radius, radius)

    def _paint_square(
        self,
        painter: QPainter,
        column: Column,
        centre: QPointF,
        unit: int,
        outline: QPen,
        geometry: Geometry,
        theme: Theme,
    ) -> None:
        """The picture of a unit, and where the chosen sample is on it."""
        assert column.pictures is not None
        radius = geometry.radius
        box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        if column.lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.done))
            painter.drawRoundedRect(box.adjusted(-3.5, -3.5, 3.5, 3.5), 8, 8)
        painter.setPen(outline)
        column.pictures.paint_rounded(painter, box, unit, 5)
        if self._where is not None:
            place = QPointF(
                box.left() + self._where[0] * box.width(), box.top() + self._where[1] * box.height()
            )
            painter.setBrush(Qt.BrushStyle.NoBrush)
            size = max(2.6, 0.1 * radius)
            painter.setPen(QPen(QColor(theme.surface), 2.8))
            painter.drawEllipse(place, size, size)
            painter.setPen(QPen(QColor(theme.text), 1.3))
            painter.drawEllipse(place, size, size)

    @staticmethod
    def _paint_rim(
        painter: QPainter, column: Column, centre: QPointF, geometry: Geometry, theme: Theme
    ) -> None:
        """The rim of a unit that is pointed at; its halo may be hidden by its neighbours."""
        half = geometry.radius + 1.5
        box = QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half)
        painter.setPen(QPen(QColor(theme.next), 4.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if column.pictures is not None:
            painter.drawRoundedRect(box, 6, 6)
        else:
            painter.drawEllipse(box)

    @staticmethod
    def _paint_plate(
        painter: QPainter, box: QRectF, level: int, activated: bool, theme: Theme
    ) -> None:
        """The ground of a value beside or below its unit, dashed while it is still that of Z."""
        painter.setBrush(theme.value_scale.qcolors[level])
        painter.setPen(
            QPen(QColor(theme.surface), 1.4)
            if activated
            else QPen(QColor(theme.text), 1.2, Qt.PenStyle.DashLine)
        )
        painter.drawRoundedRect(box, 5, 5)

    def _paint_beside(
        self,
        painter: QPainter,
        place: int,
        column: Column,
        centre: QPointF,
        unit: int,
        geometry: Geometry,
        theme: Theme,
    ) -> None:
        size = max(geometry.value, 12)
        font, text = theme.exact_font(size), column.beside[unit]
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        away, middle = geometry.radius + 9, Qt.AlignmentFlag.AlignVCenter
        if column.beside_left:
            left = geometry.left
            box = QRectF(centre.x() - left, centre.y() - 12, left - away, 24)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | middle, text)
            return
        up = 12.0
        if geometry.aside:
            away += geometry.aside
        elif geometry.dense and column.names and not geometry.plate:
            away = 0.78 * geometry.radius + bias_width(geometry.label) + 4
        elif geometry.dense:
            up += 0.5 * geometry.radius
        box = QRectF(centre.x() + away, centre.y() - up, geometry.beside - away, 24)
        if len(column.names) == len(column.beside):
            width = self._paint_name(painter, column, box, unit, size, theme)
            box.setLeft(box.left() + width + 8)
        elif column.names:  # a single unit: its 1 stands above its 0
            high = 1.7 * size
            self._paint_name(painter, column, box.translated(0, -high), 1, size, theme)
            self._paint_name(painter, column, box.translated(0, high), 0, size, theme)
            painter.setFont(font)
        if unit in column.set_targets:
            painter.setFont(underlined(font))
        left = Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, left | middle, text)
        self.boxes["target", place, unit] = painter.boundingRect(box, left | middle, text)

    @staticmethod
    def _paint_name(
        painter: QPainter, column: Column, box: QRectF, place: int, size: int, theme: Theme
    ) -> float:
        """A class; the one that is the answer on a plate. Returns how wide all names are."""
        painter.setFont(theme.exact_font(size, bold=True))
        metrics = painter.fontMetrics()
        width = max(metrics.horizontalAdvance(name) for name in column.names)
        own = metrics.horizontalAdvance(column.names[place]) + 8.0
        painter.setPen(QColor(theme.text))
        if place == column.strongest:
            plate = QRectF(box.left(), box.center().y() - 0.7 * size, own, 1.4 * size)
            painter.setBrush(QColor(theme.text))
            painter.drawRoundedRect(plate, 4, 4)
            painter.setPen(QColor(theme.surface))
        aligned = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(4, 0, 20, 0), aligned, column.names[place])
        painter.setFont(theme.exact_font(size))
        painter.setPen(QColor(theme.text))
        return width + 8.0

    def _paint_bias(
        self,
        painter: QPainter,
        place: int,
        column: Column,
        centre: QPointF,
        unit: int,
        geometry: Geometry,
        theme: Theme,
    ) -> None:
        assert self._bias_scale is not None
        level = levels(column.biases[unit : unit + 1], self._bias_limit)[0]
        box = bias_box(centre, geometry)
        painter.setBrush(QColor(theme.surface))
        painter.setPen(
            QPen(QColor(theme.done), 1.6) if column.bias_lit else QPen(QColor(theme.line), 1.0)
        )
        painter.drawRoundedRect(box, 4, 4)
        painter.fillRect(
            QRectF(box.left() + 3, box.top() + 3, 6, box.height() - 6),
            self._bias_scale.qcolors[level],
        )
        inner = box.adjusted(11, 0, -2, 0)
        text, font = fitted(column.bias_texts[unit], geometry.label, inner.width(), theme)
        painter.setFont(underlined(font) if unit in column.set_biases else font)
        painter.setPen(QColor(theme.text))
        self.boxes["bias", place, unit] = box
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_block(self, painter: QPainter, column: Column, theme: Theme) -> None:
        layer = column.layer
        box = QRectF(layer.x - 9, layer.top, 18, layer.bottom - layer.top)
        painter.setPen(
            QPen(QColor(theme.done), 3.0) if column.lit else QPen(QColor(theme.muted), 1.2)
        )
        painter.setBrush(QColor(theme.surface))
        painter.drawRect(box.adjusted(-1, -1, 1, 1))
        if column.values is not None:
            image = theme.value_scale.image(levels(column.values[:, None], self._limit))
            painter.drawImage(box, image)

    def _paint_cells(self, painter: QPainter, column: Column, theme: Theme) -> None:
        """A block of pictures, or a block that is one picture."""
        layer, cells = column.layer, column.layer.cells
        assert cells is not None
        box = QRectF(layer.x - cells.half, -cells.top, 2 * cells.half, 2 * cells.top)
        if column.photo is not None:
            column.photo.paint(painter, box)
        elif column.pictures is not None:
            gap = 1.0 if cells.width < 20 else 1.5
            for unit in range(cells.count):
                column.pictures.paint(
                    painter, self._cell(layer, unit).adjusted(gap, gap, -gap, -gap), unit
                )
        painter.setPen(
            QPen(QColor(theme.done), 3.0) if column.lit else QPen(QColor(theme.muted), 1.2)
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(-1, -1, 1, 1))

    @staticmethod
    def _cell(layer: Layer, unit: int) -> QRectF:
        assert layer.cells is not None
        left, top = layer.cells.corner(unit)
        return QRectF(layer.x + left, top, layer.cells.width, layer.cells.height)

    def _paint_pointed(self, painter: QPainter, theme: Theme) -> None:
        """A frame around what is pointed at, where it is part of a block."""
        for place, unit in self._pointed:
            if place >= len(self._columns):
                continue
            layer = self._columns[place].layer
            if layer.cells is None or unit >= layer.cells.count:
                continue
            box = self._cell(layer, unit)
            more = max(0.0, (10 - box.width()) / 2)  # a pixel can be very small
            box.adjust(-more, -more, more, more)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((theme.surface, 6.5), (theme.next, 3.5)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawRect(box)


def value_box(centre: QPointF, geometry: Geometry) -> QRectF:
    """The plate with a value: across the lower edge, or on the right where it is tight."""
    radius, width = geometry.radius, value_width(geometry.value)
    if geometry.aside:
        top = centre.y() - radius
        return QRectF(centre.x() + radius + 2, top, width, geometry.plate)
    top = centre.y() + radius - geometry.plate / 2
    return QRectF(centre.x() - width / 2, top, width, geometry.plate)


def bias_box(centre: QPointF, geometry: Geometry) -> QRectF:
    """The plate with a bias: below its unit, or on the right where it is tight."""
    radius, width = geometry.radius, bias_width(geometry.label)
    box = QRectF(centre.x() - width / 2, centre.y() + radius + 3, width, geometry.bias)
    if geometry.plate:
        if geometry.aside:
            box.moveTopLeft(centre + QPointF(radius + 2, radius - geometry.bias))
        else:
            box.moveTop(value_box(centre, geometry).bottom() + 2)
    elif geometry.dense:
        box.moveTopLeft(centre + QPointF(0.78 * radius, 0.4 * radius))
    return box


def fitted(text: str, size: float, room: float, theme: Theme) -> tuple[str, QFont]:
    """A name and a number so that the number is whole: smaller, or without the name."""
    for each in (text, text.rpartition(" ")[2]):
        for share in (1.0, 0.92, 0.85):
            font = theme.exact_font(share * size)
            if QFontMetricsF(font).horizontalAdvance(each) <= room:
                return each, font
    return each, font


def underlined(font: QFont) -> QFont:
    """The same font with a line below: what was set by hand."""
    made = QFont(font)
    made.setUnderline(True)
    return made
