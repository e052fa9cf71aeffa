import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.present.grid import Plane, Slice, on_one_scale, plane_around, resolution_for, span_around

planes = st.builds(
    Plane, st.floats(-9, 9), st.floats(-9, 9), st.floats(0.5, 20), st.floats(0.5, 20)
)


@given(planes, st.integers(10, 60))
def test_the_points_are_the_centres_of_pixels_that_fill_the_plane(plane, resolution):
    rows, columns = plane.shape(resolution)
    points = plane.points(resolution)
    assert points.shape == (rows * columns, 2)
    half = np.array([plane.width / columns, plane.height / rows]) / 2
    np.testing.assert_allclose(points.min(axis=0) - half, [plane.left, plane.bottom], atol=1e-9)
    top = [plane.left + plane.width, plane.bottom + plane.height]
    np.testing.assert_allclose(points.max(axis=0) + half, top, atol=1e-9)


def test_points_go_from_left_to_right_and_the_bottom_row_comes_first():
    points = Plane(0, 0, 4, 4).points(4)
    assert points[:2].tolist() == [[0.5, 0.5], [1.5, 0.5]]
    assert points[4].tolist() == [0.5, 1.5]


@given(planes, st.integers(30, 100))
def test_pixels_are_about_square_and_as_many_as_wanted(plane, resolution):
    rows, columns = plane.shape(resolution)
    aspect = (plane.width / columns) / (plane.height / rows)
    if 0.1 < plane.width / plane.height < 10:
        assert 0.9 < aspect < 1.12
    assert 0.8 < rows * columns / resolution**2 < 1.25


@given(st.integers(2, 40), st.floats(0.01, 100), st.integers(0, 99))
def test_a_plane_holds_all_samples(count, spread, seed):
    inputs = spread * np.random.default_rng(seed).standard_normal((count, 2)) + 1
    plane = plane_around(inputs)
    assert (inputs >= [plane.left, plane.bottom]).all()
    assert (inputs <= [plane.left + plane.width, plane.bottom + plane.height]).all()
    assert (plane.width == plane.height) == on_one_scale(inputs)


def test_data_on_the_playground_has_the_plane_of_the_playground():
    inputs = np.array([[-5.0, 1.0], [4.0, 5.5]])
    assert plane_around(inputs) == Plane(-6, -6, 12, 12)


def test_a_single_place_has_a_plane_too():
    plane = plane_around(np.array([[2.0, 3.0]] * 5))
    assert plane.left < 2 < plane.left + plane.width
    assert plane.bottom < 3 < plane.bottom + plane.height


@pytest.mark.parametrize(
    ("sizes", "pixels"), [((2, 3, 1), 100), ((2, 1000, 1000, 1), 24), ((2, 16000, 1), 24)]
)
def test_a_large_network_has_fewer_pixels(sizes, pixels):
    assert resolution_for(sizes) == pixels


def test_columns_of_unlike_scales_have_a_scale_each():
    rng = np.random.default_rng(3)
    alike = rng.random((50, 2)) * [1, 3]
    assert on_one_scale(alike)
    assert plane_around(alike).width == plane_around(alike).height
    unlike = alike * [1, 700]
    plane = plane_around(unlike)
    assert not on_one_scale(unlike)
    assert plane.height > 100 * plane.width
    assert plane.holds(unlike)


def test_an_input_that_never_changes_lies_on_the_scale_of_the_other():
    assert on_one_scale(np.column_stack([np.full(30, 7.0), np.linspace(0, 900, 30)]))


def test_where_there_is_nothing_yet_the_plane_is_that_of_the_playground():
    assert plane_around(np.empty((0, 2))) == Plane(-6, -6, 12, 12)


def test_numbers_above_zero_do_not_get_a_plane_around_zero():
    plane = plane_around(np.array([[4.0, 2.0], [5.0, 4.4]] * 6))
    assert plane.left > 3


@given(planes, st.integers(20, 60), st.floats(0.2, 5))
def test_pixels_are_square_on_the_screen_where_its_shape_is_told(plane, resolution, aspect):
    rows, columns = plane.shape(resolution, aspect)
    assert 0.85 < columns / rows / aspect < 1.2
    assert len(plane.points(resolution, aspect)) == rows * columns


def test_a_plane_holds_its_corners_and_nothing_outside():
    plane = Plane(1, 2, 3, 4)
    assert plane.holds(np.array([[1.0, 2.0], [4.0, 6.0]]))
    assert not plane.holds(np.array([[2.0, 3.0], [4.1, 3.0]]))
    assert not plane.holds(np.array([[2.0, 1.9]]))
    assert plane.holds(np.empty((0, 2)))


@given(st.integers(2, 6), st.data())
def test_a_slice_varies_two_inputs_and_holds_the_others(inputs, data):
    first, second = data.draw(st.permutations(range(inputs)))[:2]
    held = np.arange(inputs) + 10.0
    points = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    lifted = Slice(first, second, held).lift(points)
    np.testing.assert_array_equal(lifted[:, first], points[:, 0])
    np.testing.assert_array_equal(lifted[:, second], points[:, 1])
    for other in set(range(inputs)) - {first, second}:
        assert (lifted[:, other] == held[other]).all()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9))
def test_a_span_holds_all_values_and_has_some_width(values):
    low, high = span_around(np.array(values))
    assert low <= min(values) <= max(values) <= high
    assert low < high
