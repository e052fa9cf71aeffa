"""What stops a run: a matrix that is not finite."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """The first matrix of a run that is not finite, right behind the line that computed it."""

    name: str
    iteration: int
    line: int
    entries: int
    size: int

    @property
    def sentence(self) -> str:
        """What happened and what to do, for a person."""
        of = f"{self.entries} of its {self.size} entries" if self.size > 1 else "its value"
        verb = "are" if self.size > 1 and self.entries > 1 else "is"
        return (
            f"Stopped in iteration {self.iteration + 1}: {self.name} is the first matrix that is "
            f"not finite ({of} {verb} infinite or not a number). "
            f"Step back to see where it comes from, or start again with a smaller learning rate."
        )
