"""The command line: reads arguments, calls the session, prints."""

import argparse
import io
import json
import math
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from nnviz import __version__
from nnviz.errors import UserError
from nnviz.nn.calls import Array
from nnviz.session.changes import replaced
from nnviz.session.checks import one_of_sentence
from nnviz.session.data_settings import FILE
from nnviz.session.experiment import Experiment
from nnviz.session.opening import open_named
from nnviz.session.presets import load_preset, preset_names
from nnviz.session.report import (
    gradient_check,
    not_trained,
    run_to,
    steps_report,
    summary,
    train_report,
)
from nnviz.session.run import Run
from nnviz.session.session import Session
from nnviz.session.settings import apply_settings
from nnviz.session.sources import FILES, load

_MOST_ITERATIONS = 10_000_000
_LEAST_SIZE, _MOST_SIZE = (640, 480), 8000
_SETTINGS = """\
settings for --set (short, or with their section, such as network.loss):
  data:      source, path, target, task (auto, classification, regression), leave_out,
             image_size, samples, noise, train_share, dev_share, standardize (none, inputs,
             all), inputs, classes
  network:   features, hidden (4,2 or none), activation, output, loss, initializer,
             weight_scale, keep_prob
  training:  optimizer, learning_rate, beta1, beta2, epsilon, regularization,
             regularization_rate, batch_size (a number or full), seed, epochs
  view:      edges, units, rows, chain, axes, log_cost, cost_axis, cost_parts, sample,
             most_edges, digits, notation, colour_range, memory
"""


_STANDARDIZED = {
    "inputs": "The inputs are standardized (--set standardize=none keeps them as they are).",
    "all": "Inputs and predicted numbers are standardized, and so is the cost "
    "(--set standardize=none keeps them as they are).",
}


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see '{self.prog} --help'.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code, 2 for a mistake in what was typed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a code page of Windows has no Σ, ᵀ or ‖
            stream.reconfigure(errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser, verbs = _parser()
    options = ("-h", "--help", "--version")
    if not given or (given[0] not in verbs and given[0] not in options):
        if len(given) > 1 and not any(each.startswith("-") for each in given[:2]):
            print(
                f"nnviz: there is no verb '{given[0]}': {one_of_sentence(given[0], verbs)}",
                file=sys.stderr,
            )
            return 2
        given.insert(0, "window")
    known = parser.parse_args(given)
    try:
        return int(known.call(known))
    except UserError as error:
        print(f"nnviz: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return 0


def _parser() -> tuple[argparse.ArgumentParser, list[str]]:
    parser = _Parser(
        prog="nnviz",
        description="Backpropagation made visible: draws a network, steps through the forward "
        "and backward pass one matrix at a time, and trains it.",
        epilog="'nnviz [PRESET|FILE]' opens the window; 'nnviz VERB --help' explains a verb.",
    )
    parser.add_argument("--version", action="version", version=f"nnviz {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    def add(name: str, call: Any, text: str, preset: bool = True) -> argparse.ArgumentParser:
        verb = verbs.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=_SETTINGS if preset else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        verb.set_defaults(call=call)
        if preset:
            default = "xor" if name == "window" else None
            optional = name in ("window", "train")
            verb.add_argument(
                "preset",
                metavar="PRESET|FILE",
                nargs="?" if optional else None,
                default=default,
                help="a preset (see 'nnviz presets'), an experiment file (.toml), or data: CSV, "
                "TSV, NPZ, NPY, IDX, or a folder of pictures"
                + (", xor unless given" if name == "window" else ""),
            )
            verb.add_argument(
                "--data",
                metavar="FILE",
                help="learn from this file or folder in place of the preset's data",
            )
            verb.add_argument(
                "--set",
                metavar="KEY=VALUE",
                action="append",
                default=[],
                help="change a setting, such as --set learning_rate=0.1, or say how data is read: "
                "--set target=price",
            )
        if name in ("window", "steps", "render"):
            verb.add_argument(
                "--rows", action="store_true", help="show samples as rows rather than columns"
            )
        return verb

    window = add("window", _window, "open the window on a preset; the verb may be left out")
    window.add_argument("--theme", choices=("light", "dark"), help="instead of the system's")
    add("presets", _presets, "list the presets, a line each", preset=False)
    steps = add("steps", _steps, "print every matrix of one iteration")
    steps.add_argument("--iteration", metavar="K", default="0", help="train K iterations first")
    steps.add_argument("--json", action="store_true", help="as JSON")
    train = add("train", _train, "train without a window; the cost is that of all train samples")
    train.add_argument("--epochs", metavar="N", help="instead of the preset's own number")
    train.add_argument("--all", action="store_true", help="train every preset, and print a table")
    train.add_argument("--json", action="store_true", help="costs and parameters as JSON")
    check = add("gradcheck", _gradcheck, "compare the gradients with finite differences; exits "
                "with 1 where one is wrong")  # fmt: skip
    check.add_argument("--iteration", metavar="K", default="0", help="train K iterations first")
    check.add_argument("--json", action="store_true", help="as JSON")
    render = add("render", _render, "draw the window into a PNG, without a screen")
    render.add_argument("--step", metavar="NAME", help="stand at the line of this matrix: dW2")
    render.add_argument("--iteration", metavar="K", default="0", help="train K iterations first")
    render.add_argument("--size", metavar="WxH", default="1280x800", help="in pixels")
    render.add_argument("--theme", choices=("light", "dark"), default="light")
    render.add_argument("--presenting", action="store_true", help="with large text")
    render.add_argument("--out", metavar="FILE.png", required=True, help="where to write it")
    return parser, list(verbs.choices)


def _experiment(known: argparse.Namespace) -> Experiment:
    """What a person named, with the settings; notes about the data go to stderr."""
    FILES.decode = _decode
    with _Bar() as bar:
        experiment = open_named(known.preset, known.set, known.data, bar.show)
    if getattr(known, "rows", False):
        experiment = replaced(experiment, {"view.rows": True})
    if experiment.data.source == FILE and experiment.data.standardize != "none":
        how = "inputs" if experiment.shape.classes else experiment.data.standardize
        print(f"note: {_STANDARDIZED[how]}", file=sys.stderr)
    for remark in load(experiment.data, experiment.training.seed).remarks:
        print(f"note: {remark}", file=sys.stderr)
    return experiment


def _decode(path: Path, size: int) -> Array:
    from nnviz.qt.pictures import decode  # Qt only where there are pictures

    return decode(path, size)


class _Bar:
    """How far a file is read, on a terminal, where it takes longer than a moment."""

    _bar: Any = None

    def __enter__(self) -> "_Bar":
        return self

    def show(self, share: float) -> None:
        if self._bar is None:
            if not sys.stderr.isatty():
                return
            from tqdm import tqdm  # it starts a thread, which a preset does not need

            self._bar = tqdm(total=100, desc="reading", delay=0.5, leave=False,
                             bar_format="{desc}: {percentage:3.0f} %|{bar}| {elapsed}")  # fmt: skip
        self._bar.update(100 * share - self._bar.n)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()


def _count(option: str, text: str, low: int = 0) -> int:
    if not re.fullmatch(r"\d{1,12}", text) or not low <= int(text) <= _MOST_ITERATIONS:
        raise UserError(
            f"{option} {text}: it must be a whole number from {low} to {_MOST_ITERATIONS}."
        )
    return int(text)


def _run_or_explain(experiment: Experiment, iterations: int) -> Run | None:
    """The run after so many iterations; None, and a sentence, where it does not get there."""
    run = run_to(experiment, iterations)
    if run.problem is None:
        return run
    print(f"nnviz: {run.problem.sentence}", file=sys.stderr)
    return None


def _presets(known: argparse.Namespace) -> int:
    rows = [(name, load_preset(name)) for name in preset_names()]
    shapes = ["-".join(map(str, experiment.sizes)) for _, experiment in rows]
    cells = [
        (name, shape, experiment.note and f"note {experiment.note}", experiment.title)
        for (name, experiment), shape in zip(rows, shapes, strict=True)
    ]
    _print_table(cells)
    return 0


def _print_table(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> None:
    """Columns as wide as they need to be; ``right`` are those aligned there."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def _steps(known: argparse.Namespace) -> int:
    iteration = _count("--iteration", known.iteration)
    experiment = _experiment(known)
    run = _run_or_explain(experiment, iteration)
    if run is None:
        return 1
    report = steps_report(run, known.preset, experiment.view.rows)
    code = 0
    if run.problem is not None:
        print(f"nnviz: {run.problem.sentence}", file=sys.stderr)
        code = 1
    if known.json:
        print(_json(report))
        return code
    network = report["network"]
    print(
        f"{known.preset}: {'-'.join(map(str, network['sizes']))}, "
        f"{'/'.join(network['activations'])}, {network['loss']}, m = {report['m']}, "
        f"iteration {iteration}, epoch {report['epoch']}"
    )
    for name, value in report["before"].items():
        _print_matrix(name, value)
    phase = ""
    for step in report["steps"]:
        if step["phase"] != phase:
            phase = step["phase"]
            print(f"\n-- {phase} --")
        _print_matrix(step["formula"], step["value"])
    return code


def _json(report: dict[str, Any]) -> str:
    """A report as JSON, which has no numbers that are not finite: they are null."""

    def finite(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: finite(each) for key, each in value.items()}
        if isinstance(value, list):
            return [finite(each) for each in value]
        return None if isinstance(value, float) and not math.isfinite(value) else value

    try:
        return json.dumps(report, allow_nan=False)
    except ValueError:
        return json.dumps(finite(report), allow_nan=False)


def _print_matrix(title: str, value: list[list[float]]) -> None:
    matrix = np.array(value)
    print(f"\n{title}   ({matrix.shape[0]}, {matrix.shape[1]})")
    print(np.array2string(matrix, precision=6, suppress_small=True, max_line_width=100))


def _train(known: argparse.Namespace) -> int:
    from tqdm import tqdm  # not needed where a window is wanted

    if known.all:
        return _train_all(known)
    if known.preset is None:
        raise UserError("train: name a preset or a file, or --all for every preset.")
    experiment = _experiment(known)
    epochs = _epochs(known, experiment)
    with tqdm(total=epochs, unit="epoch", disable=None) as bar:
        report = train_report(Run(experiment, every_sample=True), known.preset, epochs, bar.update)
    if known.json:
        print(_json(report))
    elif report["cost"]:
        test = f", test {report['test_cost'][-1]:.6g}" if report["test_cost"] else ""
        share = _quality(report)
        print(
            f"{known.preset}: {_counted(report['epochs'], 'epoch')}, "
            f"{_counted(report['iterations'], 'iteration')}, "
            f"cost {report['cost'][-1]:.6g}{test}, {share}"
        )
    if report["problem"]:
        print(f"nnviz: {report['problem']}", file=sys.stderr)
        return 1
    return 0


def _epochs(known: argparse.Namespace, experiment: Experiment) -> int:
    if known.epochs is None:
        return experiment.training.epochs
    return _count("--epochs", known.epochs, low=1)


def _train_all(known: argparse.Namespace) -> int:
    """Every preset with its own settings; one that fails is a row as well, and the code is 1."""
    from tqdm import tqdm

    if known.preset is not None or known.data is not None:
        raise UserError("--all trains the presets with their own data; leave the name away.")
    rows: list[dict[str, Any]] = []
    refused: list[UserError] = []
    for name in preset_names():
        preset = load_preset(name)
        try:
            experiment = apply_settings(preset, known.set)
        except UserError as error:  # it may suit the others
            refused.append(error)
            rows.append({**not_trained(preset, name), "problem": str(error)})
            continue
        epochs = _epochs(known, experiment)
        with tqdm(total=epochs, desc=name, unit="epoch", leave=False, disable=None) as bar:
            rows.append(summary(experiment, name, epochs, bar.update))
    if len(refused) == len(rows):
        raise refused[0]
    if known.json:
        print(_json({"presets": rows}))
    else:
        heads = ("preset", "network", "epochs", "seconds", "cost", "test", "", "train", "test")
        _print_table([heads, *map(_cells, rows)], right=frozenset((2, 3, 4, 5, 7, 8)))
    for row in rows:
        if row["problem"]:
            print(f"nnviz: {row['preset']}: {row['problem']}", file=sys.stderr)
    return 1 if any(row["problem"] for row in rows) else 0


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    """A row of the table: the costs with four figures, accuracy or R²."""

    def written(value: float | None, form: str) -> str:
        return "–" if value is None else f"{value:{form}}"

    kind = "explained" if "explained" in row else "accuracy"
    word = "R²" if kind == "explained" else "accuracy"
    return (
        row["preset"],
        "-".join(map(str, row["sizes"])),
        str(row["epochs"]),
        f"{row['seconds']:.1f}",
        written(row["cost"], ".4g"),
        written(row["test_cost"], ".4g"),
        "failed" if row["problem"] else word,
        "–" if row["problem"] else written(row[kind], ".1%"),
        "–" if row["problem"] else written(row[f"test_{kind}"], ".1%"),
    )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _quality(report: dict[str, Any]) -> str:
    """The accuracy, or R² of a regression."""
    name, kind = ("accuracy", "accuracy") if report["accuracy"] is not None else ("R²", "explained")
    shares = [("", report[kind]), ("test ", report[f"test_{kind}"])]
    return f"{name} " + ", ".join(
        f"{part}{share:.1%}" for part, share in shares if share is not None
    )


def _gradcheck(known: argparse.Namespace) -> int:
    iteration = _count("--iteration", known.iteration)
    run = _run_or_explain(_experiment(known), iteration)
    if run is None:
        return 1
    checks = gradient_check(run)
    if not all(math.isfinite(each.relative_error) for each in checks):
        raise UserError(
            f"--iteration {iteration}: the cost or a gradient is not finite there, so there is "
            f"nothing to compare; choose an earlier one, or a smaller learning rate."
        )
    wrong = [each for each in checks if each.wrong]
    if known.json:
        rows = [
            {
                "name": each.name,
                "relative_error": each.relative_error,
                "checked": each.checked,
                "entries": each.entries,
                "kinks": each.kinks,
                "wrong": each.wrong,
            }
            for each in checks
        ]
        print(_json({"preset": known.preset, "iteration": iteration, "matrices": rows}))
        return 1 if wrong else 0
    print("relative error ‖approx − grad‖ / (‖approx‖ + ‖grad‖), centred differences")
    for each in checks:
        notes = [] if each.checked + each.kinks == each.entries else [f"{each.checked} entries"]
        if each.kinks:
            notes.append(f"{each.kinks} of {each.checked + each.kinks} left out at a kink of g")
        verdict = "wrong" if each.wrong else "ok"
        print(f"{each.name:6} {each.relative_error:9.2e}  {verdict}  {', '.join(notes)}".rstrip())
    return 1 if wrong else 0


def _window(known: argparse.Namespace) -> int:
    experiment = _experiment(known)
    from nnviz.qt.application import open_window  # Qt only where a window is wanted

    return open_window(experiment, known.preset, known.theme)


def _render(known: argparse.Namespace) -> int:
    experiment = _experiment(known)
    size = re.fullmatch(r"(\d{1,5})x(\d{1,5})", known.size)
    width, height = (int(size[1]), int(size[2])) if size else (0, 0)
    if not (_LEAST_SIZE[0] <= width <= _MOST_SIZE and _LEAST_SIZE[1] <= height <= _MOST_SIZE):
        raise UserError(
            f"--size {known.size}: write it as WIDTHxHEIGHT, from 640x480 to 8000x8000, "
            f"such as 1280x800."
        )
    target = Path(known.out)
    if target.suffix.lower() != ".png":
        raise UserError(f"--out {known.out}: the picture is a PNG, so its name ends in .png.")
    if not target.resolve().parent.is_dir():
        raise UserError(f"--out {known.out}: the folder does not exist; make it first.")
    iteration = _count("--iteration", known.iteration)
    session = Session(experiment, known.preset)
    session.run.advance(iteration)
    if session.run.problem is not None:
        print(f"nnviz: {session.run.problem.sentence}", file=sys.stderr)
        return 1
    names = [step.name for step in session.run.program.steps]
    if known.step is not None and known.step not in names:
        raise UserError(
            f"--step {known.step}: there is no such line; {one_of_sentence(known.step, names)}"
        )
    from nnviz.qt.application import render_window

    render_window(session, known.step, (width, height), known.theme, known.presenting, target)
    return 0
