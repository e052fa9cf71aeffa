"""How long things take here, so that what is done between two frames is not felt."""

_CHUNK_SECONDS = 0.004


class Pace:
    """Measures iterations and evaluations.

    Attributes:
        iteration: seconds; a guess until the first is measured.
    """

    def __init__(self, work: int) -> None:
        """``work`` is how many weights meet how many samples in an iteration."""
        self.iteration = 1e-5 + 6e-10 * work
        self._evaluation: float | None = None

    def note_iterations(self, seconds: float, count: int) -> None:
        """So many iterations took so long."""
        self.iteration = max(seconds / max(count, 1), 1e-7)

    def note_evaluation(self, seconds: float) -> None:
        """Remember how long an evaluation takes: not the first, which makes the buffers.

        A single pause of the machine must not space out the curve of a small network.
        """
        before = self._evaluation
        self._evaluation = 1e-5 if before is None else min(seconds, 2 * before)

    @property
    def stride(self) -> int:
        """How many iterations make a short stretch: what a replay may take without being felt."""
        return max(1, int(_CHUNK_SECONDS / self.iteration))

    @property
    def apart(self) -> int:
        """How many iterations lie between two evaluations at least, so that they take less time.

        One, unless an evaluation takes so long that it is felt.
        """
        if self._evaluation is None or self._evaluation < _CHUNK_SECONDS:
            return 1
        return 1 + int(2 * self._evaluation / self.iteration)
