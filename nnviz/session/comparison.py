"""Cost curves of earlier runs, kept to be compared with the present one, and what sets them apart.

A label is never stored: it is what two documents differ in, so it stays true when the present one
changes again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType

from nnviz.data.generators import GENERATORS
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.initializers import INITIALIZERS
from nnviz.nn.losses import LOSSES
from nnviz.nn.optimizers import OPTIMIZERS
from nnviz.nn.regularizers import REGULARIZERS
from nnviz.session.curve import Curve
from nnviz.session.data_settings import FILE
from nnviz.session.experiment import Experiment
from nnviz.session.sources import SOURCES

MOST = 6
"""So many curves can be told apart, and read."""

FEWEST_POINTS = 4
"""A run that ended sooner is not worth keeping unasked."""

_MOST_WORDS = 3  # differences that a label names, where a name says as much

SAME = "same settings"


@dataclass(frozen=True)
class KeptCurve:
    """The cost of a run that is over, or of the present one up to a moment.

    Attributes:
        experiment: the document of that run.
        name: the preset it began as, or its title; empty for neither.
        curve: its cost.
        batches: iterations in an epoch.
        slot: 0 ... MOST - 1, no two alike: what decides its colour for as long as it is kept.
    """

    experiment: Experiment
    name: str
    curve: Curve
    batches: int
    slot: int


class Comparison:
    """The kept curves, the oldest first."""

    def __init__(self) -> None:
        self.on = False
        """Whether every run that is left for another is kept unasked."""
        self.kept: tuple[KeptCurve, ...] = ()

    def keep(self, experiment: Experiment, name: str, curve: Curve, batches: int) -> None:
        """Keep a copy of a curve; the oldest one goes where there would be too many.

        A run repeats itself exactly, so of two curves of the same run the longer one is kept.
        """
        if not curve.iterations:
            return
        slot = None
        for each in self.kept:
            if _same_run(each, experiment, curve):
                if each.curve.iterations[-1] >= curve.iterations[-1]:
                    return
                self.drop(each)
                slot = each.slot
        if len(self.kept) == MOST:
            self.drop(self.kept[0])
        taken = {each.slot for each in self.kept}
        if slot is None:
            slot = next(free for free in range(MOST) if free not in taken)
        name = name or experiment.title
        self.kept += (KeptCurve(experiment, name, curve.copy(), batches, slot),)

    def drop(self, curve: KeptCurve) -> None:
        """Forget one."""
        self.kept = tuple(each for each in self.kept if each is not curve)

    def clear(self) -> None:
        """Forget all."""
        self.kept = ()

    def bring_back(self, curves: tuple[KeptCurve, ...]) -> None:
        """Have these again, as when they were dropped with a change that is undone."""
        taken = {each.slot for each in curves}
        others = (each for each in self.kept if each not in curves and each.slot not in taken)
        self.kept = (*curves, *others)[-MOST:]

    def labels(self, present: Experiment, name: str = "") -> list[str]:
        """What sets each kept run apart from the present one, in the order of ``kept``."""
        often = Counter(
            (field, *phrases(each.experiment, [field]))
            for each in self.kept
            for field in _apart([each.experiment, present])
        )
        made = [label(each, present, name, often) for each in self.kept]
        for text in {text for text in made if made.count(text) > 1}:
            alike = [place for place, each in enumerate(made) if each == text]
            documents = [self.kept[place].experiment for place in alike]
            fields = _apart(documents)
            for place, document in zip(alike, documents, strict=True):
                more = phrases(document, fields)
                if more:
                    made[place] = f"{text}: {', '.join(more)}"
        return made

    def present_label(self, present: Experiment, name: str = "") -> str:
        """What sets the present run apart from the kept ones; empty if nothing does."""
        words = phrases(present, _apart([present, *(each.experiment for each in self.kept)]))
        name = name or present.title
        others = all(each.name != name for each in self.kept)
        return name if len(words) > _MOST_WORDS and name and others else ", ".join(words)


def label(
    kept: KeptCurve,
    present: Experiment,
    name: str = "",
    often: Mapping[tuple[str, ...], int] = MappingProxyType({}),
) -> str:
    """What the settings of a kept run are where the present ones are others.

    What few kept runs have comes first; ``often`` counts a field with its words. Where nearly
    everything differs, it is the name that the kept run had.
    """

    def count(field: str) -> int:
        return often.get((field, *phrases(kept.experiment, [field])), 0)

    words = phrases(kept.experiment, sorted(_apart([kept.experiment, present]), key=count))
    if len(words) > _MOST_WORDS and kept.name and kept.name != (name or present.title):
        return kept.name
    return ", ".join(words) or SAME


def _same_run(kept: KeptCurve, experiment: Experiment, curve: Curve) -> bool:
    """Whether two curves belong to one run; a rate changed on the way makes another run."""
    if _apart([kept.experiment, experiment]):
        return False
    old = dict(zip(kept.curve.iterations, kept.curve.train, strict=True))
    new = zip(curve.iterations, curve.train, strict=True)
    return all(old[place] == cost for place, cost in new if place in old)


def _apart(documents: Sequence[Experiment]) -> list[str]:
    """The fields of data, network and training in which documents differ; not how long it runs."""
    first = documents[0]
    return [
        f"{section}.{field}"
        for section in ("data", "network", "training")
        for field in getattr(first, section).__struct_fields__
        if field != "epochs"
        and any(
            getattr(getattr(each, section), field) != getattr(getattr(first, section), field)
            for each in documents[1:]
        )
    ]


def phrases(experiment: Experiment, fields: Iterable[str]) -> list[str]:
    """The settings of an experiment in words, for these fields; one phrase for what goes together.

    What has no effect in this experiment, such as the λ of no regularization, is not named.
    """
    made = dict.fromkeys(_PHRASES[field](experiment) for field in fields)
    return [each for each in made if each]


def _plain(value: float) -> str:
    return f"{value:.10g}".replace("-", "−")


def _percent(share: float) -> str:
    return f"{100 * share:.4g} %"


def _regularization(experiment: Experiment) -> str:
    row = REGULARIZERS.get(experiment.training.regularization)
    if row is None:
        return "no regularization"
    return f"{row.title} λ {_plain(experiment.training.regularization_rate)}"


def _optimizer(experiment: Experiment) -> str:
    return OPTIMIZERS[experiment.training.optimizer].title


def _rate(field: str, symbol: str) -> Callable[[Experiment], str]:
    def phrase(experiment: Experiment) -> str:
        if field not in OPTIMIZERS[experiment.training.optimizer].settings:
            return ""
        return f"{symbol} {_plain(getattr(experiment.training, field))}"

    return phrase


def _dropout(experiment: Experiment) -> str:
    shares = experiment.keep_prob
    if not shares:
        return "no dropout"
    return "dropout, keep " + "-".join(dict.fromkeys(map(_percent, shares)))


def _hidden(experiment: Experiment) -> str:
    sizes = experiment.network.hidden
    if not sizes:
        return "no hidden layer"
    if len(sizes) > 3 and len(set(sizes)) == 1:
        return f"{len(sizes)} hidden layers of {sizes[0]:,}"
    return "hidden " + "-".join(map(str, sizes))


def _features(experiment: Experiment) -> str:
    count = len(experiment.network.features)
    return f"{count} feature{'s' * (count > 1)}" if count else "no features"


def _source(experiment: Experiment) -> str:
    data = experiment.data
    return PurePath(data.path).name if data.source == FILE and data.path else SOURCES[data.source]


def _samples(experiment: Experiment) -> str:
    row = GENERATORS.get(experiment.data.source)
    own = row is None or row.count is not None  # then the setting has no effect
    return "" if own else f"{experiment.data.samples:,} samples"


def _standardize(experiment: Experiment) -> str:
    wanted = experiment.data.standardize
    return {"none": "not standardized", "inputs": "standardized"}.get(wanted, "all standardized")


def _shares(experiment: Experiment) -> str:
    data = experiment.data
    dev = f", dev {_percent(data.dev_share)}" if data.dev_share else ""
    return f"train {_percent(data.train_share)}{dev}"


def _count(field: str, what: str) -> Callable[[Experiment], str]:
    def phrase(experiment: Experiment) -> str:
        if experiment.data.source == FILE:  # what has no effect is not worth reading a file for
            return ""
        return f"{getattr(experiment.shape, field)} {what}"

    return phrase


def _task(experiment: Experiment) -> str:
    data = experiment.data
    if data.task != "auto":
        return data.task
    if data.source == FILE:  # a kept run may be of a file that is there no more
        return "task told from the target"
    return "classification" if experiment.shape.classes else "regression"


_PHRASES: dict[str, Callable[[Experiment], str]] = {
    "data.source": _source,
    "data.path": _source,
    "data.target": lambda e: f"target {e.data.target or 'by itself'}",
    "data.task": _task,
    "data.leave_out": lambda e: f"{len(e.data.leave_out)} columns left out",
    "data.image_size": lambda e: f"pictures {e.data.image_size} px",
    "data.points": lambda e: f"{len(e.data.points)} points",
    "data.samples": _samples,
    "data.noise": lambda e: f"noise {_percent(e.data.noise)}",
    "data.train_share": _shares,
    "data.dev_share": _shares,
    "data.standardize": _standardize,
    "data.inputs": _count("inputs", "inputs"),
    "data.classes": _count("classes", "classes"),
    "network.features": _features,
    "network.hidden": _hidden,
    "network.activation": lambda e: ACTIVATIONS[e.network.activation].title,
    "network.output": lambda e: f"output {ACTIVATIONS[e.network.output].title}",
    "network.loss": lambda e: LOSSES[e.network.loss].title,
    "network.initializer": lambda e: INITIALIZERS[e.network.initializer].title,
    "network.weight_scale": lambda e: f"weights × {_plain(e.network.weight_scale)}",
    "network.keep_prob": _dropout,
    "training.optimizer": _optimizer,
    "training.learning_rate": lambda e: f"learning rate {_plain(e.training.learning_rate)}",
    "training.beta1": _rate("beta1", "β₁"),
    "training.beta2": _rate("beta2", "β₂"),
    "training.epsilon": _rate("epsilon", "ε"),
    "training.regularization": _regularization,
    "training.regularization_rate": lambda e: (
        _regularization(e) if e.training.regularization != "none" else ""
    ),
    "training.batch_size": lambda e: f"batch size {e.training.batch_size}",
    "training.seed": lambda e: f"seed {e.training.seed}",
}
