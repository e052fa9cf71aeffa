import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.chance import Purpose, generator

keys = st.tuples(st.sampled_from(Purpose), st.integers(0, 10**6))


def draws(seed, purpose, key=0):
    return tuple(generator(seed, purpose, key).integers(0, 2**63, 4))


@given(st.integers(0, 2**63 - 1), keys)
def test_the_same_key_draws_the_same_numbers(seed, key):
    assert draws(seed, *key) == draws(seed, *key)


@given(st.integers(0, 2**63 - 1), st.lists(keys, min_size=2, max_size=12, unique=True))
def test_every_purpose_and_key_draws_numbers_of_its_own(seed, wanted):
    assert len({draws(seed, *key) for key in wanted}) == len(wanted)


@given(st.lists(st.integers(0, 2**32 - 1), min_size=2, max_size=8, unique=True), keys)
def test_every_seed_draws_numbers_of_its_own(seeds, key):
    assert len({draws(seed, *key) for seed in seeds}) == len(seeds)


def test_layers_and_epochs_next_to_each_other_are_not_correlated():
    rows = [generator(0, Purpose.WEIGHTS, key).standard_normal(4000) for key in range(8)]
    rows += [generator(seed, Purpose.WEIGHTS, 1).standard_normal(4000) for seed in range(1, 8)]
    correlation = np.corrcoef(rows) - np.eye(len(rows))
    assert np.abs(correlation).max() < 0.08


def test_the_numbers_of_the_purposes_never_change():
    # Saved runs are replayed from them.
    assert {purpose.name: int(purpose) for purpose in Purpose} == {
        "WEIGHTS": 1, "SHUFFLE": 2, "SAMPLES": 3, "SPLIT": 4, "DROPOUT": 5,
    }  # fmt: skip
    assert generator(5, Purpose.SHUFFLE, 2).permutation(6).tolist() == [4, 0, 3, 1, 5, 2]
