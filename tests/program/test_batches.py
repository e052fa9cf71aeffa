import numpy as np
import pytest

from nnviz.program.batches import Batches

ROWS = np.arange(60.0).reshape(12, 5)


@pytest.mark.parametrize("size", [3, 1000], ids=["small", "large"])
def test_a_batch_holds_the_chosen_samples_in_their_order(size):
    batches = Batches(ROWS.copy(), size)
    chosen = np.array([7, 0, 7, 11])
    buffer = batches.buffer(len(chosen))
    batches.take(chosen, buffer)
    np.testing.assert_array_equal(buffer, ROWS[chosen])


@pytest.mark.parametrize("size", [3, 1000], ids=["small", "large"])
def test_all_samples_are_one_batch_that_nobody_can_write(size):
    batches = Batches(ROWS.copy(), size)
    np.testing.assert_array_equal(batches.all, ROWS)
    with pytest.raises(ValueError, match="read-only"):
        batches.all[0, 0] = 1


@pytest.mark.parametrize("size", [3, 1000], ids=["small", "large"])
@pytest.mark.parametrize("count", [12, 1])
def test_a_sample_is_changed_though_nobody_else_can_write_the_rows(count, size):
    rows = ROWS[:count].copy()
    batches = Batches(rows, size)
    rows.flags.writeable = False
    batches.put(0, np.full(5, 7.0))
    np.testing.assert_array_equal(batches.all, np.vstack([np.full((1, 5), 7.0), ROWS[1:count]]))
