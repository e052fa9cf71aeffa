"""The chain rule from J down to one matrix: its factors, and the line that they become.

Everything that is computed here is the program's own lines put into one another: dW1 is made of
dZ1, which is made of dA1, which is made of dZ2. So no formula stands in two places.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.nn.expression import Expression, Matrix, Scaled, Transposed
from nnviz.program.backward import MEAN, prime, through
from nnviz.program.forward import fed, kept
from nnviz.program.paper import Factor, Link, Paper, substituted
from nnviz.program.slopes import written_out
from nnviz.program.step import Step

_UNROLLED = 2  # how many layers above are written out; one more and no line is legible
_BEFORE, _AFTER = 3, 5  # how many factors stand before and behind the dots


@dataclass(frozen=True)
class _Inner:
    """A matrix that was computed before, and what it was made of."""

    name: str
    made_of: Expression


def gradient_chain(paper: Paper, step: Step) -> list[Link]:
    """Of dA, dZ, dW or db: the chain of partial derivatives, and how it becomes the line."""
    links = [chain_of_partials(paper, step)]
    inners = _made_of(paper, step)
    stages = [step.expression]
    for inner in inners:
        stages.append(substituted(stages[-1], inner.name, inner.made_of))
    # From the one that is written out most to the line itself, each with one matrix more that
    # was computed before.
    for place in range(len(inners), -1, -1):
        first = place == len(inners)
        why = _order(paper, step) if first else _computed_before(paper, inners[place])
        if place == 0:
            why = f"{why} {_result(paper, step)}"
        links.append(paper.tree(stages[place], why))
    return links


def chain_of_partials(paper: Paper, step: Step) -> Link:
    """The first line: from the cost down to what the step is the derivative by."""
    name = step.name.removeprefix("c")  # the chain beside the shortcut is a dZ too
    target = name.removeprefix("d")
    of = "J" if target[0] in "Wb" else "L"
    factors = _factors(paper, of, target)
    return _partials(paper, of, target, factors, step)


def slope(paper: Paper, layer: int) -> Expression:
    """g'(Z) of a layer as the program has it: a line of its own, or a function of Z."""
    name = f"G{layer}"
    if name in paper.program.index:
        return Matrix(name)
    return prime(paper.network.activations[layer - 1], layer)


def output_dZ(paper: Paper) -> Expression:
    """What the chain rule gives at the output, shortcut or not."""
    network, depth = paper.network, paper.network.depth
    whole = f"G{depth}" in paper.program.index
    return through(network.activations[-1], depth, whole, Matrix(f"dA{depth}"))


# -- the factors -----------------------------------------------------------------------------------


def _factors(paper: Paper, of: str, target: str) -> list[Factor]:
    """From the cost down to the matrix that it is differentiated by."""
    depth, letter, layer = paper.network.depth, target[0], int(target[1:])
    factors = [_output_factor(paper, of)]
    for place in range(depth, layer - 1, -1):
        if place < depth:
            factors.append(_weight_factor(paper, place))
        if place > layer or letter != "A":
            factors.append(_slope_factor(paper, place))
    if letter == "W":
        factors.append(_input_factor(paper, layer))
    elif letter == "b":
        factors.append(_ones_factor(paper, layer))
    return factors


def _output_factor(paper: Paper, of: str) -> Factor:
    last = f"A{paper.network.depth}"
    dimensions = (f"n{paper.network.depth}", "m")
    dA = Matrix(f"d{last}")
    if of == "J":
        why = f"d{last}, computed before. J is the mean of the m losses, hence 1/m."
        return paper.partial(of, last, Scaled(MEAN, dA), dimensions, why)
    why = f"d{last}, computed before: how the loss of each sample changes with its outputs."
    return paper.partial(of, last, dA, dimensions, why)


def _slope_factor(paper: Paper, layer: int) -> Factor:
    A, Z = f"A{layer}", f"Z{layer}"
    activation, share = paper.network.activations[layer - 1], paper.network.keeps(layer)
    n = f"n{layer}"
    if activation.derivative is None:
        written = (
            (r"\mathrm{diag}\,a - a^{\mathsf T} a", "diag a - aᵀ a")
            if paper.rows
            else (r"\mathrm{diag}\,a - a\,a^{\mathsf T}", "diag a - a aᵀ")
        )
        why = (
            f"In a {activation.title}, every output depends on every z of its sample: a matrix "
            f"for each sample, with a its {paper.sample} of {A}."
        )
        return paper.unnamed(A, Z, written, (n, n), why)
    dropped = ""
    if share < 1.0:
        dropped = f" D{layer} stands for the units that were left out, 1/{share:g} for the scale."
    if activation.identity and f"G{layer}" not in paper.program.index:
        if share == 1.0:
            return paper.unnamed(
                A, Z, ("1", "1"), (n, "m"), f"{A} is {Z} itself: nothing is changed."
            )
        scaled = kept(paper.network, layer, Matrix("Z"))
        assert isinstance(scaled, Scaled)
        return paper.partial(
            A, Z, Scaled(scaled.by, Matrix(f"D{layer}")), (n, "m"), dropped.strip()
        )
    why = (
        f"Entry by entry, ⊙, because {activation.title} acts on every entry on its own: each is "
        f"multiplied by the slope at its z.{dropped}"
    )
    return paper.partial(A, Z, kept(paper.network, layer, slope(paper, layer)), (n, "m"), why)


def _weight_factor(paper: Paper, layer: int) -> Factor:
    above = layer + 1
    here, there = f"n{layer}", f"n{above}"
    why = (
        f"A unit of layer {layer} feeds every unit of layer {above}, so it takes a share of all "
        f"their errors: a sum over the {there} units, each by its weight. The transpose makes "
        f"{there} the inner dimension: {paper.meeting(here, there, 'm')}."
    )
    return paper.partial(
        f"Z{above}", f"A{layer}", Transposed(Matrix(f"W{above}")), (here, there), why
    )


def _input_factor(paper: Paper, layer: int) -> Factor:
    below = fed(paper.network, layer - 1)
    here, there = f"n{layer}", f"n{layer - 1}"
    why = (
        f"A weight multiplies its input, {below}, in every sample: a sum over the m samples. The "
        f"transpose makes m the inner dimension: {paper.meeting(here, 'm', there)}."
    )
    return paper.partial(f"Z{layer}", f"W{layer}", Transposed(Matrix(below)), ("m", there), why)


def _ones_factor(paper: Paper, layer: int) -> Factor:
    b = paper.name(f"b{layer}")
    why = (
        f"{b} is added to every {paper.sample}: a 1 for each sample. The product with m ones is "
        f"the sum over the {paper.sample}s: {paper.meeting(f'n{layer}', 'm', '1')}."
    )
    return paper.unnamed(f"Z{layer}", f"b{layer}", (r"\mathbf{1}", "1"), ("m", "1"), why)


# -- the lines -------------------------------------------------------------------------------------


def _partials(paper: Paper, of: str, target: str, factors: Sequence[Factor], step: Step) -> Link:
    """The first line: all partial derivatives, with dots in the middle of a long chain."""
    shown, dots = list(factors), 0
    if len(factors) > _BEFORE + _AFTER:
        dots = len(factors) - _BEFORE - _AFTER
        shown = [*factors[:_BEFORE], *factors[-_AFTER:]]
    latex_parts = [each.partial_latex for each in shown]
    text_parts = [each.partial_text for each in shown]
    if dots:
        latex_parts.insert(_BEFORE, r"\cdots")
        text_parts.insert(_BEFORE, "⋯")
    latex, text = r"\cdot".join(latex_parts), " · ".join(text_parts)
    regularized = of == "J" and target[0] == "W" and paper.network.regularizer is not None
    if regularized:
        penalty = paper.derivative("R", target)
        latex, text = f"{latex} + {penalty[0]}", f"{text} + {penalty[1]}"
        shown.append(
            paper.partial(
                "R", target, Matrix(f"r{target}"), step.dimensions,
                f"J = mean loss + R, and R depends on {target} directly. r{target}, computed "
                "before.",
            )
        )  # fmt: skip
    whole_latex, whole_text = paper.derivative(of, target)
    if len(factors) > 1:
        latex, text = f"{whole_latex} = {latex}", f"{whole_text} = {text}"
    else:
        latex, text = whole_latex, whole_text
    return paper.words(latex, text, _through_what(paper, of, target, dots), shown, step.name)


def _through_what(paper: Paper, of: str, target: str, dots: int) -> str:
    target_name = paper.name(target)
    cost = "The cost J" if of == "J" else "The loss L of a sample"
    layer, depth = int(target[1:]), paper.network.depth
    first = {"A": f"Z{layer + 1}", "Z": f"A{layer}"}.get(target[0], f"Z{layer}")
    sentence = (
        f"{cost} depends on {target_name} by way of {first}"
        + (f" and all that follows up to A{depth}" if first != f"A{depth}" else "")
        + ": the derivatives of these steps are multiplied, from the cost backwards."
    )
    if of == "L":
        sentence += f" A {paper.sample} is a sample; 1/m is left for dW and d{paper.name('b')}."
    if dots:
        sentence += f" The dots stand for {dots} more factors, two a layer, of the same kinds."
    return sentence


def _made_of(paper: Paper, step: Step) -> list[_Inner]:
    """What was computed before on the way, the nearest first."""
    program, depth, layer = paper.program, paper.network.depth, step.layer
    top = min(depth, layer + _UNROLLED)
    letter = step.name[1]
    found = []
    for place in range(layer, top + 1):
        if place > layer or letter in "Wb":
            if place == top < depth:
                break
            dZ = f"dZ{place}"
            made = output_dZ(paper) if place == depth else _line(program.steps, dZ)
            found.append(_Inner(dZ, made))
        if place < top and (place > layer or letter != "A"):
            found.append(_Inner(f"dA{place}", _line(program.steps, f"dA{place}")))
    return found


def _line(steps: Sequence[Step], name: str) -> Expression:
    return next(step.expression for step in steps if step.name == name)


def _order(paper: Paper, step: Step) -> str:
    """Why the matrices stand as they do where they first take the place of the derivatives."""
    letter, layer, depth = step.name[1], step.layer, paper.network.depth
    sentences = []
    top = layer + _UNROLLED
    if top < depth:
        dimension = paper.shape(f"n{top}", "m")
        sentences.append(
            f"All factors from layer {top} up are in dZ{top} {dimension}, computed before."
        )
    sentences.append(
        "Each matrix in the place of its factor. Numbers could stand in any order; matrices stand "
        "where their inner dimensions meet and every sum is taken."
    )
    if letter in "Wb":
        sentences.append(
            "J is the mean over the m samples, hence 1/m; dA and dZ are kept without it, so that "
            "it stands once."
        )
    return " ".join(sentences)


def _computed_before(paper: Paper, inner: _Inner) -> str:
    made, layer = paper.text(inner.made_of), int(inner.name[2:])
    sentence = f"{made} is {inner.name} = ∂L/∂{inner.name[1:]}, computed before."
    if layer == paper.network.depth and inner.name[1] == "Z" and paper.network.shortcut:
        sentence += f" It comes out as A{layer} - Y, see there."
    return sentence


def _result(paper: Paper, step: Step) -> str:
    """What a reader can check at the end."""
    target = paper.name(step.name.removeprefix("d"))
    shape = paper.shape(*step.dimensions)
    letter = step.name[1]
    if letter == "W":
        return f"The shape is that of {target}, {shape}: a slope for every weight."
    if letter == "b":
        return f"The shape is that of {target}, {shape}: a slope for every bias."
    how = slope_in_words(paper, step.layer) if letter == "Z" else ""
    return f"The shape is that of {target}, {shape}.{how}"


def slope_in_words(paper: Paper, layer: int) -> str:
    """How g' comes about, where no line of its own says it; with a space before."""
    activation = paper.network.activations[layer - 1]
    if activation.derivative is None or f"G{layer}" in paper.program.index:
        return ""
    return f" {written_out(activation).why}"
