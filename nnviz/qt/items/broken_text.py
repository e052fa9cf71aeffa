"""An expression over several lines, broken where it is read best."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

_BREAKS = (re.compile(r"(?<= )"), re.compile(r"(?<=[,*/+\-])|(?=[(\[])"))
"""Places between two words, and if there are none between an operator and what follows."""


def broken(text: str, metrics: QFontMetricsF, room: float, most: int) -> list[str]:
    """The lines of a text in this room, at least one; what is beyond the last is cut short."""
    lines: list[str] = []
    while metrics.horizontalAdvance(text) > room and len(lines) < most - 1:
        end = _last_place(text, metrics, room)
        lines.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*lines, metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)]


def _last_place(text: str, metrics: QFontMetricsF, room: float) -> int:
    """How many characters the first line has."""
    for places in _BREAKS:
        fitting = [
            found.start()
            for found in places.finditer(text)
            if 0 < found.start() < len(text)
            and metrics.horizontalAdvance(text[: found.start()].rstrip()) <= room
        ]
        if fitting:
            return fitting[-1]
    fit = (end for end in range(len(text), 1, -1) if metrics.horizontalAdvance(text[:end]) <= room)
    return next(fit, 1)
