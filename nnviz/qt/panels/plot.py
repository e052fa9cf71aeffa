"""What the two plots share: a pyqtgraph plot in the theme's colours."""

import pyqtgraph as pg
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from nnviz.qt.theme import LABEL, Theme


def make_plot(parent: QWidget, name: str, across: str, up: str) -> pg.PlotWidget:
    """A plot with labelled axes and without pyqtgraph's own menu."""
    plot = pg.PlotWidget(parent, enableMenu=False)  # building the menus takes longer than the rest
    plot.setAccessibleName(name)
    plot.hideButtons()
    plot.setLabel("bottom", across)
    plot.setLabel("left", up)
    for side in ("bottom", "left"):
        axis = plot.getAxis(side)
        axis.setStyle(tickTextOffset=4)
        axis.enableAutoSIPrefix(False)
    return plot


class WholeAxis(pg.AxisItem):
    """An axis of counts: it labels whole numbers only."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The text of each tick; none between two counts."""
        return [f"{value:,.0f}" if value == round(value) else "" for value in values]


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
