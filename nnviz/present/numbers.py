"""From numbers to text: one precision a matrix, a real minus sign, a width that stays."""

import math
import re

import numpy as np
from numpy.typing import NDArray

MINUS = "−"
_PROBED = 32  # rows and columns that tell most matrices of fractions from whole numbers
_MOST_ZEROS = 17  # after the point; smaller numbers are written with a power of ten


def decimals_for(
    values: NDArray[np.float64], digits: int = 3, notation: str = "auto"
) -> int | None:
    """How many decimals show ``digits`` digits of the largest value; None for powers of ten.

    ``notation`` is "auto", which takes powers of ten where decimals would be long; "decimal",
    which takes them only beyond what can be read; or "scientific", which always does.
    """
    if notation == "scientific":
        return None
    largest = _largest(values)
    if not largest:
        return 0 if largest is None else 1
    power = math.floor(math.log10(largest))
    decimal = notation == "decimal"
    if largest >= (10**15 if decimal else 10**6):
        return None
    if _whole(values[:_PROBED, :_PROBED]) and _whole(values):
        return 0
    if largest < 10.0 ** min(1 - digits, -1):
        return digits - 1 - power if decimal and power >= -_MOST_ZEROS else None
    return max(0, digits - max(0, power))


def _largest(values: NDArray[np.float64]) -> float | None:
    """The largest absolute value of those that are finite; None if there are none."""
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, math.nan)
    if not (math.isfinite(low) and math.isfinite(high)):
        finite = values[np.isfinite(values)]
        if not finite.size:
            return None
        low, high = float(finite.min()), float(finite.max())
    return max(-low, high)


def _whole(values: NDArray[np.float64]) -> bool:
    """Whether all finite values are whole numbers."""
    return bool(((values == np.rint(values)) | ~np.isfinite(values)).all())


def number(value: float, decimals: int | None = 4, digits: int = 3) -> str:
    """A number as text; ``decimals`` None writes so many ``digits`` and a power of ten."""
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    if decimals is None:
        return with_power(value, digits) if value else "0"
    text = f"{value:.{decimals}f}"
    if float(text) == 0.0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def power(value: float, digits: int) -> tuple[str, int]:
    """A finite number as a mantissa of so many digits and its power of ten: −1.5 and −12."""
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    return mantissa.replace("-", MINUS), int(exponent)


def with_power(value: float, digits: int) -> str:
    """The two in a row: −1.5e−12."""
    mantissa, exponent = power(value, digits)
    return f"{mantissa}e{exponent}".replace("-", MINUS)


def cells(values: NDArray[np.float64], digits: int = 3, notation: str = "auto") -> list[list[str]]:
    """The text of every entry of a matrix, all with the same precision."""
    decimals = decimals_for(values, digits, notation)
    return [[number(value, decimals, digits) for value in row] for row in values.tolist()]


def widest(values: NDArray[np.float64], digits: int = 3, notation: str = "auto") -> int:
    """The characters of the widest entry of :func:`cells` without its sign.

    At least as many as a matrix usually needs, so that its width stays while its numbers run.
    """
    decimals = decimals_for(values, digits, notation)
    largest = _largest(values) or 0.0
    ends = (largest, least_power(values) if decimals is None else 0.0)
    longest = max(len(number(end, decimals, digits)) for end in ends)
    if decimals is None:
        longest = max(longest, digits + (1 if digits > 1 else 0) + len("e−5"))
    elif decimals > 0:
        longest = max(longest, digits + len("0."))
    return longest if np.isfinite(values).all() else max(longest, len("nan"))


def least_power(values: NDArray[np.float64]) -> float:
    """The smallest absolute value that is not zero; zero if there is none."""
    size = np.abs(values[np.isfinite(values) & (values != 0)])
    return float(size.min()) if size.size else 0.0


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
    return with_power(value, digits)


def short(value: float, digits: int) -> str:
    """As many digits as a node has room for: 0.37, −0.98, 12.4, 3e5."""
    if not math.isfinite(value) or value == round(value):
        return number(value, 0) if not abs(value) >= 1000 else _one_digit(value)
    if abs(value) < 10:
        return number(value, digits)
    if abs(value) < 1000:
        return number(value, 1 if abs(value) < 100 else 0)
    return _one_digit(value)


def compact(value: float) -> str:
    """A bias on its plate: three decimals, two digits of what is smaller: 0.371, 2.1e−5."""
    if value == 0 or not abs(value) < 0.01:
        return short(value, 3)
    if abs(value) >= 0.001:
        return number(value, 4)
    return with_power(value, 2)


def _one_digit(value: float) -> str:
    """One digit and a power of ten, or infinity."""
    return number(value) if math.isinf(value) else with_power(value, 1)


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
