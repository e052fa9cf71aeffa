"""The one document: data, network, training and view."""

from typing import Literal

from nnviz.session.data_settings import Data
from nnviz.session.document import Document
from nnviz.session.sources import Shape, shape_of

MOST_UNITS = 16_384
MOST_LAYERS = 64
MOST_SEED = 2**31 - 1


class NetworkSettings(Document, frozen=True):
    """Hidden sizes and the tables' names; input and output sizes follow from data and output.

    ``keep_prob`` is the share of units that each hidden layer keeps, one for all or a list;
    ``weight_scale`` multiplies what the initializer draws.
    """

    features: tuple[str, ...] = ()
    hidden: tuple[int, ...] = (3,)
    activation: str = "tanh"
    output: str = "sigmoid"
    loss: str = "binary_cross_entropy"
    initializer: str = "xavier"
    weight_scale: float = 1.0
    keep_prob: float | tuple[float, ...] = 1.0


class Training(Document, frozen=True):
    """How it learns. ``epochs`` is how long ``nnviz train`` goes on unless told."""

    optimizer: str = "gradient_descent"
    learning_rate: float = 0.3
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    regularization: str = "none"
    regularization_rate: float = 0.1
    batch_size: int | Literal["full"] = "full"
    seed: int = 0
    epochs: int = 1000


class View(Document, frozen=True):
    """What a person looks at, where it is worth keeping with the rest.

    ``rows`` shows samples as rows; ``chain`` shows g'(Z) as a line, also beside the shortcut.
    ``axes`` are the two inputs, counted from 1, across which a decision region is drawn.
    ``cost_parts`` are the curves of the cost plot: "test" is what does not train, dev and test.
    ``digits`` is the precision of matrices, ``notation`` how their numbers are written: "auto"
    takes powers of ten where decimals do not do. ``colour_range`` is what full colour means:
    the largest entry of the matrix itself, or of all that are in sight. ``memory`` is how many
    megabytes the copies take from which earlier moments of a run are reached.
    """

    edges: Literal["W", "dW", "change"] = "W"
    units: Literal["values", "maps"] = "maps"
    rows: bool = False
    chain: bool = False
    axes: tuple[int, int] = (1, 2)
    log_cost: bool = False
    cost_axis: Literal["iterations", "epochs"] = "iterations"
    cost_parts: Literal["all", "train", "test"] = "all"
    sample: int = 0
    most_edges: int = 2000
    digits: int = 3
    notation: Literal["auto", "decimal", "scientific"] = "auto"
    colour_range: Literal["matrix", "shared"] = "matrix"
    memory: int = 64


class Experiment(Document, frozen=True):
    """The whole document. A preset is one of these in TOML."""

    title: str = ""
    note: str = ""
    description: str = ""
    data: Data = Data()
    network: NetworkSettings = NetworkSettings()
    training: Training = Training()
    view: View = View()

    @property
    def shape(self) -> Shape:
        """What the network must fit."""
        return shape_of(self.data)

    @property
    def sizes(self) -> tuple[int, ...]:
        """n_0 ... n_L."""
        first = len(self.network.features) or self.shape.inputs
        return (first, *self.network.hidden, self.outputs)

    @property
    def outputs(self) -> int:
        """n_L: softmax has a unit a class; two classes need a single unit otherwise."""
        shape = self.shape
        if not shape.classes:
            return shape.outputs
        more = self.network.output == "softmax" or shape.classes > 2
        return shape.classes if more else 1

    @property
    def samples(self) -> int:
        """How many samples the data has, whether chosen or given by its source."""
        return self.shape.samples

    @property
    def keep_prob(self) -> tuple[float, ...]:
        """The share of units that each hidden layer keeps; empty without dropout."""
        wanted, count = self.network.keep_prob, len(self.network.hidden)
        shares = (wanted,) * count if isinstance(wanted, int | float) else wanted
        return () if all(share == 1 for share in shares) else shares


def sections(experiment: Experiment) -> dict[str, Document]:
    """The parts that have fields of their own, by name."""
    return {
        "data": experiment.data,
        "network": experiment.network,
        "training": experiment.training,
        "view": experiment.view,
    }
