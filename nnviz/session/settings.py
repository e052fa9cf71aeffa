"""Settings typed by a person: ``key=value`` to a change of the experiment."""

import re
from collections.abc import Callable
from typing import Any

from nnviz.errors import UserError
from nnviz.session.changes import find_field, replaced
from nnviz.session.companions import READING, for_data
from nnviz.session.data_settings import HOW_TO_READ, Data
from nnviz.session.experiment import Experiment, sections

_PLAIN = re.compile(r"[A-Za-z0-9+.,%()\[\] -]*")  # Python would take 1_0 and ٣ for numbers
_EXACT = ("source", "path", "target", "leave_out")  # written as they are, hyphens and all
_TRUTHS = {"true": True, "false": False}
Parser = Callable[[str], Any]


def _inside(text: str) -> list[str]:
    inside = text.strip()
    if inside[:1] + inside[-1:] in ("[]", "()"):  # and not those of "length (cm)"
        inside = inside[1:-1]
    return [] if inside in ("", "none") else [part.strip() for part in inside.split(",")]


def _sizes(text: str) -> tuple[int, ...]:
    inside = text.strip().strip("[]()")
    return tuple(int(part) for part in _inside(inside.replace("-", ",")))


def _share(text: str) -> float:
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def _keep_prob(text: str) -> float | tuple[float, ...]:
    shares = tuple(_share(part) for part in _inside(text))
    return 1.0 if not shares else shares[0] if len(shares) == 1 else shares


def _names(text: str) -> tuple[str, ...]:
    return tuple(_inside(text))


def _count(text: str) -> int | None:
    return None if text == "none" else int(text)


_SHARES = "a number from 0 to 1, or a percentage such as 50%"
_PARSERS: dict[str, tuple[Parser, str]] = {
    "hidden": (_sizes, "layer sizes such as 4,2 (or none)"),
    "batch_size": (lambda text: "full" if text == "full" else int(text), "a whole number, or full"),
    "noise": (_share, "a number from 0 to 0.5, or a percentage such as 20%"),
    "train_share": (_share, "a number from 0.01 to 1, or a percentage such as 50%"),
    "dev_share": (_share, _SHARES),
    "keep_prob": (_keep_prob, f"{_SHARES}, or one a hidden layer such as 0.8,0.5"),
    "inputs": (_count, "a whole number, or none for what the data has"),
    "classes": (_count, "a whole number, or none for what the data has"),
    "axes": (_sizes, "two inputs such as 1,2"),
    "features": (_names, "names such as x1,x2,x1_squared (or none)"),
    "leave_out": (_names, "names of columns with commas between them (or none)"),
}
_WORDS = ("features", "leave_out")


def apply_settings(experiment: Experiment, settings: list[str]) -> Experiment:
    """The experiment with every ``key=value`` applied, all at once, so their order is free.

    Raises:
        UserError: one of them cannot be read, or the result does not fit together.
    """
    changes: dict[str, Any] = {}
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals:
            raise UserError(f"--set {setting}: write it as key=value, such as learning_rate=0.1.")
        section, field = find_field(key, experiment)
        name = f"{section}.{field}"
        if name == "data.points":
            raise UserError(
                "data.points: points are drawn in the window or written in a TOML file."
            )
        current = getattr(sections(experiment)[section], field)
        changes[name] = parse_value(name, text.strip(), current)
    return replaced(experiment, _with_data(experiment, changes))


def _with_data(experiment: Experiment, changes: dict[str, Any]) -> dict[str, Any]:
    """Other data takes its usual output with it, unless the output is set as well."""
    given = {key: each for key, each in changes.items() if key.startswith("data.")}
    if not any(key.partition(".")[2] in READING for key in given):
        return changes
    return {**for_data(experiment, given), **changes}


def reading_settings(settings: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Part settings into those that say how a file is read, with their values, and the rest.

    Raises:
        UserError: one of them cannot be read.
    """
    reading: dict[str, Any] = {}
    others = []
    for setting in settings:
        key, equals, text = setting.partition("=")
        short = key.strip().replace("-", "_").removeprefix("data.")
        if equals and short in HOW_TO_READ:
            reading[short] = parse_value(f"data.{short}", text.strip(), getattr(Data(), short))
        else:
            others.append(setting)
    return reading, others


def parse_value(field: str, text: str, current: Any) -> Any:
    """Read ``text`` as the kind of value that the field has now.

    Raises:
        UserError: it names the field, what was written and what would be right.
    """
    name = field.rpartition(".")[2]
    parser, example = _PARSERS.get(name, (None, ""))
    try:
        number = parser is not None or not isinstance(current, str)
        if number and name not in _WORDS and not _PLAIN.fullmatch(text):
            raise ValueError
        if parser is not None:
            return parser(text)
        if isinstance(current, bool):
            return _TRUTHS[text.lower()]
        if isinstance(current, int):
            return int(text)
        if isinstance(current, float):
            return float(text)
        return text if name in _EXACT else text.replace("-", "_")
    except (ValueError, KeyError):
        kind = "a whole number" if isinstance(current, int) else "a number"
        kind = "true or false" if isinstance(current, bool) else kind
        raise UserError(f"{field} = {text or 'nothing'}: it must be {example or kind}.") from None
