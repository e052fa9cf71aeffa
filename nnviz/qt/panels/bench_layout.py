"""Where the operands, the signs and the result of a line go on the bench."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF

from nnviz.qt.items.matrix import MatrixPicture
from nnviz.qt.items.matrix_content import MatrixContent
from nnviz.qt.theme import BODY, LABEL, Theme

_GAP = 7.0
_LARGEST_TEXT = 30
_ROOM, _LEAST_ROOM = 10.0, 3.0  # around the numbers
_FEWEST_DIGITS = 2
_NUMBERED_FROM = BODY  # the numbers of rows and columns may make text no smaller than that
_GIVEN_UP_FOR_NUMBERS = 2  # pixels by which smaller text may be smaller for them
_NUMBERED_HEIGHT = 150.0  # below, heat maps need all the height there is
_SMALLEST_MAP = 60.0
_WIDEST_FOCUS = 0.4  # of the room; a matrix that takes more for one sample is shown as a map


_Found = tuple[list[MatrixPicture], list[QSizeF]]


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

    All numbers are shown, in the largest text that fits, if they fit at all, with fewer digits
    than chosen if need be; otherwise the largest matrices show the numbers of the chosen sample
    only, or become heat maps, one after another, until the rest fits. Rows and columns are
    numbered where the text remains large enough.
    """
    signs = _signs(parts, theme)
    contents = [part for part in parts if not isinstance(part, str)]
    for digits, padding in _tries(contents[0].digits):
        shorter = [replace(part, digits=digits) for part in contents]
        found = _largest(shorter, signs, padding, area, theme)
        if found is not None:
            return _place(parts, *found, area, theme)
    low = area.height() < theme.px(_NUMBERED_HEIGHT)
    # Numbered, or with the shape beside the name; plainly where that would cost what is read.
    tried = [_in_part(parts, signs, area, theme, numbered=not low, compact=low)]
    tried.append(_in_part(parts, signs, area, theme, numbered=False, compact=False))
    return max(tried, key=lambda each: (each[-1].box.right() <= area.right() + 0.5, _read(each)))


def _in_part(
    parts: list[str | MatrixContent],
    signs: float,
    area: QRectF,
    theme: Theme,
    numbered: bool,
    compact: bool,
) -> list[Arranged]:
    """With small text, and only a part of the numbers."""
    size = _least_text(theme)
    pictures = [
        MatrixPicture(part, theme, size, numbered=numbered, compact=compact)
        for part in parts
        if not isinstance(part, str)
    ]
    return _place(parts, pictures, _reduced(pictures, signs, area), area, theme)


def _read(arranged: list[Arranged]) -> int:
    """How much of the matrices can be read as numbers."""
    return sum(each.picture.legibility(each.box) for each in arranged if each.picture is not None)


def _tries(digits: int) -> list[tuple[int, float]]:
    """Digits and the room around them, most readable first."""
    fewer = range(digits - 1, _FEWEST_DIGITS - 1, -1)
    return [(digits, _ROOM), (digits, _LEAST_ROOM), *((each, _LEAST_ROOM + 1) for each in fewer)]


def _largest(
    contents: list[MatrixContent], signs: float, padding: float, area: QRectF, theme: Theme
) -> _Found | None:
    """All matrices with the largest text with which they fit; None if they do not."""
    if not all(content.readable for content in contents):
        return None
    least, most = _least_text(theme), round(_LARGEST_TEXT * theme.zoom)

    def fitting(size: int, numbered: bool, compact: bool) -> _Found | None:
        pictures = [
            MatrixPicture(each, theme, size, padding, numbered, compact) for each in contents
        ]
        sizes = [picture.natural() for picture in pictures]
        return (pictures, sizes) if _fits(sizes, signs, area) else None

    # Most lines have room for it all; the rest is tried with less and less around the numbers.
    found = _halved(
        round(_NUMBERED_FROM * theme.zoom), most, lambda size: fitting(size, True, False)
    )
    if found is not None:
        return found
    plain = (
        _halved(least, most, lambda size: fitting(size, False, False)),
        _halved(least, most, lambda size: fitting(size, False, True)),
    )
    sizes = [0 if each is None else each[0][0].size for each in plain]
    compact = sizes[1] > sizes[0]
    found = plain[compact]
    if found is None:
        return None
    smaller = max(sizes[compact] - _GIVEN_UP_FOR_NUMBERS, least)
    return fitting(smaller, True, compact) or found


def _halved(low: int, high: int, fitting: Callable[[int], _Found | None]) -> _Found | None:
    """What fits with the largest size in ``low`` ... ``high``; None if nothing does."""
    best = fitting(low)
    while best is not None and high > low:
        middle = (low + high + 1) // 2
        found = fitting(middle)
        if found is None:
            high = middle - 1
        else:
            low, best = middle, found
    return best


def _least_text(theme: Theme) -> int:
    """The smallest text: on a projector larger than on a desk, though not as much as the rest."""
    return round(LABEL * (1 + theme.zoom) / 2)


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
    _give_back(sizes, narrowed, pictures, signs, area)
    for place, k in enumerate(narrowed):  # what is left over is shared among the narrowed
        spare = area.width() - signs - sum(size.width() for size in sizes)
        room = sizes[k].width() + max(spare, 0.0) / (len(narrowed) - place), area.height()
        focused = pictures[k].focused(*room)
        fits = focused is not None and focused.width() <= room[0] + 0.5
        sizes[k] = focused if focused is not None and fits else pictures[k].reduced(*room)
    return sizes


def _give_back(
    sizes: list[QSizeF],
    narrowed: list[int],
    pictures: list[MatrixPicture],
    signs: float,
    area: QRectF,
) -> None:
    """Show all numbers of those that larger ones, narrowed after them, have left room for."""
    whole = [picture.natural() for picture in pictures]
    for k in sorted(narrowed, key=lambda k: whole[k].width()):
        tried = [*sizes[:k], whole[k], *sizes[k + 1 :]]
        if pictures[k].content.readable and _fits(tried, signs, area):
            sizes[k] = whole[k]
            narrowed.remove(k)


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
    head, foot = pictures[0].head, pictures[0].foot
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
