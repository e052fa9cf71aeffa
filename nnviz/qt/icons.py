"""Pictures of the actions, drawn in the theme's colour."""

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnviz.qt.theme import Themes
from nnviz.resources import resource

_SIZE = 48


class Icons:
    """Icons that follow the theme."""

    def __init__(self, themes: Themes) -> None:
        self._themes = themes
        self._given: dict[str, QAction] = {}
        self._names: dict[str, str] = {}
        themes.changed.connect(self._colour)

    def give(self, action: QAction, name: str) -> None:
        """Give an action this picture, now and after every change of the theme."""
        self._given[action.text()] = action
        self._names[action.text()] = name
        action.setIcon(self._icon(name))

    def change(self, action: QAction, name: str) -> None:
        """Give an action another picture."""
        if self._names.get(action.text()) != name or action.icon().isNull():
            self.give(action, name)

    def _colour(self) -> None:
        for text, action in self._given.items():
            action.setIcon(self._icon(self._names[text]))

    def _icon(self, name: str) -> QIcon:
        theme = self._themes.now
        icon = QIcon()
        icon.addPixmap(_pixmap(name, theme.text))
        icon.addPixmap(_pixmap(name, theme.line), QIcon.Mode.Disabled)
        return icon


def _pixmap(name: str, colour: str) -> QPixmap:
    svg = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))
    pixmap = QPixmap(_SIZE, _SIZE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, _SIZE, _SIZE))
    painter.end()
    return pixmap
