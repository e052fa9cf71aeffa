"""Where nodes, edges and labels are: laws that hold for every network and every room."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.present.layout import (
    FOLD,
    choose_edges,
    fit_geometry,
    nearest_edge,
    nearest_node,
    place_edges,
    place_labels,
    place_layers,
    widths,
)

sizes = st.lists(
    st.one_of(st.integers(1, 8), st.integers(1, FOLD + 20)), min_size=2, max_size=9
).map(tuple)
rooms = st.tuples(st.integers(200, 2500), st.integers(120, 1600))
zooms = st.sampled_from([1.0, 1.45])


def placed(sizes, room=(900, 600), zoom=1.0):
    geometry = fit_geometry(sizes, *room, zoom)
    return geometry, place_layers(sizes, geometry)


def weights(sizes, layer, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((sizes[layer], sizes[layer - 1]))


# -- the room --------------------------------------------------------------------------------------


@given(sizes, rooms, zooms)
def test_what_can_be_legible_fits_its_room(sizes, room, zoom):
    geometry, layers = placed(sizes, room, zoom)
    width = geometry.left + layers[-1].x + geometry.beside
    if geometry.across > 150:  # not at its least, so there is room
        assert width <= room[0] + 1e-6
    height = max(layer.bottom for layer in layers) - min(layer.top for layer in layers)
    if geometry.gap > 36:
        assert height + geometry.head + geometry.bias <= room[1] + 1e-6


@given(sizes, rooms, zooms)
def test_nothing_in_a_column_overlaps(sizes, room, zoom):
    geometry, layers = placed(sizes, room, zoom)
    for layer in layers:
        if layer.folded or len(layer.y) == 1:
            continue
        assert np.diff(layer.y).min() == pytest.approx(geometry.gap)
        assert 2 * geometry.radius < geometry.gap
        if not geometry.dense:  # the plate with the bias stands between two nodes
            assert 2 * geometry.radius + 3 + geometry.bias < geometry.gap
    for left, right in itertools.pairwise(layers):
        assert left.x + left.reach < right.x - right.reach


@given(sizes, rooms, zooms)
def test_text_is_legible_in_every_room(sizes, room, zoom):
    geometry, _ = placed(sizes, room, zoom)
    assert geometry.value >= 10
    assert geometry.label >= 10
    assert geometry.title >= 12
    assert geometry.radius >= 9
    assert 1 <= geometry.digits <= 3


@given(sizes, st.integers(200, 2000), st.integers(120, 1400), st.integers(1, 400))
def test_more_height_never_makes_anything_smaller(sizes, width, height, more):
    small, large = fit_geometry(sizes, width, height), fit_geometry(sizes, width, height + more)
    for name in ("gap", "label"):
        assert getattr(large, name) >= getattr(small, name) - 1e-9


@given(sizes, st.integers(200, 2000), st.integers(1, 400))
def test_more_width_never_makes_anything_smaller(sizes, width, more):
    small, large = fit_geometry(sizes, width, 600), fit_geometry(sizes, width + more, 600)
    assert large.across >= small.across - 1e-9
    assert large.radius == small.radius


@given(sizes, rooms)
def test_columns_stand_from_left_to_right_around_one_axis(sizes, room):
    geometry, layers = placed(sizes, room)
    np.testing.assert_allclose(np.diff([layer.x for layer in layers]), geometry.across)
    for size, layer in zip(sizes, layers, strict=True):
        assert len(layer.y) == size
        assert layer.folded == (size > FOLD)
        assert layer.y[0] == pytest.approx(-layer.y[-1])
        assert (np.diff(layer.y) > 0).all()


# -- edges -----------------------------------------------------------------------------------------


@given(sizes, rooms, st.integers(1, 3000))
def test_edges_go_from_rim_to_rim_of_the_units_they_join(sizes, room, most):
    _, layers = placed(sizes, room)
    for layer in range(1, len(sizes)):
        edges = place_edges(layers, layer, weights(sizes, layer), most)
        left, right = layers[layer - 1], layers[layer]
        start, stop = edges.lines[:, :2], edges.lines[:, 2:]
        from_centre = start - np.column_stack([np.full(len(start), left.x), left.y[edges.columns]])
        to_centre = stop - np.column_stack([np.full(len(stop), right.x), right.y[edges.rows]])
        np.testing.assert_allclose(np.linalg.norm(from_centre, axis=1), left.reach)
        np.testing.assert_allclose(np.linalg.norm(to_centre, axis=1), right.reach)
        # Both ends lie on the straight line between the centres, and in its direction.
        way = stop - start
        np.testing.assert_allclose(
            from_centre[:, 0] * way[:, 1], from_centre[:, 1] * way[:, 0], atol=1e-6
        )
        assert (way[:, 0] > 0).all()
        assert edges.total == sizes[layer] * sizes[layer - 1]
        assert edges.layer == layer


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 500), st.integers(0, 99))
def test_the_strongest_edges_are_chosen(rows, columns, most, seed):
    W = np.random.default_rng(seed).standard_normal((rows, columns))
    i, j = choose_edges(W, most)
    assert len(i) == len(j) == min(W.size, most)
    assert len(set(zip(i.tolist(), j.tolist(), strict=True))) == len(i)
    left_out = np.ones(W.shape, bool)
    left_out[i, j] = False
    if left_out.any():
        assert np.abs(W[left_out]).max() <= np.abs(W[i, j]).min()


def test_widths_grow_with_the_strength_up_to_the_limit():
    found = widths(np.array([0.0, -0.5, 1.0, -2.0, 4.0, np.nan, np.inf]), 2.0)
    assert found[0] == 1.0
    assert found[1] < found[2] < found[3]
    assert found[3] == found[4]
    assert np.isfinite(found).all()
    assert widths(np.zeros(3), 0.0).tolist() == [1.0, 1.0, 1.0]


# -- labels ----------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 6), min_size=2, max_size=9).map(tuple), rooms)
def test_a_label_lies_inside_its_line(sizes, room):
    geometry, layers = placed(sizes, room)
    edges = [
        place_edges(layers, layer, weights(sizes, layer), 2000) for layer in range(1, len(sizes))
    ]
    lines = np.vstack([each.lines for each in edges])
    centres = place_labels(lines, 3.6 * geometry.label, geometry.label + 6)
    assert centres.shape == (len(lines), 2)
    way = lines[:, 2:] - lines[:, :2]
    share = ((centres - lines[:, :2]) * way).sum(1) / (way * way).sum(1)
    np.testing.assert_allclose(lines[:, :2] + share[:, None] * way, centres, atol=1e-6)
    assert (share > 0.2).all()
    assert (share < 0.8).all()


def test_labels_of_xor_do_not_overlap():
    sizes = (2, 3, 1)
    geometry, layers = placed(sizes, (688, 400))
    lines = np.vstack(
        [place_edges(layers, layer, weights(sizes, layer), 99).lines for layer in (1, 2)]
    )
    width, height = 3.6 * geometry.label, geometry.label + 6.0
    centres = place_labels(lines, width, height)
    for a, b in itertools.combinations(centres, 2):
        assert abs(a[0] - b[0]) >= width or abs(a[1] - b[1]) >= height


def test_no_lines_have_no_labels():
    assert place_labels(np.empty((0, 4)), 30, 15).shape == (0, 2)


# -- what is under the pointer ---------------------------------------------------------------------


@given(sizes, rooms, st.data())
def test_the_centre_of_a_unit_is_that_unit(sizes, room, data):
    _, layers = placed(sizes, room)
    layer = data.draw(st.integers(0, len(sizes) - 1))
    unit = data.draw(st.integers(0, sizes[layer] - 1))
    assert nearest_node(layers, layers[layer].x, layers[layer].y[unit]) == (layer, unit)


@given(sizes, rooms, st.data())
def test_just_inside_the_rim_is_the_unit_and_just_outside_is_none(sizes, room, data):
    _, layers = placed(sizes, room)
    place = data.draw(st.integers(0, len(sizes) - 1))
    layer = layers[place]
    unit = data.draw(st.integers(0, sizes[place] - 1))
    if layer.folded:
        assert nearest_node(layers, layer.x + layer.reach + 1, layer.y[unit]) is None
        return
    angle = data.draw(st.floats(0, 2 * np.pi))
    way = np.array([np.cos(angle), np.sin(angle)])
    inside = (layer.x, layer.y[unit]) + 0.97 * layer.reach * way
    outside = (layer.x, layer.y[unit]) + (layer.reach + 0.3) * way
    assert nearest_node(layers, *inside) == (place, unit)
    assert nearest_node(layers, *outside) is None


@given(sizes, rooms)
def test_between_and_around_the_columns_there_is_no_unit(sizes, room):
    geometry, layers = placed(sizes, room)
    for layer in layers:
        assert nearest_node(layers, layer.x + geometry.across / 2, 0.0) is None
        assert nearest_node(layers, layer.x, layer.bottom + 20) is None
        assert nearest_node(layers, layer.x, layer.top - 20) is None


@given(sizes.filter(lambda sizes: max(sizes) <= 10), rooms, st.data())
def test_a_place_on_an_edge_finds_an_edge_that_passes_there(sizes, room, data):
    _, layers = placed(sizes, room)
    edges = place_edges(layers, 1, weights(sizes, 1), 2000)
    k = data.draw(st.integers(0, len(edges.lines) - 1))
    share = data.draw(st.floats(0.02, 0.98))
    x1, y1, x2, y2 = edges.lines[k]
    found = nearest_edge(edges.lines, x1 + share * (x2 - x1), y1 + share * (y2 - y1), 5.0)
    a1, b1, a2, b2 = edges.lines[found]
    across = (x1 + share * (x2 - x1) - a1) * (b2 - b1) - (y1 + share * (y2 - y1) - b1) * (a2 - a1)
    assert abs(across) / np.hypot(a2 - a1, b2 - b1) < 1e-6


def test_beyond_its_reach_an_edge_is_not_found():
    lines = np.array([[0.0, 0.0, 100.0, 0.0]])
    assert nearest_edge(lines, 50, 4.9, 5.0) == 0
    assert nearest_edge(lines, 50, 5.1, 5.0) is None
    assert nearest_edge(lines, 106, 0, 5.0) is None
    assert nearest_edge(lines, 104, 0, 5.0) == 0
    assert nearest_edge(np.empty((0, 4)), 0, 0, 5.0) is None
