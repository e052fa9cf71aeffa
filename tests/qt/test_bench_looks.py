"""How matrices on the bench are written: digits, notation, range of colours, numbered sides."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QSpinBox, QToolButton

from nnviz.present.copying import as_tsv
from nnviz.present.numbers import MINUS, cells, widest
from nnviz.present.ticks import numbered
from nnviz.program.formulas import latex
from nnviz.qt import formulas
from nnviz.qt.items.matrix import MatrixPicture
from nnviz.qt.items.matrix_content import MatrixContent
from nnviz.qt.panels import matrix_clipboard
from nnviz.qt.panels.matrix_clipboard import copy_matrix
from nnviz.qt.theme import BODY, LIGHT
from nnviz.session.pointing import Cell
from tests.qt.benching import Bench

NOTATIONS = st.sampled_from(["auto", "decimal", "scientific"])
LARGE = (1600, 1000)


@pytest.fixture
def bench(open_window):
    return Bench(open_window("xor", size=LARGE))


def step(bench, count=1):
    for _ in range(count):
        bench.driver.session.step()
    bench.driver.draw()


def number_of(bench, key):
    part = bench.part(key)
    return part.picture.content.text(0, 0)


def test_the_digits_are_those_that_a_person_chose(bench):
    step(bench)
    value = bench.content("W1").values[0, 0]
    for digits in (1, 3, 6):
        bench.driver.find(QSpinBox, "Digits").setValue(digits)
        bench.driver.draw()
        assert bench.driver.experiment.view.digits == digits
        shown = number_of(bench, "W1").replace(MINUS, "-")
        assert float(shown) == pytest.approx(value, abs=0.51 * 10.0**-digits)
        assert len(shown.partition(".")[2]) == digits


def test_the_notation_is_the_one_that_a_person_chose(bench):
    step(bench)
    box = bench.driver.find(QComboBox, "Notation")
    for notation, has_power in (("scientific", True), ("decimal", False), ("auto", False)):
        box.setCurrentIndex(box.findData(notation))
        box.activated.emit(box.currentIndex())
        bench.driver.draw()
        assert ("e" in number_of(bench, "W1")) == has_power


def test_matrices_share_a_range_of_colours_or_have_one_each(bench):
    step(bench, 14)  # W1 := W1 - α dW1
    limits = {each.name: each.limit for each in bench.driver.bench_matrices}
    old, gradient, new = bench.driver.bench_matrices
    assert old.limit == old.own_limit
    assert limits["dW1"] == gradient.own_limit
    box = bench.driver.find(QComboBox, "Range of colours")
    box.setCurrentIndex(box.findData("shared"))
    box.activated.emit(box.currentIndex())
    old, gradient, new = bench.driver.bench_matrices
    assert old.limit == new.limit == max(old.own_limit, new.own_limit)
    assert gradient.limit == gradient.own_limit  # the scale of gradients is another
    assert bench.canvas._ranges == f"values ±{old.limit:g}   gradients ±{gradient.limit:g}"


def test_in_one_range_equal_numbers_have_equal_colours(bench):
    step(bench)
    bench.driver.session.look("colour_range", "shared")
    assert len({each.limit for each in bench.driver.bench_matrices}) == 1


def test_the_tools_show_what_is_chosen_elsewhere(bench):
    bench.driver.session.look("digits", 7)
    bench.driver.session.look("notation", "scientific")
    bench.driver.draw()
    assert bench.driver.find(QSpinBox, "Digits").value() == 7
    assert bench.driver.find(QComboBox, "Notation").currentData() == "scientific"


def test_fewer_digits_are_shown_where_more_have_no_room(open_window):
    bench = Bench(open_window("xor", size=(1280, 800)))
    step(bench)
    bench.driver.session.look("digits", 12)
    assert all(each.legible for each in bench.driver.bench)
    shown = bench.content("W1").digits
    assert shown < 12
    assert bench.canvas._fewer == f"{shown} of 12 digits"


@pytest.mark.parametrize("presenting", [False, True])
@pytest.mark.parametrize("size", [(800, 570), (1000, 700), (1280, 800), (1920, 1080)])
def test_after_a_step_nothing_of_the_line_before_is_left(
    open_window, typeset, monkeypatch, size, presenting
):
    monkeypatch.setattr(formulas, "typeset", typeset)
    bench = Bench(open_window("gaussians", size=size))
    driver, made = bench.driver, bench.driver.window.context.formulas
    colour = driver.window.context.themes.now.text
    if presenting:
        driver.press("F8")
    for _ in range(4):
        step(bench)
        source = latex(driver.session.line_in_sight)
        driver.wait_for(lambda source=source: made.renderer(source, colour) is not None)
        driver.draw()
    driver.draw()
    for _ in range(4):
        driver.session.step_back()
        driver.draw()
        assert bench.stale() < 20  # a few at edges, which the place in the window rounds


def test_a_small_matrix_keeps_its_numbers_beside_large_ones(open_window):
    bench = Bench(open_window("gaussians", size=(1280, 800)))
    for _ in bench.driver.snapshot.program.steps:
        step(bench)
        for each in bench.driver.bench:
            if each.picture is not None and each.picture.content.values.size <= 4:
                assert each.legible, (bench.driver.bench_line, each.picture.content.key)


def test_rows_and_columns_are_numbered_where_there_is_room(bench):
    step(bench)
    for each in bench.driver.bench:
        if each.picture is not None:
            body = each.picture.body(each.box)
            assert body.left() - each.box.left() > 10
            assert body.top() - each.box.top() > 30


@given(st.integers(1, 400), st.floats(0.5, 40), st.floats(8, 60), st.data())
def test_numbers_beside_a_matrix_never_run_into_one_another(count, size, room, data):
    chosen = data.draw(st.none() | st.integers(0, count - 1))
    edges = [place * size for place in range(count + 1)]
    shown = numbered(edges, room, chosen)
    centres = [(place + 0.5) * size for place in shown]
    assert all(later - earlier >= room - 1e-5 for earlier, later in pairwise(centres))
    assert chosen is None or chosen in shown
    assert shown
    if size >= room:
        assert shown == list(range(count))


@given(
    st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=12),
    st.integers(1, 16), NOTATIONS,
)  # fmt: skip
def test_every_number_fits_the_width_that_is_kept_for_it(row, digits, notation):
    values = np.array([row])
    room = widest(values, digits, notation)
    assert all(len(text.lstrip(MINUS)) <= room for text in cells(values, digits, notation)[0])


def test_the_width_stays_while_numbers_run(qapp):
    widths = set()
    for largest in (0.4, 7.3, 42.0, 980.5):
        values = np.array([[0.1234, -largest], [0.0, largest / 3]])
        part = MatrixContent("W1", values, ("n1", "n0"), (2, 2))
        widths.add(MatrixPicture(part, LIGHT, BODY).natural().width())
    assert len(widths) == 1


def copied():
    return QGuiApplication.clipboard().text()


def test_ctrl_c_copies_the_result_or_the_matrix_that_is_pointed_at(bench):
    step(bench)
    matrices = bench.driver.snapshot.matrices
    bench.canvas.setFocus()
    bench.driver.press("Ctrl+C")
    assert copied() == as_tsv(matrices["Z1"])
    bench.driver.session.pointing.point(Cell("W1", 0, 0))
    bench.driver.press("Ctrl+C")
    assert copied() == as_tsv(matrices["W1"])


def test_a_transposed_matrix_is_copied_as_it_is_shown(bench):
    step(bench, 8)
    assert bench.driver.bench_line == "dW2"
    QTest.mouseMove(bench.canvas, bench.place("A1", 0, 0))
    bench.driver.find(QToolButton, "Copy the matrix").click()
    assert copied() == as_tsv(bench.driver.snapshot.matrices["A1"].T)


@pytest.mark.parametrize("kind", ["TSV", "numpy", "LaTeX", "Markdown"])
def test_every_kind_of_copy_is_the_matrix(bench, kind):
    step(bench)
    content = bench.content("W1")
    copy_matrix(bench.driver.session, content, kind)
    text = copied()
    first = {"TSV": repr(content.values[0, 0]), "numpy": "np.array([[",
             "LaTeX": r"\begin{bmatrix}", "Markdown": "|  | 1 | 2 |"}[kind]  # fmt: skip
    assert text.startswith(first.replace("np.float64(", "").rstrip(")"))


def test_what_is_not_computed_or_too_large_is_not_copied_and_said(bench, monkeypatch):
    session = bench.driver.session
    copy_matrix(session, bench.content("Z1"))
    assert session.problem == "Z₁ is not computed yet: step to its line to copy it."
    monkeypatch.setattr(matrix_clipboard, "MOST_COPIED", 5)
    copy_matrix(session, bench.content("W1"))
    assert session.problem.startswith("W₁ has 6 entries: matrices of up to 5 can be copied")


def test_powers_of_ten_of_unlike_lengths_have_their_points_below_one_another(qapp):
    values = np.array([[1.5e-12], [2.5e-3]])
    part = MatrixContent("W1", values, ("n1", "n0"), (2, 1), notation="scientific")
    picture = MatrixPicture(part, LIGHT, BODY)
    assert picture.content.power == f"e{MINUS}12"
    assert picture._powers.short_of(f"1.50e{MINUS}12") == 0
    assert picture._powers.short_of(f"2.50e{MINUS}3") > 0
    assert picture.legibility(QRectF(0, 0, 400, 300)) == 2
