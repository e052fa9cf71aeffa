"""One iteration by automatic differentiation, from the definitions and sharing no code with nnviz.

The cost is written as a function of the parameters and of a small matrix added to every Z and
every A. Its derivative by what is added, times m, is dZ and dA: the loss of each sample, not
divided by m.

Every array may have an axis before its rows and columns, along which several networks of the
same shape lie; they are computed side by side.
"""

import math
from dataclasses import dataclass

import autograd.numpy as np
from autograd import elementwise_grad, grad
from autograd.extend import defvjp, primitive


@dataclass(frozen=True)
class Rules:
    """What an iteration follows, beside its numbers; the rates are named as in the notes."""

    activations: tuple[str, ...]
    loss: str
    learning_rate: float
    optimizer: str = "gradient_descent"
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    regularizer: str = "none"
    rate: float = 0.0
    keep_prob: tuple[float, ...] = ()
    features: tuple[str, ...] = ()
    chain: bool = False


@primitive
def _erf(z):
    return np.reshape([math.erf(each) for each in np.ravel(z)], np.shape(z))


defvjp(_erf, lambda answer, z: lambda g: g * 2 / math.sqrt(math.pi) * np.exp(-(z**2)))


def _sigmoid(z):
    return np.exp(-np.logaddexp(0.0, -z))


def _softmax(z):
    return np.exp(_log_softmax(z))


def _log_softmax(z):
    shifted = z - np.max(z, axis=-2, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-2, keepdims=True))


FUNCTIONS = {
    "linear": lambda z: z,
    "relu": lambda z: np.where(z > 0, z, 0.0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.exp(np.where(z > 0, 0.0, z)) - 1),
    "gelu": lambda z: z * (1 + _erf(z / math.sqrt(2))) / 2,
    "sigmoid": _sigmoid,
    "softmax": _softmax,
    "softplus": lambda z: np.logaddexp(0.0, z),
    "swish": lambda z: z * _sigmoid(z),
    "tanh": np.tanh,
}
SLOPES = {name: elementwise_grad(each) for name, each in FUNCTIONS.items() if name != "softmax"}
FEATURES = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1_squared": lambda x1, x2: x1 * x1,
    "x2_squared": lambda x1, x2: x2 * x2,
    "x1_x2": lambda x1, x2: x1 * x2,
    "sin_x1": lambda x1, x2: np.sin(x1),
    "sin_x2": lambda x1, x2: np.sin(x2),
}


def _log_plus(logarithm, e):
    """log(a + e), stable where log(a) is."""
    return logarithm + np.log1p(e * np.exp(-logarithm))


def _binary(z, e, a, y):
    yes = _log_plus(-np.logaddexp(0.0, -z), e)
    no = _log_plus(-np.logaddexp(0.0, z), -e)
    return -y * yes - (1 - y) * no


def _categorical(z, e, a, y):
    return -y * _log_plus(_log_softmax(z), e)


def _squared(z, e, a, y):
    return 0.5 * (a - y) ** 2


# Each takes Z, what is added to A, A with it, and Y.
LOSSES = {
    "binary_cross_entropy": _binary,
    "categorical_cross_entropy": _categorical,
    "squared_error": _squared,
    "squared_error_cross_entropy": lambda *given: _squared(*given) + _categorical(*given),
}
SHORTCUTS = (("sigmoid", "binary_cross_entropy"), ("softmax", "categorical_cross_entropy"))


def fed(X, features):
    """What the first layer is fed: the inputs, or the features made of them, a row each."""
    x1, x2 = X if features else (None, None)
    return np.stack([FEATURES[name](x1, x2) for name in features]) if features else X


def _total(entries):
    """The sum of each matrix, 1 x 1."""
    return np.sum(entries, axis=(-2, -1), keepdims=True)


def _forward(variables, A0, activations, kept):
    A, passed = A0, {}
    for layer, name in enumerate(activations, start=1):
        Z = np.matmul(variables[f"W{layer}"], A) + variables[f"b{layer}"] + variables[f"Z{layer}"]
        A = FUNCTIONS[name](Z) * kept.get(layer, 1.0) + variables[f"A{layer}"]
        passed |= {f"Z{layer}": Z, f"A{layer}": A}
    return passed


def passes(parameters, A0, Y, activations, loss, kept, l1, l2):
    """Every matrix of the forward and the backward pass by its name.

    ``kept`` has for each layer that drops units its mask divided by the share that it keeps;
    ``l1`` and ``l2`` are the λ of the two penalties.
    """
    depth, m = len(activations), A0.shape[-1]
    layers = range(1, depth + 1)

    def penalty(variables):
        weights = [variables[f"W{layer}"] for layer in layers]
        return sum(_total(l2 * W**2 + l1 * np.abs(W)) for W in weights) / (2 * m)

    def cost(variables):
        passed = _forward(variables, A0, activations, kept)
        e = variables[f"A{depth}"]
        each = LOSSES[loss](passed[f"Z{depth}"], e, passed[f"A{depth}"], Y)
        return _total(each) / m + penalty(variables)

    variables = dict(parameters)
    for layer in layers:
        nothing = np.zeros((*parameters[f"W{layer}"].shape[:-1], m))
        variables |= {f"Z{layer}": nothing, f"A{layer}": nothing}
    matrices = _forward(variables, A0, activations, kept)
    matrices |= {"J": cost(variables), "R": penalty(parameters)}
    for name, gradient in grad(lambda at: np.sum(cost(at)))(variables).items():
        matrices[f"d{name}"] = gradient * m if name[0] in "ZA" else gradient
    penalties = grad(lambda at: np.sum(penalty(at)))(parameters)
    for layer, name in enumerate(activations, start=1):
        matrices[f"rW{layer}"] = penalties[f"W{layer}"]
        if name in SLOPES:
            matrices[f"G{layer}"] = SLOPES[name](matrices[f"Z{layer}"])
    matrices[f"cdZ{depth}"] = matrices[f"dZ{depth}"]
    return matrices


def update(name, before, gradient, rules, iteration):
    """The parameter called ``name`` and its running averages after an iteration, from 0."""
    t = iteration + 1
    a, b1, b2 = rules.learning_rate, rules.beta1, rules.beta2
    g, old = gradient, before[name]
    v, s = before.get(f"vd{name}"), before.get(f"sd{name}")
    if rules.optimizer == "gradient_descent":
        return {name: old - a * g}
    if rules.optimizer == "momentum":
        v = b1 * v + (1 - b1) * g
        return {f"vd{name}": v, name: old - a * v}
    s = b2 * s + (1 - b2) * g**2
    if rules.optimizer == "rmsprop":
        return {f"sd{name}": s, name: old - a * g / (np.sqrt(s) + rules.epsilon)}
    assert rules.optimizer == "adam"
    v = b1 * v + (1 - b1) * g
    v_corrected, s_corrected = v / (1 - b1**t), s / (1 - b2**t)
    step = v_corrected / (np.sqrt(s_corrected) + rules.epsilon)
    return {f"vd{name}": v, f"sd{name}": s, name: old - a * step}
