"""What a derivation is written with: its lines, the factors in them, and who writes them down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from nnviz.program.compile import Program
from nnviz.program.formulas import expression_latex, expression_text, latex_name, plain_name

Dimensions = tuple[str, str]


@dataclass(frozen=True)
class Factor:
    """One factor of a line: a partial derivative and the matrix that stands for it, or an operand.

    Attributes:
        partial_latex, partial_text: ``∂A2/∂Z2``; empty for an operand that is no derivative.
        matrix: what stands for it, in the convention shown; None where it is no matrix of the
            program: a row of ones, the Jacobian of each sample.
        latex, text: how that is written.
        dimensions: the names of its two dimensions, in the convention shown.
        why: a sentence.
    """

    partial_latex: str
    partial_text: str
    matrix: Expression | None
    latex: str
    text: str
    dimensions: Dimensions
    why: str


@dataclass(frozen=True)
class Link:
    """One line of a derivation.

    Attributes:
        latex, text: the line; all but the first go on from the line before with ``=``.
        expression: its right side in the convention shown, equal to the value of the matrix that
            is derived; None where it is written in partial derivatives or single samples.
        why: a sentence or two.
        factors: what it is made of, where that is explained one by one.
    """

    latex: str
    text: str
    expression: Expression | None
    why: str
    factors: tuple[Factor, ...] = ()


class Paper:
    """Writes the lines of derivations for a program, in one of the two conventions."""

    def __init__(self, program: Program, rows: bool = False) -> None:
        self.program = program
        self.network = program.network
        self.rows = rows
        self.sample = "row" if rows else "column"
        """What a sample is of a matrix."""

    # -- words ---------------------------------------------------------------------------------

    def name(self, name: str) -> str:
        """A matrix in a sentence."""
        return plain_name(name, self.rows)

    def text(self, expression: Expression) -> str:
        """A formula in a sentence."""
        return expression_text(expression, self.rows)

    def turned(self, dimensions: Dimensions) -> Dimensions:
        """The shape of a matrix as it is shown."""
        return (dimensions[1], dimensions[0]) if self.rows else dimensions

    def shape(self, first: str, second: str) -> str:
        """A shape in a sentence; given for samples as columns."""
        return "({}, {})".format(*self.turned((first, second)))

    def meeting(self, first: str, inner: str, last: str) -> str:
        """How the shapes of a product meet, given for samples as columns."""
        left, right = self.shape(first, inner), self.shape(inner, last)
        factors = f"{right}·{left}" if self.rows else f"{left}·{right}"
        return f"{factors} = {self.shape(first, last)}"

    # -- lines ---------------------------------------------------------------------------------

    def tree(
        self, expression: Expression, why: str, factors: Sequence[Factor] = (), left: str = ""
    ) -> Link:
        """A line that can be computed; ``left`` is the matrix that stands before its first one."""
        latex, text = self._start(left)
        return Link(
            f"{latex} {expression_latex(expression, self.rows)}",
            f"{text} {self.text(expression)}",
            in_rows(expression) if self.rows else expression,
            why,
            tuple(factors),
        )

    def words(
        self, latex: str, text: str, why: str, factors: Sequence[Factor] = (), left: str = ""
    ) -> Link:
        """A line that stands for many numbers, or for no number yet."""
        latex_start, text_start = self._start(left)
        return Link(f"{latex_start} {latex}", f"{text_start} {text}", None, why, tuple(factors))

    def _start(self, left: str) -> tuple[str, str]:
        if not left:
            return "=", "="
        return f"{latex_name(left, self.rows)} =", f"{self.name(left)} ="

    def operand(self, expression: Expression, dimensions: Dimensions, why: str) -> Factor:
        """A matrix of a formula and why it is there; dimensions for samples as columns."""
        return self._factor("", "", expression, dimensions, why)

    def partial(
        self, of: str, by: str, matrix: Expression, dimensions: Dimensions, why: str
    ) -> Factor:
        """∂of/∂by and the matrix that stands for it."""
        latex, text = self.derivative(of, by)
        return self._factor(latex, text, matrix, dimensions, why)

    def unnamed(
        self, of: str, by: str, written: tuple[str, str], dimensions: Dimensions, why: str
    ) -> Factor:
        """∂of/∂by where no matrix of the program stands for it; written as LaTeX and as text."""
        latex, text = self.derivative(of, by)
        return Factor(latex, text, None, *written, self.turned(dimensions), why)

    def _factor(
        self, latex: str, text: str, matrix: Expression, dimensions: Dimensions, why: str
    ) -> Factor:
        return Factor(
            latex,
            text,
            in_rows(matrix) if self.rows else matrix,
            expression_latex(matrix, self.rows),
            self.text(matrix),
            self.turned(dimensions),
            why,
        )

    def derivative(self, of: str, by: str) -> tuple[str, str]:
        """∂of/∂by as LaTeX and as text."""
        above = of if of == "L" else latex_name(of, self.rows)
        return (
            rf"\frac{{\partial {above}}}{{\partial {latex_name(by, self.rows)}}}",
            f"∂{self.name(of)}/∂{self.name(by)}",
        )


# -- trees -----------------------------------------------------------------------------------------


def bracketed(expression: Expression) -> Function:
    """The same in brackets."""
    return Function((expression,), "(@0)", r"\left(@0\right)", ("(", ")"))


def one_minus(matrix: Expression) -> Function:
    """1 − M, entry by entry."""
    return Function((matrix,), "(1 - @0)", r"\left(1 - @0\right)", ("( 1 −", ")"))


def entrywise(first: Expression, *others: Expression) -> Expression:
    """All of them multiplied entry by entry."""
    for other in others:
        first = Entrywise("⊙", first, other)
    return first


def substituted(expression: Expression, name: str, by: Expression) -> Expression:
    """The formula with what a matrix is made of in its place, in brackets where it needs them."""

    def inside(part: Expression, whole: type) -> Expression:
        found = substituted(part, name, by)
        if not isinstance(part, Matrix) or isinstance(found, Matrix | Transposed):
            return found
        if whole is not Function and (isinstance(found, whole) or _is_sum(found)):
            return found  # the brackets around a sum are written with the formula
        return bracketed(found)

    match expression:
        case Matrix():
            return by if expression.name == name else expression
        case Product(left, right):
            return Product(inside(left, Product), inside(right, Product))
        case Entrywise(sign, left, right):
            return Entrywise(sign, inside(left, Entrywise), inside(right, Entrywise))
        case Scaled(scalar, of):
            return Scaled(scalar, substituted(of, name, by))
        case Function(arguments):
            return replace(
                expression, arguments=tuple(inside(each, Function) for each in arguments)
            )
    return expression


def _is_sum(expression: Expression) -> bool:
    return isinstance(expression, Entrywise) and expression.sign in "+−"
