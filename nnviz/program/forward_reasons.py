"""Why the lines of the forward pass are what they are."""

from nnviz.nn.expression import Entrywise, Matrix
from nnviz.program.formulas import latex_name
from nnviz.program.forward import fed
from nnviz.program.paper import Link, Paper
from nnviz.program.step import Step

_COSTS = {
    "binary_cross_entropy": (
        "A is the probability that the network gives to Y = 1. The loss of a sample is minus the "
        "logarithm of the probability given to what is right: 0 for certainty, without limit for "
        "certainty that is wrong."
    ),
    "categorical_cross_entropy": (
        "The loss of a sample is minus the logarithm of the probability given to the class that is "
        "right, Y = 1: 0 for certainty, without limit for certainty that is wrong."
    ),
    "squared_error": (
        "The loss of a sample is half the squared distance from what is right; the ½ takes away "
        "the 2 of the derivative."
    ),
    "squared_error_cross_entropy": (
        "The loss of a sample is half the squared distance from what is right, plus minus the "
        "logarithm of the probability given to the class that is right."
    ),
}
_SHAPES = {
    "relu": "what is negative becomes 0",
    "leaky_relu": "what is negative becomes small",
    "elu": "what is negative runs down to -1",
    "gelu": "what is negative fades to 0",
    "softplus": "always positive, a ReLU without a kink",
    "swish": "what is negative fades to 0",
    "tanh": "every number becomes one between -1 and 1",
    "sigmoid": "every number becomes one between 0 and 1",
}


def features(paper: Paper, step: Step) -> list[Link]:
    """What is made of two inputs."""
    why = (
        "The network is fed functions of the two inputs, a "
        f"{'column' if paper.rows else 'row'} a function: with squares or a sine, even a single "
        "unit can draw a line that is not straight."
    )
    inputs = paper.operand(Matrix("X"), ("x", "m"), f"The two inputs, a {paper.sample} a sample.")
    return [paper.tree(step.expression, why, [inputs], step.name)]


def weighted_sum(paper: Paper, step: Step) -> list[Link]:
    """Z: for one sample, then for all of them."""
    layer, rows = step.layer, paper.rows
    W, A, b = f"W{layer}", fed(paper.network, layer - 1), f"b{layer}"
    here, below = f"n{layer}", f"n{layer - 1}"
    W_latex, A_latex, b_latex, Z_latex = (latex_name(name, rows) for name in (W, A, b, step.name))
    order = (rf"{A_latex}^{{(i)}}", W_latex) if rows else (W_latex, rf"{A_latex}^{{(i)}}")
    one = paper.words(
        rf"{order[0]}\, {order[1]} + {b_latex}, \quad i = 1 \ldots m",
        f"{A}(i)·{W} + {paper.name(b)}, i = 1 ... m" if rows else f"{W}·{A}(i) + {b}, i = 1 ... m",
        "For one sample i: every unit weighs its inputs, sums them up and adds its bias.",
    )
    start = f"{Z_latex}^{{(i)}} = "
    one = Link(
        start + one.latex.removeprefix("= "),
        f"{step.name}(i) = " + one.text.removeprefix("= "),
        None,
        one.why,
    )
    assert isinstance(step.expression, Entrywise)
    unit = "column" if rows else "row"
    why = (
        f"All samples at once, a {paper.sample} each: one product. The inner dimension, {below}, "
        f"is what is summed over: {paper.meeting(here, below, 'm')}."
    )
    factors = [
        paper.operand(
            Matrix(W), (here, below), f"A {unit} a unit of layer {layer}: its weights."
        ),
        paper.operand(
            Matrix(A), (below, "m"),
            f"A {paper.sample} a sample: "
            + ("the inputs." if layer == 1 else f"the activations of layer {layer - 1}."),
        ),
        paper.operand(
            Matrix(b), (here, "1"),
            f"One number a unit, the same for every sample: it is added to each of the m "
            f"{paper.sample}s (broadcast).",
        ),
    ]  # fmt: skip
    whole = paper.tree(step.expression, why, factors, step.name)
    return [one, whole]


def mask(paper: Paper, step: Step) -> list[Link]:
    """Which units are dropped."""
    share = paper.network.keeps(step.layer)
    why = (
        f"In every iteration and for every sample, each unit of layer {step.layer} stays with "
        f"probability {share:g}: a 1, else a 0. No unit can rely on another, so that the network "
        f"learns the noise of the samples less well. The shape is that of A{step.layer}, "
        f"{paper.shape(*step.dimensions)}."
    )
    return [paper.tree(step.expression, why, left=step.name)]


def activation(paper: Paper, step: Step) -> list[Link]:
    """A: what the function does to every number, and what dropping units does."""
    layer, network = step.layer, paper.network
    g, share, n = network.activations[layer - 1], network.keeps(layer), f"n{layer}"
    Z = f"Z{layer}"
    if g.derivative is None:
        why = (
            f"The exponential of every z, divided by their sum over the units of its sample: each "
            f"{paper.sample} becomes {n} probabilities that sum to 1."
        )
    elif g.identity:
        why = f"The identity: {Z} is passed on as it is, so that the output can be any number."
        if layer < network.depth:
            why = (
                f"The identity: {Z} is passed on as it is. Linear layers in a row can do no more "
                "than a single one."
            )
    else:
        why = f"Entry by entry, {g.title}: {_SHAPES[g.name]}."
        if layer < network.depth:
            why += " Without a function that bends, all layers together would be a single one."
        elif g.name == "sigmoid":
            why += " It can be read as a probability."
    factors = [paper.operand(Matrix(Z), (n, "m"), f"A {paper.sample} a sample; the shape stays.")]
    if share < 1.0:
        factors.append(
            paper.operand(
                Matrix(f"D{layer}"), (n, "m"),
                f"A 0 leaves a unit out, for this iteration and sample. 1/{share:g} scales the "
                "others up, so that what arrives above is as large on average as with all units.",
            )
        )  # fmt: skip
    return [paper.tree(step.expression, why, factors, step.name)]


def penalty(paper: Paper, step: Step) -> list[Link]:
    """R: what large weights cost."""
    regularizer = paper.network.regularizer
    assert regularizer is not None
    what = "squares" if regularizer.name == "l2" else "absolute values"
    effect = (
        "large weights cost most"
        if regularizer.name == "l2"
        else "every weight pays the same for every step away from 0, and many become 0"
    )
    why = (
        f"The {what} of all weights, summed up and scaled by λ: {effect}. Biases are not counted. "
        "The 1/m makes it weigh as much as a mean over the samples does."
    )
    factors = [
        paper.operand(
            Matrix(f"W{layer}"), (f"n{layer}", f"n{layer - 1}"), f"The weights of layer {layer}."
        )
        for layer in range(1, min(paper.network.depth, 3) + 1)
    ]
    return [paper.tree(step.expression, why, factors, step.name)]


def cost(paper: Paper, step: Step) -> list[Link]:
    """J: the loss of a sample, then the mean of all."""
    depth, regularized = paper.network.depth, paper.network.regularizer is not None
    n = f"n{depth}"
    latex, text = r"\frac{1}{m}\sum_{i=1}^{m} L^{(i)}", "(1/m) Σ_i L(i)"
    mean = (
        "The mean of the losses of the m samples, one number to be made small. Because of the "
        "mean, it does not grow with the number of samples; this 1/m comes back in dW and "
        f"d{paper.name('b')}."
    )
    if regularized:
        latex, text = f"{latex} + R", f"{text} + R"
        mean += " R, what large weights cost, is added."
    factors = [
        paper.operand(
            Matrix(f"A{depth}"), (n, "m"), f"What the network answers, a {paper.sample} a sample."
        ),
        paper.operand(Matrix("Y"), (n, "m"), "What is right, in the same places."),
    ]
    if regularized:
        factors.append(paper.operand(Matrix("R"), ("1", "1"), "The penalty, computed before."))
    return [
        paper.words(latex, text, mean, left=step.name),
        paper.tree(step.expression, _loss(paper, depth), factors),
    ]


def _loss(paper: Paper, depth: int) -> str:
    loss = paper.network.loss.name
    if loss == "squared_error":
        return _COSTS[loss]
    # Note 002 clips at 1e-14 instead.
    exact = f"It is computed from Z{depth}, so that it is exact where A{depth} rounds to 0 or 1."
    return f"{_COSTS[loss]} {exact}"
