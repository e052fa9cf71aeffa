"""The presets in groups, to be searched and chosen from."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nnviz.qt.theme import BODY, LABEL, Themes
from nnviz.session.presets import load_preset, preset_names

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_KNOWN = "As people know them"


@dataclass(frozen=True)
class Entry:
    """What a person sees of a preset before it is opened; ``shape`` is ``2-3-1``."""

    name: str
    title: str
    note: str
    description: str
    shape: str

    @property
    def group(self) -> str:
        """The heading that it stands under."""
        return f"Note {self.note}" if self.note else _KNOWN

    def has(self, words: Iterable[str]) -> bool:
        """Whether all of these words, in small letters, occur in what it says."""
        said = f"{self.name} {self.title} {self.group} {self.description} {self.shape}".lower()
        return all(word in said for word in words)


@cache
def entries() -> tuple[Entry, ...]:
    """All presets: by note, those without one last."""
    found = []
    for name in preset_names():
        preset = load_preset(name)
        shape = "-".join(map(str, preset.sizes))
        found.append(Entry(name, preset.title or name, preset.note, preset.description, shape))
    return tuple(sorted(found, key=lambda entry: (not entry.note, entry.note)))


class PresetModel(QAbstractListModel):
    """Headings and entries as rows; a row is a heading's text or an Entry."""

    ENTRY = Qt.ItemDataRole.UserRole

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Entry | str] = []
        self._searched = ""

    def search(self, text: str) -> None:
        """Keep the presets in which every word of the text occurs."""
        words = text.lower().split()
        self._searched = text.strip().lower()
        self.beginResetModel()
        self._rows, group = [], ""
        for entry in entries():
            if entry.has(words):
                if entry.group != group:
                    group = entry.group
                    self._rows.append(group)
                self._rows.append(entry)
        self.endResetModel()

    def place_of(self, name: str) -> QModelIndex:
        """The row of what is meant: the preset that is searched by its name, or else this one.

        Of the first one there is, if that is not among them.
        """
        there = [(place, row) for place, row in enumerate(self._rows) if isinstance(row, Entry)]
        if not there:
            return QModelIndex()
        place, _ = min(there, key=lambda pair: (self._far(pair[1], name), pair[0]))
        return self.index(place)

    def _far(self, entry: Entry, name: str) -> int:
        """How far an entry is from what is meant."""
        names = (entry.name.lower(), entry.title.lower())
        if self._searched in names:
            return 0
        if entry.name == name:
            return 1
        begins = self._searched and any(each.startswith(self._searched) for each in names)
        return 2 if begins else 3

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Headings and entries."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """A heading cannot be chosen."""
        if isinstance(self._rows[index.row()], Entry):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text for everybody, the Entry for the delegate."""
        row = self._rows[index.row()]
        if role == self.ENTRY:
            return row if isinstance(row, Entry) else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row if isinstance(row, str) else f"{row.title}, {row.name}, {row.shape}"
        return None


class PresetDelegate(QStyledItemDelegate):
    """Paints title, name and network of an entry."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """The same height for all entries, a little more for a heading."""
        entry = index.data(PresetModel.ENTRY)
        return QSize(200, round(self._themes.now.px(26 if entry else 29)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """One row."""
        theme = self._themes.now
        painter.save()
        box = QRectF(option.rect).adjusted(theme.px(10), 0, -theme.px(10), 0)
        entry = index.data(PresetModel.ENTRY)
        if entry is None:
            low = Qt.AlignmentFlag.AlignBottom
            heading = box.adjusted(0, 0, 0, -theme.px(4))
            _write(
                painter, heading, index.data().upper(), theme.font(LABEL, True), theme.muted, low
            )
        else:
            if option.state & QStyle.StateFlag.State_Selected:
                tint = QColor(theme.next)
                tint.setAlpha(48)
                painter.fillRect(option.rect, tint)
            shape = theme.font(BODY)
            title, name = box.width() * 0.52, box.width() * 0.24
            left = QRectF(box.left(), box.top(), title - 8, box.height())
            middle = QRectF(box.left() + title, box.top(), name - 8, box.height())
            right = box.adjusted(title + name, 0, 0, 0)
            _write(painter, left, entry.title, theme.font(BODY, True), theme.text)
            _write(painter, middle, entry.name, shape, theme.muted)
            _write(painter, right, entry.shape, shape, theme.muted, Qt.AlignmentFlag.AlignRight)
        painter.restore()


def _write(
    painter: QPainter,
    box: QRectF,
    text: str,
    font: QFont,
    colour: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    fitting = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    middle = Qt.AlignmentFlag.AlignVCenter
    vertical = Qt.AlignmentFlag(0) if align is Qt.AlignmentFlag.AlignBottom else middle
    painter.drawText(box, align | vertical, fitting)
