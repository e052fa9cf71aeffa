"""Where the operands, the signs and the result of a line go on the bench."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF

from nnviz.qt.items.matrix import FOOT, HEAD, MatrixContent, MatrixPicture
from nnviz.qt.theme import BODY, LABEL, Theme

_GAP = 9.0
_LARGEST_TEXT = 30


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
    largest matrices become heat maps, one after another, until the rest fits.
    """
    for size in range(round(_LARGEST_TEXT * theme.zoom), LABEL - 1, -1):
        pictures = _pictures(parts, theme, size)
        sizes = [picture.natural() for picture in pictures]
        if _fits(sizes, _signs(parts, theme), area):
            return _place(parts, pictures, sizes, area, theme)
    pictures = _pictures(parts, theme, LABEL)
    sizes = _reduced(pictures, _signs(parts, theme), area)
    return _place(parts, pictures, sizes, area, theme)


def _pictures(parts: list[str | MatrixContent], theme: Theme, size: int) -> list[MatrixPicture]:
    return [MatrixPicture(part, theme, size) for part in parts if not isinstance(part, str)]


def _sign_width(text: str, theme: Theme) -> float:
    return QFontMetricsF(theme.font(BODY + 3)).horizontalAdvance(text)


def _signs(parts: list[str | MatrixContent], theme: Theme) -> float:
    """The width that signs and gaps take."""
    signs = sum(_sign_width(part, theme) for part in parts if isinstance(part, str))
    return signs + _GAP * (len(parts) - 1)


def _fits(sizes: list[QSizeF], signs: float, area: QRectF) -> bool:
    width = sum(size.width() for size in sizes) + signs
    return width <= area.width() and all(size.height() <= area.height() for size in sizes)


def _reduced(pictures: list[MatrixPicture], signs: float, area: QRectF) -> list[QSizeF]:
    """Sizes with the largest matrices as heat maps."""
    sizes = [picture.natural() for picture in pictures]
    maps: set[int] = set()
    order = sorted(
        range(len(pictures)),
        key=lambda k: sizes[k].width() * sizes[k].height(),
        reverse=True,
    )
    for k in order:
        too_high = sizes[k].height() > area.height()
        if not too_high and _fits(sizes, signs, area):
            continue
        maps.add(k)
        for each in maps:  # what the numbers leave is shared among the maps
            numbers = sum(sizes[i].width() for i in range(len(sizes)) if i not in maps)
            share = (area.width() - signs - numbers) / len(maps)
            sizes[each] = pictures[each].reduced(max(share, 40.0), area.height())
    return sizes


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
