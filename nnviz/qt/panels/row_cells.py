"""What is seen in the rows of a list: its columns, and the cells below them."""

import re
from dataclasses import dataclass, field

from nnviz.qt.items.stop_dot import Stop


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        width: in pixels on a desk; 0 takes what the others leave.
        right: whether its title is flush right, above numbers.
        wide_only: whether a narrow table leaves it out, and says in a note what it would.
    """

    title: str
    width: int
    right: bool = False
    wide_only: bool = False
    tip: str = ""


@dataclass(frozen=True)
class RowCell:
    """What is seen of one entry.

    Attributes:
        note: smaller, below the text; ``narrow_note`` in its place where columns are left out.
        wrapped: whether the note is written in full over several lines.
        right: flush right, as numbers are.
        tone: which colour of the theme the text has; ``note_tone`` that of the note.
        stop: the sign of a breakpoint in place of a text.
        box: a box to be ticked in this colour in place of a text.
        checked: whether the sign or box is on; None where there is nothing to switch.
        drop: a cross that removes the row.
        edit: what is edited here; None for nothing.
        tip: more, as a person points at it.
    """

    text: str = ""
    note: str = ""
    narrow_note: str = ""
    wrapped: bool = False
    right: bool = False
    tone: str = "text"
    note_tone: str = "muted"
    stop: Stop | None = None
    box: str | None = None
    checked: bool | None = None
    drop: bool = False
    edit: str | int | None = None
    tip: str = ""
    spoken: str = field(default="", compare=False)
    """What is read out where there is a sign."""


Cells = tuple[RowCell, ...]


def in_short(sentence: str) -> str:
    """What is wrong without the list of all that would be right."""
    return re.split(r"[:?]? it is one of ", sentence, flags=re.IGNORECASE)[0] + (
        "." if " it is one of " in sentence.lower() else ""
    )
