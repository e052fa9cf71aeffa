"""The card beside the pointer: inside its room, and not over what it speaks of."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSize
from PySide6.QtWidgets import QWidget

from nnviz.qt.items.value_card import ValueCard


@given(st.integers(0, 400), st.integers(0, 300), st.integers(0, 60), st.integers(0, 60))
def test_the_card_lies_in_its_room_and_beside_what_it_speaks_of(qapp, x, y, width, height):
    parent = QWidget()
    parent.resize(500, 400)
    card = ValueCard(parent)
    about = QRectF(x, y, width, height)
    card.say("W₁[1,2] = 0.12345678901234567", about, QSize(400, 300))
    assert not card.isHidden()
    assert parent.rect().adjusted(4, 4, -104, -104).contains(card.geometry())
    if y > card.height() + 12 or y + height < 300 - card.height() - 12:
        assert not about.toAlignedRect().intersects(card.geometry())


def test_without_words_there_is_no_card(qapp):
    parent = QWidget()
    card = ValueCard(parent)
    card.say("J[1,1] = 0.5", QRectF(10, 10, 5, 5), QSize(200, 100))
    card.say("", QRectF(10, 10, 5, 5), QSize(200, 100))
    assert card.isHidden()
