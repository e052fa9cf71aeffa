"""Settings typed by a person: ``key=value`` to a change of the experiment."""

import re
from typing import Any

from nnviz.errors import UserError
from nnviz.session.experiment import Experiment, find_field, replaced, sections

_PLAIN = re.compile(r"[A-Za-z0-9+.,%()\[\] -]*")  # Python would take 1_0 and ٣ for numbers
_EXAMPLES: dict[str, str] = {
    "hidden": "layer sizes such as 4,2 (or none)",
    "batch_size": "a whole number, or full",
    "noise": "a number from 0 to 0.5, or a percentage such as 20%",
    "train_share": "a number from 0.1 to 1, or a percentage such as 50%",
    "log_cost": "true or false",
}


def apply_settings(experiment: Experiment, settings: list[str]) -> Experiment:
    """The experiment with every ``key=value`` applied, all at once, so their order is free.

    Raises:
        UserError: one of them cannot be read, or the result does not fit together.
    """
    changes = {}
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals:
            raise UserError(f"--set {setting}: write it as key=value, such as learning_rate=0.1.")
        section, field = find_field(key, experiment)
        current = getattr(sections(experiment)[section], field)
        changes[f"{section}.{field}"] = parse_value(f"{section}.{field}", text.strip(), current)
    return replaced(experiment, changes)


def parse_value(field: str, text: str, current: Any) -> Any:
    """Read ``text`` as the kind of value that the field has now.

    Raises:
        UserError: it names the field, what was written and what would be right.
    """
    name = field.rpartition(".")[2]
    try:
        number = name == "batch_size" or not isinstance(current, str)
        if number and not _PLAIN.fullmatch(text):
            raise ValueError
        if name == "batch_size":
            return "full" if text == "full" else int(text)
        if name == "hidden":
            return _sizes(text)
        if isinstance(current, bool):
            return {"true": True, "false": False}[text.lower()]
        if isinstance(current, int):
            return int(text)
        if isinstance(current, float):
            share = text.endswith("%") and name in ("noise", "train_share")
            return float(text[:-1]) / 100 if share else float(text)
        return text.replace("-", "_") if name != "source" else text
    except (ValueError, KeyError):
        kind = "a whole number" if isinstance(current, int) else "a number"
        raise UserError(
            f"{field} = {text or 'nothing'}: it must be {_EXAMPLES.get(name, kind)}."
        ) from None


def _sizes(text: str) -> tuple[int, ...]:
    inside = text.strip().strip("[]()")
    if inside in ("", "none"):
        return ()
    return tuple(int(part) for part in inside.replace("-", ",").split(","))
