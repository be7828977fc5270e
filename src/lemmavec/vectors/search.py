"""The rows with the highest cosines, for any number of queries in one pass over the matrix.

The native search finds candidates by products in float32 and computes their cosines in float64: the
answer to a query is the same to the bit, alone or among others, on any number of threads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec._validation import at_least
from lemmavec.settings import available_cores
from lemmavec.vectors.queries import Matrix, Vector, unit

QUERIES_AT_ONCE = 1024
# Starting a thread takes longer than so many multiplications.
WORTH_A_THREAD = 1 << 20


def row_norms(matrix: Matrix) -> tuple[Matrix, int]:
    """Return ‖m‖ of each row m, summed in float64, and the first row with NaN or infinity, or -1.

    Examples
    --------
    >>> row_norms(np.array([[3, 4], [0, 0]], np.float32))
    (array([5., 0.], dtype=float32), -1)
    """
    return _kernels.row_norms(_single(matrix), threads_for(matrix.size, None))


def row_cosines(matrix: Matrix, query: Vector) -> Matrix:
    """Return the cosine of each row with `query`, float32 of shape (n,), computed in float64.

    Equal rows have equal cosines, and a zero row or query has the cosine 0.

    Examples
    --------
    >>> row_cosines(np.array([[3, 4], [0, 2], [0, 0]], np.float32), np.array([0.0, 1.0]))
    array([0.8, 1. , 0. ], dtype=float32)
    """
    return _kernels.cosines(_single(matrix), unit(query), threads_for(matrix.size, None))


def nearest(
    matrix: Matrix,
    norms: Matrix,
    directions: NDArray[np.float64],
    topn: int,
    left_out: Sequence[Collection[int]],
    workers: int | None = None,
) -> Iterator[list[tuple[int, float]]]:
    """Give the `topn` rows with the highest cosines and these, for each direction in turn.

    Equal cosines come in the order of the rows. The cosines are those of `row_cosines`.

    Parameters
    ----------
    matrix : ndarray of float32, shape (n, d)
        The rows; no copy of them is made.
    norms : ndarray of float32, shape (n,)
        Their lengths.
    directions : ndarray of float64, shape (q, d)
        Need not have length 1.
    topn : int
        Rows for each, 1 or more.
    left_out : sequence of q collections of int
        Rows that are no answer.
    workers : int, optional
        Threads; all cores by default.

    Examples
    --------
    >>> rows = np.array([[3, 4], [0, 2], [0, 0]], np.float32)
    >>> list(nearest(rows, row_norms(rows)[0], np.array([[0.0, 1.0]]), 1, [()]))
    [[(1, 1.0)]]
    """
    for start in range(0, len(directions), QUERIES_AT_ONCE):
        block = unit(directions[start : start + QUERIES_AT_ONCE])
        without = left_out[start : start + QUERIES_AT_ONCE]
        kept = min(len(matrix), topn + max(map(len, without)))
        if kept == 0:
            yield from ([] for _ in block)
            continue
        threads = threads_for(matrix.size * len(block), workers)
        found = _kernels.nearest(_single(matrix), norms, block, kept, threads)
        rows, cosines = found[0].reshape(-1, kept), found[1].reshape(-1, kept)
        for i, none in enumerate(without):
            pairs = zip(rows[i].tolist(), cosines[i].tolist(), strict=True)
            yield [(row, score) for row, score in pairs if row >= 0 and row not in none][:topn]


def threads_for(multiplications: int, workers: int | None) -> int:
    """Return the threads to use: `workers`, or as many as there are cores and the work is worth."""
    if workers is not None:
        return at_least("workers", workers, 1)
    return max(1, min(available_cores(), multiplications // WORTH_A_THREAD))


def _single(matrix: Matrix) -> Matrix:
    """Return the matrix itself, or a copy of one that is not of float32."""
    return np.asarray(matrix, np.float32)
