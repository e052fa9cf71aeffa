"""What a file was taken for, shown before it is learned from."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from nnviz.present.numbers import significant
from nnviz.qt.dialogs.reading import Reading
from nnviz.qt.dialogs.samples_table import SamplesTable
from nnviz.qt.theme import TITLE, Themes
from nnviz.session.data_settings import FILE, Data
from nnviz.session.proposal import Beginning, Proposal, network_in_words, target_in_words

_TASKS = {
    "auto": "told from the target",
    "classification": "classification",
    "regression": "regression",
}
_MOST_TARGETS = 500
_BY_ITSELF = "chosen by itself"


class OpenData(QDialog):
    """Reads in a thread; a choice that is changed reads again. Nothing else changes."""

    def __init__(self, path: Path, themes: Themes, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.proposal: Proposal | None = None
        self._themes = themes
        self._data = Data(source=FILE, path=str(path))
        self._reading: Reading | None = None
        self._ticket = 0
        self._build(path)
        self._read()

    @classmethod
    def ask(cls, path: Path, themes: Themes, parent: QWidget | None) -> Proposal | None:
        """The proposal that a person took, or None."""
        dialog = cls(path, themes, parent)
        try:
            taken = dialog.exec() == QDialog.DialogCode.Accepted
            return dialog.proposal if taken else None
        finally:
            dialog.deleteLater()

    # -- building ------------------------------------------------------------------------------

    def _build(self, path: Path) -> None:
        theme = self._themes.now
        self.setWindowTitle("Open data – nnviz")
        room = self.screen().availableSize()
        self.resize(
            min(round(theme.px(780)), room.width() - 40),
            min(round(theme.px(600)), room.height() - 80),
        )
        self._name = self._sentence("")
        self._name.setFont(theme.font(TITLE, bold=True))
        self._name.setText(path.name or str(path))
        self._kind = self._sentence("caption")
        self.table = SamplesTable(self._themes, self)
        self.table.horizontalHeader().sectionClicked.connect(self._toggle)
        self._target_text = self._sentence("")
        self._network = self._sentence("")
        self._remarks = self._sentence("hint")
        self._error = self._sentence("problem")
        self._bar = QProgressBar(self)
        self._bar.setAccessibleName("Reading")
        self._bar.setRange(0, 100)
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._open = self._buttons.button(QDialogButtonBox.StandardButton.Open)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(self._name)
        column.addWidget(self._kind)
        column.addLayout(self._build_choices(path))
        column.addWidget(self.table, 1)
        about = QWidget(self)
        about.setObjectName("about")
        below = QVBoxLayout(about)
        below.setContentsMargins(0, 0, 0, 0)
        for each in (self._error, self._target_text, self._network, self._remarks):
            below.addWidget(each)
        below.addStretch(1)
        scroll = QScrollArea(self)  # a long list of broken files shall not push the rest away
        scroll.setWidget(about)
        scroll.setWidgetResizable(True)
        scroll.setFixedHeight(round(theme.px(112)))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(scroll)
        last = QHBoxLayout()
        last.addWidget(self._bar, 1)
        last.addWidget(self._buttons)
        column.addLayout(last)

    def _build_choices(self, path: Path) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        folder = path.is_dir()
        self.target = QComboBox(self)
        self._written = QLineEdit(self.target)
        self.target.setLineEdit(self._written)
        self.target.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.target.setMinimumContentsLength(16)
        self._written.setPlaceholderText(_BY_ITSELF)
        self.target.setToolTip("The column to be predicted; several, parted by commas, are numbers")
        self.target.activated.connect(self._choose)
        self._written.editingFinished.connect(self._choose)
        self.task = QComboBox(self)
        for name, title in _TASKS.items():
            self.task.addItem(title, name)
        self.task.setToolTip("Whether the target tells classes or is a number to predict")
        self.task.activated.connect(self._choose)
        self.leave_out = QLineEdit(self)
        self.leave_out.setPlaceholderText("nothing")
        self.leave_out.setToolTip(
            "Columns that are no inputs, parted by commas; a click on the head of a column "
            "leaves it out or takes it in"
        )
        self.leave_out.editingFinished.connect(self._choose)
        self.image_size = QSpinBox(self)
        self.image_size.setRange(4, 256)
        self.image_size.setValue(self._data.image_size)
        self.image_size.setSuffix(" pixels")
        self.image_size.setToolTip("Height and width that the pictures are brought to")
        self.image_size.editingFinished.connect(self._choose)
        shown: list[tuple[str, QWidget, int]] = [("Im&age size", self.image_size, 0)]
        if not folder:
            shown = [
                ("&Target", self.target, 2),
                ("T&ask", self.task, 0),
                ("&Leave out", self.leave_out, 2),
            ]
        self._labels: dict[QWidget, QLabel] = {}
        for title, widget, share in shown:
            label = QLabel(title, self)
            label.setBuddy(widget)
            self._labels[widget] = label
            widget.setAccessibleName(title.replace("&", ""))
            row.addWidget(label)
            row.addWidget(widget, share)
        for widget in (self.target, self.task, self.leave_out, self.image_size):
            widget.setVisible(any(widget is each for _, each, _ in shown))
        row.addStretch(1 if folder else 0)
        return row

    def _sentence(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    # -- choosing ------------------------------------------------------------------------------

    def _choose(self) -> None:
        """Read again if a choice differs from the one that is shown."""
        out = tuple(part.strip() for part in self.leave_out.text().split(",") if part.strip())
        target = self.target.currentText().strip()
        if self.proposal is not None and target == self.proposal.preview.target:
            target = self._data.target  # it is what was found, whether by name or by itself
        chosen = Data(
            source=FILE,
            path=self._data.path,
            target=target,
            task=self.task.currentData(),
            leave_out=out,
            image_size=self.image_size.value(),
        )
        if chosen != self._data:
            self._data = chosen
            self._read()

    def _toggle(self, column: int) -> None:
        """Leave a column out, or take it in again."""
        item = self.table.horizontalHeaderItem(column)
        if item is None or self.leave_out.isHidden():
            return
        out = [part.strip() for part in self.leave_out.text().split(",") if part.strip()]
        name = item.text() if "," not in item.text() else str(column + 1)
        out = [each for each in out if each != name] if name in out else [*out, name]
        self.leave_out.setText(", ".join(out))
        self._choose()

    # -- reading -------------------------------------------------------------------------------

    def _read(self) -> None:
        self._stop()
        self._ticket += 1
        self.proposal = None
        self._open.setEnabled(False)
        self._error.clear()
        self._error.hide()
        self._bar.setValue(0)
        self._bar.show()
        self._reading = Reading(self._data, self._ticket, self)
        self._reading.progressed.connect(self._show_progress)
        self._reading.done.connect(self._show_proposal)
        self._reading.failed.connect(self._show_failure)
        self._reading.start()

    def _stop(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading.deleteLater()
            self._reading = None

    def _show_progress(self, ticket: int, share: float) -> None:
        if ticket == self._ticket:
            self._bar.setValue(round(100 * share))

    def _show_proposal(self, ticket: int, proposal: Proposal) -> None:
        if ticket != self._ticket:
            return
        self._stop()
        self._bar.hide()
        self.proposal = proposal
        shown, dataset = proposal.preview, proposal.dataset
        count = dataset.inputs.shape[1]
        kind = f"{shown.kind} · {len(dataset):,} samples · {count:,} input{'s' * (count != 1)}"
        if proposal.pixels is not None:
            low, mean, high = proposal.pixels.low, proposal.pixels.mean, proposal.pixels.high
            kind += (
                f" from {significant(low)} to {significant(high)}, {significant(mean)} on average"
            )
        self._kind.setText(kind)
        self._offer(proposal.targets, shown.target)
        self._allow(self.target, bool(proposal.targets))
        self._allow(self.leave_out, bool(proposal.targets) and proposal.pixels is None)
        self.table.show_proposal(proposal)
        self._target_text.setText(target_in_words(dataset))
        self._network.setText("Network: " + network_in_words(proposal.experiment, dataset))
        self._remarks.setText("\n".join(dataset.remarks))
        self._show_about(True)
        self._open.setEnabled(True)
        self._open.setDefault(True)

    def _show_failure(self, ticket: int, sentence: str, beginning: Beginning) -> None:
        if ticket != self._ticket:
            return
        self._stop()
        self._bar.hide()
        self._offer(beginning.columns, self._data.target)
        self.table.show_beginning(beginning)
        self._kind.clear()
        self._show_about(False)
        if beginning.columns:
            self._remarks.setText("A click on the head of a column leaves it out of the inputs.")
            self._remarks.show()
        self._error.setText(sentence)
        self._error.show()

    def _show_about(self, known: bool) -> None:
        for label in (self._target_text, self._network, self._remarks):
            label.setVisible(known and bool(label.text()))

    def _offer(self, targets: tuple[str, ...], target: str) -> None:
        self.target.blockSignals(True)
        if targets:
            self.target.clear()
            self.target.addItems(list(targets[:_MOST_TARGETS]))
        self.target.setEditText(target)
        self._written.setCursorPosition(0)
        self.target.blockSignals(False)

    def _allow(self, field: QWidget, possible: bool) -> None:
        """Take a choice away that a kind of file does not have."""
        if field in self._labels:
            self._labels[field].setVisible(possible)
            field.setVisible(possible)

    # -- ending --------------------------------------------------------------------------------

    def done(self, result: int) -> None:
        """End the thread, however the dialog ends."""
        self._ticket += 1
        self._stop()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The same for a dialog that is closed without having been asked."""
        self._ticket += 1
        self._stop()
        super().closeEvent(event)
