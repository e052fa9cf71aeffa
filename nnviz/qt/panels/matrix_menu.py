"""What can be done with a matrix, as the menu that opens on it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.qt.items.matrix_content import MatrixContent
from nnviz.qt.panels.matrix_clipboard import FORMATS, copy_matrix
from nnviz.qt.panels.matrix_editing import MatrixEditing
from nnviz.session.pointing import Cell
from nnviz.session.session import Session

NOTATIONS = {
    "auto": ("auto", "Decimals, and powers of ten where decimals would be long"),
    "decimal": ("0.001", "Decimals, however small the numbers are"),
    "scientific": ("1e−3", "Powers of ten"),
}
RANGES = {
    "matrix": ("own range", "Colours reach up to the largest entry of each matrix"),
    "shared": ("one range", "One range of colours for all weights and activations on the bench, "
               "and one for all gradients"),
}  # fmt: skip
MOST_DIGITS = 16


def matrix_menu(
    session: Session,
    content: MatrixContent,
    cell: tuple[int, int] | None,
    parent: QWidget,
    open_large: Callable[[], None] | None = None,
    editing: MatrixEditing | None = None,
) -> QMenu:
    """A menu on a matrix, and on one of its entries as it is shown; ``editing`` sets those."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    if open_large is not None:
        _add(menu, f"Open {content.title} large\tEnter",
             "Scroll and zoom all of it, while the run goes on", open_large)  # fmt: skip
        menu.addSeparator()
    entry = None if cell is None else Cell(content.key, *content.stored(*cell))
    if editing is not None and entry is not None and editing.can_set(entry):
        _add(menu, "Set this number…\tF2", "Type another one; what follows is computed anew",
             partial(editing.begin, entry))  # fmt: skip
        menu.addSeparator()
    for kind, (tip, _) in FORMATS.items():
        key = "\tCtrl+C" if kind == "TSV" else ""
        copy = _add(menu, f"Copy as {kind}{key}", tip, partial(copy_matrix, session, content, kind))
        copy.setEnabled(content.values is not None)
    menu.addSeparator()
    _add_looks(menu, session)
    if cell is not None:
        menu.addSeparator()
        _add_cell(menu, session, content, cell)
    return menu


def _add(menu: QMenu, text: str, tip: str, call: Callable[[], Any]) -> QAction:
    action = menu.addAction(text)
    action.setToolTip(tip)
    action.triggered.connect(lambda _checked=False: call())
    return action


def _add_looks(menu: QMenu, session: Session) -> None:
    view = session.experiment.view
    numbers = menu.addMenu("Numbers")
    colours = menu.addMenu("Colours")
    for submenu, field, choices in (
        (numbers, "notation", NOTATIONS),
        (colours, "colour_range", RANGES),
    ):
        submenu.setToolTipsVisible(True)
        group = QActionGroup(submenu)
        for value, (text, tip) in choices.items():
            action = _add(submenu, text, tip, partial(session.look, field, value))
            action.setCheckable(True)
            action.setChecked(getattr(view, field) == value)
            group.addAction(action)
    numbers.addSeparator()
    for text, by in (("One digit more", 1), ("One digit fewer", -1)):
        digits = view.digits + by
        action = _add(numbers, text, f"Now {view.digits}", partial(session.look, "digits", digits))
        action.setEnabled(1 <= digits <= MOST_DIGITS)


def _add_cell(menu: QMenu, session: Session, content: MatrixContent, cell: tuple[int, int]) -> None:
    entry = Cell(content.key, *content.stored(*cell))
    place = f"{content.title}[{cell[0] + 1},{cell[1] + 1}]"
    pinned = entry in session.pointing.pins
    _add(menu, f"{'Let go of' if pinned else 'Pin'} {place}\tInsert",
         "A pinned entry stays marked", partial(session.pointing.pin, entry))  # fmt: skip
    sample = sample_of(content, cell)
    if sample is not None:
        _add(menu, f"Choose sample {sample + 1}\tCtrl+click", "Follow this sample everywhere",
             partial(session.look, "sample", sample))  # fmt: skip


def sample_of(content: MatrixContent, cell: tuple[int | None, int | None]) -> int | None:
    """The sample that an entry, a row or a column belongs to; None for none."""
    for dimension, place in zip(content.dimensions, cell, strict=True):
        if dimension == "m":
            return place
    return None
