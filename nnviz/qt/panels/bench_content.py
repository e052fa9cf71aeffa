"""What stands on the bench for a line: its operands and signs as in the formula, and its result."""

from dataclasses import replace

from nnviz.nn.calls import Array
from nnviz.program.formulas import Operand, plain_name, terms
from nnviz.program.step import Step
from nnviz.qt.items.matrix_content import MatrixContent
from nnviz.session.session import Session
from nnviz.session.snapshot import Snapshot


def contents_of(step: Step, snapshot: Snapshot, session: Session) -> list[str | MatrixContent]:
    """The parts of a line from left to right."""
    view = session.experiment.view
    values = {"learning_rate": snapshot.learning_rate}
    parts: list[str | MatrixContent] = [
        content_of(term.name, snapshot.operand(step, term.name), snapshot, session, term.transposed)
        if isinstance(term, Operand)
        else term
        for term in terms(step, values, view.rows)
    ]
    shown = content_of(step.name, snapshot.result(step), snapshot, session)
    parts += ["→", replace(shown, result=True)]
    return _sharing(parts) if view.colour_range == "shared" else parts


def content_of(
    name: str,
    values: Array | None,
    snapshot: Snapshot,
    session: Session,
    transposed: bool = False,
) -> MatrixContent:
    """A matrix as a formula has it: turned once for rows, and once for a transpose."""
    view = session.experiment.view
    first, second = snapshot.program.dimensions(name)
    turned = transposed != view.rows
    if turned:
        first, second = second, first
    return MatrixContent(
        name=plain_name(name, view.rows),
        values=None if values is None else values.T if turned else values,
        dimensions=(first, second),
        shape=(snapshot.size(first), snapshot.size(second)),
        transposed=transposed,
        column=session.column_in(snapshot) if second == "m" else None,
        row=session.column_in(snapshot) if first == "m" else None,
        digits=view.digits,
        notation=view.notation,
        key=name,
        turned=turned,
    )


def _sharing(parts: list[str | MatrixContent]) -> list[str | MatrixContent]:
    """The same with one range of colours for values, and one for gradients."""
    matrices = [each for each in parts if isinstance(each, MatrixContent)]
    limits = {
        kind: max(
            (each.own_limit for each in matrices if each.gradient == kind and _known(each)),
            default=1.0,
        )
        for kind in (False, True)
    }
    return [
        replace(each, shared=limits[each.gradient]) if isinstance(each, MatrixContent) else each
        for each in parts
    ]


def _known(content: MatrixContent) -> bool:
    return content.values is not None
