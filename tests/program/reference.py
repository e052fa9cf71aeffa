"""One iteration by automatic differentiation, from the definitions and sharing no code with nnviz.

The cost is written as a function of the parameters and of a small matrix added to every Z and
every A. Its derivative by what is added, times m, is dZ and dA: the loss of each sample, not
divided by m.
"""

import autograd.numpy as np
from autograd import grad


def _sigmoid(z):
    return np.exp(-np.logaddexp(0.0, -z))


def _softmax(z):
    return np.exp(_log_softmax(z))


def _log_softmax(z):
    shifted = z - np.max(z, axis=0, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=0, keepdims=True))


FUNCTIONS = {
    "linear": lambda z: z,
    "relu": lambda z: np.where(z > 0, z, 0.0),
    "sigmoid": _sigmoid,
    "softmax": _softmax,
    "tanh": np.tanh,
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


def _forward(variables, X, activations):
    A, passed = X, {}
    for layer, name in enumerate(activations, start=1):
        Z = np.dot(variables[f"W{layer}"], A) + variables[f"b{layer}"] + variables[f"Z{layer}"]
        A = FUNCTIONS[name](Z) + variables[f"A{layer}"]
        passed |= {f"Z{layer}": Z, f"A{layer}": A}
    return passed


def iteration(parameters, X, Y, activations, loss, learning_rate):
    """Every matrix of one iteration by its name, the updated parameters as ``new W1`` and so on."""
    depth, m = len(activations), X.shape[1]

    def cost(variables):
        passed = _forward(variables, X, activations)
        e = variables[f"A{depth}"]
        return np.sum(LOSSES[loss](passed[f"Z{depth}"], e, passed[f"A{depth}"], Y)) / m

    variables = dict(parameters)
    for layer in range(1, depth + 1):
        nothing = np.zeros((parameters[f"W{layer}"].shape[0], m))
        variables |= {f"Z{layer}": nothing, f"A{layer}": nothing}
    matrices = _forward(variables, X, activations)
    matrices["J"] = np.array([[cost(variables)]])
    for name, gradient in grad(cost)(variables).items():
        matrices[f"d{name}"] = gradient * m if name[0] in "ZA" else gradient
    for name, value in parameters.items():
        matrices[f"new {name}"] = value - learning_rate * matrices[f"d{name}"]
    return matrices


def magnitudes(matrices, parameters, X, Y, activations, learning_rate):
    """For every matrix the sum of the absolute values of the terms that it is added up from.

    Rounding errs in proportion to this, not to the matrix, where terms cancel.
    """
    depth, m = len(activations), X.shape[1]
    S = {"A0": np.abs(X)}
    for layer in range(1, depth + 1):
        W, b = np.abs(parameters[f"W{layer}"]), np.abs(parameters[f"b{layer}"])
        S[f"Z{layer}"] = S[f"A{layer}"] = np.dot(W, S[f"A{layer - 1}"]) + b
    A, top = matrices[f"A{depth}"], S[f"A{depth}"]
    S["J"] = np.sum(1 + top + (np.abs(A) + np.abs(Y)) ** 2) / m
    S[f"dA{depth}"] = np.abs(matrices[f"dA{depth}"]) + np.abs(A) + np.abs(Y) + top
    for layer in range(depth, 0, -1):
        above = S[f"dA{layer}"]
        if layer == depth and activations[-1] == "softmax":
            above = A * (above + np.sum(A * above, axis=0, keepdims=True))
        elif layer == depth and activations[-1] == "sigmoid":
            above = np.abs(A) + np.abs(Y)
        S[f"dZ{layer}"] = above
        S[f"dW{layer}"] = np.dot(above, S[f"A{layer - 1}"].T) / m
        S[f"db{layer}"] = np.sum(above, axis=1, keepdims=True) / m
        if layer > 1:
            S[f"dA{layer - 1}"] = np.dot(np.abs(parameters[f"W{layer}"]).T, above)
    for name, value in parameters.items():
        S[f"new {name}"] = np.abs(value) + learning_rate * S[f"d{name}"]
    return S
