"""What a person who debugs does to a session, as data; and the straight way to the same moment."""

import numpy as np
from hypothesis import strategies as st

from nnviz.errors import UserError
from nnviz.session.run import Run
from nnviz.session.session import Session

CONDITIONS = (
    "J < 0.6",
    "max(abs(dW1)) > 0.05",
    "norm(W1) > 1",
    "iteration == 3",
    "epoch == 2 and norm(dZ2) > 0.1",
    "any(isnan(Z2))",
)
entries = st.tuples(
    st.sampled_from(["W1", "b1", "W2", "b2", "X", "Y"]),
    st.integers(0, 99),
    st.integers(0, 99),
    st.floats(-2, 2),
)
_run = st.tuples(st.just("run"), st.integers(1, 30))
_jump = st.tuples(st.just("jump"), st.integers(0, 40), st.integers(0, 20))
_near = st.tuples(st.just("near"), st.integers(-2, 3), st.integers(0, 20))
_edit = st.tuples(st.just("edit"), entries)
rate = st.tuples(st.just("rate"), st.sampled_from([0.03, 0.3, 1.0]))
actions = st.one_of(
    st.sampled_from(
        [
            ("step",),
            ("step_back",),
            ("next_phase",),
            ("next_iteration",),
            ("next_epoch",),
            ("play_line",),
            ("undo",),
            ("redo",),
            ("restart",),
        ]
    ),
    _run,
    _jump,
    _edit,
    rate,
    st.tuples(st.just("chain"), st.booleans()),
    st.tuples(st.just("line"), st.integers(0, 20)),
    st.tuples(st.just("condition"), st.sampled_from(CONDITIONS)),
    st.just(("clear",)),
)
# What it takes to fall into a future that is no longer: back, set something, and on again.
branches = st.tuples(
    _run,
    _jump,
    st.one_of(_edit, rate),
    st.one_of(_run, st.just(("undo",)), _edit),
    st.one_of(_jump, _near),
    st.one_of(_run, rate, _edit, _near),
    st.one_of(_jump, _near),
)


def act(session: Session, action: tuple) -> None:
    """Do one of them, as the window would."""
    name, *given = action
    match name:
        case "edit":
            matrix, row, column, value = given[0]
            rows, columns = session.snapshot.matrices[matrix].shape
            session.edit(matrix, row % rows, column % columns, value)
        case "rate":
            session.change("training.learning_rate", given[0])
        case "chain":
            session.look("chain", given[0])
        case "run":
            session.play()
            session.publish(session.compute(10.0, given[0], bool))
            session.pause()
        case "near":  # the last edit, where what it changed shows first
            edits = list(session.run.trainer.edits)
            iteration = edits[-1].iteration if edits else session.run.iteration
            session.jump(max(iteration + given[0], 0), given[1])
        case "line":
            steps = session.snapshot.program.steps
            session.toggle_breakpoint(steps[given[0] % len(steps)].name)
        case "condition":
            session.break_when(given[0])
        case "clear":
            session.breakpoints.clear()
        case _:
            getattr(session, name)(*given)


def straight(session: Session) -> Run:
    """A run by single lines to where the session stands, with what was set on the way."""
    trainer = session.run.trainer
    run = Run(session.experiment)
    run.trainer.schedule.change(0, trainer.schedule.at(0))
    run.restart()
    rates = {start - 1: rate for start, rate in trainer.schedule.changes}
    edits = list(trainer.edits)
    end = session.run.iteration, session.run.line
    while True:
        here = run.iteration, run.line
        for edit in [each for each in edits if _due(each, *here)]:
            edits.remove(edit)
            column = edit.column
            if edit.of_samples:
                column = int(np.flatnonzero(run.trainer.batch(run.iteration) == column)[0])
            run.edit(edit.matrix, edit.row, column, edit.value)
        if run.line == run.lines and run.iteration in rates:
            run.change_learning_rate(rates.pop(run.iteration))
        if here == end:
            return run
        run.step()


def _due(edit, iteration, line):
    """At the start of an iteration an edit is made once its first line shows its batch."""
    if edit.iteration != iteration:
        return False
    return line == edit.line if edit.line else line == (1 if iteration else 0)


def refused(call, *given):
    """Whether it ends in a sentence for a person."""
    try:
        call(*given)
    except UserError:
        return True
    return False
