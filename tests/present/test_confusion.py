"""Recall and precision from a table of true (rows) against answered classes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nnviz.present.confusion import precision, recall, row_shares

TABLES = st.integers(2, 6).flatmap(
    lambda n: arrays.arrays(np.int64, (n, n), elements=st.integers(0, 50))
)


def test_recall_is_by_row_and_precision_by_column():
    table = np.array([[8, 2, 0], [1, 9, 0], [0, 0, 0]])
    np.testing.assert_array_equal(recall(table), [0.8, 0.9, np.nan])
    np.testing.assert_array_equal(precision(table), [8 / 9, 9 / 11, np.nan])


@given(TABLES)
def test_precision_is_the_recall_of_the_table_on_its_side(table):
    np.testing.assert_array_equal(precision(table), recall(table.T))


@given(TABLES)
def test_the_shares_of_a_row_with_samples_add_up_to_one(table):
    total = row_shares(table).sum(axis=1)
    np.testing.assert_allclose(total, table.sum(axis=1) > 0)
