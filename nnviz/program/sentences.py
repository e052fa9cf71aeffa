"""What a line of the program does, in words: one sentence, in three lengths."""

from collections.abc import Callable
from dataclasses import dataclass

from nnviz.program.compile import Program
from nnviz.program.formulas import plain_name
from nnviz.program.step import Kind, Step


@dataclass(frozen=True)
class Sentence:
    """What a line does: a verb, and what it is done to.

    Attributes:
        past, present: the verb of what was just done, and of what is to be done next.
        long, short, brief: the rest of the sentence, from whole to what fits beside a name.
    """

    past: str
    present: str
    long: str
    short: str
    brief: str

    def done(self) -> tuple[str, str, str]:
        """What the line did, the longest form first."""
        return self._with(self.past)

    def upcoming(self) -> tuple[str, str, str]:
        """What the line will do, the longest form first."""
        return self._with(self.present)

    def _with(self, verb: str) -> tuple[str, str, str]:
        return f"{verb} {self.long}", f"{verb} {self.short}", f"{verb} {self.brief}"


def sentence(program: Program, step: Step, m: int, rows: bool = False) -> Sentence:
    """The sentence for a line of the program, over a batch of m samples."""
    return _SAID[step.kind](_Line(program, step, m, rows))


@dataclass(frozen=True)
class _Line:
    program: Program
    step: Step
    m: int
    rows: bool

    @property
    def layer(self) -> int:
        return self.step.layer

    @property
    def samples(self) -> str:
        return f"{self.m:,} samples" if self.m > 1 else "1 sample"

    @property
    def over_samples(self) -> str:
        return f"averaged over the {self.samples}" if self.m > 1 else "of the 1 sample"

    @property
    def activation(self) -> str:
        return self.program.network.activations[self.layer - 1].title

    @property
    def last(self) -> bool:
        return self.layer == self.program.network.depth

    def name(self, name: str) -> str:
        return plain_name(name, self.rows)


def _features(line: _Line) -> Sentence:
    n = len(line.program.network.features)
    made = f"{n} functions of the two inputs" if n > 1 else "a function of the two inputs"
    return Sentence("worked out", "work out", f"{made} of every sample", made, "the features")


def _z(line: _Line) -> Sentence:
    layer = line.layer
    below = "the inputs" if layer == 1 else f"the activations of layer {layer - 1}"
    return Sentence(
        "summed up", "sum up",
        f"what enters each unit of layer {layer}: {below} times W{layer}, plus its bias",
        f"the weighted inputs of layer {layer}, plus biases",
        f"what enters layer {layer}",
    )  # fmt: skip


def _mask(line: _Line) -> Sentence:
    share = line.program.network.keeps(line.layer)
    return Sentence(
        "drew", "draw",
        f"which units of layer {line.layer} stay for each sample, each with probability {share:g}",
        f"which units of layer {line.layer} stay",
        "which units stay",
    )  # fmt: skip


def _a(line: _Line) -> Sentence:
    layer, network = line.layer, line.program.network
    activation = network.activations[layer - 1]
    where = "the outputs" if line.last else f"layer {layer}"
    dropped = ""
    if network.keeps(layer) < 1.0:
        dropped = ", dropped units left out and the others scaled up"
    if activation.derivative is None:
        classes = network.sizes[layer]
        return Sentence(
            "turned", "turn",
            f"the {classes} sums of each sample into probabilities that add up to 1",
            "each sample's sums into probabilities", "sums into probabilities",
        )  # fmt: skip
    if activation.identity:
        return Sentence(
            "passed on", "pass on",
            f"the sums of layer {layer} as they are{dropped}",
            f"the sums of layer {layer} as they are", "the sums as they are",
        )  # fmt: skip
    answer = ": what the network answers" if line.last else ""
    return Sentence(
        "applied", "apply",
        f"{activation.title} to every sum of layer {layer}{answer}{dropped}",
        f"{activation.title} to every sum of layer {layer}",
        f"{activation.title} to {where}",
    )  # fmt: skip


def _penalty(line: _Line) -> Sentence:
    regularizer = line.program.network.regularizer
    assert regularizer is not None
    what = "squares" if regularizer.name == "l2" else "sizes"
    return Sentence(
        "added up", "add up",
        f"the {what} of all weights, times λ/2m: what large weights cost",
        f"the {what} of all weights: the penalty", "the penalty",
    )  # fmt: skip


def _j(line: _Line) -> Sentence:
    penalty = ", plus the penalty" if line.program.network.regularizer is not None else ""
    return Sentence(
        "measured", "measure",
        f"how wrong the answers are: {line.program.network.loss.title}, {line.over_samples}"
        f"{penalty}",
        f"how wrong the answers are{penalty}", "how wrong it is",
    )  # fmt: skip


def _output_dA(line: _Line) -> Sentence:
    A = f"A{line.layer}"
    return Sentence(
        "found", "find",
        f"how steeply the loss of each sample changes with what the network answers, {A}",
        "how the loss changes with each output", f"the loss’s slope in {A}",
    )  # fmt: skip


def _slope(line: _Line) -> Sentence:
    return Sentence(
        "took", "take",
        f"the slope of {line.activation} at every sum of layer {line.layer}, for the chain rule",
        f"the slope of {line.activation} at every sum", f"the slope of {line.activation}",
    )  # fmt: skip


def _chain(line: _Line) -> Sentence:
    layer = line.layer
    return Sentence(
        "worked out", "work out",
        f"the error of the outputs by the chain rule in full, to compare with A{layer} - Y",
        "the error by the chain rule in full", "the chain rule",
    )  # fmt: skip


def _output_dZ(line: _Line) -> Sentence:
    return Sentence(
        "took", "take",
        "the error of the outputs: answer minus target, which is all that the chain rule leaves",
        "the error: answer minus target", "the output error",
    )  # fmt: skip


def _dA(line: _Line) -> Sentence:
    above = line.layer + 1
    return Sentence(
        "carried", "carry",
        f"the error of layer {above} back through its weights, W{above}, to layer {line.layer}",
        f"the error back through W{above} to layer {line.layer}",
        f"the error back through W{above}",
    )  # fmt: skip


def _dZ(line: _Line) -> Sentence:
    layer = line.layer
    activation = line.program.network.activations[layer - 1]
    if activation.derivative is None:
        return Sentence(
            "carried", "carry",
            f"the error back through the {activation.title}, with a matrix of slopes a sample",
            f"the error back through the {activation.title}", f"it through {activation.title}",
        )  # fmt: skip
    if activation.identity:
        return Sentence(
            "carried", "carry",
            f"the error back to the sums of layer {layer}; the slope of the identity is 1",
            f"the error back to the sums of layer {layer}", f"it back to layer {layer}",
        )  # fmt: skip
    return Sentence(
        "multiplied", "multiply",
        f"the error of layer {layer} by the slope of {activation.title}, entry by entry",
        f"the error by the slope of {activation.title}",
        f"by {activation.title}’s slope",
    )  # fmt: skip


def _penalty_dW(line: _Line) -> Sentence:
    return Sentence(
        "found", "find",
        f"how steeply the penalty changes with each weight of layer {line.layer}",
        f"the penalty’s slope for each weight of layer {line.layer}",
        "the penalty’s slopes",
    )  # fmt: skip


def _gradient(line: _Line) -> Sentence:
    weights = line.step.kind is Kind.DW
    one, all_ = ("weight", "weights") if weights else ("bias", "biases")
    return Sentence(
        "found", "find",
        f"how steeply the cost changes with each {one} of layer {line.layer}, {line.over_samples}",
        f"the cost’s slope for each {one} of layer {line.layer}",
        f"the slopes of the {all_}",
    )  # fmt: skip


def _average(line: _Line) -> Sentence:
    gradient = line.name(line.step.name[1:])
    if line.step.name.startswith("s"):
        return Sentence(
            "updated", "update",
            f"the running average of the squares of {gradient}: how large it usually is",
            f"the running average of {gradient}²", f"the average of {gradient}²",
        )  # fmt: skip
    return Sentence(
        "updated", "update",
        f"the running average of {gradient}, in which earlier iterations fade",
        f"the running average of {gradient}", f"the average of {gradient}",
    )  # fmt: skip


def _parameter(line: _Line) -> Sentence:
    what = "weights" if line.step.kind is Kind.W else "biases"
    slots = line.program.optimizer.slots
    gradient = line.name(f"d{line.step.name}")
    along = {
        (): f"against {gradient}",
        ("v",): f"against the average of {gradient}",
        ("s",): f"against {gradient}, divided by its usual size",
        ("v", "s"): f"against the average of {gradient}, divided by its usual size",
    }[slots]
    return Sentence(
        "moved", "move",
        f"the {what} of layer {line.layer} downhill: a step of α {along}",
        f"the {what} of layer {line.layer} downhill", f"the {what} downhill",
    )  # fmt: skip


_SAID: dict[Kind, Callable[[_Line], Sentence]] = {
    Kind.FEATURES: _features,
    Kind.Z: _z,
    Kind.MASK: _mask,
    Kind.A: _a,
    Kind.PENALTY: _penalty,
    Kind.J: _j,
    Kind.OUTPUT_DA: _output_dA,
    Kind.SLOPE: _slope,
    Kind.CHAIN: _chain,
    Kind.OUTPUT_DZ: _output_dZ,
    Kind.DA: _dA,
    Kind.DZ: _dZ,
    Kind.PENALTY_DW: _penalty_dW,
    Kind.DW: _gradient,
    Kind.DB: _gradient,
    Kind.AVERAGE: _average,
    Kind.W: _parameter,
    Kind.B: _parameter,
}
