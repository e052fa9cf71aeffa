"""Where a run stood, so that a change can be taken back to it."""

from dataclasses import dataclass

from nnviz.data.dataset import Dataset
from nnviz.nn.calls import Array
from nnviz.session.curve import Curve
from nnviz.session.edits import Edits
from nnviz.session.experiment import Experiment
from nnviz.session.history import History
from nnviz.session.points import Points
from nnviz.session.problem import Problem
from nnviz.session.run import Run
from nnviz.session.schedule import Schedule

_MOST_COPIES, _ROOM = 1000, 2**21  # of a run that is taken back, to replay it; and their bytes


@dataclass(frozen=True)
class Moment:
    """A moment of a run of an experiment, small enough to be kept with every change.

    Attributes:
        sketch: points drawn by hand that were too few to learn from.
        file: the samples that it stood on, where they were read from a file that may change.
    """

    experiment: Experiment
    schedule: Schedule
    edits: Edits
    curve: Curve
    iteration: int
    line: int
    start: Array
    last_change: Array
    problem: Problem | None
    sketch: Points | None
    file: Dataset | None
    history: History
    reached: tuple[int, int]

    @classmethod
    def of(cls, run: Run, experiment: Experiment, sketch: Points | None) -> "Moment":
        """The present one."""
        return cls(
            experiment,
            run.trainer.schedule.copy(),
            run.trainer.edits.copy(),
            run.curve.copy(),
            run.iteration,
            run.line,
            *run.began_with,
            run.problem,
            sketch,
            run.trainer.parts.file,
            run.history.thinned(min(_MOST_COPIES, _ROOM // run.trainer.initial.nbytes)),
            run.reached,
        )

    def resume(self, run: Run) -> None:
        """Have a run of this experiment, with its lines, stand here."""
        run.resume(
            self.iteration,
            self.line,
            self.start,
            self.last_change,
            self.schedule,
            self.edits,
            self.curve,
            self.problem,
            self.history,
            self.reached,
        )
        run.measure_watches()

    @property
    def nbytes(self) -> int:
        """About how much memory it holds on to."""
        return 2 * self.start.nbytes + self.history.nbytes
