"""A run stops at the first matrix that is not finite, however it gets there, and says which."""

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from nnviz.session.data_settings import Data
from nnviz.session.experiment import Experiment, NetworkSettings, Training
from nnviz.session.run import Run
from nnviz.session.session import Session
from nnviz.session.trainer import Trainer
from tests.session.moving import bits

MOST = 60


def regression(rate, batch="full", activation="relu", hidden=(2,), seed=0, output="linear"):
    return Experiment(
        data=Data(source="gaussians", samples=20),
        network=NetworkSettings(
            hidden=hidden, activation=activation, output=output, loss="squared_error"
        ),
        training=Training(learning_rate=rate, batch_size=batch, seed=seed),
    )


DIVERGING = {
    "in the cost": regression(1e3),
    "at once": regression(1e300),
    "in an update": regression(1.7e308),
    "sample by sample": regression(1e100, batch=1, activation="linear"),
    "in a batch": regression(1e10, batch=7),
    "without hidden units": regression(1e4, hidden=()),
}
diverging = pytest.mark.parametrize("experiment", DIVERGING.values(), ids=DIVERGING)

regressions = st.builds(
    regression,
    st.integers(0, 307).map(lambda power: 10.0**power),
    st.sampled_from(["full", 1, 7]),
    st.sampled_from(["relu", "linear", "tanh", "sigmoid"]),
    st.sampled_from([(), (2,), (3, 2)]),
    st.integers(0, 5),
    st.sampled_from(["linear", "relu"]),
)


def first_not_finite(experiment, iterations=MOST):
    """The name, iteration and line of the first matrix with such an entry; None if there is none.

    Looks at every matrix of every iteration by itself.
    """
    trainer = Trainer(experiment)
    with np.errstate(all="ignore"):
        for iteration in range(iterations):
            machine = trainer.load(iteration)
            for line, step in enumerate(trainer.program.steps):
                machine.step(line)
                if not np.isfinite(machine.matrices.named[step.name]).all():
                    return step.name, iteration, line + 1
    return None


def found(run):
    """The problem of a run and where the run stands."""
    if run.problem is None:
        return None
    assert run.problem.iteration == run.iteration
    return run.problem.name, run.iteration, run.line


def by_lines(experiment, iterations=MOST):
    run = Run(experiment)
    while run.problem is None and run.completed < iterations:
        run.step()
    return run


def at_once(experiment, iterations=MOST):
    run = Run(experiment)
    run.advance(iterations)
    return run


def by_iterations(experiment, iterations=MOST):
    run = Run(experiment)
    while run.problem is None and run.completed < iterations:
        run.finish_iteration()
    return run


WAYS = {"by lines": by_lines, "at once": at_once, "by iterations": by_iterations}
ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@ways
@diverging
def test_the_problem_is_the_first_matrix_that_is_not_finite(experiment, way):
    wanted = first_not_finite(experiment)
    assert wanted is not None
    assert found(way(experiment)) == wanted


PASSING = regression(1e155, hidden=(3, 2), seed=2, output="relu")  # Z2 = -inf, A2 = 0


def passes(experiment, iteration):
    """Whether what is not finite in an iteration reaches neither its cost nor the parameters."""
    trainer = Trainer(experiment)
    with np.errstate(all="ignore"):
        trainer.advance(0, iteration)
        machine = trainer.load(iteration)
        machine.run_in_sight()
        return np.isfinite([machine.matrices.J.sum(), trainer.parameters.flat.sum()]).all()


@ways
@given(regressions)
@example(regression(100.0, batch=1, hidden=()))  # J of one sample before that of the batch
def test_whatever_the_rate_every_way_finds_the_same_matrix_or_none(way, experiment):
    wanted = first_not_finite(experiment)
    assume(wanted is None or not passes(experiment, wanted[1]))
    assert found(way(experiment)) == wanted


@ways
def test_what_passes_by_itself_is_named_as_well(way):
    name, iteration, line = first_not_finite(PASSING)
    assert (name, passes(PASSING, iteration)) == ("Z2", True)
    assert found(way(PASSING)) == (name, iteration, line)


@ways
def test_a_slow_divergence_is_found_in_the_iteration_in_which_it_happens(way):
    slow = regression(0.45, hidden=())  # some 500 iterations, where not every cost is measured
    wanted = first_not_finite(slow, 2000)
    assert wanted[1] > 410
    assert found(way(slow, 2000)) == wanted


@pytest.mark.parametrize("rate", [1e3, 1e100])
@ways
def test_a_saturated_output_does_not_stop_a_run_whose_parameters_stay_finite(way, rate):
    # dA is infinite beyond the reach of floats, but where dZ = A - Y nothing is computed from it.
    experiment = Experiment(training=Training(learning_rate=rate))
    trainer = Trainer(experiment)
    with np.errstate(all="ignore"):
        trainer.advance(0, MOST)
    assert np.isfinite(trainer.parameters.flat).all()
    run = way(experiment)
    assert (run.problem, run.completed) == (None, MOST)


@diverging
def test_by_lines_and_at_once_end_in_the_same_moment(experiment):
    stepped, run = by_lines(experiment).snapshot(), at_once(experiment).snapshot()
    assert bits(stepped.matrices) == bits(run.matrices)
    assert bits(stepped.before) == bits(run.before)


@diverging
def test_by_lines_and_at_once_show_the_same_last_change(experiment):
    stepped, run = by_lines(experiment).snapshot(), at_once(experiment).snapshot()
    assert stepped.change.flat.tobytes() == run.change.flat.tobytes()


@diverging
def test_a_run_with_a_problem_goes_no_further(experiment):
    run = at_once(experiment)
    where = (run.iteration, run.line)
    assert run.advance(5) == 0
    assert (run.iteration, run.line) == where


@diverging
def test_stepping_back_from_the_problem_ends_it_and_stepping_on_meets_it_again(experiment):
    run = at_once(experiment)
    wanted = found(run)
    run.step_back()
    assert run.problem is None
    run.step()
    assert found(run) == wanted


@diverging
def test_looking_at_lines_after_the_problem_and_back_still_names_the_first(experiment):
    run = at_once(experiment)
    name, iteration = run.problem.name, run.problem.iteration
    for _ in range(3):
        run.step()
    run.step_back()
    assert run.problem is not None
    assert (run.problem.name, run.problem.iteration) == (name, iteration)


@diverging
def test_the_curve_has_finite_costs_alone(experiment):
    assert np.isfinite(at_once(experiment).curve.train).all()


def test_the_sentence_names_the_matrix_the_iteration_and_the_mend():
    run = at_once(DIVERGING["at once"])
    sentence = run.problem.sentence
    assert sentence.startswith(f"Stopped in iteration {run.iteration + 1}: {run.problem.name} ")
    assert "smaller learning rate" in sentence


def test_a_session_tells_the_problem_and_stops_playing():
    session, told = Session(DIVERGING["in the cost"]), []
    session.signals.problem.connect(told.append)
    session.play()
    session.publish(session.compute(10.0, MOST, bool))
    assert not session.playing
    assert told == [session.run.problem.sentence]
    session.play()
    assert not session.playing


def test_a_session_goes_on_after_starting_again_with_a_smaller_rate():
    session = Session(DIVERGING["in the cost"])
    session.next_epoch()
    session.run.advance(MOST)
    session.publish()
    assert session.problem
    session.change("learning_rate", 0.001)
    session.restart()
    assert session.problem == ""
    assert session.run.advance(MOST) == MOST
    assert session.run.problem is None


def test_a_session_goes_on_after_another_network_is_chosen():
    session = Session(DIVERGING["in the cost"])
    session.run.advance(MOST)
    session.publish()
    session.set_up("loss", "binary_cross_entropy")
    assert session.problem == ""
    session.next_iteration()
    assert session.run.completed == 1


@pytest.mark.parametrize("rate", [1e3, 1e300, 1.7e308])
@pytest.mark.parametrize("line", [0, 5, 14])
def test_a_divergence_that_is_undone_is_not_remembered(rate, line):
    session, untouched = Session(regression(0.01)), Session(regression(0.01))
    for each in (session, untouched):
        each.run.seek(0, line)
        each.publish()
    session.change("learning_rate", rate)
    session.run.advance(MOST)
    session.publish()
    assert session.problem
    session.undo()
    for each in (session, untouched):
        assert each.run.advance(MOST) == MOST
        each.publish()
    assert session.problem == ""
    assert bits(session.snapshot.matrices) == bits(untouched.snapshot.matrices)


@pytest.mark.parametrize("line", [0, 5, 14])
def test_a_smaller_rate_set_before_the_problem_avoids_it(line):
    session = Session(regression(1.7e308))
    session.run.advance(MOST)
    session.run.seek(0, line)
    session.publish()
    assert session.problem == ""
    session.change("learning_rate", 0.01)
    session.run.restart()
    assert session.run.advance(MOST) == MOST


def test_undoing_brings_back_the_moment_with_its_problem():
    session = Session(DIVERGING["in the cost"])
    session.run.advance(MOST)
    session.publish()
    sentence = session.problem
    session.change("hidden", (3,))
    assert session.problem == ""
    session.undo()
    assert session.problem == sentence
