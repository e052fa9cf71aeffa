"""Where the operands, the signs and the result of a line go on the bench."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF

from nnviz.qt.items.matrix import FOOT, HEAD, MatrixContent, MatrixPicture
from nnviz.qt.theme import BODY, LABEL, Theme

_GAP = 7.0
_LARGEST_TEXT = 30
_TRIES = ((3, 10.0), (3, 3.0), (2, 4.0))  # digits and the room around them, most readable first
_SMALLEST_MAP = 60.0
_WIDEST_FOCUS = 0.4  # of the room; a matrix that takes more for one sample is shown as a map


@dataclass(frozen=True)
class Arranged:
    """A matrix or a sign with its place."""

    box: QRectF
    picture: MatrixPicture | None = None
    text: str = ""

    @property
    def legible(self) -> bool:
        """Whether a matrix shows its numbers; signs always do."""
        return self.picture is None or self.picture.fits(self.box)


def arrange(parts: list[str | MatrixContent], area: QRectF, theme: Theme) -> list[Arranged]:
    """Place the parts from left to right.

    All numbers are shown, in the largest text that fits, if they fit at all; otherwise the
    largest matrices show the numbers of the chosen sample only, or become heat maps, one after
    another, until the rest fits.
    """
    signs = _signs(parts, theme)
    for digits, padding in _TRIES:
        shorter = [
            part if isinstance(part, str) else replace(part, digits=digits) for part in parts
        ]
        found = _largest(shorter, signs, padding, area, theme)
        if found is not None:
            return _place(parts, *found, area, theme)
    pictures = _pictures(parts, theme, LABEL)
    return _place(parts, pictures, _reduced(pictures, signs, area), area, theme)


def _largest(
    parts: list[str | MatrixContent], signs: float, padding: float, area: QRectF, theme: Theme
) -> tuple[list[MatrixPicture], list[QSizeF]] | None:
    """All matrices with the largest text with which they fit; None if they do not."""
    # Halving: the largest text that fits lies in low ... high - 1, unless none does.
    low, high = LABEL, round(_LARGEST_TEXT * theme.zoom) + 1
    best = None
    middle = low
    while high - low > 1 or best is None:
        pictures = _pictures(parts, theme, middle, padding)
        sizes = [picture.natural() for picture in pictures]
        if _fits(sizes, signs, area):
            low, best = middle, (pictures, sizes)
        elif best is None:
            return None
        else:
            high = middle
        middle = (low + high) // 2
    return best


def _pictures(
    parts: list[str | MatrixContent], theme: Theme, size: int, padding: float = 10.0
) -> list[MatrixPicture]:
    return [
        MatrixPicture(part, theme, size, padding) for part in parts if not isinstance(part, str)
    ]


def _sign_width(text: str, theme: Theme) -> float:
    return QFontMetricsF(theme.font(BODY + 1)).horizontalAdvance(text)


def _signs(parts: list[str | MatrixContent], theme: Theme) -> float:
    """The width that signs and gaps take."""
    signs = sum(_sign_width(part, theme) for part in parts if isinstance(part, str))
    return signs + _GAP * (len(parts) - 1)


def _fits(sizes: list[QSizeF], signs: float, area: QRectF) -> bool:
    low_enough = all(size.height() <= area.height() for size in sizes)
    return low_enough and _narrow_enough(sizes, signs, area)


def _reduced(pictures: list[MatrixPicture], signs: float, area: QRectF) -> list[QSizeF]:
    """Sizes with the largest matrices narrowed to the chosen sample, or as heat maps."""
    sizes = [picture.natural() for picture in pictures]
    narrowed: list[int] = []
    # The largest first; the result, which is what a line is about, keeps its numbers longest.
    in_turn = sorted(
        range(len(pictures)),
        key=lambda k: (pictures[k].content.result, -sizes[k].width() * sizes[k].height()),
    )
    for k in in_turn:
        if _fits(sizes, signs, area):
            break
        if sizes[k].height() > area.height() or not _narrow_enough(sizes, signs, area):
            narrowed.append(k)
            focused = pictures[k].focused(0.0, area.height())
            if focused is None or focused.width() > _WIDEST_FOCUS * area.width():
                focused = pictures[k].reduced(_SMALLEST_MAP, area.height())
            sizes[k] = focused
    for k in narrowed:  # a map can be narrower still than the numbers of one sample
        if not _narrow_enough(sizes, signs, area):
            sizes[k] = pictures[k].reduced(_SMALLEST_MAP, area.height())
    for place, k in enumerate(narrowed):  # what is left over is shared among the narrowed
        spare = area.width() - signs - sum(size.width() for size in sizes)
        room = sizes[k].width() + max(spare, 0.0) / (len(narrowed) - place), area.height()
        focused = pictures[k].focused(*room)
        fits = focused is not None and focused.width() <= room[0] + 0.5
        sizes[k] = focused if focused is not None and fits else pictures[k].reduced(*room)
    return sizes


def _narrow_enough(sizes: list[QSizeF], signs: float, area: QRectF) -> bool:
    return sum(size.width() for size in sizes) + signs <= area.width()


def _place(
    parts: list[str | MatrixContent],
    pictures: list[MatrixPicture],
    sizes: list[QSizeF],
    area: QRectF,
    theme: Theme,
) -> list[Arranged]:
    x = area.left()
    head, foot = theme.px(HEAD), theme.px(FOOT)
    middle = area.top() + (area.height() - foot + head) / 2
    highest = max(size.height() for size in sizes)
    # Centred on one axis, so that products read along a line; upper edge kept inside.
    middle = min(middle, area.top() + head + (highest - foot - head) / 2 + 24)
    arranged, matrices = [], iter(zip(pictures, sizes, strict=True))
    for part in parts:
        if isinstance(part, str):
            width = _sign_width(part, theme)
            arranged.append(Arranged(QRectF(x, middle - 20, width + 1, 40), text=part))
        else:
            picture, size = next(matrices)
            width = size.width()
            top = middle - (size.height() - foot - head) / 2 - head
            arranged.append(
                Arranged(QRectF(x, max(top, area.top()), width, size.height()), picture)
            )
        x += width + _GAP
    return arranged
