"""What the plots share: a pyqtgraph plot in the theme's colours, painted once a frame."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsView, QWidget

from nnviz.qt.panels.axes import ClearAxis
from nnviz.qt.theme import LABEL, Theme

_MOUSE = (
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.Wheel,
    QEvent.Type.Leave,
)
_MODE = QGraphicsView.ViewportUpdateMode


class FramedPlot(pg.PlotWidget):
    """A plot that is painted with the other panels while a run plays.

    A graphics scene finds out what has changed in it in a later turn of the event loop, and has
    the whole window painted then: once more for every plot in every frame. While it plays a plot
    therefore asks to be painted in the frame itself, and its scene does not.
    """

    def keep_to_frames(self, on: bool) -> None:
        """Say that what is shown has changed, and whether more frames will come."""
        mode = _MODE.NoViewportUpdate if on else _MODE.MinimalViewportUpdate
        if mode is not self.viewportUpdateMode():
            self.setViewportUpdateMode(mode)
            self.viewport().update()
        elif on:
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """What the pointer changes is seen at once."""
        handled: bool = super().viewportEvent(event)
        if event.type() in _MOUSE and self.viewportUpdateMode() is _MODE.NoViewportUpdate:
            self.viewport().update()
        return handled


LOWEST = 48  # pixels that a drawing can shrink to, so that a low window stays as low as it is


def make_plot(parent: QWidget, name: str, across: str, up: str) -> FramedPlot:
    """A plot with labelled axes and without pyqtgraph's own menu."""
    axes = {side: ClearAxis(side) for side in ("bottom", "left")}
    # Building the menus would take longer than the rest.
    plot = FramedPlot(parent, enableMenu=False, axisItems=axes)
    plot.setAccessibleName(name)
    plot.hideButtons()
    plot.setMinimumHeight(LOWEST)
    plot.setLabel("bottom", across)
    plot.setLabel("left", up)
    for side in ("bottom", "left"):
        axis = plot.getAxis(side)
        axis.setStyle(tickTextOffset=4)
        axis.enableAutoSIPrefix(False)
    return plot


def colour_plot(plot: pg.PlotWidget, theme: Theme) -> None:
    """Take over the theme."""
    plot.setBackground(theme.surface)
    for side in ("bottom", "left"):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(theme.line))
        axis.setTextPen(pg.mkPen(QColor(theme.muted)))
        axis.setStyle(tickFont=theme.font(LABEL))
        axis.label.setFont(theme.font(LABEL))
    plot.getAxis("left").setWidth(theme.px(46))
    plot.getAxis("bottom").setHeight(theme.px(42))
