"""Labels of axes never lie over each other, however large the text and small the plot."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from nnviz.qt.panels.axes import apart

BOXES = st.lists(
    st.builds(QRectF, st.floats(0, 300), st.floats(0, 90), st.floats(1, 90), st.floats(1, 20))
)


@given(BOXES)
def test_of_labels_that_touch_the_first_is_drawn_and_none_without_need_is_left_out(boxes):
    kept = [boxes[place] for place in apart(boxes)]
    assert not any(a.intersects(b) for a, b in itertools.combinations(kept, 2))
    wide = [box.adjusted(-6, 0, 6, 0) for box in kept]
    left_out = [box for place, box in enumerate(boxes) if place not in apart(boxes)]
    assert all(any(box.intersects(other) for other in wide) for box in left_out)


def test_after_a_long_run_the_labels_of_a_small_plot_in_large_text_are_apart(open_window):
    window = open_window("xor")
    window.press("F8")
    window.session.watches.plot(window.session.watch("J"), True)
    window.train(20)
    curve = window.snapshot.curve
    curve.iterations[-1] = 389_089
    window.panel("Cost").draw_again()
    window.draw()
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    for title in ("Cost", "Watch plot"):
        for side in ("bottom", "left"):
            painter = QPainter(image)
            axis = window.panel(title).plot.getAxis(side)
            painter.setFont(axis.style["tickFont"])
            _, _, labels = axis.generateDrawSpecs(painter)
            painter.end()
            assert labels
            boxes = [box for box, *_ in labels]
            assert not any(a.intersects(b) for a, b in itertools.combinations(boxes, 2))
