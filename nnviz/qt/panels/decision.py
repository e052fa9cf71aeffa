"""What the network answers in every point of the plane, with the samples over it."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLabel, QStackedLayout, QStyleOptionGraphicsItem, QWidget

from nnviz.present.colours import blend
from nnviz.present.grid import Plane, plane_around, resolution_for
from nnviz.present.regions import class_levels, shades, signed_levels
from nnviz.qt.context import Context
from nnviz.qt.panels.panel import Panel
from nnviz.qt.panels.plot import colour_plot, make_plot
from nnviz.session.build import Samples
from nnviz.session.run import Run
from nnviz.session.snapshot import Snapshot

_SYMBOLS = ("o", "s", "t", "d", "star", "p", "h", "+", "x", "t1")
_MOST_POINTS = 2000


class DecisionPanel(Panel):
    """The decision region for networks with two inputs."""

    title = "Decision region"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.plot = make_plot(self, "Decision region", "x₁", "x₂")
        self.plot.setAspectLocked(True)
        self._region = _Region()
        self.plot.addItem(self._region)
        self._test_points = pg.ScatterPlotItem(pxMode=True)
        self._points = pg.ScatterPlotItem(pxMode=True)
        self._chosen = pg.ScatterPlotItem(pxMode=True)
        for item in (self._test_points, self._points, self._chosen):
            self.plot.addItem(item)
        self._hint = QLabel(self)
        self._hint.setObjectName("hint")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self._hint.setMargin(24)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.plot)
        self._pages.addWidget(self._hint)
        self._run: Run | None = None
        self._ring: tuple[object, ...] = ()
        self._plane = Plane(0, 0, 1, 1)
        self._grid: np.ndarray = np.empty((0, 2))
        self._resolution = 2
        self._drawn_parameters: np.ndarray | None = None
        self.plot.getPlotItem().vb.sigRangeChanged.connect(lambda *_: self._moved())
        self.recolour()

    def recolour(self) -> None:
        """Take over the theme."""
        colour_plot(self.plot, self.theme)
        self._run = None  # points are coloured too

    def refresh(self, snapshot: Snapshot) -> None:
        """Draw the region for the present parameters."""
        sizes = snapshot.program.network.sizes
        two = sizes[0] == 2
        self._pages.setCurrentIndex(0 if two else 1)
        if not two:
            self._run, self._ring = None, ()
            count = "one input" if sizes[0] == 1 else f"more, {sizes[0]:,}"
            self._hint.setText(
                "A decision region is drawn for networks with two inputs. "
                f"This one has {count}; open xor, circle or spiral to see one."
            )
            return
        if self._run is not self.session.run:
            self._run = self.session.run
            self._show_data(sizes)
        flat = snapshot.parameters.flat
        if self._drawn_parameters is None or not np.array_equal(flat, self._drawn_parameters):
            self._drawn_parameters = flat
            self._show_region()
        self._show_chosen(snapshot)

    def _show_data(self, sizes: tuple[int, ...]) -> None:
        trainer = self.session.run.trainer
        everything = np.vstack([trainer.train.dataset.inputs, trainer.test.dataset.inputs])
        plane = plane_around(everything)
        self._resolution = resolution_for(sizes)
        self.plot.setRange(QRectF(plane.left, plane.bottom, plane.width, plane.height), padding=0.0)
        self._see()
        few = len(trainer.train) <= 20
        self._scatter(self._points, trainer.train, 15.0 if few else 7.5, hollow=False)
        self._scatter(self._test_points, trainer.test, 15.0 if few else 7.0, hollow=True)

    def _see(self) -> None:
        """Compute the region for all of the plane that is in sight."""
        (left, right), (bottom, top) = self.plot.viewRange()
        plane = Plane(left, bottom, right - left, top - bottom)
        rows, columns = plane.shape(self._resolution)
        if plane != self._plane or len(self._grid) != rows * columns:
            self._plane = plane
            self._grid = plane.points(self._resolution)
            self._region.place(QRectF(left, bottom, plane.width, plane.height))
        self._drawn_parameters = None

    def _moved(self) -> None:
        """The panel has another size, or a person moved in the plane."""
        if self._run is self.session.run and self.isVisible():
            self._see()
            self.refresh(self.session.snapshot)

    def _scatter(
        self, item: pg.ScatterPlotItem, samples: Samples, size: float, hollow: bool
    ) -> None:
        """A colour and a shape a class; test samples are hollow."""
        theme, dataset = self.theme, samples.dataset
        colours = theme.classes(len(dataset.classes))
        shown = slice(0, _MOST_POINTS)
        labels = dataset.labels[shown]
        edge = "#ffffff" if theme.name == "light" else "#14171a"
        strong = [blend(colour, theme.text, 0.45) for colour in colours]
        item.setData(
            pos=dataset.inputs[shown],
            size=size,
            symbol=[_SYMBOLS[k % len(_SYMBOLS)] for k in labels],
            brush=[None if hollow else pg.mkBrush(strong[k]) for k in labels],
            pen=[
                pg.mkPen(strong[k] if hollow else edge, width=1.4 if hollow else 1) for k in labels
            ],
        )

    def _show_region(self) -> None:
        theme, trainer = self.theme, self.session.run.trainer
        output = self.session.activations_at(self._grid)[-1]
        classes = len(trainer.train.dataset.classes)
        if classes == 2:
            index = signed_levels(output, trainer.evaluator.threshold)
            table = theme.value_scale.table
        else:
            index = class_levels(output)
            table = _class_table(theme.classes(classes), theme.surface)
        self._region.show_image(index.reshape(self._plane.shape(self._resolution)), table)

    def _show_chosen(self, snapshot: Snapshot) -> None:
        """A ring around the sample whose values the network shows."""
        sample = snapshot.matrices["X"][:, self.session.column]
        key = (*sample.tolist(), self.session.run, self.theme)
        if key == self._ring:
            return
        self._ring = key
        few = len(self.session.run.trainer.train) <= 20
        self._chosen.setData(
            pos=sample[None, :],
            size=25 if few else 16,
            brush=None,
            pen=pg.mkPen(QColor(self.theme.text), width=2),
            symbol="o",
        )


def _class_table(colours: list[str], surface: str) -> list[int]:
    """Some shades a class, from unsure to sure."""
    steps = shades(len(colours))
    return [
        QColor(blend(surface, colour, 0.15 + 0.6 * (shade + 1) / steps)).rgb()
        for colour in colours
        for shade in range(steps)
    ]


class _Region(pg.GraphicsObject):
    """An image of colour indices; Qt maps them by a table, so no colours are computed."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QRectF(0, 0, 1, 1)
        self._image: QImage | None = None
        self._data: np.ndarray | None = None

    def place(self, box: QRectF) -> None:
        """Where the image lies in the plane."""
        self.prepareGeometryChange()
        self._box = box

    def show_image(self, index: np.ndarray, table: list[int]) -> None:
        """Show these indices; their first row is the lowest."""
        height, width = index.shape
        self._data = np.zeros((height, -(-width // 4) * 4), dtype=np.uint8)
        self._data[:, :width] = index
        image = QImage(
            self._data.data, width, height, self._data.shape[1], QImage.Format.Format_Indexed8
        )
        image.setColorTable(table)
        self._image = image
        self.update()

    def boundingRect(self) -> QRectF:
        """Its place in the plane."""
        return self._box

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Smoothed, because the network's answer is."""
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._box, self._image)
