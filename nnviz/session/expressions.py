"""The small language of conditions and watches: ``max(abs(dW1)) > 10``, ``norm(dZ2)``.

Names of matrices, numbers, arithmetic, comparisons, ``and or not``, entries such as ``W1[2,1]``
counted from 1 as on the screen, and a few functions. Text is parsed by Python's own parser, and
each kind of node that is allowed is turned into a function; nothing else can be said.

An expression is evaluated for many iterations at once, because numpy takes as long for a small
matrix as for a hundred of them: every value is a stack, k x rows x columns, of one matrix an
iteration, and a number is a stack of matrices with one entry.
"""

import ast
import functools
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.errors import UserError
from nnviz.session.checks import one_of_sentence

Values = Mapping[str, Any]
Evaluate = Callable[[Values], Any]

_MOST_CHARACTERS = 500
_MOST_NODES = 200


class ExpressionError(UserError):
    """A mistake in an expression; ``start`` and ``stop`` are where in the text it is."""

    def __init__(self, sentence: str, start: int, stop: int) -> None:
        super().__init__(sentence)
        self.start, self.stop = start, stop


def _stack(value: Any) -> NDArray[Any]:
    """A number that is the same in all iterations as a stack."""
    return np.full((1, 1, 1), value) if np.ndim(value) == 0 else np.asarray(value)


def _over(reduce: Callable[..., Any]) -> Callable[[Any], Any]:
    """A function of all entries of a matrix, for each matrix of a stack.

    The entries are brought into one row first, so that a sum has the same bits in any stack.
    """

    def reduced(value: Any) -> Any:
        stack = _stack(value)
        return reduce(stack.reshape(len(stack), -1), axis=1)[:, None, None]

    return reduced


def _norm(value: Any) -> Any:
    return np.sqrt(_sum(np.square(value)))


def _mean(value: Any) -> Any:
    _, rows, columns = _stack(value).shape
    return _sum(value) / (rows * columns)


_sum = _over(np.add.reduce)
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "max": _over(np.maximum.reduce),
    "min": _over(np.minimum.reduce),
    "mean": _mean,
    "sum": _sum,
    "abs": np.abs,
    "norm": _norm,
    "any": _over(np.logical_or.reduce),
    "all": _over(np.logical_and.reduce),
    "isnan": np.isnan,
    "isfinite": np.isfinite,
    "shape": lambda value: _stack(value).shape[1:],
}
_ARITHMETIC: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: np.divide,
    ast.Pow: np.power,
    ast.MatMult: operator.matmul,
}
_COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
COUNTS = ("iteration", "epoch")
"""Numbers beside the matrices: how many iterations and epochs are complete."""


@dataclass(frozen=True)
class Expression:
    """A parsed expression.

    Attributes:
        text: as it was typed.
        names: the matrices and counts that it reads.
        evaluate: from the values of those names to its value.
    """

    text: str
    names: frozenset[str]
    evaluate: Evaluate

    def value(self, values: Values) -> Any:
        """Its value at one moment: a number, a truth, a shape or a matrix; None for none.

        A short last batch can lack the column that it asks for.
        """
        try:
            with np.errstate(all="ignore"):
                found = self.evaluate({name: _one(values[name]) for name in self.names})
        except (IndexError, KeyError, ValueError):
            return None
        return _plain(found)

    def truths(self, stacks: Values, count: int) -> NDArray[np.bool_]:
        """Whether it is true in each of ``count`` iterations; what has no value is not."""
        try:
            with np.errstate(all="ignore"):
                found = _truth(self.evaluate(stacks))
        except (IndexError, KeyError, ValueError):
            found = False
        return np.broadcast_to(np.ravel(found), count)

    def holds(self, values: Values) -> bool:
        """Whether it is true at one moment."""
        stacks = {name: _one(values[name]) for name in self.names if name in values}
        return bool(self.truths(stacks, 1)[0])


def _one(value: Any) -> Any:
    """A matrix or a number as a stack of one."""
    return np.asarray(value, dtype=float).reshape(1, *(np.shape(value) or (1, 1)))


def _truth(value: Any) -> Any:
    """Whether all entries are true, for each matrix of a stack."""
    return value if isinstance(value, bool) else FUNCTIONS["all"](value)


def _plain(value: Any) -> Any:
    """The value of a single moment; a matrix of one entry as a number."""
    if not isinstance(value, np.ndarray):
        return value.item() if isinstance(value, np.generic) else value
    return value.item() if value.size == 1 else value[0]


def parse(text: str, shapes: Mapping[str, tuple[int, ...]]) -> Expression:
    """Read an expression over matrices of these shapes; ``iteration`` and ``epoch`` are known.

    Raises:
        ExpressionError: it says what is wrong, and where in the text.
    """
    if len(text) > _MOST_CHARACTERS:
        raise ExpressionError(f"an expression has at most {_MOST_CHARACTERS} characters.", 0, 1)
    if not text.strip():
        raise ExpressionError("write an expression, such as max(abs(dW1)) > 10.", 0, 0)
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise _syntax(error, text) from None
    reader = _Reader(text, [*shapes, *COUNTS])
    if sum(1 for _ in ast.walk(tree)) > _MOST_NODES:
        raise ExpressionError("the expression is too long; split it into two.", 0, len(text))
    evaluate = reader.read(tree.body)
    expression = Expression(text.strip(), frozenset(reader.names), evaluate)
    _try(expression, shapes, text)
    return expression


def parse_condition(text: str, shapes: Mapping[str, tuple[int, ...]]) -> Expression:
    """The same for something that is true or false.

    Raises:
        ExpressionError: it is not an expression, or its value is not one truth.
    """
    expression = parse(text, shapes)
    with np.errstate(all="ignore"):
        found = _plain(expression.evaluate(_zeros(expression.names, shapes)))
    if isinstance(found, np.ndarray):
        raise ExpressionError(
            f"this is a matrix {found.shape}, not true or false: put any(…), all(…) or max(…) "
            f"around it.", 0, len(text),
        )  # fmt: skip
    if not isinstance(found, bool):
        raise ExpressionError(
            "this is a number, not true or false: compare it, such as … > 10.", 0, len(text)
        )
    return expression


def _zeros(names: Iterable[str], shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Any]:
    return {name: _one(0.0 if name in COUNTS else np.zeros(shapes[name])) for name in names}


def _try(expression: Expression, shapes: Mapping[str, tuple[int, ...]], text: str) -> None:
    """Evaluate once on zeros, so that shapes that do not fit are found where it is typed."""
    try:
        with np.errstate(all="ignore"):
            expression.evaluate(_zeros(expression.names, shapes))
    except IndexError:
        raise ExpressionError(
            "an index is beyond the matrix; rows and columns count from 1.", 0, len(text)
        ) from None
    except (ValueError, TypeError):
        raise ExpressionError(
            "the shapes do not fit one another: " + ", ".join(
                f"{name} {shapes[name]}" for name in sorted(expression.names) if name in shapes
            ) + ".", 0, len(text),
        ) from None  # fmt: skip


def _syntax(error: BaseException, text: str) -> ExpressionError:
    offset = getattr(error, "offset", None) or 1
    lead = len(text) - len(text.lstrip())
    start = min(max(offset - 1 + lead, 0), max(len(text) - 1, 0))
    return ExpressionError(
        "this cannot be read; write it such as max(abs(dW1)) > 10.", start, max(start + 1, 1)
    )


class _Reader:
    """Turns the allowed nodes into functions, and refuses all others."""

    def __init__(self, text: str, known: list[str]) -> None:
        self._lead = len(text) - len(text.lstrip())
        self._known = known
        self._text = text.strip()
        self.names: set[str] = set()

    def _refuse(self, node: ast.AST, sentence: str) -> ExpressionError:
        start, stop = getattr(node, "col_offset", 0), getattr(node, "end_col_offset", 1)
        # The parser counts bytes, the screen characters.
        encoded = self._text.encode()
        start, stop = (len(encoded[:place].decode(errors="ignore")) for place in (start, stop))
        return ExpressionError(sentence, self._lead + start, self._lead + stop)

    def read(self, node: ast.expr) -> Evaluate:
        """The function that a node stands for."""
        match node:
            case ast.Constant(value=bool() as truth):
                return lambda values: truth
            case ast.Constant(value=int() | float() as number):
                return self._number(node, number)
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self.read(operand)
                return lambda values: -inner(values)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.read(operand)
                return lambda values: np.logical_not(_truth(inner(values)))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return self._both(_ARITHMETIC[type(op)], left, right)
            case ast.BoolOp(op=op, values=parts):
                return self._joined(isinstance(op, ast.And), parts)
            case ast.Compare():
                return self._compared(node)
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
                return self._call(node, name, argument)
            case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
                raise self._refuse(node, f"{name} takes one argument, such as {name}(dW1).")
            case ast.Subscript(value=value, slice=index):
                return self._entry(value, index)
            case ast.Tuple(elts=parts):
                readers = [self.read(part) for part in parts]
                return lambda values: tuple(reader(values) for reader in readers)
        raise self._refuse(
            node, f"this is not part of the language; functions are {', '.join(FUNCTIONS)}."
        )

    def _number(self, node: ast.expr, number: float) -> Evaluate:
        try:
            value = float(number)
        except OverflowError:
            raise self._refuse(node, "this number is too large.") from None
        return lambda values: value

    def _name(self, node: ast.expr, name: str) -> Evaluate:
        if name in FUNCTIONS:
            raise self._refuse(node, f"{name} is a function: write {name}(dW1).")
        if name in ("nan", "inf"):
            value = float(name)
            return lambda values: value
        if name not in self._known:
            raise self._refuse(
                node, f"there is no matrix '{name}': {one_of_sentence(name, self._known)}"
            )
        self.names.add(name)
        return lambda values: values[name]

    def _both(
        self, operation: Callable[[Any, Any], Any], left: ast.expr, right: ast.expr
    ) -> Evaluate:
        first, second = self.read(left), self.read(right)
        return lambda values: operation(first(values), second(values))

    def _joined(self, every: bool, parts: list[ast.expr]) -> Evaluate:
        readers = [self.read(part) for part in parts]
        join = np.logical_and if every else np.logical_or
        return lambda values: functools.reduce(join, (_truth(reader(values)) for reader in readers))

    def _compared(self, node: ast.Compare) -> Evaluate:
        """A comparison; of a chain such as 0 < J < 1, all have to hold."""
        for comparison in node.ops:
            if type(comparison) not in _COMPARISONS:
                raise self._refuse(node, "compare with < <= > >= == or !=.")
        operations = [_COMPARISONS[type(comparison)] for comparison in node.ops]
        readers = [self.read(part) for part in (node.left, *node.comparators)]
        if len(operations) == 1:
            operation, (first, second) = operations[0], readers
            return lambda values: operation(first(values), second(values))

        def chain(values: Values) -> Any:
            found = [reader(values) for reader in readers]
            truths = [
                operation(found[place], found[place + 1])
                for place, operation in enumerate(operations)
            ]
            return functools.reduce(np.logical_and, truths)

        return chain

    def _call(self, node: ast.expr, name: str, argument: ast.expr) -> Evaluate:
        if name not in FUNCTIONS:
            raise self._refuse(
                node, f"there is no function '{name}': {one_of_sentence(name, FUNCTIONS)}"
            )
        function, inner = FUNCTIONS[name], self.read(argument)
        return lambda values: function(inner(values))

    def _entry(self, value: ast.expr, index: ast.expr) -> Evaluate:
        """An entry, a row or a part of a matrix; rows and columns count from 1."""
        parts = index.elts if isinstance(index, ast.Tuple) else [index]
        if len(parts) > 2:
            raise self._refuse(index, "a matrix has rows and columns: write W1[2,1].")
        places = tuple(self._place(part) for part in parts)
        inner = self.read(value)

        def entry(values: Values) -> Any:
            stack = _stack(inner(values))
            for place, size in zip(places, stack.shape[1:], strict=False):
                if place.start is not None and place.start >= size:
                    raise IndexError(place)
            return stack[:, *places]

        return entry

    def _place(self, node: ast.expr) -> slice:
        match node:
            case ast.Constant(value=int() as number) if not isinstance(number, bool) and number > 0:
                return slice(number - 1, number)
            case ast.Slice(lower=lower, upper=upper, step=None):
                first = 0 if lower is None else self._place(lower).start
                last = None if upper is None else self._place(upper).stop
                return slice(first, last)
        raise self._refuse(node, "an index is a whole number from 1, or a part such as 1:3.")
