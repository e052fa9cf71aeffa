"""Why a run has stopped, in sight at once, without taking room from anything."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from nnviz.present.numbers import name_text
from nnviz.qt.context import Context
from nnviz.qt.theme import BODY

_FROM_BOTTOM = 8
_BESIDE = 16
_GAP = 8


class StopBanner(QFrame):
    """Lies where the bar of buttons has room, or over the bottom of the network.

    Its top has the headings. A sentence that is too long is cut short, and in full in the tool tip.

    Escape or its cross puts it away until the next stop.
    """

    def __init__(self, context: Context, bar: QWidget, over: QWidget, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("stopped")
        self.setAccessibleName("Stopped")
        self._session, self._themes = context.session, context.themes
        self._bar, self._over = bar, over
        self._dismissed: object = None
        self._text = QLabel(self)
        self._run = self._button("Run on", "Run on (Space)")
        self._run.clicked.connect(lambda: self._session.play())
        self._disable = self._button("Disable", "Do not stop there again")
        self._disable.clicked.connect(self._disable_them)
        self._close = self._button("×", "Put this away (Escape)")
        self._close.setAccessibleName("Put away why the run stopped")
        self._close.clicked.connect(lambda: self.dismiss())
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 6, 4)
        row.setSpacing(6)
        for widget in (self._text, self._run, self._disable, self._close):
            row.addWidget(widget)
        self.hide()
        context.bridge.frame.connect(lambda _: self._follow())
        context.themes.changed.connect(self._follow)
        for each in (bar, over, window):
            each.installEventFilter(self)

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("flat")
        button.setText(text)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @property
    def sentence(self) -> str:
        """What it says."""
        return self._session.stopped if self.isVisible() else ""

    def dismiss(self) -> bool:
        """Put it away; whether it was there."""
        there = not self.isHidden()
        self._dismissed = self._moment
        self.hide()
        return there

    @property
    def _moment(self) -> object:
        snapshot = self._session.snapshot
        return self._session.run, snapshot.iteration, snapshot.line, self._session.stopped

    def _follow(self) -> None:
        session = self._session
        if not session.stopped or session.playing:
            self._dismissed = None
            if not self.isHidden():
                self.hide()
            return
        if self._moment == self._dismissed:
            return
        self._disable.setEnabled(any(each.enabled for each in session.run.stopped))
        several = len(session.run.stopped) > 1
        tip = "Do not stop at these breakpoints again" if several else "Do not stop there again"
        self._disable.setToolTip(tip)
        self._place()
        if self.isHidden():
            self.show()
        self.raise_()

    def _place(self) -> None:
        """Beside the buttons; else over the network, or at the bottom where that is not seen."""
        theme, window = self._themes.now, self.window()
        self._text.setFont(theme.font(BODY, bold=True))
        written = name_text(self._session.stopped)
        self._text.setToolTip(written)
        self._text.setAccessibleName(written)
        self._text.setText(written)
        self.ensurePolished()
        self.adjustSize()
        bar = self._free_of_bar()
        if bar.width() >= self.width() + 2 * _GAP and bar.height() >= self.height():
            self.move(bar.left() + _GAP, bar.center().y() - self.height() // 2)
            return
        seen = self._over.isVisible()
        too_wide = self.width() - (self._over if seen else window).width() + 2 * _BESIDE
        if too_wide > 0:
            metrics = QFontMetrics(self._text.font())
            wanted = max(self._text.sizeHint().width() - too_wide, 60)
            end = Qt.TextElideMode.ElideRight
            self._text.setText(metrics.elidedText(written, end, wanted))
            self.adjustSize()
        if seen:
            corner = self._over.mapTo(window, QPoint(0, 0))
            x = corner.x() + (self._over.width() - self.width()) // 2
            y = corner.y() + self._over.height() - self.height() - _FROM_BOTTOM
        else:
            x = (window.width() - self.width()) // 2
            y = window.height() - self.height() - 48
        self.move(max(x, 0), y)

    def _free_of_bar(self) -> QRect:
        """What the bar has free at its end, in the window."""
        children = self._bar.findChildren(
            QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
        )
        ends = [
            each.x() + min(each.width(), each.sizeHint().width())
            for each in children
            if each.isVisible()
        ]
        taken = max(ends, default=0)
        corner = self._bar.mapTo(self.window(), QPoint(taken + 1, 0))
        return QRect(corner, QSize(self._bar.width() - taken - 1, self._bar.height()))

    def _disable_them(self) -> None:
        for each in self._session.run.stopped:
            self._session.breakpoints.set(each, enabled=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep its place when the window is arranged otherwise."""
        kinds = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)
        if event.type() in kinds and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)
