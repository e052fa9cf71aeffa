"""How wide text is; measured once, because the same few words are asked for at every step."""

from functools import lru_cache

from PySide6.QtGui import QFontMetricsF

from nnviz.qt.theme import LIGHT


@lru_cache(maxsize=4096)
def width_of(text: str, pixels: int, bold: bool = False) -> float:
    """The width of a text in the window's font, which every theme shares."""
    return QFontMetricsF(LIGHT.exact_font(pixels, bold)).horizontalAdvance(text)


class Powers:
    """Numbers flush right on their points although their powers of ten differ in length."""

    def __init__(self, longest: str, pixels: int) -> None:
        self._longest, self._pixels = longest, pixels

    def short_of(self, text: str) -> float:
        """How far a number ends before the place where those with the longest power do."""
        if not self._longest:
            return 0.0
        power = text[text.find("e") :] if "e" in text else ""
        return width_of(self._longest, self._pixels) - width_of(power, self._pixels)
