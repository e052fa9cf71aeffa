"""From numbers to text: one precision a matrix, a real minus sign, a width that stays."""

import math
import re

import numpy as np
from numpy.typing import NDArray

MINUS = "−"


def decimals_for(values: NDArray[np.float64], digits: int = 3) -> int | None:
    """How many decimals show ``digits`` digits of the largest value; None for powers of ten."""
    finite = np.abs(values[np.isfinite(values)])
    if not finite.size or not finite.any():
        return 0 if not finite.size else 1
    largest = float(finite.max())
    if largest >= 10**6 or largest < 10.0 ** (1 - digits):
        return None
    if largest < 10**6 and np.array_equal(finite, np.rint(finite)):
        return 0
    return max(0, digits - max(0, math.floor(math.log10(largest))))


def number(value: float, decimals: int | None = 4) -> str:
    """A number as text; ``decimals`` None writes it with a power of ten."""
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    if decimals is None:
        mantissa, _, power = f"{value:.2e}".partition("e")
        text = f"{mantissa}e{int(power)}" if value else "0"
    else:
        text = f"{value:.{decimals}f}"
        if float(text) == 0.0:
            text = text.lstrip("-")
    return text.replace("-", MINUS)


def cells(values: NDArray[np.float64], digits: int = 3) -> list[list[str]]:
    """The text of every entry of a matrix, all with the same precision."""
    decimals = decimals_for(values, digits)
    return [[number(float(value), decimals) for value in row] for row in values]


def exact(value: float) -> str:
    """The shortest text that reads back to the same bits."""
    if not math.isfinite(value):
        return number(value)
    return repr(float(value) or 0.0).removesuffix(".0").replace("-", MINUS)


def significant(value: float, digits: int = 4) -> str:
    """A few digits, as in a status line: 0.2431, 12.34, 1.234e−5."""
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return number(value)
    if value == round(value) and abs(value) < 10**digits:
        return number(value, 0)
    if 1e-4 <= abs(value) < 1e6:
        place = max(0, digits - 1 - math.floor(math.log10(abs(value))))
        return number(value, min(place, 6))
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    return f"{mantissa}e{int(power)}".replace("-", MINUS)


def short(value: float, digits: int) -> str:
    """As many digits as a node has room for: 0.37, −0.98, 12.4, 3e5."""
    if not math.isfinite(value) or value == round(value):
        return number(value, 0) if not abs(value) >= 1000 else _power(value)
    if abs(value) < 10:
        return number(value, digits)
    if abs(value) < 1000:
        return number(value, 1 if abs(value) < 100 else 0)
    return _power(value)


def compact(value: float) -> str:
    """A bias on its plate: three decimals, two digits of what is smaller: 0.371, 2.1e−5."""
    if value == 0 or not abs(value) < 0.01:
        return short(value, 3)
    if abs(value) >= 0.001:
        return number(value, 4)
    mantissa, _, power = f"{value:.1e}".partition("e")
    return f"{mantissa}e{int(power)}".replace("-", MINUS)


def _power(value: float) -> str:
    """One digit and a power of ten, or infinity."""
    if math.isinf(value):
        return number(value)
    mantissa, _, power = f"{value:.0e}".partition("e")
    return f"{mantissa}e{int(power)}".replace("-", MINUS)


_LOW = str.maketrans("0123456789il", "₀₁₂₃₄₅₆₇₈₉ᵢₗ")
# Between these signs a name is whole: "dW2" is one, the end of "head2" is none.
_BEFORE, _AFTER = r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])"
_NAMED = re.compile(rf"{_BEFORE}(c?)([vsr]?d?[A-Zbβ]|[nx])(\d+){_AFTER}")
_COUNTER = re.compile(rf"_([il]){_AFTER}")
# A minus begins something; not so the hyphens of cross-entropy, 2-3-1, cat-1.jpg and --data.
_HYPHEN = re.compile(r"(?<![^\s(\[])-(?!-)")
_PRIME = re.compile(r"(?<=[A-Za-z])'(?=\()")


def name_text(text: str) -> str:
    """Names of matrices with their layer numbers set low: ``dW₂``; whole formulas too.

    ``G2`` is g′(Z₂), and ``cdZ2`` is dZ₂ as the chain rule gives it.
    """
    text = _COUNTER.sub(lambda found: found[1].translate(_LOW), text)
    return _NAMED.sub(_named, _PRIME.sub("′", _HYPHEN.sub(MINUS, text)))


def prose(text: str) -> str:
    """Sentences with the names of matrices in them set low; all else stays as it is written."""
    return _NAMED.sub(_named, text)


def _named(found: re.Match[str]) -> str:
    chain, letters, low = found[1], found[2], found[3].translate(_LOW)
    if letters == "G":
        return f"g′(Z{low})"
    return f"{letters}{low}{'ᶜʰᵃⁱⁿ' if chain else ''}"
