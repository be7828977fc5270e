"""The two matrices of a model, laid out for the CPU's vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels

CACHE_LINE = 64


def aligned_zeros(rows: int, vector_size: int) -> NDArray[np.float32]:
    """Zeros of shape (rows, vector_size padded to a multiple of 16), each row on a cache line.

    The kernel reads whole vectors; the padding is zero and stays zero, as it only ever meets
    other padding.

    Examples
    --------
    >>> aligned_zeros(3, 20).shape
    (3, 32)
    """
    width = _kernels.padded(vector_size)
    size = rows * width
    # NumPy promises no alignment: take a cache line more, and start on its boundary.
    buffer = np.zeros(size + CACHE_LINE // 4, np.float32)
    skip = (-buffer.ctypes.data % CACHE_LINE) // 4
    return buffer[skip : skip + size].reshape(rows, width)


def padded_bytes(rows: int, vector_size: int) -> int:
    """Return the size of a matrix of `aligned_zeros`.

    Examples
    --------
    >>> padded_bytes(3, 20) == aligned_zeros(3, 20).nbytes
    True
    """
    return 4 * rows * _kernels.padded(vector_size)


def aligned(*matrices: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a copy of matrices of shape (rows, vector_size), one below the other.

    It is laid out as `aligned_zeros`.
    """
    size = matrices[0].shape[1]
    padded = aligned_zeros(sum(map(len, matrices)), size)
    first = 0
    for matrix in matrices:
        padded[first : first + len(matrix), :size] = matrix
        first += len(matrix)
    return padded


def initial_centre_vectors(
    rows: int, vector_size: int, seed: int | Sequence[int]
) -> NDArray[np.float32]:
    """Draw the initial V as word2vec does: uniform in (-1/2, 1/2) / vector_size."""
    V = aligned_zeros(rows, vector_size)
    random = np.random.default_rng(seed)
    for start in range(0, rows, 4096):  # in slices, so that no second matrix is made
        part = V[start : start + 4096, :vector_size]
        part[:] = (random.random(part.shape, np.float32) - np.float32(0.5)) / vector_size
    return V
