"""Two ways down a slope: Adam for whole arrays, AdaGrad with one rate a row for tables."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Adam:
    r"""Steps of $m / \sqrt{v}$, where m and v are running means of the gradient and its square.

    Source: Kingma and Ba 2015, algorithm 1.

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
        # Both means begin at zero; these factors make up for it.
        rate = rate * np.sqrt(1 - self.beta2**self.steps) / (1 - self.beta1**self.steps)
        self.parameter -= rate * self.m / (np.sqrt(self.v) + 1e-8)


class RowAdaGrad:
    r"""Steps of $g_r / \sqrt{\sum \overline{g_r^2}}$: a row that was moved much moves less.

    One number a row and not one an entry: a table of word vectors needs no second table beside it.
    Source: Duchi, Hazan and Singer 2011, with the mean over a row for its square.

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
        """Change some rows in place; each row may stand there once."""
        self.sums[rows] += np.mean(gradient * gradient, axis=1)
        self.table[rows] -= (rate / np.sqrt(self.sums[rows]))[:, None] * gradient
