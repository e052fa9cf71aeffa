"""The derivations at the output: dA, dZ by the chain rule, and why dZ is often just A − Y."""

from nnviz.nn.expression import Entrywise, Expression, Function, Matrix
from nnviz.program.chain_rule import chain_of_partials, output_dZ, slope, slope_in_words
from nnviz.program.paper import Factor, Link, Paper, bracketed, entrywise, one_minus, substituted
from nnviz.program.step import Step

_LOSS_OF_A_SAMPLE = {
    "binary_cross_entropy": (
        r"\frac{\partial}{\partial A}\left[-Y\log A-(1-Y)\log(1-A)\right]",
        "∂/∂A [-Y log A - (1 - Y) log(1 - A)]",
    ),
    "categorical_cross_entropy": (
        r"\frac{\partial}{\partial A}\left[-Y\log A\right]",
        "∂/∂A [-Y log A]",
    ),
    "squared_error": (
        r"\frac{\partial}{\partial A}\left[\tfrac{1}{2}(A-Y)^2\right]",
        "∂/∂A [½ (A - Y)²]",
    ),
    "squared_error_cross_entropy": (
        r"\frac{\partial}{\partial A}\left[\tfrac{1}{2}(A-Y)^2-Y\log A\right]",
        "∂/∂A [½ (A - Y)² - Y log A]",
    ),
}
_DIFFERENTIATED = {
    "binary_cross_entropy": (
        "The derivative of log a is 1/a, that of log(1 - a) is -1/(1 - a): one term for Y = 1, one "
        "for Y = 0."
    ),
    "categorical_cross_entropy": (
        "The derivative of log a is 1/a; only the class that is right, Y = 1, has a term."
    ),
    "squared_error": (
        "The derivative of a square is twice what is squared; the ½ is there to take the 2 away."
    ),
    "squared_error_cross_entropy": (
        "The square gives A - Y, and the derivative of log a is 1/a. A sum is differentiated term "
        "by term."
    ),
}


def output_dA(paper: Paper, step: Step) -> list[Link]:
    """The loss of each sample differentiated by its outputs."""
    loss, A = paper.network.loss.name, f"A{step.layer}"
    latex, text = paper.derivative("L", A)
    of_latex, of_text = _LOSS_OF_A_SAMPLE[loss]
    shape = paper.shape(f"n{step.layer}", "m")
    start = (
        f"The loss L of every sample is differentiated by every output of that sample. A "
        f"{paper.sample} is a sample: {shape}, as {A}. J is the mean of the losses; its 1/m is "
        f"left for dW and d{paper.name('b')}, so that it stands in one place."
    )
    return [
        paper.words(f"{latex} = {of_latex}", f"{text} = {of_text}", start, left=step.name),
        paper.tree(step.expression, _DIFFERENTIATED[loss], _operands(paper, step.layer)),
    ]


def chained_dZ(paper: Paper, step: Step) -> list[Link]:
    """The chain rule for dZ at the output, with no shortcut or beside it."""
    partial = chain_of_partials(paper, step)
    dA = f"dA{step.layer}"
    written = substituted(step.expression, dA, _line(paper, dA))
    beside = ""
    if step.name.startswith("c"):
        beside = f" It is the same as A{step.layer} - Y, the next line, but for rounding."
    found = [
        partial,
        paper.tree(written, f"{dA} written out, and each matrix in the place of its factor."),
        paper.tree(step.expression, f"{_why_through(paper, step.layer)}{beside}"),
    ]
    return found if written != step.expression else [partial, found[2]]


def shortcut_dZ(paper: Paper, step: Step) -> list[Link]:
    """How dZ comes to A − Y, where what the loss and the activation contribute cancels."""
    layer = step.layer
    partial = chain_of_partials(paper, step)
    through = paper.tree(output_dZ(paper), _why_through(paper, layer))
    algebra = _binary if paper.network.activations[-1].name == "sigmoid" else _categorical
    last = paper.tree(step.expression, _why_shortcut(paper, layer), _operands(paper, layer))
    return [partial, through, *algebra(paper, layer), last]


def _binary(paper: Paper, layer: int) -> list[Link]:
    A, Y = Matrix(f"A{layer}"), Matrix("Y")
    gradient = _line(paper, f"dA{layer}")
    yes, no = entrywise(Y, one_minus(A)), entrywise(one_minus(Y), A)
    open_no = Entrywise("−", A, entrywise(Y, A))
    open_yes = Entrywise("+", Entrywise("−", open_no, Y), entrywise(Y, A))
    name = paper.name(A.name)
    return [
        paper.tree(
            entrywise(bracketed(gradient), A, one_minus(A)),
            f"dA{layer} written out, and {paper.text(slope(paper, layer))} = "
            f"{name} ⊙ (1 - {name}).",
        ),
        paper.tree(
            Entrywise("−", no, yes),
            f"The slope of the sigmoid cancels the denominators of the cross-entropy, {name} the "
            f"first and 1 - {name} the second.",
        ),
        paper.tree(open_yes, f"Multiplied out: Y ⊙ {name} stands there twice and cancels."),
    ]


def _categorical(paper: Paper, layer: int) -> list[Link]:
    A, dA, Y = Matrix(f"A{layer}"), Matrix(f"dA{layer}"), Matrix("Y")
    whole, name = paper.sample, paper.name(A.name)
    return [
        paper.tree(
            entrywise(A, bracketed(Entrywise("−", dA, _over_units(entrywise(A, dA))))),
            f"The Jacobian times a {whole} of {dA.name}, written out: every entry of A is "
            f"multiplied by what its entry of {dA.name} exceeds their mean, weighted with A.",
        ),
        paper.tree(
            Entrywise("−", entrywise(A, _over_units(Y)), Y),
            f"{dA.name} = -Y/{name}, so that {name} ⊙ {dA.name} = -Y: the slope of the softmax "
            "cancels the denominator of the cross-entropy.",
        ),
    ]


def _over_units(expression: Expression) -> Function:
    """The sum over the units of each sample, the same for all of them."""
    inner = expression if isinstance(expression, Matrix) else bracketed(expression)
    return Function(
        (inner,),
        "Σ_k @0[k, :]",
        r"\textstyle\sum_{k} @0_{k}",
        ("Σ over units", ""),
        rows_text="Σ_k @0[:, k]",
    )


def _why_through(paper: Paper, layer: int) -> str:
    activation = paper.network.activations[layer - 1]
    if activation.derivative is None:
        return (
            f"In a {activation.title}, every output depends on every z of its sample, so that each "
            f"{paper.sample} of dA{layer} is multiplied by a matrix of its own, not entry by entry."
        )
    if activation.identity:
        return f"The output is Z{layer} itself, with slope 1: dZ{layer} is dA{layer}."
    return (
        f"Entry by entry, ⊙, because {activation.title} acts on every entry on its own. All shapes "
        f"are the same.{slope_in_words(paper, layer)}"
    )


def _why_shortcut(paper: Paper, layer: int) -> str:
    if paper.network.activations[-1].name == "sigmoid":
        return "What is left is prediction minus target, with nothing that could be divided by 0."
    return (
        "The targets of a sample sum to 1. What is left is prediction minus target, with nothing "
        "that could be divided by 0."
    )


def _operands(paper: Paper, layer: int) -> tuple[Factor, ...]:
    A, n = f"A{layer}", f"n{layer}"
    return (
        paper.operand(Matrix(A), (n, "m"), f"What the network answers, a {paper.sample} a sample."),
        paper.operand(Matrix("Y"), (n, "m"), "What is right, in the same places."),
    )


def _line(paper: Paper, name: str) -> Expression:
    return paper.program.steps[paper.program.index[name]].expression
