"""Where moments lie on a time line, and which moment lies at a place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.present.track import LineTrack, RunTrack, clusters, round_step, ticks

GROUPS = st.lists(st.integers(1, 40), min_size=1, max_size=3)


@given(st.floats(0.5, 1e9), st.integers(1, 40))
def test_a_round_step_is_one_two_or_five_and_the_least_that_suffices(span, most):
    step = round_step(span, most)
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert step * most >= span
    digit = int(str(step)[0])
    smaller = step * {1: 5, 2: 5, 5: 4}[digit] // 10
    assert smaller < 1 or smaller * most < span


@pytest.mark.parametrize(
    ("end", "length", "wanted"),
    [
        (0, 1000, [0]),
        (3, 1000, [0, 1, 2, 3]),
        (2234, 1000, [0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800, 2000, 2200]),
        (1e6, 500, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]),
    ],
)
def test_ticks_are_round_and_have_room(end, length, wanted):
    assert ticks(end, length, 76) == wanted


@given(st.integers(1, 10**8), st.integers(1, 60), st.floats(50, 3000))
def test_every_place_of_the_run_is_the_end_of_an_iteration_or_the_latest_moment(
    reached, lines, width
):
    track = RunTrack(reached, lines, 8, 8 + width)
    for share in (-0.2, 0.0, 0.013, 0.5, 0.871, 1.0, 1.5):
        moment = track.at(8 + share * width)
        assert moment % lines == 0 or moment == reached
        assert 0 <= moment <= reached
        exact = min(max(share, 0.0), 1.0) * reached
        assert abs(moment - exact) <= lines / 2 + 1e-6 * reached
    assert track.at(8) == 0
    assert track.at(8 + width) == reached


def test_where_pixels_suffice_a_moment_is_found_where_it_is_drawn():
    track = RunTrack(300 * 17, 17, 8, 1008)
    for iteration in range(301):
        assert track.at(track.x(17 * iteration)) == 17 * iteration


def test_a_run_that_has_not_begun_has_one_moment():
    track = RunTrack(0, 17, 8, 1008)
    assert (track.x(0), track.at(8), track.at(700)) == (8, 0, 0)


@given(GROUPS, st.floats(100, 2000))
def test_a_line_is_found_anywhere_on_it(groups, width):
    track = LineTrack(groups, [50.0] * len(groups), 8, 8 + width, 5, 10, 27)
    assert len(track.edges) == sum(groups)
    assert track.at(8) == 0
    for place, edge in enumerate(track.edges, start=1):
        for share in (0.01, 0.5, 0.99):
            assert track.at(edge + share * track.width) == place
        assert track.x(place) == edge + track.width


@given(GROUPS, st.floats(100, 2000))
def test_the_lines_fill_the_track_in_order_and_do_not_overlap(groups, width):
    track = LineTrack(groups, [50.0] * len(groups), 8, 8 + width, 5, 10, 27)
    assert track.width > 0
    assert track.x(sum(groups)) == pytest.approx(8 + width)
    for before, after in zip(track.edges, track.edges[1:], strict=False):
        assert after - before >= track.width * (1 - 1e-9)


def test_the_names_of_phases_go_before_those_of_lines():
    wide = LineTrack([5, 8, 4], [50, 60, 50], 8, 1000, 5, 10, 27)
    narrow = LineTrack([5, 8, 4], [50, 60, 50], 8, 560, 5, 10, 27)
    assert (wide.headed, narrow.headed) == (True, False)
    assert narrow.width >= 27
    gap = wide.edges[5] - wide.x(5)
    assert gap == pytest.approx(10 + 60)
    assert narrow.edges[5] - narrow.x(5) == pytest.approx(10)


def test_marks_in_the_same_place_are_one():
    assert clusters([], 3) == []
    assert clusters([1.0, 2.0, 3.9, 4.1, 9.0], 3) == [[0, 1, 2], [3], [4]]
