"""Why the lines of the update are what they are."""

from nnviz.nn.expression import Matrix
from nnviz.program.formulas import latex, latex_name, plain_name, text
from nnviz.program.paper import Factor, Link, Paper
from nnviz.program.step import Kind, Step

_ALPHA = (
    "The learning rate α says how far to go: too small is slow, too large leaps over the valley."
)


def average(paper: Paper, step: Step) -> list[Link]:
    """A running average of gradients or of their squares, unrolled and then as it is kept."""
    slot, gradient = step.name[0], step.name[1:]
    square = slot == "s"
    rate, rest = (r"\rho", "ρ") if paper.rows else (r"\beta", "β")
    low = "2" if square else "1"
    rate, sign = f"{rate}_{low}", f"{rest}{'₂' if square else '₁'}"
    power = "^{2}" if square else ""
    d = latex_name(gradient, paper.rows)

    def earlier(back: int) -> str:
        index = "t" if back == 0 else f"t-{back}"
        return rf"{d}{power}{{}}^{{({index})}}" if power else rf"{d}^{{({index})}}"

    unrolled_latex = (
        rf"(1-{rate})\left({earlier(0)} + {rate}\,{earlier(1)} + {rate}^{{2}}\,{earlier(2)}"
        r" + \cdots\right)"
    )
    name = plain_name(gradient, paper.rows)
    squared = "²" if square else ""
    unrolled_text = (
        f"(1 - {sign}) ({name}{squared}(t) + {sign} {name}{squared}(t-1) + {sign}² "
        f"{name}{squared}(t-2) + ...)"
    )
    what = "the squares of the gradients" if square else "the gradients"
    purpose = (
        "Its root says how large the gradient of each parameter usually is."
        if square
        else "What changes its sign from one iteration to the next is averaged away, what stays "
        "adds up."
    )
    factors = [
        paper.operand(
            Matrix(step.name),
            step.dimensions,
            "What was kept from the iteration before; 0 at first.",
        ),
        paper.operand(Matrix(gradient), step.dimensions, "The gradient of this iteration."),
    ]
    return [
        paper.words(
            unrolled_latex,
            unrolled_text,
            f"A mean of {what} so far, in which each counts {sign} times as much as the one after "
            f"it: about the last 1/(1 - {sign}) count. {purpose}",
            left=step.name,
        ),
        _whole(
            paper, step,
            f"The same with one matrix to remember: all earlier ones are in it already, and fade "
            f"by {sign} once more.",
            factors,
        ),
    ]  # fmt: skip


def parameter(paper: Paper, step: Step) -> list[Link]:
    """W or b: downhill, by a step that the learning rate scales."""
    name, gradient = step.name, f"d{step.name}"
    weights = step.kind is Kind.W
    optimizer = paper.program.optimizer
    slots = optimizer.slots
    P, d = latex_name(name, paper.rows), latex_name(gradient, paper.rows)
    plain, d_plain = paper.name(name), paper.name(gradient)
    links = [
        paper.words(
            rf"J\left({P}\right) - \alpha\left\|{d}\right\|^{{2}}",
            f"J({plain}) - α ‖{d_plain}‖²",
            f"{d_plain} points uphill: along it, J rises fastest. So the step goes against it, "
            "hence the minus; to first order, J falls by α times its squared length.",
        )
    ]
    links[0] = Link(
        rf"J\left({P}-\alpha\,{d}\right) \approx {links[0].latex.removeprefix('= ')}",
        f"J({plain} - α·{d_plain}) ≈ {links[0].text.removeprefix('= ')}",
        None,
        links[0].why,
    )
    if slots:
        links.append(_instead(paper, gradient, slots))
    what = "weights" if weights else "biases"
    factors = [
        paper.operand(
            Matrix(name), step.dimensions, f"The {what} with which this iteration was computed."
        )
    ]
    if "v" not in slots:
        factors.append(
            paper.operand(
                Matrix(gradient),
                step.dimensions,
                f"One slope for each of the {what}: the same shape.",
            )
        )
    for slot in slots:
        kept = "gradients" if slot == "v" else "squared gradients"
        factors.append(
            paper.operand(
                Matrix(f"{slot}{gradient}"), step.dimensions, f"The running average of the {kept}."
            )
        )
    links.append(_whole(paper, step, f"{_ALPHA} The arrow puts the new value in the place of the "
                        "old one.", factors))  # fmt: skip
    return links


def _instead(paper: Paper, gradient: str, slots: tuple[str, ...]) -> Link:
    """What takes the place of the gradient, and why."""
    d = latex_name(gradient, paper.rows)
    names = {slot: latex_name(f"{slot}{gradient}", paper.rows) for slot in slots}
    plain = {slot: paper.name(f"{slot}{gradient}") for slot in slots}
    start = paper.name(gradient)
    if slots == ("v",):
        why = (
            "The average of the gradients takes the place of the gradient: it does not swing from "
            "side to side, and gathers speed where they agree."
        )
        return Link(rf"{d} \to {names['v']}", f"{start} → {plain['v']}", None, why)
    if slots == ("s",):
        why = (
            "Every entry is divided by how large it usually is, so that steep and flat directions "
            "advance alike; ε keeps from dividing by 0."
        )
        return Link(
            rf"{d} \to \frac{{{d}}}{{\sqrt{{{names['s']}}}+\varepsilon}}",
            f"{start} → {start} / (√{plain['s']} + ε)",
            None,
            why,
        )
    first, second = (r"\rho_1", r"\rho_2") if paper.rows else (r"\beta_1", r"\beta_2")
    one, two = ("ρ₁", "ρ₂") if paper.rows else ("β₁", "β₂")
    why = (
        "The average gradient, divided by how large it usually is. Both averages began at 0 and "
        f"are too small at first; dividing by 1 - {one}ᵗ and 1 - {two}ᵗ, in iteration t, makes up "
        "for it. ε keeps from dividing by 0."
    )
    return Link(
        rf"{d} \to \frac{{\hat v}}{{\sqrt{{\hat s}}+\varepsilon}},\quad "
        rf"\hat v = \frac{{{names['v']}}}{{1-{first}^{{\,t}}}},\quad "
        rf"\hat s = \frac{{{names['s']}}}{{1-{second}^{{\,t}}}}",
        f"{start} → v̂ / (√ŝ + ε), v̂ = {plain['v']} / (1 - {one}ᵗ), ŝ = {plain['s']} / (1 - {two}ᵗ)",
        None,
        why,
    )


def _whole(paper: Paper, step: Step, why: str, factors: list[Factor]) -> Link:
    """The line itself, with the arrow or ``:=`` of the update."""
    tree = paper.tree(step.expression, why, factors)
    return Link(
        latex(step, paper.rows), text(step, paper.rows), tree.expression, why, tuple(factors)
    )
