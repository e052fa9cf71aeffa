"""Holds the matrices of one iteration against those of automatic differentiation."""

import numpy as np

from tests.program import magnitudes, reference
from tests.program.reference import Rules

KINKS = ("relu", "leaky_relu")


def assert_agrees(found, before, activations, loss, learning_rate, iteration=0, **options):
    """Compare every matrix of an iteration with the reference.

    ``before`` has X, Y, the parameters and running averages at its start, ``found`` the rest;
    what is updated is called ``new W1`` and so on. ``options`` are those of Rules.
    """
    rules = Rules(tuple(activations), loss, learning_rate, **options)
    assert_all_agree([found], [before], [rules], iteration)


def assert_all_agree(found, before, rules, iteration):
    """The same for several iterations of networks of one shape, with the same functions."""
    activations, loss = rules[0].activations, rules[0].loss
    layers = range(1, len(activations) + 1)
    names = [f"{kind}{layer}" for layer in layers for kind in "Wb"]
    parameters = {name: np.stack([each[name] for each in before]) for name in names}
    A0 = np.stack([reference.fed(each["X"], rule.features) for each, rule in _both(before, rules)])
    Y = np.stack([each["Y"] for each in before])
    kept = {layer: _kept(layer, found, rules, parameters, A0.shape[-1]) for layer in layers[:-1]}
    l1, l2 = (
        np.reshape([rule.rate * (rule.regularizer == name) for rule in rules], (-1, 1, 1))
        for name in ("l1", "l2")
    )
    wanted = reference.passes(parameters, A0, Y, activations, loss, kept, l1, l2)
    scale = magnitudes.of_passes(wanted, parameters, A0, Y, activations, kept)
    wanted["F"], scale["F"] = A0, np.abs(A0)

    for each, rule in _both(found, rules):
        assert sorted(each) == sorted(_names(rule))
    for name in sorted(wanted):
        places = [place for place, each in enumerate(found) if name in each]
        if places:
            values = np.stack([found[place][name] for place in places])
            _assert_close(name, values, wanted[name][places], scale[name][places])
    for group in _alike(rules):
        told = rules[group[0]]
        old = {name: np.stack([before[place][name] for place in group]) for name in before[group[0]]
               if name not in "XY"}  # fmt: skip
        for name in names:
            gradient = wanted[f"d{name}"][group]
            new = reference.update(name, old, gradient, told, iteration)
            sizes = magnitudes.of_update(
                name, old, new, scale[f"d{name}"][group], told, iteration
            )  # fmt: skip
            for each, value in new.items():
                values = np.stack([found[place][f"new {each}"] for place in group])
                _assert_close(f"new {each}", values, value, sizes[each])


def near_kink(activations, found):
    """Whether rounding decides a derivative of ReLU; at exactly 0 everybody takes the left one."""
    layers = [layer for layer, name in enumerate(activations, start=1) if name in KINKS]
    distances = [np.abs(found[f"Z{layer}"]) for layer in layers]
    return any(((each > 0) & (each <= 1e-9)).any() for each in distances)


def _both(these, those):
    return zip(these, those, strict=True)


def _kept(layer, found, rules, parameters, m):
    """What the activations of a layer are multiplied by, from the masks as they were drawn."""
    ones = np.ones((parameters[f"b{layer}"].shape[1], m))
    return np.stack([
        each[f"D{layer}"] / rule.keep_prob[layer - 1] if f"D{layer}" in each else ones
        for each, rule in _both(found, rules)
    ])  # fmt: skip


def _names(rule):
    """Which matrices an iteration has."""
    depth = len(rule.activations)
    yield from ["F"] * bool(rule.features)
    yield "J"
    averages = {"momentum": "v", "rmsprop": "s", "adam": "vs"}.get(rule.optimizer, "")
    for layer, activation in enumerate(rule.activations, start=1):
        yield from [f"{kind}{layer}" for kind in ("Z", "A", "dA", "dZ", "dW", "db")]
        if layer < depth and rule.keep_prob and rule.keep_prob[layer - 1] < 1:
            yield f"D{layer}"
        if rule.chain and activation != "softmax":
            yield f"G{layer}"
        for name in (f"W{layer}", f"b{layer}"):
            yield f"new {name}"
            yield from [f"new {average}d{name}" for average in averages]
    if rule.chain and (rule.activations[-1], rule.loss) in reference.SHORTCUTS:
        yield f"cdZ{depth}"
    if rule.regularizer != "none":
        yield "R"
        yield from [f"rW{layer}" for layer in range(1, depth + 1)]


def _alike(rules):
    """The places of the rules that update in the same way."""
    groups = {}
    for place, rule in enumerate(rules):
        told = (rule.optimizer, rule.learning_rate, rule.beta1, rule.beta2, rule.epsilon)
        groups.setdefault(told, []).append(place)
    return groups.values()


def _assert_close(name, found, wanted, scale):
    assert found.shape == wanted.shape, name
    allowed = 1e-9 * np.abs(wanted) + 1e-12 * scale
    off = np.abs(found - wanted)
    assert (off <= allowed).all(), f"{name} is off by {off.max()}"
