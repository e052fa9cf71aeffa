"""Where the inputs are pictures: some of them with the network's answers, the worst first."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.qt.theme import LABEL, Theme

MOST = 24
RIGHT, WRONG = "✓", "✗"


class Picture:
    """One picture with what is written below it; ``right`` is None where there are no classes."""

    def __init__(
        self, row: int, pixels: NDArray[np.float64], text: str, right: bool | None
    ) -> None:
        self.row, self.text, self.right = row, text, right
        self.image = as_image(pixels)


def as_image(pixels: NDArray[np.float64]) -> QImage:
    """Height x width x channels from 0 to 1 as an image, grey or in colour."""
    levels = np.rint(np.clip(np.nan_to_num(pixels), 0, 1) * 255).astype(np.uint8)
    height, width, channels = levels.shape
    if channels == 1:
        flat = np.ascontiguousarray(levels[:, :, 0])
        return QImage(flat.tobytes(), width, height, width, QImage.Format.Format_Grayscale8)
    colours = np.ascontiguousarray(levels[:, :, :3])
    kind = QImage.Format.Format_RGB888
    return QImage(colours.tobytes(), width, height, 3 * width, kind)


class Pictures(QWidget):
    """A grid that fills its room; each picture says what it was taken for."""

    pointed = Signal(object, QPointF)
    """The row of the sample under the pointer, or None, and where the pointer is."""
    clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.shown: list[Picture] = []
        self._theme: Theme | None = None
        self._chosen: int | None = None

    def minimumSizeHint(self) -> QSize:
        """One row."""
        return QSize(80, 80)

    def show_pictures(self, pictures: list[Picture], chosen: int | None, theme: Theme) -> None:
        """Show these, one of them ringed."""
        self.shown, self._chosen, self._theme = pictures, chosen, theme
        wrong = sum(each.right is False for each in pictures)
        self.setAccessibleName(f"{len(pictures)} pictures, {wrong} of them taken wrongly")
        self.update()

    def boxes(self) -> list[QRectF]:
        """Where the pictures that have room lie, the text below each left out."""
        theme = self._theme
        if theme is None or not self.shown:
            return []
        text, gap, count = theme.px(16), 6.0, len(self.shown)
        metrics = QFontMetrics(theme.font(LABEL))
        widest = max(metrics.horizontalAdvance(f"{WRONG} {each.text}") for each in self.shown)
        least = max(theme.px(34), min(widest - 5, theme.px(76)))  # text may pass its picture

        def side_of(columns: int) -> float:
            return (self.width() - gap) / columns - gap

        def shows_all(columns: int) -> bool:
            rows = -(-count // columns)
            return rows * (side_of(columns) + text + gap) + gap <= self.height()

        # As few columns as show everything, so that pictures are as large as can be.
        columns = 1
        while columns < count and not shows_all(columns) and side_of(columns + 1) >= least:
            columns += 1
        side = max(side_of(columns), 8.0)
        fitting = max(1, int((self.height() - gap) // (side + text + gap))) * columns
        return [
            QRectF(gap + (k % columns) * (side + gap),
                   gap + (k // columns) * (side + text + gap), side, side)
            for k in range(min(count, fitting))
        ]  # fmt: skip

    def row_at(self, place: QPointF) -> int | None:
        """The row of the sample whose picture is there."""
        for box, each in zip(self.boxes(), self.shown, strict=False):
            if box.contains(place):
                return each.row
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is pointed at."""
        self.pointed.emit(self.row_at(event.position()), event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose a picture."""
        row = self.row_at(event.position())
        if row is not None and event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit(row)

    def leaveEvent(self, event: object) -> None:
        """Nothing is pointed at any more."""
        self.pointed.emit(None, QPointF())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Every picture; its frame and its mark say whether the answer is right."""
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        painter.setFont(theme.font(LABEL))
        metrics = painter.fontMetrics()
        for box, each in zip(self.boxes(), self.shown, strict=False):
            smooth = each.image.width() > box.width()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            shape = each.image.size().scaled(
                box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio
            )
            inner = QRectF(0, 0, shape.width(), shape.height())
            inner.moveCenter(box.center())
            painter.drawImage(inner, each.image)
            colour = QColor(theme.warning if each.right is False else theme.line)
            ringed = each.row == self._chosen
            painter.setPen(QColor(theme.text) if ringed else colour)
            painter.drawRect(inner.adjusted(-1, -1, 0, 0))
            if ringed:
                painter.drawRect(inner.adjusted(-3, -3, 2, 2))
            painter.setPen(QColor(theme.warning if each.right is False else theme.muted))
            mark = "" if each.right is None else RIGHT if each.right else WRONG
            text = metrics.elidedText(
                f"{mark} {each.text}", Qt.TextElideMode.ElideRight, round(box.width() + 5)
            )
            below = QRectF(box.left() - 2, box.bottom() + 1, box.width() + 6, theme.px(15))
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
