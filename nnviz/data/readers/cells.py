"""One cell of a table: is it a number, is it missing, and how is it quoted in a sentence."""

import re
from collections.abc import Sequence

_MISSING = frozenset({"", "?", "na", "n/a", "nan", "#n/a", "null"})
_LONGEST_QUOTE = 30


def missing(text: str) -> bool:
    """Whether this cell stands for a value that nobody knows."""
    return text.strip().lower() in _MISSING


def number(text: str, decimal_comma: bool = False) -> float:
    """The number in a cell; it may be infinite or not a number.

    Raises:
        ValueError: it is text. Python's 1_000 counts as text, for it may well be a name.
    """
    if "_" in text:
        raise ValueError(text)
    return float(text.replace(",", ".") if decimal_comma else text)


def is_number(text: str, decimal_comma: bool = False) -> bool:
    """Whether the cell holds a number, even an infinite one."""
    try:
        number(text, decimal_comma)
    except ValueError:
        return False
    return True


def quoted(text: str) -> str:
    """The cell as a sentence shows it: in quotes, and not endless."""
    text = text.strip()
    return f"'{text[:_LONGEST_QUOTE]}…'" if len(text) > _LONGEST_QUOTE else f"'{text}'"


def listed(names: Sequence[str], most: int = 8) -> str:
    """A few names for a sentence, and how many more there are."""
    shown = ", ".join(quoted(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def natural(text: str) -> tuple[list[tuple[bool, int, str]], str]:
    """A key that sorts cat.2 before cat.10, and does not mind capitals."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text.lower())
    # int() takes time that grows with the square of the length, and refuses 4300 digits.
    return [
        (False, int(part), "") if part[0] in "0123456789" and len(part) < 100 else (True, 0, part)
        for part in parts
    ], text
