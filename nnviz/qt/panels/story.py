"""What the experiment is about and what to look at: a strip below the bar above."""

import html

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QToolBar, QToolButton, QWidget

from nnviz.present.numbers import prose
from nnviz.qt.actions import Actions
from nnviz.qt.context import Context

_MARGIN = 10
_LINES = ((500, 1), (760, 2))  # below this height of the window, so many lines must do
_MOST = 4
_AROUND = 10  # of the text, above and below


class StoryBar(QToolBar):
    """Title, note, description and what is to be known of the data.

    It is as high as its text, up to a few lines; then it scrolls. There is none for an experiment
    that says nothing of itself. Closed, it stays closed until another text is to be read.
    """

    def __init__(self, context: Context, actions: Actions, parent: QWidget) -> None:
        super().__init__("What to look at", parent)
        self.setObjectName("story")
        self._session, self._themes = context.session, context.themes
        self._action = actions["story"]
        self._content: tuple[str, ...] = ()
        self._closed_at: tuple[str, ...] = ()
        self._wanted = False
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.toggleViewAction().setVisible(False)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("story")
        self._scroll.setWidget(self._label)
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName("What to look at")
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._close = QToolButton(self)
        self._close.setObjectName("close")
        self._close.setText("×")
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.setAccessibleName("Close the text")
        self._close.setToolTip("Close the text (I brings it back)")
        self._close.clicked.connect(self.toggle)
        inside = QWidget(self)
        row = QHBoxLayout(inside)
        row.setContentsMargins(_MARGIN - 4, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._scroll, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.addWidget(inside)
        context.session.signals.experiment.connect(lambda _: self._follow())
        context.themes.changed.connect(self._write)
        self._follow()
        self._decide()

    def toggle(self) -> None:
        """Close the text, or bring it back."""
        self._closed_at = self._content if self._wanted else ()
        self._decide()

    @property
    def room(self) -> int:
        """The height that it takes from the panels."""
        if not self._wanted:
            return 0
        self._fit()
        return self._scroll.minimumHeight() + _AROUND

    def setVisible(self, visible: bool) -> None:
        """Only the text decides, and not a layout that was kept while there was another."""
        super().setVisible(self._wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width needs another height."""
        super().resizeEvent(event)
        self._fit()

    def _follow(self) -> None:
        experiment = self._session.experiment
        remarks = self._session.run.trainer.parts.train.dataset.remarks
        content: tuple[str, ...] = ()
        if experiment.description or remarks:
            content = (experiment.title, experiment.note, experiment.description, *remarks)
        if content != self._content:
            self._content = content
            self._write()
            self._decide()

    def _decide(self) -> None:
        self._wanted = bool(self._content) and self._content != self._closed_at
        self._action.setEnabled(bool(self._content))
        self._action.setChecked(self._wanted)
        self.setVisible(self._wanted)
        self._fit()

    def _write(self) -> None:
        if not self._content:
            return
        written = (html.escape(each, quote=False) for each in self._content)
        title, note, description, *remarks = written
        description = prose(description)
        muted = f"<span style='color:{self._themes.now.muted}'>%s</span>"
        head = f"<b>{title}</b>&nbsp;&nbsp; " if title else ""
        if note:
            head += muted % f"note {note}" + "&nbsp;&nbsp; "
        after = "".join(f" {muted % remark}" for remark in remarks)
        self._label.setText(f"{head}{description}{after}")
        self._fit()

    def _fit(self) -> None:
        """As high as the text is at this width, up to a few lines."""
        self._label.ensurePolished()
        line = self._label.fontMetrics().lineSpacing()
        width = self.width() - self._close.sizeHint().width() - 2 * _MARGIN - 14
        wrapped = self._label.heightForWidth(max(200, width))
        around = self.window().height()
        most = next((lines for low, lines in _LINES if around < low), _MOST) * line + 2
        high = min(max(wrapped, line), most)
        self._scroll.setFocusPolicy(
            Qt.FocusPolicy.TabFocus if wrapped > most else Qt.FocusPolicy.NoFocus
        )
        self._close.setMaximumHeight(line + 2)
        if self._scroll.height() != high or self._scroll.minimumHeight() != high:
            self._scroll.setFixedHeight(high)
