"""The derivation of the line on the bench."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication, QTextDocumentFragment

from nnviz.present.numbers import name_text
from nnviz.program.derivation import derive
from nnviz.qt import formulas
from nnviz.qt.formulas import Formulas
from nnviz.qt.items.derivation_view import pieces
from nnviz.qt.panels import why as panel

WIDE = (1920, 1080)  # room for the bench and the derivation side by side


@pytest.fixture
def opened(open_window):
    """A window on XOR with the derivation beside the bench."""
    window = open_window("xor", size=WIDE)
    window.press("Y")
    window.draw()
    return window


def page(window):
    """What is written, in one line of text each; formulas as text."""
    why = window.panel("Why this line")
    window.draw()
    window.wait_for(lambda: why.complete)
    return written(why).splitlines()


def written(why):
    return why.view._plain(QTextDocumentFragment(why.view.document()))


def go_to(window, name):
    while window.snapshot.done is None or window.snapshot.done.name != name:
        window.press("Right")
    window.draw()


# -- opening ---------------------------------------------------------------------------------------


def test_it_opens_beside_the_bench_and_closes(open_window):
    window = open_window("xor", size=WIDE)
    why, action = window.panel("Why this line"), window.action("Why this line")
    assert not why.isVisible()
    assert not action.isChecked()
    window.press("Y")
    window.draw()
    assert why.isVisible()
    assert action.isChecked()
    assert window.panel("Bench").isVisible()
    bench = window.dock("Bench").geometry()
    beside = window.dock("Why this line").geometry()
    assert beside.left() > bench.right()
    assert abs(beside.top() - bench.top()) < 2
    window.press("Y")
    window.draw()
    assert not why.isVisible()
    assert not action.isChecked()


def test_where_there_is_no_room_for_two_it_lies_in_front_of_the_bench(open_window):
    window = open_window("xor", size=(640, 500))
    window.press("Y")
    window.draw()
    assert window.dock("Bench") in window.window.tabifiedDockWidgets(window.dock("Why this line"))
    assert window.panel("Why this line").in_sight
    assert "W₁·X + b₁" in " ".join(page(window))
    window.press("Y")
    window.draw()
    assert window.panel("Bench").isVisible()
    assert not window.panel("Why this line").in_sight


def test_closed_by_its_own_button_the_action_knows(opened):
    opened.dock("Why this line").close()
    opened.draw()
    assert not opened.action("Why this line").isChecked()
    opened.press("Y")
    opened.draw()
    assert opened.panel("Why this line").isVisible()


def test_hidden_it_derives_nothing(window, monkeypatch):
    derived = []
    monkeypatch.setattr(panel, "derive", lambda *each: derived.append(each) or derive(*each))
    for _ in range(5):
        window.press("Right")
        window.draw()
    window.reach(window.snapshot.completed + 3)
    window.draw()
    assert not derived
    window.press("Y")
    window.draw()
    assert derived


# -- what it shows ---------------------------------------------------------------------------------


def test_the_chain_rule_with_every_factor_and_its_shape(opened):
    go_to(opened, "dW1")
    lines = page(opened)
    assert lines[0] == "dW₁ = ∂J/∂W₁ = ∂J/∂A₂ · ∂A₂/∂Z₂ · ∂Z₂/∂A₁ · ∂A₁/∂Z₁ · ∂Z₁/∂W₁"
    for factor, shape in (
        ("∂J/∂A₂ = (1/m) dA₂", "(n₂, m)  1 × 4"),
        ("∂Z₂/∂A₁ = W₂ᵀ", "(n₁, n₂)  3 × 1"),
        ("∂Z₁/∂W₁ = Xᵀ", "(m, n₀)  4 × 2"),
    ):
        assert lines[lines.index(factor) + 1] == shape
    assert "= (1/m) ((W₂ᵀ·dZ₂) ⊙ tanh′(Z₁))·Xᵀ" in lines
    assert "= (1/m) dZ₁·Xᵀ" in lines


def test_all_of_the_derivation_is_on_the_page(opened):
    for _ in opened.snapshot.program.steps:
        opened.press("Right")
        lines = page(opened)
        for link in derive(opened.snapshot.program, opened.session.line_in_sight).links:
            assert " ".join(name_text(each) for each in pieces(link.text)) in lines
            assert name_text(link.why) in lines
            for factor in link.factors:
                assert name_text(factor.why) in lines


def test_it_follows_the_bench(opened):
    assert page(opened)[1].startswith("For one sample")
    opened.press("Right")
    opened.press("Right")
    assert page(opened)[0] == "A₁ = tanh(Z₁)"
    opened.choose_line("dZ2")
    opened.draw()
    assert page(opened)[0].startswith("dZ₂ = ∂L/∂Z₂")
    assert opened.bench_line == "dZ2"
    opened.press("Right")
    assert page(opened)[1].startswith("For one sample")
    assert opened.bench_line == "Z2"


def test_in_rows_products_turn_round_and_a_bias_is_beta(opened):
    go_to(opened, "db1")
    opened.press("R")
    lines = page(opened)
    assert lines[0].startswith("dβ₁ = ∂J/∂β₁")
    assert "= (1/m) Σᵢ ((dZ₂·W₂ᵀ) ⊙ tanh′(Z₁))[i, :]" in lines


def test_another_theme_draws_it_in_other_colours(opened):
    go_to(opened, "dW1")
    light = page(opened)
    html = opened.panel("Why this line").view.toHtml()
    opened.press("Ctrl+D")
    assert page(opened) == light
    dark = opened.panel("Why this line").view.toHtml()
    theme = opened.window.context.themes.now
    assert theme.dimension_text("n1").name() in dark
    assert theme.dimension_text("n1").name() not in html


def test_another_network_is_derived_anew(opened):
    go_to(opened, "dW1")
    opened.session.set_up("hidden", (4, 2))
    opened.draw()
    opened.session.select("dW1")
    assert "∂A₃/∂Z₃" in page(opened)[0]


@pytest.mark.parametrize("presenting", [False, True])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_formulas_are_not_wider_than_the_page(open_window, typeset, monkeypatch, size, presenting):
    monkeypatch.setattr(formulas, "typeset", typeset)
    window = open_window("xor", size=size)
    if presenting:
        window.press("F8")
    window.press("Y")
    why = window.panel("Why this line")
    for name in ("dW1", "db1", "dZ2", "J"):
        window.session.select(name)
        page(window)
        assert why.view.horizontalScrollBar().maximum() == 0, name


# -- using it --------------------------------------------------------------------------------------


def test_a_matrix_computed_before_leads_to_its_line(opened):
    go_to(opened, "dW1")
    page(opened)
    assert 'href="dA2"' in opened.panel("Why this line").view.toHtml()
    opened.panel("Why this line").view.anchorClicked.emit(QUrl("dA2"))
    assert page(opened)[0].startswith("dA₂ = ∂L/∂A₂")
    assert opened.bench_line == "dA2"


def test_it_is_copied_as_latex(opened):
    go_to(opened, "dW1")
    page(opened)
    opened.click(opened.panel("Why this line").copy)
    step = opened.session.line_in_sight
    assert QGuiApplication.clipboard().text() == derive(opened.snapshot.program, step).latex


def test_what_is_selected_is_copied_with_its_formulas(opened):
    go_to(opened, "dZ2")
    lines = page(opened)
    view = opened.panel("Why this line").view
    view.selectAll()
    assert view.createMimeDataFromSelection().text().splitlines() == lines
    assert "= A₂ − Y" in lines


def test_it_stays_where_it_was_scrolled_to_until_the_line_changes(opened):
    go_to(opened, "dW1")
    page(opened)
    bar = opened.panel("Why this line").view.verticalScrollBar()
    bar.setValue(40)
    opened.press("Ctrl+D")
    page(opened)
    assert bar.value() == 40
    opened.press("Right")
    page(opened)
    assert bar.value() == 0


# -- while things happen ---------------------------------------------------------------------------


def test_playing_by_iterations_draws_it_once_and_again_with_its_formulas(opened, monkeypatch):
    page(opened)
    drawn = []
    view = opened.panel("Why this line").view
    show = view.show_page
    monkeypatch.setattr(
        view, "show_page", lambda *each, **more: drawn.append(1) or show(*each, **more)
    )
    start = opened.snapshot.completed
    opened.play_until(lambda: opened.snapshot.completed > start + 200)
    opened.session.pause()
    opened.draw()
    assert len(drawn) <= 2


def test_it_follows_at_once_with_formulas_as_text_until_they_are_typeset(opened, monkeypatch):
    opened.press("Right")
    page(opened)
    why, shown = opened.panel("Why this line"), []
    show = why.view.show_page
    monkeypatch.setattr(
        why.view, "show_page", lambda *each, **more: shown.append(1) or show(*each, **more)
    )
    with monkeypatch.context() as untypeset:
        untypeset.setattr(Formulas, "renderer", lambda *_: None)
        opened.press("Right")
        opened.window.context.bridge.flush()
        assert written(why).startswith("A₁ = tanh(Z₁)")
        assert "A₁" in why._heading.text()
        opened.draw()
        assert not why.complete
    opened.window.context.formulas.ready.emit()
    assert page(opened)[0] == "A₁ = tanh(Z₁)"
    assert why.complete
    assert len(shown) <= 2


def test_what_is_urgent_is_typeset_first(qtbot, monkeypatch):
    order = []
    monkeypatch.setattr(formulas, "typeset", lambda latex: order.append(latex) or "<svg/>")
    made = Formulas()
    made.prepare(["a", "b", "c"])
    made.prepare(["d", "b"], urgent=True)
    qtbot.waitUntil(lambda: len(order) == 4)
    made.close()
    assert order == ["d", "b", "a", "c"]
