"""Opening a person's own data and experiments: by the menu, and by dropping them on the window."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from nnviz.errors import UserError
from nnviz.qt.dialogs.open_data import OpenData
from nnviz.qt.drops import DropTarget
from nnviz.qt.pictures import decode
from nnviz.qt.theme import Themes
from nnviz.session.opening import open_experiment
from nnviz.session.proposal import keep
from nnviz.session.session import Session
from nnviz.session.sources import FILES

_FILTERS = (
    "Data and experiments (*.csv *.tsv *.txt *.data *.npz *.npy *idx?-ubyte *idx?-ubyte.gz *.gz "
    "*.toml);;All files (*)"
)


class Opener:
    """Asks for a file, shows what it is, and opens it in place of the present experiment."""

    def __init__(self, window: QWidget, session: Session, themes: Themes) -> None:
        self._window, self._session, self._themes = window, session, themes
        FILES.decode = decode
        self.drops = DropTarget(window, themes, self.open, session.tell)

    def choose_file(self) -> None:
        """Let a person choose a file."""
        self._session.pause()
        name, _ = QFileDialog.getOpenFileName(self._window, "Open", "", _FILTERS)
        if name:
            self.open(Path(name))

    def choose_folder(self) -> None:
        """Let a person choose a folder of pictures."""
        self._session.pause()
        name = QFileDialog.getExistingDirectory(self._window, "Open a folder of pictures")
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Open an experiment at once, and data after it was looked at."""
        self._session.pause()
        try:
            if path.suffix == ".toml":
                experiment = open_experiment(str(path))
            else:
                proposal = OpenData.ask(path, self._themes, self._window)
                if proposal is None:
                    return
                with FILES.lent(proposal.experiment.data, proposal.dataset):
                    self._session.open_experiment(proposal.experiment, path.name)
                keep(proposal)  # now that it is in use; a refused one changes nothing
                return
            self._session.open_experiment(experiment, path.name)
        except UserError as error:
            self._session.tell(str(error))
