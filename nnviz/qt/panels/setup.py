"""The settings of the experiment, each a change that can be undone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.errors import UserError
from nnviz.qt.context import Context
from nnviz.qt.items.steady_label import SteadyLabel
from nnviz.qt.panels.fields import Choice, Typed
from nnviz.qt.panels.form import Cell, Row, Section
from nnviz.qt.panels.panel import Panel
from nnviz.qt.panels.setting import Fit, Setting, written
from nnviz.qt.panels.setup_rows import SECTIONS
from nnviz.session.data_settings import FILE
from nnviz.session.experiment import Experiment, View
from nnviz.session.settings import parse_value
from nnviz.session.snapshot import Snapshot


@dataclass(frozen=True)
class _Made:
    """A field of the form and where it is."""

    setting: Setting
    field: Any
    cell: Cell
    row: Row
    section: Section


class SetupPanel(Panel):
    """A form. What does not fit is explained below its field, and nothing changes."""

    title = "Setup"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._inside = QWidget(self)
        self._error = QLabel(self)
        self._error.setObjectName("problem")
        self._error.setWordWrap(True)
        self._error.hide()
        self._explained = ""
        self._made: dict[str, _Made] = {}
        self._shown: Experiment | None = None
        self._open: QAction | None = None
        self._build()
        context.session.signals.experiment.connect(self._changed)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._bring_into_sight)

    def offer_file(self, action: QAction) -> None:
        """Let a file be opened from here by the action that the window has for it."""
        self._open = action
        button = QToolButton(self._file)
        button.setObjectName("chip")
        button.setDefaultAction(action)
        button.setAccessibleName(action.text())
        layout = self._file.layout()
        assert layout is not None
        layout.addWidget(button)
        self._show(self.session.experiment)

    def refresh(self, snapshot: Snapshot) -> None:
        """Show the settings as they are."""
        if self._shown is not self.session.experiment:
            self._show(self.session.experiment)

    def minimumSizeHint(self) -> QSize:
        """As wide as the form can be made, and a bar beside it to scroll."""
        hint = super().minimumSizeHint()
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        return QSize(max(hint.width(), self._inside.minimumSizeHint().width() + bar), hint.height())

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(12, 4, 12, 8)
        column.setSpacing(4)
        for title, rows in SECTIONS.items():
            section = Section(title, self._inside)
            column.addWidget(section)
            for settings in rows:
                self._add_row(section, settings)
        column.addStretch(1)
        self._add_file()
        self._add_split()

    def _add_row(self, section: Section, settings: tuple[Setting, ...]) -> None:
        cells = [self._cell(setting, section) for setting in settings]
        row = Row(cells, section.body)
        section.add(row)
        for setting, cell in zip(settings, cells, strict=True):
            self._made[setting.key] = _Made(setting, cell.field, cell, row, section)

    def _cell(self, setting: Setting, section: Section) -> Cell:
        field = setting.make(self)
        field.setAccessibleName(setting.accessible_name)
        field.changed.connect(lambda value: self._take(setting, value))
        if isinstance(field, Typed):
            field.settled.connect(lambda: self._settle(setting.key))
        return Cell(
            setting.caption,
            field,
            section.body,
            beside=setting.beside,
            keeps_room=setting.keeps_room,
            share=setting.share,
            letters=setting.letters,
        )

    def _add_file(self) -> None:
        """The name of the file that is learned from, and a button for another."""
        source = self._made["data.source"]
        self._file = QWidget(source.section.body)
        self._file_name = SteadyLabel(self._file)
        row = QHBoxLayout(self._file)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._file_name, 1)
        source.section.put_below(source.row, self._file)

    def _add_split(self) -> None:
        """What the two shares leave for the test, in words."""
        share = self._made["data.train_share"]
        self._split = QLabel(share.section.body)
        self._split.setObjectName("caption")
        self._split.setWordWrap(True)
        share.section.put_below(share.row, self._split)

    # -- showing -------------------------------------------------------------------------------

    def _show(self, experiment: Experiment) -> None:
        self._shown = experiment
        fit = Fit.of(experiment, can_open=self._open is not None)
        for made in self._made.values():
            setting, field = made.setting, made.field
            value, reason = setting.shown(fit), setting.why_not(fit)
            if isinstance(field, Choice):
                field.bar(setting.bars(fit))
            field.show_value(written(value) if isinstance(field, Typed) else value)
            field.setEnabled(not reason)
            field.setToolTip(f"{reason or setting.tip} ({setting.way})")
            made.cell.setVisible(setting.applies(fit))
        for row in {made.row for made in self._made.values()}:
            row.show_if_needed()
        self._show_file(experiment)
        self._show_split(experiment)
        self._arrange()

    def _arrange(self) -> None:
        """Arrange the form at once, from the fields upwards.

        Left to itself Qt needs a turn of the event loop for every layout inside another, and the
        form is seen to settle.
        """
        rows = {made.row: made.section for made in self._made.values()}
        for _ in range(2):  # a row that changes its way changes the height of those above it
            for row in rows:
                row.settle()
            for section in dict.fromkeys(rows.values()):
                section.settle()
            QApplication.sendEvent(self._inside, QEvent(QEvent.Type.LayoutRequest))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for more fields side by side."""
        super().resizeEvent(event)
        self._arrange()

    def recolour(self) -> None:
        """So may another size of text."""
        self._arrange()

    def _show_file(self, experiment: Experiment) -> None:
        data = experiment.data
        self._file.setVisible(data.source == FILE)
        if data.source == FILE:
            path = Path(data.path)
            self._file_name.setText(path.name)
            self._file_name.setToolTip(str(path))

    def _show_split(self, experiment: Experiment) -> None:
        data = experiment.data
        shares = (data.train_share, data.dev_share, 1 - data.train_share - data.dev_share)
        train, dev, test = (f"{max(0.0, 100 * share):.0f}" for share in shares)
        self._split.setText(f"{train} / {dev} / {test} % train / dev / test")

    def _bring_into_sight(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._inside.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now, 0, 24)

    # -- changing ------------------------------------------------------------------------------

    def _take(self, setting: Setting, value: Any) -> None:
        key = setting.key
        if isinstance(self._made[key].field, Typed):
            try:
                value = parse_value(key, value, setting.value(self.session.experiment))
            except UserError as error:
                self._refuse(str(error), key)
                return
        elif key == "data.source" and value == FILE and not self.session.experiment.data.path:
            self._show(self.session.experiment)
            if self._open is not None:
                self._open.trigger()
            return
        self._change(key, setting.kept(value, Fit.of(self.session.experiment)))

    def _change(self, key: str, value: Any) -> None:
        self._settle()
        try:
            self.session.set_up(key, value)
        except UserError as error:
            self._show(self.session.experiment)
            self._refuse(str(error), key)
        else:
            self._show(self.session.experiment)

    def _changed(self, experiment: Experiment) -> None:
        """An explanation is about an experiment that is no more; what is looked at is no matter."""
        old = self._shown
        if old is not None and _learned(old) != _learned(experiment):
            self._settle()
            for made in self._made.values():
                if isinstance(made.field, Typed):
                    made.field.give_up()

    def _settle(self, key: str = "") -> None:
        """Take the explanation away; with a key, only if it is about that."""
        if not key or self._explained == key:
            self._error.hide()
            self._explained = ""

    def _refuse(self, sentence: str, key: str) -> None:
        """Put the sentence below the field that caused it."""
        made = self._made[key]
        self._explained = key
        if isinstance(made.field, Typed):
            made.field.refuse()
        self._error.setText(sentence)
        made.section.unfold()
        made.section.put_below(made.row, self._error)
        self._error.show()
        self._arrange()
        self._scroll.ensureWidgetVisible(self._error, 0, 8)


def _learned(experiment: Experiment) -> Experiment:
    """The experiment but for what is looked at."""
    return msgspec.structs.replace(experiment, view=View())
