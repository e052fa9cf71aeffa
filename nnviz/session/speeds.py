"""How fast a run plays, from a line every two seconds to as fast as it goes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Speed:
    """Lines or whole iterations a second; a rate of 0 is as fast as it goes."""

    title: str
    rate: float
    by_line: bool = False

    @property
    def unlimited(self) -> bool:
        """Whether it runs as fast as it goes."""
        return self.rate == 0

    @property
    def followed(self) -> bool:
        """Whether a person can follow every line: it is shown as where the run stands still."""
        return self.by_line and self.rate <= 5


SPEEDS = (
    Speed("0.5 lines/s", 0.5, by_line=True),
    Speed("1 line/s", 1, by_line=True),
    Speed("2 lines/s", 2, by_line=True),
    Speed("5 lines/s", 5, by_line=True),
    Speed("20 lines/s", 20, by_line=True),
    Speed("5 iterations/s", 5),
    Speed("20 iterations/s", 20),
    Speed("100 iterations/s", 100),
    Speed("1000 iterations/s", 1000),
    Speed("as fast as it goes", 0),
)
