"""The small language of conditions and watches: ``max(abs(dW1)) > 10``, ``norm(dZ2)``.

Names of matrices, numbers, arithmetic, comparisons, ``and or not``, entries such as ``W1[2,1]``
counted from 1 as on the screen, and a few functions. Text is parsed by Python's own parser, and
each kind of node that is allowed is turned into a function; nothing else can be said.

An expression is evaluated for many iterations at once, because numpy takes as long for a small
matrix as for a hundred of them: every value is a stack, k x rows x columns, of one matrix an
iteration, and a number is a stack of matrices with one entry.
"""

import ast
import difflib
import functools
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.errors import UserError
from nnviz.session.slips import find_slip

Values = Mapping[str, Any]
Evaluate = Callable[[Values], Any]

_MOST_CHARACTERS = 500
_MOST_NODES = 200


class ExpressionError(UserError):
    """A mistake in an expression.

    ``start`` and ``stop`` are where in the text it is; they are the same where something is
    missing.
    """

    def __init__(self, sentence: str, start: int, stop: int) -> None:
        super().__init__(sentence)
        self.start, self.stop = start, stop


class _BeyondError(IndexError):
    """An index that a matrix of this shape does not have: of its rows, axis 0, or columns."""

    def __init__(self, node: ast.expr, value: ast.expr, axis: int, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.node, self.value, self.axis, self.shape = node, value, axis, shape


class _MisfitError(ValueError):
    """Two sides whose shapes, or kinds, do not fit."""

    def __init__(self, left: ast.expr, right: ast.expr, operation: Any, values: Any) -> None:
        super().__init__()
        self.left, self.right, self.operation = left, right, operation
        self.values = values


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
_SHAPE = "shape"  # the function whose value is two numbers
_MEANT = {"cost": "J", "loss": "J", "error": "J", "iterations": "iteration", "epochs": "epoch"}
_MOST_NAMED = 12
_SHORT = 20  # characters of a part that a sentence names
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
    slip = find_slip(text)
    if slip is not None:
        raise ExpressionError(slip.sentence, slip.start, slip.stop)
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise _syntax(error, text) from None
    reader = _Reader(text, [*shapes, *COUNTS])
    if sum(1 for _ in ast.walk(tree)) > _MOST_NODES:
        raise ExpressionError("the expression is too long; split it into two.", 0, len(text))
    evaluate = reader.whole(tree.body)
    expression = Expression(text.strip(), frozenset(reader.names), evaluate)
    try:  # on zeros, so that shapes that do not fit are found where it is typed
        with np.errstate(all="ignore"):
            expression.evaluate(_zeros(expression.names, shapes))
    except _BeyondError as found:
        raise reader.beyond(found) from None
    except _MisfitError as found:
        raise reader.misfit(found) from None
    except (ValueError, TypeError):
        named = (name for name in sorted(expression.names) if name in shapes)
        sizes = ", ".join(f"{name} is {_size(shapes[name])}" for name in named)
        sentence = f"the shapes do not fit one another: {sizes}."
        raise ExpressionError(sentence, 0, len(text)) from None
    return expression


def parse_condition(text: str, shapes: Mapping[str, tuple[int, ...]]) -> Expression:
    """The same for something that is true or false.

    Raises:
        ExpressionError: it is not an expression, or its value is not one truth.
    """
    expression = parse(text, shapes)
    with np.errstate(all="ignore"):
        found = _plain(expression.evaluate(_zeros(expression.names, shapes)))
    sentence = _no_truth(found)
    if sentence:
        raise ExpressionError(sentence, 0, len(text))
    return expression


def _no_truth(found: Any) -> str:
    """Why a value is not one truth; empty if it is."""
    if isinstance(found, tuple):
        return "this is a shape, not true or false: compare it, such as … == (3, 2)."
    if isinstance(found, np.ndarray):
        size = _size(found.shape)
        if found.dtype == bool:
            return f"this is true or false for each of {size} entries: put any(…) or all(…) around."
        return f"this is a {size} matrix, not true or false: compare, such as max(abs(…)) > 10."
    if not isinstance(found, bool):
        return "this is a number, not true or false: compare it, such as … > 10."
    return ""


def _size(shape: tuple[int, ...]) -> str:
    """A shape as the screen writes it."""
    return " × ".join(map(str, shape))


def _zeros(names: Iterable[str], shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Any]:
    return {name: _one(0.0 if name in COUNTS else np.zeros(shapes[name])) for name in names}


def _syntax(error: BaseException, text: str) -> ExpressionError:
    offset = getattr(error, "offset", None) or 1
    lead = len(text) - len(text.lstrip())
    start = min(max(offset - 1 + lead, 0), max(len(text) - 1, 0))
    return ExpressionError(
        "this cannot be read; write it such as max(abs(dW1)) > 10.", start, max(start + 1, 1)
    )


def _near(name: str, known: list[str]) -> str:
    """What may be meant by a name that is not known."""
    lower = {each.lower(): each for each in known}
    meant = _MEANT.get(name.lower())
    if meant not in known:
        near = difflib.get_close_matches(name.lower()[:100], lower, n=1)
        meant = lower[near[0]] if near else None
    if meant is not None:
        return f"did you mean {meant}?"
    more = ", …" if len(known) > _MOST_NAMED else ""
    return f"it is one of {', '.join(known[:_MOST_NAMED])}{more}."


def _is_shape(node: ast.expr) -> bool:
    """Whether a node is two numbers: shape(W1), or (3, 2)."""
    match node:
        case ast.Tuple() | ast.Call(func=ast.Name(id="shape"), args=[_], keywords=[]):
            return True
    return False


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

    def whole(self, node: ast.expr) -> Evaluate:
        """The function that the whole expression stands for; it alone can be a shape."""
        alone = isinstance(node, ast.Call) and _is_shape(node)
        return self._shape(node) if alone else self.read(node)

    def _written(self, node: ast.expr) -> str:
        return ast.get_source_segment(self._text, node) or ""

    def _named(self, node: ast.expr, other: str) -> str:
        """A side as it is written, if that is short."""
        written = self._written(node)
        return written if 0 < len(written) <= _SHORT else other

    def beyond(self, found: _BeyondError) -> ExpressionError:
        """Say which index a matrix does not have."""
        what = self._named(found.value, "this matrix")
        axis = ("row", "column")[found.axis]
        place = self._written(found.node)
        return self._refuse(
            found.node, f"{what} is {_size(found.shape)}: it has no {axis} {place}."
        )

    def misfit(self, found: _MisfitError) -> ExpressionError:
        """Say which two sides do not fit one another."""
        nodes = (found.left, found.right)
        names = [
            self._named(node, other)
            for node, other in zip(nodes, ("the left side", "the right side"), strict=True)
        ]
        stacks = [_stack(each) for each in found.values]
        if found.operation is operator.matmul:
            need = "@ needs as many columns on the left as rows on the right"
        elif all(each.dtype == bool for each in stacks):
            need = "what is true or false has no such arithmetic"
        else:
            need = "they need the same shape"
        sizes = (
            f"{name} is {_size(stack.shape[1:])}" for name, stack in zip(names, stacks, strict=True)
        )
        both = ast.BinOp(found.left, ast.Add(), found.right)
        both.col_offset, both.end_col_offset = found.left.col_offset, found.right.end_col_offset
        return self._refuse(both, f"{' and '.join(sizes)}: {need}.")

    def read(self, node: ast.expr) -> Evaluate:
        """The function that a node stands for, whose value is a number or a matrix."""
        match node:
            case ast.Constant(value=bool() as truth):
                return lambda values: truth
            case ast.Constant(value=int() | float() as number):
                return self._number(node, number)
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self.read(operand)
                return lambda values: -1.0 * inner(values)  # numpy has no minus of a truth
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.read(operand)
                return lambda values: np.logical_not(_truth(inner(values)))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return self._fitting(
                    _ARITHMETIC[type(op)], (left, self.read(left)), (right, self.read(right))
                )
            case ast.BoolOp(op=op, values=parts):
                return self._joined(isinstance(op, ast.And), parts)
            case ast.Compare():
                return self._compared(node)
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
                return self._call(node, name, argument)
            case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
                sentence = f"{name} takes one argument, such as {name}(dW1)"
                if re.search(r"\d,\d", self._written(node)):
                    sentence += "; a decimal has a point, such as 0.5"
                raise self._refuse(node, f"{sentence}.")
            case ast.Subscript(value=value, slice=index):
                return self._part_of_shape(value, index) or self._entry(value, index)
            case ast.Tuple():
                raise self._refuse(
                    node, "two numbers in brackets are a shape, for == alone: shape(W1) == (3, 2)."
                )
            case ast.Attribute(attr=name) | ast.Call(func=ast.Attribute(attr=name)):
                if name in FUNCTIONS:
                    raise self._refuse(node, f"write {name}(…), with no point before it.")
                raise self._refuse(
                    node, "there is no point in a name; a function is written max(W1)."
                )
        raise self._refuse(
            node, f"this is not part of the language; functions are {', '.join(FUNCTIONS)}."
        )

    def _shape(self, node: ast.expr) -> Evaluate:
        """What is beside == or != where a shape is: shape(W1), or two whole numbers."""
        match node:
            case ast.Call(args=[argument]):
                inner = self.read(argument)
                return lambda values: FUNCTIONS[_SHAPE](inner(values))
            case ast.Tuple(elts=[ast.Constant(value=rows), ast.Constant(value=columns)]) if (
                type(rows) is type(columns) is int
            ):
                return lambda values: (rows, columns)
        raise self._refuse(node, "a shape is two whole numbers, or that of a matrix: (3, 2).")

    def _part_of_shape(self, value: ast.expr, index: ast.expr) -> Evaluate | None:
        """shape(W1)[1], the rows, or shape(W1)[2], the columns; None for an entry of a matrix."""
        if not _is_shape(value):
            return None
        whole = self._shape(value)
        match index:
            case ast.Constant(value=1 | 2 as place) if not isinstance(place, bool):
                return lambda values: float(whole(values)[place - 1])
        raise self._refuse(index, "a shape has [1], its rows, and [2], its columns.")

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
            what = _near(name, self._known)
            raise self._refuse(node, f"there is no matrix '{name}': {what}")
        self.names.add(name)
        return lambda values: values[name]

    def _fitting(
        self,
        operation: Callable[[Any, Any], Any],
        left: tuple[ast.expr, Evaluate],
        right: tuple[ast.expr, Evaluate],
    ) -> Evaluate:
        """An operation on two sides, which says which they are where they do not fit."""
        (first_node, first), (second_node, second) = left, right

        def both(values: Values) -> Any:
            sides = first(values), second(values)
            try:
                return operation(*sides)
            except (ValueError, TypeError):
                raise _MisfitError(first_node, second_node, operation, sides) from None

        return both

    def _joined(self, every: bool, parts: list[ast.expr]) -> Evaluate:
        readers = [self.read(part) for part in parts]
        join = np.logical_and if every else np.logical_or
        return lambda values: functools.reduce(join, (_truth(reader(values)) for reader in readers))

    def _compared(self, node: ast.Compare) -> Evaluate:
        """A comparison; of a chain such as 0 < J < 1, all have to hold."""
        for comparison in node.ops:
            if type(comparison) not in _COMPARISONS:
                raise self._refuse(node, "compare with < <= > >= == or !=.")
        nodes = [node.left, *node.comparators]
        shapes = [_is_shape(each) for each in nodes]
        if any(shapes):
            of_shapes = {ast.Eq, ast.NotEq}.issuperset(map(type, node.ops))
            if not (all(shapes) and of_shapes):
                raise self._refuse(
                    nodes[shapes.index(True)],
                    "a shape is compared with a shape, by == or !=: shape(W1) == (3, 2); "
                    "shape(W1)[1] is a number, that of the rows.",
                )
        readers = [self._shape(each) if any(shapes) else self.read(each) for each in nodes]
        sides = list(zip(nodes, readers, strict=True))
        pairs = [
            self._fitting(_COMPARISONS[type(comparison)], *sides[place : place + 2])
            for place, comparison in enumerate(node.ops)
        ]
        if len(pairs) == 1:
            return pairs[0]
        return lambda values: functools.reduce(np.logical_and, (pair(values) for pair in pairs))

    def _call(self, node: ast.expr, name: str, argument: ast.expr) -> Evaluate:
        if name not in FUNCTIONS:
            what = _near(name, list(FUNCTIONS))
            raise self._refuse(node, f"there is no function '{name}': {what}")
        if name == _SHAPE:
            raise self._refuse(
                node, "a shape is two numbers: take one, shape(W1)[1], or compare both, "
                "shape(W1) == (3, 2).",
            )  # fmt: skip
        if _is_shape(argument):
            raise self._refuse(argument, f"{name} is of a matrix or a number, not of a shape.")
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
            for axis, (place, size) in enumerate(zip(places, stack.shape[1:], strict=False)):
                if place.start is not None and place.start >= size:
                    raise _BeyondError(parts[axis], value, axis, stack.shape[1:])
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
