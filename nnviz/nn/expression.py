"""A formula as a small tree of what stands on paper: matrices, products, sums, functions.

The tree is written for samples as columns. Samples as rows show every matrix transposed, so the
formula in rows is the transpose of the tree: products change their order, all else stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Scalar:
    """A number in front of a matrix.

    Attributes:
        text, latex: how it is written, with the sign that joins it to what follows in the text.
        symbol: the name of its value, where a person may want to see that instead.
    """

    text: str
    latex: str
    symbol: str = ""


@dataclass(frozen=True)
class Matrix:
    """A matrix by its name in the program."""

    name: str


@dataclass(frozen=True)
class Transposed:
    """The transpose of a matrix."""

    of: Matrix


@dataclass(frozen=True)
class Product:
    """The matrix product."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Entrywise:
    """Entry by entry; ``sign`` is one of + − ⊙ /. A bias is broadcast over the samples."""

    sign: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Scaled:
    """A number times a matrix."""

    by: Scalar
    of: "Expression"


@dataclass(frozen=True)
class Function:
    """Anything else: a name around its arguments.

    Attributes:
        arguments: what it is a function of; ``@0``, ``@1`` ... stand for them in the texts.
        text, latex: how it is written.
        words: what stands before, between and behind the arguments where they are drawn.
        rows_text, rows_latex, rows_words: for samples as rows, where that is written otherwise.
        entries: how one entry is worked out, where ``text`` does not say that: for every unit,
            or for each of them. ``@0`` is the entry of an argument at the same place, ``@0[2]``
            that of its second unit; ``Σ{...}`` sums over all entries of a matrix, ``Σ_k{...}``
            over the units of a sample, ``Σ_i{...}`` over the samples of a unit.
    """

    arguments: tuple["Expression", ...]
    text: str
    latex: str
    words: tuple[str, ...]
    rows_text: str = ""
    rows_latex: str = ""
    rows_words: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()


Expression = Matrix | Transposed | Product | Entrywise | Scaled | Function


def matrices(expression: Expression) -> Iterator[str]:
    """The names of the matrices in the order in which they are written, with repetitions."""
    match expression:
        case Matrix(name):
            yield name
        case Transposed(of) | Scaled(_, of):
            yield from matrices(of)
        case Product(left, right) | Entrywise(_, left, right):
            yield from matrices(left)
            yield from matrices(right)
        case Function(arguments):
            for argument in arguments:
                yield from matrices(argument)


def in_rows(expression: Expression) -> Expression:
    """The formula for samples as rows: the transpose, every name now standing for a transpose."""
    match expression:
        case Product(left, right):
            return Product(in_rows(right), in_rows(left))
        case Entrywise(sign, left, right):
            return Entrywise(sign, in_rows(left), in_rows(right))
        case Scaled(by, of):
            return Scaled(by, in_rows(of))
        case Function(arguments):
            return replace(
                expression,
                arguments=tuple(map(in_rows, arguments)),
                text=expression.rows_text or expression.text,
                latex=expression.rows_latex or expression.latex,
                words=expression.rows_words or expression.words,
            )
    return expression


def applied(title: str, latex: str, argument: Expression, entry: str = "") -> Function:
    """A function of one matrix: ``tanh(Z1)``; ``entry`` as in :attr:`Function.entries`."""
    shown = title.replace("'", "′")
    words = (f"{shown}(", ")")
    entries = (entry,) if entry else ()
    return Function((argument,), f"{title}(@0)", rf"{latex}\left(@0\right)", words, entries=entries)
