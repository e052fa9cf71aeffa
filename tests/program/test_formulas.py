import re

import pytest
import ziamath
from hypothesis import given

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network
from nnviz.program.compile import compile_program
from nnviz.program.formulas import Operand, latex, latex_name, terms
from tests.strategies import Case, cases

CASE = Case((2, 3, 1), ("tanh", "sigmoid"), "binary_cross_entropy", "xavier", m=4, seed=1)
FORMULAS = {
    "Z1": r"Z_{1} = W_{1} X + b_{1}",
    "A1": r"A_{1} = \tanh\left(Z_{1}\right)",
    "dZ2": r"dZ_{2} = A_{2} - Y",
    "dW2": r"dW_{2} = \frac{1}{m}\, dZ_{2}\, A_{1}^{\mathsf T}",
    "dA1": r"dA_{1} = W_{2}^{\mathsf T}\, dZ_{2}",
    "W2": r"W_{2} \leftarrow W_{2} - \alpha\, dW_{2}",
}


def lines(case):
    found = case.machine().program
    return found.steps, found.network


@pytest.mark.parametrize(("name", "formula"), FORMULAS.items())
def test_a_line_is_written_as_on_paper(name, formula):
    steps, network = lines(CASE)
    assert latex(next(step for step in steps if step.name == name), network) == formula


@given(cases())
def test_every_formula_begins_with_the_matrix_it_computes_and_closes_its_braces(case):
    steps, network = lines(case)
    for step in steps:
        text = latex(step, network)
        assert text.startswith(latex_name(step.name))
        assert text.count("{") == text.count("}")
        assert len(re.findall(r"\\left(?!arrow)", text)) == text.count(r"\right")


@given(cases())
def test_the_operands_of_a_line_are_its_inputs(case):
    steps, network = lines(case)
    for step in steps:
        operands = [term.name for term in terms(step, network, 0.1) if isinstance(term, Operand)]
        linear = step.kind == "dZ" and network.activations[step.layer - 1].name == "linear"
        assert sorted(operands) == sorted(step.inputs[:1] if linear else step.inputs)


def test_only_the_factors_of_the_backward_products_are_transposed():
    steps, network = lines(CASE)
    transposed = {
        (step.name, term.name)
        for step in steps
        for term in terms(step, network, 0.1)
        if isinstance(term, Operand) and term.transposed
    }
    assert transposed == {("dW2", "A1"), ("dW1", "X"), ("dA1", "W2")}


def test_every_formula_can_be_typeset_at_a_legible_height():
    """A bracket around a sum has been made twenty times as high as its contents."""
    for output, loss in [(a, b) for a in ACTIVATIONS.values() for b in LOSSES.values()]:
        if loss.fits(output.name):
            network = Network((2, 2), (output,), loss)
            for step in compile_program(network).steps:
                _, height = ziamath.Latex(latex(step, network), size=40).getsize()
                assert height < 150, step.formula
