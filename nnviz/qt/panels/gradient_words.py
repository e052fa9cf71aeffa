"""What a gradient check has found, and the arithmetic of one of its entries, in words."""

import html
import math

from nnviz.nn.error_bands import Band
from nnviz.present.numbers import MINUS, name_text, number, significant
from nnviz.program.kinks import Kink
from nnviz.qt.items.band_legend import BANDS
from nnviz.session.entry_check import EntryCheck, EntryDifference


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
                f"{_largest(largest)}.{_at_kinks(check)}"
            )
    if largest is not None and largest > 0.0:
        return (
            f"{name} is right: the largest relative error is {_largest(largest)}.{_at_kinks(check)}"
        )
    if check.count(Band.KINK) == check.entries:
        return f"No entry of {name} can be compared: each crosses a kink."
    return f"{name} is right: both are the same within rounding.{_at_kinks(check)}"


def _so_far(check: EntryCheck) -> str:
    wrong = check.count(Band.WRONG)
    if wrong:
        return f"{wrong:,} of them are wrong."
    largest = check.largest_error
    return "" if largest is None else f"The largest relative error is {_largest(largest)}."


def _at_kinks(check: EntryCheck) -> str:
    count = check.count(Band.KINK)
    if not count:
        return ""
    return (
        f" {count:,} {'entry crosses' if count == 1 else 'entries cross'} a kink and say nothing."
    )


def _largest(value: float) -> str:
    return "not a number" if math.isnan(value) else short(value)


def arithmetic(found: EntryDifference, symbol: str, noise: float) -> tuple[str, str, str]:
    """The finite difference in HTML, at length and in short, and how it compares.

    Args:
        symbol: how the parameter's entry is written, such as ``W₁[2,1]``.
        noise: what rounding in J can make of a difference.
    """
    places = _places(found)
    quotient = (
        f"({number(found.above, places)} {MINUS} {_in_brackets(found.below, places)}) / "
        f"{power(found.width, 4)} = <b>{significant(found.approx, 8)}</b>"
    )
    first = f"(J({symbol} + h) {MINUS} J({symbol} {MINUS} h)) / 2h = {quotient}"
    brief = f"{symbol}: {quotient}"
    if found.band is Band.KINK:
        return first, brief, f"{_between(found.kinks, found.crossed)}."
    second = (
        f"backpropagation: <b>{significant(found.gradient, 8)}</b> &nbsp; "
        f"relative error {short(found.error)}: {html.escape(BANDS[found.band].words)}"
    )
    if found.band is Band.ROUNDING:
        second += f" of J, which can make {short(noise)}"
    return first, brief, second


def power(value: float, digits: int) -> str:
    """A number with a power of ten and so many digits: 1.234e−5."""
    if not math.isfinite(value) or value == 0.0:
        return number(value, 0)
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS)


def short(value: float) -> str:
    """An error with two digits: 3.1e−10."""
    return power(value, 2)


def duration(seconds: float) -> str:
    """About how long: 0.3 s, 12 s, 4 min, 6 h."""
    if seconds < 1.5:
        return f"{max(seconds, 0.1):.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"


def _places(found: EntryDifference) -> int:
    """How many decimals of J tell the two costs apart."""
    apart = abs(found.above - found.below)
    if not math.isfinite(apart) or apart == 0.0:
        return 10
    return min(max(3 - math.floor(math.log10(apart)), 6), 15)


def _in_brackets(value: float, places: int) -> str:
    text = number(value, places)
    return f"({text})" if text.startswith(MINUS) else text


def _between(kinks: tuple[Kink, ...], crossed: int) -> str:
    """Which kink lies between the two costs, counted as the samples of the batch are."""
    first = kinks[0]
    if first.weight:
        entry = f"{name_text(f'W{first.layer}')}[{first.row + 1},{first.column + 1}]"
        named = f"The L1 penalty bends at {entry} = 0, which lies between"
    else:
        named = (
            f"A kink of {first.function} lies between: layer {first.layer}, "
            f"unit {first.row + 1}, sample {first.column + 1}"
        )
    more = crossed - 1
    return f"{named}, and {more:,} more" if more else named
