"""Thousands of numbers at once: every sign is drawn once, then copied to where it stands."""

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from nnviz.present.numbers import MINUS

_SIGNS = "".join(sorted(f"0123456789.einfa∞{MINUS}"))
_CODES = np.array([ord(sign) for sign in _SIGNS], dtype=np.uint32)
Floats = NDArray[np.float64]


class Glyphs:
    """The signs of numbers in one font and a few colours."""

    def __init__(self, font: QFont, colours: tuple[QColor, ...], ratio: float = 1.0) -> None:
        metrics = QFontMetricsF(font)
        self._advances = np.array([metrics.horizontalAdvance(sign) for sign in _SIGNS])
        self._ratio = ratio
        self._wide = int(np.ceil(self._advances.max())) + 2
        self._high = int(np.ceil(metrics.height()))
        width, height = self._wide * len(_SIGNS), self._high * len(colours)
        self._sheet = QPixmap(round(width * ratio), round(height * ratio))
        self._sheet.setDevicePixelRatio(ratio)
        self._sheet.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._sheet)
        painter.setFont(font)
        for line, colour in enumerate(colours):
            painter.setPen(colour)
            for place, sign in enumerate(_SIGNS):
                box = QRectF(place * self._wide + 1, line * self._high, self._wide, self._high)
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft, sign)
        painter.end()
        self._fragments = PrimitiveArray(QPainter.PixmapFragment, 10)

    def draw(
        self,
        painter: QPainter,
        texts: list[str],
        rights: Floats,
        middles: Floats,
        colours: NDArray[np.int64],
    ) -> None:
        """Draw numbers that end at ``rights``, centred on ``middles``, in these of the colours."""
        if not texts:
            return
        written = np.array(texts)
        codes = written.view(np.uint32).reshape(len(texts), -1)
        there = codes != 0
        signs = np.where(there, np.searchsorted(_CODES, codes), 0)
        advances = np.where(there, self._advances[signs], 0.0)
        ends = np.cumsum(advances, axis=1)
        lefts = rights[:, None] - ends[:, -1:] + ends - advances
        lines = np.broadcast_to(colours[:, None], codes.shape)[there]
        tops = np.broadcast_to(np.round(middles - self._high / 2)[:, None], codes.shape)[there]
        self._fragments.resize(int(there.sum()))
        table = self._fragments.ndarray()
        wide, high, ratio = self._wide, self._high, self._ratio
        # On whole pixels, or every sign would be blurred by its own fraction of one.
        table[:, 0] = np.round((lefts[there] - 1) * ratio) / ratio + wide / 2
        table[:, 1] = tops + high / 2
        table[:, 2] = np.round(signs[there] * wide * ratio)
        table[:, 3] = np.round(lines * high * ratio)
        table[:, 4] = np.round(wide * ratio)
        table[:, 5] = np.round(high * ratio)
        table[:, 6] = table[:, 7] = 1 / ratio
        table[:, 8], table[:, 9] = 0.0, 1.0
        painter.drawPixmapFragments(  # the stub knows the form with a list only
            *self._fragments.drawargs(),
            self._sheet,  # type: ignore[call-arg]
        )
