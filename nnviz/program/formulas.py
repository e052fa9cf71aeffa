"""How a line is written: as plain text, as LaTeX, and as a row of matrices and signs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nnviz.nn.expression import (
    Entrywise,
    Expression,
    Function,
    Matrix,
    Product,
    Scalar,
    Scaled,
    Transposed,
    in_rows,
)
from nnviz.program.step import Kind, Step

_ASCII = {"−": "-"}
_NAME = re.compile(r"(c|v|s|r)?(d)?([A-Z]|b)(\d*)")
_UPDATES = (Kind.W, Kind.B, Kind.AVERAGE)


@dataclass(frozen=True)
class Operand:
    """A matrix in a formula; ``transposed`` where the formula has its transpose."""

    name: str
    transposed: bool = False


Term = str | Operand
"""A sign or a number between matrices, or a matrix."""


def plain_name(name: str, rows: bool = False) -> str:
    """A matrix name in text: note 001, with samples as rows, writes β for a bias."""
    return name.replace("b", "β") if rows else name


def latex_name(name: str, rows: bool = False) -> str:
    """A matrix name as LaTeX: ``dW2`` is dW with a low 2, ``vdW2`` a v with a low dW₂."""
    parts = _NAME.fullmatch(name)
    assert parts is not None, name
    kind, d, letter, number = parts[1] or "", parts[2] or "", parts[3], parts[4]
    low = f"_{{{number}}}" if number else ""
    if letter == "G":
        return rf"g_{{{number}}}'\left(Z{low}\right)"
    body = d + (r"\beta" if rows and letter == "b" else letter)
    if d and body.endswith(r"\beta"):
        body = r"d\beta"
    if kind == "c":
        return f"{body}{low}^{{\\,chain}}".replace("chain", r"\mathrm{chain}")
    return f"{kind}_{{{body}{low}}}" if kind else body + low


def sign(step: Step) -> str:
    """``:=`` for what takes the place of its old value, ``=`` for all else."""
    return ":=" if step.kind in _UPDATES else "="


def text(step: Step, rows: bool = False) -> str:
    """The line as plain text: ``Z1 = W1·X + b1``."""
    return f"{plain_name(step.name, rows)} {sign(step)} {_text(_turned(step, rows), rows)}"


def latex(step: Step, rows: bool = False) -> str:
    """The line as LaTeX."""
    equals = r"\leftarrow" if step.kind in _UPDATES else "="
    return f"{latex_name(step.name, rows)} {equals} {_latex(_turned(step, rows), rows)}"


def expression_text(expression: Expression, rows: bool = False) -> str:
    """A formula as plain text, for samples as rows where ``rows``."""
    return _text(in_rows(expression) if rows else expression, rows)


def expression_latex(expression: Expression, rows: bool = False) -> str:
    """A formula as LaTeX, for samples as rows where ``rows``."""
    return _latex(in_rows(expression) if rows else expression, rows)


def terms(step: Step, values: Mapping[str, float], rows: bool = False) -> list[Term]:
    """The operands of a line and the signs between them, as they stand in its formula.

    ``values`` are the numbers that are written in place of their symbols.
    """
    joined: list[Term] = []
    for term in _terms(_turned(step, rows), values, rows):
        if term == "":
            continue
        if isinstance(term, str) and joined and isinstance(joined[-1], str):
            joined[-1] = f"{joined[-1]} {term}"
        else:
            joined.append(term)
    return joined


def _turned(step: Step, rows: bool) -> Expression:
    return in_rows(step.expression) if rows else step.expression


def _renamed(written: str, rows: bool) -> str:
    """In rows β is a bias, so that the rates of averages are called ρ there."""
    return written.replace("β", "ρ").replace(r"\beta", r"\rho") if rows else written


def _is_sum(expression: Expression) -> bool:
    return isinstance(expression, Entrywise) and expression.sign in "+−"


def _factor(written: str, expression: Expression, opening: str = "(", closing: str = ")") -> str:
    """In brackets if it is a sum inside a product."""
    return f"{opening}{written}{closing}" if _is_sum(expression) else written


def _text(expression: Expression, rows: bool) -> str:
    def factor(part: Expression) -> str:
        return _factor(_text(part, rows), part)

    match expression:
        case Matrix(name):
            return plain_name(name, rows)
        case Transposed(of):
            return f"{_text(of, rows)}ᵀ"
        case Product(left, right):
            return f"{factor(left)}·{factor(right)}"
        case Entrywise(mark, left, right) if mark in "+−":
            return f"{_text(left, rows)} {_ASCII.get(mark, mark)} {_text(right, rows)}"
        case Entrywise(mark, left, right):
            return f"{factor(left)} {mark} {factor(right)}"
        case Scaled(by, of):
            return f"{_renamed(by.text, rows)}{factor(of)}"
        case Function(arguments):
            written = _renamed(expression.text, rows)
            for place, argument in enumerate(arguments):
                written = written.replace(f"@{place}", _text(argument, rows))
            return written


def _latex(expression: Expression, rows: bool) -> str:
    def factor(part: Expression) -> str:
        return _factor(_latex(part, rows), part, r"\left(", r"\right)")

    match expression:
        case Matrix(name):
            return latex_name(name, rows)
        case Transposed(of):
            return f"{_latex(of, rows)}^{{\\mathsf T}}"
        case Product(left, right):
            return rf"{factor(left)}\, {factor(right)}"
        case Entrywise("⊙", left, right):
            return rf"{factor(left)} \odot {factor(right)}"
        case Entrywise(mark, left, right):
            return f"{_latex(left, rows)} {_ASCII.get(mark, mark)} {_latex(right, rows)}"
        case Scaled(by, of):
            return f"{_renamed(by.latex, rows)} {factor(of)}"
        case Function(arguments):
            written = _renamed(expression.latex, rows)
            for place, argument in enumerate(arguments):
                written = written.replace(f"@{place}", _latex(argument, rows))
            return written


def _terms(expression: Expression, values: Mapping[str, float], rows: bool) -> list[Term]:
    def factor(part: Expression) -> list[Term]:
        found = _terms(part, values, rows)
        return ["(", *found, ")"] if _is_sum(part) else found

    match expression:
        case Matrix(name):
            return [Operand(name)]
        case Transposed(Matrix(name)):
            return [Operand(name, transposed=True)]
        case Product(left, right):
            return [*factor(left), "·", *factor(right)]
        case Entrywise(mark, left, right) if mark in "+−":
            return [*_terms(left, values, rows), mark, *_terms(right, values, rows)]
        case Entrywise(mark, left, right):
            return [*factor(left), mark, *factor(right)]
        case Scaled(by, of):
            return [_number(by, values, rows), *factor(of)]
        case Function(arguments):
            found: list[Term] = [_renamed(expression.words[0], rows)]
            for word, argument in zip(expression.words[1:], arguments, strict=True):
                found += [*_terms(argument, values, rows), _renamed(word, rows)]
            return found
    raise TypeError(expression)


def _number(scalar: Scalar, values: Mapping[str, float], rows: bool) -> str:
    """A number as it stands between matrices: ``1/m ·``, ``0.3 ·``."""
    if scalar.symbol in values:
        return f"{values[scalar.symbol]:g} ·"
    written = _renamed(scalar.text, rows).strip(" ·").replace("-", "−")
    inside = written.removeprefix("(").removesuffix(")")
    return f"{inside if '/' in inside else written} ·"
