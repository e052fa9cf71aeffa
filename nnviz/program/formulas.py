"""How a line is written: LaTeX for the formula, and the operands in the order of the formula."""

from dataclasses import dataclass

from nnviz.nn.network import Network
from nnviz.program.step import Kind, Step


@dataclass(frozen=True)
class Operand:
    """A matrix in a formula; ``transposed`` where the formula has its transpose."""

    name: str
    transposed: bool = False


Term = str | Operand
"""A sign or a number between matrices, or a matrix."""


def latex_name(name: str) -> str:
    """A matrix name as LaTeX: ``dW2`` is dW with a low 2."""
    letters = name.rstrip("0123456789")
    number = name[len(letters) :]
    return f"{letters}_{{{number}}}" if number else letters


def latex(step: Step, network: Network) -> str:
    """The line as LaTeX, samples as columns."""
    result = latex_name(step.name)
    first = latex_name(step.inputs[0])
    second = latex_name(step.inputs[1]) if len(step.inputs) > 1 else ""
    activation = network.activations[step.layer - 1]
    linear = activation.name == "linear"
    product = rf"{first} \odot {activation.prime}\left({second}\right)"
    if activation.derivative is None:
        product = rf"\left(\mathrm{{diag}}\,a - a\,a^{{\mathsf T}}\right) {first}"
    right = {
        Kind.Z: rf"{first} {second} + {latex_name(step.inputs[-1])}",
        Kind.A: first if linear else rf"{activation.latex}\left({first}\right)",
        Kind.J: network.loss.latex,
        Kind.OUTPUT_DA: _named(network.loss.gradient_latex, first),
        Kind.OUTPUT_DZ: rf"{first} - {second}",
        Kind.DZ: first if linear else product,
        Kind.DW: rf"\frac{{1}}{{m}}\, {first}\, {second}^{{\mathsf T}}",
        Kind.DB: rf"\frac{{1}}{{m}} \sum_{{i=1}}^{{m}} {first}^{{\,(i)}}",
        Kind.DA: rf"{first}^{{\mathsf T}}\, {second}",
        Kind.W: rf"{first} - \alpha\, {second}",
        Kind.B: rf"{first} - \alpha\, {second}",
    }[step.kind]
    sign = r"\leftarrow" if step.kind in (Kind.W, Kind.B) else "="
    return f"{result} {sign} {right}"


def _named(gradient: str, output: str) -> str:
    """The loss table writes A for the output; give it its layer."""
    return gradient.replace("A", output)


def terms(step: Step, network: Network, learning_rate: float) -> list[Term]:
    """The operands of a line and the signs between them, as they stand in its formula."""
    activation = network.activations[step.layer - 1]
    names = [Operand(name) for name in step.inputs]
    if step.kind is Kind.Z:
        return [names[0], "·", names[1], "+", names[2]]
    if step.kind is Kind.A:
        return (
            [names[0]] if activation.name == "linear" else [f"{activation.title}(", names[0], ")"]
        )
    if step.kind is Kind.J:
        return ["cost(", names[0], ",", names[1], ")"]
    if step.kind is Kind.OUTPUT_DA:
        return ["∂L/∂A(", names[0], ",", names[1], ")"]
    if step.kind is Kind.OUTPUT_DZ:
        return [names[0], "−", names[1]]
    if step.kind is Kind.DZ:
        if activation.name == "linear":
            return [names[0]]
        if activation.derivative is None:
            return [f"Jacobian of {activation.title} at", names[1], "·", names[0]]
        return [names[0], "⊙", f"{activation.title}′(", names[1], ")"]
    if step.kind is Kind.DW:
        return ["1/m ·", names[0], "·", Operand(step.inputs[1], transposed=True)]
    if step.kind is Kind.DB:
        return ["1/m · Σ of columns", names[0]]
    if step.kind is Kind.DA:
        return [Operand(step.inputs[0], transposed=True), "·", names[1]]
    return [names[0], "−", f"{learning_rate:g} ·", names[1]]
