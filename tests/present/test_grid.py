import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.present.grid import Plane, plane_around, resolution_for

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
    assert plane.width == plane.height


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
