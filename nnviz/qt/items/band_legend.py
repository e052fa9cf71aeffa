"""The bands of a gradient check: for each a colour, a sign and a word, so that none is needed."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.nn.error_bands import DOUBTFUL_TO, FAIR_TO, GOOD_TO, Band
from nnviz.present.colours import blend, is_light, rgb
from nnviz.present.numbers import significant
from nnviz.qt.theme import LABEL, Theme


@dataclass(frozen=True)
class _Row:
    sign: str
    colour: str
    """One of Okabe and Ito's, or empty for the colour of the surface."""
    words: str


def _power(value: float) -> str:
    return significant(value, 1)


BANDS = {
    Band.GOOD: _Row("✓", "#009e73", f"≤ {_power(GOOD_TO)} good"),
    Band.FAIR: _Row("+", "#56b4e9", f"≤ {_power(FAIR_TO)} fair"),
    Band.DOUBTFUL: _Row("?", "#e69f00", f"≤ {_power(DOUBTFUL_TO)} doubtful"),
    Band.WRONG: _Row("×", "#d55e00", f"> {_power(DOUBTFUL_TO)} wrong"),
    Band.ROUNDING: _Row("≈", "", "within rounding"),
    Band.KINK: _Row("^", "", "a kink"),
}
_LINE, _SWATCH, _GAP, _APART = 19, 20, 5, 12  # pixels on a desk
_SMALLEST = 0.6  # of the usual size
_HATCHED = Qt.BrushStyle.BDiagPattern


def band_colours(band: Band, theme: Theme) -> tuple[QColor, QColor]:
    """What fills the cells of a band, and a colour of text that can be read on it."""
    row = BANDS.get(band)
    if row is None or not row.colour:
        return QColor(theme.window), QColor(theme.muted)
    share = 0.3 if band in (Band.GOOD, Band.FAIR) else 0.0  # what is right need not shout
    fill = QColor(blend(row.colour, theme.surface, share))
    return fill, QColor("#14171a" if is_light(*rgb(fill.name())) else "#ffffff")


class BandLegend(QWidget):
    """The bands from left to right in a line; smaller where there is little room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        words = "; ".join(f"{row.sign} {row.words}" for row in BANDS.values())
        self.setAccessibleName(f"Relative error of an entry: {words}")
        self.setToolTip(
            "The relative error of an entry is |approx − grad| / max(|approx|, |grad|). "
            "The bands are those that are customary for double precision (course CS231n), with "
            f"one bound more at {_power(FAIR_TO)}, which 'nnviz check' uses too. Within rounding: "
            "the two differ by no more than rounding in J makes of a difference. A kink: a "
            "function that bends, such as ReLU at 0, lies between, so that the difference says "
            "nothing."
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bands(self, theme: Theme) -> None:
        """Show them in this theme."""
        if theme != self._theme:
            self._theme = theme
            self.setFixedHeight(round(theme.px(_LINE)))
            self.update()

    def _arranged(self, theme: Theme) -> tuple[float, list[tuple[Band, QRectF]]]:
        """The size of everything as a share of the usual, and the place of every band."""
        metrics = QFontMetricsF(theme.font(LABEL))
        widths = [
            theme.px(_SWATCH + _GAP) + metrics.horizontalAdvance(row.words)
            for row in BANDS.values()
        ]
        whole = sum(widths) + theme.px(_APART) * (len(widths) - 1)
        share = max(min(1.0, self.width() / whole), _SMALLEST)
        places, x = [], 0.0
        for band, width in zip(BANDS, widths, strict=True):
            places.append((band, QRectF(x, 0, share * width, self.height())))
            x += share * (width + theme.px(_APART))
        return share, places

    def paintEvent(self, event: QPaintEvent) -> None:
        """A swatch with its sign, then the words."""
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        share, places = self._arranged(theme)
        size = share * theme.zoom
        painter.setFont(theme.exact_font(size * LABEL))
        for band, place in places:
            fill, pen = band_colours(band, theme)
            swatch = QRectF(place.left(), place.top() + 2, size * _SWATCH, place.height() - 4)
            painter.fillRect(swatch, fill)
            if band is Band.KINK:
                painter.fillRect(swatch, QBrush(QColor(theme.line), _HATCHED))
            painter.setPen(pen)
            painter.drawText(swatch, Qt.AlignmentFlag.AlignCenter, BANDS[band].sign)
            painter.setPen(QColor(theme.text))
            words = place.adjusted(size * (_SWATCH + _GAP), 0, 4, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, BANDS[band].words)
