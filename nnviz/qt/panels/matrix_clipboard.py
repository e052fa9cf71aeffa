"""A matrix on the clipboard."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from nnviz.errors import UserError
from nnviz.present.copying import as_latex, as_markdown, as_numpy, as_tsv
from nnviz.qt.items.matrix_content import MatrixContent
from nnviz.session.experiment import View
from nnviz.session.session import Session

MOST_COPIED = 1_000_000  # entries; so many take about a second

_Writer = Callable[[MatrixContent, View], str]


def _tsv(content: MatrixContent, view: View) -> str:
    assert content.values is not None
    return as_tsv(content.values)


def _numpy(content: MatrixContent, view: View) -> str:
    assert content.values is not None
    return as_numpy(content.values)


def _latex(content: MatrixContent, view: View) -> str:
    assert content.values is not None
    return as_latex(content.values, view.digits, view.notation)


def _markdown(content: MatrixContent, view: View) -> str:
    assert content.values is not None
    return as_markdown(content.values, view.digits, view.notation)


FORMATS: dict[str, tuple[str, _Writer]] = {
    "TSV": ("Rows with tabs, all digits: for a spreadsheet", _tsv),
    "numpy": ("np.array([[…]]), all digits, evaluates to the same bits", _numpy),
    "LaTeX": ("A bmatrix with the digits shown", _latex),
    "Markdown": ("A table with the digits shown", _markdown),
}


def copy_matrix(session: Session, content: MatrixContent, kind: str = "TSV") -> None:
    """Copy what a matrix shows, or say why not."""
    try:
        text = written(content, session.experiment.view, kind)
    except UserError as error:
        session.tell(str(error))
        return
    QGuiApplication.clipboard().setText(text)


def written(content: MatrixContent, view: View, kind: str) -> str:
    """A matrix as text of this kind.

    Raises:
        UserError: it is not computed yet, or too large.
    """
    if content.values is None:
        raise UserError(f"{content.title} is not computed yet: step to its line to copy it.")
    size = content.values.size
    if size > MOST_COPIED:
        raise UserError(
            f"{content.title} has {size:,} entries: matrices of up to {MOST_COPIED:,} can be "
            "copied, so take fewer samples or smaller batches."
        )
    return FORMATS[kind][1](content, view)
