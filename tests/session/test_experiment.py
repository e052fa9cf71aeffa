"""One document, checked in one place; what does not fit is refused in one sentence."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data.generators import GENERATORS
from nnviz.errors import UserError
from nnviz.session.changes import find_field, from_toml, replaced
from nnviz.session.checks import check
from nnviz.session.experiment import Experiment
from nnviz.session.run import Run
from nnviz.session.session import Session
from tests.session.moving import bits

NAN, INF = float("nan"), float("inf")
# The field, a bad value, and how the sentence names the field.
BAD = [
    ("data.source", "xorr", "data.source"),
    ("data.source", "", "data.source"),
    ("data.samples", 1, "data.samples"),
    ("data.samples", 10**9, "data.samples"),
    ("data.samples", 12.5, "samples"),
    ("data.noise", -0.01, "data.noise"),
    ("data.noise", 0.51, "data.noise"),
    ("data.noise", NAN, "data.noise"),
    ("data.noise", "much", "noise"),
    ("data.train_share", 0.005, "data.train_share"),
    ("data.dev_share", 1.0, "data.dev_share"),
    ("data.dev_share", -0.1, "data.dev_share"),
    ("data.dev_share", 0.3, "data.dev_share"),  # all samples train
    ("data.standardize", "outputs", "standardize"),
    ("data.path", 3, "path"),
    ("data.image_size", 1, "data.image_size"),
    ("data.points", ((0.0, 0.0, 10),), "data.points"),
    ("data.points", ((NAN, 0.0, 1),), "data.points"),
    ("data.source", "file", "data.path"),
    ("data.source", "points", "data.points"),
    ("network.features", ("x3",), "network.features"),
    ("network.features", ("x1", "x1"), "network.features"),
    ("network.keep_prob", 0.0, "network.keep_prob"),
    ("network.keep_prob", 1.5, "network.keep_prob"),
    ("network.keep_prob", NAN, "network.keep_prob"),
    ("network.keep_prob", (0.5, 0.5), "network.keep_prob"),
    ("network.weight_scale", -1.0, "network.weight_scale"),
    ("training.beta1", 1.0, "training.beta1"),
    ("training.beta2", -0.1, "training.beta2"),
    ("training.epsilon", 0.0, "training.epsilon"),
    ("training.regularization", "l3", "training.regularization"),
    ("training.regularization_rate", -1.0, "training.regularization_rate"),
    ("training.regularization_rate", INF, "training.regularization_rate"),
    ("view.axes", (0, 1), "view.axes"),
    ("view.axes", (1,), "axes"),
    ("view.units", "pictures", "units"),
    ("data.train_share", 1.01, "data.train_share"),
    ("data.train_share", NAN, "data.train_share"),
    ("data.inputs", 3, "data.inputs"),
    ("data.inputs", 0, "data.inputs"),
    ("data.classes", 5, "data.classes"),
    ("data.classes", 1, "data.classes"),
    ("network.hidden", (0,), "network.hidden"),
    ("network.hidden", (3, -1), "network.hidden"),
    ("network.hidden", (10**9,), "network.hidden"),
    ("network.hidden", (10**30,), "network.hidden"),
    ("network.hidden", (1,) * 65, "network.hidden"),
    ("network.hidden", (16_000, 16_000), "network.hidden"),
    ("network.hidden", 3, "hidden"),
    ("network.hidden", ("a",), "hidden"),
    ("network.activation", "rellu", "network.activation"),
    ("network.activation", "softmax", "network.activation"),
    ("network.output", "step", "network.output"),
    ("network.loss", "hinge", "network.loss"),
    ("network.loss", "categorical_cross_entropy", "network.loss"),
    ("network.initializer", "lucky", "network.initializer"),
    ("training.optimizer", "adamant", "training.optimizer"),
    ("training.learning_rate", 0.0, "training.learning_rate"),
    ("training.learning_rate", -0.1, "training.learning_rate"),
    ("training.learning_rate", NAN, "training.learning_rate"),
    ("training.learning_rate", INF, "training.learning_rate"),
    ("training.learning_rate", 10**400, "learning_rate"),
    ("training.learning_rate", "abc", "learning_rate"),
    ("training.learning_rate", None, "learning_rate"),
    ("training.batch_size", 0, "training.batch_size"),
    ("training.batch_size", -4, "training.batch_size"),
    ("training.batch_size", 10**9, "training.batch_size"),
    ("training.batch_size", "half", "batch_size"),
    ("training.seed", -1, "training.seed"),
    ("training.seed", 2**63, "training.seed"),
    ("training.seed", True, "seed"),
    ("training.epochs", 0, "training.epochs"),
    ("training.epochs", 10**8, "training.epochs"),
    ("view.sample", -1, "view.sample"),
    ("view.most_edges", 5, "view.most_edges"),
    ("view.edges", "dZ", "edges"),
    ("view.log_cost", "yes", "log_cost"),
]
# A file, and what the sentence about it says beside its name.
BROKEN = {
    "not TOML": (b"title = \nnote = ''", "line 1"),
    "cut off": (b"[data\nnoise = 0.1", "line 1"),
    "not text": (b"\xff\xfe\x00", "utf-8"),
    "an unknown field": (b"[training]\nrate = 1.0", "rate"),
    "an unknown section": (b"[model]\nhidden = [3]", "model"),
    "a number for a list": (b"[network]\nhidden = 3", "network.hidden"),
    "text for a number": (b"[training]\nlearning_rate = 'fast'", "training.learning_rate"),
    "not a number": (b"[training]\nlearning_rate = nan", "training.learning_rate"),
    "a fraction for a count": (b"[training]\nbatch_size = 1.5", "training.batch_size"),
    "twice the same": (b"[data]\nnoise = 0.1\nnoise = 0.2\n", "line 3"),
    "an unfit loss": (b"[network]\noutput = 'softmax'", "network.loss"),
    "a huge layer": (b"[network]\nhidden = [1000000000]", "network.hidden"),
    "a number of thousands of digits": (b"[training]\nseed = " + b"1" * 5000, "file.toml"),
    "thousands of brackets": (b"title = " + b"[" * 100_000, "file.toml"),
    "a line break in a name": (b'[data]\nsource = "a\\nb"', "data.source"),
}


def sentence_of(refused):
    text = str(refused.value)
    assert "\n" not in text
    assert text.endswith(".")
    assert not text.endswith("..")
    return text


@pytest.mark.parametrize(("key", "value", "named"), BAD, ids=str)
def test_a_value_that_does_not_fit_is_refused_by_the_name_of_its_field(key, value, named):
    with pytest.raises(UserError) as refused:
        replaced(Experiment(), {key: value})
    assert named in sentence_of(refused)


def test_a_refused_value_changes_nothing_in_a_session():
    session = Session(Experiment())
    session.run.advance(3)
    session.publish()
    experiment, run, snapshot = session.experiment, session.run, session.snapshot
    before = bits(snapshot.matrices)
    for key, value, _ in BAD:
        for method in (session.change, session.set_up):
            if key == "network.loss" and method == session.set_up:
                continue  # takes an output that fits with it
            with pytest.raises(UserError):
                method(key, value)
    assert session.experiment is experiment
    assert (session.run, session.snapshot, session.undo_label) == (run, snapshot, "")
    assert (run.completed, bits(run.snapshot().matrices)) == (3, before)


@pytest.mark.parametrize(("text", "named"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_by_its_name_and_the_place(text, named):
    with pytest.raises(UserError) as refused:
        from_toml(text, "file.toml")
    sentence = sentence_of(refused)
    assert sentence.startswith("file.toml: ")
    assert named in sentence


FIELDS = [f"{section}.{field}" for section in ("data", "network", "training", "view")
          for field in getattr(Experiment(), section).__struct_fields__]  # fmt: skip
VALUES = ["0", "-1", "2", "1e9", "nan", "inf", "true", "'xor'", "'softmax'", "[3, 2]", "[]", "{}"]
lines = st.lists(
    st.tuples(st.sampled_from([*FIELDS, "title", "data", "x.y"]), st.sampled_from(VALUES)),
    max_size=4,
).map(lambda pairs: "\n".join(f"{key} = {value}" for key, value in pairs).encode())


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode) | lines)
def test_any_file_is_an_experiment_or_refused(text):
    try:
        experiment = from_toml(text, "file.toml")
    except UserError:
        return
    assert check(experiment) is experiment


def test_what_a_file_leaves_out_has_its_usual_value():
    assert from_toml(b"[training]\nseed = 4", "file.toml") == replaced(
        Experiment(), {"training.seed": 4}
    )


@pytest.mark.parametrize("key", ["network.loss", "loss", " loss ", "network.loss "])
def test_a_field_is_found_with_and_without_its_section(key):
    assert find_field(key, Experiment()) == ("network", "loss")


def test_a_field_is_found_with_hyphens_for_underscores():
    assert find_field("learning-rate", Experiment()) == ("training", "learning_rate")


@pytest.mark.parametrize("key", ["", "los s", "network.", "data.loss", "title", "__class__"])
def test_what_is_not_a_setting_is_refused_by_its_name(key):
    with pytest.raises(UserError, match="is not a setting") as refused:
        find_field(key, Experiment())
    assert f"'{key}'" in sentence_of(refused)


def test_a_misspelt_name_is_met_with_the_nearest():
    with pytest.raises(UserError, match="did you mean tanh"):
        replaced(Experiment(), {"network.activation": "tahn"})


def test_several_changes_have_to_fit_together_and_not_one_by_one():
    softmax = {"network.output": "softmax", "network.loss": "categorical_cross_entropy"}
    assert replaced(Experiment(), softmax).sizes == (2, 3, 2)


@pytest.mark.parametrize(
    ("output", "classes", "outputs"),
    [("sigmoid", 2, 1), ("tanh", 2, 1), ("softmax", 2, 2), ("softmax", 4, 4), ("sigmoid", 4, 4)],
)
def test_softmax_has_a_unit_a_class_and_two_classes_need_one_otherwise(output, classes, outputs):
    changes = {
        "data.source": "blobs",
        "data.classes": classes,
        "network.output": output,
        "network.loss": "squared_error",
    }
    assert replaced(Experiment(), changes).sizes == (2, 3, outputs)


OUTPUTS = ["sigmoid", "softmax", "tanh", "relu", "linear"]
FITTING = [
    (source, output)
    for source, row in sorted(GENERATORS.items())
    for output in OUTPUTS
    if row.classes or output != "softmax"
]


@pytest.mark.parametrize(("source", "output"), FITTING)
def test_every_source_and_output_makes_a_run_that_steps(source, output):
    changes = {
        "data.source": source,
        "data.samples": 12,
        "data.train_share": 0.5,
        "data.standardize": "all",
        "network.output": output,
        "network.loss": "squared_error",
        "training.batch_size": 4,
    }
    run = Run(replaced(Experiment(), changes))
    run.finish_epoch()
    assert run.problem is None
    train = run.evaluation.train
    if GENERATORS[source].classes:
        assert 0 <= train.accuracy <= 1
        assert train.explained is None
    else:
        assert train.explained <= 1
        assert train.accuracy is None


def test_a_session_refuses_an_experiment_that_does_not_fit():
    with pytest.raises(UserError, match=r"data\.noise"):
        Session(msgspec.structs.replace(Experiment(), data=msgspec.structs.replace(
            Experiment().data, noise=0.9
        )))  # fmt: skip
