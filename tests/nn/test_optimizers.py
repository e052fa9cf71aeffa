from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.nn.optimizers import OPTIMIZERS, Rates
from tests.nn.filling import fill

ALPHA, BETA1, BETA2, EPSILON = 0.1, 0.9, 0.99, 1e-3
GRADIENTS = (2.0, -1.0, 0.5)


def updated(name, gradients, start=1.0, rates=(ALPHA, BETA1, BETA2, EPSILON)):
    """A parameter and its averages after each of these gradients."""
    optimizer, told = OPTIMIZERS[name], Rates.of(*rates)
    parameter, gradient = np.array([[start]]), np.zeros((1, 1))
    slots = {slot: np.zeros((1, 1)) for slot in optimizer.slots}
    calls = [
        call for line in optimizer.lines for call in line.calls(parameter, gradient, slots, told)
    ]
    for iteration, value in enumerate(gradients):
        gradient[...] = value
        told.begin(iteration)
        fill(calls)
        yield parameter[0, 0], {slot: value[0, 0] for slot, value in slots.items()}


def last(name, gradients, **more):
    return list(updated(name, gradients, **more))[-1]


def test_gradient_descent_takes_the_rate_times_the_gradient():
    assert [w for w, _ in updated("gradient_descent", GRADIENTS)] == pytest.approx([0.8, 0.9, 0.85])


def test_momentum_follows_the_exponentially_weighted_average():
    v1 = 0.1 * 2.0
    v2 = 0.9 * v1 - 0.1
    v3 = 0.9 * v2 + 0.1 * 0.5
    found = list(updated("momentum", GRADIENTS))
    assert [slots["v"] for _, slots in found] == pytest.approx([v1, v2, v3])
    assert found[-1][0] == pytest.approx(1 - ALPHA * (v1 + v2 + v3))


def test_rmsprop_divides_by_the_root_of_the_average_square_and_epsilon_outside_of_the_root():
    s1 = 0.01 * 4
    s2 = 0.99 * s1 + 0.01
    w1 = 1 - ALPHA * 2 / (sqrt(s1) + EPSILON)
    w2 = w1 + ALPHA * 1 / (sqrt(s2) + EPSILON)
    found = list(updated("rmsprop", GRADIENTS[:2]))
    assert [slots["s"] for _, slots in found] == pytest.approx([s1, s2])
    assert [w for w, _ in found] == pytest.approx([w1, w2])


def test_adam_corrects_both_averages_for_their_start_at_zero():
    v1, s1 = 0.1 * 2, 0.01 * 4
    v2, s2 = 0.9 * v1 - 0.1, 0.99 * s1 + 0.01
    w1 = 1 - ALPHA * (v1 / 0.1) / (sqrt(s1 / 0.01) + EPSILON)
    w2 = w1 - ALPHA * (v2 / (1 - 0.81)) / (sqrt(s2 / (1 - 0.9801)) + EPSILON)
    assert [w for w, _ in updated("adam", GRADIENTS[:2])] == pytest.approx([w1, w2])


@given(st.floats(-1e3, 1e3).filter(lambda g: abs(g) > 1e-3))
def test_the_first_step_of_adam_is_the_rate_whatever_the_gradient(gradient):
    w, _ = last("adam", [gradient], start=0.0, rates=(0.1, 0.9, 0.999, 1e-12))
    assert w == pytest.approx(-0.1 * np.sign(gradient))


@given(st.floats(0, 0.99), st.floats(-10, 10))
def test_an_average_of_a_gradient_that_stays_tends_to_it(beta, gradient):
    _, slots = last("momentum", [gradient] * 2000, rates=(0.0, beta, beta, EPSILON))
    assert slots["v"] == pytest.approx(gradient, rel=1e-6, abs=1e-300)


@pytest.mark.parametrize("name", ["momentum", "adam"])
def test_without_memory_the_average_is_the_gradient(name):
    _, slots = last(name, GRADIENTS, rates=(ALPHA, 0.0, BETA2, EPSILON))
    assert slots["v"] == GRADIENTS[-1]


def test_momentum_without_memory_is_gradient_descent():
    plain = last("gradient_descent", GRADIENTS)[0]
    assert last("momentum", GRADIENTS, rates=(ALPHA, 0.0, BETA2, EPSILON))[0] == plain


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_gradient_of_zero_moves_nothing_from_the_start(name):
    assert last(name, [0.0, 0.0, 0.0])[0] == 1.0


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_flat_vector_and_its_parts_give_the_same_bits(name):
    rng = np.random.default_rng(3)
    optimizer, rates = OPTIMIZERS[name], Rates.of(ALPHA, BETA1, BETA2, EPSILON)
    gradient, ways = rng.normal(size=7), []
    for parts in ([slice(None)], [slice(0, 3), slice(3, 4), slice(4, 7)]):
        flat = np.linspace(-1, 1, 7)
        slots = {slot: np.linspace(0, 2, 7) for slot in optimizer.slots}
        for part in parts:
            own = {slot: value[part] for slot, value in slots.items()}
            for line in optimizer.lines:
                fill(line.calls(flat[part], gradient[part], own, rates))
        ways.append((flat, *slots.values()))
    np.testing.assert_array_equal(*ways)


@pytest.mark.parametrize(
    ("name", "slots", "settings", "corrected"),
    [
        ("gradient_descent", (), (), False),
        ("momentum", ("v",), ("beta1",), False),
        ("rmsprop", ("s",), ("beta2", "epsilon"), False),
        ("adam", ("v", "s"), ("beta1", "beta2", "epsilon"), True),
    ],
)
def test_an_optimizer_tells_what_it_keeps_and_what_it_depends_on(name, slots, settings, corrected):
    row = OPTIMIZERS[name]
    assert (row.slots, row.settings, row.corrected) == (slots, settings, corrected)
    assert row.lines[-1].slot == ""


@pytest.mark.parametrize("setting", ["beta1", "beta2", "epsilon"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_number_changes_the_outcome_exactly_where_the_optimizer_names_it(name, setting):
    place = ("beta1", "beta2", "epsilon").index(setting)
    other = [BETA1, BETA2, EPSILON]
    other[place] *= 0.5
    changed = last(name, GRADIENTS, rates=(ALPHA, *other)) != last(name, GRADIENTS)
    assert changed == (setting in OPTIMIZERS[name].settings)


def test_no_optimizer_is_forgotten_here():
    assert list(OPTIMIZERS) == ["gradient_descent", "momentum", "rmsprop", "adam"]


@given(st.integers(0, 10**6))
def test_the_corrections_belong_to_the_iteration_and_not_to_how_it_was_reached(iteration):
    rates = Rates.of(ALPHA, BETA1, BETA2, EPSILON)
    for each in (iteration + 5, 3, iteration):
        rates.begin(each)
    assert rates.correction1 == pytest.approx(1 - BETA1 ** (iteration + 1), rel=1e-15)
    assert rates.correction2 == pytest.approx(1 - BETA2 ** (iteration + 1), rel=1e-15)
