"""Changes of rows, as they travel between workers, and how those of several workers combine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Changes(NamedTuple):
    """Changes of some rows of a matrix.

    Attributes
    ----------
    rows : ndarray of int32, shape (rows,)
        Their numbers, rising.
    by : ndarray of float16 or float32, shape (rows, vector_size)
        What is to be added to each.
    """

    rows: NDArray[np.int32]
    by: NDArray[Any]


def changes_of(
    before: NDArray[np.float32],
    after: NDArray[np.float32],
    workers: int,
    precision: str,
) -> list[Changes]:
    """Return, for each owner, which of its rows changed and by how much.

    Row r belongs to worker r mod `workers`: frequent words have small numbers, so that blocks of
    rows would be unequal work.

    Examples
    --------
    >>> before = np.zeros((4, 2), np.float32)
    >>> after = before + np.float32([[1, 0], [0, 0], [0, 2], [3, 0]])
    >>> [found.rows.tolist() for found in changes_of(before, after, 2, "float16")]
    [[0, 2], [3]]
    """
    found = []
    for owner in range(workers):
        by = after[owner::workers] - before[owner::workers]
        changed = np.flatnonzero(by.any(axis=1))
        if len(changed) < len(by):
            by = by[changed]
        rows = (changed * workers + owner).astype(np.int32)
        found.append(Changes(rows, by.astype(precision, copy=False)))
    return found


def combined(changes: Sequence[Changes]) -> Changes:
    """Combine the changes that several workers made to the same matrix, pairwise up a tree.

    The tree depends on the order of `changes` alone, so that the result has the same bits whoever
    answers first.

    Examples
    --------
    >>> one = Changes(np.int32([0, 1]), np.float32([[1, 0], [0, 1]]))
    >>> other = Changes(np.int32([1, 2]), np.float32([[1, 0], [3, 3]]))
    >>> rows, by = combined([one, other])
    >>> rows.tolist(), by.tolist()
    ([0, 1, 2], [[1.0, 0.0], [1.0, 1.0], [3.0, 3.0]])
    """
    level = [Changes(rows, by.astype(np.float32, copy=False)) for rows, by in changes]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [*(_pair(a, b) for a, b in pairs), *level[len(level) // 2 * 2 :]]
    return level[0]


def _pair(a: Changes, b: Changes) -> Changes:
    if np.array_equal(a.rows, b.rows):
        return Changes(a.rows, adasum(a.by, b.by))
    rows = np.union1d(a.rows, b.rows)
    by = np.empty((len(rows), a.by.shape[1]), np.float32)
    by[np.searchsorted(rows, a.rows)] = a.by
    by[np.searchsorted(rows, b.rows)] = b.by
    both, of_a, of_b = np.intersect1d(a.rows, b.rows, assume_unique=True, return_indices=True)
    by[np.searchsorted(rows, both)] = adasum(a.by[of_a], b.by[of_b])
    return Changes(rows, by)


def adasum(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    r"""Combine two changes of each row: the sum of orthogonal ones, the mean of equal ones.

    .. math:: \left(1 - \frac{a \cdot b}{2 |a|^2}\right) a
              + \left(1 - \frac{a \cdot b}{2 |b|^2}\right) b

    Parameters
    ----------
    a, b : ndarray of float32, shape (rows, vector_size)

    Returns
    -------
    ndarray of float32, shape (rows, vector_size)

    Notes
    -----
    Maleki et al. 2021, "Scaling Distributed Training with Adaptive Summation" (arXiv:2006.02924),
    equation 3, for each row on its own.

    Examples
    --------
    >>> adasum(np.float32([[2, 0], [1, 0]]), np.float32([[2, 0], [0, 1]])).tolist()
    [[2.0, 0.0], [1.0, 1.0]]
    """
    products = np.einsum("ij,ij->i", a, b)
    return _shortened(a, products) + _shortened(b, products)


def _shortened(a: NDArray[np.float32], products: NDArray[np.float32]) -> NDArray[np.float32]:
    squares = np.einsum("ij,ij->i", a, a)
    # A change of zero meets nothing; the square of a tiny one may be zero too.
    shares = np.divide(products, 2 * squares, out=np.zeros_like(products), where=squares > 0)
    shortened: NDArray[np.float32] = a * (1 - shares)[:, None]
    return shortened
