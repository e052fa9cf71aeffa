"""What the network answers over its inputs, with the samples; and samples drawn by hand."""

import time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.data.dataset import Dataset
from nnviz.errors import UserError
from nnviz.present.grid import Slice, span_around
from nnviz.present.regions import margins, value_range
from nnviz.qt.context import Context
from nnviz.qt.panels.card import Card
from nnviz.qt.panels.decision_answers import Answers
from nnviz.qt.panels.decision_axes import AxesChooser
from nnviz.qt.panels.decision_card import place_card, sample_card, shown_name
from nnviz.qt.panels.decision_draw import Drawing
from nnviz.qt.panels.decision_legend import Legend, RangeBar
from nnviz.qt.panels.decision_line import LineItems
from nnviz.qt.panels.decision_map import RegionMap
from nnviz.qt.panels.decision_marks import PARTS, Mark, mark, value_mark
from nnviz.qt.panels.decision_pictures import MOST, Picture, Pictures
from nnviz.qt.panels.decision_region import Region
from nnviz.qt.panels.decision_samples import MOST_SHOWN, SampleItems
from nnviz.qt.panels.decision_strip import DrawStrip
from nnviz.qt.panels.panel import Panel
from nnviz.qt.panels.plot import colour_plot, make_plot
from nnviz.session.build import Samples
from nnviz.session.data_settings import POINTS
from nnviz.session.evaluation import classify
from nnviz.session.points import MOST_TAKEN, Points, classes_of, points_of
from nnviz.session.run import Run
from nnviz.session.snapshot import Snapshot

Floats = NDArray[np.float64]
_EVERY, _SELDOM = 0.1, 0.4  # seconds between two drawings of what is dear, while it plays
_NEAR = 9.0  # pixels from the pointer within which a sample is meant
_GAP = 4  # pixels between two tools
_LEAST_HEIGHT = 215  # pixels on a desk below which the plot needs all the room there is
_ACROSS = 300  # points of a curve
_DRAWING = (
    "Draw samples of your own on the decision region (E): a click adds one, dragging moves it, "
    "a right click removes it, Shift sprays; digits choose the class"
)
_PLANE, _LINE, _PICTURES = "plane", "line", "pictures"


class DecisionPanel(Panel):
    """A map for two inputs, a curve for one, pictures with their answers for pictures."""

    title = "Decision region"
    drawing_changed = Signal(bool)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.plot = make_plot(self, "Decision region", "x₁", "x₂")
        self.map = RegionMap(self.plot, self.session)
        self._line = LineItems(self.plot)
        self.samples = SampleItems(self.plot)
        self.drawing = Drawing(self.plot, self)
        self.strip = DrawStrip(self)
        self.axes = AxesChooser(self)
        self.legend = Legend(self)
        self.bar = RangeBar(self)
        self.pictures = Pictures(self)
        self._note = QLabel(self)
        self._note.setObjectName("caption")
        self._note.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._note.setSizePolicy(policy)
        self._part = QComboBox(self)
        self._part.setAccessibleName("Samples shown as pictures")
        self._part.setToolTip("Which of the samples are shown, the worst answered first")
        self.draw_button = self._button("Draw", "Draw samples", _DRAWING, False)
        self.clear_button = self._button(
            "Clear", "Clear the drawing", "Take all points away; Undo brings them back", False
        )
        self.done_button = self._button(
            "Done", "End drawing", "End drawing and keep the points (E or Escape)", False
        )
        self.legend_button = self._button(
            "Legend", "Legend", "Show what the colours and shapes stand for"
        )
        self.legend_button.setChecked(True)
        self.fit_button = self._button(
            "Fit", "Fit the samples", "Bring all samples into sight", False
        )
        self._arrange()
        for each in (self.strip, self.axes, self.legend, self.bar, self._note):
            each.hide()  # until there is something for it to say; it would make low windows higher
        self._card = Card(self.pages)
        self._run: Run | None = None
        self._seen_samples = -1  # which version of them
        self._key: tuple[object, ...] = ()
        self._fitted: tuple[object, ...] = ()
        self._kind = _PLANE
        self._arranging = False
        self._was_roomy = True
        self._answers: dict[str, Answers] = {}
        self._converted: Points = ()
        self._places: dict[str, Floats] = {}
        self._scale: tuple[float, float] | None = None
        self._drawn_parameters: Floats | None = None
        self._ring: tuple[object, ...] = ()
        self._due = {"residuals": 0.0, "pictures": 0.0, "card": 0.0}
        self._pointed: QPointF | None = None
        self._pressed: QPointF | None = None
        self._picture: int | None = None
        self._connect()
        self.recolour()

    # -- building ----------------------------------------------------------------------------

    def _button(self, text: str, name: str, tip: str, checkable: bool = True) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setCheckable(checkable)
        button.setAccessibleName(name)
        button.setToolTip(tip)
        return button

    def _arrange(self) -> None:
        self._head = QWidget(self)
        # Where there is no room for all of them, _show_tools leaves some away.
        self._head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(_GAP)
        head.addWidget(self.draw_button)
        head.addWidget(self.done_button)
        head.addWidget(self.clear_button)
        head.addWidget(self._part)
        head.addStretch(1)
        head.addWidget(self.fit_button)
        head.addWidget(self.legend_button)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.plot)
        self.pages.addWidget(self.pictures)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 3, 8, 4)
        column.setSpacing(3)
        column.addWidget(self._head)
        column.addWidget(self.axes)
        column.addWidget(self.strip)
        column.addWidget(self.pages, 1)
        column.addWidget(self.bar)
        column.addWidget(self.legend)
        column.addWidget(self._note)

    def _connect(self) -> None:
        self.draw_button.clicked.connect(lambda: self.draw(True))
        self.legend_button.toggled.connect(lambda _: self._show_legend())
        self.fit_button.clicked.connect(self.fit)
        self.axes.chosen.connect(lambda i, j: self.session.look("axes", (i, j)))
        self._part.activated.connect(lambda _: self._choose_part())
        self.strip.label_chosen.connect(self.drawing.choose)
        self.clear_button.clicked.connect(self.drawing.clear)
        self.done_button.clicked.connect(lambda: self.draw(False))
        self.drawing.edited.connect(self._edit)
        self.drawing.changed.connect(self._show_drawing)
        self.drawing.done.connect(lambda: self.draw(False))
        self.pictures.pointed.connect(self._point_at_picture)
        self.pictures.clicked.connect(lambda row: self._choose_sample(row, self._part_shown))
        self.plot.getPlotItem().vb.sigRangeChanged.connect(lambda *_: self._moved())
        self.plot.installEventFilter(self)
        self.plot.viewport().installEventFilter(self)

    @property
    def _region(self) -> Region:
        return self.map.region

    @property
    def _dataset(self) -> Dataset:
        return self.session.run.trainer.parts.train.dataset

    def _samples(self, part: str) -> Samples:
        samples: Samples = getattr(self.session.run.trainer.parts, part)
        return samples

    def recolour(self) -> None:
        """Take over the theme."""
        colour_plot(self.plot, self.theme)
        self._key = ()  # points are coloured too

    # -- drawing by hand ---------------------------------------------------------------------

    def draw(self, on: bool) -> None:
        """Begin to draw samples by hand, or end it."""
        if on != self.drawing.on:
            self.drawing.cancel()
            self.drawing.on = on
            self.drawing.chosen = None
            if on:
                self.plot.setFocus(Qt.FocusReason.OtherFocusReason)
            self._card.hide()
            self.refresh(self.session.snapshot)
            self.drawing_changed.emit(on)

    def _own_points(self) -> Points:
        """What drawing goes on from."""
        session = self.session
        if session.sketch is not None:
            return session.sketch
        data = session.experiment.data
        return data.points if data.source == POINTS else self._converted

    @property
    def _answered(self) -> bool:
        """Whether what is drawn is what the network learns from."""
        return self.session.sketch is None and bool(self._own_points())

    def _edit(self, points: Points) -> None:
        try:
            self.session.draw_points(points)
        except UserError as error:
            self.session.tell(str(error))
            self.drawing.show_points(self._own_points())
            self._show_drawing()

    def _show_drawing(self) -> None:
        """The points as they are at this moment of a gesture."""
        drawing, theme = self.drawing, self.theme
        if not drawing.on:
            return
        points = drawing.points
        count = classes_of(points)
        # Two classes have colours of their own; a third changes those of all.
        colours = [*theme.classes(count), *theme.classes(10)[count:]]
        self.samples.show_drawn(points, colours, theme)
        self.strip.show_state(drawing.label, colours, theme)
        self.clear_button.setEnabled(bool(points))
        chosen = drawing.chosen
        place = None if chosen is None else np.array(points[chosen][:2])
        if place is None and drawing.cross is not None:
            place = np.array(drawing.cross)
        self.samples.ring(place, len(points) <= 20, theme)
        self._ring = ()

    # -- showing -----------------------------------------------------------------------------

    def refresh(self, snapshot: Snapshot) -> None:
        """Draw the answers at the present parameters."""
        session = self.session
        version = session.run.trainer.samples_version
        if self._run is not session.run:
            self._run, self._answers, self._drawn_parameters = session.run, {}, None
            self._due = dict.fromkeys(self._due, 0.0)
            self._seen_samples = -1
        if version != self._seen_samples:
            self._seen_samples = version
            data = session.experiment.data
            self._converted = () if data.source == POINTS else points_of(self._dataset)
        drawing, axes = self.drawing, session.experiment.view.axes
        key = (session.run, version, axes, self.theme, drawing.on, session.sketch)
        if key != self._key:
            self._key = key
            self._arranging = True  # the plot changes its size meanwhile, and would ask for a map
            try:
                self._show_data()
            finally:
                self._arranging = False
            self._see()
        if self._kind == _PICTURES:
            self._show_pictures(snapshot)
        else:
            self._show_answers(snapshot)
            if not drawing.on:
                self._show_chosen(snapshot)
        self._update_card(snapshot)

    def _show_data(self) -> None:
        """Everything that stays the same while the network learns."""
        dataset, drawing = self._dataset, self.drawing
        inputs = dataset.inputs.shape[1]
        self._kind = _PLANE
        if not drawing.on and dataset.image is not None:
            self._kind = _PICTURES
        elif not drawing.on and inputs == 1:
            self._kind = _LINE
        self.pages.setCurrentIndex(1 if self._kind == _PICTURES else 0)
        self.axes.set_shown(self._kind == _PLANE and inputs > 2 and not drawing.on)
        self.strip.set_shown(drawing.on)
        self._show_tools()
        self._show_parts()
        self._line.hide()
        self.samples.hide()
        self._ring, self._drawn_parameters = (), None
        self._due["residuals"] = 0.0
        if drawing.on:
            drawing.show_points(self._own_points())
        if self._kind == _PICTURES:
            self._scale = None
        elif self._kind == _LINE:
            self._show_line_data(dataset)
        else:
            self._show_plane_data(dataset)
        self._show_bar()
        self._show_legend()
        self._show_note()
        self._show_drawing()

    def _show_tools(self) -> None:
        """The buttons that mean something now."""
        on, pictures = self.drawing.on, self._kind == _PICTURES
        tools = {
            self.draw_button: not on,
            self.done_button: on,
            self.clear_button: on,
            self._part: pictures,
            self.fit_button: not pictures,
            self.legend_button: not on and not pictures and self._roomy,
        }
        room = self._head.width()
        for tool, wanted in tools.items():  # the last ones matter least
            needed = tool.sizeHint().width()
            _show_if(wanted and needed <= room, tool)
            room -= needed + _GAP if wanted else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many tools as there is room for."""
        super().resizeEvent(event)
        self._show_tools()
        if self._key and self._roomy != self._was_roomy:
            self._was_roomy = self._roomy
            self._show_legend()
            if self._kind != _PICTURES:
                self._show_note()

    def _show_plane_data(self, dataset: Dataset) -> None:
        drawing, session = self.drawing, self.session
        inputs = dataset.inputs.shape[1]
        first, second = session.experiment.view.axes
        if inputs == 2 or drawing.on or max(first, second) > inputs or first == second:
            first, second = 1, 2
        self.axes.show_axes(dataset.features, first, second)
        self._scale = None
        self.map.slice = None
        columns = np.array([first - 1, second - 1])
        if drawing.on:
            names: tuple[str, ...] = ("x1", "x2")
            if self._answered:
                names = dataset.features
            places = np.array([point[:2] for point in drawing.points]).reshape(-1, 2)
        else:
            if inputs > 2:
                self.map.slice = Slice(first - 1, second - 1, dataset.inputs.mean(axis=0))
            names = tuple(dataset.features[k] for k in columns)
            self._places = {part: self._samples(part).dataset.inputs[:, columns] for part in PARTS}
            places = np.vstack(list(self._places.values()))
        self.plot.setLabel("bottom", shown_name(names[0], 34))
        self.plot.setLabel("left", shown_name(names[1], 34))
        if not drawing.on:
            self._show_samples(dataset)
        self._region.setVisible(not drawing.on or self._answered)
        self._fit_if_new((_PLANE, inputs == 2 or drawing.on, first, second), places)

    def _show_samples(self, dataset: Dataset) -> None:
        parts, theme = self.session.run.trainer.parts, self.theme
        shown = {part: places[:MOST_SHOWN] for part, places in self._places.items()}
        if dataset.values is None:
            self.samples.show_classes(parts, shown, theme)
        else:
            if self._kind == _PLANE:
                self._scale = value_range(dataset.values[:, 0])
            self.samples.show_values(parts, shown, value_range(dataset.values[:, 0]), theme)

    def _show_line_data(self, dataset: Dataset) -> None:
        theme = self.theme
        self._scale = None
        self.map.slice = None
        self._region.hide()
        self.axes.show_axes(dataset.features, 1, 1)
        self.plot.setLabel("bottom", shown_name(dataset.features[0], 34))
        network = self.session.run.trainer.network
        labels, outputs = network.activations[-1].labels, network.sizes[-1]
        self._places = {}
        for part in PARTS:
            each = self._samples(part).dataset
            if each.values is not None:
                up = each.values[:, 0]
            else:
                low, high = labels
                # A class of many has a curve of its own, on which its samples should lie high.
                own = each.labels == 1 if outputs == 1 else np.full(len(each), True)
                up = np.where(own, high, low)
            self._places[part] = np.column_stack([each.inputs[:, 0], up])
        if dataset.values is None:
            colours = [theme.text] if outputs == 1 else theme.classes(outputs)
            self.plot.setLabel("left", "answer")
            threshold = network.threshold if outputs == 1 else None
            self._line.dress(colours, threshold, theme)
        else:
            several = outputs > 1
            self.plot.setLabel("left", shown_name(dataset.predicted[0], 34))
            self._line.dress(theme.classes(outputs) if several else [theme.next], None, theme)
        self._show_samples(dataset)
        self._fit_if_new((_LINE,), np.vstack(list(self._places.values())))

    def _fit_if_new(self, space: tuple[object, ...], places: Floats) -> None:
        """Bring the samples into sight, unless a person is drawing them or has seen them before."""
        experiment = self.session.experiment
        source = (experiment.data, experiment.training.seed)
        same_space = bool(self._fitted) and self._fitted[0] == space
        by_hand = self.drawing.on or experiment.data.source == POINTS
        if not same_space or (
            self._fitted[1] != source and not (by_hand and self.map.suits(places))
        ):
            self._fit(places)
        self._fitted = (space, source)

    def _fit(self, places: Floats) -> None:
        if self._kind == _PLANE:
            self.map.fit(places)
            return
        box = self.plot.getPlotItem().vb
        box.setAspectLocked(False)
        for axis, set_range in ((0, self.plot.setXRange), (1, self.plot.setYRange)):
            set_range(*span_around(places[:, axis]), padding=0.0)

    def fit(self) -> None:
        """Bring all samples into sight."""
        if self._kind == _PICTURES:
            return
        if self.drawing.on:
            points = np.array([point[:2] for point in self.drawing.points]).reshape(-1, 2)
            self._fit(points)
        else:
            self._fit(np.vstack(list(self._places.values())))

    def _moved(self) -> None:
        """The panel has another size, or a person moved in the plane."""
        current = self._run is self.session.run and not self._arranging
        if current and self.isVisible() and self._kind != _PICTURES:
            self._see()
            self._drawn_parameters = None
            self.refresh(self.session.snapshot)

    def _see(self) -> None:
        """Take over what is in sight."""
        self.samples.chosen.cover(self.plot.getPlotItem().vb.viewRect())
        if self._kind == _PLANE:
            self.map.see()

    def _show_answers(self, snapshot: Snapshot) -> None:
        flat = snapshot.parameters.flat
        seen = self._drawn_parameters
        if seen is None or not np.array_equal(flat, seen):
            self._drawn_parameters = flat
            if self._kind == _LINE:
                (left, right), _ = self.plot.viewRange()
                x = np.linspace(left, right, _ACROSS)
                self._line.show_curves(x, self._answer("line", x[:, None], flat))
            elif self._region.isVisible():
                self.map.show(self._scale, self.theme)
            self._stale_residuals = True
        wanted = self._stale_residuals and self._dataset.regression and not self.drawing.on
        if wanted and self._may("residuals", _EVERY):
            self._stale_residuals = False
            self._show_residuals(flat)

    _stale_residuals = True

    def _show_residuals(self, flat: Floats) -> None:
        """How far the prediction is from each sample: by its size, with one input by a line."""
        for part in PARTS:
            dataset = self._samples(part).dataset
            if not len(dataset) or dataset.values is None:
                continue
            true = dataset.values[:MOST_SHOWN, 0]
            answer = self._answer(part, dataset.inputs[:MOST_SHOWN], flat)[0]
            if self._kind == _PLANE:
                low, high = self._scale or (0.0, 1.0)
                self.samples.show_residuals(part, answer - true, high - low)
            elif part == "train":
                self._line.show_residuals(dataset.inputs[:MOST_SHOWN, 0], true, answer)

    def _answer(self, asking: str, inputs: Floats, flat: Floats) -> Floats:
        if asking not in self._answers:
            self._answers[asking] = Answers(self.session.run.trainer)
        return self._answers[asking].at(inputs, flat)

    def _may(self, what: str, every: float) -> bool:
        """Whether something dear may be drawn: always at rest, now and then while it plays."""
        now = time.perf_counter()
        if self.session.playing and now < self._due[what]:
            return False
        self._due[what] = now + every
        return True

    def _show_chosen(self, snapshot: Snapshot) -> None:
        """A ring around the sample whose values the network shows."""
        row = int(snapshot.batch[self.session.column_in(snapshot)])
        key = (row, self.session.run, self._kind, self.theme)
        if key != self._ring:
            self._ring = key
            few = len(self._samples("train")) <= 20
            self.samples.ring(self._places["train"][row], few, self.theme)

    # -- words -------------------------------------------------------------------------------

    def _show_bar(self) -> None:
        self.bar.setVisible(self._scale is not None)
        if self._scale is not None:
            self.bar.show_range(self._dataset.predicted[0], *self._scale, self.theme)

    def _show_legend(self) -> None:
        """Classes and parts; while points are drawn the tools say as much."""
        on = self._kind != _PICTURES and not self.drawing.on
        self.legend.setVisible(on and self.legend_button.isChecked() and self._roomy)
        if on:
            self.legend.show_entries(self._legend_entries(), self.theme)

    def _legend_entries(self) -> list[tuple[Mark | None, str]]:
        dataset, theme = self._dataset, self.theme
        entries: list[tuple[Mark | None, str]] = []
        if dataset.values is None:
            colours = theme.classes(len(dataset.classes))
            for k, name in enumerate(dataset.classes):
                entries.append((mark(theme, colours[k], k), name))
        parts = [part for part in PARTS if len(self._samples(part))]
        if len(parts) > 1:
            for part in parts:
                plain = mark(theme, theme.muted, 0, part)
                valued = value_mark(theme, QColor(theme.neutral), part)
                entries.append((plain if dataset.values is None else valued, part))
        if dataset.values is not None:
            flat = self._kind == _PLANE
            size = "colour: true value, size: how far off"
            entries.append((None, size if flat else "thin lines: residuals of train"))
        return entries

    def _show_note(self) -> None:
        text = self._words()
        # While points are drawn, other words must not take room away, or the plane would jump.
        lines = 2 if self.drawing.on else 0
        self._note.setMinimumHeight(lines * self._note.fontMetrics().lineSpacing() + lines)
        self._note.setText(text)
        self._note.setVisible(bool(text) and (self._roomy or not self._known_by_heart))

    @property
    def _roomy(self) -> bool:
        """Whether there is height for more than the plot and what nobody knows yet."""
        return self.height() >= self.theme.px(_LEAST_HEIGHT)

    @property
    def _known_by_heart(self) -> bool:
        """Whether the words below the plot are those that the button's tooltip has as well."""
        return self.drawing.on and self._answered

    def _words(self) -> str:
        session, dataset, drawing = self.session, self._dataset, self.drawing
        inputs = dataset.inputs.shape[1]
        if drawing.on:
            if not self._answered:
                if session.sketch is None:
                    return f"{self._unlike_points()}: begin with two points."
                return "Two points at least, then the network learns."
            if session.experiment.data.source != POINTS and len(dataset) > MOST_TAKEN:
                return f"Drawing goes on from {MOST_TAKEN} of {len(dataset):,} samples."
            return "Click adds, drag moves, right click removes, Shift sprays."
        if session.sketch:
            return "One drawn point waits for a second one: Draw (E) goes on."
        if self._kind == _PLANE and inputs > 2:
            return (
                "Other inputs at their mean: a sample lies where its answer is only if it "
                "has that mean too."
            )
        return ""

    def _unlike_points(self) -> str:
        """Why the present data cannot be drawn on."""
        dataset = self._dataset
        inputs = dataset.inputs.shape[1]
        if dataset.regression:
            return "This data predicts numbers"
        if inputs != 2:
            return f"This data has {inputs:,} input{'' if inputs == 1 else 's'}"
        return f"This data has {len(dataset.classes)} classes"

    # -- pictures ----------------------------------------------------------------------------

    def _show_parts(self) -> None:
        parts = [part for part in PARTS if len(self._samples(part))]
        now = self._part.currentData()
        if [self._part.itemData(k) for k in range(self._part.count())] != parts:
            self._part.clear()
            for part in parts:
                self._part.addItem(part, part)
            self._part.setCurrentIndex(max(0, self._part.findData(now)))

    @property
    def _part_shown(self) -> str:
        return str(self._part.currentData() or "train")

    def _choose_part(self) -> None:
        self._drawn_parameters = None
        self.refresh(self.session.snapshot)

    def _show_pictures(self, snapshot: Snapshot) -> None:
        """The samples that are answered worst, at most a few times a second."""
        flat, part = snapshot.parameters.flat, self._part_shown
        chosen = int(snapshot.batch[self.session.column_in(snapshot)]) if part == "train" else None
        key = (chosen, part, self.theme)
        seen = self._drawn_parameters
        if seen is not None and key == self._ring and np.array_equal(flat, seen):
            return
        if not self._may("pictures", _SELDOM):
            return
        self._drawn_parameters, self._ring = flat, key
        dataset = self._samples(part).dataset
        most = int(np.clip(4_000_000 // sum(self.session.experiment.sizes), MOST, MOST_SHOWN))
        output = self._answer(part, dataset.inputs[:most], flat)
        ahead, answered = self._judged(dataset, output)
        worst = np.argsort(ahead, kind="stable")[:MOST].tolist()
        assert dataset.image is not None
        pictures = []
        for row in worst:
            pixels = dataset.inputs[row].reshape(dataset.image)
            right, text = None, ""
            if dataset.values is None:
                true, taken = int(dataset.labels[row]), int(answered[row])
                right = true == taken
                names = dataset.classes
                text = names[true] if right else f"{names[true]}→{names[taken]}"
            pictures.append(Picture(row, pixels, text, right))
        self.pictures.show_pictures(pictures, chosen, self.theme)
        if self._pointed is not None:
            self._picture = self.pictures.row_at(self._pointed)  # another may lie there now
        count = output.shape[1]
        of = f"{count:,} of {len(dataset):,}" if count < len(dataset) else f"{count:,}"
        words = "the worst answered first"
        if dataset.values is None:
            wrong = int(np.count_nonzero(answered != dataset.labels[:count]))
            words = f"{wrong:,} wrong; the least sure first, true→answered"
        self._note.setText(f"{of} {part} pictures, {words}.")
        self._note.show()

    def _judged(self, dataset: Dataset, output: Floats) -> tuple[Floats, NDArray[np.int64]]:
        """By how much each answer is right, and which class it is."""
        count = output.shape[1]
        if dataset.values is not None:
            missed = np.abs(output - dataset.values[:count].T).max(axis=0)
            return -np.nan_to_num(missed, nan=np.inf), dataset.labels[:count]
        threshold = self._threshold
        ahead = margins(output, dataset.labels[:count], threshold)
        return ahead, classify(output, threshold)

    @property
    def _threshold(self) -> float:
        return self.session.run.trainer.network.threshold

    # -- pointing ----------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The mouse over the plot and the keys in it."""
        if watched is self.plot and isinstance(event, QKeyEvent):
            if self._take_key(event):
                return True
        elif watched is self.plot.viewport():
            if isinstance(event, QMouseEvent):
                if self.drawing.handle_mouse(event):
                    return True
                self._watch_mouse(event)
            elif event.type() is QEvent.Type.Leave:
                self._pointed = None
                self._card.hide()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Keys of drawing that none of the panel's parts has taken."""
        if isinstance(event, QKeyEvent) and self._take_key(event):
            return True
        return super().event(event)

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            if self.drawing.wants(event):
                event.accept()
                return True
            return False
        return event.type() is QEvent.Type.KeyPress and self.drawing.handle_key(event)

    def _watch_mouse(self, event: QMouseEvent) -> None:
        if self.drawing.on:
            return
        kind, place = event.type(), event.position()
        if kind is QEvent.Type.MouseButtonPress:
            self._pressed = place if event.button() is Qt.MouseButton.LeftButton else None
        elif kind is QEvent.Type.MouseButtonRelease and self._pressed is not None:
            apart = (place - self._pressed).manhattanLength()
            self._pressed = None
            found = self._sample_at(place)
            if apart < QApplication.startDragDistance() and found is not None:
                self._choose_sample(found[1], found[0])
        elif kind is QEvent.Type.MouseMove:
            self._pointed = place if event.buttons() == Qt.MouseButton.NoButton else None
            self._due["card"] = 0.0
            self._update_card(self.session.snapshot)

    def _choose_sample(self, row: int, part: str) -> None:
        """Show a training sample in the network, if the present batch has it."""
        column = np.flatnonzero(self.session.snapshot.batch == row)
        if part == "train" and len(column):
            self.session.look("sample", int(column[0]))

    def _place(self, pointer: QPointF) -> tuple[float, float] | None:
        """A place of the viewport in the plot's units; None outside of the axes."""
        box = self.plot.getPlotItem().vb
        scene = self.plot.mapToScene(pointer.toPoint())
        if not box.sceneBoundingRect().contains(scene):
            return None
        view = box.mapSceneToView(scene)
        return view.x(), view.y()

    def _sample_at(self, pointer: QPointF) -> tuple[str, int] | None:
        """The part and the row of the sample that is meant."""
        place = self._place(pointer)
        if place is None:
            return None
        pixel = self.plot.getPlotItem().vb.viewPixelSize()
        best: tuple[float, str, int] | None = None
        for part in PARTS:
            shown = self._places[part][:MOST_SHOWN]
            if len(shown):
                apart = np.hypot(*((shown - place) / pixel).T)
                row = int(apart.argmin())
                if best is None or apart[row] < best[0]:
                    best = float(apart[row]), part, row
        return best[1:] if best is not None and best[0] <= _NEAR else None

    def _update_card(self, snapshot: Snapshot) -> None:
        """The exact numbers under the pointer."""
        if self.drawing.on:
            return
        if self._run is not self.session.run:  # what is seen is of other data, until the next frame
            self._card.hide()
            return
        if self._kind == _PICTURES:
            pointer, sample = self._pointed, self._picture
            found = None if sample is None else (self._part_shown, sample)
            if found is None:
                self._card.hide()
                return
        else:
            pointer = self._pointed
            if pointer is None or self._place(pointer) is None:
                self._card.hide()
                return
            found = self._sample_at(pointer)
        if pointer is not None and self._may("card", _EVERY):
            flat = snapshot.parameters.flat
            self._card.show_at(
                pointer,
                self._place_text(pointer, flat) if found is None else self._text(*found, flat),
            )

    def _columns(self) -> list[int]:
        if self._kind == _PICTURES:
            return []
        if self._kind == _LINE:
            return [0]
        return [0, 1] if self.map.slice is None else [self.map.slice.first, self.map.slice.second]

    def _text(self, part: str, row: int, flat: Floats) -> str:
        dataset = self._samples(part).dataset
        output = self._answer("pointer", dataset.inputs[row : row + 1], flat)
        title = f"Sample {row + 1:,} of {part}"
        return sample_card(title, dataset, row, output, self._threshold, self._columns())

    def _place_text(self, pointer: QPointF, flat: Floats) -> str:
        place = self._place(pointer)
        assert place is not None
        columns = self._columns()
        given = list(place[: len(columns)])
        point = np.array([given])
        if self.map.slice is not None:
            point = self.map.slice.lift(point)
        output = self._answer("pointer", point, flat)
        return place_card(self._dataset, columns, given, output, self._threshold)

    def _point_at_picture(self, row: int | None, place: QPointF) -> None:
        self._picture, self._pointed = row, place
        self._due["card"] = 0.0
        if row is None:
            self._card.hide()
        else:
            self._update_card(self.session.snapshot)


def _show_if(shown: bool, widget: QWidget) -> None:
    """Be in sight, or neither in sight nor in the way of Tab."""
    widget.setVisible(shown)
    widget.setEnabled(shown)
