"""Where to put something small beside a thing in a panel, so that it covers little."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

_GAP, _RIM = 8, 4  # pixels to what it stands beside, and to the border of the window
_DEAR = 8  # how many times as bad it is to cover what is to be avoided


def place_beside(box: QWidget, around: QWidget, rect: QRect, avoid: Sequence[QRect] = ()) -> QPoint:
    """Where a box, a child of the window, covers least of what is worth seeing.

    It never lies on the rectangle ``rect`` of the panel ``around``, unless there is no other room.
    Worth seeing are the rectangles to ``avoid``, and outside of the panel whatever lies there.
    """
    window = around.window()
    origin = around.mapTo(window, QPoint(0, 0))
    spot, own = rect.translated(origin), QRect(origin, around.size())
    inner = window.rect().adjusted(_RIM, _RIM, -_RIM, -_RIM)
    width, height = box.width(), box.height()
    beyond = 1 + _GAP
    across = [spot.center().x() - width // 2, spot.left(), spot.right() - width]
    down = [spot.center().y() - height // 2, spot.top(), spot.bottom() - height]
    corners = [
        *((x, spot.bottom() + beyond) for x in across),
        *((x, spot.top() - _GAP - height) for x in across),
        *((spot.right() + beyond, y) for y in down),
        *((spot.left() - _GAP - width, y) for y in down),
    ]
    best: tuple[int, QPoint] | None = None
    for x, y in corners:
        x = max(inner.left(), min(x, inner.right() - width))
        y = max(inner.top(), min(y, inner.bottom() - height))
        place = QRect(x, y, width, height)
        if place.intersects(spot):
            continue
        covered = _DEAR * sum(_area(place & other.translated(origin)) for other in avoid)
        covered += _area(place) - _area(place & own)
        if best is None or covered < best[0]:
            best = covered, place.topLeft()
    return spot.bottomRight() if best is None else best[1]


def _area(box: QRect) -> int:
    return box.width() * box.height() if box.isValid() else 0
