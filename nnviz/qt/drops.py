"""Files that are dragged onto the window."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRect, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from nnviz.qt.theme import BODY, TITLE, Themes

_INVITATION = "Drop a file or a folder to learn from it"
_KINDS = "CSV · TSV · NPZ · NPY · IDX · a folder of pictures · an experiment (.toml)"
_OPAQUE = 225  # of 255: the window is seen through a little


class DropTarget(QWidget):
    """Covers the window with a hint while something that could be opened is dragged over it.

    It takes the drop itself, because fields and plots below it would take it as text.
    """

    def __init__(
        self,
        window: QWidget,
        themes: Themes,
        dropped: Callable[[Path], None],
        refused: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window, self._themes = window, themes
        self._dropped, self._refused = dropped, refused
        self._entered = False
        self.setAccessibleName(_INVITATION)
        self.setAcceptDrops(True)
        self.hide()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come up when a file is dragged into the window."""
        if event.type() is QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if not event.mimeData().hasUrls():
                return False
            self._come_up()
            event.acceptProposedAction()
            return True
        if event.type() is QEvent.Type.DragLeave:
            # Qt says that the drag leaves the window just before it says that it enters this.
            QTimer.singleShot(0, self, self._go_unless_entered)
        elif event.type() is QEvent.Type.Drop and isinstance(event, QDropEvent):
            self.dropEvent(event)
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A veil, a dashed frame, and what can be dropped."""
        theme = self._themes.now
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(theme.window)
        veil.setAlpha(_OPAQUE)
        painter.fillRect(self.rect(), veil)
        inset = round(theme.px(16))
        painter.setPen(QPen(QColor(theme.next), theme.px(2), Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(inset, inset, -inset, -inset), 12, 12)
        middle, high = self.rect().center().y(), round(theme.px(40))
        for top, text, font, colour in (
            (middle - high, _INVITATION, theme.font(1.3 * TITLE, bold=True), theme.text),
            (middle, _KINDS, theme.font(BODY), theme.muted),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(QRect(0, top, self.width(), high), Qt.AlignmentFlag.AlignCenter, text)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Stay while the drag is over it."""
        if event.mimeData().hasUrls():
            self._entered = True
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Go when the drag leaves the window."""
        self._go()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped, after the program that it comes from has been let go."""
        self._go()
        if not event.mimeData().hasUrls():
            return
        event.acceptProposedAction()
        found = _path_in(event.mimeData())
        if isinstance(found, Path):
            QTimer.singleShot(0, self, lambda: self._dropped(found))
        else:
            self._refused(found)

    def _come_up(self) -> None:
        self._entered = False
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()

    def _go_unless_entered(self) -> None:
        if not self._entered:
            self._go()

    def _go(self) -> None:
        self._entered = False
        self.hide()


def _path_in(mime: QMimeData) -> Path | str:
    """The one file of a drag, or a sentence that says why there is none."""
    urls = mime.urls()
    if len(urls) != 1:
        return f"{len(urls)} files were dropped: drop a single file, or the folder they are in."
    if not urls[0].isLocalFile():
        return f"{urls[0].toDisplayString()}: this is not on your computer; save it there first."
    return Path(urls[0].toLocalFile())
