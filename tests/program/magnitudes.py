"""How large the terms are that a matrix is added up from.

Rounding errs in proportion to this, not to the matrix, where terms cancel.
"""

import numpy as np

STEEPEST = 1.13  # the largest slope of an activation, GELU's


def _turned(matrix):
    return np.swapaxes(matrix, -2, -1)


def of_passes(matrices, parameters, A0, Y, activations, kept):
    """For every matrix of the two passes the sum of the absolute values of its terms."""
    depth, m = len(activations), A0.shape[-1]
    S = {"A0": np.abs(A0), "R": np.abs(matrices["R"])}
    for layer in range(1, depth + 1):
        W, b = np.abs(parameters[f"W{layer}"]), np.abs(parameters[f"b{layer}"])
        S[f"Z{layer}"] = W @ S[f"A{layer - 1}"] + b
        S[f"A{layer}"] = np.abs(matrices[f"A{layer}"]) + S[f"Z{layer}"] * kept.get(layer, 1.0)
        S[f"G{layer}"] = 1 + S[f"Z{layer}"]
        S[f"rW{layer}"] = np.abs(matrices[f"rW{layer}"])
    A, top = np.abs(matrices[f"A{depth}"]), S[f"A{depth}"]
    terms = 1 + top + (A + np.abs(Y)) ** 2
    S["J"] = np.sum(terms, axis=(-2, -1), keepdims=True) / m + S["R"]
    S[f"dA{depth}"] = np.abs(matrices[f"dA{depth}"]) + np.abs(Y) + top
    for layer in range(depth, 0, -1):
        above = S[f"dA{layer}"]
        if activations[layer - 1] == "softmax":
            above = A * (above + np.sum(A * above, axis=-2, keepdims=True))
        S[f"dZ{layer}"] = above * STEEPEST * kept.get(layer, 1.0)
        if layer == depth:
            S[f"cdZ{depth}"] = S[f"dZ{depth}"]
            if activations[-1] == "sigmoid":  # 1 / (a (1 - a)) in dA goes out again
                S[f"dZ{depth}"] = A + np.abs(Y)
        dZ = S[f"dZ{layer}"]
        S[f"dW{layer}"] = dZ @ _turned(S[f"A{layer - 1}"]) / m + S[f"rW{layer}"]
        S[f"db{layer}"] = np.sum(dZ, axis=-1, keepdims=True) / m
        if layer > 1:
            S[f"dA{layer - 1}"] = _turned(np.abs(parameters[f"W{layer}"])) @ dZ
    return S


def of_update(name, before, after, gradient, rules, iteration):
    """The same for a parameter and its running averages; ``gradient`` is that of dW or db."""
    b1, b2, t = rules.beta1, rules.beta2, iteration + 1
    first, second = (1 - b1**t, 1 - b2**t) if rules.optimizer == "adam" else (1.0, 1.0)
    v, s = f"vd{name}", f"sd{name}"
    S, step = {}, gradient
    if v in after:
        step = S[v] = b1 * np.abs(before[v]) + (1 - b1) * gradient
    if s in after:
        S[s] = b2 * before[s] + (1 - b2) * gradient**2
        root = np.sqrt(after[s] / second) + rules.epsilon
        # What it is divided by errs too: s holds 1 - b2 of the square of the gradient.
        above = np.abs(after[v]) / first if v in after else gradient
        step = step / first / root + above * np.sqrt((1 - b2) / second) * gradient / root**2
    S[name] = np.abs(before[name]) + rules.learning_rate * step
    return S
