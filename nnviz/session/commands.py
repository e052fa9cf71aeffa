"""Changes by a person that can be taken back."""

from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Command:
    """A change: ``do`` makes it (again), ``undo`` takes it back, ``label`` says what it is.

    ``size`` is how many bytes it holds on to. Commands of one ``gesture`` that follow each other
    are taken back together.
    """

    label: str
    do: Callable[[], None]
    undo: Callable[[], None]
    size: int = 0
    gesture: object = None


class CommandStack:
    """What was done and can be undone, the latest last; the oldest are dropped for space."""

    def __init__(self, most: int = 100, budget: int = 256 * 2**20) -> None:
        self._most = most
        self._budget = budget
        self._done: list[Command] = []
        self._undone: list[Command] = []

    def do(self, command: Command) -> None:
        """Make the change. If it raises, the stack is as it was."""
        command.do()
        before = self._done[-1] if self._done and not self._undone else None
        if before and command.gesture is not None and command.gesture == before.gesture:
            self._done.pop()
            command = replace(command, undo=before.undo, size=before.size)
        self._done.append(command)
        self._undone.clear()
        held = sum(each.size for each in self._done)
        while len(self._done) > self._most or (held > self._budget and len(self._done) > 1):
            held -= self._done.pop(0).size

    def undo(self) -> None:
        """Take the latest change back; nothing happens where there is none."""
        if self._done:
            self._done[-1].undo()  # if it raises, it can still be undone
            self._undone.append(self._done.pop())

    def redo(self) -> None:
        """Make the change last taken back again; nothing happens where there is none."""
        if self._undone:
            self._undone[-1].do()
            self._done.append(self._undone.pop())

    @property
    def undo_label(self) -> str:
        """What would be undone; empty for nothing."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        """What would be made again; empty for nothing."""
        return self._undone[-1].label if self._undone else ""
