"""A gradient check in place: a finite difference for every entry of one dW or db in sight."""

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import Array
from nnviz.nn.error_bands import Band, bands, entry_errors
from nnviz.nn.gradient_check import Index, differences, relative_error, rounding_in
from nnviz.session.kinks import Kink, kink, sides
from nnviz.session.trainer import Trainer

_NAMED_KINKS = 3  # of those that an entry crosses
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Comparison:
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
        kept: how many entries are compared or left out at a kink.
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
            begin = time.perf_counter()
            self._machine.cost()  # the first makes the buffers warm
            self._entry_seconds = 2 * (time.perf_counter() - begin)
        self.noise = rounding_in(self.cost) if math.isfinite(self.cost) else math.inf
        self._differences = differences(parameter, self._order(), self._measure)

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
    def seconds_left(self) -> float:
        """About how long the rest takes."""
        return 0.0 if self.done else (self.entries - self.checked) * self._entry_seconds

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
                self._entry_seconds += 0.2 * (now - begin - self._entry_seconds)
                if now + self._entry_seconds > end:
                    return

    def compared(self, row: int, column: int) -> Comparison | None:
        """The arithmetic of one entry; None where it has not been looked at."""
        band = Band(int(self.bands[row, column]))
        if band is Band.UNCHECKED:
            return None
        below, above, width = (float(each) for each in self._costs[:, row, column])
        crossed, numbers = self._crossed.get((row, column), (0, ()))
        return Comparison(
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

    def _measure(self) -> tuple[float, NDArray[np.bool_]]:
        return self._machine.cost(), sides(self._machine)

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


def verdict(check: EntryCheck, name: str) -> str:
    """What the check has found, in one sentence or two; ``name`` is how the gradient is called."""
    if not check.possible:
        return f"J is {check.cost:g} here, so there are no differences to take of it."
    if not check.done:
        return f"{name}: {check.checked:,} of {check.entries:,} entries checked. {_so_far(check)}"
    of = f"of {check.entries:,} entries" if check.entries > 1 else "of 1 entry"
    largest = check.largest_error
    for band, word in ((Band.WRONG, "wrong"), (Band.DOUBTFUL, "doubtful")):
        if (count := check.count(band)) and largest is not None:
            return (
                f"{name} is {word} in {count:,} {of}: the largest relative error is "
                f"{_error(largest)}.{_kinks(check)}"
            )
    if largest is not None and largest > 0.0:
        return f"{name} is right: the largest relative error is {_error(largest)}.{_kinks(check)}"
    if check.count(Band.KINK) == check.entries:
        return f"No entry of {name} can be compared: each crosses a kink."
    return f"{name} is right: both are the same within rounding.{_kinks(check)}"


def _so_far(check: EntryCheck) -> str:
    wrong = check.count(Band.WRONG)
    if wrong:
        return f"{wrong:,} of them are wrong."
    largest = check.largest_error
    return "" if largest is None else f"The largest relative error is {_error(largest)}."


def _kinks(check: EntryCheck) -> str:
    count = check.count(Band.KINK)
    if not count:
        return ""
    return (
        f" {count:,} {'entry crosses' if count == 1 else 'entries cross'} a kink and say nothing."
    )


def _error(value: float) -> str:
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "∞"
    mantissa, _, power = f"{value:.1e}".partition("e")
    return f"{mantissa}e{int(power)}".replace("-", "−")
