"""The command line: what it prints, where, and with which exit code."""

import json
import re
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from nnviz import __version__
from nnviz.cli import main
from nnviz.nn.initializers import INITIALIZERS
from nnviz.session import evaluation
from nnviz.session.experiment import Experiment, sections
from nnviz.session.presets import load_preset, preset_names
from nnviz.session.run import Run
from tests.program.comparing import assert_agrees, near_kink
from tests.strategies import HIDDEN, PAIRS

# The large presets have the same lines as digits and take long.
SMALL = [name for name in preset_names() if sum(load_preset(name).sizes) < 500]
VERBS = ["window", "presets", "steps", "train", "gradcheck", "render"]
DIVERGING = ["--set", "learning_rate=1e200", "--set", "activation=relu", "--set", "output=linear",
             "--set", "loss=squared_error"]  # fmt: skip


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def cli(capsys):
    """Calls the command line."""

    def call(*arguments):
        capsys.readouterr()
        try:
            code = main(arguments)
        except SystemExit as end:
            code = end.code or 0
        return Answer(code, *capsys.readouterr())

    return call


@pytest.fixture
def experiment_file(tmp_path):
    """Writes an experiment into a file."""

    def write(text):
        path = tmp_path / "mine.toml"
        path.write_bytes(text)
        return str(path)

    return write


# -- help and lists ------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(cli, verb):
    answer = cli(verb, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"usage: nnviz {verb}")


def test_the_help_names_every_verb(cli):
    answer = cli("--help")
    assert answer.code == 0
    assert all(re.search(rf"^\s+{verb}\b", answer.out, re.MULTILINE) for verb in VERBS)


def test_the_version_is_that_of_the_package(cli):
    assert cli("--version").out == f"nnviz {__version__}\n"


def test_presets_are_listed_a_line_each_with_shape_and_title(cli):
    answer = cli("presets")
    lines = answer.out.splitlines()
    assert (answer.code, answer.err) == (0, "")
    assert [line.split()[0] for line in lines] == preset_names()
    for line in lines:
        experiment = load_preset(line.split()[0])
        assert line.split()[1] == "-".join(map(str, experiment.sizes))
        assert (f"note {experiment.note} " in line) == bool(experiment.note)
        assert line.endswith(experiment.title)


# -- mistakes ------------------------------------------------------------------------------------

MISTAKES = {
    "an unknown preset": ["steps", "xorr"],
    "an unknown preset for a window": ["xorr"],
    "no preset": ["train"],
    "a name beside every preset": ["train", "xor", "--all"],
    "data beside every preset": ["train", "--all", "--data", "x.csv"],
    "a setting that suits no preset": ["train", "--all", "--set", "noise=7"],
    "missing data": ["train", "/nowhere/data.csv"],
    "missing data for a preset": ["steps", "xor", "--data", "/nowhere/data.csv"],
    "missing data for a window": ["/nowhere/data.csv"],
    "a name that no file can have": ["train", "a\0b"],
    "one preset too many": ["train", "xor", "spiral"],
    "an unknown option": ["train", "xor", "--fast"],
    "an option without its value": ["train", "xor", "--epochs"],
    "a setting without a value": ["train", "xor", "--set", "learning_rate"],
    "an unknown setting": ["train", "xor", "--set", "rate=1"],
    "a setting that is no number": ["train", "xor", "--set", "learning_rate=fast"],
    "a setting out of range": ["train", "xor", "--set", "noise=0.9"],
    "not a number": ["train", "xor", "--set", "learning_rate=nan"],
    "a huge layer": ["steps", "xor", "--set", "hidden=1000000000"],
    "too many parameters": ["steps", "xor", "--set", "hidden=16000,16000"],
    "a loss that does not fit": ["steps", "xor", "--set", "output=softmax"],
    "a line break in a setting": ["steps", "xor", "--set", "source=a\nb"],
    "a line break in the name of a setting": ["steps", "xor", "--set", "a\nb=1"],
    "a line break in a preset": ["steps", "a\nb"],
    "no epochs": ["train", "xor", "--epochs", "0"],
    "epochs that are no number": ["train", "xor", "--epochs", "ten"],
    "too many epochs": ["train", "xor", "--epochs", "99999999"],
    "a negative iteration": ["steps", "xor", "--iteration", "-1"],
    "an iteration that is no number": ["gradcheck", "xor", "--iteration", "1.5"],
    "too many iterations": ["gradcheck", "xor", "--iteration", "99999999999"],
    "a missing file": ["steps", "/nowhere/mine.toml"],
    "a folder for a file": ["steps", "/proc/self/"],
    "a picture without a name": ["render", "xor"],
    "a picture that is no PNG": ["render", "xor", "--out", "/tmp/xor.jpg"],
    "a picture in no folder": ["render", "xor", "--out", "/nowhere/at/all/xor.png"],
    "a size that is none": ["render", "xor", "--out", "/tmp/xor.png", "--size", "big"],
    "a line that is none": ["render", "xor", "--out", "/tmp/xor.png", "--step", "dQ2"],
    "an unknown theme": ["window", "xor", "--theme", "pink"],
}


@pytest.mark.parametrize("arguments", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_ends_with_2_and_one_line_that_says_what_is_wrong(cli, arguments):
    answer = cli(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert re.fullmatch(r"nnviz( \w+)?: .+\.\n", answer.err)


BROKEN = {
    "not TOML": b"title = ",
    "out of range": b"[data]\nnoise = 7",
    "an unknown field": b"[data]\nnoize = 0.1",
    "not text": b"\xff",
    "a line break": b'[data]\nsource = "a\\nb"',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_ends_with_2_and_one_line_that_names_it(cli, experiment_file, text):
    path = experiment_file(text)
    answer = cli("train", path)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"nnviz: {path}: ")
    assert answer.err.count("\n") == 1


def test_the_sentence_about_a_misspelt_preset_offers_the_nearest(cli):
    assert "did you mean spiral?" in cli("train", "spirl").err


# -- steps ---------------------------------------------------------------------------------------


def test_steps_prints_every_line_with_its_shape_by_phase(cli):
    out = cli("steps", "xor").out
    assert "xor: 2-3-1, tanh/sigmoid, binary_cross_entropy, m = 4, iteration 0, epoch 0" in out
    phases = ["-- forward --", "-- backward --", "-- update --"]
    assert [line for line in out.splitlines() if line.startswith("--")] == phases
    assert re.search(r"^Z1 = W1·X \+ b1   \(3, 4\)$", out, re.MULTILINE)
    assert re.search(r"^dW1 = .*   \(3, 2\)$", out, re.MULTILINE)


@pytest.mark.parametrize("preset", SMALL)
@pytest.mark.parametrize("iteration", [0, 27])
def test_steps_as_json_read_back_to_the_same_bits(cli, preset, iteration):
    report = cli("steps", preset, "--json", "--iteration", str(iteration)).json
    run = Run(load_preset(preset))
    run.advance(iteration)
    assert [step["name"] for step in report["steps"]] == [step.name for step in run.program.steps]
    rows = load_preset(preset).view.rows
    assert report["samples_as"] == ("rows" if rows else "columns")
    for step in report["steps"]:
        run.step()
        value = run.snapshot().matrices[step["name"]]
        value = value.T if rows else value
        assert np.array(step["value"]).tobytes() == value.tobytes()
        assert tuple(step["shape"]) == value.shape
    assert report["epoch"] == run.snapshot().epoch - (run.completed % run.trainer.batches == 0)
    for name, value in run.snapshot().before.items():
        value = value.T if rows else value
        assert np.array(report["before"][name]).tobytes() == value.tobytes()


@st.composite
def networks(draw):
    """Settings of a network with more than XOR to learn from, and an iteration."""
    output, loss = draw(st.sampled_from(PAIRS))
    hidden = draw(st.lists(st.integers(1, 6), max_size=3))
    chosen = {
        "source": "blobs",
        "inputs": draw(st.integers(1, 6)),
        "classes": draw(st.integers(2, 6)),
        "samples": draw(st.integers(2, 12)),
        "hidden": ",".join(map(str, hidden)) or "none",
        "activation": draw(st.sampled_from(HIDDEN)),
        "output": output,
        "loss": loss,
        "initializer": draw(st.sampled_from(sorted(INITIALIZERS))),
        "batch_size": draw(st.sampled_from(["full", 1, 3])),
        "learning_rate": draw(st.floats(1e-4, 0.1)),
        "seed": draw(st.integers(0, 2**31 - 1)),
    }
    return [word for key, value in chosen.items() for word in ("--set", f"{key}={value}")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(networks(), st.integers(0, 4))
def test_steps_as_json_agree_with_automatic_differentiation(cli, chosen, iteration):
    report = cli("steps", "xor", "--json", "--iteration", str(iteration), *chosen).json
    before = {name: np.array(value) for name, value in report["before"].items()}
    found = {}
    for step in report["steps"]:
        name = f"new {step['name']}" if step["phase"] == "update" else step["name"]
        found[name] = np.array(step["value"])
    network = report["network"]
    assume(not near_kink(network["activations"], found))
    given = network["activations"], network["loss"], report["learning_rate"]
    assert_agrees(found, before, *given)


def test_steps_of_a_file_are_those_of_the_experiment_in_it(cli, experiment_file):
    path = experiment_file(b"[network]\nhidden = [5]\n")
    assert cli("steps", path, "--json").json["network"]["sizes"] == [2, 5, 1]


# -- train ---------------------------------------------------------------------------------------

KEYS = {
    "preset", "epochs", "iterations", "cost", "test_cost", "accuracy", "test_accuracy", "problem",
    "parameters",
}  # fmt: skip


def test_training_as_json_has_a_cost_an_epoch(cli):
    answer = cli("train", "circle", "--epochs", "6", "--json")
    report = answer.json
    assert (answer.code, answer.err) == (0, "")
    assert report.keys() == KEYS
    assert (len(report["cost"]), len(report["test_cost"])) == (6, 6)
    assert (report["epochs"], report["iterations"], report["problem"]) == (6, 150, None)


def test_the_trained_parameters_read_back_to_the_same_bits(cli):
    report = cli("train", "circle", "--epochs", "3", "--json").json
    run = Run(load_preset("circle"))
    run.advance(75)
    for name, value in run.trainer.parameters.named():
        assert np.array(report["parameters"][name]).tobytes() == value.tobytes()
    assert report["cost"][-1] == run.evaluation.cost
    assert report["test_accuracy"] == run.evaluation.test_accuracy


def test_without_test_samples_there_is_nothing_to_report_of_them(cli):
    report = cli("train", "xor", "--epochs", "3", "--json").json
    assert (report["test_cost"], report["test_accuracy"]) == ([], None)


def test_training_says_in_one_line_how_it_ended(cli):
    answer = cli("train", "xor")
    assert (answer.code, answer.err) == (0, "")
    assert re.fullmatch(r"xor: 1000 epochs, 1000 iterations, cost 0\.\d+, accuracy 100\.0%\n",
                        answer.out)  # fmt: skip


def test_a_setting_is_applied(cli):
    report = cli("train", "xor", "--epochs", "2", "--json", "--set", "hidden=7").json
    assert len(report["parameters"]["W1"]) == 7


def test_a_training_that_diverges_ends_with_1_and_one_line_that_names_the_matrix(cli):
    answer = cli("train", "gaussians", *DIVERGING)
    assert answer.code == 1
    assert re.fullmatch(r"nnviz: Stopped in iteration \d+: \w+ is the first .*\.\n", answer.err)


def test_the_report_of_a_training_that_diverges_has_the_costs_before_it(cli):
    answer = cli("train", "gaussians", "--json", *DIVERGING)
    report = answer.json
    assert answer.code == 1
    assert report["problem"] in answer.err
    assert len(report["cost"]) == report["epochs"] < 200


@pytest.mark.parametrize("verb", ["steps", "gradcheck"])
def test_an_iteration_beyond_a_divergence_ends_with_1_and_one_line(cli, verb):
    answer = cli(verb, "gaussians", "--iteration", "500", *DIVERGING)
    assert (answer.code, answer.out) == (1, "")
    assert re.fullmatch(r"nnviz: Stopped in iteration .*\n", answer.err)


# -- gradcheck -----------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", SMALL)
def test_the_gradients_of_every_preset_pass(cli, preset):
    answer = cli("gradcheck", preset)
    matrices = answer.out.splitlines()[1:]
    assert answer.code == 0
    assert all(line.startswith("note: ") for line in answer.err.splitlines())
    assert len(matrices) == 2 * (len(load_preset(preset).sizes) - 1)
    assert all(re.match(r"d[Wb]\d+ +\d\.\d\de[+-]\d\d  ok", line) for line in matrices)


def test_gradients_as_json_say_how_many_entries_were_compared(cli):
    report = cli("gradcheck", "xor", "--json", "--iteration", "3").json
    assert (report["preset"], report["iteration"]) == ("xor", 3)
    assert [row["name"] for row in report["matrices"]] == ["dW1", "db1", "dW2", "db2"]
    for row in report["matrices"]:
        assert row["wrong"] is False
        assert row["checked"] + row["kinks"] == row["entries"]
        assert row["relative_error"] < 1e-7


def test_entries_at_a_kink_are_counted_in_the_output(cli):
    settings = ["--set", "activation=relu", "--set", "initializer=zeros"]
    out = cli("gradcheck", "xor", *settings).out
    assert "3 of 3 left out at a kink of g" in out


def test_a_wrong_gradient_ends_with_1_and_is_named(cli, monkeypatch):
    gradient = Run.__init__.__globals__["Machine"].gradient

    def spoilt(machine):
        found = gradient(machine)
        machine.state.gradients.W[1][0, 0] *= 1.01
        return found

    monkeypatch.setattr("nnviz.program.machine.Machine.gradient", spoilt)
    answer = cli("gradcheck", "xor")
    assert answer.code == 1
    assert re.search(r"^dW1 .*  wrong$", answer.out, re.MULTILINE)
    assert answer.out.count("wrong") == 1


# -- own data ------------------------------------------------------------------------------------

FLOWERS = "id,length,width,price,kind\n" + "".join(
    f"{k + 1},{length},{width},{350_000 + 900 * width + 70 * length},{'abc'[k % 3]}\n"
    for k, length, width in ((k, k % 7 + 10 * (k % 3), k % 5) for k in range(60))
)


@pytest.fixture
def flowers(tmp_path):
    path = tmp_path / "flowers.csv"
    path.write_text(FLOWERS)
    return str(path)


@pytest.mark.parametrize("verb", ["steps", "train", "gradcheck"])
def test_data_is_named_where_a_preset_is(cli, flowers, verb):
    answer = cli(verb, flowers, *(["--epochs", "5"] if verb == "train" else []))
    assert answer.code == 0
    assert answer.out
    assert answer.err.splitlines() == [
        "note: The inputs are standardized (--set standardize=none keeps them as they are).",
        "note: Column 'id' only counts the rows and is left out.",
    ]


def test_a_picture_of_the_window_on_data_is_drawn(cli, flowers, tmp_path):
    answer = cli("render", flowers, "--rows", "--out", str(tmp_path / "out.png"))
    assert answer.code == 0
    assert (tmp_path / "out.png").stat().st_size > 10_000


def test_a_network_is_chosen_for_data_and_can_be_changed(cli, flowers):
    report = cli("steps", flowers, "--json", "--set", "leave_out=price").json
    assert report["network"]["sizes"] == [2, 8, 4, 3]
    report = cli("steps", flowers, "--json", "--set", "hidden=8", "--set", "leave_out=price").json
    assert report["network"]["sizes"] == [2, 8, 3]


def test_how_data_is_read_comes_before_the_network_whatever_the_order(cli, flowers):
    settings = ["--set", "hidden=8", "--set", "leave_out=kind", "--set", "target=price"]
    answer = cli("train", flowers, *settings)
    assert answer.code == 0
    assert "R² 9" in answer.out
    settings = [*settings, "--set", "task=classification", "--set", "epochs=1"]
    assert "accuracy" in cli("train", flowers, *settings).out


def test_data_is_put_into_a_preset(cli, flowers):
    report = cli("steps", "xor", "--data", flowers, "--json").json
    assert report["network"]["sizes"] == [3, 3, 3]
    assert report["network"]["activations"] == ["tanh", "softmax"]
    answer = cli("train", "xor", "--data", flowers, "--set", "target=price",
                 "--set", "leave_out=kind", "--epochs", "2")  # fmt: skip
    assert "R²" in answer.out


def test_a_preset_comes_before_a_file_of_its_name(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "xor").write_text(FLOWERS)
    assert cli("steps", "xor", "--json").json["network"]["sizes"] == [2, 3, 1]
    (tmp_path / "flowers").write_text(FLOWERS)
    assert cli("steps", "flowers", "--json").json["network"]["sizes"] == [3, 8, 3]


def test_data_and_more_data_are_one_too_many(cli, flowers):
    answer = cli("train", flowers, "--data", flowers)
    assert (answer.code, answer.out) == (2, "")
    assert "name one of the two" in answer.err


MALFORMED = {
    "nothing.csv": b"",
    "ragged.csv": b"a,b\n1,2\n1,2,3\n",
    "words.csv": b"name,kind\nx,a\ny,b\n",
    "other page.csv": b"a,b\n\xe4,1\n\xe4,2\n",
    "binary.dat": bytes(range(256)),
    "damaged.npy": b"\x93NUMPY\x01\0 no",
    "damaged.npz": b"PK\3\4 no",
    "train-images-idx3-ubyte": b"\0\0\x08\3\0\0",
    "packed-idx3-ubyte.gz": b"\x1f\x8b no",
    "picture.png": b"\x89PNG\r\n",
}


@pytest.mark.parametrize(("name", "content"), MALFORMED.items(), ids=MALFORMED)
@pytest.mark.parametrize("verb", ["train", "window"])
def test_malformed_data_ends_with_2_and_one_line_that_names_it(cli, tmp_path, verb, name, content):
    (tmp_path / name).write_bytes(content)
    answer = cli(verb, str(tmp_path / name))
    assert (answer.code, answer.out) == (2, "")
    assert re.fullmatch(rf"nnviz: {re.escape(name)}.*\.\n", answer.err)


@pytest.fixture
def pets(tmp_path):
    """A folder of pictures, one of them broken."""
    from PySide6.QtGui import QImage

    for name, level in (("cat", 40), ("dog", 200)):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for k in range(12):
            pixels = np.full((9, 12, 3), level + k, np.uint8)
            image = QImage(pixels.tobytes(), 12, 9, 36, QImage.Format.Format_RGB888)
            assert image.save(str(tmp_path / "pets" / name / f"{k}.png"))
    (tmp_path / "pets" / "cat" / "5.png").write_bytes(b"no")
    return str(tmp_path / "pets")


def test_a_folder_of_pictures_is_learned_and_the_broken_are_listed(cli, pets):
    answer = cli("train", pets, "--set", "image_size=5", "--set", "hidden=6", "--json")
    assert answer.code == 0
    assert np.shape(answer.json["parameters"]["W1"]) == (6, 75)
    assert answer.json["accuracy"] == 1
    assert re.fullmatch(r"note: 1 picture .* skipped: '5\.png'\.\n", answer.err)


def test_a_folder_without_pictures_is_refused(cli, tmp_path):
    answer = cli("train", str(tmp_path))
    assert (answer.code, answer.out) == (2, "")
    assert "there are no pictures in this folder" in answer.err


def test_steps_with_samples_as_rows_are_transposed(cli):
    columns, rows = cli("steps", "xor", "--json").json, cli("steps", "xor", "--rows", "--json").json
    assert (columns["samples_as"], rows["samples_as"]) == ("columns", "rows")
    for one, other in zip(columns["steps"], rows["steps"], strict=True):
        assert np.array_equal(np.transpose(one["value"]), other["value"])
        assert one["shape"] == other["shape"][::-1]
    assert re.search(r"^Z1 = X·W1 \+ β1   \(4, 3\)$", cli("steps", "xor", "--rows").out, re.M)


# -- every preset --------------------------------------------------------------------------------


def test_every_preset_is_a_row_of_the_table(cli):
    answer = cli("train", "--all", "--epochs", "2")
    assert (answer.code, answer.err) == (0, "")
    head, *rows = answer.out.splitlines()
    assert head.split() == ["preset", "network", "epochs", "seconds", "cost", "test", "train",
                            "test"]  # fmt: skip
    assert [row.split()[0] for row in rows] == preset_names()
    for row in rows:
        experiment = load_preset(row.split()[0])
        assert row.split()[1] == "-".join(map(str, experiment.sizes))
        assert ("R²" if experiment.shape.classes == 0 else "accuracy") in row


def test_the_rows_of_the_table_are_those_of_the_presets_alone(cli):
    rows = cli("train", "--all", "--json", "--epochs", "2").json["presets"]
    assert [row["preset"] for row in rows] == preset_names()
    report = cli("train", "circle", "--epochs", "2", "--json").json
    row = next(row for row in rows if row["preset"] == "circle")
    assert (row["cost"], row["test_cost"]) == (report["cost"][-1], report["test_cost"][-1])
    assert row["test_accuracy"] == report["test_accuracy"]


def test_a_preset_that_fails_is_shown_as_such_and_the_rest_is_trained(cli):
    answer = cli("train", "--all", "--epochs", "5", *DIVERGING[:2])
    rows = answer.out.splitlines()[1:]
    failed = [row.split()[0] for row in rows if "failed" in row]
    assert answer.code == 1
    assert "gaussians" in failed
    assert len(failed) < len(rows) == len(preset_names())
    assert [line.split(":")[1].strip() for line in answer.err.splitlines()] == failed


def test_a_setting_that_suits_some_presets_fails_for_the_others_only(cli):
    answer = cli("train", "--all", "--epochs", "1", "--set", "classes=3")
    rows = {row.split()[0]: row for row in answer.out.splitlines()[1:]}
    assert answer.code == 1
    assert "failed" in rows["xor"]
    assert "failed" not in rows["blobs"]


def test_the_help_names_every_setting(cli):
    out = cli("train", "--help").out
    documents = sections(Experiment())
    for document in documents.values():
        for field in document.__struct_fields__:
            if field != "points":
                assert re.search(rf"\b{field}\b", out), field


def test_training_on_the_command_line_measures_all_samples(cli, monkeypatch):
    monkeypatch.setattr(evaluation, "_MOST_VALUES", 60)  # the window would take a few
    report = cli("train", "circle", "--epochs", "2", "--json").json
    run = Run(load_preset("circle"), every_sample=True)
    run.advance(2 * run.trainer.batches)
    assert report["cost"][-1] == run.evaluation.cost
    assert run.evaluation.train.count == len(run.trainer.train)
