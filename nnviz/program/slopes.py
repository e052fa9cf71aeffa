"""The derivatives of the activation functions, written out and explained."""

from dataclasses import dataclass

from nnviz.nn.activations import LEAK, Activation
from nnviz.nn.expression import Expression, Function, Matrix


@dataclass(frozen=True)
class WrittenOut:
    """g'(z) in terms of what is known, and why; no formula where words say it better."""

    text: str
    latex: str
    why: str

    def of(self, Z: Matrix) -> Expression | None:
        """It as a formula of the matrix Z."""
        return Function((Z,), self.text, self.latex, ("", "")) if self.text else None


_SIGMOID = r"\sigma\left(@0\right)"

_ROWS = {
    "sigmoid": WrittenOut(
        "sigmoid(@0) ⊙ (1 - sigmoid(@0))",
        rf"{_SIGMOID} \odot \left(1-{_SIGMOID}\right)",
        "σ = 1/(1 + e⁻ᶻ), so σ′ = e⁻ᶻ/(1 + e⁻ᶻ)² = σ(1 - σ): at most ¼, and near 0 where z is "
        "far from 0.",
    ),
    "tanh": WrittenOut(
        "1 - (tanh(@0))²",
        r"1-\tanh^{2}\left(@0\right)",
        "The quotient rule on (eᶻ - e⁻ᶻ)/(eᶻ + e⁻ᶻ) gives 1 - tanh²: 1 at z = 0, and near 0 where "
        "z is far from 0.",
    ),
    "relu": WrittenOut(
        "[@0 > 0]",
        r"\left[\,@0 > 0\,\right]",
        "ReLU is z for z > 0 and 0 otherwise, so its slope is 1 or 0. At z = 0 it has a kink; 0 is "
        "taken there.",
    ),
    "leaky_relu": WrittenOut(
        f"[@0 > 0] + {LEAK:g} (1 - [@0 > 0])",
        rf"\left[\,@0 > 0\,\right] + {LEAK:g}\left[\,@0 \le 0\,\right]",
        f"Leaky ReLU is z for z > 0 and {LEAK:g} z otherwise, so its slope is 1 or {LEAK:g}. At "
        f"z = 0 it has a kink; {LEAK:g} is taken there.",
    ),
    "linear": WrittenOut("", "", "The identity rises by 1 for every 1: its slope is 1 everywhere."),
    "elu": WrittenOut("", "", "ELU is z for z > 0 and eᶻ - 1 otherwise, so its slope is 1 or eᶻ."),
    "gelu": WrittenOut(
        "",
        "",
        "GELU is z Φ(z), with Φ the share of the normal distribution below z. The product rule "
        "gives Φ(z) + z φ(z), with φ its density.",
    ),
    "softplus": WrittenOut(
        "sigmoid(@0)",
        _SIGMOID,
        "Softplus is log(1 + eᶻ), so its slope is eᶻ/(1 + eᶻ): the sigmoid.",
    ),
    "swish": WrittenOut(
        "sigmoid(@0) + swish(@0) ⊙ (1 - sigmoid(@0))",
        rf"{_SIGMOID} + \mathrm{{swish}}\left(@0\right) \odot \left(1-{_SIGMOID}\right)",
        "Swish is z σ(z). The product rule gives σ + z σ′ = σ + z σ(1 - σ); z σ is swish again.",
    ),
}


def written_out(activation: Activation) -> WrittenOut:
    """The derivative of an activation that acts on every entry on its own."""
    return _ROWS[activation.name]
