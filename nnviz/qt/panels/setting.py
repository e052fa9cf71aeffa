"""What the form knows about a setting: how it is shown, and when it applies."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from nnviz.data.generators import GENERATORS
from nnviz.data.generators.row import Generator
from nnviz.errors import UserError
from nnviz.session.experiment import Experiment, sections
from nnviz.session.sources import Shape


@dataclass(frozen=True)
class Fit:
    """An experiment, with what decides which settings apply to it.

    Attributes:
        shape: of its data.
        generator: of its data; None for a file and for points.
        can_open: whether a file can be opened from the form.
    """

    experiment: Experiment
    shape: Shape
    generator: Generator | None
    can_open: bool = False

    @classmethod
    def of(cls, experiment: Experiment, *, can_open: bool = False) -> "Fit":
        """What fits this experiment."""
        try:
            shape = experiment.shape
        except UserError:  # the file went away after it was read; the run goes on without it
            shape = Shape(0, 0, 0, 0)
        return cls(experiment, shape, GENERATORS.get(experiment.data.source), can_open)


def _always(fit: Fit) -> bool:
    return True


def _nothing(fit: Fit) -> str:
    return ""


def _no_bars(fit: Fit) -> Mapping[str, str]:
    return {}


def _as_it_is(value: Any, fit: Fit) -> Any:
    return value


@dataclass(frozen=True)
class Setting:
    """One setting of the experiment in the form.

    Attributes:
        key: ``section.field``.
        caption: with an & before the letter that goes to it, if there is one left for it.
        make: the field, given its parent. It has ``show_value`` and a signal ``changed``.
        tip: what it is.
        name: the caption in words, where it is not in words.
        after: the letter of a field before it in its row, from which Tab goes here.
        beside: whether the caption stands beside the field, not above.
        share: how much of the room of its row it takes.
        letters: for how many it needs room to stand beside another.
        keeps_room: whether its place stays empty where it does not apply.
        applies: whether it is shown.
        why_not: why it cannot be changed; empty if it can.
        bars: which names cannot be chosen, and why.
        shows: what is shown instead of the value of the experiment.
        kept: what the experiment is given for what a person chose.
    """

    key: str
    caption: str
    make: Callable[[QWidget], Any]
    tip: str
    name: str = ""
    after: str = ""
    beside: bool = False
    share: int = 1
    letters: int = 0
    keeps_room: bool = False
    applies: Callable[[Fit], bool] = _always
    why_not: Callable[[Fit], str] = _nothing
    bars: Callable[[Fit], Mapping[str, str]] = _no_bars
    shows: Callable[[Fit], Any] | None = None
    kept: Callable[[Any, Fit], Any] = _as_it_is

    @property
    def accessible_name(self) -> str:
        """What the field is called."""
        return self.name or self.caption.replace("&", "")

    @property
    def way(self) -> str:
        """The keys that lead to it."""
        if self.after:
            return f"Alt+{self.after}, then Tab"
        return f"Alt+{self.caption[self.caption.index('&') + 1].upper()}"

    def value(self, experiment: Experiment) -> Any:
        """Its value in an experiment."""
        section, _, field = self.key.partition(".")
        return getattr(sections(experiment)[section], field)

    def shown(self, fit: Fit) -> Any:
        """What the field shows."""
        return self.value(fit.experiment) if self.shows is None else self.shows(fit)


def written(value: Any) -> str:
    """A value as a person would type it."""
    if isinstance(value, tuple):
        return ", ".join(map(written, value))
    if isinstance(value, float):
        return re.sub(r"e([+-])0*", r"e\1", f"{value:.10g}").replace("e+", "e")
    return str(value)
