"""Computes a formula from its plain text, as a reader with pencil and paper would.

What stands side by side is multiplied entry by entry, ``·`` is the product of matrices or with a
number, ``2m`` is one number, and a sum sign takes the whole product behind it.
"""

import re

import numpy as np

from tests.program.reference import FEATURES, FUNCTIONS, SLOPES

NAMED = {
    "id": "linear", "ReLU": "relu", "LReLU": "leaky_relu", "ELU": "elu", "GELU": "gelu",
    "sigmoid": "sigmoid", "softmax": "softmax", "softplus": "softplus", "swish": "swish",
    "tanh": "tanh",
}  # fmt: skip
FEATURE = {
    "x₁": "x1", "x₂": "x2", "x₁²": "x1_squared", "x₂²": "x2_squared", "x₁x₂": "x1_x2",
    "sin x₁": "sin_x1", "sin x₂": "sin_x2",
}  # fmt: skip
WORDS = "|".join(
    sorted([*NAMED, "log", "sign", "abs", "norm²", "Σᵢ", "Σₖ", "positive"], key=len, reverse=True)
)
TOKEN = re.compile(
    rf"\s*(?:(?P<word>(?:{WORDS})'?)(?=[ (])|(?P<rate>[βρ][₁₂]|[αελ])"
    r"|(?P<name>@\d+|[cvsr]?d?(?:[ZAGDWJRFXYm]|b|β)\d*)"
    r"|(?P<number>\d+(?:\.\d+)?m?|½)|(?P<sign>[-+·⊙/()\[\]Σ√ᵀ²ᵗ]))"
)
STARTS = ("word", "rate", "name", "number")


def compute(text, values, rates, rows=False):
    """The value of the text. ``values`` has the matrices by name, turned where samples are rows;

    ``rates`` the numbers by the letters that stand for them, and ``m`` and ``t``.
    """
    if found := re.fullmatch(r"\[([^<]+)\] of (\S+)", text):
        return _features(found[1], values[found[2]], rows)
    if found := re.fullmatch(r"\(diag a - a aᵀ\)·(\S+) for each column a of (\S+)", text):
        assert not rows
        return _each_column(values[found[1]], values[found[2]])
    if found := re.fullmatch(r"(\S+)·\(diag a - aᵀ a\) for each row a of (\S+)", text):
        assert rows
        return _each_row(values[found[1]], values[found[2]])
    return _Reader(_spelled(text, values, rows), values, rates, rows).whole()


def _features(names, X, rows):
    x1, x2 = X.T if rows else X
    made = [FEATURES[FEATURE[name]](x1, x2) for name in names.split(", " if rows else "; ")]
    return np.stack(made, axis=1 if rows else 0)


def _each_column(dA, A):
    columns = [
        (np.diagflat(a) - np.outer(a, a)) @ da for da, a in zip(dA.T, A.T, strict=True)
    ]  # fmt: skip
    return np.stack(columns, axis=1)


def _each_row(dA, A):
    rows = [da @ (np.diagflat(a) - np.outer(a, a)) for da, a in zip(dA, A, strict=True)]
    return np.stack(rows)


def _spelled(text, values, rows):
    """Without the signs that enclose what they mean: norms, absolute values, sums over layers."""
    weights = sorted(name for name in values if re.fullmatch(r"W\d+", name))
    if found := re.search(r"Σ_l (\S+)", text):
        each = [found[1].replace("W_l", name) for name in weights]
        text = text.replace(found[0], f"({' + '.join(each)})")
    text = re.sub(r"‖([^‖]+)‖²", r"norm²(\1)", text)
    text = re.sub(r"\|([^|]+)\|", r"abs(\1)", text)
    text = re.sub(r"\[([^\[\]<>]+) > 0\]", r"positive(\1)", text)
    sample, unit = (r"\[i, :\]", r"\[:, k\]") if rows else (r"\[:, i\]", r"\[k, :\]")
    text = re.sub(rf"Σ_k (.+){unit}", r"Σₖ(\1)", text)
    return re.sub(rf"Σ_i (.+){sample}", r"Σᵢ(\1)", text)


class _Reader:
    def __init__(self, text, values, rates, rows):
        self.values, self.rates, self.rows = values, rates, rows
        self.tokens, place = [], 0
        while place < len(text):
            found = TOKEN.match(text, place)
            assert found, f"{text[place:]!r} of {text!r} cannot be read"
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            place = found.end()
        self.tokens.append(("end", ""))

    def whole(self):
        value = self.sum()
        assert self.tokens == [("end", "")], self.tokens
        return value

    def next_is(self, signs):
        kind, written = self.tokens[0]
        return kind == "sign" and written in signs

    def take(self, signs=""):
        kind, written = self.tokens.pop(0)
        assert not signs or (kind == "sign" and written in signs), (written, signs)
        return kind, written

    def sum(self):
        negative = self.next_is("-") and self.take()
        value = self.product()
        value = -value if negative else value
        while self.next_is("+-"):
            _, mark = self.take()
            other = self.product()
            value = value + other if mark == "+" else value - other
        return value

    def product(self):
        value = self.factor()
        while True:
            if self.next_is("·⊙/"):
                _, mark = self.take()
                value = _combined(mark, value, self.factor())
            elif self.tokens[0][0] in STARTS or self.next_is("([Σ√"):
                value = value * self.factor()
            else:
                return value

    def factor(self):
        if self.next_is("Σ"):
            self.take()
            return np.sum(self.product())
        if self.next_is("√"):
            self.take()
            return np.sqrt(self.power())
        if self.tokens[0][0] == "word":
            _, name = self.take()
            return self.applied(name, self.power())
        return self.power()

    def power(self):
        value = self.atom()
        while self.next_is("ᵀ²ᵗ"):
            _, mark = self.take()
            value = value.T if mark == "ᵀ" else value ** (2 if mark == "²" else self.rates["t"])
        return value

    def atom(self):
        kind, written = self.take()
        if kind == "sign":
            value = self.sum()
            self.take({"(": ")", "[": "]"}[written])
            return value
        if kind == "number":
            if written == "½":
                return 0.5
            number = float(written.removesuffix("m"))
            return number * self.rates["m"] if written.endswith("m") else number
        if kind == "rate" or written == "m":
            return self.rates[written]
        return self.values[written.replace("β", "b") if self.rows else written]

    def applied(self, name, value):
        if name in ("log", "sign", "abs"):
            return {"log": np.log, "sign": np.sign, "abs": np.abs}[name](value)
        if name == "positive":
            return (value > 0).astype(float)
        if name == "Σₖ":
            whole = value.sum(axis=1 if self.rows else 0, keepdims=True)
            return np.broadcast_to(whole, value.shape)
        if name == "norm²":
            return np.sum(value**2)
        if name == "Σᵢ":
            return value.sum(axis=0 if self.rows else 1, keepdims=True)
        if name.endswith("'"):
            return SLOPES[NAMED[name[:-1]]](value)
        function = FUNCTIONS[NAMED[name]]
        return function(value.T).T if self.rows else function(value)


def _combined(mark, left, right):
    if mark == "/":
        return left / right
    if mark == "⊙":
        assert np.shape(left) == np.shape(right)
        return left * right
    return left * right if np.ndim(left) == 0 or np.ndim(right) == 0 else left @ right
