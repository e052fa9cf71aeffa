"""A gradient check in place: a finite difference for every entry of one dW or db in sight."""

import math
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import Array
from nnviz.nn.error_bands import Band, bands, entry_errors
from nnviz.nn.gradient_check import Index, differences, relative_error, rounding_in
from nnviz.program.kinks import Kink, cost_and_sides, kink
from nnviz.session.trainer import Trainer

_NAMED_KINKS = 3  # of those that an entry crosses
_LAST = 15  # entries that tell how long one takes
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class EntryDifference:
    """One entry's difference, spelled out.

    Attributes:
        below, above: J with the entry by h smaller and larger.
        width: 2h, as it came out after rounding.
        approx: (J(θ + h) − J(θ − h)) / 2h, also where a kink makes it say nothing.
        gradient: what backpropagation has found.
        error: the relative error of the two.
        band: what it says.
        kinks: some of the kinks that lie between; ``crossed`` is how many there are.
    """

    below: float
    above: float
    width: float
    approx: float
    gradient: float
    error: float
    band: Band
    kinks: tuple[Kink, ...]
    crossed: int


class EntryCheck:
    """Compares one gradient with finite differences, as many entries at a time as there is time.

    It computes with numbers of its own: the batch, the mask of dropout and the parameters of an
    iteration, at whose start the gradient of that iteration was taken.

    Attributes:
        name: of the gradient, such as ``dW1``; the parameter is the name without its d.
        gradient: the matrix that is checked.
        approx: the finite differences; not a number where there is none.
        errors: the relative error of every entry; not a number where nothing is to be compared.
        bands: what each error says, as numbers of :class:`Band`.
        noise: what rounding in J can make of a difference.
        cost: J at the parameters.
        checked: how many entries are compared or left out at a kink.
    """

    def __init__(
        self, trainer: Trainer, iteration: int, memory: Array, name: str, gradient: Array
    ) -> None:
        self.name = name
        self.gradient = gradient
        self._machine = trainer.spare(iteration, memory)
        parameter = dict(self._machine.state.parameters.named("d"))[name]
        if parameter.shape != gradient.shape:
            raise ValueError(f"{name} has the shape {parameter.shape}, not {gradient.shape}")
        self.approx: Array = np.full(gradient.shape, np.nan)
        self.errors: Array = np.full(gradient.shape, np.nan)
        self.bands: NDArray[np.uint8] = np.full(gradient.shape, Band.UNCHECKED, dtype=np.uint8)
        self._costs: Array = np.full((3, *gradient.shape), np.nan)  # below, above, width
        self._crossed: dict[Index, tuple[int, tuple[int, ...]]] = {}
        self.checked = 0
        self._wanted: list[Index] = []
        with np.errstate(all="ignore"):
            self.cost = self._machine.cost()
        self._lasted: deque[float] = deque(maxlen=_LAST)
        self.noise = rounding_in(self.cost) if math.isfinite(self.cost) else math.inf
        self._differences = differences(
            parameter, self._order(), partial(cost_and_sides, self._machine)
        )

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return int(self.gradient.size)

    @property
    def possible(self) -> bool:
        """Whether there is a J to take differences of."""
        return math.isfinite(self.cost)

    @property
    def done(self) -> bool:
        """Whether every entry has been looked at."""
        return self.checked == self.entries or not self.possible

    @property
    def entry_seconds(self) -> float | None:
        """How long an entry takes, as the last ones did; None before the first.

        One that something else has held up does not count, so this is the median.
        """
        return median(self._lasted) if self._lasted else None

    @property
    def seconds_left(self) -> float | None:
        """About how long the rest takes; None before the first entry, from which it is known."""
        each = 0.0 if self.done else self.entry_seconds
        return None if each is None else (self.entries - self.checked) * each

    def prefer(self, indices: Iterable[Index]) -> None:
        """Take these entries next, in this order: somebody looks at them."""
        self._wanted = [index for index in indices if self.bands[index] == Band.UNCHECKED][::-1]

    def advance(self, seconds: float) -> None:
        """Compare entries for about this long, at least one."""
        end = time.perf_counter() + seconds
        with np.errstate(all="ignore"):
            while not self.done:
                begin = time.perf_counter()
                self._compare_next()
                now = time.perf_counter()
                self._lasted.append(now - begin)
                if now + (now - begin) > end:
                    return

    def compared(self, row: int, column: int) -> EntryDifference | None:
        """The arithmetic of one entry; None where it has not been looked at."""
        band = Band(int(self.bands[row, column]))
        if band is Band.UNCHECKED:
            return None
        below, above, width = (float(each) for each in self._costs[:, row, column])
        crossed, numbers = self._crossed.get((row, column), (0, ()))
        return EntryDifference(
            below,
            above,
            width,
            (above - below) / width,
            float(self.gradient[row, column]),
            float(self.errors[row, column]),
            band,
            tuple(kink(self._machine, number) for number in numbers),
            crossed,
        )

    def count(self, band: Band) -> int:
        """How many entries are in a band."""
        return int(np.count_nonzero(self.bands == band))

    @property
    def largest_error(self) -> float | None:
        """The largest relative error where it says something; None where it does nowhere.

        An error that is not a number is the largest.
        """
        judged = self.errors[self.bands <= Band.WRONG]
        return float(judged.max()) if judged.size else None

    @property
    def relative_error(self) -> float:
        """‖approx − grad‖ / (‖approx‖ + ‖grad‖) over what has been compared, as in note 004."""
        compared = (self.bands != Band.UNCHECKED) & (self.bands != Band.KINK)
        return relative_error(self.approx[compared], self.gradient[compared])

    # -- computing -----------------------------------------------------------------------------

    def _compare_next(self) -> None:
        found = next(self._differences)
        index = found.index
        self.checked += 1
        self._costs[:, *index] = found.below, found.above, found.width
        if found.value is None:
            self.bands[index] = Band.KINK
            self.approx[index] = np.nan
            few = tuple(int(number) for number in found.crossed[:_NAMED_KINKS])
            self._crossed[index] = len(found.crossed), few
            return
        self.approx[index] = found.value
        approx, gradient = np.array(found.value), self.gradient[index]
        self.errors[index] = entry_errors(approx, gradient)
        self.bands[index] = bands(approx[None], np.asarray(gradient)[None], self.noise)[0]

    def _order(self) -> Iterator[Index]:
        """Every entry once: what is wanted first, else spread over the matrix."""
        columns = self.gradient.shape[1]
        # Steps of a golden share of the whole come everywhere early; one without a common
        # divisor comes everywhere.
        stride = max(1, round(_GOLDEN * self.entries))
        while math.gcd(stride, self.entries) != 1:
            stride += 1
        place = 0
        for _ in range(self.entries):
            wanted = self._next_wanted()
            if wanted is not None:
                yield wanted
                continue
            while self.bands[divmod(place, columns)] != Band.UNCHECKED:
                place = (place + stride) % self.entries
            yield divmod(place, columns)

    def _next_wanted(self) -> Index | None:
        while self._wanted:
            index = self._wanted.pop()
            if self.bands[index] == Band.UNCHECKED:
                return index
        return None
