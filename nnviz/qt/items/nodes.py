"""All nodes of a network in one item: circles with a value and a bias, or a block for a layer."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnviz.present.colours import levels, readable_on
from nnviz.present.layout import RADIUS, Layer
from nnviz.qt.theme import BODY, LABEL, Scale, Theme, font

BIAS_HEIGHT = 17.0


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
        self._limit = 1.0
        self._bias_limit = 1.0
        self._bias_scale: Scale | None = None

    def show_columns(
        self,
        columns: list[Column],
        limit: float,
        bias_limit: float,
        bias_scale: Scale,
        theme: Theme,
    ) -> None:
        """Draw these columns; values and biases are coloured up to their limits."""
        self._columns, self._theme = columns, theme
        self._limit, self._bias_limit, self._bias_scale = limit, bias_limit, bias_scale
        top = min(column.layer.top for column in columns) - 58
        bottom = max(column.layer.bottom for column in columns) + BIAS_HEIGHT + 10
        bounds = QRectF(-105, top, columns[-1].layer.x + 215, bottom - top)
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
        if self._theme is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for column in self._columns:
            self._paint_title(painter, column, self._theme)
            if column.layer.folded:
                self._paint_block(painter, column, self._theme)
            else:
                self._paint_units(painter, column, self._theme)

    def _paint_title(self, painter: QPainter, column: Column, theme: Theme) -> None:
        x, y = column.layer.x, self._bounds.top()
        painter.setFont(font(BODY, bold=True))
        painter.setPen(QColor(theme.text))
        painter.drawText(QRectF(x - 105, y, 210, 18), Qt.AlignmentFlag.AlignCenter, column.title)
        painter.setFont(font(BODY, bold=True))
        painter.setPen(theme.dimension_text(column.dimension))
        painter.drawText(
            QRectF(x - 105, y + 17, 210, 18), Qt.AlignmentFlag.AlignCenter, column.shape
        )
        painter.fillRect(QRectF(x - 22, y + 36, 44, 3), theme.dimension(column.dimension))

    def _paint_units(self, painter: QPainter, column: Column, theme: Theme) -> None:
        scale = theme.value_scale
        index = None if column.values is None else levels(column.values, self._limit)
        for unit, y in enumerate(column.layer.y):
            centre = QPointF(column.layer.x, float(y))
            fill = QColor(theme.surface) if index is None else scale.qcolors[index[unit]]
            if column.lit:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.done))
                painter.drawEllipse(centre, RADIUS + 3.5, RADIUS + 3.5)
            outline = QPen(QColor(theme.surface if column.lit else theme.muted), 1.4)
            if index is None or not column.activated:
                outline.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(outline)
            painter.setBrush(fill)
            painter.drawEllipse(centre, RADIUS, RADIUS)
            if index is not None:
                painter.setFont(font(LABEL + 1, bold=True))
                text = readable_on(fill.getRgb()[:3], "#14171a", "#ffffff")  # type: ignore[index]
                painter.setPen(QColor(text))
                box = QRectF(centre.x() - RADIUS, centre.y() - RADIUS, 2 * RADIUS, 2 * RADIUS)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, column.texts[unit])
            if column.beside:
                self._paint_beside(painter, column, centre, column.beside[unit], theme)
            if column.bias_texts:
                self._paint_bias(painter, column, centre, unit, theme)

    def _paint_beside(
        self, painter: QPainter, column: Column, centre: QPointF, text: str, theme: Theme
    ) -> None:
        painter.setFont(font(BODY))
        painter.setPen(QColor(theme.text))
        if column.beside_left:
            box = QRectF(centre.x() - RADIUS - 78, centre.y() - 10, 70, 20)
            painter.drawText(
                box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
            )
        else:
            box = QRectF(centre.x() + RADIUS + 9, centre.y() - 10, 80, 20)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_bias(
        self, painter: QPainter, column: Column, centre: QPointF, unit: int, theme: Theme
    ) -> None:
        assert self._bias_scale is not None
        level = levels(column.biases[unit : unit + 1], self._bias_limit)[0]
        box = QRectF(centre.x() - 33, centre.y() + RADIUS + 4, 66, BIAS_HEIGHT)
        painter.setBrush(QColor(theme.surface))
        painter.setPen(
            QPen(QColor(theme.done), 1.6)
            if column.bias_lit
            else QPen(QColor(theme.line), 1.0)
        )
        painter.drawRoundedRect(box, 4, 4)
        painter.fillRect(
            QRectF(box.left() + 3, box.top() + 3, 7, box.height() - 6),
            self._bias_scale.qcolors[level],
        )
        painter.setFont(font(LABEL))
        painter.setPen(QColor(theme.text))
        painter.drawText(
            box.adjusted(12, 0, -3, 0), Qt.AlignmentFlag.AlignCenter, column.bias_texts[unit]
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
            index = np.ascontiguousarray(levels(column.values, self._limit)[:, None])
            data = np.repeat(index, 4, axis=1)  # rows of an image are aligned to four bytes
            image = QImage(
                data.tobytes(), 4, len(index), 4, QImage.Format.Format_Indexed8
            )
            image.setColorTable(theme.value_scale.table)
            painter.drawImage(box, image)
