"""A long expression is read in full over several lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetricsF

from nnviz.qt.items.broken_text import broken
from nnviz.qt.theme import BODY, LIGHT


@pytest.fixture(scope="module")
def metrics(qapp):
    return QFontMetricsF(LIGHT.font(BODY))


@given(st.text("norm(dW1) +*/[],x", max_size=60), st.integers(20, 300))
def test_no_line_is_too_wide_and_nothing_but_blanks_is_lost(metrics, text, room):
    lines = broken(text, metrics, room, most=100)
    assert all(metrics.horizontalAdvance(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_it_is_broken_between_words_before_it_is_broken_elsewhere(metrics):
    room = metrics.horizontalAdvance("norm(dW2) / no")
    assert broken("norm(dW2) / norm(W2)", metrics, room, 3) == ["norm(dW2) /", "norm(W2)"]
    room = metrics.horizontalAdvance("max(Z2)/mi")
    assert broken("max(Z2)/min(Z2)", metrics, room, 3) == ["max(Z2)/", "min(Z2)"]


def test_what_is_beyond_the_last_line_is_cut_short(metrics):
    room = metrics.horizontalAdvance("norm(dW1) +")
    lines = broken("norm(dW1) + norm(dW2) + norm(dW3)", metrics, room, 2)
    assert lines[0] == "norm(dW1) +"
    assert lines[1].endswith("…")
    assert len(lines) == 2
