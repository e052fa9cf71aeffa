"""A number as a person types it, and the steps in which keys and the pointer change it."""

import math
import re

from nnviz.errors import UserError
from nnviz.present.numbers import MINUS

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_COMMA = re.compile(r"[+-]?\d*,\d+(e[+-]?\d+)?", re.IGNORECASE)
_PLACES = 12  # decimals that survive 0.1 + 0.2
_A_HAND = 100.0  # pixels that take a number about as far as the numbers around it reach


def typed_number(text: str) -> float:
    """The number that a text says; a real minus and spaces around it are welcome.

    Raises:
        UserError: it is no finite number; the sentence says how to write it.
    """
    plain = text.strip().replace(MINUS, "-")
    if _NUMBER.fullmatch(plain):
        value = float(plain)
        if math.isfinite(value):
            return value + 0.0  # there is one zero
        raise UserError(f"{text.strip()} is too large: write a number below 1.8e308.")
    if not plain:
        raise UserError("Write a number, such as −0.5 or 1e-3.")
    if _COMMA.fullmatch(plain):
        point = text.strip().replace(",", ".")
        raise UserError(f"Write {point}: the decimal sign is a point.")
    if plain.lower().lstrip("+-") in ("nan", "inf", "infinity", "∞"):
        raise UserError(f"{text.strip()} is not finite: write a number such as −0.5 or 1e-3.")
    raise UserError(f"“{_shortened(text)}” is not a number: write it as −0.5 or 1e-3.")


def _shortened(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 16 else f"{text[:15]}…"


def nudged(value: float, by: float) -> float:
    """A number and a step together, without the dust that 0.1 + 0.2 leaves."""
    return round(value + by, _PLACES) + 0.0


def dragged(value: float, pixels: float, largest: float, finer: float = 1.0) -> float:
    """Where a number comes to that is dragged upwards by so many pixels.

    ``largest`` is the size of the numbers around it, which some hundred pixels change by about
    as much; ``finer`` is how many pixels take the place of one. The number stays a short one.
    """
    reach = max(abs(value), abs(largest)) or 1.0
    power = math.floor(math.log10(reach) + 0.3)
    step = 10.0**power / _A_HAND / finer
    decimals = max(0, 3 - power)
    return round(value + pixels * step, decimals) + 0.0 if pixels else value
