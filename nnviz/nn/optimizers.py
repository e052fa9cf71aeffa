"""Rules that turn a gradient into a change of the parameters, each a few lines of the update."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from nnviz.nn.calls import Array, Call
from nnviz.nn.expression import Entrywise, Expression, Function, Matrix, Scalar, Scaled


def _number(value: float = 0.0) -> Array:
    return np.array(value)


@dataclass(frozen=True)
class Rates:
    """The numbers that an update multiplies by, as arrays of no dimensions.

    ``rest1`` is 1 - beta1. ``correction1`` is 1 - beta1^t in the t-th update: averages that start
    at 0 are divided by it, so that the first ones are not too small.
    """

    learning_rate: Array = field(default_factory=_number)
    beta1: Array = field(default_factory=_number)
    rest1: Array = field(default_factory=_number)
    beta2: Array = field(default_factory=_number)
    rest2: Array = field(default_factory=_number)
    epsilon: Array = field(default_factory=_number)
    correction1: Array = field(default_factory=_number)
    correction2: Array = field(default_factory=_number)

    @classmethod
    def of(cls, learning_rate: float, beta1: float, beta2: float, epsilon: float) -> "Rates":
        """The rates for the first update."""
        every = (learning_rate, beta1, 1 - beta1, beta2, 1 - beta2, epsilon)
        made = cls(*map(_number, every))
        made.begin(0)
        return made

    def begin(self, iteration: int) -> None:
        """Correct for this iteration, counted from 0: t is one more."""
        self.correction1[...] = 1 - float(self.beta1) ** (iteration + 1)
        self.correction2[...] = 1 - float(self.beta2) ** (iteration + 1)


@dataclass(frozen=True)
class Line:
    """One matrix of the update.

    Attributes:
        slot: which: ``v`` or ``s`` for a running average, empty for the parameter itself.
        calls: ``(parameter, gradient, slots, rates)`` to the calls that compute it in its place.
            They act entry by entry, so the whole flat vector and each of its matrices alone give
            the same bits; training uses the first, stepping the second.
        formula: it as a formula of the names of parameter, gradient and slots.
    """

    slot: str
    calls: Callable[[Array, Array, Mapping[str, Array], Rates], list[Call]]
    formula: Callable[[str], Expression]


@dataclass(frozen=True)
class Optimizer:
    """One rule.

    Attributes:
        lines: the matrices of its update in their order, the parameter last.
        corrected: whether it divides by ``1 - beta^t``.
        settings: the names of the numbers that it depends on beside the learning rate.
    """

    name: str
    title: str
    lines: tuple[Line, ...]
    corrected: bool = False
    settings: tuple[str, ...] = ()

    @property
    def slots(self) -> tuple[str, ...]:
        """The running averages that it keeps from one iteration to the next."""
        return tuple(line.slot for line in self.lines if line.slot)


ALPHA = Scalar("α·", r"\alpha\,", "learning_rate")
_BETA_1, _REST_1 = Scalar("β₁·", r"\beta_1\,", "beta1"), Scalar("(1 - β₁)·", r"(1-\beta_1)\,")
_BETA_2, _REST_2 = Scalar("β₂·", r"\beta_2\,", "beta2"), Scalar("(1 - β₂)·", r"(1-\beta_2)\,")


def _descend(
    parameter: Array, gradient: Array, slots: Mapping[str, Array], rates: Rates
) -> list[Call]:
    step = np.empty_like(parameter)
    return [
        (np.multiply, (gradient, rates.learning_rate, step)),
        (np.subtract, (parameter, step, parameter)),
    ]


def _average(
    parameter: Array, gradient: Array, slots: Mapping[str, Array], rates: Rates
) -> list[Call]:
    v, share = slots["v"], np.empty_like(gradient)
    return [
        (np.multiply, (v, rates.beta1, v)),
        (np.multiply, (gradient, rates.rest1, share)),
        (np.add, (v, share, v)),
    ]


def _average_square(
    parameter: Array, gradient: Array, slots: Mapping[str, Array], rates: Rates
) -> list[Call]:
    s, share = slots["s"], np.empty_like(gradient)
    return [
        (np.multiply, (s, rates.beta2, s)),
        (np.square, (gradient, share)),
        (np.multiply, (share, rates.rest2, share)),
        (np.add, (s, share, s)),
    ]


def _follow_average(
    parameter: Array, gradient: Array, slots: Mapping[str, Array], rates: Rates
) -> list[Call]:
    return _descend(parameter, slots["v"], slots, rates)


def _normalized(
    parameter: Array, gradient: Array, slots: Mapping[str, Array], rates: Rates
) -> list[Call]:
    step = np.empty_like(parameter)
    return [
        (np.sqrt, (slots["s"], step)),
        (np.add, (step, rates.epsilon, step)),
        (np.divide, (gradient, step, step)),
        (np.multiply, (step, rates.learning_rate, step)),
        (np.subtract, (parameter, step, parameter)),
    ]


def _adam(
    parameter: Array, gradient: Array, slots: Mapping[str, Array], rates: Rates
) -> list[Call]:
    step, average = np.empty_like(parameter), np.empty_like(parameter)
    return [
        (np.divide, (slots["v"], rates.correction1, average)),
        (np.divide, (slots["s"], rates.correction2, step)),
        (np.sqrt, (step, step)),
        (np.add, (step, rates.epsilon, step)),
        (np.divide, (average, step, step)),
        (np.multiply, (step, rates.learning_rate, step)),
        (np.subtract, (parameter, step, parameter)),
    ]


def _minus(name: str, change: Expression) -> Expression:
    return Entrywise("−", Matrix(name), Scaled(ALPHA, change))


def _descend_formula(name: str) -> Expression:
    return _minus(name, Matrix(f"d{name}"))


def _average_formula(name: str) -> Expression:
    return Entrywise("+", Scaled(_BETA_1, Matrix(f"vd{name}")), Scaled(_REST_1, Matrix(f"d{name}")))


def _average_square_formula(name: str) -> Expression:
    square = Function((Matrix(f"d{name}"),), "@0²", r"@0^{\,2}", ("(", ")²"))
    return Entrywise("+", Scaled(_BETA_2, Matrix(f"sd{name}")), Scaled(_REST_2, square))


def _follow_average_formula(name: str) -> Expression:
    return _minus(name, Matrix(f"vd{name}"))


def _normalized_formula(name: str) -> Expression:
    quotient = Function(
        (Matrix(f"d{name}"), Matrix(f"sd{name}")),
        "@0 / (√@1 + ε)",
        r"\frac{@0}{\sqrt{@1}+\varepsilon}",
        ("", "/ ( √", "+ ε )"),
    )
    return _minus(name, quotient)


def _adam_formula(name: str) -> Expression:
    quotient = Function(
        (Matrix(f"vd{name}"), Matrix(f"sd{name}")),
        "(@0/(1 - β₁ᵗ)) / (√(@1/(1 - β₂ᵗ)) + ε)",
        r"\frac{@0/(1-\beta_1^{\,t})}{\sqrt{@1/(1-\beta_2^{\,t})}+\varepsilon}",
        ("", "/(1−β₁ᵗ) / ( √(", "/(1−β₂ᵗ)) + ε )"),
    )
    return _minus(name, quotient)


_ROWS = (
    Optimizer(
        "gradient_descent", "gradient descent", (Line("", _descend, _descend_formula),)
    ),
    Optimizer(
        # The exponentially weighted average on which note 004 ends.
        "momentum", "momentum",
        (
            Line("v", _average, _average_formula),
            Line("", _follow_average, _follow_average_formula),
        ),
        settings=("beta1",),
    ),
    Optimizer(
        "rmsprop", "RMSprop",
        (
            Line("s", _average_square, _average_square_formula),
            Line("", _normalized, _normalized_formula),
        ),
        settings=("beta2", "epsilon"),
    ),
    Optimizer(
        "adam", "Adam",
        (
            Line("v", _average, _average_formula),
            Line("s", _average_square, _average_square_formula),
            Line("", _adam, _adam_formula),
        ),
        corrected=True,
        settings=("beta1", "beta2", "epsilon"),
    ),
)  # fmt: skip

OPTIMIZERS = {row.name: row for row in _ROWS}
