"""A card beside a plot with the exact values of all of its curves."""

import html
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.qt.theme import Theme


@dataclass(frozen=True)
class Row:
    """A curve: its colour, its name, and its values by part, none where it has ended."""

    colour: str
    label: str
    values: dict[str, str]


class PointedCard(QLabel):
    """Lies over the window, so that it has room for every digit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_rows(
        self, head: str, parts: list[str], rows: list[Row], theme: Theme, foot: str = ""
    ) -> None:
        """Show a table of these, a column a part; what can be done stands at its foot."""
        muted = QColor(theme.muted).name()
        titles = "".join(f"<td align='right' style='color:{muted}'>&nbsp; {p}</td>" for p in parts)
        lines = [f"<tr><td><b>{head}</b></td>{titles}</tr>"]
        for row in rows:
            name = html.escape(row.label)
            cells = "".join(
                f"<td align='right'>&nbsp; {row.values.get(part, '')}</td>" for part in parts
            )
            if not row.values:
                cells = f"<td colspan='{len(parts)}' align='right'>&nbsp; ended before</td>"
            lines.append(
                f"<tr><td><span style='color:{row.colour}'>━</span> {name}</td>{cells}</tr>"
            )
        if foot:
            lines.append(f"<tr><td style='color:{muted}'>{foot}</td></tr>")
        self.setText(f"<table cellspacing='2'>{''.join(lines)}</table>")

    def move_beside(self, plot: QWidget) -> None:
        """To the left of a plot, or to its right, wherever the window has room."""
        put_beside(self, plot)


def put_beside(card: QLabel, widget: QWidget) -> None:
    """Show a card to the left of a widget, or to its right, wherever the window has room."""
    window = widget.window()
    if card.parentWidget() is not window:
        card.setParent(window)
    card.adjustSize()
    corner = widget.mapTo(window, QPoint(0, 0))
    left = corner.x() - card.width() - 6
    if left < 0:
        left = min(corner.x() + widget.width() + 6, window.width() - card.width())
    top = min(corner.y(), window.height() - card.height() - 4)
    card.move(max(left, 0), max(top, 0))
    card.show()
    card.raise_()
