"""What may import what, and what ships."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import nnviz
from nnviz.resources import resource
from nnviz.session.changes import from_toml

ROOT = Path(nnviz.__file__).parent.parent
SCREEN = ("PySide6", "pyqtgraph", "shiboken6", "ziamath")
BELOW_QT = sorted(
    module.name
    for module in pkgutil.walk_packages(nnviz.__path__, "nnviz.", onerror=lambda name: None)
    if module.name not in ("nnviz.cli", "nnviz.__main__") and not module.name.startswith("nnviz.qt")
)
PRESETS = [entry for entry in resource("presets").iterdir() if entry.name.endswith(".toml")]


def fresh_interpreter(code):
    """What ``code`` prints in an interpreter that has imported nothing yet."""
    call = [sys.executable, "-c", code]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def imported_from_the_screen(modules):
    return fresh_interpreter(
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        f"print(*(name for name in sys.modules if name.partition('.')[0] in {SCREEN!r}))"
    ).strip()


def test_everything_below_qt_works_without_a_screen():
    assert len(BELOW_QT) > 30
    assert imported_from_the_screen(BELOW_QT) == ""


def test_the_command_line_imports_no_qt_before_a_window_is_wanted():
    assert imported_from_the_screen(["nnviz.cli"]) == ""


def test_imports_run_one_way():
    fresh_interpreter(
        "import sys\n"
        "from importlinter.cli import lint_imports\n"
        "sys.exit(lint_imports(no_cache=True))"
    )


@pytest.mark.parametrize("entry", PRESETS, ids=lambda entry: entry.name)
def test_every_preset_file_is_an_experiment_that_fits(entry):
    assert from_toml(entry.read_bytes(), entry.name).title
