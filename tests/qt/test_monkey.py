"""Hundreds of random actions: no exception, no warning of Qt, nothing that grows.

Ten thousand of them take some minutes: ``python -m tests.qt.monkey``.
"""

import pytest

from tests.qt.monkey import Monkey, assert_learns_as_new, left_of, see_all, settle


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_monkey_does_no_harm(open_window, seed):
    window = open_window("xor", size=(1000, 700))
    see_all(window)
    monkey = Monkey(window, seed)
    try:
        for _ in range(120):
            monkey.act()
        settle(window)
        first = left_of(window)
        for _ in range(80):
            monkey.act()
        settle(window)
    except Exception:
        print("; ".join(monkey.done))
        raise
    widgets, timers, threads = left_of(window)
    assert widgets <= first[0] + 10  # lists that are made when they are first opened
    assert timers <= first[1]
    assert threads <= first[2]
    assert_learns_as_new(window)
