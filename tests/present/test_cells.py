"""Grids of units, and layouts with pictures in them."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.present.cells import LEAST, Cells, picture_cells, pixel_cells
from nnviz.present.layout import (
    FOLD,
    Look,
    edges_of_unit,
    fit_geometry,
    nearest_node,
    place_edges,
    place_layers,
)

grids = st.builds(
    Cells, st.integers(1, 200), st.integers(1, 20), st.floats(1, 40), st.floats(1, 40),
    st.sampled_from([1, 3]),
)  # fmt: skip
rooms = st.tuples(st.integers(400, 2500), st.integers(200, 1600))
shapes = st.tuples(st.integers(5, 64), st.integers(5, 64), st.sampled_from([1, 3]))


@given(grids, st.data())
def test_the_middle_of_a_units_cell_leads_back_to_the_cell(cells, data):
    unit = data.draw(st.integers(0, cells.count - 1))
    left, top = cells.corner(unit)
    assert cells.at(left + cells.width / 2, top + cells.height / 2) == (
        unit // cells.channels * cells.channels
    )


@given(grids)
def test_beside_the_grid_there_is_no_unit(cells):
    for x, y in (
        (cells.half + 1, 0),
        (-cells.half - 1, 0),
        (0, cells.top + 1),
        (0, -cells.top - 1),
    ):
        assert cells.at(x, y) is None


@given(grids)
def test_every_unit_has_a_port_of_its_own_at_the_height_of_its_row(cells):
    ports = cells.ports()
    assert len(ports) == cells.count
    assert (np.diff(ports) > 0).all()
    for unit, port in enumerate(ports):
        top = cells.corner(unit)[1]
        assert top - 1e-9 <= port <= top + cells.height + 1e-9


@given(shapes, st.floats(20, 800), st.floats(20, 800))
def test_a_picture_fills_its_room_with_square_pixels(shape, width, height):
    cells = pixel_cells(shape, width, height)
    assert cells.count == np.prod(shape)
    assert cells.width == cells.height
    assert cells.rows == shape[0]
    filled = max(2 * cells.half / width, 2 * cells.top / height)
    assert filled == pytest.approx(1)


@given(st.integers(FOLD + 1, 3000), st.floats(80, 500), st.floats(80, 900), st.floats(0.3, 3))
def test_small_pictures_fit_and_are_left_out_below_a_legible_size(count, width, height, aspect):
    cells = picture_cells(count, width, height, aspect)
    if cells is not None:
        assert min(cells.width, cells.height) >= LEAST
        assert 2 * cells.half <= width + 1e-6
        assert 2 * cells.top <= height + 1e-6
        assert cells.width == pytest.approx(aspect * cells.height)


def test_sixty_four_pictures_make_a_square():
    cells = picture_cells(64, 230.0, 280.0)
    assert (cells.columns, cells.rows) == (8, 8)


# -- layouts ---------------------------------------------------------------------------------------


def image_network(sizes, room, shape, zoom=1.0):
    look = Look(
        squares=sizes[1] <= FOLD, picture={0: shape},
        grids={1: shape[1] / shape[0]} if sizes[1] > FOLD else {}, words=3,
    )  # fmt: skip
    geometry = fit_geometry(sizes, *room, zoom, look)
    return geometry, place_layers(sizes, geometry)


hidden = st.lists(st.integers(1, 90), min_size=1, max_size=4)


@given(shapes, hidden, rooms)
def test_pictures_and_nodes_stand_beside_one_another(shape, hidden, room):
    geometry, layers = image_network((int(np.prod(shape)), *hidden), room, shape)
    for left, right in itertools.pairwise(layers):
        assert left.x + left.reach + geometry.aside + 20 < right.x - right.reach
    assert layers[0].x - layers[0].reach >= -geometry.left


@given(shapes, hidden, rooms)
def test_edges_stop_at_the_sides_of_pictures(shape, hidden, room):
    sizes = (int(np.prod(shape)), *hidden)
    _, layers = image_network(sizes, room, shape)
    edges = place_edges(layers, 1, np.ones((sizes[1], sizes[0])), 300)
    assert (edges.lines[:, 0] >= layers[0].x + layers[0].reach - 1e-9).all()
    assert (edges.lines[:, 2] <= layers[1].x).all()


@given(st.sampled_from([1.0, 1.45]), rooms, st.lists(st.integers(1, 24), min_size=1, max_size=5))
def test_squares_and_their_plates_do_not_overlap_those_of_their_neighbours(zoom, room, hidden):
    sizes = (2, *hidden, 1)
    geometry = fit_geometry(sizes, *room, zoom, Look(squares=True))
    assert geometry.plate > 0
    if geometry.aside:
        assert geometry.plate + geometry.bias <= 2 * geometry.radius + 2
        assert 2 * geometry.radius < geometry.gap
        assert geometry.across >= 2 * geometry.radius + geometry.aside + 50
    else:
        high = 2 * geometry.radius + geometry.plate / 2 + 2 + geometry.bias
        assert high < geometry.gap


# -- one unit's edges ------------------------------------------------------------------------------


def test_all_edges_of_a_unit_are_found_and_reach_its_cell():
    shape, sizes = (28, 28, 1), (784, 64, 10)
    _, layers = image_network(sizes, (900, 600), shape)
    rng = np.random.default_rng(0)
    weights = [rng.standard_normal((64, 784)), rng.standard_normal((10, 64))]
    into, out = edges_of_unit(layers, 1, 37, weights, 2000)
    assert (into.layer, out.layer) == (1, 2)
    assert set(into.rows.tolist()) == {37}
    assert into.columns.tolist() == list(range(784))
    assert set(out.columns.tolist()) == {37}
    assert out.rows.tolist() == list(range(10))
    cells = layers[1].cells
    left, top = cells.corner(37)
    np.testing.assert_allclose(into.lines[:, 2], layers[1].x + left)
    np.testing.assert_allclose(into.lines[:, 3], top + cells.height / 2)
    np.testing.assert_allclose(out.lines[:, 0], layers[1].x + left + cells.width)
    # The picture of the sample stays in sight.
    np.testing.assert_allclose(into.lines[:, 0], layers[0].x + layers[0].reach)


def test_of_too_many_edges_of_a_unit_the_strongest_are_found():
    shape, sizes = (28, 28, 1), (784, 64, 10)
    _, layers = image_network(sizes, (900, 600), shape)
    W = np.random.default_rng(0).standard_normal((64, 784))
    into, _ = edges_of_unit(layers, 1, 5, [W, np.ones((10, 64))], 100)
    assert len(into.lines) == 100
    assert np.abs(W[5, into.columns]).min() >= np.sort(np.abs(W[5]))[-100]


def test_a_pixels_edges_begin_at_the_pixel():
    _, layers = image_network((784, 64, 10), (900, 600), (28, 28, 1))
    weights = [np.ones((64, 784)), np.ones((10, 64))]
    (out,) = edges_of_unit(layers, 0, 400, weights, 2000)
    cells = layers[0].cells
    left, top = cells.corner(400)
    np.testing.assert_allclose(out.lines[:, 0], layers[0].x + left + cells.width)
    np.testing.assert_allclose(out.lines[:, 1], top + cells.height / 2)
    assert len(out.lines) == 64


def test_the_pointer_finds_pixels_and_pictures():
    _, layers = image_network((784, 64, 10), (900, 600), (28, 28, 1))
    for place, unit in ((0, 0), (0, 400), (1, 63)):
        cells = layers[place].cells
        left, top = cells.corner(unit)
        x, y = layers[place].x + left + cells.width / 2, top + cells.height / 2
        assert nearest_node(layers, x, y) == (place, unit)
