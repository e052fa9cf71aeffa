import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnviz.present.overview import Overview, halved

matrices = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, max_side=9),
    elements=st.floats(-1e9, 1e9) | st.sampled_from([np.nan, np.inf, -np.inf]),
)


def strongest(block):
    if np.isnan(block).any():
        return np.nan
    return np.abs(block).max()


@given(matrices, st.booleans())
def test_of_every_four_entries_the_one_farthest_from_zero_stays(values, turned):
    values = values.T if turned else values
    small = halved(values)
    assert small.shape == tuple(-(-side // 2) for side in values.shape)
    for i, j in np.ndindex(small.shape):
        block = values[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
        np.testing.assert_equal(np.abs(small[i, j]), strongest(block))
        assert np.isnan(small[i, j]) or small[i, j] in block


@given(matrices, st.integers(0, 8))
def test_however_small_a_matrix_is_drawn_its_strongest_entry_is_in_sight(values, halvings):
    small = Overview(values).level(halvings)
    np.testing.assert_equal(strongest(small), strongest(values))
    assert small.shape == tuple(max(1, -(-side // 2**halvings)) for side in values.shape)
