"""What a person did in the middle of a run, as the time line marks it."""

from dataclasses import dataclass

from nnviz.session.trainer import Trainer


@dataclass(frozen=True)
class Event:
    """One of them.

    Attributes:
        iteration, line: when; 0 lines are done at the start of an iteration.
        text: what, in a few words.
    """

    iteration: int
    line: int
    text: str


def events(trainer: Trainer) -> list[Event]:
    """All changes of the rate and all edits of a run, in their order."""
    found = [Event(start, 0, f"learning rate {rate:g}") for start, rate in trainer.schedule.changes]
    for edit in trainer.edits:
        if edit.value == edit.old:
            continue
        column = f" sample {edit.column + 1}" if edit.of_samples else f"{edit.column + 1}"
        entry = f"{edit.matrix}[{edit.row + 1},{column}]"
        found.append(Event(*edit.moment, f"{entry} {edit.old:g} → {edit.value:g}"))
    return sorted(found, key=lambda event: (event.iteration, event.line))
