"""From activations over a plane, and from weights, to the levels of small pictures.

A level is an index into a diverging table, as in :mod:`nnviz.present.colours`: 127 is the centre
of a scale and 255 stands for what is not finite. All units of a layer are done in one pass, into
buffers that are kept, because this happens many times a second while a network learns.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.present.colours import NOT_FINITE, STEPS
from nnviz.present.grid import Plane

Floats = NDArray[np.float64]
_HALF = (STEPS - 1) / 2
_LEAST, _MOST = 28, 64


@dataclass(frozen=True)
class Span:
    """What the two ends and the centre of a scale stand for."""

    low: float
    centre: float
    high: float


def span_of(activation: str, units: int) -> Span | None:
    """The scale of a layer whose values are bounded, around where an answer changes.

    None for functions without bounds: then each unit is measured by its own largest value.
    """
    if activation == "tanh":
        return Span(-1.0, 0.0, 1.0)
    if activation == "sigmoid":
        return Span(0.0, 0.5, 1.0)
    if activation == "softmax":
        return Span(0.0, 1 / max(units, 2), 1.0)
    return None


def resolution(side: float) -> int:
    """Pixels a side for a map drawn this large: whole words a row, as a QImage wants them."""
    return int(np.clip(4 * round(side / 4), _LEAST, _MOST))


def map_points(plane: Plane, pixels: int) -> Floats:
    """Centres of the pixels of a map, pixels² x 2: the top row first, from left to right."""
    rows, columns = plane.shape(pixels)
    upwards = plane.points(pixels).reshape(rows, columns, 2)
    return np.ascontiguousarray(upwards[::-1]).reshape(-1, 2)


class LayerMaps:
    """The maps of all units of a layer.

    Attributes:
        levels: units x height x width.
        spans: what the scale of each unit stands for at the moment.
    """

    def __init__(self, units: int, shape: tuple[int, int], span: Span | None) -> None:
        height, width = shape
        self._padded = np.zeros((units, height, -(-width // 4) * 4), dtype=np.uint8)
        self.levels = self._padded[:, :, :width]
        self._span = span
        self._lows = self._highs = np.zeros(units)
        self._scratch: Floats = np.empty((units, 0))

    @property
    def strip(self) -> NDArray[np.uint8]:
        """All maps below one another, with rows of whole words; the levels are a part of it."""
        return self._padded.reshape(-1, self._padded.shape[2])

    def span(self, unit: int) -> Span:
        """What the scale of a unit stands for."""
        if self._span is not None:
            return self._span
        reach = max(abs(float(self._lows[unit])), abs(float(self._highs[unit])))
        return Span(-reach, 0.0, reach)

    @property
    def fixed(self) -> bool:
        """Whether the scale is the same for all units and at all times."""
        return self._span is not None

    def show(self, values: Floats) -> None:
        """Take over values, units x pixels; a row is a unit."""
        if self._scratch.shape != values.shape or self._scratch.dtype != values.dtype:
            self._scratch = np.empty_like(values)
        if self._span is None:
            self._show_by_reach(values)
        else:
            self._show_by_span(values, self._span)

    def _show_by_span(self, values: Floats, span: Span) -> None:
        scaled = self._scratch
        # Within their bounds the sum of squares cannot overflow, so it is finite if they all are.
        finite = np.isfinite(np.vdot(values, values))
        with np.errstate(all="ignore"):
            if span.centre - span.low == span.high - span.centre:
                slope = _HALF / (span.high - span.centre)
                np.multiply(values, slope, scaled)
                scaled += _HALF + 0.5 - span.centre * slope
            else:  # two slopes that meet in the centre
                np.subtract(values, span.centre, scaled)
                below = np.minimum(scaled, 0) * (1 / (span.centre - span.low))
                np.maximum(scaled, 0, out=scaled)
                scaled *= 1 / (span.high - span.centre)
                scaled += below
                scaled *= _HALF
                scaled += _HALF + 0.5
            self._store(scaled)
        if not finite:
            self._mark(values)

    def _show_by_reach(self, values: Floats) -> None:
        shown = values
        self._lows, self._highs = values.min(axis=1), values.max(axis=1)
        with np.errstate(all="ignore"):
            finite = bool(np.isfinite(self._lows).all() and np.isfinite(self._highs).all())
            if not finite:
                shown = np.where(np.isfinite(values), values, 0)
                self._lows, self._highs = shown.min(axis=1), shown.max(axis=1)
            reach = np.maximum(-self._lows, self._highs)
            slopes = _HALF / np.where(reach > 0, reach, np.inf)
            # The smallest numbers have a reciprocal that is not finite; to the eye they are 0.
            slopes = np.where(np.isfinite(slopes), slopes, 0).astype(values.dtype)
            np.multiply(shown, slopes[:, None], self._scratch)
            self._scratch += _HALF + 0.5
            self._store(self._scratch)
        if not finite:
            self._mark(values)

    def _store(self, scaled: Floats) -> None:
        # Halves were added, so cutting off the rest rounds.
        np.copyto(self.levels, scaled.reshape(self.levels.shape), casting="unsafe")

    def _mark(self, values: Floats) -> None:
        self.levels[~np.isfinite(values).reshape(self.levels.shape)] = NOT_FINITE
