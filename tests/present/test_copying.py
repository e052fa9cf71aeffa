import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnviz.present.copying import as_latex, as_markdown, as_numpy, as_tsv
from nnviz.present.numbers import MINUS, cells

shapes = array_shapes(min_dims=2, max_dims=2, max_side=12)
doubles = arrays(np.float64, shapes, elements=st.floats(allow_nan=False) | st.just(np.nan))
singles = arrays(np.float32, shapes, elements=st.floats(width=32, allow_nan=False))
digits = st.integers(1, 16)
notations = st.sampled_from(["auto", "decimal", "scientific"])


def same(found, values):
    return found.dtype == values.dtype and found.tobytes() == values.tobytes()


@given(doubles | singles)
def test_numpy_text_evaluates_to_the_same_bits(values):
    assert same(eval(as_numpy(values), {"np": np}), values)


@given(doubles)
def test_tab_separated_text_reads_back_exactly(values):
    rows = [[float(text) for text in line.split("\t")] for line in as_tsv(values).split("\n")]
    assert same(np.array(rows), values)


@given(doubles)
def test_numpy_itself_reads_tab_separated_text(values):
    read = np.loadtxt(as_tsv(values).split("\n"), delimiter="\t", ndmin=2)
    assert same(read, values)


@given(singles)
def test_single_precision_is_not_written_with_digits_that_it_has_not(values):
    longest = max(len(text) for text in re.split(r"[\t\n]", as_tsv(values)))
    assert longest <= len("-1.23456789e-38")


@given(doubles, digits, notations)
def test_latex_has_the_entries_as_they_are_shown(values, shown, notation):
    text = as_latex(values, shown, notation)
    body = text[text.index("{bmatrix}") + len("{bmatrix}") : text.index("\\end")]
    found = [[entry.strip() for entry in line.split("&")] for line in body.split("\\\\")]
    expected = [
        [
            re.sub(r"(.*)e(.*)", r"\1 \\cdot 10^{\2}", entry.replace(MINUS, "-"))
            .replace("∞", r"\infty")
            .replace("nan", r"\mathrm{nan}")
            for entry in row
        ]
        for row in cells(values, shown, notation)
    ]
    assert found == expected
    assert text.isascii()


def test_latex_of_a_small_matrix_is_what_a_person_would_type():
    values = np.array([[0.5, -1.25], [np.nan, -np.inf]])
    assert as_latex(values) == (
        "\\begin{bmatrix}\n0.500 & -1.250 \\\\\n\\mathrm{nan} & -\\infty\n\\end{bmatrix}"
    )
    assert as_latex(np.array([[1.5e-7]])) == (
        "\\begin{bmatrix}\n1.50 \\cdot 10^{-7}\n\\end{bmatrix}"
    )


@pytest.mark.parametrize(("columns", "allowed"), [(10, ""), (11, "{MaxMatrixCols}{11}\n")])
def test_latex_allows_as_many_columns_as_there_are(columns, allowed):
    before = as_latex(np.ones((1, columns))).partition("\\begin")[0]
    assert before == (f"\\setcounter{allowed}" if allowed else "")


@given(doubles, digits, notations)
def test_a_markdown_table_numbers_its_rows_and_columns(values, shown, notation):
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in as_markdown(values, shown, notation).split("\n")
    ]
    rows, columns = values.shape
    assert lines[0] == ["", *map(str, range(1, columns + 1))]
    assert lines[1] == ["--:"] * (columns + 1)
    assert [line[0] for line in lines[2:]] == [f"**{row}**" for row in range(1, rows + 1)]
    assert [line[1:] for line in lines[2:]] == cells(values, shown, notation)


def test_not_finite_entries_have_the_names_of_each_language():
    values = np.array([[np.nan, np.inf, -np.inf]])
    assert as_tsv(values) == "nan\tinf\t-inf"
    assert as_numpy(values) == "np.array([[np.nan, np.inf, -np.inf]])"
    assert as_markdown(values).split("\n")[-1] == f"| **1** | nan | ∞ | {MINUS}∞ |"
