"""Pearson's and Spearman's correlation, in NumPy."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def pearson(x: ArrayLike, y: ArrayLike) -> float:
    """Return the covariance of x and y over the product of their standard deviations.

    NaN where x or y is constant: its correlation is not defined.

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Two measurements of the same n things.

    Examples
    --------
    >>> round(pearson([1, 2, 3], [1, 2, 4]), 4)
    0.982
    """
    wide_x, wide_y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    dx, dy = wide_x - wide_x.mean(), wide_y - wide_y.mean()
    scale = np.sqrt((dx @ dx) * (dy @ dy))
    return float(dx @ dy / scale) if scale > 0 else float("nan")


def spearman(x: ArrayLike, y: ArrayLike) -> float:
    """Return Pearson's correlation of the ranks of x and y; equal values share their mean rank.

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Two measurements of the same n things.

    Examples
    --------
    >>> spearman([1, 2, 3], [1, 20, 300])
    1.0
    """
    return pearson(ranks(x), ranks(y))


def ranks(x: ArrayLike) -> NDArray[np.float64]:
    """Return the rank of each value, the lowest 1, equal values sharing the mean of their ranks.

    Examples
    --------
    >>> ranks([10, 30, 10])
    array([1.5, 3. , 1.5])
    """
    _, inverse, counts = np.unique(np.asarray(x), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    shared: NDArray[np.float64] = (last - (counts - 1) / 2)[inverse]
    return shared
