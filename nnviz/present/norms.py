"""How large gradients and activations are from layer to layer, and what that says.

A gradient that shrinks by the same factor in every layer is a straight line on a logarithmic
axis; note 004 calls it vanishing, or exploding where it grows.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.present.numbers import name_text, power, significant

Floats = NDArray[np.float64]
FEW, MANY = 1e-2, 1e2
"""A layer's gradient vanishes or explodes where it is so many times that of another."""

_FLAT = 0.05  # of the largest slope: a unit that is flatter hardly learns
# |z| beyond which g'(z) is below that share of its maximum: 1 − tanh² z, and σ(z)(1 − σ(z)) of 1/4.
_SATURATES = {
    "tanh": math.atanh(math.sqrt(1 - _FLAT)),
    "sigmoid": 2 * math.atanh(math.sqrt(1 - _FLAT)),
}
_DIES = ("relu",)


@dataclass(frozen=True)
class LayerNorms:
    """One number a layer, the first layer first; nan where a matrix is not computed yet.

    Attributes:
        gradients: ‖dW_l‖, the root of the sum of squares of all entries.
        activations: ‖A_l‖ / √m: how long the column of a sample is, in the mean square.
        idle: the share of a layer that hardly passes a gradient on; nan where its activation
            neither saturates nor dies.
    """

    gradients: Floats
    activations: Floats
    idle: Floats


def norm(matrix: Floats) -> float:
    """√Σ x² of the entries, also where a square alone would overflow or vanish."""
    if not matrix.size:
        return 0.0
    largest = float(np.abs(matrix).max())
    if largest == 0 or not math.isfinite(largest):
        return largest
    return largest * float(np.linalg.norm(matrix / largest))


def idle_share(activation: str, Z: Floats) -> float:
    """The share of a layer that hardly passes a gradient on, from its n x m matrix Z.

    For tanh and sigmoid the entries where g' is below 5 % of its maximum; for ReLU the units that
    are off for every sample; nan for other activations.
    """
    if activation in _DIES:
        return float((Z <= 0).all(axis=1).mean())
    if activation in _SATURATES:
        return float((np.abs(Z) > _SATURATES[activation]).mean())
    return math.nan


def idle_word(activation: str) -> str:
    """What the idle part of a layer is called; empty where there is none."""
    return "dead" if activation in _DIES else "saturated" if activation in _SATURATES else ""


def layer_norms(
    gradients: Sequence[Floats | None],
    activations: Sequence[Floats | None],
    Z: Sequence[Floats | None],
    names: Sequence[str],
) -> LayerNorms:
    """The norms of every layer 1 ... L; None for a matrix that is not computed yet."""

    def each(values: Sequence[float]) -> Floats:
        return np.array(values, dtype=float)

    return LayerNorms(
        each([math.nan if dW is None else norm(dW) for dW in gradients]),
        each([math.nan if A is None else norm(A) / math.sqrt(A.shape[1]) for A in activations]),
        each(
            [
                math.nan if z is None else idle_share(name, z)
                for z, name in zip(Z, names, strict=True)
            ]
        ),
    )


def gradient_sentence(norms: Floats) -> str:
    """What the gradient does on its way back from the last layer to the first."""
    first, last, depth = float(norms[0]), float(norms[-1]), len(norms)
    one, other = name_text("‖dW1‖"), name_text(f"‖dW{depth}‖")
    if depth == 1:
        return "There is one layer, so there is nothing to compare."
    if math.isnan(first) or math.isnan(last):
        return "The gradients of this iteration are not all computed yet."
    if not (math.isfinite(first) and math.isfinite(last)):
        return "A gradient is not finite: it exploded."
    if first == 0 and last == 0:
        return f"{one} and {other} are 0: no gradient reaches the weights."
    if first == 0:
        return f"{one} is 0: no gradient reaches the first layer."
    if last == 0:
        return f"{other} is 0, {one} is not."
    ratio = first / last
    if ratio < FEW:
        return f"{one} is {_times(ratio)} of {other}: the gradient vanishes on its way back."
    if ratio > MANY:
        return f"{one} is {_times(ratio)} times {other}: the gradient explodes on its way back."
    return f"{one} is {significant(ratio, 2)} times {other}: the gradient keeps its size."


def activation_sentence(norms: Floats) -> str:
    """What the activations do on their way forward through the hidden layers."""
    hidden = norms[:-1]  # the output has a size of its own
    if len(hidden) < 2:
        return ""
    first, last = float(hidden[0]), float(hidden[-1])
    if math.isnan(first) or math.isnan(last):
        return ""
    one, other = name_text("‖A1‖"), name_text(f"‖A{len(hidden)}‖")
    if not (math.isfinite(first) and math.isfinite(last)) or 0 in (first, last):
        return f"{one} is {significant(first, 2)}, {other} is {significant(last, 2)}."
    ratio = last / first
    if ratio < FEW:
        return f"{other} is {_times(ratio)} of {one}: the signal fades on its way forward."
    if ratio > MANY:
        return f"{other} is {_times(ratio)} times {one}: the signal grows on its way forward."
    return f"{other} is {significant(ratio, 2)} times {one}: the signal keeps its size."


def decades(values: Floats, fewest: int = 2) -> tuple[int, int]:
    """The powers of ten between which all finite values above 0 lie, some decades apart."""
    good = values[np.isfinite(values) & (values > 0)]
    if not good.size:
        return -fewest, 0
    low = math.floor(math.log10(float(good.min())))
    high = math.ceil(math.log10(float(good.max())))
    return min(low, high - fewest), high


_HIGH = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def power_of_ten(exponent: int) -> str:
    """``10⁻⁶``; 1 and 10 as they are."""
    return {0: "1", 1: "10"}.get(exponent, "10" + str(exponent).translate(_HIGH))


def _times(ratio: float) -> str:
    """One or two digits and a power of ten: 3.1·10⁻⁶; plain where that is short."""
    if 1e-3 <= ratio < 1e4:
        return significant(ratio, 2)
    if ratio in (0, math.inf):  # the quotient is no number, though both norms are
        return "more than 10³⁰⁰" if ratio else "less than 10⁻³⁰⁰"
    mantissa, exponent = power(ratio, 2)
    return f"{mantissa.removesuffix('.0')}·{power_of_ten(exponent)}"
