"""Every colour and text size, in light and in dark. Each colour has one meaning; see the rows."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPalette, qRgb
from PySide6.QtWidgets import QApplication

from nnviz.present.colours import blend, diverging, is_gradient, is_light
from nnviz.resources import resource

# Okabe and Ito's colours, told apart by people of every kind of colour vision.
_OKABE_ITO = ("#e69f00", "#56b4e9", "#009e73", "#d55e00", "#0072b2", "#f0e442", "#999999")
_SAMPLES = "#cc79a7"


@lru_cache(maxsize=256)
def _font(pixels: int, bold: bool) -> QFont:
    made = QFont("Inter")
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


@dataclass(frozen=True)
class Theme:
    """One set of colours."""

    name: str
    window: str
    surface: str
    text: str
    muted: str
    line: str
    done: str
    """The line just computed, and what it touched."""
    next: str
    """The line that comes next."""
    warning: str
    stop: str
    """A breakpoint, and the line before which a run has stopped."""
    frame: str
    """What the frames of fields are made from."""
    neutral: str
    """Zero, on every scale."""
    negative: str = "#f59322"
    positive: str = "#0877bd"
    gradient_negative: str = "#8e44ad"
    gradient_positive: str = "#2e8b37"
    zoom: float = 1.0
    """How much larger than on a desk everything is written: more for a projector."""

    def px(self, length: float) -> float:
        """A length on a desk as it is now."""
        return length * self.zoom

    def font(self, size: float, bold: bool = False) -> QFont:
        """The window's font with figures of one width; ``size`` in pixels on a desk."""
        return self.exact_font(size * self.zoom, bold)

    def exact_font(self, pixels: float, bold: bool = False) -> QFont:
        """The same in pixels, for text whose size follows from the room it has."""
        return _font(round(pixels), bold)

    @cached_property
    def value_scale(self) -> "Scale":
        """Weights, activations, the decision region."""
        return Scale(diverging(self.negative, self.neutral, self.positive), self)

    @cached_property
    def gradient_scale(self) -> "Scale":
        """dZ, dW, db, dA and changes."""
        return Scale(diverging(self.gradient_negative, self.neutral, self.gradient_positive), self)

    def scale_for(self, name: str) -> "Scale":
        """The scale of a matrix, by its name."""
        return self.gradient_scale if is_gradient(name) else self.value_scale

    def dimension(self, name: str) -> QColor:
        """The colour of a dimension's bar: ``n0`` ... ``nL``, ``m``; ``1`` has the line's."""
        return QColor(self._dimension(name))

    def dimension_text(self, name: str) -> QColor:
        """The same, strong enough to be read as text."""
        if name in ("1", "x"):
            return QColor(self.muted)
        return QColor(
            blend(self._dimension(name), self.text, 0.42 if self.name == "light" else 0.2)
        )

    def _dimension(self, name: str) -> str:
        if name in ("1", "x"):
            return self.line
        return _SAMPLES if name == "m" else _OKABE_ITO[int(name[1:]) % len(_OKABE_ITO)]

    def shape_parts(
        self, shape: tuple[int, int], dimensions: tuple[str, str]
    ) -> list[tuple[str, QColor]]:
        """The text ``(rows, columns)`` in parts, each number in its dimension's colour."""
        muted = QColor(self.muted)
        return [
            ("(", muted),
            (str(shape[0]), self.dimension_text(dimensions[0])),
            (", ", muted),
            (str(shape[1]), self.dimension_text(dimensions[1])),
            (")", muted),
        ]

    def classes(self, count: int) -> list[str]:
        """A colour a class: the ends of the value scale for two, Okabe-Ito for more."""
        if count == 2:
            return [self.negative, self.positive]
        return [((*_OKABE_ITO[:5], _SAMPLES, *_OKABE_ITO[5:]))[k % 8] for k in range(count)]

    def watch(self, slot: int) -> QColor:
        """The colour of a watch's curve, strong enough to be seen as a line."""
        colours = (*_OKABE_ITO[4:5], *_OKABE_ITO[:1], *_OKABE_ITO[2:4], _SAMPLES, _OKABE_ITO[1])
        towards = "#000000" if self.name == "light" else "#ffffff"
        return QColor(blend(colours[slot % len(colours)], towards, 0.12 + 0.04 * (slot % 2)))


class Scale:
    """A diverging table, ready to be used by Qt; its last entry means "not finite"."""

    def __init__(self, colours: NDArray[np.uint8], theme: Theme) -> None:
        self.colours = colours
        wrong = QColor(theme.warning)
        self.table = [qRgb(int(r), int(g), int(b)) for r, g, b in colours]
        self.table.append(wrong.rgb())
        self.qcolors = [QColor(each) for each in self.table]
        self.tones = QColor("#14171a"), QColor("#ffffff")
        """The two colours of text, for light levels and for dark ones."""
        self.light_on = np.array(
            [not is_light(each.red(), each.green(), each.blue()) for each in self.qcolors]
        )
        """Whether text on a level has the second of them."""
        self._texts = [self.tones[int(light)] for light in self.light_on]

    def text_on(self, level: int) -> QColor:
        """A colour of text that can be read on a level of the scale."""
        return self._texts[level]

    def image(self, index: NDArray[np.uint8]) -> QImage:
        """The levels as an image, a pixel an entry, the first row on top."""
        height, width = index.shape
        data = np.zeros((height, -(-width // 4) * 4), dtype=np.uint8)  # rows of whole words
        data[:, :width] = index
        image = QImage(data.tobytes(), width, height, data.shape[1], QImage.Format.Format_Indexed8)
        image.setColorTable(self.table)
        return image

    def blocks(self, index: NDArray[np.uint8]) -> QImage:
        """The same to be drawn larger, which takes a tenth of the time in this format."""
        return self.image(index).convertToFormat(QImage.Format.Format_RGB32)


LIGHT = Theme(
    "light", window="#f4f5f6", surface="#ffffff", text="#1b1f24", muted="#59616b",
    line="#d3d8dd", done="#c2185b", next="#00707f", warning="#b3261e", frame="#e3e6e9",
    stop="#d32f22", neutral="#e8eaeb",
)  # fmt: skip
DARK = Theme(
    "dark", window="#16191d", surface="#1e2227", text="#e9ecef", muted="#a3acb5",
    line="#3a4149", done="#ff6fa5", next="#41c7d6", warning="#ff8a80", frame="#7d8791",
    stop="#f4483a", neutral="#2f353b",
    negative="#f59322", positive="#2a9df0", gradient_negative="#b77be0",
    gradient_positive="#4fb85a",
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}

LABEL, BODY, TITLE = 11, 13, 16  # pixels on a desk
_PRESENTING = 1.45


class Themes(QObject):
    """The theme in use: the system's, unless a person chose one."""

    changed = Signal()

    def __init__(self, chosen: str | None, presenting: bool = False) -> None:
        super().__init__()
        self._chosen = chosen
        self._presenting = presenting
        self.now = LIGHT
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self._follow()

    @property
    def chosen(self) -> str | None:
        """``light`` or ``dark`` by choice, None for the system's."""
        return self._chosen

    @property
    def presenting(self) -> bool:
        """Whether everything is written large enough for a projector."""
        return self._presenting

    def present(self, on: bool) -> None:
        """Write everything larger, or as on a desk."""
        self._presenting = on
        self._follow()

    def choose(self, name: str | None) -> None:
        """Use this theme, or the system's for None."""
        self._chosen = name
        self._follow()

    def _follow(self) -> None:
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        chosen = THEMES[self._chosen or ("dark" if dark else "light")]
        self.now = replace(chosen, zoom=_PRESENTING) if self._presenting else chosen
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        palette = _palette(self.now)
        application.setPalette(palette)
        # Fusion draws a field's frame darker than the window, which nobody sees on a dark one;
        # for fields alone "the window" is lighter.
        palette.setColor(QPalette.ColorRole.Window, QColor(self.now.frame))
        for kind in ("QAbstractSpinBox", "QComboBox", "QCheckBox", "QSlider"):
            application.setPalette(palette, kind)  # type: ignore[arg-type]  # the stub is wrong
        application.setStyleSheet(_style_sheet(self.now))
        self.changed.emit()


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for each, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.window),
        (role.Text, theme.text),
        (role.Button, theme.surface),
        (role.ButtonText, theme.text),
        (role.ToolTipBase, theme.surface),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.next),
        (role.HighlightedText, theme.surface),
        (role.Link, theme.next),
        (role.Light, theme.surface),
        (role.Midlight, theme.line),
        (role.Mid, theme.line),
        (role.Dark, theme.line),
        (role.Shadow, theme.line),
    ):
        palette.setColor(each, QColor(colour))
    faint = QColor(blend(theme.muted, theme.window, 0.45))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, faint)
    return palette


def _style_sheet(theme: Theme) -> str:
    text = resource("styles", "window.qss").read_text(encoding="utf-8")
    for name in ("window", "surface", "text", "muted", "line", "done", "next", "warning", "stop"):
        text = text.replace(f"@{name}@", getattr(theme, name))
    for size in (12, 13):
        text = text.replace(f"@{size}px@", f"{round(theme.px(size))}px")
    soft = blend(theme.surface, theme.next, 0.14)
    text = text.replace("@alarm@", blend(theme.surface, theme.stop, 0.12))
    return text.replace("@soft@", soft)
