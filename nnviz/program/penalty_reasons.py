"""Why the slope of an activation and the penalty's part of dW are what they are."""

from nnviz.nn.expression import Matrix, Scalar, Scaled
from nnviz.nn.regularizers import LAMBDA_2M
from nnviz.program.paper import Link, Paper
from nnviz.program.slopes import written_out
from nnviz.program.step import Step


def slope_of(paper: Paper, step: Step) -> list[Link]:
    """g'(Z): a number an entry, because g acts on every entry on its own."""
    layer = step.layer
    activation = paper.network.activations[layer - 1]
    A, Z = f"A{layer}", f"Z{layer}"
    latex, text = paper.derivative(A, Z)
    shape = paper.shape(f"n{layer}", "m")
    why = (
        f"How much {A} changes with {Z}. {activation.title} acts on every entry on its own, so "
        f"there is one slope an entry and the shape is that of {Z}, {shape}."
    )
    if paper.network.keeps(layer) < 1.0:
        why += f" What dropping units does, D{layer}, is multiplied in dZ{layer}."
    start = paper.words(latex, text, why, left=step.name)
    written = written_out(activation)
    operand = paper.operand(Matrix(Z), (f"n{layer}", "m"), "Computed in the forward pass.")
    formula = written.of(Matrix(Z))
    if formula is None:
        return [start, paper.tree(step.expression, written.why, [operand])]
    return [
        start,
        paper.tree(formula, written.why, [operand]),
        paper.tree(step.expression, "In short."),
    ]


def penalty_gradient(paper: Paper, step: Step) -> list[Link]:
    """rW: R differentiated by the weights of a layer."""
    regularizer = paper.network.regularizer
    assert regularizer is not None
    W = f"W{step.layer}"
    latex, text = paper.derivative("R", W)
    start = paper.words(
        latex,
        text,
        f"R depends on {W} directly, not by way of the samples; only the terms with {W} remain. "
        f"This is added to the dW of the loss.",
        left=step.name,
    )
    operand = paper.operand(Matrix(W), step.dimensions, "The weights as they are now.")
    if regularizer.name == "l2":
        two = Scalar("2·", r"2\,")
        return [
            start,
            paper.tree(
                Scaled(LAMBDA_2M, Scaled(two, Matrix(W))), "The derivative of w² is 2w.", [operand]
            ),
            paper.tree(
                step.expression,
                f"The 2 cancels. Every step takes the same share of {W} away: the weights decay.",
            ),
        ]
    return [
        start,
        paper.tree(
            step.expression,
            "The derivative of |w| is its sign; at 0, where it has a kink, 0 is taken. Every step "
            "takes the same amount away, however small the weight.",
            [operand],
        ),
    ]
