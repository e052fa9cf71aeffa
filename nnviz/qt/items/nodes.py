"""All nodes of a network in one item: circles with a value and a bias, or a block for a layer."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnviz.present.colours import levels
from nnviz.present.layout import Geometry, Layer
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
        lit: whether the line just done touches its units; ``bias_lit`` the same for biases.
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


class NodesItem(QGraphicsItem):
    """Draws the columns."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: list[Column] = []
        self._bounds = QRectF()
        self._theme: Theme | None = None
        self._geometry: Geometry | None = None
        self._limit = 1.0
        self._bias_limit = 1.0
        self._bias_scale: Scale | None = None

    def show_columns(
        self,
        columns: list[Column],
        geometry: Geometry,
        limit: float,
        bias_limit: float,
        bias_scale: Scale,
        theme: Theme,
    ) -> None:
        """Draw these columns; values and biases are coloured up to their limits."""
        self._columns, self._geometry, self._theme = columns, geometry, theme
        self._limit, self._bias_limit, self._bias_scale = limit, bias_limit, bias_scale
        top = min(column.layer.top for column in columns) - geometry.head
        bottom = max(column.layer.bottom for column in columns) + geometry.bias + 8
        beside = geometry.beside
        bounds = QRectF(-beside, top, columns[-1].layer.x + 2 * beside, bottom - top)
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds
        self.update()

    def boundingRect(self) -> QRectF:
        """The rectangle around all columns and what is written beside them."""
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Columns from left to right."""
        if self._theme is None or self._geometry is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for column in self._columns:
            self._paint_title(painter, column, self._geometry, self._theme)
            if column.layer.folded:
                self._paint_block(painter, column, self._theme)
            else:
                self._paint_units(painter, column, self._geometry, self._theme)

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
        self, painter: QPainter, column: Column, geometry: Geometry, theme: Theme
    ) -> None:
        scale, radius = theme.value_scale, geometry.radius
        index = None if column.values is None else levels(column.values, self._limit)
        for unit, y in enumerate(column.layer.y):
            centre = QPointF(column.layer.x, float(y))
            fill = QColor(theme.surface) if index is None else scale.qcolors[index[unit]]
            if column.lit:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.done))
                painter.drawEllipse(centre, radius + 3.5, radius + 3.5)
            outline = QPen(QColor(theme.surface if column.lit else theme.muted), 1.4)
            if index is None or not column.activated:
                outline.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(outline)
            painter.setBrush(fill)
            painter.drawEllipse(centre, radius, radius)
            if index is not None:
                painter.setFont(theme.exact_font(geometry.value, bold=True))
                painter.setPen(scale.text_on(int(index[unit])))
                box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, column.texts[unit])
            if column.beside:
                self._paint_beside(painter, column, centre, column.beside[unit], geometry, theme)
            if column.bias_texts:
                self._paint_bias(painter, column, centre, unit, geometry, theme)

    def _paint_beside(
        self,
        painter: QPainter,
        column: Column,
        centre: QPointF,
        text: str,
        geometry: Geometry,
        theme: Theme,
    ) -> None:
        painter.setFont(theme.exact_font(max(geometry.value, 12)))
        painter.setPen(QColor(theme.text))
        beside = geometry.beside
        away, middle = geometry.radius + 9, Qt.AlignmentFlag.AlignVCenter
        up = -12.0 - (0.5 * geometry.radius if geometry.dense and not column.beside_left else 0)
        if column.beside_left:
            box = QRectF(centre.x() - beside, centre.y() + up, beside - away, 24)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | middle, text)
        else:
            box = QRectF(centre.x() + away, centre.y() + up, beside - away, 24)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | middle, text)

    def _paint_bias(
        self,
        painter: QPainter,
        column: Column,
        centre: QPointF,
        unit: int,
        geometry: Geometry,
        theme: Theme,
    ) -> None:
        assert self._bias_scale is not None
        level = levels(column.biases[unit : unit + 1], self._bias_limit)[0]
        width = 4.9 * geometry.label + 14
        radius = geometry.radius
        box = QRectF(centre.x() - width / 2, centre.y() + radius + 3, width, geometry.bias)
        if geometry.dense:
            box.moveTopLeft(centre + QPointF(0.78 * radius, 0.4 * radius))
        painter.setBrush(QColor(theme.surface))
        painter.setPen(
            QPen(QColor(theme.done), 1.6) if column.bias_lit else QPen(QColor(theme.line), 1.0)
        )
        painter.drawRoundedRect(box, 4, 4)
        painter.fillRect(
            QRectF(box.left() + 3, box.top() + 3, 6, box.height() - 6),
            self._bias_scale.qcolors[level],
        )
        painter.setFont(theme.exact_font(geometry.label))
        painter.setPen(QColor(theme.text))
        painter.drawText(
            box.adjusted(11, 0, -2, 0), Qt.AlignmentFlag.AlignCenter, column.bias_texts[unit]
        )

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
