"""Sizes by layer on a logarithmic axis."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.present.norms import LayerNorms, decades, power_of_ten
from nnviz.present.numbers import exact, name_text
from nnviz.qt.items.pointed_card import put_beside
from nnviz.qt.theme import LABEL, Theme


@dataclass(frozen=True)
class ChartContent:
    """What is drawn.

    Attributes:
        idle_words: what the idle part of each layer is called; empty where there is none.
        done: the layer of the line just computed, None before the first.
    """

    norms: LayerNorms
    sizes: tuple[int, ...]
    idle_words: tuple[str, ...]
    done: int | None


class LayerChart(QWidget):
    """Two lines with a mark a layer; below them how much of each layer is idle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setAccessibleName("Norms by layer")
        self._content: ChartContent | None = None
        self._theme: Theme | None = None
        self._pointed: int | None = None
        self._card = QLabel(self)
        self._card.setObjectName("card")
        self._card.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._card.hide()

    @property
    def content(self) -> ChartContent | None:
        """What is drawn."""
        return self._content

    def show_content(self, content: ChartContent, theme: Theme) -> None:
        """Draw this."""
        self._content, self._theme = content, theme
        if self._pointed is not None and self._pointed > len(content.norms.gradients):
            self._pointed = None
        self._show_card()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Some room for the lines."""
        return QSize(120, 70)

    # -- where things are ----------------------------------------------------------------------

    def _frame(self, theme: Theme, low: int, high: int) -> tuple[QRectF, QRectF]:
        """The box of the lines, and the strip below it."""
        metrics = QFontMetricsF(theme.font(LABEL))
        # One width for every exponent, so that nothing moves while it runs.
        left = metrics.horizontalAdvance("10⁻¹⁰⁰") + theme.px(10)
        line = metrics.height()
        strip = theme.px(26) if any(self._words) else 0.0
        bottom = self.height() - 2.3 * line - strip
        top = line + theme.px(8)
        box = QRectF(left, top, max(self.width() - left - theme.px(12), 10), max(bottom - top, 10))
        return box, QRectF(left, box.bottom() + 1.7 * line, box.width(), strip)

    @property
    def _words(self) -> tuple[str, ...]:
        return () if self._content is None else self._content.idle_words

    def _x(self, box: QRectF, layer: int) -> float:
        """The middle of a layer, 1 ... L."""
        count = len(self._words)
        return box.left() + (layer - 0.5) * box.width() / max(count, 1)

    # -- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """All of it; a few hundred lines at most."""
        content, theme = self._content, self._theme
        if content is None or theme is None:
            return
        norms = content.norms
        low, high = decades(np.concatenate([norms.gradients, norms.activations]))
        box, strip = self._frame(theme, low, high)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(LABEL))
        self._paint_now(painter, theme, box, strip)
        self._paint_grid(painter, theme, box, low, high)
        self._paint_layers(painter, theme, box)
        value, gradient = QColor(theme.positive), QColor(theme.gradient_positive)
        self._paint_line(painter, theme, box, norms.activations, (low, high), value, square=False)
        self._paint_line(painter, theme, box, norms.gradients, (low, high), gradient, square=True)
        self._paint_names(painter, theme, box, value, gradient)
        if strip.height():
            self._paint_idle(painter, theme, strip)

    def _paint_now(self, painter: QPainter, theme: Theme, box: QRectF, strip: QRectF) -> None:
        """Bands behind the layer of the line just done and the one pointed at."""
        assert self._content is not None
        wide = min(box.width() / max(len(self._words), 1), theme.px(34))
        bottom = strip.bottom() if strip.height() else box.bottom() + theme.px(16)
        for layer, colour, alpha in (
            (self._pointed, theme.muted, 30),
            (self._content.done, theme.done, 40),
        ):
            if layer:
                band = QColor(colour)
                band.setAlpha(alpha)
                x = self._x(box, layer)
                painter.fillRect(QRectF(x - wide / 2, box.top(), wide, bottom - box.top()), band)
        if self._content.done:
            x, r = self._x(box, self._content.done), theme.px(4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.done))
            corners = [(0.0, 0.0), (-r, -1.5 * r), (r, -1.5 * r)]
            painter.drawPolygon(QPolygonF([QPointF(x + a, box.top() + b) for a, b in corners]))

    def _paint_grid(
        self, painter: QPainter, theme: Theme, box: QRectF, low: int, high: int
    ) -> None:
        metrics = QFontMetricsF(painter.font())
        most = max(int(box.height() / (1.5 * metrics.height())), 1)
        every = max(1, math.ceil((high - low) / most))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for exponent in range(low, high + 1):
            if (exponent - high) % every:
                continue
            y = box.bottom() - (exponent - low) / (high - low) * box.height()
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(QColor(theme.muted))
            text = QRectF(0, y - metrics.height() / 2, box.left() - theme.px(5), metrics.height())
            painter.drawText(text, right, power_of_ten(exponent))

    def _paint_layers(self, painter: QPainter, theme: Theme, box: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        count = len(self._words)
        apart = box.width() / max(count, 1)
        every = math.ceil((metrics.horizontalAdvance("88") + theme.px(5)) / apart)
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        top = box.bottom() + 0.55 * metrics.height()
        painter.setPen(QColor(theme.muted))
        for layer in range(1, count + 1):
            if (count - layer) % every == 0:
                x = self._x(box, layer)
                painter.drawText(QRectF(x - 20, top, 40, 40), middle, str(layer))
        name = QRectF(0, top, box.left() - theme.px(5), metrics.height())
        painter.drawText(name, Qt.AlignmentFlag.AlignRight, "layer")

    def _paint_line(
        self, painter: QPainter, theme: Theme, box: QRectF, values: np.ndarray,
        span: tuple[int, int], colour: QColor, square: bool,
    ) -> None:  # fmt: skip
        low, high = span
        apart = box.width() / max(len(values), 1)
        r = min(theme.px(4), max(apart / 3, 1.5))
        before: QPointF | None = None
        for layer, value in enumerate(values.tolist(), start=1):
            if math.isnan(value):
                before = None
                continue
            # What has no logarithm lies on the edge, hollow.
            proper = math.isfinite(value) and value > 0
            share = (math.log10(value) - low) / (high - low) if proper else float(value > 0)
            at = QPointF(self._x(box, layer), box.bottom() - share * box.height())
            if before is not None:
                painter.setPen(QPen(colour, 1))
                painter.drawLine(before, at)
            painter.setPen(QPen(colour if proper else QColor(theme.warning), 1.4))
            painter.setBrush(colour if proper else QColor(theme.surface))
            if square:
                painter.drawRect(QRectF(at.x() - 0.9 * r, at.y() - 0.9 * r, 1.8 * r, 1.8 * r))
            else:
                painter.drawEllipse(at, r, r)
            before = at

    def _paint_names(
        self, painter: QPainter, theme: Theme, box: QRectF, value: QColor, gradient: QColor
    ) -> None:
        """Which line is which."""
        metrics = QFontMetricsF(painter.font())
        x, y, r = theme.px(10), metrics.height() / 2, theme.px(4)
        idle = " or ".join(dict.fromkeys(word for word in self._words if word))
        for text, colour, sign in (
            ("‖A‖ / √m", value, "circle"),
            ("‖dW‖", gradient, "square"),
            (idle, QColor(theme.muted), "bar"),
        ):
            if not text:
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            if sign == "circle":
                painter.drawEllipse(QPointF(x, y), r, r)
            else:
                wide = 0.9 * r if sign == "square" else 0.5 * r
                high = 0.9 * r if sign == "square" else 1.3 * r
                painter.drawRect(QRectF(x - wide, y - high, 2 * wide, 2 * high))
            painter.setPen(QColor(theme.text))
            room = self.width() - x - 2 * r
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(x + 2 * r, y + metrics.ascent() / 2 - 1), shown)
            x += 2 * r + metrics.horizontalAdvance(text) + theme.px(16)

    def _paint_idle(self, painter: QPainter, theme: Theme, strip: QRectF) -> None:
        """Bars that hang from above: the part of each layer that is saturated or dead."""
        assert self._content is not None
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QColor(theme.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        box = QRectF(0, strip.top(), strip.left() - theme.px(5), metrics.height())
        painter.drawText(box, right, "100 %")
        box.moveBottom(strip.bottom())
        if strip.height() > 1.8 * metrics.height():
            painter.drawText(box, right, "0")
        apart = strip.width() / len(self._words)
        wide = min(0.7 * apart, theme.px(18))
        for layer, share in enumerate(self._content.norms.idle.tolist(), start=1):
            if math.isnan(share):
                continue
            left = self._x(strip, layer) - wide / 2
            painter.fillRect(QRectF(left, strip.top(), wide, strip.height()), QColor(theme.line))
            high = share * strip.height()
            painter.fillRect(QRectF(left, strip.bottom() - high, wide, high), QColor(theme.muted))

    # -- pointing ------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the nearest layer."""
        if self._theme is None or not self._words:
            return
        box, _ = self._frame(self._theme, 0, 1)
        share = (event.position().x() - box.left()) / box.width()
        count = len(self._words)
        self.point_at(int(share * count) + 1 if 0 <= share < 1 else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        self.point_at(None)

    def point_at(self, layer: int | None) -> None:
        """Say the exact values of a layer."""
        if layer != self._pointed:
            self._pointed = layer
            self._show_card()
            self.update()

    @property
    def said(self) -> str:
        """What is written about the layer pointed at; empty without one."""
        content, layer = self._content, self._pointed
        if content is None or layer is None:
            return ""

        def value(of: np.ndarray) -> str:
            found = float(of[layer - 1])
            return "not computed yet" if math.isnan(found) else exact(found)

        lines = [
            f"<b>layer {layer}</b>, {content.sizes[layer]:,} units",
            f"{name_text(f'‖A{layer}‖')} / √m = {value(content.norms.activations)}",
            f"{name_text(f'‖dW{layer}‖')} = {value(content.norms.gradients)}",
        ]
        share, word = float(content.norms.idle[layer - 1]), content.idle_words[layer - 1]
        if word and not math.isnan(share):
            what = "units" if word == "dead" else "values"
            lines.append(f"{100 * share:.4g} % of its {what} {word}")
        return "<br>".join(lines)

    def _show_card(self) -> None:
        said = self.said
        if not said or self._theme is None or self._pointed is None:
            self._card.hide()
            return
        self._card.setText(said)
        put_beside(self._card, self)
