"""The lines of the present iteration as a track: just done, next, and the breakpoints on them."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from nnviz.present.colours import blend
from nnviz.present.numbers import name_text
from nnviz.present.track import LineTrack
from nnviz.program.compile import Program
from nnviz.program.formulas import plain_name
from nnviz.program.step import Phase
from nnviz.qt.items.track import Track
from nnviz.qt.theme import LABEL, Theme

HEIGHT = 22  # pixels on a desk
_MARGIN, _START, _GAP, _LEAST = 8, 5, 10, 27
_LEGIBLE = 20  # pixels on a desk: narrower lines have no names, rather than some of them one
_NARROW = 7  # pixels below which lines stand without a gap between them


@dataclass(frozen=True)
class StopMark:
    """Where a breakpoint stops.

    Attributes:
        done: how many lines are done there.
        title: what it waits for.
        conditional: whether that is a condition, which is looked at right behind a line.
    """

    done: int
    title: str
    conditional: bool
    enabled: bool


@dataclass(frozen=True, eq=False)
class Lines:
    """What is shown.

    Attributes:
        done: how many lines are.
        known: how many of them have been computed before, or just now.
        first: the least number that can be done: 0 in the first iteration only.
        rows: whether samples are rows, which names a bias otherwise.
    """

    program: Program
    done: int
    known: int
    first: int
    rows: bool
    stops: tuple[StopMark, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it look different."""
        return id(self.program), self.done, self.known, self.first, self.rows, self.stops


class LineTrackBar(Track):
    """Drags through the lines of an iteration."""

    breakpoint_wanted = Signal(int)
    """Stop before the line at this place of the program, or no longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: Lines | None = None
        self._names: list[str] = []
        self._heads: list[str] = []
        self._groups: list[int] = []
        self._track: LineTrack | None = None
        self.setAccessibleName("Line of the iteration")
        self.setToolTip(
            "Click or drag: go to that line. Wheel, ← →: a line. Page ↑ ↓: a phase. Home, End: "
            "first and last line. Right button: a breakpoint before the line."
        )

    def recolour(self, theme: Theme) -> None:
        """Take over the theme."""
        self.theme, self._track = theme, None
        self.setFixedHeight(round(theme.px(HEIGHT)))
        self.update()

    def show_lines(self, lines: Lines) -> None:
        """Show this."""
        old = self._lines
        if old is not None and old.key == lines.key:
            return
        self._lines = lines
        if old is None or (old.program, old.rows) != (lines.program, lines.rows):
            steps = lines.program.steps
            self._names = [name_text(plain_name(step.name, lines.rows)) for step in steps]
            phases = [step.phase for step in steps]
            present = [phase for phase in Phase if phase in phases]
            self._heads = [str(phase) for phase in present]
            self._groups = [phases.count(phase) for phase in present]
            self._track = None
        self.setRange(lines.first, len(lines.program.steps))
        self.setValue(lines.done)
        self.update()

    # -- geometry --------------------------------------------------------------------------------

    @property
    def track(self) -> LineTrack:
        """Where the lines lie now."""
        px, margin = self.theme.px, self.theme.px(_MARGIN)
        right = self.width() - margin
        if self._track is None or self._track.right != right:
            metrics = QFontMetricsF(self.theme.font(LABEL))
            heads = [metrics.horizontalAdvance(head) + px(6) for head in self._heads]
            self._track = LineTrack(
                self._groups, heads, margin, right, px(_START), px(_GAP), px(_LEAST)
            )
        return self._track

    def at(self, x: float) -> int:
        """How many lines are done at a place."""
        return max(self.track.at(x), self.minimum())

    # -- events ----------------------------------------------------------------------------------

    def _pressed(self, x: float) -> None:
        self.went.emit(self.at(x))

    def _dragged(self, x: float, fine: bool) -> None:
        self.went.emit(self.at(x))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A breakpoint before the line under the pointer, or none any more."""
        place = self.track.at(event.pos().x()) - 1
        if event.reason() is not QContextMenuEvent.Reason.Mouse:
            place = self.value() % max(self.maximum(), 1)  # the keyboard means the next line
        if place >= 0:
            self.breakpoint_wanted.emit(place)

    # -- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """A box a line with its name, and the breakpoints between them."""
        theme, lines = self.theme, self._lines
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.window))
        if lines is None:
            painter.end()
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = self.track
        under = track.at(self.under) - 1 if self.under is not None else -1
        following = lines.done % len(self._names)
        for place, edge in enumerate(track.edges):
            accent = ""
            if place == following:
                accent = theme.next
            if place == lines.done - 1:
                accent = theme.done
            self._paint_line(painter, place, edge, accent, place == under)
        self._paint_heads(painter)
        self._paint_stops(painter)
        self._paint_focus(painter)
        painter.end()

    def _paint_line(
        self, painter: QPainter, place: int, edge: float, accent: str, under: bool
    ) -> None:
        theme, lines, width = self.theme, self._lines, self.track.width
        assert lines is not None
        apart = 1.0 if width > _NARROW else 0.0
        box = QRectF(edge + apart, 2, max(width - 2 * apart, 1.0), self.height() - 4)
        passed = place < lines.done
        share = 0.26 if passed else 0.12 if place < lines.known else 0.0
        ground = blend(theme.window, accent or theme.muted, 0.3 if accent else share)
        if accent and width < theme.px(_LEAST):
            ground = accent  # there is no name to tell it by
        edged = QColor(accent or (theme.muted if under else theme.line))
        painter.setPen(QPen(edged, 1) if apart else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5) if apart else box, 3, 3)
        if width < theme.px(_LEGIBLE):
            return
        written, font = self._fitting(self._names[place], bool(accent), width - 4)
        painter.setFont(font)
        painter.setPen(QColor(theme.text if passed or accent else theme.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, written)

    def _fitting(self, name: str, bold: bool, room: float) -> tuple[str, QFont]:
        """A name in the largest type in which it fits; one that never does is cut short."""
        for size in (LABEL, LABEL - 2):
            font = self.theme.font(size, bold=bold)
            metrics = QFontMetricsF(font)
            if metrics.horizontalAdvance(name) <= room:
                return name, font
        cut = next(
            (f"{name[:end]}…" for end in range(len(name) - 1, 0, -1)
             if metrics.horizontalAdvance(f"{name[:end]}…") <= room + 2),
            "…",
        )  # fmt: skip
        return cut, font

    def _paint_heads(self, painter: QPainter) -> None:
        """The names of the phases, each before its first line."""
        track, theme = self.track, self.theme
        if not track.headed:
            return
        painter.setFont(theme.font(LABEL))
        painter.setPen(QColor(theme.muted))
        place = 0
        for head, count, room in zip(self._heads, self._groups, track.heads, strict=True):
            box = QRectF(track.edges[place] - room, 0, room, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, head)
            place += count

    def _paint_stops(self, painter: QPainter) -> None:
        """A dot where each stops; a ring for a condition, hollow what is not enabled."""
        theme, track, lines = self.theme, self.track, self._lines
        assert lines is not None
        radius = min(theme.px(3.5), max(track.width / 2, theme.px(2)))
        for stop in lines.stops:
            x = track.x(stop.done) if stop.conditional else track.edges[stop.done]
            colour = QColor(theme.warning)
            painter.setPen(QPen(QColor(theme.window), 1))
            painter.setBrush(colour)
            if stop.conditional or not stop.enabled:
                painter.setPen(QPen(colour, 1.6 if stop.enabled else 1.0))
                painter.setBrush(QColor(theme.window))
            painter.drawEllipse(QPointF(x, self.height() / 2), radius, radius)
