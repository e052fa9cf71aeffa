"""The arithmetic of one entry with its numbers: ``Z1[2,3] = 0.52·1 − 0.31·0 + 0.10 = 0.62``.

It is read from the same formula that the line is written from. A sum may have hundreds of
thousands of terms; none is written but those that are shown.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.calls import Array
from nnviz.nn.expression import (
    Entrywise,
    Expression,
    Function,
    Matrix,
    Product,
    Scaled,
    Transposed,
    in_rows,
)
from nnviz.program.arithmetic import ARGUMENT, SUM, templates
from nnviz.program.formulas import plain_name, sign
from nnviz.program.step import Step

_MINUS = "−"
_FRACTIONS = {2: "½", 3: "⅓", 4: "¼", 5: "⅕", 6: "⅙", 8: "⅛"}
_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BESIDE = re.compile(rf"([{''.join(_FRACTIONS.values())}])[· ]+\(")  # ¼·( is written ¼(
_RATE = re.compile(r"[αελ]|[βρ][₁₂]")
_LOGARITHM = re.compile(r"@(\d+)·log|\(1 - @(\d+)\)·log")
_OPEN, _CLOSE = "([{", ")]}"

Write = Callable[[str, float], str]


@dataclass(frozen=True)
class Numbers:
    """What an entry is worked out from.

    Attributes:
        matrix: an operand by its name, as the line saw it and as it is stored, samples as
            columns.
        result: what it computed, stored in the same way.
        rates: the numbers that formulas write as letters: α β₁ β₂ ε λ, and m and t.
        write: how an entry of a matrix is written, with a real minus sign.
    """

    matrix: Callable[[str], Array]
    result: Array
    rates: Mapping[str, float]
    write: Write


def entry_name(name: str, row: int, column: int, rows: bool) -> str:
    """An entry as it is shown: ``dW1[2,1]``, ``J``; counted from 1."""
    shown = plain_name(name, rows)
    if name in ("J", "R"):
        return shown
    first, second = (column, row) if rows else (row, column)
    return f"{shown}[{first + 1},{second + 1}]"


def spelled(
    step: Step, row: int, column: int, numbers: Numbers, rows: bool = False, most: int = 12
) -> str:
    """How an entry of a line's result is worked out, and what it is.

    Args:
        row: of the entry as it is stored, samples as columns, counted from 0.
        column: the same.
        rows: whether samples are shown as rows; indices and products are turned then.
        most: how many terms are written of a sum, at least two; of a longer one the first and
            the last, with the number of those left out between them.
    """
    result = numbers.result
    head = entry_name(step.name, row, column, rows)
    value = numbers.write(step.name, float(result[row, column]))
    expression = step.expression
    if isinstance(expression, Function) and not expression.arguments:
        return f"{head} = {value}: {expression.text}"  # drawn by chance
    if rows:
        expression, row, column = in_rows(expression), column, row
    speller = _Speller(numbers, rows, max(most, 2))
    written = speller.whole(speller.terms(expression, row, column))
    middle = f"{written} = " if written != value else ""
    return f"{head} {sign(step)} {middle}{value}"


@dataclass(frozen=True)
class _Terms:
    """So many terms, written when they are asked for, a subtracted one behind its minus."""

    count: int
    write: Callable[[int], str]


def _one(text: str) -> list[_Terms]:
    return [_Terms(1, lambda _: text)]


class _Speller:
    """Spells expressions; places are those of the matrices as they are shown."""

    def __init__(self, numbers: Numbers, rows: bool, most: int) -> None:
        self._numbers = numbers
        self._rows = rows
        self._most = most

    # -- trees -----------------------------------------------------------------------------------

    def terms(self, expression: Expression, row: int, column: int) -> list[_Terms]:
        """The sum that makes an entry; mostly of one term."""
        match expression:
            case Matrix(name):
                return _one(self._entry(name, row, column))
            case Transposed(of):
                return self.terms(of, column, row)
            case Product(left, right):

                def product(inner: int) -> str:
                    first = self._factor(self.terms(left, row, inner), leading=True)
                    return f"{first}·{self._factor(self.terms(right, inner, column))}"

                return [_Terms(self._shape(left)[1], product)]
            case Entrywise("+", left, right):
                return [*self.terms(left, row, column), *self.terms(right, row, column)]
            case Entrywise(mark, left, right) if mark in "−-":
                subtracted = self._factor(self.terms(right, row, column))
                return [*self.terms(left, row, column), *_one(_MINUS + subtracted)]
            case Entrywise(mark, left, right):
                sign_ = "·" if mark == "⊙" else mark
                first = self._factor(self.terms(left, row, column), leading=True)
                return _one(f"{first}{sign_}{self._factor(self.terms(right, row, column))}")
            case Scaled(by, of):
                factor = self._factor(self.terms(of, row, column))
                return _one(_tidy(f"{self._scalar(by.text)}{factor}"))
            case Function():
                unit, sample = (column, row) if self._rows else (row, column)
                (template,) = templates(expression, unit)
                return self._signed(template, expression, unit, sample)
        raise TypeError(expression)

    def whole(self, terms: list[_Terms]) -> str:
        """A sum as text, shortened in its middle if it is long."""
        count = sum(each.count for each in terms)
        if count <= self._most:
            return _joined([_at(terms, place) for place in range(count)])
        tail = max(1, self._most // 3)
        first = [_at(terms, place) for place in range(self._most - tail)]
        last = [_at(terms, place) for place in range(count - tail, count)]
        between = f"… {count - self._most:,} more …"
        return _joined([*first, between, *last])

    def _factor(self, terms: list[_Terms], leading: bool = False) -> str:
        """In brackets if it is a sum, or negative and not at the beginning."""
        text = self.whole(terms)
        several = sum(each.count for each in terms) > 1
        return f"({text})" if several or (text.startswith(_MINUS) and not leading) else text

    def _shape(self, expression: Expression) -> tuple[int, int]:
        match expression:
            case Matrix(name):
                rows, columns = self._numbers.matrix(name).shape
                return (columns, rows) if self._rows else (rows, columns)
            case Transposed(of):
                return self._shape(of)[::-1]
            case Product(left, right):
                return self._shape(left)[0], self._shape(right)[1]
            case Entrywise(_, left, _):
                return self._shape(left)
            case Scaled(_, of):
                return self._shape(of)
            case Function(arguments):
                return self._shape(arguments[0])

    def _entry(self, name: str, row: int, column: int) -> str:
        """An entry as text; what has one row or column only is the same in all of them."""
        values = self._numbers.matrix(name)
        if self._rows:
            row, column = column, row
        height, width = values.shape
        value = values[row if height > 1 else 0, column if width > 1 else 0]
        return self._numbers.write(name, float(value))

    # -- numbers before matrices -----------------------------------------------------------------

    def _rate(self, letter: str) -> str:
        value = self._numbers.rates[letter.replace("ρ", "β")]
        written = repr(float(value)).removesuffix(".0")
        return re.sub(r"e-0*", f"e{_MINUS}", written).replace("-", _MINUS)

    def _scalar(self, text: str) -> str:
        """A number with the sign that joins it to what follows: ``¼·``, ``0.1/14·``."""
        inside = text.strip(" ·")
        if "/" in inside:
            inside = inside.removeprefix("(").removesuffix(")")
        return f"{self._literal(inside)}·"

    def _literal(self, text: str) -> str:
        """What stands between the arguments of a formula, with numbers for its letters."""
        m = round(self._numbers.rates["m"])
        text = text.replace("(1/m) ", f"{self._share(m)}·")
        text = self._share(m) if text == "1/m" else text
        text = re.sub(r"(?<![a-z])(2?)m(?![a-z])", lambda f: str(int(f[1] or 1) * m), text)
        text = _RATE.sub(lambda found: self._rate(found[0]), text)
        text = text.replace("ᵗ", str(round(self._numbers.rates["t"])).translate(_HIGH))
        return text.replace("-", _MINUS).replace("'", "′")

    @staticmethod
    def _share(m: int) -> str:
        return _FRACTIONS.get(m, f"1/{m}")

    # -- functions -------------------------------------------------------------------------------

    def _signed(self, template: str, function: Function, unit: int, sample: int) -> list[_Terms]:
        """The terms of a template: its parts, and each entry of a sum that is such a part."""
        found: list[_Terms] = []
        for mark, body in _split(template):
            whole = SUM.fullmatch(body)
            if whole is not None and mark == "+":
                found.append(self._sum(whole, function, unit, sample))
            else:
                found += _one(self._filled(mark, body, function, unit, sample))
        return found

    def _sum(self, found: re.Match[str], function: Function, unit: int, sample: int) -> _Terms:
        """Every entry of a sum, leaving out logarithms that are taken 0 times."""
        parts = _split(found[2])
        first = ARGUMENT.search(found[2])
        assert first is not None
        units, samples = self._stored_shape(function.arguments[int(first[1])])
        along = {
            "_k": [(each, sample) for each in range(units)],
            "_i": [(unit, each) for each in range(samples)],
        }.get(found[1] or "")
        count = units * samples if along is None else len(along)
        kept = self._kept(parts, function, units, samples) if along is None else None

        def term(place: int) -> str:
            entry, part = divmod(place if kept is None else int(kept[place]), len(parts))
            # All of a sample before the next one.
            where = along[entry] if along is not None else divmod(entry, units)[::-1]
            return self._filled(*parts[part], function, *where)

        return _Terms(count * len(parts) if kept is None else len(kept), term)

    def _kept(
        self, parts: list[tuple[str, str]], function: Function, units: int, samples: int
    ) -> NDArray[np.intp] | None:
        """The places of those terms that count; None for all."""
        weights = [_LOGARITHM.match(body) for _, body in parts]
        if not any(weights):
            return None
        counted = np.ones((samples, units, len(parts)), dtype=bool)
        for place, found in enumerate(weights):
            if found is not None:
                argument = function.arguments[int(found[1] or found[2])]
                assert isinstance(argument, Matrix)
                nothing = 0.0 if found[1] else 1.0
                weight = self._numbers.matrix(argument.name)
                counted[:, :, place] = np.not_equal(weight.T, nothing)
        return np.flatnonzero(counted)

    def _stored_shape(self, argument: Expression) -> tuple[int, int]:
        shape = self._shape(argument)
        return shape[::-1] if self._rows else shape

    def _filled(self, mark: str, body: str, function: Function, unit: int, sample: int) -> str:
        """A part of a template with its numbers in place."""
        written, end = [], 0
        pieces = re.compile(f"{SUM.pattern}|{ARGUMENT.pattern}")
        for found in pieces.finditer(body):
            before = body[end : found.start()]
            written.append(self._literal(before))
            end = found.end()
            if found[0].startswith("Σ"):
                inner = SUM.fullmatch(found[0])
                assert inner is not None
                written.append(self._factor([self._sum(inner, function, unit, sample)]))
                continue
            own = ARGUMENT.fullmatch(found[0])
            assert own is not None
            argument = function.arguments[int(own[1])]
            place = (int(own[2]) - 1 if own[2] else unit), sample
            terms = self.terms(argument, *(place[::-1] if self._rows else place))
            alone = before[-1:] in _OPEN + "|^" if before or end else False
            leading = not body[: found.start()] and mark == "+"
            text = self._factor(terms, leading=True)
            after = body[end : end + 1]
            if _needs_brackets(text, before[-1:], after, alone or leading):
                text = f"({text})"
            written.append(text)
        written.append(self._literal(body[end:]))
        text = _tidy("".join(written))
        return _MINUS + text if mark == "-" else text


def _needs_brackets(text: str, before: str, after: str, first: bool) -> bool:
    """Whether a number has to be held together where it stands."""
    if text.startswith("("):
        return False
    if "e" in text and (after == "²" or before in ("√", "^")):
        return True
    if not text.startswith(_MINUS):
        return False
    return after == "²" or not first


def _split(template: str) -> list[tuple[str, str]]:
    """The parts of a sum with their signs, as far as it is one: ``@0 - @1``."""
    parts, depth, start = [], 0, 0
    mark = "-" if template.startswith("-") else "+"
    start = 1 if mark == "-" else 0
    place = start
    while place < len(template):
        letter = template[place]
        depth += (letter in _OPEN) - (letter in _CLOSE)
        if not depth and template[place : place + 3] in (" + ", " - "):
            parts.append((mark, template[start:place]))
            mark, start = template[place + 1], place + 3
            place = start
        else:
            place += 1
    return [*parts, (mark, template[start:])]


def _at(terms: list[_Terms], place: int) -> str:
    for each in terms:
        if place < each.count:
            return each.write(place)
        place -= each.count
    raise IndexError(place)


def _joined(terms: list[str]) -> str:
    """A sum; a term that begins with a minus is subtracted."""
    if not terms:
        return "0"
    text = terms[0]
    for term in terms[1:]:
        text += f" {_MINUS} {term[1:]}" if term.startswith(_MINUS) else f" + {term}"
    return text


def _tidy(text: str) -> str:
    return _BESIDE.sub(r"\1(", text)
