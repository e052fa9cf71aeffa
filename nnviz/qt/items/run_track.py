"""The whole run as a track: what lies behind, what was gone back from, and the marks on it."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnviz.present.colours import blend
from nnviz.present.track import RunTrack, clusters, round_step, ticks
from nnviz.qt.items.track import Track
from nnviz.qt.theme import LABEL, Theme

HEIGHT = 27  # pixels on a desk
_TOP, _THICK = 5, 9
_MARGIN = 8
_NEAR = 6  # pixels from a mark that mean the mark
_LABELS_APART, _EPOCHS_APART = 76, 24
_CLEAR = 24
_STILL = 3  # pixels that a hand moves without meaning to


@dataclass(frozen=True)
class Mark:
    """Something that happened at a moment, in a few words."""

    moment: int
    text: str


@dataclass(frozen=True)
class Run:
    """What is shown.

    Attributes:
        moment, reached: the present moment and the latest, in lines done since the start.
        lines: how many an iteration has.
        batches: how many iterations an epoch has.
        by_epochs: whether it counts them rather than iterations.
        marks: what a person did, in order.
        stop: where the run last stopped by itself.
    """

    moment: int
    reached: int
    lines: int
    batches: int
    by_epochs: bool
    marks: tuple[Mark, ...] = ()
    stop: Mark | None = None


class RunTrackBar(Track):
    """Drags through the run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = Run(0, 0, 1, 1, False)
        self._wanted = 0
        self._gone = False
        self._held: Mark | None = None
        self._pressed_at = 0.0
        self._fine: tuple[float, int] | None = None
        self.setAccessibleName("Iteration of the run")
        self.setToolTip(
            "Click or drag: go there. Shift and drag: an iteration a pixel. Wheel, ← →: an "
            "iteration. Page ↑ ↓: from tick to tick. Home, End: first and latest moment."
        )

    def recolour(self, theme: Theme) -> None:
        """Take over the theme."""
        self.theme = theme
        self.setFixedHeight(round(theme.px(HEIGHT)))
        self.update()

    def show_run(self, run: Run) -> None:
        """Show this."""
        if run != self._run:
            self._run = run
            self.setRange(0, run.reached // run.lines)
            self.setValue(run.moment // run.lines)
            self.update()

    # -- geometry --------------------------------------------------------------------------------

    @property
    def track(self) -> RunTrack:
        """Where the moments lie now."""
        margin = self.theme.px(_MARGIN)
        return RunTrack(self._run.reached, self._run.lines, margin, self.width() - margin)

    @property
    def page(self) -> int:
        """How many iterations lie between two ticks."""
        run, track = self._run, self.track
        unit = run.batches if run.by_epochs else 1
        return unit * round_step(
            run.reached / run.lines / unit, int((track.right - track.left) / self._apart)
        )

    @property
    def _apart(self) -> float:
        return self.theme.px(_LABELS_APART * (1.5 if self._run.by_epochs else 1.0))

    def at(self, x: float) -> int:
        """The moment at a place; near a mark, that of the mark."""
        marks = self.marks_at(x)
        return marks[0].moment if marks else self.track.at(x)

    def told(self, x: float) -> int:
        """The moment to tell of at a place.

        Where one has just gone, that is where one went, although the run may have grown since
        and another moment have come to lie below the pointer.
        """
        return self._wanted if self._gone else self.at(x)

    def marks_at(self, x: float) -> list[Mark]:
        """The marks so near to a place that they are meant."""
        track, run = self.track, self._run
        every = [*run.marks, *((run.stop,) if run.stop else ())]
        near = [mark for mark in every if abs(track.x(mark.moment) - x) <= self.theme.px(_NEAR)]
        return sorted(near, key=lambda mark: abs(track.x(mark.moment) - x))

    # -- dragging --------------------------------------------------------------------------------

    def _pressed(self, x: float) -> None:
        marks = self.marks_at(x)
        self._held, self._pressed_at, self._fine = (marks[0] if marks else None), x, None
        self._go(self.at(x))

    def _dragged(self, x: float, fine: bool) -> None:
        if self._held is not None and abs(x - self._pressed_at) <= _STILL:
            return
        self._held = None
        if not fine:
            self._fine = None
            self._go(self.track.at(x))
            return
        if self._fine is None:
            self._fine = x, self._wanted
        since, first = self._fine
        lines = self._run.lines
        wanted = (first // lines + round(x - since)) * lines
        self._go(min(max(wanted, 0), self._run.reached))

    def _go(self, moment: int) -> None:
        self._wanted, self._gone = moment, True
        self.went.emit(moment)

    def _point(self, x: float | None) -> None:
        if not self.isSliderDown() and x != self.under:
            self._gone = False
        super()._point(x)

    # -- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, epochs, labels, marks, handle."""
        theme, track, run = self.theme, self.track, self._run
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.window))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, thick = theme.px(_TOP), theme.px(_THICK)
        bar = QRectF(track.left, top, track.right - track.left, thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(blend(theme.window, theme.muted, 0.3 if run.reached else 0.14)))
        painter.drawRoundedRect(bar, 3, 3)
        now = track.x(run.moment)
        painter.setBrush(QColor(blend(theme.window, theme.muted, 0.72)))
        if run.moment:
            painter.drawRoundedRect(QRectF(bar.left(), top, now - bar.left(), thick), 3, 3)
        self._paint_epochs(painter, bar)
        self._paint_labels(painter, bar)
        if self.under is not None:
            painter.setPen(QPen(QColor(theme.text), 1))
            x = track.x(self.told(self.under))
            painter.drawLine(QPointF(x, top - 2), QPointF(x, bar.bottom() + 2))
        self._paint_marks(painter, bar)
        self._paint_handle(painter, now, bar)
        self._paint_focus(painter)
        painter.end()

    def _paint_epochs(self, painter: QPainter, bar: QRectF) -> None:
        """A notch at every epoch, or at every few that have room."""
        run, track = self._run, self.track
        if run.batches == 1:
            return
        length = run.batches * run.lines
        painter.setPen(QPen(QColor(self.theme.window), 1))
        for epoch in ticks(run.reached / length, bar.width(), self.theme.px(_EPOCHS_APART))[1:]:
            x = round(track.x(epoch * length)) + 0.5
            painter.drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom()))

    def _paint_labels(self, painter: QPainter, bar: QRectF) -> None:
        """Round numbers, and the latest iteration at the end."""
        theme, run, track = self.theme, self._run, self.track
        unit = run.lines * (run.batches if run.by_epochs else 1)
        font = theme.font(LABEL - 1)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        painter.setPen(QPen(QColor(theme.muted), 1))
        baseline = self.height() - metrics.descent()
        free = bar.right() + theme.px(_MARGIN) - 2
        clear = theme.px(_CLEAR)  # of the last, which need not be round; the others are far apart
        for count in self._labelled(unit)[::-1]:
            x = track.x(count * unit)
            text = f"epoch {count:,}" if run.by_epochs else f"{count:,}"
            width = metrics.horizontalAdvance(text)
            left = max(min(x - width / 2, free - width), 2.0)
            if left + width > free or left > x:
                continue
            painter.drawLine(QPointF(x, bar.bottom() + 1), QPointF(x, bar.bottom() + 3))
            painter.drawText(QPointF(left, baseline), text)
            free, clear = left - clear, theme.px(6)

    def _labelled(self, unit: int) -> list[int]:
        """The counts that are written: round ones, and the last that is complete."""
        run, track = self._run, self.track
        end = run.reached / unit
        return sorted({*ticks(end, track.right - track.left, self._apart), int(end)})

    def _paint_marks(self, painter: QPainter, bar: QRectF) -> None:
        theme, run, track = self.theme, self._run, self.track
        painter.setPen(QPen(QColor(theme.window), 1.2))
        y, size = bar.center().y(), theme.px(5.5)
        painter.setBrush(QColor(theme.text))
        places = [track.x(mark.moment) for mark in run.marks]
        for group in clusters(places, theme.px(3)):
            x = places[group[0]]
            corners = ((x, y - size), (x + size, y), (x, y + size), (x - size, y))
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        if run.stop is not None:
            painter.setBrush(QColor(theme.warning))
            # Low enough that a mark at the same place is seen beside it.
            place = QPointF(track.x(run.stop.moment), bar.bottom() - 1)
            painter.drawEllipse(place, theme.px(4), theme.px(4))

    def _paint_handle(self, painter: QPainter, x: float, bar: QRectF) -> None:
        """A grip whose tip stands on the present moment, clear of a mark at the same place."""
        theme = self.theme
        half = theme.px(4.5)
        top, tip = bar.top() - theme.px(3.5), bar.top() + theme.px(3)
        painter.setPen(QPen(QColor(theme.window), 1.2))
        painter.setBrush(QColor(theme.done))
        shape = [(x - half, top), (x + half, top), (x + half, top + half), (x, tip + half)]
        shape += [(x - half, top + half)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in shape]))
