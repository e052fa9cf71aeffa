"""Runs kernels as the program does, without warnings about infinities."""

import numpy as np

from nnviz.nn.calls import run


def fill(calls):
    with np.errstate(all="ignore"):
        run(calls)


def activate(activation, Z):
    A = np.empty_like(Z)
    fill(activation.forward(Z, A))
    return A


def derivative(activation, Z):
    out = np.empty_like(Z)
    fill(activation.derivative(Z, activate(activation, Z), out))
    return out


def backward(activation, dA, Z):
    dZ = np.empty_like(Z)
    fill(activation.backward(dA, Z, activate(activation, Z), dZ))
    return dZ


def cost(loss, Z, A, Y):
    J = np.empty((1, 1))
    fill(loss.cost(Z, A, Y, J))
    return J[0, 0]


def output_gradient(loss, Z, A, Y):
    dA = np.empty_like(Z)
    fill(loss.gradient(Z, A, Y, dA))
    return dA


def centred(function, Z, step=1e-5):
    """The derivative of a number by every entry of Z, by centred differences."""
    slopes = np.empty_like(Z)
    for place in np.ndindex(Z.shape):
        moved = Z.copy()
        moved[place] += step
        above = function(moved)
        moved[place] -= 2 * step
        slopes[place] = (above - function(moved)) / (2 * step)
    return slopes
