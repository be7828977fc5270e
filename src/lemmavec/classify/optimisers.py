"""Optimisers: Adam for whole arrays, and row-wise AdaGrad for tables of which few rows change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Adam:
    r"""Steps of $m / \sqrt{v}$, where m and v are running means of the gradient and its square.

    Parameters
    ----------
    parameter : ndarray
        Changed in place.
    beta1, beta2 : float
        Decay rates of the two running means.

    Notes
    -----
    Source: Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", algorithm 1.

    Examples
    --------
    >>> x = np.array([1.0])
    >>> Adam(x).step(np.array([20.0]), rate=0.1)
    >>> x.round(6)
    array([0.9])
    """

    def __init__(self, parameter: Array, beta1: float = 0.9, beta2: float = 0.999) -> None:
        self.parameter = parameter
        self.beta1, self.beta2 = beta1, beta2
        self.m, self.v = np.zeros_like(parameter), np.zeros_like(parameter)
        self.steps = 0

    def step(self, gradient: Array, rate: float) -> None:
        """Change the parameter in place."""
        self.steps += 1
        self.m += (1 - self.beta1) * (gradient - self.m)
        self.v += (1 - self.beta2) * (gradient * gradient - self.v)
        # Both means begin at zero, and these factors correct their bias.
        rate = rate * np.sqrt(1 - self.beta2**self.steps) / (1 - self.beta1**self.steps)
        self.parameter -= rate * self.m / (np.sqrt(self.v) + 1e-8)


class LayerAdam:
    r"""Adam for the layers of a network: λ/2 ‖W‖² on each weight matrix, nothing on the biases.

    Parameters
    ----------
    parameters : mapping of str to ndarray
        Changed in place; the weight matrices are those whose names begin with W.
    l2 : float
        λ, the strength of L2 regularisation.

    Examples
    --------
    >>> W, b = np.array([[1.0]]), np.array([1.0])
    >>> zero = {"W": np.zeros((1, 1)), "b": np.zeros(1)}
    >>> LayerAdam({"W": W, "b": b}, l2=0.5).step(zero, rate=0.1)
    >>> W.round(6), b
    (array([[0.9]]), array([1.]))
    """

    def __init__(self, parameters: Mapping[str, Array], l2: float) -> None:
        self.adams = {name: Adam(parameter) for name, parameter in parameters.items()}
        self.l2 = l2

    def step(self, gradient: Mapping[str, Array], rate: float) -> None:
        """Change every parameter in place, by the gradient of its name."""
        for name, adam in self.adams.items():
            penalty = self.l2 * adam.parameter if name.startswith("W") else 0.0
            adam.step(gradient[name] + penalty, rate)


class RowAdaGrad:
    r"""Steps of $g_r / \sqrt{\sum \overline{g_r^2}}$: the more a row has moved, the less it moves.

    It keeps one number a row, not one an entry, so that a table of word vectors needs no second
    table beside it.

    Parameters
    ----------
    table : ndarray, shape (rows, columns)
        Changed in place.

    Notes
    -----
    Source: Duchi, Hazan and Singer 2011, "Adaptive Subgradient Methods", with the mean over a row
    of the squared gradient.

    Examples
    --------
    >>> x = np.zeros((3, 2))
    >>> RowAdaGrad(x).step(np.array([1]), np.array([[3.0, 4.0]]), rate=0.1)
    >>> x.round(3)
    array([[ 0.   ,  0.   ],
           [-0.085, -0.113],
           [ 0.   ,  0.   ]])
    """

    def __init__(self, table: Array) -> None:
        self.table = table
        self.sums = np.full(len(table), 1e-8, table.dtype)

    def step(self, rows: NDArray[np.integer], gradient: Array, rate: float) -> None:
        """Change some rows in place; `rows` holds each row at most once."""
        self.sums[rows] += np.mean(gradient * gradient, axis=1)
        self.table[rows] -= (rate / np.sqrt(self.sums[rows]))[:, None] * gradient
