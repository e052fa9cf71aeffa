"""A gradient, its finite differences and their relative errors: three matrices that go together."""

import html
from collections.abc import Iterator
from functools import partial
from typing import TypeVar

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from nnviz.nn.calls import Array
from nnviz.nn.error_bands import Band
from nnviz.present.colours import NOT_FINITE, levels, limit_of
from nnviz.present.numbers import MINUS, decimals_for, name_text, number
from nnviz.program.formulas import plain_name
from nnviz.qt.items.band_legend import BANDS, band_colours
from nnviz.qt.items.entry_grid import EntryGrid, EntryLook, Place
from nnviz.qt.panels.gradient_words import power, short
from nnviz.qt.theme import BODY, Theme
from nnviz.session.entry_check import EntryCheck

_T = TypeVar("_T")
_LEAST_DIGITS = 4  # fewer would hide what a check is about


class GradientGrids(QWidget):
    """Three grids that scroll together and frame the same entry.

    Places in it are entries of the matrix; where samples are rows the grids show it turned.
    """

    pointed = Signal(object)
    """Another entry is pointed at, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gradient: Array = np.zeros((0, 0))
        self._check: EntryCheck | None = None
        self._theme: Theme | None = None
        self._name = ""
        self._rows = False
        self._limit = 1.0
        self._decimals: int | None = 3
        self._marked: Place | None = None
        self._titles = [QLabel(self) for _ in range(3)]
        self.grids = [
            EntryGrid(name, self)
            for name in ("Gradient by backpropagation", "Finite differences", "Relative error")
        ]
        area = QGridLayout(self)
        area.setContentsMargins(0, 0, 0, 0)
        area.setHorizontalSpacing(14)
        area.setVerticalSpacing(0)
        area.setRowStretch(1, 1)
        for column, (title, grid) in enumerate(zip(self._titles, self.grids, strict=True)):
            # No title makes its matrix wider than the others.
            title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            area.addWidget(title, 0, column)
            area.addWidget(grid, 1, column)
            area.setColumnStretch(column, 1)
            grid.pointed.connect(self._point)
            grid.scrolled.connect(partial(self._follow, grid))
            if grid is not self.grids[-1]:  # one bar is enough for all, and the wheel turns each
                grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_entries(
        self,
        gradient: Array,
        check: EntryCheck | None,
        name: str,
        dimensions: tuple[str, str],
        digits: int,
        rows: bool,
        theme: Theme,
    ) -> None:
        """Show a gradient and what a check of it has found so far.

        Args:
            name: of the gradient, such as ``dW1``.
            digits: of the numbers; a few at least are shown.
            rows: whether samples are rows, so that every matrix is turned.
        """
        self._gradient, self._check, self._theme = gradient, check, theme
        self._name, self._rows = name, rows
        approx = gradient if check is None else check.approx
        self._limit = limit_of([gradient, approx[np.isfinite(approx)]])
        self._decimals = decimals_for(gradient, max(digits, _LEAST_DIGITS))
        widest = max((self._written(float(value)) for value in _extremes(gradient)), key=len)
        widest = MINUS + widest.lstrip(MINUS)
        looks = (self.look_of_gradient, self.look_of_difference, self.look_of_error)
        # Columns of one width, so that the three stand where they stand together.
        widest = max(widest, f"{BANDS[Band.GOOD].sign} 8.8e−88", key=len)
        shape: Place = self._turned((gradient.shape[0], gradient.shape[1]))
        dimensions = self._turned(dimensions)
        for grid, look in zip(self.grids, looks, strict=True):
            grid.show_entries(shape, dimensions, look, widest, theme)
        self._show_titles()

    def _show_titles(self) -> None:
        if self._theme is None:
            return
        gradient, parameter = (
            name_text(plain_name(name, self._rows)) for name in (self._name, self._name[1:])
        )
        titles = (
            (f"{gradient} by backpropagation", gradient),
            (f"(J({parameter} + h) − J({parameter} − h)) / 2h", "finite differences"),
            ("relative error", "error"),
        )
        room = self.width() / 3 - self._theme.px(16)
        metrics = QFontMetricsF(self._theme.font(BODY, bold=True))
        for label, (long, brief) in zip(self._titles, titles, strict=True):
            text = long if metrics.horizontalAdvance(long) <= room else brief
            label.setText(f"<b>{html.escape(text)}</b>")
            label.setToolTip(long)

    def _turned(self, pair: tuple[_T, _T]) -> tuple[_T, _T]:
        """An entry of the matrix as a place of the grids, and the other way round."""
        return (pair[1], pair[0]) if self._rows else pair

    # -- the cells -----------------------------------------------------------------------------

    def _written(self, value: float) -> str:
        if self._decimals is None and value:
            return power(value, _LEAST_DIGITS)
        return number(value, self._decimals)

    def _value_look(self, value: float) -> EntryLook:
        assert self._theme is not None
        scale = self._theme.gradient_scale
        level = int(levels(np.array([value]), self._limit)[0])
        return EntryLook(
            self._written(value), scale.qcolors[level], scale.text_on(level), level == NOT_FINITE
        )

    def look_of_gradient(self, row: int, column: int) -> EntryLook:
        """What backpropagation has found, at a place of the grid."""
        return self._value_look(float(self._gradient[self._turned((row, column))]))

    def look_of_difference(self, row: int, column: int) -> EntryLook:
        """The finite difference at a place of the grid."""
        assert self._theme is not None
        check, entry = self._check, self._turned((row, column))
        band = Band.UNCHECKED if check is None else Band(int(check.bands[entry]))
        if check is not None and band not in (Band.UNCHECKED, Band.KINK):
            return self._value_look(float(check.approx[entry]))
        text = "kink" if band is Band.KINK else "?"
        return EntryLook(
            text, QColor(self._theme.window), QColor(self._theme.muted), band is Band.KINK
        )

    def look_of_error(self, row: int, column: int) -> EntryLook:
        """The relative error of the two, in its band."""
        assert self._theme is not None
        check, entry = self._check, self._turned((row, column))
        band = Band.UNCHECKED if check is None else Band(int(check.bands[entry]))
        fill, pen = band_colours(band, self._theme)
        if check is None or band is Band.UNCHECKED:
            return EntryLook("?", fill, pen)
        sign, error = BANDS[band].sign, float(check.errors[entry])
        text = sign if band is Band.KINK else f"{sign} {short(error)}"
        return EntryLook(text, fill, pen, band is Band.KINK)

    # -- pointing ------------------------------------------------------------------------------

    def visible(self) -> Iterator[Place]:
        """The entries that are seen, wholly or in part."""
        rows, columns = self.grids[0].visible()
        return (self._turned((row, column)) for row in rows for column in columns)

    def count_visible(self) -> int:
        """How many those are."""
        rows, columns = self.grids[0].visible()
        return len(rows) * len(columns)

    def mark(self, entry: Place | None) -> None:
        """Frame an entry in all three, and bring it into sight if it is not pointed at here."""
        place = None if entry is None else self._turned(entry)
        if place == self._marked and place is not None:
            return
        self._marked = place
        own = any(grid.underMouse() or grid.hasFocus() for grid in self.grids)
        for grid in self.grids:
            grid.mark(place, into_sight=not own)

    def forget_mark(self) -> None:
        """Bring the entry that is marked next into sight, whichever it is."""
        self._marked = None

    def _point(self, place: Place | None) -> None:
        self.pointed.emit(None if place is None else self._turned(place))

    def _follow(self, grid: EntryGrid, x: int, y: int) -> None:
        for other in self.grids:
            if other is not grid:
                other.scroll_to(x, y)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other titles."""
        super().resizeEvent(event)
        self._show_titles()


def _extremes(matrix: Array) -> list[float]:
    """The finite entries that are written longest."""
    finite = matrix[np.isfinite(matrix)]
    return [float(finite.min()), float(finite.max())] if finite.size else [0.0]
