"""The button that says which preset is open, and the list behind it."""

import html

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.errors import UserError
from nnviz.qt.context import Context
from nnviz.qt.panels.preset_list import Entry, PresetDelegate, PresetModel

_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PresetPopup(QFrame):
    """A list with a field to search it and the description of the preset in question below."""

    opened = Signal(str)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self._themes = context.themes
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search: a word of the title, a note, a network such as 2-3")
        self.search.setTextMargins(4, 2, 4, 2)
        self.search.setAccessibleName("Search the presets")
        self.search.setToolTip("Type to search; ↑ ↓ choose, Enter opens, Escape closes")
        self.search.textChanged.connect(self._search)
        self.search.installEventFilter(self)
        self._model = PresetModel(self)
        self.list = QListView(self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(PresetDelegate(context.themes, self.list))
        self.list.setAccessibleName("Presets")
        self.list.setToolTip("Click one to open it")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field hands the arrows on
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(self._open)
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._describe(now))
        self._about = QLabel(self)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setWordWrap(True)
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._about.setObjectName("hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self._about)
        self._current = ""

    def open_below(self, button: QWidget, current: str) -> None:
        """Show the list with the present preset chosen."""
        self._current = current
        self.search.clear()
        self._search("")
        around = button.window()
        px = self._themes.now.px
        width = min(round(px(560)), around.width() - 16)
        lines = -(-round(px(300 * 6.4)) // (width - 24))  # of a description of 300 letters
        self._about.ensurePolished()
        self._about.setFixedHeight(self._about.fontMetrics().lineSpacing() * max(3, lines))
        rows = sum(
            self.list.sizeHintForIndex(self._model.index(row)).height()
            for row in range(self._model.rowCount())
        )
        rest = self.search.sizeHint().height() + self._about.height() + 40
        self.resize(QSize(width, min(rows + rest, round(0.86 * around.height()))))
        self.move(button.mapToGlobal(QPoint(0, button.height() + 2)))
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)
        self.list.scrollTo(self.list.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the field go through the list, Enter opens what is chosen there."""
        if event.type() is QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() in _LIST_KEYS:
                self.list.event(event)
                return True
            if event.key() in _ENTER:
                self._open(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _search(self, text: str) -> None:
        self._model.search(text)
        self.list.setCurrentIndex(self._model.place_of(self._current))
        self._describe(self.list.currentIndex())

    def _describe(self, index: QModelIndex) -> None:
        entry = index.data(PresetModel.ENTRY) if index.isValid() else None
        nothing = "" if self._model.rowCount() else "No preset has all of these words."
        self._about.setText(entry.description if isinstance(entry, Entry) else nothing)

    def _open(self, index: QModelIndex) -> None:
        entry = index.data(PresetModel.ENTRY) if index.isValid() else None
        if isinstance(entry, Entry):
            self.hide()
            self.opened.emit(entry.name)


class PresetChooser(QToolButton):
    """Says the title of what is open; a click opens the list."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._session = context, context.session
        self.popup: PresetPopup | None = None
        self.setObjectName("presets")
        self.setAccessibleName("Preset")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setArrowType(Qt.ArrowType.DownArrow)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clicked.connect(self.choose)
        self._title = ""
        context.session.signals.experiment.connect(lambda _: self._show())
        self._show()

    def choose(self) -> None:
        """Open the list of presets."""
        if self.popup is None:  # made when it is first wanted: it reads all presets
            self.popup = PresetPopup(self._context, self)
            self.popup.opened.connect(self._open)
            self.popup.installEventFilter(self)
        self.popup.open_below(self, self._session.preset)

    def fit(self, width: int) -> None:
        """Take this much room; a title that is longer ends in three dots."""
        self.setFixedWidth(width)
        self._write()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The button looks pressed as long as the list is open."""
        if isinstance(event, QHideEvent):
            self.setDown(False)
        elif event.type() is QEvent.Type.Show:
            self.setDown(True)
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        title = self._session.experiment.title or self._session.preset or "own settings"
        if title != self._title:
            self._title = title
            self.setAccessibleDescription(title)
            self.setToolTip(
                f"<b>{html.escape(title)}</b><br>"
                "Open a preset (P); Ctrl+Z brings back what was there"
            )
            self._write()

    def _write(self) -> None:
        room = self.width() - self.iconSize().width() - 22
        elided = self.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        self.setText(elided.replace("&", "&&"))

    def _open(self, name: str) -> None:
        try:
            self._session.open_preset(name)
        except UserError as error:
            self._session.tell(str(error))
