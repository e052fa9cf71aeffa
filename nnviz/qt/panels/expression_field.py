"""A field for an expression: completes names, and underlines a mistake where it is."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.errors import UserError
from nnviz.qt.theme import Themes
from nnviz.session.expressions import COUNTS, FUNCTIONS, ExpressionError

_PAUSE = 600  # milliseconds without a key, after which a mistake is shown
_BEFORE_CURSOR = 5  # pixels of QLineEdit's cursor rectangle to the left of the cursor
_WORD_BEFORE = re.compile(r"[A-Za-z_]\w*$")
_WORD_AFTER = re.compile(r"^\w*")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def words_of(names: Sequence[str]) -> list[str]:
    """What can be written in an expression over these matrices; functions with their bracket."""
    return [*names, *COUNTS, *(f"{name}(" for name in FUNCTIONS), "and", "or", "not"]


class ExpressionField(QLineEdit):
    """One line of the language.

    ``check`` raises a UserError if a text is not right; ``words`` tells what can be written. A
    mistake is looked for when a person pauses, presses Enter or leaves; the text stays.
    """

    entered = Signal(str)
    """Enter was pressed on a text without a mistake."""
    mistaken = Signal(str)
    """What is wrong, in a sentence; empty when it is over."""

    def __init__(
        self,
        check: Callable[[str], object],
        words: Callable[[], Sequence[str]],
        themes: Themes,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._check, self._words, self._themes = check, words, themes
        self.mistake = ""
        """What is wrong; empty for nothing."""
        self.span: tuple[int, int] | None = None
        """From which character to which; None where it is no single place."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.look)
        self._offered = QStringListModel(self)
        self._completer = QCompleter(self._offered, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setMaxVisibleItems(8)
        self._completer.setWidget(self)
        self._completer.activated.connect(self._complete)
        self.textEdited.connect(self._edited)
        self.textChanged.connect(lambda _: self._be_right())

    # -- mistakes ------------------------------------------------------------------------------

    def look(self) -> bool:
        """Check the text now; whether it is right. An empty one is neither right nor wrong."""
        self._timer.stop()
        if not self.text().strip():
            self._be_right()
            return False
        try:
            self._check(self.text())
        except UserError as error:
            self.refuse(error)
            return False
        self._be_right()
        return True

    def refuse(self, error: UserError) -> None:
        """Show what is wrong with the text, which stays."""
        span = None
        if isinstance(error, ExpressionError):
            length = len(self.text())
            start = min(error.start, length)
            span = (start, max(min(error.stop, length), start))
        if (str(error), span) != (self.mistake, self.span):
            self.mistake, self.span = str(error), span
            self.mistaken.emit(self.mistake)
            self.update()

    def _be_right(self) -> None:
        if self.mistake:
            self.mistake, self.span = "", None
            self.mistaken.emit("")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, and a wave below what is wrong."""
        super().paintEvent(event)
        if self.span is None:
            return
        left, right = (self._x_of(place) for place in self.span)
        right = max(right, left + self.fontMetrics().averageCharWidth())
        cursor = self.cursorRect()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.rect().adjusted(2, 1, -2, -1))
        painter.setPen(QPen(QColor(self._themes.now.warning), self._themes.now.px(1.3)))
        step, low = self._themes.now.px(2.0), min(cursor.bottom() + 1.0, self.height() - 3.0)
        wave, x, up = [QPointF(left, low)], left, True
        while x < right:
            x += step
            wave.append(QPointF(x, low - (step if up else 0.0)))
            up = not up
        painter.drawPolyline(QPolygonF(wave))

    def _x_of(self, place: int) -> float:
        """Where a character begins, in pixels from the left of the field."""
        advance = QFontMetricsF(self.font()).horizontalAdvance
        text, at = self.text(), self.cursorPosition()
        return self.cursorRect().x() + _BEFORE_CURSOR + advance(text[:place]) - advance(text[:at])

    # -- completing ----------------------------------------------------------------------------

    @property
    def _popup(self) -> QAbstractItemView:
        popup = self._completer.popup()
        assert popup is not None  # it is made when it is first asked for
        popup.setObjectName("words")
        return popup

    @property
    def completing(self) -> bool:
        """Whether words are offered."""
        return self._popup.isVisible()

    @property
    def offered(self) -> list[str]:
        """The words that are offered at the moment."""
        if not self.completing:
            return []
        model = self._completer.completionModel()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def _edited(self) -> None:
        self._timer.start()
        found = _WORD_BEFORE.search(self.text()[: self.cursorPosition()])
        popup = self._popup
        if found is None:
            popup.hide()
            return
        words = list(self._words())
        if words != self._offered.stringList():
            self._offered.setStringList(words)
        self._completer.setCompletionPrefix(found[0])
        model = self._completer.completionModel()
        count = model.rowCount()
        if not count or (count == 1 and model.index(0, 0).data() == found[0]):
            popup.hide()
            return
        popup.setCurrentIndex(model.index(-1, 0))
        place = self.cursorRect()
        place.setWidth(popup.sizeHintForColumn(0) + 24)
        place.moveLeft(round(self._x_of(found.start())))
        self._completer.complete(place)

    def _complete(self, word: str) -> None:
        """Put a word in the place of the one that is being typed."""
        text, at = self.text(), self.cursorPosition()
        found = _WORD_BEFORE.search(text[:at])
        begin = at if found is None else found.start()
        rest = text[at:]
        after = _WORD_AFTER.match(rest)
        rest = rest[after.end() :] if after is not None else rest
        if word.endswith("(") and rest.startswith("("):
            rest = rest[1:]
        self.setText(text[:begin] + word + rest)
        self.setCursorPosition(begin + len(word))
        self.setModified(True)
        self._timer.start()

    def event(self, event: QEvent) -> bool:
        """Tab takes the first word that is offered; elsewhere it leaves the field."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            popup = self._popup
            if event.key() == Qt.Key.Key_Tab and popup.isVisible():
                chosen = popup.currentIndex()
                popup.hide()
                first = self._completer.completionModel().index(0, 0)
                self._complete(str((chosen if chosen.isValid() else first).data()))
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the word that is chosen, or the whole text."""
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
            return
        popup = self._popup
        chosen = popup.currentIndex() if popup.isVisible() else None
        popup.hide()
        if chosen is not None and chosen.isValid():
            self._complete(str(chosen.data()))
        elif self.look():
            self.entered.emit(self.text().strip())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A mistake is shown when the field is left."""
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self._popup.hide()
            self.look()


class ExpressionEntry(QWidget):
    """A field in which expressions are entered one after another, with examples to choose from."""

    def __init__(
        self,
        name: str,
        take: Callable[[str], object],
        field: ExpressionField,
        examples: Callable[[], Sequence[str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field, self._take, self._examples = field, take, examples
        field.setParent(self)
        field.setAccessibleName(name)
        field.entered.connect(self.enter)
        field.mistaken.connect(self._explain)
        self._more = QToolButton(self)
        self._more.setObjectName("flat")
        self._more.setText("⋯")
        self._more.setAccessibleName(f"{name}: examples")
        self._more.setToolTip("Examples to choose from")
        self._more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.menu = QMenu(self._more)
        self._more.clicked.connect(self._open)
        self._sentence = QLabel(self)
        self._sentence.setObjectName("problem")
        self._sentence.setWordWrap(True)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._sentence.hide()
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(field, 1)
        row.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self._sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up what was typed, and what is wrong with it; then it is the window's."""
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Escape is not the window's as long as there is something to give up."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.field.text()
        ):
            event.accept()
            return True
        return super().event(event)

    def enter(self, text: str) -> None:
        """Take an expression over, and be ready for the next one; a refused one stays."""
        try:
            self._take(text)
        except UserError as error:
            self.field.setText(text)
            self.field.refuse(error)
        else:
            self.field.clear()

    def begin(self, text: str) -> None:
        """Have a person go on writing behind this text."""
        self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.setCursorPosition(len(text))

    def _open(self) -> None:
        self.menu.clear()
        for text in self._examples():
            self.menu.addAction(text).triggered.connect(lambda _=False, text=text: self.enter(text))
        self.menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _explain(self, sentence: str) -> None:
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.field.setAccessibleDescription(sentence)
