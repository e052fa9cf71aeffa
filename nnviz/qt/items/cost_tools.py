"""The buttons of the cost panel."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QCheckBox, QMenu, QToolButton, QWidget

from nnviz.qt.items.tool_row import ToolRow
from nnviz.qt.theme import LABEL, Theme
from nnviz.session.comparison import Comparison
from nnviz.session.experiment import View
from nnviz.session.session import Session

_PARTS = {"all": "Train, dev and test", "train": "Train only", "test": "Dev and test only"}


class CostTools(ToolRow):
    """Keeping curves, and what the plot shows; all of it is in the menu at the end as well."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self._session = session
        self._more = QToolButton()
        super().__init__(self._more, parent)
        self._compare = self._button("Compare", "Keep the curve of every run that ends: of each "
                                     "change that starts over (K)")  # fmt: skip
        self._compare.setCheckable(True)
        self._compare.clicked.connect(lambda on: session.compare(on))
        self._keep = self._button("Keep", "Keep the curve as it is now (Shift+K)")
        self._keep.clicked.connect(lambda: session.keep_curve())
        self.log = self._box("log", "Show the cost on a logarithmic scale (L)")
        self.log.toggled.connect(lambda on: session.look("log_cost", on))
        self._arrow = ""
        self.axis = self._button("iterations", "Count epochs rather than iterations, or the "
                                 "other way: so batches of unlike sizes compare")  # fmt: skip
        self.axis.clicked.connect(lambda: self._set_axis(not self._by_epochs.isChecked()))
        self.add(self._compare)
        self.add(self.axis, right=True)
        self.add(self.log, right=True)
        self.add(self._keep)
        self._build_menu()

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _box(self, text: str, tip: str) -> QCheckBox:
        box = QCheckBox(text, self)
        box.setToolTip(tip)
        return box

    def _build_menu(self) -> None:
        session, more = self._session, self._more
        more.setText("⋯")
        more.setToolTip("More about the curves")
        more.setAccessibleName("More about the curves")
        more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(more)
        menu.setToolTipsVisible(True)

        def add(text: str, checkable: bool = False) -> QAction:
            action = menu.addAction(text)
            action.setCheckable(checkable)
            return action

        self._comparing = add("Compare", checkable=True)
        self._comparing.triggered.connect(lambda on: session.compare(on))
        add("Keep this curve").triggered.connect(lambda: session.keep_curve())
        self._clear = add("Drop all kept curves")
        self._clear.triggered.connect(lambda: session.clear_curves())
        menu.addSeparator()
        group = QActionGroup(menu)
        self._parts = {name: add(title, checkable=True) for name, title in _PARTS.items()}
        for name, action in self._parts.items():
            group.addAction(action)
            action.triggered.connect(lambda _, name=name: session.look("cost_parts", name))
        menu.addSeparator()
        self._by_epochs = add("Count epochs", checkable=True)
        self._by_epochs.triggered.connect(self._set_axis)
        self._logarithmic = add("Log scale", checkable=True)
        self._logarithmic.triggered.connect(lambda on: session.look("log_cost", on))
        # Qt's own way of opening it would wait for it in an event loop of its own.
        more.clicked.connect(lambda: menu.popup(more.mapToGlobal(more.rect().bottomLeft())))
        self.menu = menu

    def _set_axis(self, epochs: bool) -> None:
        self._session.look("cost_axis", "epochs" if epochs else "iterations")

    def _name_axis(self) -> None:
        self.axis.setText(f"{self.axis.accessibleName()}{self._arrow}")
        self.arrange()

    def recolour(self, theme: Theme) -> None:
        """Take over the theme."""
        for widget in (self._compare, self._keep, self._more, self.log, self.axis):
            widget.setFont(theme.font(LABEL))
            if isinstance(widget, QToolButton):
                padding, size = round(theme.px(4)), round(theme.px(LABEL))
                widget.setStyleSheet(
                    f"QToolButton {{ padding: 1px {padding}px; font-size: {size}px }}"
                )
            else:
                widget.setStyleSheet(f"font-size: {round(theme.px(LABEL))}px")
        self._arrow = " ⇄" if theme.zoom == 1.0 else ""  # large text has no room for it
        self._name_axis()

    def show_state(self, view: View, comparison: Comparison) -> None:
        """Show what is on."""
        epochs = view.cost_axis == "epochs"
        checks: tuple[tuple[QAction | QToolButton | QCheckBox, bool], ...] = (
            (self._compare, comparison.on), (self._comparing, comparison.on),
            (self.log, view.log_cost), (self._logarithmic, view.log_cost),
            (self._by_epochs, epochs),
            *((action, name == view.cost_parts) for name, action in self._parts.items()),
        )  # fmt: skip
        for check, on in checks:
            if check.isChecked() != on:
                with QSignalBlocker(check):
                    check.setChecked(on)
        if self.axis.accessibleName() != view.cost_axis:
            self.axis.setAccessibleName(view.cost_axis)
            self._name_axis()
        self._clear.setEnabled(bool(comparison.kept))
