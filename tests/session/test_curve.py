import math

from nnviz.session.curve import Curve
from nnviz.session.evaluation import Evaluation, Measure
from nnviz.session.run import Run
from tests.strategies import FULL, SHORT_LAST


def point(cost, test=None):
    tested = None if test is None else Measure(test, 1.0, None, 4)
    return Evaluation(Measure(cost, 1.0, None, 4), None, tested, 0.0)


def test_every_iteration_is_a_point_at_first():
    run = Run(FULL)
    run.advance(300)
    assert run.curve.iterations == list(range(301))


def test_a_long_run_has_ever_fewer_points_in_rising_order():
    run = Run(FULL)
    run.advance(3000)
    iterations = run.curve.iterations
    assert iterations == sorted(set(iterations))
    assert len(iterations) < 1500
    assert iterations[-1] > 2500


def test_a_point_is_the_cost_over_all_samples_at_that_iteration():
    run = Run(SHORT_LAST)
    run.advance(20)
    curve = run.curve
    for iteration in (0, 7, 20):
        run.seek(iteration, 0)
        place = curve.iterations.index(iteration)
        assert curve.train[place] == run.evaluation.cost
        assert curve.test[place] == run.evaluation.test_cost


def test_going_over_the_same_iterations_again_adds_nothing():
    run = Run(FULL)
    run.advance(30)
    run.seek(3, 2)
    run.advance(10)
    assert run.curve.iterations == list(range(31))


def test_a_point_at_or_before_the_last_is_not_added():
    curve = Curve()
    for iteration in (0, 5, 5, 3):
        curve.add(iteration, point(iteration))
    assert curve.iterations == [0, 5]


def test_without_test_samples_their_cost_is_not_a_number():
    curve = Curve()
    curve.add(0, point(1.0))
    curve.add(1, point(1.0, 2.0))
    assert math.isnan(curve.test[0])
    assert curve.test[1] == 2.0


def test_the_version_tells_that_points_came_or_went():
    curve = Curve()
    curve.add(0, point(1.0))
    version = curve.version
    curve.forget_after(0)
    assert curve.version == version
    curve.add(1, point(1.0))
    curve.forget_after(0)
    assert curve.version > version
    assert curve.iterations == [0]


def test_a_copy_goes_its_own_way():
    curve = Curve()
    curve.add(0, point(1.0))
    twin = curve.copy()
    twin.add(1, point(1.0))
    assert (curve.iterations, twin.iterations) == ([0], [0, 1])
