"""Works out arithmetic that is written with numbers, as somebody with a pocket calculator would."""

import re

import numpy as np

from tests.program.reading import NAMED
from tests.program.reference import FUNCTIONS, SLOPES

FRACTIONS = dict(zip("½⅓¼⅕⅙⅛", (2, 3, 4, 5, 6, 8), strict=True))
HIGH = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
NUMBER = r"\d+(?:\.\d+)?(?:e-?\d+)?"
KNOWN = {"sqrt": np.sqrt, "exp": np.exp, "log": np.log, "sign": np.sign, "abs": abs, "sin": np.sin}


def worked_out(written):
    """The value of what stands right of an equals sign."""
    text = written.replace("−", "-").replace("·", "*")
    for letter, below in FRACTIONS.items():
        text = re.sub(rf"{letter}\*?", f"(1/{below})*", text)
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: "**" + found[0].translate(HIGH), text)
    text = re.sub(rf"√({NUMBER})", r"sqrt(\1)", text).replace("√(", "sqrt(")
    text = re.sub(rf"\be\^(-?{NUMBER})", r"exp(\1)", text).replace("e^(", "exp(")
    text = re.sub(rf"log ({NUMBER})", r"log(\1)", text)
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    text = re.sub(r"([A-Za-z]+)′\(", r"slope_\1(", text)
    functions = {word: _plain(FUNCTIONS[name]) for word, name in NAMED.items()}
    slopes = {f"slope_{word}": _plain(SLOPES[name]) for word, name in NAMED.items()
              if name in SLOPES}  # fmt: skip
    return eval(text, {"__builtins__": {}}, KNOWN | functions | slopes)


def _plain(function):
    return lambda value: float(function(np.array([[value]]))[0, 0])
