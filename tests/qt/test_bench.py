"""The bench: the formula's operands and its result, with the numbers that the line saw."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLabel

from nnviz.present.numbers import exact
from nnviz.program.formulas import latex
from nnviz.qt.items.matrix import MatrixContent, MatrixPicture
from nnviz.qt.panels.bench_layout import arrange
from nnviz.qt.theme import BODY, LIGHT
from nnviz.session.data_settings import Data
from nnviz.session.experiment import Experiment, NetworkSettings

LISTING = [
    *("Z1", "A1", "Z2", "A2", "J"),
    *("dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1"),
    *("W1", "b1", "W2", "b2"),
]
OPERANDS = {
    "Z1": ["W1", "X", "b1"],
    "A1": ["Z1"],
    "Z2": ["W2", "A1", "b2"],
    "A2": ["Z2"],
    "J": ["A2", "Y"],
    "dA2": ["A2", "Y"],
    "dZ2": ["A2", "Y"],
    "dW2": ["dZ2", "A1ᵀ"],
    "db2": ["dZ2"],
    "dA1": ["W2ᵀ", "dZ2"],
    "dZ1": ["dA1", "Z1"],
    "dW1": ["dZ1", "Xᵀ"],
    "db1": ["dZ1"],
    "W1": ["W1", "dW1"],
    "b1": ["b1", "db1"],
    "W2": ["W2", "dW2"],
    "b2": ["b2", "db2"],
}


def entry_at(picture, box, place):
    """What is said of the entry under a place."""
    cell = picture.cell_at(box, place)
    return "" if cell is None else picture.content.entry(*cell)


def titled(content):
    return content.name + ("ᵀ" if content.transposed else "")


def test_every_line_shows_its_operands_and_then_its_result(window):
    for name in LISTING:
        window.press("Right")
        shown = window.bench_matrices
        assert [titled(each) for each in shown] == [*OPERANDS[name], name]
        assert [each.result for each in shown] == [False] * (len(shown) - 1) + [True]


def test_shapes_are_those_of_the_matrices_and_numbers_are_theirs(window):
    for name in LISTING:
        window.press("Right")
        assert window.bench_line == name
        for each in window.bench_matrices:
            assert each.values.shape == each.shape
            value = each.values.T if each.transposed else each.values
            seen = window.snapshot.before if not each.result else {}
            expected = seen.get(each.name, window.snapshot.matrices[each.name])
            np.testing.assert_array_equal(value, expected)


def test_the_shapes_of_the_first_line_of_xor(window):
    window.press("Right")
    shapes = [each.shape for each in window.bench_matrices]
    assert shapes == [(3, 2), (2, 4), (3, 1), (3, 4)]


def test_inner_dimensions_have_one_name_so_one_colour(window):
    for name in LISTING:
        window.press("Right")
        shown = window.bench_matrices
        if name in ("Z1", "Z2", "dW2", "dW1", "dA1"):
            assert shown[0].dimensions[1] == shown[1].dimensions[0]
            assert shown[0].dimensions[0] == shown[-1].dimensions[0]
            assert shown[1].dimensions[1] == shown[-1].dimensions[1]


def test_an_update_shows_the_weights_from_before_and_after_it(window):
    before = window.snapshot.parameters.W[1].copy()
    for _ in range(LISTING.index("W1") + 1):
        window.press("Right")
    old, gradient, new = window.bench_matrices
    np.testing.assert_array_equal(old.values, before)
    np.testing.assert_array_equal(new.values, window.snapshot.parameters.W[1])
    rate = window.experiment.training.learning_rate
    np.testing.assert_allclose(new.values, before - rate * gradient.values)
    signs = [each.text for each in window.bench if each.text]
    assert signs == [f"− {rate:g} ·", "→"]


def test_after_the_update_a_line_before_it_still_shows_the_weights_it_saw(window):
    before = window.snapshot.parameters.W[1].copy()
    window.press("Ctrl+Right")
    window.choose_line("Z1")
    np.testing.assert_array_equal(window.bench_matrices[0].values, before)


def test_before_the_first_step_the_next_line_is_shown_and_its_result_unknown(window):
    assert window.bench_line == "Z1"
    assert window.bench_matrices[-1].values is None
    assert all(each.values is not None for each in window.bench_matrices[:-1])


def test_a_line_that_is_not_reached_has_unknown_operands_and_result(window):
    window.press("Right")
    window.choose_line("dW2")
    shown = {each.name: each.values for each in window.bench_matrices}
    assert shown == {"dZ2": None, "A1": None, "dW2": None}
    assert window.bench_matrices[-1].shape == (1, 3)


def test_stepping_back_makes_the_result_unknown_again(window):
    window.press("Right")
    window.press("Right")
    window.press("Left")
    window.choose_line("A1")
    assert window.bench_matrices[-1].values is None


def test_the_chosen_sample_is_marked_in_every_matrix_of_samples(window):
    window.session.look("sample", 2)
    for _ in LISTING:
        window.press("Right")
        for each in window.bench_matrices:
            assert each.column == (2 if each.dimensions[1] == "m" else None)
            assert each.row == (2 if each.dimensions[0] == "m" else None)


def test_two_moments_that_fall_on_one_address_are_told_apart(window):
    """A moment is often put where one that is over was; it is another one all the same."""
    canvas, session = window.panel("Bench")._canvas, window.session
    session.next_iteration()
    step, between = window.snapshot.done, window.snapshot
    first = replace(between)
    canvas.show_line(step, first)
    canvas.grab()
    address = id(first)
    canvas.show_line(step, between)  # told, but not painted
    session.next_iteration()
    del first
    kept = []
    for _ in range(1000):
        kept.append(replace(window.snapshot))
        if id(kept[-1]) == address:
            break
    canvas.show_line(step, kept[-1])
    canvas.grab()
    result = canvas._arranged[-1].picture.content
    np.testing.assert_array_equal(result.values, window.snapshot.matrices["b2"])


def test_the_pointer_reads_an_entry_in_all_its_digits(window):
    window.press("Right")
    place = window.bench[0]
    canvas = window.panel("Bench")._canvas
    point = place.picture.body(place.box).center()
    event = QMouseEvent(
        QEvent.Type.MouseMove, point, canvas.mapToGlobal(point), Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)
    card = canvas.findChild(QLabel, "card")
    W1 = window.snapshot.matrices["W1"]
    assert card.isVisible()
    assert card.text() in {
        f"W₁[{i + 1},{j + 1}] = {exact(W1[i, j])}" for i in range(3) for j in range(2)
    }
    window.press("Right")
    window.draw()
    assert not card.isVisible()


def test_nothing_on_the_bench_of_a_large_layer_is_left_out(open_window):
    wide = Experiment(data=Data(source="blobs", inputs=64, samples=60),
                      network=NetworkSettings(hidden=(40,)))  # fmt: skip
    window = open_window(wide, size=(1000, 700))
    for _ in range(19):
        window.press("Right")
        canvas = window.panel("Bench")._canvas
        for each in window.bench:
            assert each.box.left() >= 0
            assert each.box.right() <= canvas.width()


def test_every_formula_is_typeset_and_drawn_in_the_colour_of_the_text(window, typeset):
    program = window.snapshot.program
    for step in program.steps[:8]:
        svg = typeset(latex(step, program.network))
        renderer = QSvgRenderer(QByteArray(svg.encode()))
        assert renderer.isValid()
        assert renderer.viewBoxF().width() > renderer.viewBoxF().height() > 10
        assert "#010203" in svg


def test_the_formula_is_written_plainly_until_it_is_typeset(window):
    window.press("Right")
    window.draw()
    formulas = window.window.context.formulas
    source = latex(window.snapshot.done)
    window.panel("Bench").grab()
    window.wait_for(lambda: formulas.renderer(source, LIGHT.text) is not None)
    assert formulas.renderer(source, LIGHT.text) is formulas.renderer(source, LIGHT.text)
    window.panel("Bench").grab()


# -- laws of the arrangement, whatever the shapes --------------------------------------------------


def content(name, shape, *, column=None, row=None, result=False, transposed=False, seed=0):
    rng = np.random.default_rng(seed)
    values = rng.standard_normal(shape)
    return MatrixContent(name, values, ("n1", "n0"), shape, transposed, column, row, result)


@st.composite
def lines(draw):
    """A line as it stands on the bench: products, sums, and one operand over samples."""
    n, k = draw(st.integers(1, 120)), draw(st.integers(1, 120))
    m = draw(st.integers(1, 300))
    sample = draw(st.integers(0, m - 1))
    kind = draw(st.sampled_from(["Z", "dW", "A", "W"]))
    if kind == "Z":
        return [content("W1", (n, k)), "·", content("X", (k, m), column=sample), "+",
                content("b1", (n, 1)), "→", content("Z1", (n, m), column=sample, result=True),
                ]  # fmt: skip
    if kind == "dW":
        return ["1/m ·", content("dZ1", (n, m), column=sample), "·",
                content("X", (m, k), row=sample, transposed=True), "→",
                content("dW1", (n, k), result=True)]  # fmt: skip
    if kind == "A":
        return ["tanh(", content("Z1", (n, m), column=sample), ")", "→",
                content("A1", (n, m), column=sample, result=True)]  # fmt: skip
    return [content("W1", (n, k)), "−", "0.1 ·", content("dW1", (n, k)), "→",
            content("W1", (n, k), result=True)]  # fmt: skip


@given(lines(), st.integers(560, 1800), st.integers(130, 700))
def test_parts_stand_from_left_to_right_inside_and_apart(qapp, parts, width, height):
    area = QRectF(12, 60, width, height)
    arranged = arrange(parts, area, LIGHT)
    assert len(arranged) == len(parts)
    for part, each in zip(parts, arranged, strict=True):
        if isinstance(part, str):
            assert each.text == part
        else:
            assert each.picture.content.name == part.name
            assert each.picture.content.values is part.values
    for left, right in pairwise(arranged):
        assert left.box.right() <= right.box.left() + 0.5
    for each in arranged:
        assert each.box.left() >= area.left() - 0.5
        assert each.box.right() <= area.right() + 0.5
        if each.picture is not None:
            assert each.box.top() >= area.top() - 0.5
            assert each.box.bottom() <= area.bottom() + 0.5


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5))
def test_small_matrices_show_all_their_numbers(qapp, n, k, m):
    parts = [content("W1", (n, k)), "·", content("X", (k, m)), "→", content("Z1", (n, m))]
    arranged = arrange(parts, QRectF(0, 0, 1400, 400), LIGHT)
    assert all(each.legible for each in arranged)


def picture_in(part, width, height):
    """A matrix alone in an area, and its box."""
    (placed,) = arrange([part], QRectF(0, 0, width, height), LIGHT)
    return placed.picture, placed.box


def scan(picture, box, across):
    """The entries along the middle of the values, pixel by pixel."""
    body = picture.body(box)
    texts = []
    length = body.width() if across else body.height()
    for step in np.arange(0.25, length, 0.5):
        place = (
            QPointF(body.left() + step, body.center().y())
            if across
            else QPointF(body.center().x(), body.top() + step)
        )
        text = entry_at(picture, box, place)
        if not texts or texts[-1] != text:
            texts.append(text)
    return texts


@given(
    st.integers(1, 12), st.integers(1, 60), st.integers(60, 900), st.integers(120, 400),
    st.booleans(), st.data(),
)  # fmt: skip
def test_the_entry_under_a_place_is_exactly_that_one(qapp, n, m, width, height, focus, data):
    sample = data.draw(st.integers(0, m - 1)) if focus else None
    part = content("A1", (n, m), column=sample, seed=n + m)
    picture, box = picture_in(part, width, height)
    body = picture.body(box)
    assume(body.width() >= 1.5 * m and body.height() >= 1.5 * n)
    across, down = scan(picture, box, across=True), scan(picture, box, across=False)
    row = int(across[0].split("[")[1].split(",")[0]) - 1
    column = int(down[0].split(",")[1].split("]")[0]) - 1
    assert across == [f"A₁[{row + 1},{j + 1}] = {exact(part.values[row, j])}" for j in range(m)]
    assert down == [f"A₁[{i + 1},{column + 1}] = {exact(part.values[i, column])}" for i in range(n)]


def test_beside_the_values_there_is_no_entry(qapp):
    picture, box = picture_in(content("A1", (3, 4)), 600, 300)
    body = picture.body(box)
    for place in (box.topLeft(), body.bottomRight() + QPointF(2, 0), QPointF(-5, -5)):
        assert entry_at(picture, box, place) == ""


@pytest.mark.parametrize(
    ("shape", "room", "ways"),
    [
        ((3, 4), (400, 300), "all numbers"),
        ((3, 120), (420, 300), "the chosen sample"),
        ((60, 120), (300, 200), "colours"),
        ((300, 300), (300, 300), "colours"),
    ],
)
def test_a_matrix_shows_what_its_room_allows(qapp, shape, room, ways):
    part = content("A1", shape, column=7 % shape[1])
    picture, box = picture_in(part, *room)
    columns = scan(picture, box, across=True)
    body = picture.body(box)
    if ways == "all numbers":
        assert picture.fits(box)
        return
    assert not picture.fits(box)
    chosen = f",{part.column + 1}] "
    width = sum(
        chosen in entry_at(picture, box, QPointF(body.left() + x, body.center().y()))
        for x in range(int(body.width()))
    )
    if ways == "the chosen sample":
        assert len(columns) == shape[1]
        assert width >= 30
    else:
        assert width <= max(2 * body.width() / shape[1], 2)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_painted_and_named(qapp, bad):
    values = np.array([[1.0, bad], [0.5, -2.0]])
    part = MatrixContent("A1", values, ("n1", "m"), (2, 2))
    picture = MatrixPicture(part, LIGHT, BODY)
    image = QImage(300, 200, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    picture.paint(painter, QRectF(10, 10, 280, 180))
    painter.end()
    body = picture.body(QRectF(10, 10, 280, 180))
    place = QPointF(body.left() + 0.75 * body.width(), body.top() + 0.25 * body.height())
    assert exact(bad) in entry_at(picture, QRectF(10, 10, 280, 180), place)
    warned = [
        image.pixelColor(int(place.x()) + dx, int(place.y()) + dy).name()
        for dx in range(-20, 20)
        for dy in range(-10, 10)
    ]
    assert LIGHT.warning in warned
