"""What every panel is given."""

from dataclasses import dataclass

from nnviz.qt.bridge import Bridge
from nnviz.qt.formulas import Formulas
from nnviz.qt.theme import Themes
from nnviz.session.session import Session


@dataclass(frozen=True)
class Context:
    """The session, when to draw it, and in which colours."""

    session: Session
    bridge: Bridge
    themes: Themes
    formulas: Formulas
