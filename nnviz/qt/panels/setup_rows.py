"""The settings that the form offers, row by row."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.features import INPUTS
from nnviz.nn.initializers import INITIALIZERS
from nnviz.nn.losses import LOSSES
from nnviz.nn.optimizers import OPTIMIZERS
from nnviz.nn.regularizers import REGULARIZERS
from nnviz.qt.panels.feature_chips import FeatureChips
from nnviz.qt.panels.fields import Choice, Number, Typed
from nnviz.qt.panels.layers_editor import LayersEditor
from nnviz.qt.panels.setting import Fit, Setting
from nnviz.session.checks import MOST_SAMPLES, NO_REGULARIZATION
from nnviz.session.data_settings import FILE, POINTS
from nnviz.session.experiment import MOST_SEED, MOST_UNITS
from nnviz.session.sources import SOURCES

_RATES = ("0.00001", "0.0001", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10")
_PENALTIES = ("0", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10")
_STANDARDIZE = {"none": "nothing", "inputs": "inputs", "all": "inputs and targets"}


def _choice(titles: Mapping[str, str]) -> Callable[[QWidget], Choice]:
    return lambda parent: Choice(titles, parent)


def _typed(*offered: str) -> Callable[[QWidget], Typed]:
    return lambda parent: Typed(offered, parent)


def _number(low: int, high: int) -> Callable[[QWidget], Number]:
    return lambda parent: Number(low, high, parent)


def _percent(low: int, high: int) -> Callable[[QWidget], Number]:
    return lambda parent: Number(low, high, parent, percent=True)


# -- what applies ----------------------------------------------------------------------------------


def _not_two_inputs(fit: Fit) -> str:
    if fit.shape.inputs == INPUTS:
        return ""
    return f"They are functions of two inputs, and this data has {fit.shape.inputs}"


def _no_hidden_layer(fit: Fit) -> str:
    return "" if fit.experiment.network.hidden else "There is no hidden layer"


def _features(fit: Fit) -> tuple[str, ...] | None:
    return None if _not_two_inputs(fit) else fit.experiment.network.features


def _not_for_numbers(names: tuple[str, ...]) -> Callable[[Fit], Mapping[str, str]]:
    def bars(fit: Fit) -> Mapping[str, str]:
        reason = "It is for classes, and this data predicts numbers"
        return {} if fit.shape.classes else dict.fromkeys(names, reason)

    return bars


def _uses(setting: str) -> Callable[[Fit], bool]:
    return lambda fit: setting in OPTIMIZERS[fit.experiment.training.optimizer].settings


def _regularized(fit: Fit) -> bool:
    return fit.experiment.training.regularization != NO_REGULARIZATION


def _missing_sources(fit: Fit) -> Mapping[str, str]:
    data, missing = fit.experiment.data, {}
    if not data.path and not fit.can_open:
        missing[FILE] = "No file has been opened yet"
    if len(data.points) < 2:
        missing[POINTS] = "Draw at least two points on the decision region first"
    return missing


def _given_count(fit: Fit) -> str:
    if fit.generator is not None and fit.generator.count is None:
        return ""
    return f"These are always {fit.shape.samples}"


def _nothing_drawn(fit: Fit) -> str:
    return "" if fit.generator is not None else "Noise is for data that is made here"


def _free(field: str) -> Callable[[Fit], bool]:
    return lambda fit: fit.generator is not None and field in fit.generator.free


def _own_number(field: str) -> Callable[[Any, Fit], Any]:
    """None for the number that the data has anyway."""
    return lambda value, fit: None if value == getattr(fit.generator, field, None) else value


def _only_inputs(fit: Fit) -> Mapping[str, str]:
    return {"all": "Classes have no targets to standardize"} if fit.shape.classes else {}


# -- the table -------------------------------------------------------------------------------------

_NETWORK: tuple[tuple[Setting, ...], ...] = (
    (
        Setting("network.features", "Features of &x₁, x₂", FeatureChips,
                "What of the two inputs is fed to the network", name="Features",
                why_not=_not_two_inputs, shows=_features),
    ),
    (
        Setting("network.hidden", "Hidden la&yers", LayersEditor,
                "How many units each hidden layer has", name="Hidden layers"),
    ),
    (
        Setting("network.activation", "&Activation",
                _choice({row.name: row.title for row in ACTIVATIONS.values() if row.hidden}),
                "g of the hidden layers", letters=8, why_not=_no_hidden_layer),
        Setting("network.output", "&Output",
                _choice({row.name: row.title for row in ACTIVATIONS.values()}),
                "g of the output layer", letters=8, bars=_not_for_numbers(("softmax",))),
    ),
    (
        Setting("network.loss", "&Loss", _choice({row.name: row.title for row in LOSSES.values()}),
                "What is minimized; it must fit the output", beside=True,
                bars=_not_for_numbers(tuple(n for n in LOSSES if n != "squared_error"))),
    ),
    (
        Setting("network.initializer", "&Initializer",
                _choice({row.name: row.title for row in INITIALIZERS.values()}),
                "How weights are drawn at the start", letters=12, share=3),
        Setting("network.weight_scale", "&Weight scale", _typed("0.1", "0.5", "1", "2", "10"),
                "What the weights that the initializer draws are multiplied by", share=2),
    ),
)  # fmt: skip
_TRAINING: tuple[tuple[Setting, ...], ...] = (
    (
        Setting("training.optimizer", "Opti&mizer",
                _choice({row.name: row.title for row in OPTIMIZERS.values()}),
                "How a gradient becomes a change of the weights", letters=14, share=3),
        Setting("training.learning_rate", "Learnin&g rate", _typed(*_RATES),
                "α: any number above 0", share=2),
    ),
    (
        Setting("training.beta1", "β₁", _typed("0.5", "0.9", "0.95", "0.99"),
                "How much of the old average of gradients stays", name="Beta 1", after="M",
                applies=_uses("beta1")),
        Setting("training.beta2", "β₂", _typed("0.9", "0.99", "0.999"),
                "How much of the old average of squared gradients stays", name="Beta 2", after="M",
                applies=_uses("beta2")),
        Setting("training.epsilon", "ε", _typed("1e-8", "1e-6", "1e-4"),
                "Keeps the division by a root from being one by 0", name="Epsilon", after="M",
                applies=_uses("epsilon")),
    ),
    (
        Setting("training.regularization", "Reg&ularize",
                _choice({NO_REGULARIZATION: "none",
                         **{row.name: row.title for row in REGULARIZERS.values()}}),
                "What is added to the cost to keep weights small", name="Regularization"),
        Setting("training.regularization_rate", "λ", _typed(*_PENALTIES),
                "How much large weights cost: 0 or any number above", name="Lambda", after="U",
                applies=_regularized, keeps_room=True),
        Setting("network.keep_prob", "Dropout &keep", _typed("1", "0.8", "0.5"),
                "The share of units that a hidden layer keeps in an iteration: one for all, or one "
                "a layer such as 0.8, 0.5", why_not=_no_hidden_layer),
    ),
    (
        Setting("training.batch_size", "&Batch size",
                _typed("full", "1", "5", "10", "20", "30", "64"),
                "Samples an iteration; full for all of them"),
        Setting("training.seed", "&Seed", _number(0, MOST_SEED),
                "Decides weights, samples, shuffles; the same seed, the same run"),
    ),
)  # fmt: skip
_DATA: tuple[tuple[Setting, ...], ...] = (
    (
        Setting("data.source", "&Data", _choice(SOURCES), "What is learned from", beside=True,
                bars=_missing_sources),
    ),
    (
        Setting("data.inputs", "Inputs", _number(1, MOST_UNITS), "How many inputs a sample has",
                after="D", applies=_free("inputs"), shows=lambda fit: fit.shape.inputs,
                kept=_own_number("inputs")),
        Setting("data.classes", "&Classes", _number(2, 100), "How many classes there are",
                applies=_free("classes"), shows=lambda fit: fit.shape.classes,
                kept=_own_number("classes")),
    ),
    (
        Setting("data.samples", "Sam&ples", _number(2, MOST_SAMPLES), "How many are drawn",
                why_not=_given_count, shows=lambda fit: fit.shape.samples),
        Setting("data.noise", "&Noise", _percent(0, 50), "How much chance is mixed into the data",
                why_not=_nothing_drawn),
    ),
    (
        Setting("data.train_share", "&Train share", _percent(1, 100),
                "The part that trains; dev and test share the rest"),
        Setting("data.dev_share", "Dev share", _percent(0, 99),
                "The part by which settings are compared; what is left over tests", after="T"),
    ),
    (
        Setting("data.standardize", "Standardi&ze", _choice(_STANDARDIZE),
                "Subtract the mean of the training samples and divide by their deviation",
                beside=True, bars=_only_inputs),
    ),
)  # fmt: skip

SECTIONS = {"Network": _NETWORK, "Training": _TRAINING, "Data": _DATA}
