"""The sign of a breakpoint: a dot beside its line."""

from enum import Enum

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.qt.theme import Theme


class Stop(Enum):
    """How the place of a breakpoint looks."""

    NONE = "none"
    GHOST = "can be set"
    OFF = "disabled"
    ON = "enabled"


def paint_stop(painter: QPainter, at: QPointF, stop: Stop, theme: Theme) -> None:
    """A filled dot, a hollow one where it is disabled, a faint one where a click would set one."""
    if stop is Stop.NONE:
        return
    colour = QColor(theme.stop)
    radius = theme.px(5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if stop is Stop.OFF:
        painter.setPen(QPen(colour, theme.px(1.6)))
        radius -= theme.px(0.8)
    else:
        colour.setAlpha(90 if stop is Stop.GHOST else 255)
        painter.setBrush(colour)
    painter.drawEllipse(at, radius, radius)
